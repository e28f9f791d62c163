"""`trainer import`: report, keep, refuse; one line on stderr and an untouched library when refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.kit.candle_files import bars, meta_trader, plain, write
from trainer.cli.main import run
from trainer.collection.shelf import Collection


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TRAINER_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def test_a_file_is_reported_and_kept(tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = bars(100)
    path = write(tmp_path, "archive zip with header", [*rows[:50], *rows[53:]])
    assert run(["import", str(path), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["series"], document["rows_kept"], document["missing_bars"]) == ("BTCUSDT-perp-last-1m", 97, 3)
    assert document["gaps"] == [
        {"from": "2021-05-19T00:50:00Z", "until": "2021-05-19T00:53:00Z", "bars": 3, "line": 52}
    ]
    (info,) = Collection(home).series()
    assert info.rows == 97 and info.parts[0].sha256 == document["sha256"]


def test_a_dry_run_keeps_nothing(tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path, "plain CSV", bars(9))
    assert run(["import", str(path), "--dry-run"]) == 0
    assert "9 rows of 1m candles" in capsys.readouterr().out and not home.exists()


@pytest.mark.parametrize(
    ("name", "text", "more", "words"),
    [
        ("a.csv", plain(bars(9)), [], "symbol: nothing is not allowed"),
        ("BTCUSDT.csv", meta_trader(bars(9)), [], "no time zone"),
        ("BTCUSDT.csv", meta_trader(bars(9)), ["--zone", "Nowhere"], "zone: Nowhere"),
        ("BTCUSDT.csv", plain(bars(9)), ["--timeframe", "7m"], "timeframe: '7m'"),
        ("BTCUSDT.csv", plain(bars(9)), ["--timeframe", "4h"], "the rows are 1m apart"),
        ("BTCUSDT.csv", plain(bars(9)), ["--kind", "funding", "--symbol", "no"], "symbol: NO"),
        ("BTCUSDT.csv", plain(bars(9)).replace("000,", "000,-", 1), [], "line 2: open ="),
    ],
)
def test_a_refusal_is_one_line_and_changes_nothing(
    tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str], name: str, text: str, more: list[str], words: str
) -> None:
    path = tmp_path / name
    path.write_text(text)
    assert run(["import", str(path), *more]) == 2
    printed = capsys.readouterr()
    assert words in printed.err and printed.err.count("\n") == 1 and printed.out == "" and not home.exists()
