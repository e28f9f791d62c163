"""`replay --candles`: files of the learner's own instead of a scenario."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from trainer.cli.main import run

START = 1_700_000_040_000  # a whole minute
HEADER = "time_ms,open,high,low,close,volume"


def write(path: Path, rows: list[tuple[float, float, float, float]], skip: tuple[int, ...] = ()) -> Path:
    """Minute bars from START on; those in `skip` are left out."""
    lines = [f"{START + 60_000 * n},{o},{h},{low},{c},1000" for n, (o, h, low, c) in enumerate(rows) if n not in skip]
    path.write_text("\n".join([HEADER, *lines]) + "\n")
    return path


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    """Candles that fall to 9,000 last and 9,200 mark, a funding stamp and a decision."""
    flat = [(10_000.0, 10_000.0, 10_000.0, 10_000.0)] * 3
    last = write(tmp_path / "last.csv", [*flat, (10_000.0, 10_000.0, 9_000.0, 9_000.0)])
    mark = write(tmp_path / "mark.csv", [*flat, (10_000.0, 10_000.0, 9_200.0, 9_200.0)], skip=(1,))
    funding = tmp_path / "funding.csv"
    funding.write_text(f"time_ms,rate\n{START + 120_000},0.001\n")
    log = tmp_path / "log.jsonl"
    rows = [{"command": "set_leverage", "leverage": "10"}, {"command": "place_order", "side": "long", "size": "0.1"}]
    log.write_text("\n".join(json.dumps({"time": "2023-11-14T22:15:00Z", **row}) for row in rows))
    return {"last": str(last), "mark": str(mark), "funding": str(funding), "log": str(log)}


def replay(files: dict[str, str], *more: str) -> int:
    """Run the command on the files."""
    call = ["replay", "--candles", files["last"], "--symbol", "BTCUSDT", "--venue", "binance_usdm"]
    return run([*call, "--decisions", files["log"], "--no-slippage", "--json", *more])


def test_candles_mark_and_funding_of_files(files: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert replay(files) == 0
    assert json.loads(capsys.readouterr().out)["account"]["liquidations"] == 1
    assert replay(files, "--mark-candles", files["mark"], "--funding", files["funding"]) == 0
    printed = capsys.readouterr()
    account = json.loads(printed.out)["account"]
    assert (account["liquidations"], account["funding"]) == (0, "1.00000000")
    assert "1 of 4 bars" in printed.err


@pytest.mark.parametrize(
    ("more", "field"),
    [
        (["--venue", "nowhere"], "venue"),
        (["--symbol", "XYZ"], "symbol"),
        (["--mark-candles", "none.csv"], "mark-candles"),
        (["--funding", "none.csv"], "funding"),
        (["--candles", "candles.feather"], "candles"),
        (["--bankroll", "-1"], "bankroll"),
    ],
)
def test_what_does_not_fit_is_named(
    more: list[str], field: str, files: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert replay(files, *more) == 2
    printed = capsys.readouterr()
    assert printed.out == "" and printed.err.startswith(field) and printed.err.count("\n") == 1


def test_a_scenario_or_files_but_not_both_nor_neither(
    files: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert replay(files, "black-thursday-btc") == 2
    assert run(["replay", "--decisions", files["log"]]) == 2
    assert run(["replay", "black-thursday-btc", "--funding", files["funding"], "--decisions", files["log"]]) == 2
    assert [line.split(":")[0] for line in capsys.readouterr().err.splitlines()] == ["scenario", "scenario", "funding"]


def test_an_inverse_contract_from_files(files: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    log = Path(files["log"])
    log.write_text(log.read_text().replace('"0.1"', '"1000"'))
    assert replay(files, "--symbol", "XBTUSD", "--venue", "bitmex", "--bankroll", "1") == 0
    document = json.loads(capsys.readouterr().out)
    ended = next(event for event in document["events"] if event["event"] == "liquidated")
    assert abs(float(ended["loss"]) - 0.01) < 1e-6
