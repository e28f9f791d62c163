"""Two symbols behind one wallet: what each counts for the other, and how they fall together."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from tests.kit.markets import (
    START_MS,
    D,
    answer,
    binance,
    candles,
    flat,
    free,
    leverage,
    limit,
    long,
    market,
    only,
    pick,
    play,
    short,
    with_fees,
)
from tests.kit.wallets import eth, two
from trainer.core.errors import FieldError
from trainer.core.units import CONTEXT
from trainer.engine.commands import AddMargin, CancelOrder, Command, SetLeverage
from trainer.engine.events import Liquidated, LiquidationStep, LiquidationTriggered, OrderFilled, OrderRejected
from trainer.engine.joined import joined
from trainer.engine.lanes import account_at, beside_of, closes, focus
from trainer.engine.margin import liquidation_price
from trainer.engine.market import FundingStamp, Market
from trainer.engine.rules import Settlement, Tier
from trainer.engine.state import State
from trainer.engine.words import MarginMode, Reject, Side
from trainer.venues.load import load_rules

CROSS, ISOLATED = MarginMode.CROSS, MarginMode.ISOLATED
TAKEOVER = replace(free(), settlement=Settlement.TAKEOVER)
QUIET = two(flat(10_000, 4), flat(1_000, 4))


def crossed(*, times: int = 10) -> list[Command]:
    """Cross at this leverage for both symbols."""
    return [leverage(times, CROSS), eth(leverage(times, CROSS))]


def level_of(where: Market, state: State, lane: int) -> Decimal | None:
    """Liquidation price of a slot with the other symbol's mark standing still."""
    seen = focus(state, lane)
    market_of = where.markets[lane // 2]
    return liquidation_price(seen, market_of.rules, beside_of(seen, where, closes(where, 0)))


def test_the_published_example_of_two_cross_positions() -> None:
    """Binance's help page: wallet 1,535,443.01; BTC long 109.488 at 32,481.98, ETH long 3,683.979 at 1,456.84.

    Marks 31,967.27 and 1,335.18; maintenance 2.5 % less 16,300 and 10 % less 135,365: 26,316.89 and 1,153.26.
    """
    first = replace(free(), tiers=(Tier(D(0), None, D("0.025"), D(16_300), D(25)),), lot=D("0.001"), tick=D("0.01"))
    second = replace(first, tiers=(Tier(D(0), None, D("0.1"), D(135_365), D(25)),), symbol="ETHUSDT")
    where = joined((market(flat(31_967.27, 2), rules=first), market(flat(1_335.18, 2), rules=second)))
    opened = joined((market(flat(32_481.98, 2), rules=first), market(flat(1_456.84, 2), rules=second)))
    log = [*crossed(times=20), long("109.488"), eth(long("3683.979"))]
    state = play(opened, *((0, item) for item in log), bankroll="1535443.01", stop=1).state
    found = [level_of(where, state, lane) for lane in (0, 2)]
    assert [round(level, 2) for level in found if level] == [D("26316.89"), D("1153.26")]


def test_a_loss_of_one_symbol_moves_the_liquidation_price_of_the_other() -> None:
    fallen = two(flat(10_000, 2), [(1_000, 1_000, 1_000, 1_000), (950, 950, 950, 950)])
    state = play(QUIET, *((0, item) for item in (*crossed(), long("1"), eth(long("10")))), stop=1).state
    before = level_of(QUIET, state, 0)
    seen = focus(state, 0)
    later = liquidation_price(seen, free(), beside_of(seen, fallen, closes(fallen, 1)))
    # wallet 10,000 - MM 40; then 500 lost and MM 38
    assert before == CONTEXT.divide(D(40), D("0.996"))
    assert later == CONTEXT.divide(D(538), D("0.996"))


def test_free_margin_counts_positions_and_orders_of_all_symbols() -> None:
    log = [*crossed(), long("1"), eth(long("10")), eth(limit(Side.LONG, "5", "960")), limit(Side.LONG, "1", "9900")]
    state = play(QUIET, *((0, item) for item in log), stop=1).state
    found = account_at(state, QUIET, 0)
    assert (found.position_margin, found.order_margin) == (D(2_000), D(480) + D(990))
    assert found.free_margin == D(10_000) - 2_000 - 1_470
    assert found.effective_leverage == D(2)


def test_an_order_is_refused_when_the_other_symbol_holds_the_margin() -> None:
    log = [eth(leverage(10)), eth(long("95")), leverage(10)]
    state = play(QUIET, *((0, item) for item in log), stop=1).state
    _, events = answer(QUIET, state, long("1"))
    found = only(events, OrderRejected)
    assert (found.reason, found.given, found.allowed) == (Reject.INSUFFICIENT_MARGIN, "1000.00", "500.00")


def test_an_isolated_position_is_not_behind_a_cross_one() -> None:
    log = [leverage(10, CROSS), eth(leverage(2, ISOLATED)), long("1"), eth(long("10"))]
    state = play(QUIET, *((0, item) for item in log), stop=1).state
    assert level_of(QUIET, state, 0) == CONTEXT.divide(D(5_000), D("0.996"))
    assert level_of(QUIET, state, 2) == CONTEXT.divide(D(5_000), D("9.96"))


def test_both_fall_and_the_account_is_closed_largest_loser_first() -> None:
    """20 of ETH and 1 of BTC at 10x, wallet 3,010: BTC falls 10 %, ETH 10 % together."""
    where = two(
        [*flat(10_000, 2), (10_000, 10_000, 9_000, 9_000)], [*flat(1_000, 2), (1_000, 1_000, 900, 900)]
    )  # fmt: skip
    outcome = play(where, *((0, item) for item in (*crossed(), long("1"), eth(long("20")))), bankroll="3010")
    trigger = only(outcome.events, LiquidationTriggered)
    assert abs(trigger.equity - trigger.requirement) < D("1E-6")
    # equity 3,010 - 3,000 f against 0.004 * 30,000 (1 - f)
    fraction = (D(3_010) - 120) / (D(3_000) - 12)
    assert trigger.symbol == "BTCUSDT" and abs(trigger.mark - (D(10_000) - 1_000 * fraction)) < D("1E-6")
    assert next(step.symbol for step in pick(outcome.events, LiquidationStep)) == "ETHUSDT"


def test_takeover_of_a_cross_account_uses_up_the_whole_balance() -> None:
    where = two(
        [*flat(10_000, 2), (9_000, 9_000, 8_000, 8_000)], [*flat(1_000, 2), (900, 900, 800, 800)], rules=TAKEOVER
    )  # fmt: skip
    outcome = play(where, *((0, item) for item in (*crossed(), long("1"), eth(long("20")))), bankroll="3200")
    assert outcome.state.wallet == 0 and outcome.state.is_idle
    assert [end.symbol for end in pick(outcome.events, Liquidated)] == ["ETHUSDT", "BTCUSDT"]
    assert outcome.state.totals.insurance >= 0


def test_a_gap_beyond_all_equity_is_borne_by_the_venue() -> None:
    where = two([*flat(10_000, 2), (5_000, 5_000, 5_000, 5_000)], [*flat(1_000, 2), (500, 500, 500, 500)])
    outcome = play(where, *((0, item) for item in (*crossed(), long("1"), eth(long("20")))), bankroll="3200")
    assert outcome.state.wallet == 0 and outcome.state.totals.insurance == D(15_000 - 3_200)


def test_a_gain_of_one_symbol_keeps_the_other_alive() -> None:
    falling = [*flat(10_000, 2), (10_000, 10_000, 7_900, 7_900)]
    alone = two(falling, flat(1_000, 3))
    helped = two(falling, [(1_000, 1_000, 1_000, 1_000), (1_000, 1_200, 1_000, 1_200), *flat(1_200)])
    log = [(0, item) for item in (*crossed(), long("1"), eth(long("10")))]
    assert pick(play(alone, *log, bankroll="2100").events, Liquidated)
    assert not pick(play(helped, *log, bankroll="2100").events, Liquidated)


def test_orders_of_all_cross_symbols_are_cancelled_before_the_first_step() -> None:
    where = two([*flat(10_000, 2), (10_000, 10_000, 8_000, 8_000)], flat(1_000, 3))
    log = [*crossed(), long("1"), eth(limit(Side.LONG, "1", "900"))]
    outcome = play(where, *((0, item) for item in log), bankroll="1500")
    assert pick(outcome.events, Liquidated) and outcome.state.is_idle


def test_cancelling_all_reaches_every_symbol_unless_one_is_named() -> None:
    log = [limit(Side.LONG, "1", "9900"), eth(limit(Side.LONG, "1", "900"))]
    kept = play(QUIET, *((0, item) for item in log), (1, eth(CancelOrder())), stop=2).state
    assert len(kept.orders) == 1 and not focus(kept, 2).orders
    assert play(QUIET, *((0, item) for item in log), (1, CancelOrder()), stop=2).state.is_idle


@pytest.mark.parametrize(
    "command",
    [long("1"), CancelOrder(), AddMargin(amount=D(1)), SetLeverage(leverage=D(2))],
    ids=lambda one: type(one).__name__,
)
def test_an_unknown_symbol_is_refused_by_name(command: Command) -> None:
    _, events = answer(QUIET, play(QUIET, stop=1).state, replace(command, symbol="DOGEUSDT"))  # type: ignore[call-arg]  # all have it
    found = only(events, OrderRejected)
    assert (found.reason, found.field, found.given) == (Reject.UNKNOWN_SYMBOL, "symbol", "DOGEUSDT")
    assert found.allowed == "BTCUSDT, ETHUSDT"


def test_funding_of_each_symbol_is_its_own() -> None:
    stamps = (FundingStamp(START_MS + 60_000, D("0.001")),)
    where = replace(QUIET, others=(replace(QUIET.others[0], funding=stamps),))
    outcome = play(where, *((0, item) for item in (*crossed(), long("1"), eth(long("10")))))
    assert outcome.state.totals.funding == D(10)


def test_fees_of_both_symbols_come_from_one_wallet() -> None:
    where = two(flat(10_000, 3), flat(1_000, 3), rules=with_fees())
    outcome = play(where, *((0, item) for item in (*crossed(), long("1"), eth(short("10")))))
    assert outcome.state.wallet == D(10_000) - 5 - 5


# one clock


def test_a_symbol_without_a_bar_keeps_its_close_and_fires_nothing() -> None:
    sparse = market([(1_000, 1_000, 1_000, 1_000)] * 6, rules=replace(free(), symbol="ETHUSDT"))
    sparse = replace(sparse, last=sparse.last.taken([0, 1, 4, 5]), mark=sparse.last.taken([0, 1, 4, 5]))
    sparse = replace(sparse, mark=sparse.last)
    where = joined((market(flat(10_000, 6)), sparse))
    assert list(where.others[0].last.volume) == [1_000, 1_000, 0, 0, 1_000, 1_000]
    outcome = play(where, (1, eth(limit(Side.LONG, "1", "1000.1"))), (1, eth(limit(Side.LONG, "1", "999.9"))))
    assert [fill.bar for fill in pick(outcome.events, OrderFilled)] == [1]


def test_the_clock_begins_where_all_symbols_trade() -> None:
    late = market([(1_000, 1_000, 1_000, 1_000)] * 4, rules=replace(free(), symbol="ETHUSDT"))
    late = replace(late, last=late.last.taken([2, 3]), mark=late.last.taken([2, 3]))
    where = joined((market(flat(10_000, 4)), replace(late, mark=late.last)))
    assert list(where.last.time_ms) == [START_MS + 120_000, START_MS + 180_000]


def test_symbols_that_cannot_share_a_wallet_are_refused() -> None:
    inverse = market(flat(10_000, 3), rules=replace(load_rules("bitmex", "BTCUSD"), symbol="BTCUSD"))
    with pytest.raises(FieldError, match="settled"):
        joined((market(flat(10_000, 3)), inverse))
    hourly = replace(market(flat(1_000, 3), timeframe_ms=3_600_000), rules=replace(binance(), symbol="ETHUSDT"))
    with pytest.raises(FieldError, match="timeframe"):
        joined((market(flat(10_000, 3)), hourly))
    later = candles(flat(1_000, 3), start_ms=START_MS + 10**9)
    apart = Market(replace(binance(), symbol="ETHUSDT"), later, later)
    with pytest.raises(FieldError, match="share some time"):
        joined((market(flat(10_000, 3)), apart))
    assert np.array_equal(QUIET.last.time_ms, QUIET.others[0].last.time_ms)
