"""Laws that compare two runs: mirrored paths, the cross slider, more margin, halves."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import assume, given
from hypothesis import strategies as st

from tests.kit.markets import Row, binance, flat, free, leverage, long, market, pick, play, short
from tests.kit.tapes import RULES, rows
from trainer.engine.account import account
from trainer.engine.events import OrderFilled
from trainer.engine.margin import isolated_liquidation, liquidation_price
from trainer.engine.rules import VenueRules
from trainer.engine.words import MarginMode

BARS = 12
SIZES = st.integers(10, 2_000).map(lambda lots: Decimal(lots) / 1_000)


def mirrored(candles: list[Row], about: float) -> list[Row]:
    """The path turned over at a price: 2E - P."""
    return [(2 * about - o, 2 * about - low, 2 * about - h, 2 * about - c, v) for o, h, low, c, v in candles]


@given(rows(BARS), SIZES)
def test_a_long_earns_what_a_short_earns_on_the_mirrored_path(candles: list[Row], size: Decimal) -> None:
    """Linear, without fees, spread, impact and liquidation (1x); entries on the tick of both paths."""
    entry = candles[0][3]
    assume(max(row[1] for row in candles) < 1.9 * entry)
    rules = replace(free(), minimum_notional=Decimal(0))
    turned = market(mirrored(candles, entry), rules=rules)
    bankroll = Decimal(10_000_000)
    up = play(market(candles, rules=rules), (0, leverage(1)), (0, long(str(size))), bankroll=bankroll)
    down = play(turned, (0, leverage(1)), (0, short(str(size))), bankroll=bankroll)
    last = len(candles) - 1
    own = account(up.state, market(candles, rules=rules).mark_close(last), rules).equity
    assert own == account(down.state, turned.mark_close(last), rules).equity


@given(st.sampled_from(RULES), SIZES, st.sampled_from((2, 3, 5, 10)), st.booleans())
def test_the_cross_slider_does_not_move_the_liquidation_price(
    rules: VenueRules, size: Decimal, higher: int, is_long: bool
) -> None:
    """Venues that freeze a closing fee by leverage (Bybit) move it by a trace, so they are left out."""
    assume(not rules.freezes_closing_fee)
    order = long(str(size)) if is_long else short(str(size))
    lines = []
    for chosen in (1, higher):
        where = market(flat(10_000, 2), rules=rules)
        state = play(where, (0, leverage(chosen, MarginMode.CROSS)), (0, order), bankroll=Decimal(100_000)).state
        assume(state.position is not None)
        lines.append(liquidation_price(state, rules))
    assert lines[0] == lines[1]


@given(st.sampled_from(RULES), SIZES, st.integers(50, 9_000), st.integers(1, 5_000), st.sampled_from((1, -1)))
def test_more_margin_never_brings_liquidation_nearer(
    rules: VenueRules, size: Decimal, percent: int, more: int, sign: int
) -> None:
    """Every scheme of tiers, borders of whole-position tiers included."""
    entry = Decimal(10_000)
    balance = size * entry * percent / 10_000
    before = isolated_liquidation(rules, sign * size, entry, balance)
    after = isolated_liquidation(rules, sign * size, entry, balance + more)
    if before is None:
        assert after is None
    elif after is not None:
        assert (before - after) * sign >= 0


@given(st.integers(1, 1_000).map(lambda lots: Decimal(lots) / 1_000), st.integers(2, 9))
def test_two_halves_cost_what_one_costs(half: Decimal, low: int) -> None:
    """Within a tier, without slippage; 1e-8 a rounded amount."""
    rules = replace(binance(), minimum_notional=Decimal(0))
    costs = replace(rules.costs, half_spread=Decimal(0), impact=0.0)
    path = [*flat(10_000, 3), (10_000.0, 10_000.0, 10_000.0 - 100 * low, 10_000.0 - 100 * low, 1_000.0)]
    where = market(path, rules=replace(rules, costs=costs))
    whole = play(where, (0, leverage(3)), (0, long(str(2 * half))), bankroll=Decimal(100_000))
    parts = play(where, (0, leverage(3)), (0, long(str(half))), (0, long(str(half))), bankroll=Decimal(100_000))
    assert len(pick(parts.events, OrderFilled)) == 2
    assert whole.state.position is not None and parts.state.position is not None
    assert whole.state.position.size == parts.state.position.size
    assert abs(whole.state.wallet - parts.state.wallet) <= Decimal("2E-8")
    assert abs(whole.state.position.margin - parts.state.position.margin) <= Decimal("1E-8")
