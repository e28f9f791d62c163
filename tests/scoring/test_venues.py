"""The same decisions under every venue's rules."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from tests.kit.markets import binance, flat, long, market, play
from trainer.engine.account import account
from trainer.engine.commands import Decision, PlaceOrder, SetLeverage
from trainer.engine.words import Side
from trainer.scoring.venues import on_grid_of, under_venues
from trainer.session.markets import rivals
from trainer.venues.load import load_rules

LOG = (Decision(0, SetLeverage(leverage=Decimal(20))), Decision(0, long("0.1")))


def falling(low: float) -> list[tuple[float, ...]]:
    """Flat at 10,000, then one bar down to `low`."""
    return [*flat(10_000, 2), (10_000.0, 10_000.0, low, low, 1_000.0)]


def test_the_own_row_is_the_own_run() -> None:
    where = market(falling(9_600), rules=binance())
    own, *others = under_venues(rivals(where), LOG, Decimal(10_000), len(where))
    state = play(where, *((one.bar, one.command) for one in LOG)).state
    assert own.rules is where.rules and len(others) == 17
    assert own.net == account(state, where.mark_close(2), where.rules).equity - 10_000


def test_the_stricter_rules_end_it_where_the_others_survive() -> None:
    where = market(falling(9_560), rules=binance())  # 4.4 % down at 20x
    ended = {
        row.rules.venue: row.liquidated_ms is not None
        for row in under_venues(rivals(where), LOG, Decimal(10_000), len(where))
    }
    assert ended["hyperliquid"] and not ended["binance_usdm"] and not ended["mexc"]


def test_prices_and_sizes_go_to_the_venues_grid() -> None:
    rules = replace(load_rules("hyperliquid", "BTCUSDT"), lot=Decimal("0.01"))
    moved = on_grid_of(
        rules, PlaceOrder(side=Side.LONG, size=Decimal("0.128"), stop=Decimal("9876.6")), Decimal(10_000)
    )
    assert isinstance(moved, PlaceOrder)
    assert (moved.size, moved.stop, moved.target) == (Decimal("0.12"), Decimal(9877), None)


def test_an_inverse_contract_is_traded_for_the_same_value_in_coin() -> None:
    """10,000 USDT become 1 coin; 0.1 BTC at 10,000 become 1,000 USD; a rise of a quarter earns 0.02 coin = 250."""
    rules = replace(load_rules("bitmex", "BTCUSD"), taker_fee=Decimal(0))
    rules = replace(rules, costs=replace(rules.costs, half_spread=Decimal(0), impact=0.0))
    where = market([*flat(10_000, 2), (12_500.0, 12_500.0, 12_500.0, 12_500.0, 1_000.0)], rules=rules)
    (row,) = under_venues((where,), LOG, Decimal(10_000), len(where))
    assert row.net == 250 and row.liquidated_ms is None
