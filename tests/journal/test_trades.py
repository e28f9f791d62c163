"""Trades from events, worked by hand: what each cost, what was planned and how far it went."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.kit.markets import (
    BANKROLL,
    START_MS,
    D,
    flat,
    leverage,
    limit,
    long,
    market,
    play,
    short,
    stamp,
    stop_market,
    wallet_from,
    with_fees,
)
from trainer.engine.commands import AddMargin, AmendOrder, CancelOrder, ClosePosition, Command, Decision
from trainer.engine.events import LiquidationStep
from trainer.engine.market import Market
from trainer.engine.rules import Costs
from trainer.engine.words import MarginMode, Side
from trainer.journal.trades import LIQUIDATED, Exit, Trade, TradeBook, trades_of

MINUTE = 60_000


def trades(where: Market, *log: tuple[int, Command], upto: int | None = None) -> tuple[Trade, ...]:
    outcome = play(where, *log)
    decisions = [Decision(bar, command) for bar, command in log]
    return trades_of(outcome.events, where, len(where) - 1 if upto is None else upto, decisions)


def test_a_trade_that_ends_at_its_stop_loses_exactly_one_r() -> None:
    where = market([*flat(10_000), (10_000, 10_050, 9_900, 9_950)], rules=with_fees())
    (trade,) = trades(where, (0, long("1", stop="9900", target="10200")))
    # fees: 10,000 * 0.0005 + 9,900 * 0.0005
    assert (trade.price_pnl, trade.fees, trade.net) == (D("-100"), D("9.95"), D("-109.95"))
    assert (trade.one_r, trade.r, trade.reason) == (D("109.95"), D("-1"), "stop")
    assert (trade.entry, trade.exit, trade.size) == (D("10000"), D("9900"), D("1"))
    assert (trade.first_stop, trade.first_target) == (D("9900"), D("10200"))
    assert (trade.opened_ms, trade.opened_bar) == (START_MS + MINUTE, 0)
    assert (trade.closed_ms, trade.closed_bar) == (START_MS + MINUTE, 1)
    assert trade.ambiguous is False and trade.slippage == 0


def test_without_a_stop_one_r_is_the_loss_at_liquidation() -> None:
    (trade,) = trades(market(flat(10_000, 2)), (0, leverage(10)), (0, long("1")))
    assert (trade.one_r, trade.leverage, trade.mode) == (D("1000"), D(10), MarginMode.ISOLATED)
    assert (trade.closed_ms, trade.closed_bar, trade.exit, trade.r, trade.reason) == (None, None, None, None, "")


def test_a_stop_beyond_liquidation_counts_as_none() -> None:
    (trade,) = trades(market(flat(10_000, 2)), (0, leverage(10)), (0, long("1", stop="9000")))
    assert trade.one_r == D("1000") and trade.first_stop == D("9000")


def test_cross_without_a_stop_risks_the_whole_wallet() -> None:
    where = market(flat(10_000, 2))
    (trade,) = trades(where, (0, leverage(10, MarginMode.CROSS)), (0, long("2")))
    assert trade.one_r is not None and trade.one_r.quantize(D("1E-20")) == BANKROLL
    assert trade.mode is MarginMode.CROSS


def test_a_liquidated_trade_says_so_and_carries_fee_and_insurance() -> None:
    rows = [*flat(10_000), (10_000, 10_000, 9_000, 9_100), *flat(9_100)]
    where = market(rows, rules=with_fees(liquidation="0.0025"))
    (trade,) = trades(where, (0, leverage(10)), (0, long("1")))
    outcome = play(where, (0, leverage(10)), (0, long("1")))
    assert trade.reason == LIQUIDATED
    assert trade.net == wallet_from(outcome.events) - BANKROLL == outcome.state.wallet - BANKROLL
    # the line: 9,000 / 0.996 = 9,036.144..., sold on the tick below; 0.25 % of that is the venue's fee
    assert (trade.price_pnl, trade.exit) == (D("-963.9"), D("9036.1"))
    assert (trade.liquidation_fee, trade.fees, trade.insurance) == (D("22.59025"), D("5"), D("0"))
    assert trade.net == D("-991.49025") and trade.one_r == D("1005")


def test_a_partial_close_stays_one_trade_with_averages_by_size() -> None:
    rows = [*flat(10_000), *flat(10_100), *flat(10_300)]
    (trade,) = trades(
        market(rows), (0, long("1", stop="9900")), (1, ClosePosition(fraction=D("0.5"))), (2, ClosePosition())
    )
    assert trade.price_pnl == D("200") and trade.exit == D("10200") and trade.size == D("1")
    assert (trade.one_r, trade.r, trade.reason) == (D("100"), D("2"), "close")


def test_each_part_closed_nets_its_share_of_the_costs_and_the_last_the_whole_trade() -> None:
    """0.4 at 10,000 pay 2; 0.1 leave at 10,100, 0.1 at 10,200 after 3.06 of funding on 0.3, 0.2 at 10,300."""
    rows = [*flat(10_000), *flat(10_100), *flat(10_200), *flat(10_300)]
    where = market(rows, rules=with_fees(), funding=[stamp(2, "0.001")])
    log = ((0, long("0.4", stop="9900")), (1, short("0.1", reduce_only=True)), (2, short("0.1", reduce_only=True)),
           (3, ClosePosition()))  # fmt: skip
    decisions = [Decision(bar, command) for bar, command in log]
    book = TradeBook(play(where, *log).events, where, 3, decisions)
    (trade,) = book.at(3)
    # 2 + 39.6 * 100 at the stop: 40 + 2 + 1.98
    one_r = D("43.98")
    assert trade.one_r == one_r and trade.net == D("82.895")
    assert list(book.exits.values()) == [
        Exit(D(10) - D("0.505") - D("0.5"), one_r),  # a quarter of 2
        Exit(D(20) - D("0.51") - D("1.52"), one_r),  # a third of 1.5 + 3.06
        Exit(trade.net, one_r),
    ]
    open_yet = TradeBook(play(where, *log[:3]).events, where, 3, decisions)
    assert open_yet.carried("BTCUSDT", None) == D("3.04") and book.carried("BTCUSDT", None) == 0
    parts = [one.net for one in open_yet.exits.values()]
    assert open_yet.at(3)[0].net == sum(parts) - D("3.04")


def test_a_liquidation_is_an_exit_of_the_whole_trade() -> None:
    where = market([*flat(10_000), (10_000, 10_000, 9_000, 9_100)], rules=with_fees())
    log = ((0, leverage(10)), (0, long("1")))
    book = TradeBook(play(where, *log).events, where, 1, [Decision(bar, command) for bar, command in log])
    (trade,) = book.at(1)
    assert list(book.exits.values()) == [Exit(trade.net, trade.one_r)]
    assert trade.net < -900


def test_adding_raises_the_size_and_moves_the_average_but_not_one_r() -> None:
    rows = [*flat(10_000), *flat(9_900), *flat(10_000)]
    (trade,) = trades(market(rows), (0, long("0.2", stop="9800")), (1, long("0.2")), (2, ClosePosition()))
    assert (trade.size, trade.entry) == (D("0.4"), D("9950"))
    assert (trade.one_r, trade.price_pnl, trade.r) == (D("40"), D("20"), D("0.5"))


def test_a_reversal_closes_one_trade_and_opens_the_next_with_its_share_of_the_fee() -> None:
    rows = [*flat(10_000), *flat(10_100), *flat(10_000)]
    where = market(rows, rules=with_fees())
    first, second = trades(where, (0, long("0.2")), (1, short("0.3", stop="10200")), (2, ClosePosition()))
    # the reversing fill of 0.3 paid 1.515: two thirds close, one third opens
    assert (first.side, first.price_pnl, first.fees) == (Side.LONG, D("20"), D("1") + D("1.01"))
    assert (second.side, second.size, second.fees) == (Side.SHORT, D("0.1"), D("0.505") + D("0.5"))
    assert (second.opened_bar, second.entry, second.first_stop) == (1, D("10100"), D("10200"))
    assert first.stop_path == () and first.closed_ms == second.opened_ms


def test_net_of_all_trades_is_what_the_wallet_changed_by() -> None:
    rows = [*flat(10_000), (10_000, 10_200, 9_950, 10_100), (10_100, 10_100, 9_000, 9_050), *flat(9_050, 2)]
    where = market(rows, rules=with_fees(), funding=[stamp(2, "0.001")])
    log = ((0, leverage(10)), (0, long("1")), (1, short("1.5", stop="10400")), (3, ClosePosition()), (3, long("0.5")))
    found = trades(where, *log)
    assert sum(trade.net for trade in found) == play(where, *log).state.wallet - BANKROLL
    assert [trade.funding for trade in found] == [D("0"), D("-5.05"), D("0")]


def test_the_stop_path_tells_every_move_and_the_removal() -> None:
    log = (
        (0, long("1", stop="9900")),
        (1, AmendOrder(order_id="o1-stop", trigger=D("9850"))),
        (2, CancelOrder(order_id="o1-stop")),
        (3, stop_market(Side.SHORT, None, "9700", reduce_only=True)),
    )
    (trade,) = trades(market(flat(10_000, 5)), *log)
    at = [START_MS + (bar + 1) * MINUTE for bar in range(4)]
    assert trade.stop_path == ((at[0], D("9900")), (at[1], D("9850")), (at[2], None), (at[3], D("9700")))
    assert trade.first_stop == D("9900") and trade.one_r == D("100")


def test_a_stop_placed_at_the_same_close_is_part_of_the_plan_and_a_later_one_is_not() -> None:
    where = market(flat(10_000, 3))
    (now,) = trades(where, (0, long("1")), (0, stop_market(Side.SHORT, None, "9900", reduce_only=True)))
    (late,) = trades(where, (0, long("1")), (1, stop_market(Side.SHORT, None, "9900", reduce_only=True)))
    assert (now.one_r, late.one_r) == (D("100"), D("5000"))
    assert now.first_stop == late.first_stop == D("9900")


def test_a_target_that_fills_takes_the_stop_off_without_a_removal() -> None:
    where = market([*flat(10_000), (10_000, 10_250, 9_990, 10_200)])
    (trade,) = trades(where, (0, long("1", stop="9900", target="10200")))
    assert (trade.reason, trade.r) == ("target", D("2"))
    assert trade.stop_path == ((START_MS + MINUTE, D("9900")),)


def test_a_limit_entry_carries_the_stop_it_was_amended_to() -> None:
    where = market([*flat(10_000, 2), (10_000, 10_000, 9_940, 9_960), *flat(9_960)])
    log = ((0, limit(Side.LONG, "1", "9950", stop="9850")), (1, AmendOrder(order_id="o1", stop=D("9900"))))
    (trade,) = trades(where, *log)
    assert (trade.opened_bar, trade.entry, trade.first_stop, trade.one_r) == (2, D("9950"), D("9900"), D("50"))


def test_without_the_log_a_touched_stop_is_still_found() -> None:
    where = market([*flat(10_000), (10_000, 10_000, 9_890, 9_900)])
    events = play(where, (0, long("1", stop="9900"))).events
    (trade,) = trades_of(events, where, 1)
    assert (trade.first_stop, trade.one_r, trade.r) == (D("9900"), D("100"), D("-1"))


# (name, second candle, third candle, expected MAE, expected MFE); long 1 at 10,000, stop 9,900 so that 1R = 100
EXCURSIONS: list[tuple[str, tuple[float, ...], tuple[float, ...], str, str]] = [
    ("whole bars count", (10_000, 10_080, 9_950, 10_000), (10_000, 10_020, 9_930, 10_000), "-0.7", "0.8"),
    ("never below the entry", (10_010, 10_080, 10_005, 10_020), (10_020, 10_030, 10_010, 10_020), "0", "0.8"),
    ("the exit bar ends at the stop", (10_000, 10_050, 9_990, 10_000), (10_000, 10_090, 9_500, 9_600), "-1", "0.5"),
    ("a gap counts the open", (10_000, 10_050, 9_990, 10_000), (9_800, 9_850, 9_700, 9_800), "-2", "0.5"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "second", "third", "worst", "best"), EXCURSIONS, ids=[case[0] for case in EXCURSIONS])
def test_excursions_in_r(name: str, second: tuple[float, ...], third: tuple[float, ...], worst: str, best: str) -> None:
    (trade,) = trades(market([*flat(10_000), second, third]), (0, long("1", stop="9900")))
    assert (trade.mae_r, trade.mfe_r) == (D(worst), D(best))


def test_of_the_bar_of_a_limit_entry_only_what_came_after_it_counts() -> None:
    """The low follows a buy on the way down for certain; the high of that bar may have come before it."""
    where = market([*flat(10_000), (10_000, 10_090, 9_920, 9_960), *flat(9_960)])
    (trade,) = trades(where, (0, limit(Side.LONG, "1", "9950", stop="9850")))
    assert (trade.mae_r, trade.mfe_r) == (D("-0.3"), D("0.1"))


def test_nothing_after_the_last_revealed_bar_is_read() -> None:
    rows = [*flat(10_000, 2), (10_000, 11_000, 9_000, 9_500)]
    where = market(rows)
    (seen,) = trades(where, (0, long("1", stop="9900")), upto=1)
    assert (seen.closed_ms, seen.mae_r, seen.mfe_r) == (None, D("0"), D("0"))


def test_an_ambiguous_bar_marks_the_trade() -> None:
    where = market([*flat(10_000), (10_000, 10_300, 9_800, 10_000)])
    (trade,) = trades(where, (0, long("1", stop="9900", target="10200")))
    assert trade.ambiguous and trade.reason == "stop"


def test_added_margin_and_a_new_leverage_leave_one_r_as_it_was_frozen() -> None:
    log = ((0, leverage(10)), (0, long("1")), (1, AddMargin(amount=D("500"))), (1, leverage(5)))
    (trade,) = trades(market(flat(10_000, 3)), *log)
    assert (trade.one_r, trade.leverage) == (D("1000"), D(5))


def test_slippage_of_a_liquidation_is_in_that_of_its_trade() -> None:
    """Half a spread of 10 basis points on the way in at 10,000, and on what the venue closed."""
    rules = replace(with_fees(), costs=Costs(D("0.001"), 0.0))
    where = market([*flat(10_000), (10_000, 10_000, 9_000, 9_000)], rules=rules)
    outcome = play(where, (0, leverage(20)), (0, long("1")))
    (trade,) = trades_of(outcome.events, where, 1)
    steps = sum((event.slippage for event in outcome.events if isinstance(event, LiquidationStep)), D(0))
    assert trade.reason == LIQUIDATED and steps > 5
    assert trade.slippage == 10 + steps == outcome.state.totals.slippage
