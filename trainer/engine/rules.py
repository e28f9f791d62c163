"""Venue rules as frozen values; `trainer.venues` loads them from data files."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from trainer.core.units import ONE, ZERO, round_to_tick
from trainer.engine.contract import Contract
from trainer.engine.words import TriggerSource


class Settlement(StrEnum):
    """Who closes a liquidated position, and at what price."""

    TAKEOVER = "takeover"
    MARKET = "market"


class Ladder(StrEnum):
    """How much one liquidation step closes."""

    FULL = "full"
    ONE_TIER = "one_tier"
    TWO_TIERS = "two_tiers"
    FIFTH = "fifth"


class Scheme(StrEnum):
    """Marginal: each slice of a position at its own rate. Whole: the tier of the size applies to all of it."""

    MARGINAL = "marginal"
    WHOLE = "whole"


class Measure(StrEnum):
    """What tier bounds count: value in the settlement asset, or contract size (then price moves no tier)."""

    VALUE = "value"
    SIZE = "size"


class Basis(StrEnum):
    """Price the maintenance margin is worked out at."""

    MARK = "mark"
    ENTRY = "entry"


class Display(StrEnum):
    """How a liquidation price is shown: on the tick (long up, short down), tick up, or one tick nearer, unrounded."""

    SAFE = "safe"
    UP = "up"
    TICK_NEARER = "tick_nearer"


@dataclass(frozen=True, slots=True)
class Tier:
    """Maintenance tier over (floor, cap]; cap None is open-ended. MM = N * (rate + slope * measure) - amount."""

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
    """Everything one contract of one venue needs; amounts in the settlement asset, rates as fractions."""

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
    contract: Contract = Contract.LINEAR
    scheme: Scheme = Scheme.MARGINAL
    measure: Measure = Measure.VALUE
    basis: Basis = Basis.MARK
    display: Display = Display.SAFE
    slope: Decimal = ZERO
    freezes_closing_fee: bool = False
    counts_next_funding: bool = False
    funding_from_wallet: bool = False
    offers_hedge: bool = False
    hedge_reduce_only: bool = True
    nets_hedges: bool = False
    refills_margin: bool = False
    ladder_waits: bool = False
    rounds_fees_up: bool = False
    default_trigger: TriggerSource = TriggerSource.LAST

    @property
    def is_approximate(self) -> bool:
        """Whether one of the known gaps says that a figure is approximate."""
        return any("approximate" in gap for gap in self.gaps)

    def measured(self, size: Decimal, price: Decimal) -> Decimal:
        """A size in the unit of the tier bounds."""
        return abs(size) if self.measure is Measure.SIZE else self.contract.worth(size, price)

    def tier_for(self, measured: Decimal) -> Tier:
        """The tier whose (floor, cap] holds this measure; 0 belongs to the first."""
        for tier in self.tiers:
            if tier.cap is None or measured <= tier.cap:
                return tier
        return self.tiers[-1]

    def leverage_allowed(self, measured: Decimal) -> Decimal:
        """Highest leverage for a measure; 0 above the last cap."""
        tier = self.tier_for(measured)
        if tier.cap is not None and measured > tier.cap:
            return ZERO
        highest = min(tier.max_leverage, self.maximum_leverage)
        if self.slope == 0:
            return highest
        return min(highest, ONE / (ONE / self.maximum_leverage + self.slope * measured))

    def displayed(self, level: Decimal, *, is_long: bool) -> Decimal:
        """A liquidation price as the venue shows it."""
        if self.display is Display.TICK_NEARER:
            return level + self.tick if is_long else level - self.tick
        return round_to_tick(level, self.tick, up=is_long or self.display is Display.UP)
