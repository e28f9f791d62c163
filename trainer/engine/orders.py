"""Placing, amending, cancelling orders and closing positions."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from trainer.core.english import english
from trainer.core.units import ZERO
from trainer.engine.book import Book, Fill
from trainer.engine.checks import (
    Here,
    Refusal,
    beyond,
    check_band,
    check_bracket,
    check_price,
    check_resting,
    check_size,
    check_tier,
    check_times,
    told,
    trail_of,
    trailing_level,
    watched,
)
from trainer.engine.commands import AmendOrder, CancelOrder, ClosePosition, PlaceOrder
from trainer.engine.costs import FillEstimate, capped, crosses, estimate
from trainer.engine.events import OrderAccepted, OrderAmended, OrderCancelled
from trainer.engine.state import Order
from trainer.engine.words import OrderKind, Reject, Role, Side


def place(book: Book, here: Here, command: PlaceOrder) -> None:
    """Accept a new order: market orders fill now, limits that cross fill as taker, the rest goes on the book."""
    order_id = fresh_id(book, command.order_id)
    level = _level(here, command)
    if command.reduce_only:
        _check_reduces(book, command)
    size = _size(book, here, command, level)
    check_times(here, command)
    crossing = _crossing(book, here, command, level, size or ZERO)
    if not command.reduce_only:
        fills = crossing is not None and command.kind is OrderKind.LIMIT
        check_bracket(here, command, crossing.price if crossing is not None and fills else level)
        check_tier(here, book.state, command.side, size or ZERO)
        if command.kind is OrderKind.LIMIT:
            check_band(here, "price", level)
    book.set(next_order=book.state.next_order + 1)
    price = None if command.kind is OrderKind.MARKET else level
    book.emit(OrderAccepted, order_id, side=command.side, kind=str(command.kind), size=command.size, price=price)
    if crossing is not None:
        _fill_now(book, here, command, order_id, size or ZERO, crossing)
        return
    if command.time_in_force.rests:
        _rest(book, here, command, order_id, level)
    else:
        book.emit(OrderCancelled, order_id, reason=str(command.time_in_force))


def fresh_id(book: Book, wanted: str | None) -> str:
    """The learner's id, or the next number that is free."""
    if wanted is not None:
        if book.has_order(wanted):
            raise Refusal(Reject.DUPLICATE_ID, "id", wanted, english("an id not in use"))
        return wanted
    while book.has_order(f"o{book.state.next_order}"):
        book.set(next_order=book.state.next_order + 1)
    return f"o{book.state.next_order}"


def _level(here: Here, command: PlaceOrder) -> Decimal:
    if command.kind is OrderKind.MARKET:
        return here.last
    if command.kind is OrderKind.TRAILING_STOP:
        return trailing_level(here, command)
    if command.kind.is_triggered:
        return check_price(here, "trigger", command.trigger)
    return check_price(here, "price", command.price)


def _check_reduces(book: Book, command: PlaceOrder) -> None:
    position = book.state.position
    if position is None:
        raise Refusal(Reject.NO_POSITION, "reduce_only", "true", english("only with an open position"))
    if position.side is command.side:
        raise Refusal(Reject.REDUCE_ONLY, "side", command.side, command.side.opposite)


def _size(book: Book, here: Here, command: PlaceOrder, level: Decimal) -> Decimal | None:
    held = book.state.position.quantity if book.state.position else ZERO
    if command.reduce_only and command.size is None and command.kind is not OrderKind.LIMIT:
        return held
    size = check_size(here, command.size, level, reduce_only=command.reduce_only)
    return min(size, held) if command.reduce_only else size


def _crossing(book: Book, here: Here, command: PlaceOrder, level: Decimal, size: Decimal) -> FillEstimate | None:
    """The taker fill of an order that meets the market now; None when it rests."""
    if command.kind.is_triggered:
        return None
    cost = estimate(here.market, here.bar, command.side, size, book.state)
    if command.kind is OrderKind.MARKET:
        if cost is None:
            raise Refusal(Reject.NO_VOLUME, "size", size, english("no volume was traded in the last day"))
        return cost
    if not crosses(here.market, command.side, here.last, level):
        return None
    if command.post_only:
        raise Refusal(Reject.WRONG_SIDE_OF_PRICE, "price", level, english("a price that rests (post-only)"))
    return None if cost is None else capped(here.market, cost, command.side, size, here.last, level)


def _fill_now(book: Book, here: Here, command: PlaceOrder, order_id: str, size: Decimal, cost: FillEstimate) -> None:
    reason = str(command.kind) if not command.reduce_only else "close"
    fill = Fill(order_id, command.side, size, here.last, cost, False, reason, time_exit=command.time_exit)
    held = book.state.position
    book.fill(fill)
    after = book.state.position
    book.end_group(command.group)
    if not command.reduce_only and after is not None and after.side is command.side:
        _require_margin(book, here)
        opened = size if held is None or held.side is command.side else after.quantity
        book.protect(order_id, command.side, command.stop, command.target, command.targets, opened)


def _require_margin(book: Book, here: Here) -> None:
    short = book.free_margin(here.mark)
    if short < 0 and short < (before := book.opened_margin):
        rules, free = here.market.rules, max(ZERO, before)
        needed = told(rules, free - short, up=True)
        raise Refusal(Reject.INSUFFICIENT_MARGIN, "size", needed, told(rules, free))


def _rest(book: Book, here: Here, command: PlaceOrder, order_id: str, level: Decimal) -> None:
    role = Role.ENTRY
    if command.reduce_only:
        role = Role.STOP if command.kind.is_stop else Role.TARGET if command.kind.is_target else Role.CLOSE
    order = Order(
        order_id, command.side, command.kind, role, command.size, level, watched(here, command), command.reduce_only,
        book.seq, here.bar, command.stop, command.target, command.expires, command.time_exit, command.post_only,
        command.price if command.kind.has_limit else None, trail_of(here, command), command.targets, command.group,
    )  # fmt: skip
    check_resting(here, order)
    if role in (Role.STOP, Role.TARGET) and order.size is None:
        book.cancel(tuple(o for o in book.state.orders if o.role is role and o.size is None), "replaced")
    book.add(order)
    if not order.reduce_only:
        _require_margin(book, here)


def amend(book: Book, here: Here, command: AmendOrder) -> None:
    """Change a resting order; the same rules as for a new one, and it keeps its place in age."""
    order = book.state.order(command.order_id)
    if order is None:
        raise Refusal(Reject.UNKNOWN_ORDER, "id", command.order_id, english("a resting order"))
    if order.trail is not None and (command.price is not None or command.trigger is not None):
        raise Refusal(
            Reject.BAD_PRICE, "trigger", command.trigger or command.price, english("a trailing stop moves by itself")
        )
    triggered = order.kind.is_triggered
    wanted = command.trigger if triggered else command.price
    wrong = command.price if triggered else command.trigger
    if wrong is not None and not order.kind.has_limit:
        field = "price" if triggered else "trigger"
        raise Refusal(
            Reject.BAD_PRICE,
            field,
            wrong,
            english("this order has a trigger") if triggered else english("this order has a price"),
        )
    level = wanted if wanted is not None else order.level
    changed = _amended(order, command, level)
    if command.size is not None or not order.reduce_only:
        check_size(here, changed.size, level, reduce_only=order.reduce_only)
    check_resting(here, changed)
    if not order.reduce_only:
        bracket = PlaceOrder(side=order.side, stop=changed.stop, target=changed.target, targets=changed.targets)
        check_bracket(here, bracket, level)
    _refuse_crossing(book, here, changed)
    book.set(orders=tuple(changed if o.order_id == order.order_id else o for o in book.state.orders))
    if not order.reduce_only:
        check_tier(here, book.state, order.side, ZERO)
        _require_margin(book, here)
    book.emit(OrderAmended, order.order_id, size=changed.size, price=changed.level)


def _amended(order: Order, command: AmendOrder, level: Decimal) -> Order:
    """The order with the figures the command names; several targets take the place of one."""
    if command.targets and order.reduce_only:
        raise Refusal(
            Reject.BAD_VALUE, "targets", len(command.targets), english("only of an order that opens a position")
        )
    kept = None if command.targets else order.target
    return replace(
        order, level=level,
        limit=command.price if order.kind.has_limit and command.price is not None else order.limit,
        size=order.size if command.size is None else command.size,
        stop=order.stop if command.stop is None else command.stop,
        target=kept if command.target is None else command.target,
        targets=command.targets or order.targets,
    )  # fmt: skip


def _refuse_crossing(book: Book, here: Here, order: Order) -> None:
    """An amended limit must rest; one that would cross is a new decision to trade now."""
    if order.kind is not OrderKind.LIMIT:
        return
    if crosses(here.market, order.side, here.last, order.level):
        allowed = beyond(here, here.last, above=order.side is Side.SHORT)
        raise Refusal(Reject.WRONG_SIDE_OF_PRICE, "price", order.level, allowed)


def cancel(book: Book, command: CancelOrder) -> None:
    """Cancel one order of the slot in focus, the row it was placed with, or all of it."""
    if command.order_id is None:
        book.cancel(book.state.orders, "learner")
        return
    order = book.state.order(command.order_id)
    if order is None:
        raise Refusal(Reject.UNKNOWN_ORDER, "id", command.order_id, english("a resting order"))
    book.cancel(book.state.row(order.order_id) if command.whole_row else (order,), "learner")


def close(book: Book, here: Here, command: ClosePosition) -> None:
    """Close a fraction of the position at market."""
    position = book.state.position
    if position is None:
        raise Refusal(Reject.NO_POSITION, "fraction", command.fraction, english("only with an open position"))
    if not command.fraction.is_finite() or not 0 < command.fraction <= 1:
        raise Refusal(Reject.BAD_VALUE, "fraction", command.fraction, english("above 0, at most 1"))
    size = position.quantity if command.fraction == 1 else book.lots(position.quantity * command.fraction)
    if size <= 0:
        raise Refusal(
            Reject.BELOW_MINIMUM,
            "fraction",
            command.fraction,
            english("at least one lot of {step}").format(step=book.rules.lot),
        )
    place(book, here, PlaceOrder(side=position.side.opposite, size=size, reduce_only=True))
