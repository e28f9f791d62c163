"""Results do not move unnoticed: one decision file, all its events, ledger and score, kept as a file.

After a wanted change: `python tests/golden/test_golden.py` writes the file anew; the difference belongs in the commit.
"""

from __future__ import annotations

import json
import sys
from io import StringIO
from pathlib import Path

import pytest

from trainer.cli.main import run

HERE = Path(__file__).resolve().parent
KEPT = HERE / "black_thursday.json"
COMMAND = ["replay", "black-thursday-btc", "--decisions", str(HERE / "black_thursday.jsonl"), "--json", "--rate"]


def test_the_kept_result_is_still_the_result(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(COMMAND) == 0
    assert json.loads(capsys.readouterr().out) == json.loads(KEPT.read_text(encoding="utf-8"))


def test_the_kept_result_holds_what_it_is_kept_for() -> None:
    kept = json.loads(KEPT.read_text(encoding="utf-8"))
    names = [event["event"] for event in kept["events"]]
    assert {"order_filled", "funding_paid", "liquidated", "order_cancelled"} <= set(names)
    assert kept["score"]["verdict"] != "none" and len(kept["score"]["trades"]) == 2


if __name__ == "__main__":
    shown, sys.stdout = sys.stdout, StringIO()
    run(COMMAND)
    KEPT.write_text(sys.stdout.getvalue(), encoding="utf-8", newline="\n")
    sys.stdout = shown
