"""Read venue rules from resources/venues: one validated TOML file a venue."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path

import msgspec

from trainer.core.errors import FieldError, TrainerError
from trainer.core.paths import resources_dir
from trainer.core.units import ONE, ZERO
from trainer.engine.contract import Contract
from trainer.engine.rules import Basis, Costs, Display, Ladder, Measure, Scheme, Settlement, Tier, VenueRules
from trainer.engine.words import TriggerSource


class VenueError(TrainerError):
    """A venue file that cannot be trusted: names file, key and value."""


class TierRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One tier as written; no `cap` means open-ended."""

    floor: Decimal
    rate: Decimal
    max_leverage: Decimal
    amount: Decimal = ZERO
    cap: Decimal | None = None


class SymbolRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Grid and bounds of one contract; `name` is the venue's own, `measure` what its tier bounds count."""

    tick: Decimal
    lot: Decimal
    minimum_size: Decimal
    minimum_notional: Decimal
    maximum_leverage: Decimal
    name: str = ""
    contract: Contract = Contract.LINEAR
    measure: Measure = Measure.VALUE
    slope: Decimal = ZERO
    note: str = ""


class CostRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Parameters of the slippage model."""

    half_spread: Decimal
    impact: float
    note: str


class VenueFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file under resources/venues."""

    venue: str
    title: str
    scheme: Scheme
    closing_fee_rate: Decimal
    settlement: Settlement
    ladder: Ladder
    maker_fee: Decimal
    taker_fee: Decimal
    liquidation_fee: Decimal
    funding_hours: int
    gains_back_orders: bool
    as_of: str
    source: str
    confidence: str
    costs: CostRow
    symbols: dict[str, SymbolRow]
    tiers: dict[str, list[TierRow]]
    gaps: list[str] = []
    price_band: Decimal | None = None
    basis: Basis = Basis.MARK
    display: Display = Display.SAFE
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


def venues_dir() -> Path:
    """Folder of the venue files."""
    return resources_dir() / "venues"


def list_venues() -> tuple[str, ...]:
    """Ids of all shipped venues."""
    return tuple(sorted(path.stem for path in venues_dir().glob("*.toml")))


def load_rules(venue: str, symbol: str) -> VenueRules:
    """Rules of one contract; raises FieldError for an unknown venue or symbol, VenueError for a broken file."""
    if venue not in list_venues():
        raise FieldError("venue", venue, "one of " + ", ".join(list_venues()))
    file = read_venue(venues_dir() / f"{venue}.toml")
    found = next((key for key, row in file.symbols.items() if symbol in (key, row.name)), None)
    if found is None:
        raise FieldError("symbol", symbol, f"{file.title} has " + ", ".join(sorted(file.symbols)))
    return _rules(file, found)


@cache
def read_venue(path: Path) -> VenueFile:
    """Read and check one file."""
    try:
        file = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), VenueFile, strict=True)
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise VenueError(f"{path.name}: {error}") from None
    for symbol in file.symbols:
        _check_tiers(path.name, symbol, file.tiers.get(symbol, []), file.scheme)
    for name in ("closing_fee_rate", "maker_fee", "taker_fee", "liquidation_fee"):
        rate = getattr(file, name)
        if not rate.is_finite() or not -1 < rate < 1:
            raise VenueError(f"{path.name}: {name} = {rate} is not allowed; a fraction between -1 and 1 is needed")
    return file


def _check_tiers(name: str, symbol: str, tiers: list[TierRow], scheme: Scheme) -> None:
    """Tiers join; marginal ones without a jump: amount = earlier amount + floor * (rate - earlier rate)."""
    if not tiers or tiers[0].floor != 0:
        raise VenueError(f"{name}: tiers.{symbol} must begin with floor 0")
    for earlier, tier in pairwise(tiers):
        expected = earlier.amount + tier.floor * (tier.rate - earlier.rate) if scheme is Scheme.MARGINAL else ZERO
        if tier.floor != earlier.cap or tier.amount != expected:
            raise VenueError(f"{name}: tiers.{symbol} floor {tier.floor}: amount {tier.amount} should be {expected}")
    for tier in tiers:
        if not 0 < tier.rate < 1 or tier.max_leverage < ONE:
            raise VenueError(f"{name}: tiers.{symbol} floor {tier.floor}: rate {tier.rate} or leverage out of range")
        if tier.rate * tier.max_leverage >= ONE:
            text = f"rate {tier.rate} leaves nothing of the margin at {tier.max_leverage}x"
            raise VenueError(f"{name}: tiers.{symbol} floor {tier.floor}: {text}")


def _rules(file: VenueFile, symbol: str) -> VenueRules:
    row = file.symbols[symbol]
    tiers = tuple(Tier(t.floor, t.cap, t.rate, t.amount, t.max_leverage) for t in file.tiers[symbol])
    return VenueRules(
        venue=file.venue,
        title=file.title,
        symbol=symbol,
        tick=row.tick,
        lot=row.lot,
        minimum_size=row.minimum_size,
        minimum_notional=row.minimum_notional,
        maximum_leverage=row.maximum_leverage,
        tiers=tiers,
        closing_fee_rate=file.closing_fee_rate,
        settlement=file.settlement,
        ladder=file.ladder,
        maker_fee=file.maker_fee,
        taker_fee=file.taker_fee,
        liquidation_fee=file.liquidation_fee,
        funding_hours=file.funding_hours,
        price_band=file.price_band,
        gains_back_orders=file.gains_back_orders,
        costs=Costs(file.costs.half_spread, file.costs.impact, file.costs.note),
        as_of=file.as_of,
        source=file.source,
        confidence=file.confidence,
        gaps=(*file.gaps, row.note) if row.note else tuple(file.gaps),
        contract=row.contract,
        scheme=file.scheme,
        measure=row.measure,
        basis=file.basis,
        display=file.display,
        slope=row.slope,
        freezes_closing_fee=file.freezes_closing_fee,
        counts_next_funding=file.counts_next_funding,
        funding_from_wallet=file.funding_from_wallet,
        offers_hedge=file.offers_hedge,
        hedge_reduce_only=file.hedge_reduce_only,
        nets_hedges=file.nets_hedges,
        refills_margin=file.refills_margin,
        ladder_waits=file.ladder_waits,
        rounds_fees_up=file.rounds_fees_up,
        default_trigger=file.default_trigger,
    )
