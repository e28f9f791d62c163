"""What orders do to each other and to the position: reduce-only, brackets, partial closes, turns, times, changes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.kit.markets import (
    MINUTE_MS,
    START_MS,
    D,
    flat,
    leverage,
    limit,
    long,
    market,
    names,
    only,
    pick,
    play,
    short,
    stop_market,
    take_profit,
)
from trainer.engine.commands import AmendOrder, CancelOrder, ClosePosition
from trainer.engine.events import (
    OrderAmended,
    OrderCancelled,
    OrderExpired,
    OrderFilled,
    OrderRejected,
    PositionChanged,
)
from trainer.engine.run import Outcome
from trainer.engine.words import OrderKind, Role, Side

LONG, SHORT = Side.LONG, Side.SHORT
QUIET = (10_000, 10_000, 10_000, 10_000)


def sizes(outcome: Outcome) -> list[str]:
    """The position after every change."""
    return [f"{event.size.normalize():f}" for event in pick(outcome.events, PositionChanged)]


# reduce-only


def test_reduce_only_closes_at_most_the_position() -> None:
    outcome = play(market(flat(10_000, 3)), (0, long("0.5")), (1, short("2", reduce_only=True)))
    assert sizes(outcome) == ["0.5", "0"]
    assert pick(outcome.events, OrderFilled)[1].size == D("0.5")


def test_a_resting_reduce_only_limit_is_cut_to_what_is_left() -> None:
    """1 open, limit to sell 1; half is closed before: the limit closes the other half."""
    rows = [QUIET, QUIET, (10_000, 10_020, 10_000, 10_020)]
    close_limit = limit(SHORT, "1", "10010", reduce_only=True)
    outcome = play(market(rows), (0, long("1")), (0, close_limit), (1, ClosePosition(fraction=D("0.5"))))
    assert sizes(outcome) == ["1", "0.5", "0"]
    # (10,010 - 10,000) * 0.5
    assert pick(outcome.events, OrderFilled)[2].realised_pnl == D("5")


def test_reduce_only_orders_leave_with_the_position() -> None:
    orders = (stop_market(SHORT, "1", "9900", reduce_only=True), limit(SHORT, "1", "10100", reduce_only=True))
    outcome = play(market(flat(10_000, 2)), (0, long("1")), *((0, order) for order in orders), (1, ClosePosition()))
    assert [event.reason for event in pick(outcome.events, OrderCancelled)] == ["position_closed"] * 2
    assert outcome.state.orders == ()


def test_a_stop_for_a_part_leaves_the_rest_and_the_target() -> None:
    rows = [QUIET, (10_000, 10_000, 9_890, 9_890)]
    stop = stop_market(SHORT, "0.4", "9900", reduce_only=True)
    outcome = play(market(rows), (0, long("1", target="10500")), (0, stop))
    assert sizes(outcome) == ["1", "0.6"]
    assert [order.role for order in outcome.state.orders] == [Role.TARGET]


# brackets


@pytest.mark.parametrize(
    ("command", "candle", "exit_price", "reason", "left"),
    [
        (long("1", stop="9900", target="10200"), (10_000, 10_000, 9_900, 9_950), "9900", "stop", "target"),
        (long("1", stop="9900", target="10200"), (10_000, 10_200, 10_000, 10_100), "10200", "target", "stop"),
        (long("1", stop="9900", target="10200"), (9_800, 9_850, 9_700, 9_850), "9800", "stop", "target"),
        (long("1", stop="9900", target="10200"), (10_300, 10_300, 10_300, 10_300), "10300", "target", "stop"),
        (short("1", stop="10100", target="9800"), (10_000, 10_100, 10_000, 10_000), "10100", "stop", "target"),
        (short("1", stop="10100", target="9800"), (10_000, 10_000, 9_800, 9_900), "9800", "target", "stop"),
    ],
)
def test_one_leg_of_a_bracket_cancels_the_other(
    command: object, candle: tuple[float, ...], exit_price: str, reason: str, left: str
) -> None:
    outcome = play(market([QUIET, candle]), (0, command))  # type: ignore[arg-type]  # a command
    fill = pick(outcome.events, OrderFilled)[1]
    assert (fill.price, fill.reason) == (D(exit_price), reason)
    cancelled = only(outcome.events, OrderCancelled)
    assert (cancelled.order_id, cancelled.reason) == (f"o1-{left}", "position_closed")
    assert outcome.state.orders == () and outcome.state.position is None


def test_a_bracket_follows_the_size_of_the_position() -> None:
    """0.5 with a stop at 9,900, then 0.3 more without one: the stop closes 0.8."""
    rows = [QUIET, QUIET, (10_000, 10_000, 9_900, 9_900)]
    outcome = play(market(rows), (0, long("0.5", stop="9900")), (1, long("0.3")))
    assert sizes(outcome) == ["0.5", "0.8", "0"]


def test_a_new_bracket_replaces_the_old_one() -> None:
    outcome = play(market(flat(10_000, 2)), (0, long("0.5", stop="9900")), (1, long("0.3", stop="9950")))
    assert only(outcome.events, OrderCancelled).reason == "replaced"
    assert [(order.role, order.level) for order in outcome.state.orders] == [(Role.STOP, D("9950"))]


def test_a_limit_brings_its_bracket_when_it_fills() -> None:
    rows = [QUIET, (10_000, 10_000, 9_940, 9_940), (9_940, 9_940, 9_900, 9_900)]
    outcome = play(market(rows), (0, limit(LONG, "1", "9950", stop="9910", target="10100")))
    assert sizes(outcome) == ["1", "0"]
    assert pick(outcome.events, OrderFilled)[1].realised_pnl == D("-40")


def test_a_limit_filled_beyond_its_stop_is_stopped_at_the_same_open() -> None:
    """Limit 9,950 with stop 9,910; the next bar opens at 9,900: in at 9,900, out at 9,900."""
    rows = [QUIET, (9_900, 9_950, 9_900, 9_950)]
    outcome = play(market(rows), (0, limit(LONG, "1", "9950", stop="9910")))
    assert [fill.price for fill in pick(outcome.events, OrderFilled)] == [D("9900"), D("9900")]
    assert outcome.state.position is None


def test_a_stop_placed_later_on_the_position_replaces_the_attached_one() -> None:
    later = stop_market(SHORT, None, "9950", reduce_only=True)
    outcome = play(market(flat(10_000, 2)), (0, long("1", stop="9900")), (1, later))
    assert only(outcome.events, OrderCancelled).reason == "replaced"
    assert [order.level for order in outcome.state.orders] == [D("9950")]


def test_an_added_target_keeps_the_stop() -> None:
    target = take_profit(SHORT, None, "10200", reduce_only=True)
    outcome = play(market(flat(10_000, 2)), (0, long("1", stop="9900")), (1, target))
    assert sorted(order.role for order in outcome.state.orders) == [Role.STOP, Role.TARGET]


# partial closes, adding, turning


@pytest.mark.parametrize(
    ("fraction", "closed", "realised", "wallet", "margin"),
    [
        # 1 at 10,000 with leverage 2: margin 5,000; price 10,100
        ("0.25", "0.25", "25", "10025", "3750"),
        ("0.3333", "0.333", "33.3", "10033.3", "3335"),  # cut to the lot: 5,000 * 0.667
        ("0.999", "0.999", "99.9", "10099.9", "5"),
    ],
)
def test_a_partial_close_frees_margin_in_proportion(
    fraction: str, closed: str, realised: str, wallet: str, margin: str
) -> None:
    rows = [QUIET, (10_000, 10_100, 10_000, 10_100)]
    outcome = play(market(rows), (0, long("1")), (1, ClosePosition(fraction=D(fraction))))
    fill = pick(outcome.events, OrderFilled)[1]
    assert (fill.size, fill.realised_pnl) == (D(closed), D(realised))
    position = outcome.state.position
    assert position is not None and outcome.state.wallet == D(wallet)
    assert (position.entry, position.margin) == (D("10000"), D(margin))


def test_adding_averages_the_entry_by_quantity() -> None:
    """0.4 at 10,000 and 0.1 at 10,100: (4,000 + 1,010) / 0.5 = 10,020; margin 2,000 + 505."""
    rows = [QUIET, (10_000, 10_100, 10_000, 10_100)]
    position = play(market(rows), (0, long("0.4")), (1, long("0.1"))).state.position
    assert position is not None
    assert (position.size, position.entry, position.margin) == (D("0.5"), D("10020"), D("2505"))


def test_an_opposite_order_that_is_larger_closes_and_opens_the_rest() -> None:
    """Long 0.4 at 10,000, sell 1 at 10,100: +40, then short 0.6 at 10,100 with 3,030 margin; old stop gone."""
    rows = [QUIET, (10_000, 10_100, 10_000, 10_100)]
    outcome = play(market(rows), (0, long("0.4", stop="9900")), (1, short("1", stop="10300")))
    position = outcome.state.position
    assert position is not None and outcome.state.wallet == D("10040")
    assert (position.size, position.entry, position.margin) == (D("-0.6"), D("10100"), D("3030"))
    assert [(order.side, order.level) for order in outcome.state.orders] == [(LONG, D("10300"))]


def test_an_opposite_order_that_is_smaller_reduces() -> None:
    outcome = play(market(flat(10_000, 2)), (0, long("1")), (1, short("0.4")))
    assert sizes(outcome) == ["1", "0.6"]


# times


def at(bar: int) -> int:
    """The moment a bar opens."""
    return START_MS + bar * MINUTE_MS


def test_an_order_expires_at_the_first_open_from_its_time_on() -> None:
    """Expires during bar 2: still alive in bar 2, gone at the open of bar 3 before the gap could fill it."""
    rows = [QUIET, QUIET, QUIET, (9_800, 9_800, 9_800, 9_800)]
    outcome = play(market(rows), (0, limit(LONG, "1", "9900", expires=at(2) + 1)))
    assert only(outcome.events, OrderExpired).bar == 3
    assert pick(outcome.events, OrderFilled) == []


def test_an_order_alive_at_the_open_of_its_last_bar_may_fill_in_it() -> None:
    rows = [QUIET, QUIET, (10_000, 10_000, 9_800, 9_800)]
    outcome = play(market(rows), (0, limit(LONG, "1", "9900", expires=at(2) + 1)))
    assert only(outcome.events, OrderFilled).bar == 2


def test_a_time_exit_closes_at_the_open_before_anything_else() -> None:
    rows = [QUIET, QUIET, (9_700, 9_700, 9_600, 9_600)]
    outcome = play(market(rows), (0, long("1", stop="9900", time_exit=at(2))))
    fill = pick(outcome.events, OrderFilled)[1]
    assert (fill.bar, fill.price, fill.reason) == (2, D("9700"), "time_exit")
    assert outcome.state.orders == () and outcome.state.position is None


def test_a_time_exit_ends_with_its_position() -> None:
    outcome = play(market(flat(10_000, 4)), (0, long("1", time_exit=at(3))), (1, ClosePosition()))
    assert len(pick(outcome.events, OrderFilled)) == 2


# changes


def test_amending_moves_price_and_size_and_keeps_the_place_in_age() -> None:
    first, second = limit(LONG, "0.1", "9900", order_id="a"), limit(LONG, "0.1", "9900", order_id="b")
    change = AmendOrder(order_id="a", price=D("9950"), size=D("0.2"))
    outcome = play(market(flat(10_000, 2)), (0, first), (0, second), (1, change))
    amended = only(outcome.events, OrderAmended)
    assert (amended.size, amended.price) == (D("0.2"), D("9950"))
    older, younger = (outcome.state.order(name) for name in ("a", "b"))
    assert older is not None and younger is not None and older.age < younger.age


def test_moving_a_stop_to_break_even_limits_the_loss_to_nothing() -> None:
    rows = [QUIET, (10_000, 10_100, 10_000, 10_100), (10_100, 10_100, 9_900, 9_900)]
    change = AmendOrder(order_id="o1-stop", trigger=D("10000"))
    outcome = play(market(rows), (0, long("1", stop="9900")), (1, change))
    assert outcome.state.wallet == D("10000") and outcome.state.position is None


def test_the_bracket_of_a_resting_entry_can_be_amended() -> None:
    change = AmendOrder(order_id="o1", stop=D("9850"))
    outcome = play(market(flat(10_000, 2)), (0, limit(LONG, "1", "9900", stop="9800")), (1, change))
    assert outcome.state.orders[0].stop == D("9850")


@pytest.mark.parametrize(("command", "left"), [(CancelOrder(order_id="a"), ["b"]), (CancelOrder(), [])])
def test_cancelling_one_and_all(command: CancelOrder, left: list[str]) -> None:
    log = [(0, limit(LONG, "0.1", "9900", order_id=name)) for name in "ab"]
    outcome = play(market(flat(10_000, 2)), *log, (1, command))
    assert [order.order_id for order in outcome.state.orders] == left


def test_own_numbers_step_over_ids_in_use() -> None:
    """The learner called an order o2; the next one without an id is o3, not refused."""
    outcome = play(
        market(flat(10_000, 2)), (0, limit(LONG, "0.1", "9900", order_id="o2")), (0, limit(LONG, "0.1", "9800"))
    )  # fmt: skip
    assert [order.order_id for order in outcome.state.orders] == ["o2", "o3"]


def test_two_orders_at_one_price_fill_by_age() -> None:
    rows = [QUIET, (10_000, 10_000, 9_890, 9_890)]
    log = [(0, limit(LONG, "0.1", "9900", order_id=name)) for name in ("first", "second")]
    assert [fill.order_id for fill in pick(play(market(rows), *log).events, OrderFilled)] == ["first", "second"]


def test_a_limit_that_no_longer_has_its_margin_is_cancelled_when_its_price_comes() -> None:
    """10,000 at 2x: long 1 (margin 5,000); sell 1.9 at 10,100 opens 0.9 (4,545 reserved). The stop at 9,000 takes the
    long away (wallet 9,000), so at 10,100 the sale would open 1.9: 9,595 of margin, more than there is."""
    rows = [QUIET, (10_000, 10_000, 9_000, 9_000), (9_000, 10_200, 9_000, 10_200)]
    outcome = play(market(rows), (0, long("1", stop="9000")), (0, limit(SHORT, "1.9", "10100")))
    assert pick(outcome.events, OrderCancelled)[-1].reason == "insufficient_margin"
    assert outcome.state.position is None and outcome.state.wallet == D("9000")


def test_a_limit_with_its_margin_reserved_fills_even_when_nothing_is_free() -> None:
    """2 at 9,999.9 with leverage 2 reserve 9,999.9 of 10,000 and fill."""
    rows = [QUIET, (10_000, 10_000, 9_990, 9_990)]
    position = play(market(rows), (0, limit(LONG, "2", "9999.9"))).state.position
    assert position is not None and position.margin == D("9999.9")


def test_a_triggered_entry_without_margin_is_cancelled() -> None:
    """1.9 at 10,000 use 9,500; the buy stop for 0.1 more at 11,000 needs 550 of the 500 left."""
    rows = [QUIET, (10_000, 11_000, 10_000, 11_000)]
    outcome = play(market(rows), (0, long("1.9")), (0, stop_market(LONG, "0.1", "11000")))
    assert names(outcome.events)[-2:] == ["order_triggered", "order_cancelled"]
    assert only(outcome.events, OrderCancelled).reason == "insufficient_margin"


def test_a_refused_command_changes_nothing_but_the_running_number() -> None:
    where = market(flat(10_000, 2))
    before = play(where, (0, long("1", stop="9900")), stop=1).state
    outcome = play(where, (0, long("1", stop="9900")), (0, long("50")), stop=1)
    assert only(outcome.events, OrderRejected).reason == "insufficient_margin"
    assert replace(outcome.state, seq=before.seq) == before


def test_raising_leverage_makes_room_for_the_next_order() -> None:
    outcome = play(market(flat(10_000, 2)), (0, long("1.9")), (0, leverage(10)), (1, long("2")))
    assert sizes(outcome) == ["1.9", "1.9", "3.9"]


def test_the_kinds_are_the_ones_the_design_names() -> None:
    assert sorted(OrderKind) == [
        "limit", "market", "stop_limit", "stop_market", "take_profit_limit", "take_profit_market", "trailing_stop",
    ]  # fmt: skip
