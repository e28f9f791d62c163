"""Stop-limit and take-profit-limit orders, and how long a limit waits."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.kit.markets import MINUTE_MS, START_MS, D, flat, limit, long, market, names, only, order, pick, play, short
from trainer.engine.commands import AmendOrder, PlaceOrder
from trainer.engine.events import (
    OrderAmended,
    OrderCancelled,
    OrderExpired,
    OrderFilled,
    OrderRejected,
    OrderTriggered,
)
from trainer.engine.words import OrderKind, Side

LONG, SHORT = Side.LONG, Side.SHORT
STOP_LIMIT, TARGET_LIMIT = OrderKind.STOP_LIMIT, OrderKind.TAKE_PROFIT_LIMIT
QUIET = (10_000, 10_000, 10_000, 10_000)


def waiting(side: Side, kind: OrderKind, trigger: str, price: str, **more: str | bool | int) -> PlaceOrder:
    """One coin at a price, once the trigger is touched."""
    return order(side, kind, "1", trigger=trigger, price=price, **more)


@pytest.mark.parametrize(
    ("case", "command", "bar", "price", "maker"),
    [
        # bought above the market: fills at the trigger as taker, the limit only bounds it
        ("buy stop", waiting(LONG, STOP_LIMIT, "10010", "10020"), (10_000, 10_030, 10_000, 10_030), "10010", False),
        # the limit lies behind the trigger: it rests and is met on the way back, as maker
        ("buy stop back", waiting(LONG, STOP_LIMIT, "10010", "10005"), (10_000, 10_015, 9_990, 9_990), "10005", True),
        # a gap beyond the limit: left behind
        ("buy stop gap", waiting(LONG, STOP_LIMIT, "10010", "10020"), (10_050, 10_060, 10_040, 10_050), None, False),
        # a gap inside the limit: at the open
        ("buy stop gap in", waiting(LONG, STOP_LIMIT, "10010", "10020"), (10_015, 10_016, 10_012, 10_012), "10015",
         False),
        ("sell stop", waiting(SHORT, STOP_LIMIT, "9990", "9980"), (10_000, 10_000, 9_970, 9_970), "9990", False),
        ("sell target", waiting(SHORT, TARGET_LIMIT, "10010", "10005"), (10_000, 10_020, 10_000, 10_020), "10010",
         False),
        ("sell target above", waiting(SHORT, TARGET_LIMIT, "10010", "10018"), (10_000, 10_020, 10_000, 10_020),
         "10018", True),
        ("buy target", waiting(LONG, TARGET_LIMIT, "9990", "9985"), (10_000, 10_000, 9_970, 9_970), "9985", True),
        ("untouched", waiting(LONG, STOP_LIMIT, "10010", "10020"), (10_000, 10_009, 9_990, 9_990), None, False),
    ],
    ids=lambda value: value if isinstance(value, str) and " " in value else "",
)  # fmt: skip
def test_a_triggered_limit(
    case: str, command: PlaceOrder, bar: tuple[float, ...], price: str | None, maker: bool
) -> None:
    outcome = play(market([QUIET, QUIET, bar]), (1, command), bankroll=100_000)
    fills = pick(outcome.events, OrderFilled)
    if price is None:
        assert fills == [] and bool(pick(outcome.events, OrderTriggered)) is (case != "untouched")
        resting = outcome.state.orders[0]
        expected = OrderKind.STOP_LIMIT if case == "untouched" else OrderKind.LIMIT
        assert resting.kind is expected and resting.order_id == "o1"
    else:
        assert [(fill.price, fill.maker) for fill in fills] == [(D(price), maker)]
        assert outcome.state.orders == ()


def test_a_protective_stop_limit_left_behind_does_not_protect() -> None:
    """The lesson of the type: the gap passes the limit, the position stays open and the limit waits above."""
    guard = order(SHORT, STOP_LIMIT, None, trigger="9900", price="9890", reduce_only=True)
    rows = [QUIET, QUIET, (9_800, 9_800, 9_700, 9_700), (9_700, 9_895, 9_700, 9_895)]
    gone = play(market(rows), (0, long("0.5")), (0, guard), stop=3)
    assert gone.state.position is not None and gone.state.orders[0].kind is OrderKind.LIMIT
    back = play(market(rows), (0, long("0.5")), (0, guard))
    assert back.state.position is None
    assert (pick(back.events, OrderFilled)[-1].price, pick(back.events, OrderFilled)[-1].maker) == (D("9890"), True)


@pytest.mark.parametrize("force", ["ioc", "fok"])
@pytest.mark.parametrize(("price", "filled"), [("10010", True), ("9990", False)])
def test_at_once_or_not_at_all(force: str, price: str, filled: bool) -> None:
    command = limit(LONG, "1", price, time_in_force=force)
    outcome = play(market(flat(10_000, 3)), (0, command), bankroll=100_000)
    assert outcome.state.orders == () and bool(pick(outcome.events, OrderFilled)) is filled
    if not filled:
        assert names(outcome.events) == ["order_accepted", "order_cancelled"]
        assert only(outcome.events, OrderCancelled).reason == force


def test_good_till_a_time_ends_at_it() -> None:
    at = START_MS + 3 * MINUTE_MS
    outcome = play(market(flat(10_000, 5)), (0, limit(LONG, "1", "9990", time_in_force="gtd", expires=at)))
    assert only(outcome.events, OrderExpired).bar == 3


@pytest.mark.parametrize(
    ("command", "field"),
    [
        (limit(LONG, "1", "9990", time_in_force="gtd"), "expires"),
        (limit(LONG, "1", "9990", time_in_force="ioc", post_only=True), "time_in_force"),
        (limit(LONG, "1", "9990", time_in_force="fok", expires=START_MS + 5 * MINUTE_MS), "time_in_force"),
        (long("1", time_in_force="ioc"), "time_in_force"),
        (order(LONG, STOP_LIMIT, "1", trigger="10010"), "price"),
        (order(LONG, STOP_LIMIT, "1", price="10010"), "trigger"),
        (waiting(LONG, STOP_LIMIT, "10010", "10010.05"), "price"),
        (waiting(LONG, STOP_LIMIT, "9990", "9980"), "trigger"),
        (waiting(LONG, TARGET_LIMIT, "10010", "10000"), "trigger"),
        (waiting(SHORT, STOP_LIMIT, "10010", "10000"), "trigger"),
    ],
)
def test_what_does_not_fit_together_is_refused(command: PlaceOrder, field: str) -> None:
    outcome = play(market(flat(10_000, 2)), (0, command), bankroll=100_000)
    assert only(outcome.events, OrderRejected).field == field and outcome.state.orders == ()


def test_price_and_trigger_of_a_waiting_limit_change_apart() -> None:
    changes = AmendOrder(order_id="o1", price=D("10030")), AmendOrder(order_id="o1", trigger=D("10020"))
    where = market(flat(10_000, 3))
    outcome = play(where, (0, waiting(LONG, STOP_LIMIT, "10010", "10015")), *((0, change) for change in changes),
                   bankroll=100_000)  # fmt: skip
    resting = outcome.state.orders[0]
    assert (resting.level, resting.limit) == (D("10020"), D("10030")) and len(pick(outcome.events, OrderAmended)) == 2


def test_a_triggered_entry_without_margin_is_cancelled() -> None:
    bar = (10_050, 10_060, 10_040, 10_050)
    command = order(LONG, STOP_LIMIT, "3", trigger="10010", price="10020")
    outcome = play(market([QUIET, QUIET, bar]), (1, command), bankroll=Decimal(10_000))
    assert only(outcome.events, OrderCancelled).reason == "insufficient_margin" and outcome.state.orders == ()


def test_a_sell_entry_may_wait_too() -> None:
    command = waiting(SHORT, STOP_LIMIT, "9990", "9980", stop="10100", target="9700")
    outcome = play(market([QUIET, QUIET, (10_000, 10_000, 9_970, 9_970)]), (1, command), bankroll=100_000)
    assert outcome.state.position is not None and outcome.state.position.size == -1
    assert [item.kind for item in outcome.state.orders] == [OrderKind.STOP_MARKET, OrderKind.TAKE_PROFIT_MARKET]
    assert short("1").side is SHORT
