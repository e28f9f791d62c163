"""Margins, tiers, leverage and liquidation prices, worked by hand."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.kit.markets import (
    D,
    after,
    answer,
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
    short,
    stop_market,
    with_fees,
)
from trainer.engine.account import account
from trainer.engine.commands import AddMargin, Command, RemoveMargin
from trainer.engine.events import LeverageChanged, MarginChanged, OrderRejected, PositionChanged
from trainer.engine.margin import (
    bankruptcy_price,
    initial_margin,
    isolated_liquidation,
    liquidation_price,
    maintenance,
    requirement,
)
from trainer.engine.rules import VenueRules
from trainer.engine.state import State
from trainer.engine.words import MarginMode, Side

CROSS, ISOLATED = MarginMode.CROSS, MarginMode.ISOLATED
TWELVE = Decimal("1E-12")
HERE = market(flat(10_000, 2))


def twelve(value: Decimal | None) -> Decimal:
    """A price cut to twelve decimals."""
    assert value is not None
    return value.quantize(TWELVE)


# tiers

TIERS: list[tuple[VenueRules, str, str]] = [
    # Binance BTCUSDT: 0.4 % to 300k, 0.5 % to 800k, 0.65 % to 3M, 1 % to 12M, 2 % to 70M
    (binance(), "0", "0"),
    (binance(), "100000", "400"),
    (binance(), "300000", "1200"),  # the cap belongs to the lower tier
    (binance(), "300001", "1200.005"),  # 1,200 + 1 * 0.005
    (binance(), "500000", "2200"),  # 1,200 + 200,000 * 0.005
    (binance(), "800000", "3700"),  # 1,200 + 500,000 * 0.005
    (binance(), "3000000", "18000"),  # 3,700 + 2,200,000 * 0.0065
    (binance(), "5000000", "38000"),  # 18,000 + 2,000,000 * 0.01
    (binance(), "12000000", "108000"),  # 18,000 + 9,000,000 * 0.01
    (binance(), "50000000", "868000"),  # 108,000 + 38,000,000 * 0.02
    # Generic: 0.5 % to 50k, 1 % to 250k, 2 % to 1M, 5 % to 5M, 10 % above
    (generic(), "50000", "250"),
    (generic(), "150000", "1250"),  # 250 + 100,000 * 0.01
    (generic(), "1000000", "17250"),  # 250 + 2,000 + 15,000
    (generic(), "6000000", "317250"),  # 17,250 + 200,000 + 100,000
]


@pytest.mark.parametrize(("rules", "notional", "expected"), TIERS)
def test_maintenance_is_charged_slice_by_slice(rules: VenueRules, notional: str, expected: str) -> None:
    assert maintenance(rules, D(notional)) == D(expected)


@pytest.mark.parametrize("rules", [binance(), generic(), binance("ETHUSDT"), generic("ETHUSDT")])
def test_maintenance_equals_the_sum_of_its_slices_at_every_border(rules: VenueRules) -> None:
    for tier in rules.tiers:
        for notional in (tier.floor, tier.floor + 1, tier.cap or tier.floor * 2 + 7):
            slices = sum(
                (max(D(0), min(notional, t.cap or notional) - t.floor) * t.rate for t in rules.tiers), Decimal(0)
            )
            assert maintenance(rules, notional) == slices


@pytest.mark.parametrize(
    ("notional", "most"),
    [("300000", "150"), ("300000.1", "100"), ("3000000", "75"), ("12000000", "50"), ("99999999999", "0")],
)
def test_leverage_falls_with_size(notional: str, most: str) -> None:
    assert binance().leverage_allowed(D(notional)) == D(most)


def test_a_closing_fee_in_the_requirement_is_counted_on_the_notional() -> None:
    """100,000 * (0.004 + 0.0005) = 450."""
    assert requirement(replace(binance(), closing_fee_rate=D("0.0005")), D(1), D("100000"), D("100000")) == D("450")


# liquidation and bankruptcy prices: L = (size * E - M - A) / (size - |size| * (m + c))

LEVELS: list[tuple[str, VenueRules, str, str, str, str | None, str]] = [
    # 9,500 / 0.0996
    ("long 20x", binance(), "0.1", "100000", "500", "95381.526104417671", "95000"),
    # 10,500 / 0.1004
    ("short 20x", binance(), "-0.1", "100000", "500", "104581.673306772908", "105000"),
    # 0 / 0.996: nothing left to lose before 0
    ("long 1x", binance(), "1", "10000", "10000", None, "0"),
    ("long over-margined", binance(), "1", "10000", "12000", None, "0"),
    # 20,000 / 1.004
    ("short 1x", binance(), "-1", "10000", "10000", "19920.318725099602", "20000"),
    # tier 3 at the level: (1,000,000 - 100,000 - 1,500) / (10 * 0.9935); notional 904,378 lies in 800k..3M
    ("long tier 3", binance(), "10", "100000", "100000", "90437.845998993457", "90000"),
    # opened in tier 3 (850k), falls into tier 2 on the way: (850,000 - 85,000 - 300) / (8.5 * 0.995)
    ("long falls into tier 2", binance(), "8.5", "100000", "85000", "90416.789831510494", "90000"),
    # opened in tier 1 (290k), rises into tier 2: (290,000 + 29,000 + 300) / (2.9 * 1.005)
    ("short rises into tier 2", binance(), "-2.9", "100000", "29000", "109555.669926230914", "110000"),
    # Generic: 9,500 / (0.1 * 0.995)
    ("generic long 20x", generic(), "0.1", "100000", "500", "95477.386934673367", "95000"),
    # Generic tier 2 at 0.01, amount 250: (100,000 - 10,000 - 250) / (1 * 0.99)
    ("generic long 10x tier 2", generic(), "1", "100000", "10000", "90656.565656565657", "90000"),
    # closing fee 0.0005 counted: 9,500 / (0.1 * 0.9955)
    ("fee", replace(binance(), closing_fee_rate=D("0.0005")), "0.1", "100000", "500", "95429.432446007032", "95000"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "rules", "size", "entry", "margin", "level", "bankrupt"), LEVELS, ids=[case[0] for case in LEVELS]
)
def test_liquidation_and_bankruptcy_price(
    name: str, rules: VenueRules, size: str, entry: str, margin: str, level: str | None, bankrupt: str
) -> None:
    found = isolated_liquidation(rules, D(size), D(entry), D(margin))
    assert found is None if level is None else twelve(found) == D(level)
    assert bankruptcy_price(rules, D(size), D(entry), D(margin)) == D(bankrupt)


@pytest.mark.parametrize(("name", "rules", "size", "entry", "margin", "level", "bankrupt"), LEVELS)
def test_at_the_liquidation_price_equity_equals_the_requirement(
    name: str, rules: VenueRules, size: str, entry: str, margin: str, level: str | None, bankrupt: str
) -> None:
    found = isolated_liquidation(rules, D(size), D(entry), D(margin))
    if found is not None:
        equity = D(margin) + D(size) * (found - D(entry))
        assert abs(equity - requirement(rules, D(size), D(entry), found)) < D("1E-20")


@pytest.mark.parametrize(
    ("commands", "level"),
    [
        ((leverage(10, CROSS), long("1")), None),  # wallet 10,000 covers 10,000
        ((leverage(10, CROSS), long("2")), "5020.080321285141"),  # 10,000 / 1.992
        ((leverage(10, CROSS), short("2")), "14940.239043824701"),  # 30,000 / 2.008
        ((leverage(10, ISOLATED), long("2")), "9036.144578313253"),  # 18,000 / 1.992
        ((leverage(10, ISOLATED), short("2")), "10956.175298804781"),  # 22,000 / 2.008
    ],
)
def test_cross_stands_on_the_wallet_and_isolated_on_its_margin(
    commands: tuple[Command, ...], level: str | None
) -> None:
    found = liquidation_price(after(HERE, *commands), HERE.rules)
    assert found is None if level is None else twelve(found) == D(level)


def test_in_cross_leverage_does_not_move_the_liquidation_price() -> None:
    state = after(HERE, leverage(10, CROSS), long("2"))
    levels = {liquidation_price(answer(HERE, state, leverage(value))[0], HERE.rules) for value in (3, 10, 50, 125)}
    assert len(levels) == 1


# the account bar


@pytest.mark.parametrize(
    ("commands", "mark", "figures"),
    [
        # figures: equity, free, order margin, position margin, unrealised, maintenance
        ((leverage(10), long("1")), "10100", ("10100", "9000", "0", "1000", "100", "40.4")),
        ((leverage(10), long("1")), "9900", ("9900", "9000", "0", "1000", "-100", "39.6")),
        ((leverage(10, CROSS), long("1")), "10100", ("10100", "9090", "0", "1010", "100", "40.4")),
        ((leverage(10, CROSS), long("1")), "9900", ("9900", "8910", "0", "990", "-100", "39.6")),
        ((leverage(10), limit(Side.LONG, "1", "9000")), "10000", ("10000", "9100", "900", "0", "0", "0")),
        # larger side: buys 900 + 800, sells 1,100
        (
            (
                leverage(10),
                limit(Side.LONG, "1", "9000"),
                limit(Side.LONG, "1", "8000"),
                limit(Side.SHORT, "1", "11000"),
            ),
            "10000",
            ("10000", "8300", "1700", "0", "0", "0"),
        ),
        # a sell limit that only closes reserves nothing; 1.5 at 11,000 opens 0.5
        (
            (leverage(10), long("1"), limit(Side.SHORT, "1", "11000")),
            "10000",
            ("10000", "9000", "0", "1000", "0", "40"),
        ),
        (
            (leverage(10), long("1"), limit(Side.SHORT, "1.5", "11000")),
            "10000",
            ("10000", "8450", "550", "1000", "0", "40"),
        ),
        # triggers reserve nothing
        ((leverage(10), stop_market(Side.LONG, "1", "11000")), "10000", ("10000", "10000", "0", "0", "0", "0")),
    ],
)
def test_the_account_bar(commands: tuple[Command, ...], mark: str, figures: tuple[str, ...]) -> None:
    found = account(after(HERE, *commands), D(mark), HERE.rules)
    shown = (
        found.equity, found.free_margin, found.order_margin, found.position_margin, found.unrealised, found.maintenance,
    )  # fmt: skip
    assert shown == tuple(D(figure) for figure in figures)


def test_an_order_reserves_its_maker_fee() -> None:
    """9,000 / 10 + 9,000 * 0.0002 = 901.8."""
    where = market(flat(10_000, 2), rules=with_fees())
    state = after(where, leverage(10), limit(Side.LONG, "1", "9000"))
    assert account(state, D("10000"), where.rules).order_margin == D("901.8")


def test_gains_back_new_orders_only_where_the_venue_says_so() -> None:
    state = after(HERE, leverage(10, CROSS), long("1"))
    assert account(state, D("11000"), free()).free_margin == D("9900")  # 10,000 + 1,000 - 1,100
    strict = replace(free(), gains_back_orders=False)
    assert account(state, D("11000"), strict).free_margin == D("8900")


def test_margin_ratio_and_effective_leverage() -> None:
    """1 at 10,000, 10x isolated, mark 9,500: 38 / (1,000 - 500) = 0.076; 9,500 / 9,500 of equity = 1."""
    found = account(after(HERE, leverage(10), long("1")), D("9500"), HERE.rules)
    assert (found.margin_ratio, found.effective_leverage) == (D("0.076"), D("1"))
    empty = account(after(HERE), D("9500"), HERE.rules)
    assert (empty.margin_ratio, empty.effective_leverage) == (None, D("0"))


# leverage with a position open


@pytest.mark.parametrize(
    ("new", "margin", "added"),
    [
        (20, "500", "-500"),  # 10,000/20 - 10,000/10
        (5, "2000", "1000"),
        (4, "2500", "1500"),
        (1, "10000", "9000"),
    ],
)
def test_new_leverage_moves_the_difference_of_initial_margins(new: int, margin: str, added: str) -> None:
    state = after(HERE, leverage(10), long("1"))
    changed, events = answer(HERE, state, leverage(new))
    assert changed.position is not None and changed.wallet == state.wallet
    assert (changed.position.margin, changed.position.leverage) == (D(margin), D(new))
    assert (only(events, MarginChanged).amount, only(events, MarginChanged).reason) == (D(added), "leverage")
    assert only(events, LeverageChanged).leverage == D(new)


def test_new_leverage_keeps_margin_that_was_added_by_hand() -> None:
    state = after(HERE, leverage(10), long("1"), AddMargin(amount=D("300")), leverage(20))
    assert state.position is not None and state.position.margin == D("800")


def test_lower_leverage_without_free_margin_is_refused() -> None:
    """1.5 at 10,000 with 2x uses 7,500; 1x would take 7,500 more of 2,500."""
    state = after(HERE, leverage(2), long("1.5"))
    same, events = answer(HERE, state, leverage(1))
    refused = only(events, OrderRejected)
    assert (refused.reason, refused.field, refused.allowed) == (
        "insufficient_margin",
        "leverage",
        "2500.00 of free margin",
    )
    assert same.position == state.position and same.leverage == D(2)


def test_higher_leverage_that_would_liquidate_at_once_is_refused() -> None:
    """10x long at 10,000, mark 9,200: at 100x margin would be 100, equity 100 - 800."""
    where = market([*flat(10_000), (10_000, 10_000, 9_200, 9_200)])
    state = after(where, leverage(10), long("1"))
    _, events = answer(where, state, leverage(100), bar=1)
    assert only(events, OrderRejected).reason == "would_liquidate"


def test_in_cross_new_leverage_moves_no_money() -> None:
    state = after(HERE, leverage(10, CROSS), long("1"))
    changed, events = answer(HERE, state, leverage(50))
    assert pick(events, MarginChanged) == [] and changed.wallet == state.wallet
    assert changed.position is not None and changed.position.leverage == D(50)


# adding and removing margin


def test_added_margin_moves_the_level_away_and_back() -> None:
    """1 at 10,000, 10x: 9,000/0.996; with 200 more 8,800/0.996."""
    state = after(HERE, leverage(10), long("1"))
    more, events = answer(HERE, state, AddMargin(amount=D("200")))
    assert twelve(only(events, PositionChanged).liquidation_price) == D("8835.341365461847")
    assert names(events) == ["margin_changed", "position_changed"]
    back, events = answer(HERE, more, RemoveMargin(amount=D("200")))
    assert twelve(only(events, PositionChanged).liquidation_price) == D("9036.144578313253")
    assert back.position == state.position and back.wallet == state.wallet


@pytest.mark.parametrize(
    ("close", "added", "amount", "allowed"),
    [
        # M 1,000 + 300 + min(0, uPnL) must keep 1 * mark / 10
        (10_000.0, "300", "300", None),
        (10_000.0, "300", "300.01", "300.00"),
        (10_100.0, "300", "290", None),  # gains do not help, the higher mark asks for 1,010
        (10_100.0, "300", "290.01", "290.00"),
        (9_900.0, "300", "210", None),  # 1,300 - 100 - 990
        (9_900.0, "300", "210.01", "210.00"),
        (9_000.0, "300", "0.01", "0.00"),
    ],
)
def test_removing_leaves_the_initial_margin_at_the_mark(
    close: float, added: str, amount: str, allowed: str | None
) -> None:
    where = market([*flat(10_000), (10_000, max(close, 10_000), min(close, 10_000), close)])
    state = after(where, leverage(10), long("1"), AddMargin(amount=D(added)))
    _, events = answer(where, state, RemoveMargin(amount=D(amount)), bar=1)
    if allowed is None:
        assert only(events, MarginChanged).amount == -D(amount)
    else:
        refused = only(events, OrderRejected)
        assert (refused.reason, refused.field, refused.allowed) == ("insufficient_margin", "amount", allowed)


def test_all_free_margin_and_no_more_can_be_added() -> None:
    state = after(HERE, leverage(10), long("1"))
    assert answer(HERE, state, AddMargin(amount=D("9000")))[0].position is not None
    refused = only(answer(HERE, state, AddMargin(amount=D("9000.01")))[1], OrderRejected)
    assert (refused.given, refused.allowed) == ("9000.01", "9000.00")


def test_initial_margin_is_frozen_at_the_fill_price() -> None:
    assert initial_margin(binance(), D("-0.1"), D("100000"), D("20")) == D("500")


def _margin(state: State) -> Decimal:
    assert state.position is not None
    return state.position.margin


def test_the_fee_comes_out_of_the_free_wallet_not_out_of_the_margin() -> None:
    where = market(flat(10_000, 2), rules=with_fees())
    state = after(where, leverage(10), long("1"))
    assert (_margin(state), state.wallet) == (D("1000"), D("9995"))
