"""How venues work out funding rates and mark prices, from their help pages (venue rules, sections 5 and 6).

Scenarios carry recorded rates or a labelled assumption; these formulas are for importers and for explaining a rate.
All figures are Decimals; premiums and rates are fractions.
"""

from __future__ import annotations

from decimal import Decimal

from trainer.core.units import ZERO, in_context

CLAMP = Decimal("0.0005")
DEAD_BAND = Decimal("0.00025")


@in_context
def interest(quote_a_day: Decimal, base_a_day: Decimal, intervals: Decimal) -> Decimal:
    """Interest part of an interval: what the quote asset costs a day more than the base asset (BitMEX, Bybit)."""
    return (quote_a_day - base_a_day) / intervals


@in_context
def clamped_rate(premium: Decimal, interest_rate: Decimal, hours: Decimal = Decimal(8)) -> Decimal:
    """P + clamp(I - P, -0.05 %, +0.05 %) for 8 hours, divided among shorter intervals (Binance, Bybit, BitMEX)."""
    return (premium + max(-CLAMP, min(CLAMP, interest_rate - premium))) * hours / 8


@in_context
def dead_band_rate(premium: Decimal) -> Decimal:
    """What of a premium lies outside 0.025 % either way, for 8 hours, accruing continuously (Deribit)."""
    return max(DEAD_BAND, premium) + min(-DEAD_BAND, premium)


@in_context
def divided_premium(index: Decimal, perpetual: Decimal, divisor: Decimal) -> Decimal:
    """Hourly rate: the premium over the index by the contract's coefficient (Kraken)."""
    return (perpetual - index) / index / divisor


@in_context
def impact_premium(bid: Decimal, ask: Decimal | None, oracle: Decimal) -> Decimal:
    """Premium by impact prices: how far the bid is above the oracle, less how far the ask is below (Hyperliquid)."""
    below = ZERO if ask is None else max(ZERO, oracle - ask)
    return (max(ZERO, bid - oracle) - below) / oracle


@in_context
def fair_price(index: Decimal, rate: Decimal, seconds: Decimal, interval: Decimal) -> tuple[Decimal, Decimal]:
    """Yearly basis rate and fair basis: index * rate * time to the next funding / interval (BitMEX, classic Bybit)."""
    return rate * 365 * 86_400 / interval, index * rate * seconds / interval


@in_context
def equity_ratio(equity: Decimal, maintenance: Decimal, value: Decimal, fee_rate: Decimal) -> Decimal:
    """Margin ratio as OKX shows it: equity as a multiple of maintenance and closing fee; liquidation at 1."""
    return equity / (maintenance + value * fee_rate)


@in_context
def standard_margin_rate(value: Decimal, initial: Decimal, adjustment: Decimal) -> Decimal:
    """BingX standard futures: what is left of the margin above its reserve, in margins; 0 liquidates.

    `value` is margin with P&L, `adjustment` the reserved share of the initial margin (its help page: 10 %).
    """
    return (value - adjustment * initial) / initial
