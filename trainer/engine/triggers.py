"""When a resting order meets a price, and what then happens to it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from trainer.core.units import MONEY_QUANTUM, ZERO, round_to_tick
from trainer.engine.account import order_margin
from trainer.engine.book import Book, Fill
from trainer.engine.costs import FillEstimate, capped, crosses, slipped
from trainer.engine.events import OrderAmended, OrderCancelled, OrderTriggered
from trainer.engine.state import Order
from trainer.engine.words import OrderKind, Role, Side, TriggerSource

LAST = TriggerSource.LAST
RANK = {Role.STOP: 1, Role.TARGET: 2, Role.CLOSE: 3, Role.ENTRY: 3}


def priority(order: Order) -> tuple[int, int]:
    """Order of events at one price: stop, target, entry, then age; liquidation comes before all."""
    return RANK[order.role], order.age


def meets(order: Order, price: Decimal) -> bool:
    """Whether a price fires the order: triggers on touch, limits only when traded through."""
    if order.kind is OrderKind.LIMIT:
        return price < order.level if order.falls else price > order.level
    return price <= order.level if order.falls else price >= order.level


def fire(book: Book, order: Order, base: Decimal, seen: Decimal) -> None:
    """Fill a resting order at this base price (limits as maker, triggers as taker with slippage).

    `seen` is the price of the series the order watches; a trigger's gap is what lies between the two, a gain below 0.
    """
    triggered = order.kind.is_triggered
    if order.is_waiting:
        active = order.activated(seen)
        book.set(orders=tuple(active if one.order_id == order.order_id else one for one in book.state.orders))
        book.emit(OrderAmended, order.order_id, size=order.size, price=active.level)
        return
    book.drop(order.order_id)
    size = book.reduce_size(order) if order.reduce_only else order.size or ZERO
    if size == 0:
        book.emit(OrderCancelled, order.order_id, reason="reduce_only")
        return
    if triggered:
        book.emit(OrderTriggered, order.order_id, trigger=order.level)
        cost = slipped(book.market, max(0, book.bar - 1), order.side, size, base, book.taken(order.side))
        if order.limit is not None:
            if not crosses(book.market, order.side, base, order.limit):
                _rest_as_limit(book, order, base)
                return
            if order.post_only:
                book.emit(OrderCancelled, order.order_id, reason="post_only")
                return
            cost = capped(book.market, cost, order.side, size, base, order.limit) if cost is not None else None
        if cost is None:
            book.emit(OrderCancelled, order.order_id, reason="no_volume")
            return
    else:
        cost = FillEstimate(round_to_tick(base, book.rules.tick, up=order.side is Side.LONG), ZERO, ZERO)
    gap = book.rules.contract.gain(order.side.sign * size, order.level, seen) if triggered else ZERO
    reason = str(order.role) if order.role is not Role.ENTRY else str(order.kind)
    fill = Fill(order.order_id, order.side, size, base, cost, not triggered, reason, gap, order.time_exit)
    before = book.save()
    held = book.state.position
    book.fill(fill)
    if not _is_margined(book, order, base):
        book.restore(before)
        book.emit(OrderCancelled, order.order_id, reason="insufficient_margin")
        return
    book.end_group(order.group)
    after = book.state.position
    if after is not None and after.side is order.side:
        opened = size if held is None or held.side is order.side else after.quantity
        book.protect(order.order_id, order.side, order.stop, order.target, order.targets, opened)


def _rest_as_limit(book: Book, order: Order, base: Decimal) -> None:
    """A triggered limit that the market already left: it waits at its price, if its margin is there."""
    role = Role.CLOSE if order.reduce_only else Role.ENTRY
    before = book.save()
    book.add(replace(order, kind=OrderKind.LIMIT, role=role, level=order.limit or ZERO, limit=None, source=LAST))
    if not order.reduce_only and book.free_margin(_mark(book, base)) < 0:
        book.restore(before)
        book.emit(OrderCancelled, order.order_id, reason="insufficient_margin")


def _mark(book: Book, price: Decimal) -> Decimal:
    """The mark now; the price itself where the symbol has no mark of its own."""
    return book.mark if book.market.has_mark else price


def _is_margined(book: Book, order: Order, price: Decimal) -> bool:
    """Whether a fill that opens left its initial margin covered; what other orders reserve bars triggers only."""
    position = book.state.position
    if order.reduce_only or position is None or position.side is not order.side:
        return True
    free = book.free_margin(_mark(book, price))
    if not order.kind.is_triggered:
        free += order_margin(book.state, book.rules) + book.beside().orders
    return free >= -MONEY_QUANTUM
