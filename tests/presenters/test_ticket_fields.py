"""What the ticket holds becomes exactly one order, for every kind the venue takes."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from trainer.engine.words import OrderKind, Side, TimeInForce, TriggerSource
from trainer.presenters.ticket_fields import (
    SizeUnit,
    TicketFields,
    TicketKind,
    command_of,
    fraction_of,
    is_chance,
    missing_figures,
    still_open,
)

D = Decimal
FULL = TicketFields(
    side=Side.LONG, size=D(1), price=D(100), limit=D(101), trail=D("0.5"), stop=D(90), target=D(120),
    time_exit=2_000, probability=D("0.5"), post_only=True, expires=9_000, source=TriggerSource.MARK,
)  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "order_kind", "price", "trigger", "callback", "activation", "post_only", "source"),
    [
        ("market", OrderKind.MARKET, None, None, None, None, False, "last"),
        ("bracket", OrderKind.MARKET, None, None, None, None, False, "last"),
        ("limit", OrderKind.LIMIT, D(100), None, None, None, True, "last"),
        ("stop", OrderKind.STOP_MARKET, None, D(100), None, None, False, "mark"),
        ("stop_limit", OrderKind.STOP_LIMIT, D(101), D(100), None, None, False, "mark"),
        ("take_profit", OrderKind.TAKE_PROFIT_MARKET, None, D(100), None, None, False, "mark"),
        ("take_profit_limit", OrderKind.TAKE_PROFIT_LIMIT, D(101), D(100), None, None, False, "mark"),
        ("trailing", OrderKind.TRAILING_STOP, None, None, D("0.005"), D(100), False, "mark"),
    ],
)
def test_a_kind_sends_its_own_figures_and_no_others(
    kind: str, order_kind: OrderKind, price: Decimal | None, trigger: Decimal | None, callback: Decimal | None,
    activation: Decimal | None, post_only: bool, source: str,
) -> None:  # fmt: skip
    order = command_of(replace(FULL, kind=TicketKind(kind)), D(1))
    assert order is not None
    sent = (order.kind, order.price, order.trigger, order.callback, order.activation, order.post_only)
    assert sent == (order_kind, price, trigger, callback, activation, post_only)
    assert str(order.trigger_source or "last") == source
    assert (order.stop, order.target, order.time_exit, order.probability) == (D(90), D(120), 2_000, D("0.5"))


def test_a_trailing_distance_in_price_is_an_offset() -> None:
    order = command_of(replace(FULL, kind=TicketKind.TRAILING, is_trail_percent=False, trail=D(25)), D(1))
    assert order is not None and order.offset == 25 and order.callback is None


def test_a_reduce_only_order_brings_no_plan_and_needs_none() -> None:
    fields = replace(FULL, kind=TicketKind.LIMIT, reduce_only=True, stop=None, probability=None)
    order = command_of(fields, D(1))
    assert order is not None and order.reduce_only
    assert (order.stop, order.target, order.time_exit, order.probability) == (None, None, None, None)
    assert still_open(fields, is_training=True) == ()


@pytest.mark.parametrize("force", list(TimeInForce))
def test_only_a_limit_can_be_immediate_and_only_gtd_ends(force: TimeInForce) -> None:
    limit = command_of(replace(FULL, kind=TicketKind.LIMIT, time_in_force=force), D(1))
    stop = command_of(replace(FULL, kind=TicketKind.STOP, time_in_force=force), D(1))
    assert limit is not None and stop is not None
    assert limit.time_in_force is force and (limit.expires is not None) is (force is TimeInForce.GTD)
    assert stop.time_in_force is (force if force.rests else TimeInForce.GTC)


@pytest.mark.parametrize(
    ("kind", "missing"),
    [
        ("market", ()), ("limit", ("a price",)), ("stop", ("a trigger",)), ("take_profit", ("a trigger",)),
        ("stop_limit", ("a trigger", "a limit price")), ("trailing", ("a trailing distance",)),
    ],
)  # fmt: skip
def test_a_kind_names_what_it_still_needs(kind: str, missing: tuple[str, ...]) -> None:
    fields = TicketFields(kind=TicketKind(kind), size=D(1))
    assert missing_figures(fields) == missing
    assert (command_of(fields, D(1)) is None) is bool(missing)


def test_a_size_at_risk_asks_for_the_stop_it_is_worked_out_from() -> None:
    fields = TicketFields(size=D(1), unit=SizeUnit.RISK)
    assert still_open(fields, is_training=False) == ("a stop",)
    assert still_open(replace(fields, time_in_force=TimeInForce.GTD, kind=TicketKind.LIMIT, price=D(5)),
                      is_training=False) == ("a time it ends", "a stop")  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "missing"),
    [
        ("0", ()), ("5", ()), ("100", ()), ("37", ("chances in steps of 5 %",)),
        ("0.0000000001", ("chances in steps of 5 %",)), ("105", ("chances from 0 to 100 %",)),
        ("-5", ("chances from 0 to 100 %",)), ("9" * 30, ("chances from 0 to 100 %",)),
    ],
)  # fmt: skip
@pytest.mark.parametrize("field", ["probability", "doom"])
def test_a_chance_lies_from_0_to_100_in_steps_of_5(field: str, typed: str, missing: tuple[str, ...]) -> None:
    said = fraction_of(D(typed))
    assert is_chance(said) is not bool(missing)
    fields = TicketFields(size=D(1), **{field: said})  # type: ignore[arg-type]  # one of the two chances
    assert still_open(fields, is_training=False) == missing
