"""Liquidation as it is executed: level, settlement, ladder, fee, insurance, funding that pushes over the edge."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.kit.markets import (
    D,
    binance,
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
    wallet_from,
    with_fees,
)
from trainer.engine.commands import AddMargin, Command
from trainer.engine.events import (
    FundingPaid,
    Liquidated,
    LiquidationStep,
    LiquidationTriggered,
    OrderCancelled,
    OrderFilled,
    PositionChanged,
)
from trainer.engine.rules import Costs, Settlement, VenueRules
from trainer.engine.words import MarginMode, Side

QUIET = (10_000, 10_000, 10_000, 10_000)
TAKEOVER = replace(free(), settlement=Settlement.TAKEOVER)
TAKEOVER_FEES = replace(with_fees(taker="0"), settlement=Settlement.TAKEOVER)
FALL = (10_000, 10_000, 9_000, 9_100)
RISE = (10_000, 11_000, 10_000, 10_900)
GAP = (8_900, 8_950, 8_800, 8_900)
FEES = with_fees(taker="0")
SMALL_FEE = with_fees(taker="0", liquidation="0.001")

# 1 at 10,000 with 10x isolated: margin 1,000; long 9,000/0.996 = 9,036.14..., short 11,000/1.004 = 10,956.17...
# (name, rules, side, candle) -> price, realised, fee, insurance, wallet
ONE: list[tuple[str, VenueRules, Command, tuple[float, ...], tuple[str, str, str, str, str]]] = [
    ("long on the path", free(), long("1"), FALL, ("9036.1", "-963.9", "0", "0", "9036.1")),
    ("short on the path", free(), short("1"), RISE, ("10956.2", "-956.2", "0", "0", "9043.8")),
    # the fee 9,036.1 * 0.0125 = 112.95 takes what is left of 1,000: 36.1
    ("fee takes the rest", FEES, long("1"), FALL, ("9036.1", "-963.9", "36.1", "0", "9000")),
    # 9,036.1 * 0.001 = 9.0361, the rest goes back
    ("small fee", SMALL_FEE, long("1"), FALL, ("9036.1", "-963.9", "9.0361", "0", "9027.0639")),
    # opened at 8,900: 1,100 lost, 100 beyond the margin
    ("gap beyond bankruptcy", free(), long("1"), GAP, ("8900", "-1100", "0", "100", "9000")),
    ("gap, no fee", FEES, long("1"), GAP, ("8900", "-1100", "0", "100", "9000")),
    ("gap before bankruptcy", free(), long("1"), (9_020, 9_050, 9_000, 9_010), ("9020", "-980", "0", "0", "9020")),
    ("short gap", free(), short("1"), (11_300, 11_300, 11_000, 11_000), ("11300", "-1300", "0", "300", "9000")),
    ("takeover long", TAKEOVER, long("1"), FALL, ("9000", "-1000", "0", "0", "9000")),
    ("takeover short", TAKEOVER, short("1"), RISE, ("11000", "-1000", "0", "0", "9000")),
    ("takeover after a gap", TAKEOVER, long("1"), GAP, ("9000", "-1000", "0", "0", "9000")),
    ("takeover, no fee", TAKEOVER_FEES, long("1"), FALL, ("9000", "-1000", "0", "0", "9000")),
    # Generic, 0.5 %: 9,000/0.995 = 9,045.2...
    ("generic", free(generic()), long("1"), FALL, ("9045.2", "-954.8", "0", "0", "9045.2")),
]  # fmt: skip


@pytest.mark.parametrize(("name", "rules", "command", "candle", "expected"), ONE, ids=[case[0] for case in ONE])
def test_one_position_is_liquidated(
    name: str, rules: VenueRules, command: Command, candle: tuple[float, ...], expected: tuple[str, ...]
) -> None:
    outcome = play(market([QUIET, candle], rules=rules), (0, leverage(10)), (0, command))
    step, end = only(outcome.events, LiquidationStep), only(outcome.events, Liquidated)
    price, realised, fee, insurance, wallet = (D(text) for text in expected)
    assert (step.price, step.realised_pnl, step.fee, end.insurance) == (price, realised, fee, insurance)
    assert end.loss == -(realised - fee + insurance)
    assert outcome.state.wallet == wallet == wallet_from(outcome.events)
    assert outcome.state.position is None and outcome.state.totals.liquidations == 1


def test_a_low_one_tenth_above_the_level_leaves_the_position_alone() -> None:
    rows = [QUIET, (10_000, 10_000, 9_036.2, 9_036.2)]
    assert pick(play(market(rows), (0, leverage(10)), (0, long("1"))).events, LiquidationTriggered) == []


def test_touching_the_level_is_enough() -> None:
    """Margin 1,036 puts the level at 8,964/0.996 = 9,000 exactly."""
    log: list[tuple[int, Command]] = [(0, leverage(10)), (0, long("1")), (0, AddMargin(amount=D("36")))]
    touched = only(play(market([QUIET, (10_000, 10_000, 9_000, 9_500)]), *log).events, LiquidationTriggered)
    assert (touched.mark, touched.equity, touched.requirement) == (D("9000"), D("36"), D("36"))
    assert pick(play(market([QUIET, (10_000, 10_000, 9_000.1, 9_500)]), *log).events, LiquidationTriggered) == []


def test_it_is_the_mark_that_liquidates_and_last_that_fills() -> None:
    """Mark 10,000 -> 9,000 passes 9,036.14 at 0.96386 of the leg; last 10,000 -> 9,500 is then 9,518.07."""
    last = [QUIET, (10_000, 10_000, 9_500, 9_500)]
    mark = [QUIET, (10_000, 10_000, 9_000, 9_000)]
    outcome = play(market(last, mark=mark), (0, leverage(10)), (0, long("1")))
    assert only(outcome.events, LiquidationStep).price == D("9518")


def test_a_wick_of_last_alone_does_not_liquidate() -> None:
    last = [QUIET, (10_000, 10_000, 8_000, 9_900)]
    mark = [QUIET, (10_000, 10_000, 9_800, 9_900)]
    assert play(market(last, mark=mark), (0, leverage(10)), (0, long("1"))).state.position is not None


def test_every_resting_order_is_cancelled_before_the_first_step() -> None:
    # the stop lies beyond the level, the limit far below
    log = [(0, leverage(10)), (0, long("1", stop="9010", target="12000")), (0, limit(Side.LONG, "0.1", "8000"))]
    outcome = play(market([QUIET, FALL]), *log)
    assert names(outcome.events)[-7:] == [
        "liquidation_triggered", "order_cancelled", "order_cancelled", "order_cancelled", "liquidation_step",
        "liquidated", "position_changed",
    ]  # fmt: skip
    assert {event.reason for event in pick(outcome.events, OrderCancelled)} == {"liquidation"}


def test_a_stop_before_the_level_saves_the_rest() -> None:
    outcome = play(market([QUIET, FALL]), (0, leverage(10)), (0, long("1", stop="9100")))
    assert pick(outcome.events, LiquidationTriggered) == []
    assert outcome.state.wallet == D("9100")


def test_after_a_total_loss_the_account_is_empty_and_stays_so() -> None:
    """2 cross at 10,000 on 10,000: the level is 5,020.08; a gap to 4,000 costs all, the venue bears 2,000."""
    rows = [QUIET, (4_000, 4_000, 4_000, 4_000), (20_000, 20_000, 20_000, 20_000)]
    outcome = play(market(rows), (0, leverage(10, MarginMode.CROSS)), (0, long("2")), (1, long("0.1")))
    assert only(outcome.events, Liquidated).insurance == D("2000")
    assert outcome.state.wallet == 0 and names(outcome.events)[-1] == "order_rejected"


def test_cross_liquidation_on_the_path_leaves_what_is_left() -> None:
    """2 cross: 10,000/1.992 = 5,020.08; sold at 5,020.0: 2 * 4,980 = 9,960 lost, 40 left."""
    rows = [QUIET, (10_000, 10_000, 5_000, 5_000)]
    outcome = play(market(rows), (0, leverage(10, MarginMode.CROSS)), (0, long("2")))
    assert outcome.state.wallet == D("40")


# the ladder

# 50 at 10,000 with 50x: margin 10,000, tier 2 (300k..800k). Level (490,000 - 300) / 49.75 = 9,843.216...
# Kept: 300,000 / 9,843.216 = 30.477; closed 19.523 at 9,843.2: -3,061.2064
BIG = [QUIET, (10_000, 10_000, 9_840, 9_900), (9_900, 9_900, 9_900, 9_900)]


def test_a_step_down_to_the_next_tier_saves_what_is_left() -> None:
    outcome = play(market(BIG), (0, leverage(50)), (0, long("50")), bankroll="100000")
    step = only(outcome.events, LiquidationStep)
    assert (step.size, step.price, step.realised_pnl) == (D("19.523"), D("9843.2"), D("-3061.2064"))
    assert pick(outcome.events, Liquidated) == [] and outcome.state.totals.liquidations == 0
    position = outcome.state.position
    assert position is not None and outcome.state.wallet == D("96938.7936")
    assert (position.size, position.entry, position.margin) == (D("30.477"), D("10000"), D("6938.7936"))
    assert position.realised == D("-3061.2064")


def test_a_step_that_is_not_enough_is_followed_by_the_rest() -> None:
    """The fee 192,168.7936 * 0.0125 = 2,402.10992 leaves too little; the rest, 30.477 * -156.8 = -4,778.7936, then
    costs 242.10992 more than there is: no second fee, the venue bears it."""
    rules = with_fees(taker="0")
    outcome = play(market(BIG, rules=rules), (0, leverage(50)), (0, long("50")), bankroll="100000")
    first, second = pick(outcome.events, LiquidationStep)
    assert (first.fee, second.fee) == (D("2402.10992"), D("0"))
    assert (second.size, second.realised_pnl) == (D("30.477"), D("-4778.7936"))
    end = only(outcome.events, Liquidated)
    assert (end.loss, end.insurance) == (D("10000"), D("242.10992"))
    assert outcome.state.wallet == D("90000")


def test_a_venue_without_a_ladder_closes_all_at_once() -> None:
    rules = free(generic())
    outcome = play(market(BIG, rules=rules), (0, leverage(25)), (0, long("50")), bankroll="100000")
    assert pick(outcome.events, LiquidationStep) == []  # 25x: the level is far below 9,840
    outcome = play(
        market([QUIET, (10_000, 10_000, 9_700, 9_700)], rules=rules), (0, leverage(25)), (0, long("50")),
        bankroll="100000",
    )  # fmt: skip
    # (500,000 - 20,000 - 2,750) / (50 * 0.98) = 9,739.79...
    step = only(outcome.events, LiquidationStep)
    assert (step.size, step.price) == (D("50"), D("9739.7"))


def test_the_stop_of_a_position_cut_by_the_ladder_is_gone() -> None:
    outcome = play(market(BIG), (0, leverage(50)), (0, long("50", stop="9800")), bankroll="100000")
    assert outcome.state.orders == () and outcome.state.position is not None


def test_slippage_of_a_liquidation_is_itemised() -> None:
    """Half spread 0.001: sold at 9,036.144... * 0.999 = 9,027.108 -> 9,027.1; 9.0445783 less than the level."""
    rules = replace(free(), costs=Costs(D("0.001"), 0.0))
    outcome = play(market([QUIET, FALL], rules=rules), (0, leverage(10)), (0, long("1")))
    entry = only(outcome.events, OrderFilled)
    paid = entry.half_spread + entry.impact
    step = only(outcome.events, LiquidationStep)
    # bought at 10,010: margin 1,001, level (10,010 - 1,001) / 0.996 = 9,045.180722891566; * 0.999 = 9,036.13554...
    assert (entry.price, paid) == (D("10010"), D("10"))
    assert (step.price, step.slippage) == (D("9036.1"), D("9.08072289"))
    assert outcome.state.totals.slippage == D("19.08072289")


def test_the_second_step_of_a_ladder_pays_the_impact_after_the_first() -> None:
    """A ladder must not be cheaper than one order: with impact each step starts where the last one ended."""
    rules = replace(with_fees(taker="0"), costs=Costs(D("0"), 0.7))
    # closes that move 1 % up and down give a sigma; the last one is 10,000 again
    wobble = [(10_000, 10_100, 10_000, 10_100), (10_100, 10_100, 10_000, 10_000)]
    rows = [QUIET, *wobble, (10_000, 10_000, 9_700, 9_700)]
    outcome = play(market(rows, rules=rules), (2, leverage(50)), (2, long("50")), bankroll="100000")
    first, second = pick(outcome.events, LiquidationStep)
    assert second.slippage / second.size > first.slippage / first.size


# funding


@pytest.mark.parametrize(
    ("command", "rate", "mark", "paid"),
    [
        (long("1"), "0.0001", 10_000, "1"),
        (short("1"), "0.0001", 10_000, "-1"),
        (long("1"), "-0.0002", 10_000, "-2"),
        (short("0.5"), "-0.0003", 10_100, "1.515"),  # -0.5 * 10,100 * -0.0003
        (long("0.333"), "0.000123", 10_001, "0.40963096"),  # 0.409630959 -> 8 decimals
    ],
)
def test_funding_is_size_times_mark_times_rate(command: Command, rate: str, mark: float, paid: str) -> None:
    where = market([QUIET, (mark, mark, mark, mark)], funding=[stamp(1, rate)])
    outcome = play(where, (0, command))
    event = only(outcome.events, FundingPaid)
    assert (event.amount, event.bar, event.mark) == (D(paid), 1, D(str(mark)))
    position = outcome.state.position
    assert position is not None and outcome.state.wallet == D("10000") - D(paid)
    initial = position.quantity * position.entry / 2
    assert (position.margin, position.funding) == (initial - D(paid), D(paid))


def test_in_cross_funding_comes_out_of_the_wallet() -> None:
    where = market(flat(10_000, 2), funding=[stamp(1, "0.0001")])
    outcome = play(where, (0, leverage(2, MarginMode.CROSS)), (0, long("1")))
    assert outcome.state.position is not None and outcome.state.position.margin == 0
    assert outcome.state.wallet == D("9999")


def test_opened_at_the_stamp_pays_and_closed_at_the_stamp_does_not() -> None:
    where = market(flat(10_000, 4), funding=[stamp(2, "0.0001")])
    assert len(pick(play(where, (1, long("1"))).events, FundingPaid)) == 1  # close of bar 1 = the stamp
    closed = play(where, (0, long("1")), (1, short("1", reduce_only=True)))
    assert pick(closed.events, FundingPaid) == []
    assert pick(play(where, (2, long("1"))).events, FundingPaid) == []


def test_a_stamp_some_seconds_late_belongs_to_its_minute() -> None:
    late = replace(stamp(2, "0.0001"), time_ms=stamp(2, "0.0001").time_ms + 17)
    assert only(play(market(flat(10_000, 4), funding=[late]), (0, long("1"))).events, FundingPaid).bar == 2


def test_two_stamps_in_one_long_bar_are_both_charged_at_its_open() -> None:
    half = replace(stamp(2, "0.0001"), time_ms=stamp(2, "0.0001").time_ms + 30 * 60_000)
    hour = 3_600_000
    first = replace(stamp(2, "0.0001"), time_ms=stamp(2, "0.0001", timeframe_ms=hour).time_ms)
    second = replace(half, time_ms=first.time_ms + 30 * 60_000)
    where = market(flat(10_000, 4), funding=[first, second], timeframe_ms=hour)
    assert [event.bar for event in pick(play(where, (0, long("1"))).events, FundingPaid)] == [2, 2]


@pytest.mark.parametrize(("rate", "liquidated"), [("0", False), ("0.0001", True), ("-0.0001", False)])
def test_funding_can_push_over_the_edge_at_its_own_stamp(rate: str, liquidated: bool) -> None:
    """Open at 9,037, just above 9,036.14. Paying 0.9037 leaves 999.0963: level 9,000.9037/0.996 = 9,037.05."""
    rows = [QUIET, (9_037, 9_037, 9_037, 9_037)]
    outcome = play(market(rows, funding=[stamp(1, rate)]), (0, leverage(10)), (0, long("1")))
    assert (outcome.state.position is None) is liquidated
    if liquidated:
        paid, step = only(outcome.events, FundingPaid), only(outcome.events, LiquidationStep)
        assert (paid.amount, step.price) == (D("0.9037"), D("9037"))
        assert outcome.state.wallet == D("9036.0963")  # 10,000 - 0.9037 - 963


def test_funding_beyond_the_margin_costs_no_more_than_the_margin_beyond_the_price() -> None:
    """5 % of 10,000 is 500 out of a margin of 100 (100x): liquidated flat at 10,000, the 400 beyond are borne."""
    where = market(flat(10_000, 2), funding=[stamp(1, "0.05")])
    outcome = play(where, (0, leverage(100)), (0, long("1")))
    assert only(outcome.events, Liquidated).insurance == D("400")
    assert outcome.state.wallet == D("9900")


def test_the_liquidation_price_told_moves_with_funding() -> None:
    where = market(flat(10_000, 4), funding=[stamp(1, "0.001")])
    outcome = play(where, (0, leverage(10)), (0, long("1")), (2, AddMargin(amount=D("10"))))
    told = pick(outcome.events, PositionChanged)[-1].liquidation_price
    # margin 1,000 - 10 + 10
    assert told is not None and told.quantize(D("1E-12")) == D("9036.144578313253")


def test_the_shipped_venue_liquidates_with_costs_and_the_books_agree() -> None:
    where = market([QUIET, FALL], rules=binance(), funding=[stamp(1, "0.0001")])
    outcome = play(where, (0, leverage(10)), (0, long("1")), (0, stop_market(Side.LONG, "0.1", "10100")))
    assert outcome.state.position is None
    assert outcome.state.wallet == wallet_from(outcome.events)
