"""From what was typed in the ticket to a command: size units, largest size, what is still open."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from trainer.core.units import ONE, ZERO, floor_to, in_context
from trainer.engine.commands import PlaceOrder
from trainer.engine.margin import frozen_rate
from trainer.engine.rules import VenueRules
from trainer.engine.words import OrderKind, Side

HUNDRED = Decimal(100)
_LONGEST_BUTTON = 40


class TicketKind(StrEnum):
    """The order types of the ticket; a bracket is a market entry with stop and target."""

    MARKET = "market"
    LIMIT = "limit"
    STOP = "stop"
    BRACKET = "bracket"

    @property
    def needs_price(self) -> bool:
        """Whether the learner types the price of the entry."""
        return self in (TicketKind.LIMIT, TicketKind.STOP)


class SizeUnit(StrEnum):
    """What the number in the size field counts."""

    COIN = "coin"
    QUOTE = "quote"
    BANKROLL = "bankroll"
    RISK = "risk"
    R = "r"

    @property
    def needs_stop(self) -> bool:
        """Whether the size follows from the distance to the stop."""
        return self in (SizeUnit.RISK, SizeUnit.R)


@dataclass(frozen=True, slots=True)
class TicketFields:
    """What the ticket holds; None where nothing readable is typed. `probability` is a fraction, `time_exit` ms UTC."""

    side: Side = Side.LONG
    kind: TicketKind = TicketKind.MARKET
    size: Decimal | None = None
    unit: SizeUnit = SizeUnit.COIN
    price: Decimal | None = None
    stop: Decimal | None = None
    target: Decimal | None = None
    time_exit: int | None = None
    probability: Decimal | None = None


@dataclass(frozen=True, slots=True)
class SizeBasis:
    """What a size is worked out from: entry price, bankroll and the money one R stands for."""

    entry: Decimal
    bankroll: Decimal
    one_r: Decimal


def entry_price(fields: TicketFields, last: Decimal) -> Decimal:
    """The price the entry is expected at, before slippage."""
    return fields.price if fields.kind.needs_price and fields.price is not None else last


@in_context
def risk_money(fields: TicketFields, basis: SizeBasis) -> Decimal | None:
    """The loss at the stop the learner asked for, in quote; None for the units that do not name one."""
    if fields.size is None or not fields.unit.needs_stop:
        return None
    if fields.unit is SizeUnit.R:
        return fields.size * basis.one_r
    return basis.bankroll * fields.size / HUNDRED


@in_context
def coin_size(fields: TicketFields, basis: SizeBasis, rules: VenueRules) -> Decimal | None:
    """Size in coin on the lot, rounded down; None while it cannot be known (a risk without a stop)."""
    size = fields.size
    if size is None or basis.entry <= 0:
        return None
    if fields.unit is SizeUnit.COIN:
        return size
    if fields.unit is SizeUnit.QUOTE:
        return floor_to(size / basis.entry, rules.lot)
    if fields.unit is SizeUnit.BANKROLL:
        return floor_to(basis.bankroll * size / HUNDRED / basis.entry, rules.lot)
    risk = risk_money(fields, basis)
    if risk is None or fields.stop is None:
        return None
    each = unit_loss(fields, basis.entry, rules)
    return floor_to(risk / each, rules.lot) if each > 0 else None


@in_context
def unit_loss(fields: TicketFields, entry: Decimal, rules: VenueRules) -> Decimal:
    """What one coin loses at the stop, both fees and the spread of both fills included; 0 without a stop."""
    if fields.stop is None:
        return ZERO
    distance = (entry - fields.stop) * fields.side.sign
    costs = (entry + fields.stop) * (rules.taker_fee + rules.costs.half_spread)
    return max(ZERO, distance + costs)


@in_context
def largest_size(
    free: Decimal, entry: Decimal, leverage: Decimal, rules: VenueRules, side: Side, closing: Decimal
) -> Decimal:
    """Largest coin size the free margin opens at this leverage, plus what only closes; on the lot, 0 or more."""
    rate = ONE / leverage + rules.taker_fee + frozen_rate(rules, side.sign, leverage)
    each = entry * (ONE + rules.costs.half_spread) * rate
    if each <= 0:
        return ZERO
    return floor_to(max(ZERO, free / each + closing), rules.lot)


def command_of(fields: TicketFields, size: Decimal | None) -> PlaceOrder | None:
    """The order the ticket stands for; None while size or price is missing."""
    if size is None or size <= 0 or (fields.kind.needs_price and fields.price is None):
        return None
    order = PlaceOrder(
        side=fields.side,
        size=size,
        stop=fields.stop,
        target=fields.target,
        time_exit=fields.time_exit,
        probability=fields.probability,
    )
    if fields.kind is TicketKind.LIMIT:
        return replace(order, kind=OrderKind.LIMIT, price=fields.price)
    if fields.kind is TicketKind.STOP:
        return replace(order, kind=OrderKind.STOP_MARKET, trigger=fields.price)
    return order


def still_open(fields: TicketFields, *, is_training: bool) -> tuple[str, ...]:
    """Names of what is missing before the entry opens, in the order of the ticket."""
    missing: list[str] = []
    if fields.size is None or fields.size <= 0:
        missing.append("a size")
    if fields.kind.needs_price and fields.price is None:
        missing.append("a price")
    if fields.kind is TicketKind.BRACKET or is_training:
        missing += ["a stop"] if fields.stop is None else []
    if fields.kind is TicketKind.BRACKET:
        missing += ["a target"] if fields.target is None else []
    elif is_training and fields.target is None and fields.time_exit is None:
        missing.append("a target or a time stop")
    if is_training and fields.probability is None:
        missing.append("a chance")
    return tuple(missing)


def sentence_of(missing: tuple[str, ...]) -> str:
    """The missing parts as the text of the shut button: 'Type a size and a chance to enter', or the first of many."""
    if not missing:
        return ""
    whole = f"Type {', '.join(missing[:-1])} and {missing[-1]} to enter"
    return whole if len(missing) > 1 and len(whole) <= _LONGEST_BUTTON else f"Type {missing[0]} to enter"
