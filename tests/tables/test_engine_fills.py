"""Where orders fill: worked by hand on two or three candles, without costs unless the case says so."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

import pytest

from tests.kit.markets import (
    D,
    binance,
    flat,
    free,
    generic,
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
    with_fees,
)
from trainer.engine.commands import Command
from trainer.engine.events import OrderCancelled, OrderFilled, OrderRejected
from trainer.engine.words import Side

LONG, SHORT = Side.LONG, Side.SHORT
AT_10000 = (10_000, 10_000, 10_000, 10_000)

buy_limit, sell_limit = partial(limit, LONG, "1"), partial(limit, SHORT, "1")
buy_stop, sell_stop = partial(stop_market, LONG, "1"), partial(stop_market, SHORT, "1")
buy_touch, sell_touch = partial(take_profit, LONG, "1"), partial(take_profit, SHORT, "1")

# (name, second candle, order given at the close of the first, which is 10,000) -> (bar, price, maker)
FILLS: list[tuple[str, tuple[float, ...], Command, tuple[int, str, bool]]] = [
    ("market long: the close", AT_10000, long("1"), (0, "10000", False)),
    ("market short: the close", AT_10000, short("1"), (0, "10000", False)),
    ("buy limit: low 9989.9 < 9990", (10_000, 10_000, 9_989.9, 9_995), buy_limit("9990"), (1, "9990", True)),
    ("buy limit: better open 9980", (9_980, 9_985, 9_980, 9_985), buy_limit("9990"), (1, "9980", True)),
    ("buy limit: off-tick open", (9_980.04, 9_985, 9_980, 9_985), buy_limit("9990"), (1, "9980.1", True)),
    ("sell limit: high 10010.1 > 10010", (10_000, 10_010.1, 10_000, 10_000), sell_limit("10010"), (1, "10010", True)),
    ("sell limit: better open 10020", (10_020, 10_020, 10_015, 10_015), sell_limit("10010"), (1, "10020", True)),
    ("sell limit: off-tick open", (10_020.06, 10_021, 10_015, 10_015), sell_limit("10010"), (1, "10020", True)),
    ("crossing buy limit: taker at the close", AT_10000, buy_limit("10005"), (0, "10000", False)),
    ("crossing sell limit: taker at the close", AT_10000, sell_limit("9995"), (0, "10000", False)),
    ("limit at the close crosses", AT_10000, buy_limit("10000"), (0, "10000", False)),
    ("buy stop: touched is enough", (10_000, 10_010, 10_000, 10_005), buy_stop("10010"), (1, "10010", False)),
    ("buy stop: gap fills at the open", (10_030, 10_040, 10_030, 10_035), buy_stop("10010"), (1, "10030", False)),
    ("buy stop: open on the trigger", (10_010, 10_010, 10_000, 10_000), buy_stop("10010"), (1, "10010", False)),
    ("sell stop: touched is enough", (10_000, 10_000, 9_990, 9_995), sell_stop("9990"), (1, "9990", False)),
    ("sell stop: gap fills at the open", (9_970, 9_975, 9_960, 9_965), sell_stop("9990"), (1, "9970", False)),
    ("buy if touched: low on the trigger", (10_000, 10_000, 9_990, 9_995), buy_touch("9990"), (1, "9990", False)),
    ("buy if touched: gap gains", (9_970, 9_975, 9_960, 9_965), buy_touch("9990"), (1, "9970", False)),
    ("sell if touched: on the trigger", (10_000, 10_010, 10_000, 10_000), sell_touch("10010"), (1, "10010", False)),
]  # fmt: skip


@pytest.mark.parametrize(("name", "candle", "command", "expected"), FILLS, ids=[case[0] for case in FILLS])
def test_an_order_fills_there(
    name: str, candle: tuple[float, ...], command: Command, expected: tuple[int, str, bool]
) -> None:
    fill = only(play(market([AT_10000, candle]), (0, command), bankroll="30000").events, OrderFilled)
    assert (fill.bar, fill.price, fill.maker) == (expected[0], D(expected[1]), expected[2])
    assert fill.fee == 0 and fill.half_spread == 0 and fill.impact == 0


RESTS: list[tuple[str, tuple[float, ...], Command]] = [
    ("buy limit: a touch is not enough", (10_000, 10_000, 9_990, 9_995), limit(LONG, "1", "9990")),
    ("buy limit: open on the limit, then up", (9_990, 10_000, 9_990, 10_000), limit(LONG, "1", "9990")),
    ("sell limit: a touch is not enough", (10_000, 10_010, 10_000, 10_000), limit(SHORT, "1", "10010")),
    ("buy stop: a tenth short", (10_000, 10_009.9, 10_000, 10_000), stop_market(LONG, "1", "10010")),
    ("sell stop: a tenth short", (10_000, 10_000, 9_990.1, 10_000), stop_market(SHORT, "1", "9990")),
    ("buy if touched: a tenth short", (10_000, 10_000, 9_990.1, 10_000), take_profit(LONG, "1", "9990")),
]


@pytest.mark.parametrize(("name", "candle", "command"), RESTS, ids=[case[0] for case in RESTS])
def test_an_order_goes_on_resting(name: str, candle: tuple[float, ...], command: Command) -> None:
    outcome = play(market([AT_10000, candle]), (0, command), bankroll="30000")
    assert names(outcome.events) == ["order_accepted"]
    assert len(outcome.state.orders) == 1 and outcome.state.position is None


def test_a_close_between_two_ticks_is_rounded_against_the_learner() -> None:
    """Close 10,000.04 on a tick of 0.1: a buyer pays 10,000.1, a seller gets 10,000.0."""
    where = market(flat(10_000.04, 2))
    assert only(play(where, (0, long("1"))).events, OrderFilled).price == D("10000.1")
    assert only(play(where, (0, short("1"))).events, OrderFilled).price == D("10000.0")


@pytest.mark.parametrize(
    ("command", "candle", "gap"),
    [
        # 2 * (10,030 - 10,010) paid more than the trigger said
        (stop_market(LONG, "2", "10010"), (10_030, 10_040, 10_030, 10_035), "40"),
        # 2 * (9,990 - 9,970) received less
        (stop_market(SHORT, "2", "9990"), (9_970, 9_975, 9_960, 9_965), "40"),
        # the same gap ahead of the price is a gain of 2 * 20
        (take_profit(LONG, "2", "9990"), (9_970, 9_975, 9_960, 9_965), "-40"),
        (take_profit(SHORT, "2", "10010"), (10_030, 10_040, 10_030, 10_035), "-40"),
        # inside the bar the trigger itself was traded
        (stop_market(LONG, "2", "10010"), (10_000, 10_040, 10_000, 10_035), "0"),
    ],
)
def test_the_gap_is_itemised_with_its_sign(command: Command, candle: tuple[float, ...], gap: str) -> None:
    outcome = play(market([AT_10000, candle]), (0, command), bankroll="50000")
    assert only(outcome.events, OrderFilled).gap == D(gap)
    assert outcome.state.totals.slippage == D(gap)


def test_a_mark_trigger_fills_at_last_at_the_same_fraction() -> None:
    """Mark 10,000 -> 10,020 meets 10,010 half way up the leg, where last (10,000 -> 10,040) is 10,020."""
    last = [AT_10000, (10_000, 10_040, 10_000, 10_040)]
    mark = [AT_10000, (10_000, 10_020, 10_000, 10_020)]
    command = stop_market(LONG, "1", "10010", trigger_source="mark")
    assert only(play(market(last, mark=mark), (0, command)).events, OrderFilled).price == D("10020")


def test_a_last_trigger_does_not_watch_the_mark() -> None:
    last, mark = [AT_10000, AT_10000], [AT_10000, (10_000, 10_500, 10_000, 10_000)]
    outcome = play(market(last, mark=mark), (0, stop_market(LONG, "1", "10010")))
    assert pick(outcome.events, OrderFilled) == []


def test_a_gapped_mark_trigger_fills_at_the_open_of_last_and_its_gap_is_that_of_the_mark() -> None:
    """Mark opens 10,030 over a trigger of 10,010 (gap 20); last opens 10,050 and that is the price."""
    last = [AT_10000, (10_050, 10_050, 10_050, 10_050)]
    mark = [AT_10000, (10_030, 10_030, 10_030, 10_030)]
    outcome = play(market(last, mark=mark), (0, stop_market(LONG, "1", "10010", trigger_source="mark")))
    fill = only(outcome.events, OrderFilled)
    assert (fill.price, fill.gap) == (D("10050"), D("20"))


# costs

DOUBLED = [(8_192, 8_192, 8_192, 8_192, 4), (10_240, 10_240, 10_240, 10_240, 4), (10_240, 10_240, 10_240, 10_240, 4)]


def test_a_quiet_market_costs_half_the_spread_and_the_taker_fee() -> None:
    """sigma = 0: 10,000 * 1.00005 = 10,000.5; fee 10,000.5 * 0.0005 = 5.00025; short: 9,999.5."""
    where = market(flat(10_000, 2), rules=generic())
    fill = only(play(where, (0, long("1")), bankroll="20000").events, OrderFilled)
    assert (fill.price, fill.half_spread, fill.impact, fill.fee) == (D("10000.5"), D("0.5"), D("0"), D("5.00025"))
    assert only(play(where, (0, short("1")), bankroll="20000").events, OrderFilled).price == D("9999.5")


def test_the_square_root_impact_by_hand() -> None:
    """r = 10240/8192 - 1 = 0.25 = sigma; volume 4 + 4 = 8; size 2: 0.7 * 0.25 * sqrt(2/8) = 0.0875 a unit.

    Price 10,240 * (1 + 0.00005 + 0.0875) = 11,136.512, up to the tick 11,136.6. Half spread 2 * 10,240 * 0.00005 =
    1.024; impact 2 * 896.6 - 1.024 = 1,792.176.
    """
    fill = only(play(market(DOUBLED, rules=generic()), (1, long("2")), bankroll="50000").events, OrderFilled)
    assert (fill.price, fill.half_spread, fill.impact) == (D("11136.6"), D("1.024"), D("1792.176"))


def test_splitting_an_order_gains_nothing_but_tick_rounding() -> None:
    where = market(DOUBLED, rules=generic())
    whole = only(play(where, (1, long("2")), bankroll="50000").events, OrderFilled)
    halves = pick(play(where, (1, long("1")), (1, long("1")), bankroll="50000").events, OrderFilled)
    paid = sum((fill.size * fill.price for fill in halves), Decimal(0))
    assert abs(paid - whole.size * whole.price) <= D("0.2")
    assert halves[0].price < halves[1].price


def test_the_other_side_starts_afresh_and_so_does_the_next_bar() -> None:
    where = market(DOUBLED, rules=generic())
    first, back = pick(play(where, (1, long("1")), (1, short("1")), bankroll="50000").events, OrderFilled)
    assert first.price + back.price in (D("20480.0"), D("20479.9"), D("20480.1"))
    later = pick(play(where, (1, long("1")), (2, long("1")), bankroll="50000").events, OrderFilled)
    assert later[1].impact < later[0].impact  # more volume, no impact carried over


def test_the_band_bounds_slippage() -> None:
    """Binance: 5 % around the mark 10,240 = 10,752, less than the 11,136.6 the model asks for."""
    from_file = market(DOUBLED, rules=binance())
    assert only(play(from_file, (1, long("2")), bankroll="50000").events, OrderFilled).price == D("10752")


def test_a_crossing_limit_never_pays_more_than_its_price() -> None:
    """Slipped close 11,136.6 against a limit of 10,300: filled at 10,300 as taker."""
    fill = only(
        play(market(DOUBLED, rules=generic()), (1, limit(LONG, "2", "10300")), bankroll="50000").events, OrderFilled
    )
    assert (fill.price, fill.maker) == (D("10300"), False)
    assert fill.half_spread + fill.impact == 2 * D("60")


def test_no_volume_no_market_order_and_no_stop() -> None:
    silent = [(10_000, 10_000, 10_000, 10_000, 0), (10_000, 10_020, 10_000, 10_000, 0)]
    where = market(silent, rules=generic())
    refused = only(play(where, (0, long("1"))).events, OrderRejected)
    assert (refused.reason, refused.field) == ("no_volume", "size")
    stopped = play(where, (0, stop_market(LONG, "1", "10010")))
    assert only(stopped.events, OrderCancelled).reason == "no_volume" and stopped.state.position is None


@pytest.mark.parametrize(
    ("command", "candle", "fee"),
    [
        (long("1"), AT_10000, "5"),  # taker 10,000 * 0.0005
        (limit(LONG, "1", "9990"), (10_000, 10_000, 9_900, 9_990), "1.998"),  # maker 9,990 * 0.0002
        (limit(LONG, "1", "10000"), AT_10000, "5"),  # crossing limit: taker
        (stop_market(LONG, "1", "10010"), (10_000, 10_010, 10_000, 10_000), "5.005"),  # a trigger is taker
        (long("0.333"), AT_10000, "1.665"),
    ],
)
def test_maker_and_taker_fees(command: Command, candle: tuple[float, ...], fee: str) -> None:
    outcome = play(market([AT_10000, candle], rules=with_fees()), (0, command), bankroll="20000")
    assert only(outcome.events, OrderFilled).fee == D(fee)
    assert outcome.state.wallet == D("20000") - D(fee) and outcome.state.totals.fees == D(fee)


def test_a_fee_is_rounded_once_to_eight_decimals_half_even() -> None:
    """0.001 * 100,000.1 * 0.00012345 = 0.012345012345 -> 0.01234501."""
    rules = with_fees(taker="0.00012345")
    fill = only(play(market(flat(100_000.1, 2), rules=rules), (0, long("0.001"))).events, OrderFilled)
    assert fill.fee == D("0.01234501")


def test_reduce_only_larger_than_the_position_costs_only_what_it_closes() -> None:
    """The slippage of closing 1 is that of an order of 1, though 5 were typed."""
    where = market(DOUBLED, rules=generic())
    five = play(where, (1, long("1")), (2, short("5", reduce_only=True)), bankroll="50000").events
    one = play(where, (1, long("1")), (2, short("1", reduce_only=True)), bankroll="50000").events
    assert pick(five, OrderFilled)[1].price == pick(one, OrderFilled)[1].price
    assert pick(five, OrderFilled)[1].half_spread == pick(one, OrderFilled)[1].half_spread


def test_a_market_without_costs_is_really_free() -> None:
    assert free().taker_fee == 0 and free().costs.half_spread == 0 and free().price_band is None
