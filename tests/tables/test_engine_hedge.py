"""Hedge mode: a long and a short of one symbol side by side."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.kit.markets import (
    BANKROLL,
    D,
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
    pick,
    play,
    short,
    stamp,
    stop_market,
)
from tests.kit.wallets import HEDGE, leg
from trainer.core.units import CONTEXT
from trainer.engine.commands import CancelOrder, ClosePosition, Command, SetPositionMode
from trainer.engine.events import Liquidated, LiquidationStep, OrderFilled, OrderRejected, PositionChanged
from trainer.engine.lanes import account_at, beside_of, closes, excess, focus
from trainer.engine.margin import liquidation_price
from trainer.engine.rules import VenueRules
from trainer.engine.state import State
from trainer.engine.words import MarginMode, PositionMode, Reject, Side
from trainer.venues.load import load_rules

LONG, SHORT = Side.LONG, Side.SHORT
CROSS = MarginMode.CROSS
HERE = market(flat(10_000, 4))


def both(*, size: str = "1", other: str = "1", mode: MarginMode | None = None, times: int = 10) -> list[Command]:
    """A long and a short at 10,000."""
    return [HEDGE, leverage(times, mode), leg(LONG, long(size)), leg(SHORT, short(other))]


def state_after(*commands: Command, rules: VenueRules | None = None, bankroll: str = "10000") -> State:
    """The account after these commands at 10,000."""
    where = market(flat(10_000, 2), rules=rules or free())
    return play(where, *((0, item) for item in commands), bankroll=bankroll).state


def test_two_legs_have_entries_and_margins_of_their_own() -> None:
    where = market([*flat(10_000), (10_000, 10_500, 10_000, 10_500), *flat(10_500)])
    outcome = play(where, (0, HEDGE), (0, leverage(10)), (0, leg(LONG, long("1"))), (1, leg(SHORT, short("2"))))
    legs = [focus(outcome.state, lane).position for lane in (0, 1)]
    assert [(one.size, one.entry, one.margin) for one in legs if one] == [
        (D(1), D("10000"), D("1000")), (D(-2), D("10500.0"), D("2100")),
    ]  # fmt: skip
    changed = pick(outcome.events, PositionChanged)
    assert [(item.position_side, item.size) for item in changed] == [(LONG, D(1)), (SHORT, D(-2))]


@pytest.mark.parametrize(
    ("before", "command", "reason", "field"),
    [
        ([], leg(LONG, long("1")), Reject.POSITION_SIDE, "position_side"),
        ([HEDGE], long("1"), Reject.POSITION_SIDE, "position_side"),
        ([HEDGE], leg(LONG, short("1")), Reject.NO_POSITION, "reduce_only"),
        ([long("1")], HEDGE, Reject.POSITION_MODE, "mode"),
        ([limit(LONG, "1", "9900")], HEDGE, Reject.POSITION_MODE, "mode"),
        ([HEDGE, leg(LONG, long("1"))], SetPositionMode(mode=PositionMode.ONE_WAY), Reject.POSITION_MODE, "mode"),
        ([HEDGE, leg(LONG, long("1"))], leg(LONG, short("1", reduce_only=True)), Reject.NOT_OFFERED, "reduce_only"),
        ([HEDGE], ClosePosition(), Reject.NO_POSITION, "fraction"),
    ],
)
def test_refusals_of_hedge_mode(before: list[Command], command: Command, reason: Reject, field: str) -> None:
    """Binance: reduce-only does not exist in hedge mode, the position side says it."""
    state = state_after(*before)
    same, events = answer(HERE, state, command)
    found = only(events, OrderRejected)
    assert (found.reason, found.field) == (reason, field)
    assert replace(same, seq=state.seq) == state


@pytest.mark.parametrize("venue", ["hyperliquid", "kraken_futures"])
def test_a_venue_without_hedge_mode_refuses_it(venue: str) -> None:
    where = market(flat(10_000, 2), rules=load_rules(venue, "BTCUSDT"))
    found = only(play(where, (0, HEDGE)).events, OrderRejected)
    assert (found.reason, found.field) == (Reject.NOT_OFFERED, "mode") and "one_way" in found.allowed


def test_an_order_against_its_leg_only_closes_it() -> None:
    outcome = play(HERE, *((0, item) for item in both(size="1")), (1, leg(LONG, short("3"))))
    assert focus(outcome.state, 0).position is None
    assert focus(outcome.state, 1).position is not None
    assert pick(outcome.events, OrderFilled)[-1].size == D(1)


def test_closing_without_a_side_closes_both_legs() -> None:
    outcome = play(HERE, *((0, item) for item in both()), (1, ClosePosition()))
    assert outcome.state.is_idle
    assert [fill.position_side for fill in pick(outcome.events, OrderFilled)][-2:] == [LONG, SHORT]


def test_stops_belong_to_their_leg() -> None:
    where = market([*flat(10_000, 2), (10_000, 10_000, 9_700, 9_700), *flat(9_700)])
    log = [HEDGE, leverage(10), leg(LONG, long("1", stop="9800")), leg(SHORT, short("1", stop="10200"))]
    outcome = play(where, *((0, item) for item in log))
    assert focus(outcome.state, 0).position is None
    short_leg = focus(outcome.state, 1)
    assert short_leg.position is not None and len(short_leg.orders) == 1


def test_an_order_is_found_by_its_id_in_any_leg() -> None:
    resting = leg(SHORT, limit(SHORT, "1", "10100", order_id="mine"))
    outcome = play(HERE, (0, HEDGE), (0, resting), (1, CancelOrder(order_id="mine")))
    assert names(outcome.events)[-1] == "order_cancelled" and outcome.state.is_idle


def test_cancelling_all_reaches_both_legs() -> None:
    outcome = play(
        HERE, (0, HEDGE), (0, leg(LONG, limit(LONG, "1", "9900"))), (0, leg(SHORT, limit(SHORT, "1", "10100"))),
        (1, CancelOrder()),
    )  # fmt: skip
    assert outcome.state.is_idle


def test_leverage_is_chosen_for_the_symbol_and_both_its_legs() -> None:
    state = state_after(HEDGE, leverage(7))
    assert [focus(state, lane).leverage for lane in (0, 1)] == [D(7), D(7)]


def test_a_leg_never_used_takes_over_the_leverage_set_before_hedge_mode() -> None:
    state = state_after(leverage(9, CROSS), HEDGE, leg(SHORT, short("1")))
    found = focus(state, 1).position
    assert found is not None and (found.leverage, found.mode) == (D(9), CROSS)


# margin


def test_isolated_legs_are_liquidated_apart() -> None:
    where = market([*flat(10_000, 2), (10_000, 10_000, 9_000, 9_000), *flat(9_000)])
    outcome = play(where, *((0, item) for item in both()))
    ended = only(outcome.events, Liquidated)
    assert ended.position_side is LONG
    kept = focus(outcome.state, 1).position
    assert kept is not None and kept.margin == D(1_000)


def test_both_legs_pay_margin_in_cross() -> None:
    state = state_after(*both(mode=CROSS))
    found = account_at(state, HERE, 0)
    assert (found.position_margin, found.free_margin) == (D(2_000), D(8_000))
    assert found.maintenance == 2 * D(10_000) * D("0.004")


def test_a_hedged_pair_in_cross_dies_only_far_away_where_its_maintenance_has_grown() -> None:
    """Binance's full cross form with both legs: (2,000 + 0) = 2 * L * 0.004."""
    state = state_after(*both(mode=CROSS), bankroll="2000")
    marks = closes(HERE, 0)
    level = liquidation_price(state, free(), beside_of(state, HERE, marks))
    assert level == CONTEXT.divide(D(2_000), 2 * D("0.004"))


@pytest.mark.parametrize("own", ["1", "3"])
@pytest.mark.parametrize("other", ["0.5", "2"])
def test_the_shared_price_of_two_legs_is_where_the_account_stands_at_its_requirement(own: str, other: str) -> None:
    state = state_after(*both(size=own, other=other, mode=CROSS, times=20), bankroll="4000")
    for lane in (0, 1):
        seen = focus(state, lane)
        level = liquidation_price(seen, free(), beside_of(seen, HERE, closes(HERE, 0)))
        assert level is not None
        assert abs(excess(seen, free(), level, beside_of(seen, HERE, [level]))) < Decimal("1E-20")


def test_a_fully_hedged_pair_under_entry_rules_has_no_liquidation_price() -> None:
    rules = load_rules("bybit_linear_classic", "BTCUSDT")
    state = state_after(*both(mode=CROSS), rules=rules)
    where = market(flat(10_000, 2), rules=rules)
    assert state.position is not None
    assert liquidation_price(state, rules, beside_of(state, where, closes(where, 0))) is None


def test_cross_legs_fall_together_and_the_larger_loser_first() -> None:
    """Long 3, short 1 in one wallet of 3,000 at 20x: the long is closed, which saves the short."""
    where = market([*flat(10_000, 2), (8_600, 8_600, 8_000, 8_000), *flat(8_000)])
    outcome = play(where, *((0, item) for item in both(size="3", mode=CROSS, times=20)), bankroll="3000")
    steps = pick(outcome.events, LiquidationStep)
    assert [step.position_side for step in steps] == [LONG]
    kept = focus(outcome.state, 1).position
    assert kept is not None and kept.size == D(-1)


def test_a_venue_that_nets_hedges_closes_the_legs_against_each_other_first() -> None:
    rules = replace(free(load_rules("bingx", "BTCUSDT")), closing_fee_rate=D(0))
    where = market([*flat(10_000, 2), (10_000, 10_000, 8_000, 8_000), *flat(8_000)], rules=rules)
    outcome = play(where, *((0, item) for item in both(size="3", mode=CROSS, times=20)), bankroll="3000")
    steps = pick(outcome.events, LiquidationStep)
    assert [(step.position_side, step.size) for step in steps[:2]] == [(LONG, D(1)), (SHORT, D(1))]
    assert steps[0].price == steps[1].price
    assert outcome.state.is_idle and outcome.state.wallet == 0


def test_funding_is_paid_by_one_leg_and_received_by_the_other() -> None:
    from_market = replace(HERE, funding=(stamp(1, "0.01"),))
    outcome = play(from_market, *((0, item) for item in both(size="1", other="1")))
    assert outcome.state.totals.funding == 0 and outcome.state.wallet == BANKROLL
    margins = [one.margin for lane in (0, 1) if (one := focus(outcome.state, lane).position)]
    assert margins == [D(900), D(1_100)]


def test_takers_of_both_legs_share_the_impact_of_a_bar() -> None:
    """Buying for the long and buying back the short are one side of the book."""
    rules = generic()
    closes_at = (10_000, 10_050, 10_000)
    where = market([(10_000, 10_100, 9_900, close, 500.0) for close in closes_at], rules=rules)
    alone = play(where, (1, HEDGE), (1, leg(LONG, long("0.5"))))
    log = [HEDGE, leg(LONG, long("0.5")), leg(SHORT, short("0.5")), leg(SHORT, long("0.5"))]
    after = play(where, *((1, item) for item in log))
    first, again = pick(alone.events, OrderFilled)[-1], pick(after.events, OrderFilled)[-1]
    assert again.side is LONG and again.impact > first.impact


def test_a_stop_order_of_a_leg_opens_it() -> None:
    where = market([*flat(10_000, 2), (10_000, 10_300, 10_000, 10_300), *flat(10_300)])
    outcome = play(where, (0, HEDGE), (0, leg(LONG, stop_market(LONG, "0.1", "10200"))))
    held = focus(outcome.state, 0).position
    assert held is not None and held.size == D("0.1")
