"""Lines of the chart: positions, orders and what they bring, liquidation, break-even."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from trainer.core.language import english, localised, tr
from trainer.core.units import ONE, ZERO, in_context
from trainer.engine.events import OrderFilled
from trainer.engine.market import Market
from trainer.engine.rules import VenueRules
from trainer.engine.state import Order, Position, State
from trainer.engine.words import MarginMode, OrderKind, Role, Side
from trainer.journal.filling import filled
from trainer.presenters.amounts import Amounts, amounts_of
from trainer.presenters.chart_views import LineKind, LineView
from trainer.presenters.desk_texts import leg_text, number, price_places, share
from trainer.presenters.figures import HIDDEN, percent, signed, signed_percent
from trainer.session.closing import (
    break_even,
    exit_rate,
    is_past_liquidation,
    net_at,
    net_of_part,
    resting_entry,
    round_trip,
    stop_fill,
)

POSITION = "position"
LIQUIDATION = "liquidation"
BREAK_EVEN = "break_even"
ATTACHED = ":"
"""Between an entry's id and 'stop', 'target' or the number of a target in the id of the line of what it brings."""
LEG = "@"
"""Between the name of a line of a position and the leg it is about, in hedge mode."""
KIND_WORDS = {
    OrderKind.MARKET: english("Market"),
    OrderKind.LIMIT: english("Limit"),
    OrderKind.STOP_MARKET: english("Stop"),
    OrderKind.STOP_LIMIT: english("Stop limit"),
    OrderKind.TAKE_PROFIT_MARKET: english("Take profit"),
    OrderKind.TAKE_PROFIT_LIMIT: english("Take profit limit"),
    OrderKind.TRAILING_STOP: english("Trailing stop"),
}


@dataclass(frozen=True, slots=True)
class LineFacts:
    """What the lines of a position and its orders are drawn from at the newest bar: of one leg in hedge mode.

    `state` has its slot in focus, `bar` is the newest of `market`. `one_r` is the money of 1R, `atr` a price distance,
    `carried` what the open position bears of the fees and funding paid.
    """

    state: State
    market: Market
    bar: int
    mark: Decimal
    liquidation: Decimal | None
    one_r: Decimal | None
    atr: float | None
    is_hidden: bool = False
    margin_ratio: Decimal | None = None
    carried: Decimal = ZERO

    @property
    def rules(self) -> VenueRules:
        """The rules of the venue."""
        return self.market.rules

    @property
    def break_even(self) -> Decimal | None:
        """The price at which closing the position ends its whole trade at 0, if there is one before liquidation."""
        position = self.state.position
        if position is None:
            return None
        return break_even(position, exit_rate(self.market), self.liquidation, self.mark)

    @property
    def leg(self) -> Side | None:
        """The leg in hedge mode."""
        return self.state.leg

    def named(self, name: str) -> str:
        """Id of a line of the position."""
        return name if self.leg is None else f"{name}{LEG}{self.leg}"

    @property
    def sibling(self) -> Position | None:
        """The position of the other leg."""
        if self.leg is None:
            return None
        return next((lane.position for lane in self.state.others if lane.number == self.state.lane ^ 1), None)

    def of_leg(self, word: str) -> str:
        """The word of a line; where the other leg has a position or orders too, with the leg it is about."""
        beside = next((lane for lane in self.state.others if lane.number == self.state.lane ^ 1), None)
        if self.leg is None or beside is None or (beside.position is None and not beside.orders):
            return word
        return f"{word}, {leg_text(self.leg)}"

    @property
    def amounts(self) -> Amounts:
        """The units of the contract."""
        return amounts_of(self.rules)


def lines_of(facts: LineFacts) -> tuple[LineView, ...]:
    """Every line of one position and its orders, bottom to top."""
    lines = [line for order in facts.state.orders for line in _order_lines(facts, order)]
    position = facts.state.position
    if position is not None:
        lines = [*_break_even_line(facts, position), *lines, _position_line(facts, position)]
        if facts.liquidation is not None and not _is_told_by_sibling(facts, position):
            lines.append(_liquidation_line(facts, position, facts.liquidation))
    return tuple(lines)


def lines_of_legs(legs: Sequence[LineFacts]) -> tuple[LineView, ...]:
    """The lines of every leg."""
    return tuple(line for facts in legs for line in lines_of(facts))


def _is_told_by_sibling(facts: LineFacts, position: Position) -> bool:
    """Two cross legs share one liquidation price: the larger one tells it, and on which side of it is the danger."""
    sibling = facts.sibling
    if sibling is None or not _is_shared(facts, position):
        return False
    return (position.quantity, position.size) < (sibling.quantity, sibling.size)


def _is_shared(facts: LineFacts, position: Position) -> bool:
    """Whether the other leg is liquidated at the very same price."""
    sibling = facts.sibling
    return sibling is not None and MarginMode.ISOLATED not in (position.mode, sibling.mode)


def size_text(size: Decimal) -> str:
    """A size without zeros at its end: a share of one is worked out with more places than it has."""
    return localised(f"{size.normalize():,f}")


def closing_size(facts: LineFacts, order: Order) -> Decimal | None:
    """What an order would close now, as the engine cuts what only reduces: no more than is open; None for all of it.

    The size of an order that may open is its own.
    """
    position = facts.state.position
    if order.size is None or position is None or not order.reduce_only:
        return order.size
    return min(order.size, position.quantity)


def exit_net(
    facts: LineFacts, position: Position, level: Decimal, size: Decimal | None = None, *, slips: bool
) -> Decimal:
    """What closing the position, or `size` of it, at this level would book, every cost in.

    All of it ends the trade and tells its net, a part its own. What `slips` is a stop at market.
    """
    part = position.quantity if size is None else min(size, position.quantity)
    price = stop_fill(facts.market, facts.bar, position.side.opposite, part, level) if slips else level
    rate = exit_rate(facts.market)
    if part == position.quantity:
        return net_at(position, price, rate)
    return net_of_part(position, part, price, rate, facts.carried)


@dataclass(frozen=True, slots=True)
class OnceFilled:
    """The position that an entry makes of what is held: `opened` of it by the entry, with `carried` as in LineFacts."""

    position: Position
    opened: Decimal
    carried: Decimal


def once_filled(
    facts: LineFacts, side: Side, size: Decimal, after: Position | None, paid: Decimal
) -> OnceFilled | None:
    """What an entry of this size and side, whose fills paid these fees, leaves open; None where it only reduces."""
    held = facts.state.position
    if after is None or after.side is not side:
        return None
    if held is not None and held.side is side:
        return OnceFilled(after, size, facts.carried + paid)
    return OnceFilled(after, after.quantity, after.fees)


@in_context
def made_cells(
    facts: LineFacts, made: OnceFilled | None, level: Decimal, part: Decimal, *, slips: bool
) -> tuple[str, ...]:
    """Money of leaving at a level once an entry has filled, as the line of its stop or target will tell it then.

    A stop or a single target closes the whole position, what was held before included; several targets each close a
    part (1: all) of what the entry opens. One that only reduces brings neither.
    """
    if made is None:
        return (tr("none: the order only reduces"),)
    size = None if part == ONE else made.opened * part
    net = exit_net(replace(facts, carried=made.carried), made.position, level, size, slips=slips)
    return (facts.amounts.signed(net),)


@in_context
def result_cells(
    facts: LineFacts, level: Decimal, size: Decimal | None = None, *, slips: bool = False
) -> tuple[str, ...]:
    """Money and R that closing the open position, or `size` of it, at this level would book; see `exit_net`."""
    position = facts.state.position
    if position is None:
        return ()
    if facts.is_hidden:
        return (HIDDEN, HIDDEN)
    money = exit_net(facts, position, level, size, slips=slips)
    cells = (facts.amounts.signed(money),)
    return (*cells, f"{signed(share(money, facts.one_r))} R") if facts.one_r else cells


@in_context
def away_text(facts: LineFacts, level: Decimal) -> tuple[str, str]:
    """Distance from the mark in per cent and in ATR (empty without enough bars)."""
    distance = abs(facts.mark - level)
    in_atr = tr("{distance} ATR").format(distance=number(float(distance) / facts.atr, 1)) if facts.atr else ""
    return percent(distance / facts.mark), in_atr


def _position_line(facts: LineFacts, position: Position) -> LineView:
    moved = (facts.mark - position.entry) / position.entry * position.side.sign
    word = tr("Long") if position.side is Side.LONG else tr("Short")
    results = result_cells(facts, facts.mark)
    money = HIDDEN
    if not facts.is_hidden:
        money = tr("{money} {settled} net").format(money=results[0], settled=facts.amounts.settled)
    change = HIDDEN if facts.is_hidden else signed_percent(moved)
    cells = (f"{word} {size_text(position.quantity)}", money, *results[1:], change)
    return LineView(
        facts.named(POSITION), "position", float(position.entry), cells, side=position.side.value, draggable=True,
        from_time_ms=None, note=tr("Drag from here to set a stop or a target"),
    )  # fmt: skip


def _liquidation_line(facts: LineFacts, position: Position, level: Decimal) -> LineView:
    away, in_atr = away_text(facts, level)
    word = tr("Liquidation") if _is_shared(facts, position) else facts.of_leg(tr("Liquidation"))
    cells = (word, tr("{away} away").format(away=away), *((in_atr,) if in_atr else ()))
    note = tr("The venue closes the position here")
    return LineView(
        facts.named(LIQUIDATION), "liquidation", float(level), cells, side=position.side.value,
        from_time_ms=position.opened_ms, note=note, beyond=word,
    )  # fmt: skip


def _break_even_line(facts: LineFacts, position: Position) -> list[LineView]:
    level = facts.break_even
    if level is None:
        return []
    cells = (facts.of_leg(tr("Break-even")), number(level, price_places(facts.rules.tick)))
    return [LineView(facts.named(BREAK_EVEN), "break_even", float(level), cells, from_time_ms=position.opened_ms)]


def _order_lines(facts: LineFacts, order: Order) -> list[LineView]:
    """The order's own line and, of a resting entry, those of the stop and targets it will bring; of a row once."""
    lines = [_order_line(facts, order)]
    alike = alike_in_row(facts.state, order)
    if alike[0] is not order or order.reduce_only or not (order.stop or order.target or order.targets):
        return lines
    entry = RestingEntry(facts, alike)
    for name, level in (("stop", order.stop), ("target", order.target)):
        if level is not None:
            kind: LineKind = "stop_preview" if name == "stop" else "target_preview"
            told = facts.of_leg(tr("{name} once filled").format(name=tr(name.capitalize())))
            lines.append(_brought_line(order, name, kind, level, (told, *entry.cells(name, level))))
    for place, one in enumerate(order.targets, 1):
        told = facts.of_leg(tr("Target {place} once filled").format(place=place))
        words = told, percent(one.share, 0), *entry.cells(str(place), one.price, one.share)
        lines.append(_brought_line(order, str(place), "target_preview", one.price, words))
    return lines


def _brought_line(order: Order, what: str, kind: LineKind, level: Decimal, cells: tuple[str, ...]) -> LineView:
    name = f"{order.order_id}{ATTACHED}{what}"
    return LineView(name, kind, float(level), cells, side=order.side.value, draggable=True)


def alike_in_row(state: State, order: Order) -> tuple[Order, ...]:
    """The orders of the row of a resting entry that bring the same as it does; itself alone where it has no row."""
    if order.reduce_only:
        return (order,)
    brings = (order.stop, order.target, order.targets)
    return tuple(one for one in state.row(order.order_id) if (one.stop, one.target, one.targets) == brings)


def entry_price_of(order: Order) -> Decimal:
    """The price a resting entry is expected to fill at."""
    return order.limit if order.limit is not None else order.level


class RestingEntry:
    """Entries that rest and bring the same; what leaving at a level of it would book once all of them have filled.

    The engine fills them beside what is held, as it does for the ticket. Where it would not fill them as things stand,
    the pill is of these orders alone, and beside a position it says so.
    """

    @in_context
    def __init__(self, facts: LineFacts, orders: Sequence[Order]) -> None:
        """Fill them at their own prices on a copy of the state; one that its trigger only lets rest, from there."""
        self._facts, self._orders = facts, orders
        self._is_hidden = facts.is_hidden or any(order.size is None for order in orders)
        if self._is_hidden:
            return
        after, events = filled(facts.state, orders, facts.market, facts.bar)
        if left := [one for one in map(after.order, (order.order_id for order in orders)) if one is not None]:
            after, more = filled(after, left, facts.market, facts.bar)
            events += more
        fills = [event for event in events if isinstance(event, OrderFilled)]
        size, paid = sum((one.size for one in fills), ZERO), sum((one.fee for one in fills), ZERO)
        self._has_filled = len(fills) == len(orders)
        self._made = once_filled(facts, orders[0].side, size, after.position, paid)

    def cells(self, what: str, level: Decimal, part: Decimal = ONE) -> tuple[str, ...]:
        """Money of leaving with a part at the level of 'stop', 'target' or a target's number; nothing while hidden."""
        facts, slips = self._facts, what == Role.STOP
        if self._is_hidden:
            return ()
        if self._has_filled:
            return made_cells(facts, self._made, level, part, slips=slips)
        alone = facts.amounts.signed(self._alone(level, part, slips=slips))
        return (alone,) if facts.state.position is None else (alone, tr("this order alone"))

    @in_context
    def _alone(self, level: Decimal, part: Decimal, *, slips: bool) -> Decimal:
        """The same of these orders with nothing else open."""
        market, bar, net = self._facts.market, self._facts.bar, ZERO
        for order in self._orders:
            size = (order.size or ZERO) * part
            entry, fee = resting_entry(market, bar, order, size)
            net += round_trip(market, bar, order.side, size, entry, fee, level, slips=slips)
        return net


def is_dead(facts: LineFacts, order: Order) -> bool:
    """Whether this is a stop of the position that liquidation comes before."""
    position = facts.state.position
    is_stop = order.role is Role.STOP and order.reduce_only and position is not None
    return is_stop and is_past_liquidation(order.side.opposite, order.level, facts.liquidation, facts.mark)


def _order_line(facts: LineFacts, order: Order) -> LineView:
    places = price_places(facts.rules.tick)
    draggable = order.trail is None  # it moves by itself
    closes, held = closing_size(facts, order), facts.state.position
    size = size_text(closes if closes is not None else ZERO if held is None else held.quantity)
    limit = (tr("limit {limit}").format(limit=number(order.limit, places)),) if order.limit is not None else ()
    if order.role in (Role.STOP, Role.TARGET):
        kind: LineKind = "stop" if order.role is Role.STOP else "target"
        word = tr("Trailing stop") if order.trail is not None else tr(kind.capitalize())
        word = facts.of_leg(word + (tr(" from here") if order.is_waiting else ""))
        part = (size,) if closes is not None else ()
        if is_dead(facts, order):
            return LineView(
                order.order_id, kind, float(order.level), (word, *part, tr("never fires: liquidation comes first")),
                draggable=draggable, closable=True,
            )  # fmt: skip
        slips = order.role is Role.STOP and order.limit is None
        cells = (word, *part, *result_cells(facts, order.limit or order.level, order.size, slips=slips), *limit)
        return LineView(order.order_id, kind, float(order.level), cells, draggable=draggable, closable=True)
    words = tr("{kind} buy {size}") if order.side is Side.LONG else tr("{kind} sell {size}")
    cells = (
        facts.of_leg(words.format(kind=tr(KIND_WORDS[order.kind]), size=size)),
        number(order.level, places),
        *limit,
    )
    cells += (tr("reduce only"),) if order.reduce_only else ()
    return LineView(
        order.order_id, "order", float(order.level), cells, side=order.side.value, draggable=draggable, closable=True
    )


@in_context
def roe(position: Position, mark: Decimal) -> Decimal:
    """Unrealised P&L over the margin the position was opened with."""
    opening = position.notional(position.entry) / position.leverage
    return share(position.unrealised(mark), opening)
