"""Corners where several slots, groups, marks and ladders meet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from tests.kit.markets import (
    START_MS,
    D,
    Row,
    after,
    answer,
    flat,
    free,
    generic,
    leverage,
    limit,
    long,
    market,
    names,
    only,
    order,
    pick,
    play,
    short,
    stamp,
    stop_market,
    with_fees,
)
from tests.kit.wallets import HEDGE, eth, leg, two
from trainer.core.units import MONEY_QUANTUM
from trainer.engine.commands import AmendOrder, CancelOrder, ClosePosition, Command, Decision, PlaceScaled
from trainer.engine.events import (
    FundingPaid,
    Liquidated,
    LiquidationStep,
    OrderAccepted,
    OrderCancelled,
    OrderFilled,
    OrderRejected,
)
from trainer.engine.joined import joined
from trainer.engine.lanes import account_at, focus
from trainer.engine.rules import Costs, Tier
from trainer.engine.state import TargetShare
from trainer.engine.words import MarginMode, OrderKind, Reject, Side
from trainer.journal.trades import trades_of
from trainer.venues.load import load_rules

LONG, SHORT, CROSS = Side.LONG, Side.SHORT, MarginMode.CROSS
QUIET: Row = (10_000, 10_000, 10_000, 10_000)
PAIR = two(flat(10_000, 5), flat(200, 5))


def at_once(*commands: Command) -> list[tuple[int, Command]]:
    """All at the close of bar 0."""
    return [(0, command) for command in commands]


def target(price: str) -> tuple[TargetShare, ...]:
    """The whole fill at one target."""
    return (TargetShare(D(price), D(1)),)


def test_choosing_hedge_mode_again_keeps_what_is_open() -> None:
    state = after(market(flat(10_000, 2)), HEDGE, leverage(10), leg(SHORT, short("1")), HEDGE)
    kept = focus(state, 1).position
    assert kept is not None and kept.size == D(-1)


@pytest.mark.parametrize("venue", ["bingx", "mexc"])
def test_what_is_safe_after_netting_the_legs_is_left_alone(venue: str) -> None:
    where = market([QUIET, (10_000, 10_000, 8_500, 8_500)], rules=free(load_rules(venue, "BTCUSDT")))
    entries = [HEDGE, leverage(20, CROSS), leg(LONG, long("2")), leg(SHORT, short("1"))]
    outcome = play(where, *at_once(*entries), bankroll="1550")
    steps = pick(outcome.events, LiquidationStep)
    assert [(step.position_side, step.size) for step in steps] == [(LONG, D(1)), (SHORT, D(1))]
    assert focus(outcome.state, 0).position is not None


@pytest.mark.parametrize("venue", ["bybit_linear", "bybit_linear_classic"])
def test_a_closing_fee_set_aside_is_no_balance_of_a_cross_position(venue: str) -> None:
    btc = market([*flat(10_000, 3), (10_000, 10_000, 8_500, 8_500), *flat(8_500)], rules=load_rules(venue, "BTCUSDT"))
    other = market([(200, 200, 200, 200), (200, 200, 120, 120), *flat(120, 3)], rules=load_rules(venue, "ETHUSDT"))
    where = joined((btc, other)).charging(slippage=False, fees=True)
    entries = [leverage(10), eth(leverage(10, CROSS)), long("1"), eth(long("45"))]
    outcome = play(where, *at_once(*entries), bankroll="2000")
    assert len(pick(outcome.events, Liquidated)) == 2
    assert outcome.state.wallet >= 0 and account_at(outcome.state, where, 4).equity >= 0


def test_insurance_has_eight_decimals_whatever_an_isolated_margin_has() -> None:
    rows = [(200.0,) * 4, (200.0, 200.0, 150.0, 150.0), (150.0,) * 4]
    where = two(flat(10_000, 3), rows, rules=free(load_rules("okx", "BTCUSDT")))
    entries = [leverage(3), eth(leverage(20, CROSS)), long("0.1"), eth(long("50"))]
    outcome = play(where, *at_once(*entries), bankroll="1000")
    insurance = only(outcome.events, Liquidated).insurance
    assert insurance == insurance.quantize(MONEY_QUANTUM) and insurance > 0


@pytest.mark.parametrize(("size", "price"), [("1E+30", "9000"), ("0.1", "1E+30"), ("NaN", "9000")])
def test_figures_without_measure_are_refused(size: str, price: str) -> None:
    where = market(flat(10_000, 2), rules=load_rules("hyperliquid", "BTCUSDT"))
    found = only(play(where, (0, limit(LONG, size, price))).events, OrderRejected)
    assert found.reason in (Reject.BAD_SIZE, Reject.BAD_PRICE)
    trailing = order(SHORT, OrderKind.TRAILING_STOP, "1", callback="NaN")
    assert only(play(where, (0, trailing)).events, OrderRejected).field == "callback"


# ids and groups


def test_an_id_is_taken_with_all_that_is_named_after_it() -> None:
    where = market(flat(10_000, 3))
    entry = replace(long("0.1"), order_id="a", targets=target("11000"))
    state = after(where, entry)
    assert only(answer(where, state, entry)[1], OrderRejected).reason == Reject.DUPLICATE_ID
    assert only(answer(where, state, limit(LONG, "0.1", "9000", order_id="a-target-1"))[1], OrderRejected)
    named = after(where, replace(long("0.1"), order_id="o2", targets=target("11000")), long("0.1", stop="9000"))
    ids = [one.order_id for one in named.orders]
    assert len(set(ids)) == len(ids) == 2


def test_a_row_without_an_id_takes_the_next_number_that_is_free() -> None:
    where = market(flat(10_000, 3))
    state = after(where, limit(LONG, "0.1", "9000", order_id="o2-2"))
    row = PlaceScaled(side=LONG, size=D("0.3"), first_price=D(9_000), last_price=D(9_100), count=D(3))
    assert len(pick(answer(where, state, row)[1], OrderAccepted)) == 3


def test_a_group_reaches_both_legs_and_all_symbols() -> None:
    rows = [QUIET, (10_000, 10_200, 10_000, 10_200), (10_200, 10_200, 9_700, 9_700)]
    up = leg(LONG, stop_market(LONG, "0.1", "10100", group="x"))
    down = leg(SHORT, stop_market(SHORT, "0.1", "9800", group="x"))
    found = play(market(rows), *at_once(HEDGE, up, down)).events
    assert only(found, OrderFilled).order_id == "o1" and only(found, OrderCancelled).order_id == "o2"
    where = two([*rows[:2], (10_200,) * 4], [(200,) * 4, (200,) * 4, (200, 200, 190, 190)])
    pair = [stop_market(LONG, "0.1", "10100", group="x"), eth(stop_market(SHORT, "1", "195", group="x"))]
    found = play(where, *at_once(*pair)).events
    assert only(found, OrderFilled).order_id == "o1" and only(found, OrderCancelled).symbol == "ETHUSDT"


# who is meant


def test_a_refusal_names_the_symbol_and_leg_it_is_about() -> None:
    state = after(PAIR, HEDGE)
    _, events = answer(PAIR, state, leg(SHORT, eth(limit(SHORT, "0.00001", "210"))))
    found = only(events, OrderRejected)
    assert (found.symbol, found.position_side) == ("ETHUSDT", SHORT)


def test_cancelling_keeps_to_the_leg_and_symbol_it_names() -> None:
    entries = [HEDGE, leg(LONG, limit(LONG, "0.1", "9000")), leg(SHORT, limit(SHORT, "0.1", "11000"))]
    state = after(PAIR, *entries)
    _, events = answer(PAIR, state, CancelOrder(position_side=LONG))
    assert only(events, OrderCancelled).order_id == "o1"
    for wrong in (CancelOrder(order_id="o1", symbol="NOPE"), CancelOrder(order_id="o1", symbol="ETHUSDT")):
        assert pick(answer(PAIR, state, wrong)[1], OrderRejected)


def test_cancelling_nothing_leaves_no_trace_of_the_other_symbol() -> None:
    state = after(PAIR, long("0.1"))
    same, events = answer(PAIR, state, eth(CancelOrder()))
    assert events == () and same == state


# brackets


def test_an_amended_entry_may_not_pass_its_own_targets() -> None:
    where = market(flat(10_050, 3))
    state = after(where, replace(limit(LONG, "0.1", "9900"), targets=target("10000")))
    for change in (AmendOrder(order_id="o1", price=D(10_040)), AmendOrder(order_id="o1", target=D(10_500))):
        assert only(answer(where, state, change)[1], OrderRejected).field == "targets"


def test_the_bracket_of_a_limit_that_crosses_is_judged_at_its_fill() -> None:
    where = market(flat(10_000, 3))
    wrong = only(play(where, (0, limit(LONG, "0.1", "10300", stop="10200"))).events, OrderRejected)
    assert wrong.field == "stop"
    assert not pick(play(where, (0, limit(LONG, "0.1", "10300", target="10200"))).events, OrderRejected)


# margin at a fill


def test_what_only_closes_is_not_refused_for_margin() -> None:
    where = market([QUIET, (10_000, 10_000, 9_600, 9_600)])
    opening = at_once(leverage(20, CROSS), long("1"), limit(LONG, "0.05", "9000"))
    later: list[Command] = [
        limit(SHORT, "1", "9700"), stop_market(SHORT, "1", "9550"), AmendOrder(order_id="o2", size=D("0.04"))
    ]  # fmt: skip
    outcome = play(where, *opening, *((1, command) for command in later), bankroll="700")
    assert not pick(outcome.events, OrderRejected)


def test_the_margin_of_a_fill_is_taken_at_the_mark() -> None:
    """A wick of last to 11,000 costs the cross short nothing while the mark stands: 1,200 + 90 - 1,100 = 190 free."""
    where = market([QUIET, (10_000, 11_000, 10_000, 10_000)], mark=flat(10_000, 2))
    entries = at_once(leverage(10, CROSS), short("1"), limit(SHORT, "0.1", "10900"))
    assert len(pick(play(where, *entries, bankroll="1200").events, OrderFilled)) == 2


@pytest.mark.parametrize("other", [limit(LONG, "0.8", "9800"), eth(limit(LONG, "50", "160"))])
def test_what_other_orders_reserve_bars_no_limit_in_any_symbol(other: Command) -> None:
    rows = [QUIET, (10_000, 10_000, 9_990, 9_990), (9_990, 9_990, 9_890, 9_890)]
    where = two(rows, flat(200, 3))
    entries = [leverage(20, CROSS), eth(leverage(20, CROSS)), long("1"), other, limit(LONG, "0.05", "9900")]
    assert len(pick(play(where, *at_once(*entries), bankroll="1000").events, OrderFilled)) == 2


def test_post_only_never_takes() -> None:
    where = market([QUIET, (10_000, 10_200, 10_000, 10_200)], rules=with_fees())
    waiting = order(LONG, OrderKind.STOP_LIMIT, "0.1", trigger="10100", price="10150", post_only=True)
    assert only(play(where, (0, waiting)).events, OrderCancelled).reason == "post_only"
    assert only(play(where, (0, long("0.1", post_only=True))).events, OrderRejected).field == "post_only"


# time


def test_a_symbol_without_a_bar_fills_nothing_and_closes_nothing() -> None:
    rules = replace(free(), costs=Costs(D("0.0005"), 0.0), tick=D("0.01"))
    sparse = market(flat(200, 6), rules=replace(rules, symbol="ETHUSDT"))
    last = sparse.last.taken([0, 4, 5])
    where = joined((market(flat(10_000, 6), rules=rules), replace(sparse, last=last, mark=last)))
    assert only(play(where, (0, eth(limit(LONG, "1", "200.05")))).events, OrderFilled).bar == 4
    timed = eth(replace(long("1"), time_exit=START_MS + 120_000))
    assert [fill.bar for fill in pick(play(where, (0, timed)).events, OrderFilled)] == [0, 4]


@pytest.mark.parametrize("is_first", [True, False])
def test_all_time_exits_come_before_all_funding(is_first: bool) -> None:
    """The wallet that the exit filled pays the funding; the margin stays whole whichever symbol stands in front."""
    btc = market(flat(10_000, 4), rules=free(load_rules("bybit_linear", "BTCUSDT")), funding=[stamp(2, "0.01")])
    other = market(flat(200, 4), rules=free(load_rules("bybit_linear", "ETHUSDT")))
    where = joined((btc, other) if is_first else (other, btc))
    entries = [
        replace(leverage(10), symbol="BTCUSDT"), eth(leverage(10)), replace(long("1"), symbol="BTCUSDT"),
        eth(replace(long("50"), time_exit=START_MS + 120_000)),
    ]  # fmt: skip
    outcome = play(where, *at_once(*entries), bankroll="2020")
    held = focus(outcome.state, 0 if is_first else 2).position
    assert only(outcome.events, FundingPaid).amount == 100
    assert held is not None and held.margin == D(1_000)


def test_a_new_position_begins_its_ladder_anew() -> None:
    rows: Iterable[Row] = [QUIET, (10_000, 10_000, 9_600, 9_640), (9_250,) * 4, (9_250,) * 4]
    where = market(rows, rules=free(load_rules("hyperliquid", "BTCUSDT")))
    log: list[tuple[int, Command]] = [
        (0, leverage(20)), (0, long("20")), (1, ClosePosition()), (1, long("20"))
    ]  # fmt: skip
    steps = pick(play(where, *log, bankroll="100000").events, LiquidationStep)
    assert [(step.bar, step.size) for step in steps] == [(1, D(4)), (2, D(4)), (3, D(16))]


@pytest.mark.parametrize("stops", [("9000", "9500"), ("9500", "9000")])
def test_a_tie_with_a_liquidation_that_never_came_is_none(stops: tuple[str, str]) -> None:
    rules = replace(free(generic()), tiers=(Tier(D(0), None, D(0), D(0), D(125)),))
    where = market([QUIET, (10_000, 10_000, 8_900, 8_900)], rules=rules)
    exits = (stop_market(SHORT, "1", price, reduce_only=True) for price in stops)
    outcome = play(where, *at_once(leverage(10), long("1"), *exits))
    assert {event.ambiguous for event in outcome.events if event.bar} == {False}


# the journal


def test_an_entry_keeps_its_plan_behind_any_number_of_cancelled_orders() -> None:
    where = market(flat(10_000, 4), rules=replace(free(), minimum_notional=D(0)))
    rows = [
        PlaceScaled(side=LONG, size=D("0.05"), first_price=D(first), last_price=D(last), count=D(50))
        for first, last in ((9_000, 9_400), (8_000, 8_900))
    ]
    log: list[tuple[int, Command]] = [*at_once(*rows), (1, CancelOrder()), (1, long("0.1", stop="9500"))]
    outcome = play(where, *log)
    assert names(outcome.events).count("order_cancelled") == 100
    (trade,) = trades_of(outcome.events, where, 3, [Decision(bar, command) for bar, command in log])
    assert trade.first_stop == D(9_500)


def test_a_trade_has_the_leverage_chosen_before_hedge_mode() -> None:
    where = market(flat(10_000, 3))
    log = at_once(leverage(20, CROSS), HEDGE, leg(SHORT, short("0.1")))
    outcome = play(where, *log)
    (trade,) = trades_of(outcome.events, where, 2, [Decision(bar, command) for bar, command in log])
    assert (trade.leverage, trade.mode) == (D(20), CROSS)


def test_impact_is_remembered_across_a_change_of_mode() -> None:
    where = market([(10_000, 10_100, 9_900, close, 500.0) for close in (10_000, 10_050, 10_000)], rules=generic())
    sale = leg(SHORT, short("1"))
    back = [sale, leg(SHORT, long("1"))]
    one_way = replace(HEDGE, mode=type(HEDGE.mode).ONE_WAY)
    log: list[tuple[int, Command]] = [(1, command) for command in (leverage(10), HEDGE, *back, one_way, short("1"))]
    fills = [fill for fill in pick(play(where, *log).events, OrderFilled) if fill.side is SHORT]
    assert len(fills) == 2 and fills[1].impact > fills[0].impact
