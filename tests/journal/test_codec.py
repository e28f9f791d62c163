"""Decision lines: every command survives the way to text and back, and bad lines are named."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from tests.kit.scenes import made_scenario
from trainer.core.errors import FieldError
from trainer.engine.commands import (
    AddMargin,
    AmendOrder,
    CancelOrder,
    ClosePosition,
    Decision,
    Note,
    PlaceOrder,
    PlaceScaled,
    RemoveMargin,
    SetAutoMargin,
    SetLeverage,
    SetPositionMode,
)
from trainer.engine.state import TargetShare
from trainer.engine.words import MarginMode, OrderKind, PositionMode, Side, Sizing, TriggerSource
from trainer.journal.codec import command_from_dict, command_to_dict, decision_lines, parse_decisions
from trainer.journal.records import SessionRecord, decode_record, encode_record
from trainer.session.markets import market_of
from trainer.venues.load import load_rules

COMMANDS = [
    PlaceOrder(
        side=Side.LONG, size=Decimal(1), group="g", symbol="BTCUSDT", position_side=Side.LONG,
        targets=(TargetShare(Decimal(8000), Decimal("0.5")), TargetShare(Decimal(9000), Decimal("0.5"))),
    ),
    PlaceScaled(side=Side.SHORT, size=Decimal(1), first_price=Decimal(1), last_price=Decimal(2), count=Decimal(3)),
    PlaceScaled(
        side=Side.LONG, size=Decimal(1), first_price=Decimal(2), last_price=Decimal(1), count=Decimal(3),
        sizing=Sizing.RISING, time_exit=1_583_998_860_000, probability=Decimal("0.4"),
        targets=(TargetShare(Decimal(3), Decimal("0.5")), TargetShare(Decimal(4), Decimal("0.5"))),
    ),
    AmendOrder(order_id="o1", targets=(TargetShare(Decimal(3), Decimal("0.5")),)),
    CancelOrder(order_id="o2-1", whole_row=True),
    SetPositionMode(mode=PositionMode.HEDGE),
    SetAutoMargin(is_on=False, position_side=Side.SHORT),
    PlaceOrder(side=Side.LONG, size=Decimal("0.6"), stop=Decimal(7240), target=Decimal("7640.5")),
    PlaceOrder(
        side=Side.SHORT, kind=OrderKind.LIMIT, size=Decimal(1), price=Decimal(8000), post_only=True,
        expires=1_583_998_800_000, time_exit=1_583_998_860_000, probability=Decimal("0.4"), order_id="mine",
    ),
    PlaceOrder(
        side=Side.SHORT, kind=OrderKind.STOP_MARKET, trigger=Decimal(9), trigger_source=TriggerSource.MARK,
        reduce_only=True,
    ),
    AmendOrder(order_id="o1-stop", trigger=Decimal("7150")),
    CancelOrder(order_id="o1"),
    CancelOrder(),
    ClosePosition(),
    ClosePosition(fraction=Decimal("0.5")),
    AddMargin(amount=Decimal("100")),
    RemoveMargin(amount=Decimal("0.01")),
    SetLeverage(leverage=Decimal(10), margin_mode=MarginMode.CROSS),
    Note(text="naïve “quotes” ✓\n", kind="checkpoint"),
]  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: type(command).__name__)
def test_a_command_survives_the_way_through_json(command: object) -> None:
    row = json.loads(json.dumps(command_to_dict(command)))  # type: ignore[arg-type]
    assert command_from_dict(row) == command


def test_a_log_survives_as_decision_lines() -> None:
    market = market_of(made_scenario())
    decisions = tuple(Decision(market.start + number, command) for number, command in enumerate(COMMANDS))
    assert parse_decisions(decision_lines(decisions, market), market) == decisions


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ({"command": "place_order", "side": "long"}, "time"),
        ({"time": "2020-01-01T02:00:30Z", "command": "note", "text": "x"}, "close of a bar"),
        ({"time": "2020-01-01T01:00:00Z", "command": "note", "text": "x"}, "close of a bar"),
        ({"time": "2020-01-01T02:00:00Z", "command": "buy"}, "command"),
        ({"time": "2020-01-01T02:00:00Z"}, "command"),
        ({"time": "2020-01-01T02:00:00Z", "command": "place_order"}, "side"),
        ({"time": "2020-01-01T02:00:00Z", "command": "place_order", "side": "up"}, "one of long, short"),
        ({"time": "2020-01-01T02:00:00Z", "command": "place_order", "side": "long", "size": 0.5}, "size"),
        ({"time": "2020-01-01T02:00:00Z", "command": "place_order", "side": "long", "size": "NaN"}, "size"),
        ({"time": "2020-01-01T02:00:00Z", "command": "place_order", "side": "long", "sise": "1"}, "sise"),
        ({"time": "2020-01-01T02:00:00Z", "command": "cancel_order"}, "id"),
        ({"time": "2020-01-01T02:00:00Z", "command": "cancel_order", "id": "o1", "all": True}, "id"),
        ({"time": "2020-01-01T02:00:00Z", "command": "note", "text": "x" * 5000}, "4000"),
        ({"time": "2020-01-01T02:00:00Z", "command": "note", "text": "x", "symbol": "ETHUSDT"}, "symbol"),
        ([], "JSON object"),
    ],
)
def test_a_bad_line_is_named(line: object, named: str) -> None:
    with pytest.raises(FieldError, match="line 1") as caught:
        parse_decisions([line], market_of(made_scenario()))
    assert named in str(caught.value)


def test_lines_must_not_go_back_in_time() -> None:
    lines = [
        {"time": "2020-01-01T03:00:00Z", "command": "note", "text": "b"},
        {"time": "2020-01-01T02:00:00Z", "command": "note", "text": "a"},
    ]
    with pytest.raises(FieldError, match="time order"):
        parse_decisions(lines, market_of(made_scenario()))


def test_a_record_reads_back_and_a_field_more_changes_no_hash() -> None:
    rules = load_rules("okx", "BTCUSDT")
    record = SessionRecord(
        session_id="s", scenario_id="a", scenario_hash="h", scenario_title="t", symbol="BTCUSDT", timeframe_ms=60_000,
        rules=rules, engine_version=2, bankroll=Decimal(10_000), start_bar=1, last_bar=9, started_ms=0,
    )  # fmt: skip
    text = encode_record(record)
    assert decode_record(text) == record
    assert b"other_rules" not in text and b"rounds_fees_up" not in text  # as if they had never been added
    assert replace(record, other_rules=(rules,)).origin != record.origin == decode_record(text).origin
