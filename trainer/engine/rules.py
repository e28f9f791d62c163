"""Venue rules as frozen values; `trainer.venues` loads them from data files."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from trainer.core.units import ZERO


class Settlement(StrEnum):
    """Who closes a liquidated position, and at what price."""

    TAKEOVER = "takeover"
    MARKET = "market"


class Ladder(StrEnum):
    """How much one liquidation step closes."""

    FULL = "full"
    ONE_TIER = "one_tier"


@dataclass(frozen=True, slots=True)
class Tier:
    """Maintenance tier over notional (floor, cap]; cap None is open-ended. Marginal: MM = N * rate - amount."""

    floor: Decimal
    cap: Decimal | None
    rate: Decimal
    amount: Decimal
    max_leverage: Decimal


@dataclass(frozen=True, slots=True)
class Costs:
    """Slippage model: half spread as a fraction of price and the square-root impact factor k. Assumed figures."""

    half_spread: Decimal
    impact: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class VenueRules:
    """Everything one contract of one venue needs; amounts in quote, rates as fractions."""

    venue: str
    title: str
    symbol: str
    tick: Decimal
    lot: Decimal
    minimum_size: Decimal
    minimum_notional: Decimal
    maximum_leverage: Decimal
    tiers: tuple[Tier, ...]
    closing_fee_rate: Decimal
    settlement: Settlement
    ladder: Ladder
    maker_fee: Decimal
    taker_fee: Decimal
    liquidation_fee: Decimal
    funding_hours: int
    price_band: Decimal | None
    gains_back_orders: bool
    costs: Costs
    as_of: str
    source: str
    confidence: str
    gaps: tuple[str, ...] = ()

    def tier_for(self, notional: Decimal) -> Tier:
        """The tier whose (floor, cap] holds this notional; 0 belongs to the first."""
        for tier in self.tiers:
            if tier.cap is None or notional <= tier.cap:
                return tier
        return self.tiers[-1]

    def leverage_allowed(self, notional: Decimal) -> Decimal:
        """Highest leverage for a notional; 0 above the last cap."""
        tier = self.tier_for(notional)
        if tier.cap is not None and notional > tier.cap:
            return ZERO
        return min(tier.max_leverage, self.maximum_leverage)
