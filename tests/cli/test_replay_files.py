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


def test_a_second_symbol_shares_the_wallet(
    files: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = write(tmp_path / "eth.csv", [(1_000.0, 1_000.0, 1_000.0, 1_000.0)] * 3 + [(1_000.0, 1_000.0, 900.0, 900.0)])
    rows: list[dict[str, object]] = [
        {"command": "set_leverage", "leverage": "10", "margin_mode": "cross"},
        {"command": "set_leverage", "leverage": "10", "margin_mode": "cross", "symbol": "ETHUSDT"},
        {"command": "place_order", "side": "long", "size": "0.1", "symbol": "BTCUSDT"},
        {"command": "place_order", "side": "long", "size": "1", "symbol": "ETHUSDT",
         "targets": [{"price": "1100", "share": "0.5"}, {"price": "1200", "share": "0.5"}]},
    ]  # fmt: skip
    log = tmp_path / "both.jsonl"
    log.write_text("\n".join(json.dumps({"time": "2023-11-14T22:15:00Z", **row}) for row in rows))
    assert replay({**files, "log": str(log)}, "--also", f"ETHUSDT={other}", "--no-fees") == 0
    document = json.loads(capsys.readouterr().out)
    filled = [event for event in document["events"] if event["event"] == "order_filled"]
    assert [(event["symbol"], event["position_side"]) for event in filled] == [("BTCUSDT", None), ("ETHUSDT", None)]
    assert float(document["account"]["equity"]) == 10_000 - 100 - 100


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--also", "ETHUSDT"], ["also", "ETHUSDT", "SYMBOL=FILE"]),
        (["--also", "XYZ=nothing.csv"], ["also", "nothing.csv"]),
    ],
)
def test_a_second_symbol_that_cannot_be_is_named(
    files: dict[str, str], more: list[str], words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert replay(files, *more) == 2
    found = capsys.readouterr().err
    assert all(word in found for word in words)


def test_hedge_mode_by_decision_file(files: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows: list[dict[str, object]] = [
        {"command": "set_position_mode", "mode": "hedge"},
        {"command": "set_leverage", "leverage": "10"},
        {"command": "place_order", "side": "long", "size": "0.1", "position_side": "long"},
        {"command": "place_order", "side": "short", "size": "0.1", "position_side": "short"},
        {"command": "close_position"},
    ]
    log = tmp_path / "hedge.jsonl"
    log.write_text("\n".join(json.dumps({"time": "2023-11-14T22:15:00Z", **row}) for row in rows))
    assert replay({**files, "log": str(log)}, "--no-fees") == 0
    document = json.loads(capsys.readouterr().out)
    filled = [event for event in document["events"] if event["event"] == "order_filled"]
    assert [event["position_side"] for event in filled] == ["long", "short", "long", "short"]
    assert document["score"] is None and "one position at a time" in document["score_note"]
    assert [trade["position_side"] for trade in document["trades"]] == ["long", "short"]


def test_a_scenario_is_scored_with_its_calendar_as_in_the_app(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The ECB decided on 12 March 2020 at 12:45: an entry at 12:30 lies in the calm before."""
    log = tmp_path / "log.jsonl"
    row = {"time": "2020-03-12T12:30:00Z", "command": "place_order", "side": "long", "size": "0.5"}
    log.write_text(json.dumps(row))
    call = ["replay", "2020-03-12-black-thursday-btc", "--decisions", str(log), "--json"]
    assert run(call) == 0
    rules = {one["rule"]: one for one in json.loads(capsys.readouterr().out)["score"]["rules"]}
    assert rules["event"]["state"] == "broken" and "ECB" in rules["event"]["text"]
    assert rules["leverage"]["state"] == "kept" and "3×" in rules["leverage"]["text"]
    assert run([*call, "--ceiling", "0.1"]) == 0
    rules = {one["rule"]: one for one in json.loads(capsys.readouterr().out)["score"]["rules"]}
    assert rules["leverage"]["state"] == "broken"
    assert run([*call, "--ceiling", "0"]) == 2
    assert "ceiling" in capsys.readouterr().err
