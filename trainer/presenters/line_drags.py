"""What dragging a line of the chart means: its words while it moves, why it cannot rest, the commands of a drop."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from trainer.core.language import tr
from trainer.core.units import floor_to, in_context, round_to_tick
from trainer.engine.commands import AmendOrder, ClosePosition, Command, PlaceOrder
from trainer.engine.state import Order, Position
from trainer.engine.words import OrderKind, Role, Side
from trainer.presenters.desk_texts import number, price_places
from trainer.presenters.desk_views import DASH
from trainer.presenters.figures import percent
from trainer.presenters.lines import (
    ATTACHED,
    BREAK_EVEN,
    KIND_WORDS,
    LIQUIDATION,
    POSITION,
    LineFacts,
    RestingEntry,
    alike_in_row,
    away_text,
    closing_size,
    entry_price_of,
    result_cells,
    size_text,
)
from trainer.session.closing import is_past_liquidation, stop_level
from trainer.session.preview import liquidation_once_filled


def snapped(facts: LineFacts, price: float) -> Decimal:
    """The tick nearest to a dragged price."""
    tick = facts.rules.tick
    exact = Decimal(repr(price))
    below = round_to_tick(exact, tick, up=False)
    return below if exact - below <= tick / 2 else below + tick


def brought_by(line_id: str) -> tuple[str, str]:
    """Id of the order a line stands for, and what it will bring: 'stop', 'target', a target's number or nothing."""
    order_id, found, what = line_id.rpartition(ATTACHED)
    return (order_id, what) if found else (line_id, "")


def order_of_line(facts: LineFacts, line_id: str) -> Order | None:
    """The order a line stands for, also that of a stop or target it will bring."""
    return facts.state.order(brought_by(line_id)[0])


def role_of_drag(facts: LineFacts, line_id: str, price: Decimal) -> Role:
    """What a drag means: the order's own role, or from the position line a stop behind the mark, a target ahead."""
    order, what = order_of_line(facts, line_id), brought_by(line_id)[1]
    if what:
        return Role.STOP if what == Role.STOP else Role.TARGET
    if order is not None:
        return order.role
    position = facts.state.position
    ahead = position is not None and (price - facts.mark) * position.side.sign > 0
    return Role.TARGET if ahead else Role.STOP


def drag_refusal(facts: LineFacts, line_id: str, price: Decimal) -> str:
    """Why a line cannot rest at this price; empty when it can."""
    if line_id in (facts.named(LIQUIDATION), facts.named(BREAK_EVEN)):
        return tr("This line follows from the position")
    role, order = role_of_drag(facts, line_id, price), order_of_line(facts, line_id)
    if brought_by(line_id)[1] and order is not None:
        entries = (entry_price_of(one) for one in alike_in_row(facts.state, order))
        reasons = [side_refusal(facts, role, price, entry, order.side) for entry in entries]
        return next(filter(None, reasons), "") or brought_refusal(facts, order, role, price)
    if order is not None and order.trail is not None:
        return tr("a trailing stop moves by itself")
    position = facts.state.position
    if position is None or role not in (Role.STOP, Role.TARGET):
        return ""
    return liquidation_refusal(facts, role, price) or side_refusal(facts, role, price, facts.mark, position.side)


def liquidation_refusal(facts: LineFacts, role: Role, price: Decimal) -> str:
    """Why a stop of the position cannot lie at a price past liquidation; empty when it can, and for other orders."""
    position = facts.state.position
    if position is None or role is not Role.STOP:
        return ""
    is_past = is_past_liquidation(position.side, price, facts.liquidation, facts.mark)
    return past_liquidation(facts, facts.liquidation) if is_past else ""


def brought_refusal(facts: LineFacts, order: Order, role: Role, price: Decimal) -> str:
    """Why a resting entry cannot bring a stop at this price: it would lie past the liquidation of what has filled."""
    if role is not Role.STOP or order.role is not Role.ENTRY:
        return ""
    level = liquidation_once_filled(facts.state, facts.state.row(order.order_id), facts.market, facts.bar)
    is_past = is_past_liquidation(order.side, price, level, entry_price_of(order))
    return past_liquidation(facts, level) if is_past else ""


def past_liquidation(facts: LineFacts, level: Decimal | None) -> str:
    """Why a stop cannot lie past this liquidation price."""
    at = DASH if level is None else number(level, price_places(facts.rules.tick))
    return tr("cannot pass liquidation at {at}").format(at=at)


def side_refusal(facts: LineFacts, role: Role, price: Decimal, reference: Decimal, side: Side) -> str:
    """Stops lie behind the reference and targets ahead of it."""
    places = price_places(facts.rules.tick)
    behind = (price - reference) * side.sign < 0
    if role is Role.STOP and not behind:
        words = tr("a stop lies below {level}") if side is Side.LONG else tr("a stop lies above {level}")
        return words.format(level=number(reference, places))
    if role is Role.TARGET and behind:
        words = tr("a target lies above {level}") if side is Side.LONG else tr("a target lies below {level}")
        return words.format(level=number(reference, places))
    return ""


def drag_cells(facts: LineFacts, line_id: str, price: Decimal) -> tuple[str, ...]:
    """The pill while dragging: what it is, money, R and distance from the mark."""
    order, what = order_of_line(facts, line_id), brought_by(line_id)[1]
    role, away = role_of_drag(facts, line_id, price), away_text(facts, price)[0]
    if what and order is not None:
        entry = RestingEntry(facts, alike_in_row(facts.state, order))
        if not what.isdigit():
            return (facts.of_leg(tr(role.capitalize())), *entry.cells(what, price), away)
        part = order.targets[int(what) - 1].share
        told = entry.cells(what, price, part)
        return (facts.of_leg(tr("Target {what}").format(what=what)), percent(part, 0), *told, away)
    if role in (Role.STOP, Role.TARGET) and facts.state.position is not None:
        size, level, slips = closing_size(facts, order) if order is not None else None, price, role is Role.STOP
        if order is not None and order.limit is not None:
            level, slips = order.limit + price - order.level, False
        if line_id == facts.named(POSITION) and role is Role.TARGET:
            size = split_of(facts)
        cell = (size_text(size),) if size is not None else ()
        return (facts.of_leg(tr(role.capitalize())), *cell, *result_cells(facts, level, size, slips=slips), away)
    word = tr(KIND_WORDS[order.kind]) if order is not None else tr("Stop")
    return (facts.of_leg(word), number(price, price_places(facts.rules.tick)), away)


@in_context
def split_of(facts: LineFacts) -> Decimal | None:
    """Size of a further target: half of the largest that rests, on the lot; None for the first, or one lot only."""
    position = facts.state.position
    largest = largest_target(facts)
    if position is None or largest is None:
        return None
    half = floor_to((closing_size(facts, largest) or position.quantity) / 2, facts.rules.lot)
    return half if half > 0 else None


def largest_target(facts: LineFacts) -> Order | None:
    """The target that closes most; one of the whole position closes all."""
    position = facts.state.position
    targets = [order for order in facts.state.orders if order.role is Role.TARGET and order.reduce_only]
    if position is None or not targets:
        return None
    return max(targets, key=lambda order: closing_size(facts, order) or position.quantity)


@in_context
def drag_commands(facts: LineFacts, line_id: str, price: Decimal) -> tuple[Command, ...]:
    """What a finished drag asks for; nothing where the line cannot move. A further target takes half of the largest."""
    order, what = order_of_line(facts, line_id), brought_by(line_id)[1]
    if order is not None and what:
        return tuple(_brought(one, what, price) for one in alike_in_row(facts.state, order))
    if order is not None:
        return () if order.level == price else (_moved(order, price),)
    position = facts.state.position
    if line_id != facts.named(POSITION) or position is None:
        return ()
    is_stop = role_of_drag(facts, line_id, price) is Role.STOP
    kind = OrderKind.STOP_MARKET if is_stop else OrderKind.TAKE_PROFIT_MARKET
    fresh = _closing(facts, position, kind, price)
    largest, half = largest_target(facts), split_of(facts)
    if is_stop or largest is None or half is None:
        return (fresh,)
    rest = (closing_size(facts, largest) or position.quantity) - half
    return (AmendOrder(order_id=largest.order_id, size=rest), replace(fresh, size=half))


def _brought(order: Order, what: str, price: Decimal) -> AmendOrder:
    """Another stop or target for a resting entry to bring."""
    if what == Role.STOP:
        return AmendOrder(order_id=order.order_id, stop=price)
    if what == Role.TARGET:
        return AmendOrder(order_id=order.order_id, target=price)
    moved = int(what)
    targets = (replace(one, price=price) if place == moved else one for place, one in enumerate(order.targets, 1))
    return AmendOrder(order_id=order.order_id, targets=tuple(targets))


def _closing(facts: LineFacts, position: Position, kind: OrderKind, trigger: Decimal) -> PlaceOrder:
    """An order that closes the position; in hedge mode the leg it names says so, in one-way mode a flag."""
    return PlaceOrder(
        side=position.side.opposite, kind=kind, trigger=trigger, reduce_only=facts.leg is None, position_side=facts.leg
    )


def _moved(order: Order, price: Decimal) -> Command:
    """The order at another level; a limit behind a trigger keeps its distance."""
    if not order.kind.is_triggered:
        return AmendOrder(order_id=order.order_id, price=price)
    limit = order.limit + price - order.level if order.limit is not None else None
    return AmendOrder(order_id=order.order_id, trigger=price, price=limit)


def break_even_command(facts: LineFacts) -> Command | None:
    """Move or set the stop where the trade is expected to end at 0 or a little more; None without a break-even."""
    position, price = facts.state.position, facts.break_even
    if position is None or price is None:
        return None
    stop = whole_stop(facts)
    level = stop_level(facts.market, facts.bar, position, stop, price)
    if stop is not None:
        return _moved(stop, level)
    return _closing(facts, position, OrderKind.STOP_MARKET, level)


def whole_stop(facts: LineFacts) -> Order | None:
    """The stop that closes all of the position and stays where it is put; the nearest of several."""
    position = facts.state.position
    if position is None:
        return None
    fixed = (one for one in facts.state.stops if one.trail is None)
    whole = (one for one in fixed if one.size is None or one.size >= position.quantity)
    return min(whole, key=lambda one: abs(one.level - facts.mark), default=None)


def reverse_commands(facts: LineFacts) -> tuple[Command, ...]:
    """Close the position and open the same size on the other side, in hedge mode in the other leg; else nothing."""
    position = facts.state.position
    if position is None:
        return ()
    side = position.side.opposite
    if facts.leg is None:
        return (PlaceOrder(side=side, size=position.quantity * 2, cost_shown=False),)
    return (
        ClosePosition(position_side=facts.leg),
        PlaceOrder(side=side, size=position.quantity, position_side=facts.leg.opposite, cost_shown=False),
    )
