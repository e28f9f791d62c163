"""What venues do differently on the same candles: tiers, frozen fees, funding, ladders, inverse contracts."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.kit.markets import flat, long, market, only, pick, play, short, stamp, step_by_step
from trainer.engine.account import account
from trainer.engine.commands import SetLeverage
from trainer.engine.contract import Contract
from trainer.engine.events import FundingPaid, Liquidated, LiquidationStep, OrderFilled, OrderRejected
from trainer.engine.margin import bankruptcy_price, isolated_liquidation, liquidation_price, requirement
from trainer.engine.rules import Ladder, Measure, Scheme, Tier, VenueRules
from trainer.engine.words import MarginMode, Side
from trainer.presenters.desk_sizing import largest_size
from trainer.venues.load import list_venues, load_rules, read_venue, venues_dir

D = Decimal
TWO = (Tier(D(0), D(10_000), D("0.01"), D(0), D(50)), Tier(D(10_000), None, D("0.05"), D(0), D(10)))


def bare(venue: str, symbol: str = "BTCUSDT") -> VenueRules:
    """A venue without spread, impact and bounds of size."""
    rules = load_rules(venue, symbol)
    costs = replace(rules.costs, half_spread=D(0), impact=0.0)
    return replace(rules, costs=costs, minimum_size=rules.lot, minimum_notional=D(0), price_band=None, tick=D("0.5"))


def lever(leverage: int, mode: MarginMode | None = None) -> SetLeverage:
    """A choice of leverage."""
    return SetLeverage(leverage=D(leverage), margin_mode=mode)


# every file


@pytest.mark.parametrize("venue", list_venues())
def test_every_file_says_where_its_figures_come_from(venue: str) -> None:
    file = read_venue(venues_dir() / f"{venue}.toml")
    assert file.venue == venue and file.title and file.as_of and len(file.source) > 20 and file.confidence and file.gaps
    for symbol in file.symbols:
        rules = load_rules(venue, symbol)
        assert rules.tiers[0].rate < 1 / rules.maximum_leverage + rules.slope or rules.basis == "entry"
        assert rules.measured(D(0), D(1)) == 0 and rules.leverage_allowed(D(0)) == rules.maximum_leverage


@pytest.mark.parametrize(
    ("venue", "long_line", "short_line"),
    [
        ("binance_usdm", "95381.5", "104581.7"),
        ("bybit_linear", "95314.5", "104654.6"),
        ("okx", "95429.4", "104529.6"),
        ("kucoin_futures", "95439.0", "104519.2"),
        ("bitget", "95439.0", "104519.2"),
        ("hyperliquid", "96202.5", "103703.7"),
        ("bybit_linear_classic", "95400.0", "104600.0"),
    ],
)
def test_the_same_trade_ends_at_other_prices(venue: str, long_line: str, short_line: str) -> None:
    """0.1 BTC at 100,000 and 20x: the table of venue rules, to a tenth."""
    rules = load_rules(venue, "BTCUSDT")
    for sign, line in ((1, long_line), (-1, short_line)):
        found = isolated_liquidation(rules, sign * D("0.1"), D(100_000), D(500))
        assert found is not None and abs(found - D(line)) <= D("0.1")


# whole-position tiers


@pytest.mark.parametrize(
    ("size", "entry", "margin", "expected"),
    [
        ("0.9", "10000", "900", "9090.909091"),  # tier 1: (9000 - 900) / (0.9 * 0.99)
        ("1.1", "10000", "600", "9952.153110"),  # inside tier 2: (11000 - 600) / (1.1 * 0.95)
        (
            "1.1",
            "10000",
            "1500",
            "9090.909091",
        ),  # tier 2 line 9,090.909... = (11000 - 1500) / (1.1 * 0.95) is its border
        ("-0.9", "10000", "1800", "11428.571429"),  # tier 1 line 11,881 lies beyond 11,111.1; tier 2: 10800/(0.9*1.05)
        ("-0.9", "10000", "1200", "11111.111111"),  # tier 2 line 10,793.7 lies before the border: the border ends it
        ("-0.9", "10000", "900", "10891.089109"),  # inside tier 1
    ],
)
def test_a_border_of_whole_tiers_may_be_the_end(size: str, entry: str, margin: str, expected: str) -> None:
    rules = replace(bare("gate"), scheme=Scheme.WHOLE, tiers=TWO, closing_fee_rate=D(0))
    found = isolated_liquidation(rules, D(size), D(entry), D(margin))
    assert found is not None and abs(found - D(expected)) < D("0.000001")


def test_tiers_counted_in_size_do_not_move_with_the_price() -> None:
    tiers = (Tier(D(0), D(1), D("0.01"), D(0), D(50)), Tier(D(1), None, D("0.05"), D(0), D(10)))
    rules = replace(bare("gate"), scheme=Scheme.WHOLE, measure=Measure.SIZE, tiers=tiers, closing_fee_rate=D(0))
    assert requirement(rules, D(1), D(10_000), D(50_000)) == 500
    assert requirement(rules, D("1.001"), D(10_000), D(10)) == D("0.5005")


# the frozen closing fee


def test_bybit_sets_the_closing_fee_aside_and_keeps_it_in_a_takeover() -> None:
    rules = bare("bybit_linear")
    where = market([*flat(10_000, 2), (10_000, 10_000, 8_900, 8_900, 1_000)], rules=rules)
    opened = play(where, (0, lever(10)), (0, long("1")), stop=2)
    fee_in, fee_out = D("5.5"), D(9_000) * D("0.00055")
    shown = account(opened.state, D(10_000), rules)
    assert shown.position_margin == 1_000 + fee_out and shown.free_margin == 10_000 - fee_in - 1_000 - fee_out
    ended = play(where, (0, lever(10)), (0, long("1")))
    step = only(ended.events, LiquidationStep)
    assert (step.price, step.fee) == (9_000, fee_out)
    assert ended.state.wallet == 10_000 - fee_in - 1_000 - fee_out


def test_cross_leverage_moves_bybits_line_by_a_trace_only() -> None:
    lines = []
    for leverage in (5, 50):
        log = (0, lever(leverage, MarginMode.CROSS)), (0, long("4"))
        where = market(flat(10_000, 3), rules=bare("bybit_linear"))
        state = play(where, *log).state
        found = liquidation_price(state, where.rules)
        assert found is not None
        lines.append(found)
    assert 0 < abs(lines[0] - lines[1]) < D(2)


# funding


@pytest.mark.parametrize(("venue", "paid"), [("binance_usdm", True), ("bybit_linear", False)])
def test_funding_eats_the_margin_or_the_wallet(venue: str, paid: bool) -> None:
    where = market(flat(10_000, 4), rules=bare(venue), funding=[stamp(2, "0.001")])
    outcome = play(where, (0, lever(10)), (0, long("1")))
    position = outcome.state.position
    assert position is not None and only(outcome.events, FundingPaid).amount == 10
    assert position.margin == (990 if paid else 1_000)


# ladders


def test_okx_goes_down_two_tiers_a_step() -> None:
    bounds = ((0, 1, "0.01"), (1, 2, "0.02"), (2, 4, "0.05"), (4, None, "0.10"))
    tiers = tuple(Tier(D(f), None if c is None else D(c), D(r), D(0), D(20)) for f, c, r in bounds)
    rules = replace(bare("okx"), tiers=tiers, closing_fee_rate=D(0), ladder=Ladder.TWO_TIERS)
    where = market([*flat(10_000, 2), (10_000, 10_000, 9_400, 9_400, 10_000)], rules=rules)
    events = play(where, (0, lever(10)), (0, long("5")), bankroll=D(100_000)).events
    assert next(step.size for step in pick(events, LiquidationStep)) == 3  # from tier 4 to the cap of tier 2
    assert not pick(events, Liquidated)


def test_hyperliquid_sells_a_fifth_at_a_time_above_100_000() -> None:
    where = market([*flat(10_000, 2), (10_000, 10_000, 9_800, 9_800, 100_000)], rules=bare("hyperliquid"))
    events = play(where, (0, lever(40)), (0, long("20")), bankroll=D(10_000)).events
    steps = pick(events, LiquidationStep)
    assert steps[0].size == 4


# inverse


def test_an_inverse_long_books_coins() -> None:
    rules = replace(bare("bitmex", "BTCUSD"), taker_fee=D(0))
    where = market([*flat(8_000, 2), (10_000, 10_000, 10_000, 10_000, 1_000)], rules=rules)
    outcome = play(where, (0, lever(10)), (0, long("8000")), bankroll=D(1))
    position = outcome.state.position
    assert position is not None and position.margin == D("0.1") and position.contract is Contract.INVERSE
    assert position.unrealised(D(10_000)) == D("0.2")
    closed = play(where, (0, lever(10)), (0, long("8000")), (2, short("8000")), bankroll=D(1))
    assert closed.state.position is None and closed.state.wallet == D("1.2")
    assert pick(closed.events, OrderFilled)[-1].realised_pnl == D("0.2")


def test_an_inverse_short_at_1x_has_no_liquidation_price() -> None:
    rules = bare("bitmex", "BTCUSD")
    assert isolated_liquidation(rules, D(-8_000), D(8_000), D(1)) is None
    assert bankruptcy_price(rules, D(-8_000), D(8_000), D(1)) is None


def test_an_inverse_long_is_taken_over_with_its_margin_lost() -> None:
    rules = replace(bare("bitmex", "BTCUSD"), taker_fee=D(0))
    where = market([*flat(8_000, 2), (8_000, 8_000, 7_000, 7_000, 1_000)], rules=rules)
    outcome = play(where, (0, lever(10)), (0, long("8000")), bankroll=D(1))
    assert only(outcome.events, Liquidated).loss == D("0.1") and outcome.state.wallet == D("0.9")


def test_deribits_rate_grows_with_the_size() -> None:
    rules = load_rules("deribit", "BTCUSD")
    assert requirement(rules, D(1_000_000), D(10_000), D(10_000)) == D(100) * (D("0.01") + D("0.005"))
    where = market(flat(10_000, 2), rules=replace(bare("deribit", "BTCUSD"), minimum_size=D(10)))
    refused = play(where, (0, lever(50)), (0, long("1000000")), bankroll=D(1_000)).events
    assert only(refused, OrderRejected).reason == "leverage_above_tier"


@pytest.mark.parametrize("side", [Side.LONG, Side.SHORT])
@pytest.mark.parametrize("venue", ["binance_usdm", "bybit_linear", "bybit_linear_classic"])
def test_the_largest_size_the_ticket_offers_is_accepted(venue: str, side: Side) -> None:
    """On venues that set the closing fee aside, too."""
    where = market(flat(10_000, 3), rules=bare(venue))
    most = largest_size(D(10_000), D(10_000), D(10), where.rules, side, D(0))
    order = long(str(most)) if side is Side.LONG else short(str(most))
    outcome = play(where, (0, lever(10)), (0, order))
    assert pick(outcome.events, OrderRejected) == []
    larger = replace(order, size=most + D("0.01"))
    assert only(play(where, (0, lever(10)), (0, larger)).events, OrderRejected).reason == "insufficient_margin"


@pytest.mark.parametrize("sign", [1, -1])
def test_a_gain_into_a_stricter_whole_tier_is_met_by_skipping_as_by_stepping(sign: int) -> None:
    """Long 1 at 10,000 and 100x: above 10,050 the rate is 2 %, and 160 of equity no longer do. A short has no such."""
    tiers = (Tier(D(0), D(10_050), D("0.004"), D(0), D(125)), Tier(D(10_050), None, D("0.02"), D(0), D(125)))
    rules = replace(bare("kucoin_futures"), tiers=tiers, closing_fee_rate=D(0))
    end = 10_000.0 + sign * 60
    where = market([*flat(10_000, 2), (10_000.0, max(10_000.0, end), min(10_000.0, end), end), *flat(end, 3)],
                   rules=rules)  # fmt: skip
    log = (0, lever(100)), (0, long("1") if sign > 0 else short("1"))
    skipped, stepped = play(where, *log), step_by_step(where, *log)
    assert skipped.events == stepped.events
    assert bool(pick(skipped.events, Liquidated)) is (sign > 0)
