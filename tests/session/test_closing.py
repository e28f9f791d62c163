"""Break-even of the whole trade: parts closed, fees and funding in, both sides and contracts; where there is none."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.kit.markets import D, flat, leverage, market, order, pick, play, stamp, with_fees
from trainer.core.units import round_to_tick
from trainer.engine.commands import AddMargin, ClosePosition, Command
from trainer.engine.events import FundingPaid, LiquidationStep
from trainer.engine.lanes import liquidation_seen
from trainer.engine.rules import Costs, VenueRules
from trainer.engine.state import Position
from trainer.engine.words import OrderKind, Side
from trainer.journal.trades import trades_of
from trainer.session.closing import booked, break_even, net_at, price_of_net, stop_fill, stop_level
from trainer.session.pausing import r_level
from trainer.session.preview import preview
from trainer.venues.load import load_rules

LINEAR, INVERSE = with_fees(), with_fees(load_rules("bitmex", "BTCUSD"))
RATE = LINEAR.taker_fee
Log = tuple[tuple[int, Command], ...]


def half_closed(rules: VenueRules, side: Side, against: int) -> tuple[Log, list[tuple[float, ...]], Decimal]:
    """A log that opens at 10,000 and closes half a bar later, the price `against` it; its rows and bankroll."""
    inverse = rules is INVERSE
    log = ((0, leverage(3)), (0, order(side, OrderKind.MARKET, "6000" if inverse else "0.6")),
           (1, ClosePosition(fraction=D("0.5"))))  # fmt: skip
    worse = 10_000 - side.sign * against
    rows = [*flat(10_000), (10_000, max(10_000, worse), min(10_000, worse), worse), *flat(worse)]
    return log, rows, D("2") if inverse else D("20000")


@pytest.mark.parametrize("funding", ["0.003", "-0.003"])
@pytest.mark.parametrize("against", [300, -300])
@pytest.mark.parametrize("side", list(Side))
@pytest.mark.parametrize("rules", [LINEAR, INVERSE], ids=["linear", "inverse"])
def test_a_trade_closed_at_its_break_even_after_half_of_it_nets_nothing(
    rules: VenueRules, side: Side, against: int, funding: str
) -> None:
    log, rows, bankroll = half_closed(rules, side, against)
    stamps = [stamp(1, funding)]
    here = market(rows, rules=rules, funding=stamps)
    outcome = play(here, *log, bankroll=bankroll)
    position = outcome.state.position
    assert position is not None and position.realised != 0 and pick(outcome.events, FundingPaid)
    level = break_even(position, RATE, None, D(10_000))
    assert level is not None and abs(net_at(position, level, RATE)) < D("1e-12")
    assert (level - position.entry) * side.sign * against > 0, "a part lost asks for more of the rest, a part won less"
    at = round_to_tick(level, rules.tick, up=True)
    there = market([*rows, *flat(float(at))], rules=rules, funding=stamps)
    (trade,) = trades_of(play(there, *log, (3, ClosePosition()), bankroll=bankroll).events, there, 3)
    assert trade.closed_ms is not None and trade.exit is not None and trade.exit != at
    assert abs(trade.net - net_at(position, at, RATE)) < D("1e-7")
    worth = position.notional(at) * rules.tick / at
    assert abs(trade.net) <= worth, "nothing but what the tick leaves"


def test_the_preview_tells_the_same_break_even() -> None:
    log, rows, bankroll = half_closed(LINEAR, Side.LONG, 300)
    here = market(rows, rules=LINEAR)
    state = play(here, *log, bankroll=bankroll).state
    told = preview(state, order(Side.LONG, OrderKind.MARKET, "0.1"), here, 2)
    held = told.after.position
    assert held is not None and held.realised == D(-90)
    assert told.break_even is not None and told.break_even > held.entry + 150
    assert told.break_even == break_even(held, RATE, told.liquidation_price, D(9_700))


def test_a_liquidation_step_and_its_fee_are_booked_in_the_position() -> None:
    """50 at 10,000 with 50x lose a step at 9,843.2; its fee of 0.1 % is part of what the trade has booked."""
    rules = with_fees(liquidation="0.001")
    here = market([*flat(10_000), (10_000, 10_000, 9_840, 9_900)], rules=rules)
    outcome = play(here, (0, leverage(50)), (0, order(Side.LONG, OrderKind.MARKET, "50")), bankroll="100000")
    (step,) = pick(outcome.events, LiquidationStep)
    position = outcome.state.position
    assert position is not None and step.fee > 0
    assert position.realised == step.realised_pnl - step.fee
    (trade,) = trades_of(outcome.events, here, 1)
    assert booked(position) == trade.net


def held(side: Side, rules: VenueRules, realised: str) -> Position:
    """0.1 coin at 10,000 of which the rest of the trade has booked a sum."""
    size = D(1_000) if rules is INVERSE else D("0.1")
    here = market(flat(10_000), rules=rules)
    state = play(here, (0, order(side, OrderKind.MARKET, f"{size}")), bankroll="100000").state
    assert state.position is not None
    return replace(state.position, realised=D(realised))


@pytest.mark.parametrize(
    ("side", "rules", "realised"),
    [
        (Side.LONG, LINEAR, "1001"),  # the rest can lose 1,000 at most
        (Side.SHORT, LINEAR, "-1001"),  # and win no more on the other side
        (Side.SHORT, INVERSE, "0.11"),  # 1,000 USD at 10,000: 0.1 coin is all that a rise can cost
        (Side.LONG, INVERSE, "-0.11"),
    ],
)  # fmt: skip
def test_where_no_price_ends_the_trade_at_nothing_there_is_no_break_even(
    side: Side, rules: VenueRules, realised: str
) -> None:
    assert price_of_net(held(side, rules, realised), RATE, D(0)) is None
    assert break_even(held(side, rules, realised), RATE, None, D(10_000)) is None
    assert break_even(held(side, rules, "0"), RATE, None, D(10_000)) is not None


@pytest.mark.parametrize("volume", [400.0, 3.0])
@pytest.mark.parametrize("side", list(Side))
@pytest.mark.parametrize("rules", [LINEAR, INVERSE], ids=["linear", "inverse"])
def test_a_stop_for_a_price_gets_it_and_a_tick_nearer_does_not(rules: VenueRules, side: Side, volume: float) -> None:
    slips = replace(rules, costs=Costs(D("0.0002"), 1.0))
    here = market([(10_000, 10_100, 9_900, close, volume) for close in (9_900, 10_100, 10_000)], rules=slips)
    position, tick = held(side, rules, "0"), rules.tick
    price = D("10123.45678")
    level = stop_level(here, 2, position, None, price)

    def gets(at: Decimal) -> Decimal:
        return side.sign * (stop_fill(here, 2, side.opposite, position.quantity, at) - price)

    assert gets(level) >= 0 > gets(level - side.sign * 3 * tick)
    assert side.sign * (level - price) > 3 * tick


def test_a_stop_with_a_limit_has_it_at_the_price() -> None:
    here, position = market(flat(10_000, 3), rules=LINEAR), held(Side.LONG, LINEAR, "0")
    resting = play(
        here, (0, order(Side.LONG, OrderKind.MARKET, "0.1")),
        (0, order(Side.SHORT, OrderKind.STOP_LIMIT, "0.1", trigger="9900", price="9880", reduce_only=True)),
    ).state.orders[0]  # fmt: skip
    assert stop_level(here, 2, position, resting, D("10010.03")) == D("10030.1")


@pytest.mark.parametrize("side", list(Side))
def test_break_even_past_liquidation_is_none(side: Side) -> None:
    """Half of a trade won so much that the rest would be liquidated before the whole comes to nothing."""
    log, rows, bankroll = half_closed(LINEAR, side, -4_000)
    here = market(rows, rules=LINEAR)
    state = play(here, *log, bankroll=bankroll).state
    assert state.position is not None
    level, mark = liquidation_seen(state, here, 2), here.mark_close(2)
    assert level is not None and break_even(state.position, RATE, level, mark) is None
    price = price_of_net(state.position, RATE, D(0))
    assert price is not None and (price - level) * side.sign < 0
    wide = play(here, *log, (2, AddMargin(amount=D(5_000))), bankroll=bankroll).state
    level = liquidation_seen(wide, here, 2)
    assert wide.position is not None and break_even(wide.position, RATE, level, mark) == price


@pytest.mark.parametrize("multiple", [1, -1])
@pytest.mark.parametrize("side", list(Side))
@pytest.mark.parametrize("rules", [LINEAR, INVERSE], ids=["linear", "inverse"])
def test_one_r_up_or_down_is_reached_where_closing_would_book_it(rules: VenueRules, side: Side, multiple: int) -> None:
    one_r = D("0.004") if rules is INVERSE else D(40)
    log, rows, bankroll = half_closed(rules, side, 20)
    here = market(rows, rules=rules)
    state = play(here, *log, bankroll=bankroll).state
    level = r_level(state, here, one_r, multiple)
    assert level is not None and state.position is not None
    assert abs(net_at(state.position, level, RATE) - multiple * one_r) < D("1e-12")
    assert r_level(state, here, None, multiple) is None


@pytest.mark.parametrize(
    ("side", "size", "fees"),
    [
        (Side.LONG, "0.2", "6"),  # 2 paid, 1 for 0.2 more and 3 for the way out of 0.6
        (Side.SHORT, "0.1", "4"),  # 2 paid, 0.5 now, 1.5 for the rest
        (Side.SHORT, "0.4", "4"),  # 2 paid and 2 to close it
        (Side.SHORT, "0.6", "2"),  # turned: a third of the 3 of the order, and 1 for the way out of what it opens
    ],
)
def test_fees_of_a_preview_are_those_of_the_whole_trade(side: Side, size: str, fees: str) -> None:
    here = market(flat(10_000, 2), rules=LINEAR)
    state = play(here, (0, order(Side.LONG, OrderKind.MARKET, "0.4")), stop=1).state
    told = preview(state, order(side, OrderKind.MARKET, size), here, 0)
    assert told.fees_in_out == D(fees)
