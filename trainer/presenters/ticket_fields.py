"""What is typed in the ticket, and the order it stands for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from trainer.core.language import english
from trainer.core.units import in_context
from trainer.engine.commands import PlaceOrder, PlaceScaled, as_chance
from trainer.engine.state import TargetShare
from trainer.engine.words import OrderKind, Side, Sizing, TimeInForce, TriggerSource

HUNDRED = Decimal(100)
CHANCE_STEP = Decimal("0.05")
"""Chances are said in steps of this."""


@in_context
def fraction_of(per_cent: Decimal) -> Decimal:
    """Typed per cent as a fraction."""
    return per_cent / HUNDRED


def is_chance(said: Decimal) -> bool:
    """Whether a fraction is a chance as it may be said: 0 to 1 in steps of 5 %."""
    return as_chance(said) is not None and said % CHANCE_STEP == 0


class TicketKind(StrEnum):
    """The order types of the ticket; a bracket is a market entry with stop and target."""

    MARKET = "market"
    LIMIT = "limit"
    STOP = "stop"
    BRACKET = "bracket"
    STOP_LIMIT = "stop_limit"
    TAKE_PROFIT = "take_profit"
    TAKE_PROFIT_LIMIT = "take_profit_limit"
    TRAILING = "trailing"
    SCALED = "scaled"

    @property
    def order_kind(self) -> OrderKind:
        """How the venue calls it."""
        return _ORDER_KINDS[self]

    @property
    def needs_price(self) -> bool:
        """Whether the learner types the level of the order: its limit price or its trigger."""
        return self not in (TicketKind.MARKET, TicketKind.BRACKET, TicketKind.TRAILING)

    @property
    def is_triggered(self) -> bool:
        """Whether the order waits for a trigger."""
        return self.order_kind.is_triggered

    @property
    def rests(self) -> bool:
        """Whether it can stay on the book."""
        return self not in (TicketKind.MARKET, TicketKind.BRACKET)


_ORDER_KINDS = {
    TicketKind.MARKET: OrderKind.MARKET,
    TicketKind.LIMIT: OrderKind.LIMIT,
    TicketKind.STOP: OrderKind.STOP_MARKET,
    TicketKind.BRACKET: OrderKind.MARKET,
    TicketKind.STOP_LIMIT: OrderKind.STOP_LIMIT,
    TicketKind.TAKE_PROFIT: OrderKind.TAKE_PROFIT_MARKET,
    TicketKind.TAKE_PROFIT_LIMIT: OrderKind.TAKE_PROFIT_LIMIT,
    TicketKind.TRAILING: OrderKind.TRAILING_STOP,
    TicketKind.SCALED: OrderKind.LIMIT,
}


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
    """What the ticket holds; None where nothing readable is typed.

    `price` is the level of the entry: its limit price, its trigger or, of a trailing stop, its activation; `limit` the
    limit price after a trigger. `trail` is in per cent or in price. `probability` (+1 R first) and `doom` (liquidated
    within 24 h, the stop ignored) are fractions, times are ms UTC. Further targets close a share of
    the fill in per cent, the first what they leave. A scaled entry reaches from `price` to `last_price` in `count`
    orders. In hedge mode `reduce_only` closes the leg the order turns against.
    """

    side: Side = Side.LONG
    kind: TicketKind = TicketKind.MARKET
    size: Decimal | None = None
    unit: SizeUnit = SizeUnit.COIN
    price: Decimal | None = None
    limit: Decimal | None = None
    last_price: Decimal | None = None
    count: Decimal | None = None
    sizing: Sizing = Sizing.EVEN
    trail: Decimal | None = None
    is_trail_percent: bool = True
    stop: Decimal | None = None
    target: Decimal | None = None
    target_2: Decimal | None = None
    share_2: Decimal | None = None
    target_3: Decimal | None = None
    share_3: Decimal | None = None
    time_exit: int | None = None
    probability: Decimal | None = None
    doom: Decimal | None = None
    reduce_only: bool = False
    post_only: bool = False
    time_in_force: TimeInForce = TimeInForce.GTC
    expires: int | None = None
    source: TriggerSource = TriggerSource.LAST
    is_hedge: bool = False

    @property
    def leg(self) -> Side | None:
        """The leg the order opens or closes in hedge mode."""
        if not self.is_hedge:
            return None
        return self.side.opposite if self.reduce_only else self.side

    @property
    def is_entry(self) -> bool:
        """Whether the order may open something, so that a plan belongs to it."""
        return not self.reduce_only

    @property
    def further(self) -> tuple[tuple[Decimal | None, Decimal | None], ...]:
        """Price and share of the further targets of which something is typed."""
        rows = ((self.target_2, self.share_2), (self.target_3, self.share_3))
        return tuple(row for row in rows if row != (None, None))

    @property
    def first_share(self) -> Decimal:
        """Per cent of the fill that is left to the first target."""
        return HUNDRED - sum((share for _, share in self.further if share is not None), Decimal(0))


def without_plan(fields: TicketFields) -> TicketFields:
    """The same order with nothing that it brings and no chance said."""
    return replace(fields, stop=None, target=None, target_2=None, share_2=None, target_3=None, share_3=None,
                   time_exit=None, probability=None)  # fmt: skip


def command_of(fields: TicketFields, size: Decimal | None) -> PlaceOrder | PlaceScaled | None:
    """The order the ticket stands for, `size` in contract units; None while a needed figure is missing.

    What another kind of order would need stays typed but is not sent. In hedge mode the leg says what only closes.
    """
    kind = fields.kind
    if size is None or size <= 0 or missing_figures(fields):
        return None
    if kind is TicketKind.SCALED:
        return _row(fields, size)
    closes = fields.reduce_only and not fields.is_hedge
    order = PlaceOrder(side=fields.side, size=size, kind=kind.order_kind, reduce_only=closes, position_side=fields.leg)
    if fields.is_entry:
        order = replace(order, stop=fields.stop, time_exit=fields.time_exit, probability=fields.probability,
                        target=None if fields.further else fields.target, targets=_targets(fields))  # fmt: skip
    if kind.is_triggered:
        order = replace(order, trigger_source=fields.source)
    if kind is TicketKind.LIMIT:
        order = replace(order, price=fields.price, post_only=fields.post_only)
    elif kind is TicketKind.TRAILING:
        callback = fields.trail / HUNDRED if fields.is_trail_percent and fields.trail is not None else None
        offset = None if fields.is_trail_percent else fields.trail
        order = replace(order, callback=callback, offset=offset, activation=fields.price)
    elif kind.needs_price:
        order = replace(order, trigger=fields.price, price=fields.limit if order.kind.has_limit else None)
    return _timed(order, fields) if kind.rests else order


def _row(fields: TicketFields, size: Decimal) -> PlaceScaled | None:
    """A scaled entry; what it brings is left out of one that only closes."""
    if fields.price is None or fields.last_price is None or fields.count is None:
        return None
    row = PlaceScaled(
        side=fields.side, size=size, first_price=fields.price, last_price=fields.last_price, count=fields.count,
        sizing=fields.sizing, reduce_only=fields.reduce_only and not fields.is_hedge, post_only=fields.post_only,
        expires=fields.expires if fields.time_in_force is TimeInForce.GTD else None, position_side=fields.leg,
    )  # fmt: skip
    if not fields.is_entry:
        return row
    return replace(
        row, stop=fields.stop, target=None if fields.further else fields.target, targets=_targets(fields),
        time_exit=fields.time_exit, probability=fields.probability,
    )  # fmt: skip


def _targets(fields: TicketFields) -> tuple[TargetShare, ...]:
    """Several targets with their shares as fractions; none where one or no target is typed."""
    if not fields.further:
        return ()
    rows = ((fields.target, fields.first_share), *fields.further)
    return tuple(
        TargetShare(price, share / HUNDRED) for price, share in rows if price is not None and share is not None
    )


def _timed(order: PlaceOrder, fields: TicketFields) -> PlaceOrder:
    force = fields.time_in_force
    if not force.rests and fields.kind is not TicketKind.LIMIT:
        force = TimeInForce.GTC
    expires = fields.expires if force is TimeInForce.GTD else None
    return replace(order, time_in_force=force, expires=expires)


def missing_figures(fields: TicketFields) -> tuple[str, ...]:
    """Figures without which this kind of order cannot be sent, in the order of the ticket."""
    missing = []
    if fields.kind.needs_price and fields.price is None:
        missing.append(english("a trigger") if fields.kind.is_triggered else english("a price"))
    if fields.kind is TicketKind.SCALED:
        missing += [english("a last price")] if fields.last_price is None else []
        missing += [english("a number of orders")] if fields.count is None else []
    if fields.kind.order_kind.has_limit and fields.limit is None:
        missing.append(english("a limit price"))
    if fields.kind is TicketKind.TRAILING and fields.trail is None:
        missing.append(english("a trailing distance"))
    if fields.kind.rests and fields.time_in_force is TimeInForce.GTD and fields.expires is None:
        missing.append(english("a time it ends"))
    if fields.is_entry and fields.further:
        missing += [english("a target")] if fields.target is None else []
        missing += [english("a price of each target")] if any(price is None for price, _ in fields.further) else []
        missing += [english("a share of each target")] if any(share is None for _, share in fields.further) else []
    return tuple(missing)


def still_open(fields: TicketFields, *, is_training: bool) -> tuple[str, ...]:
    """Names of what is missing before the entry opens, in the order of the ticket."""
    missing = [] if fields.size is not None and fields.size > 0 else [english("a size")]
    missing += missing_figures(fields)
    if not fields.is_entry:
        return tuple(missing)
    is_bracket = fields.kind is TicketKind.BRACKET
    if fields.stop is None and (is_bracket or is_training or fields.unit.needs_stop):
        missing.append(english("a stop"))
    if is_bracket:
        missing += [english("a target")] if fields.target is None and not fields.further else []
    elif is_training and fields.target is None and not fields.further and fields.time_exit is None:
        missing.append(english("a target or a time stop"))
    if is_training and fields.probability is None:
        missing.append(english("a chance"))
    missing += _wrong_chances(fields)
    return tuple(missing)


def _wrong_chances(fields: TicketFields) -> list[str]:
    """What is wrong with the chances that are typed: that no chance is so large or small comes before the steps."""
    wrong = [said for said in (fields.probability, fields.doom) if said is not None and not is_chance(said)]
    if any(as_chance(said) is None for said in wrong):
        return [english("chances from 0 to 100 %")]
    return [english("chances in steps of 5 %")] if wrong else []
