"""When a resting order meets a price, and what then happens to it."""

from __future__ import annotations

from decimal import Decimal

from trainer.core.units import ZERO
from trainer.engine.account import raw_free_margin
from trainer.engine.book import Book, Fill
from trainer.engine.costs import FillEstimate, slipped
from trainer.engine.events import OrderCancelled, OrderTriggered
from trainer.engine.state import Order
from trainer.engine.words import OrderKind, Role, Side

RANK = {Role.STOP: 1, Role.TARGET: 2, Role.CLOSE: 3, Role.ENTRY: 3}


def priority(order: Order) -> tuple[int, int]:
    """Order of events at one price: stop, target, entry, then age; liquidation comes before all."""
    return RANK[order.role], order.age


def meets(order: Order, price: Decimal) -> bool:
    """Whether a price fires the order: triggers on touch, limits only when traded through."""
    if order.kind is OrderKind.LIMIT:
        return price < order.level if order.falls else price > order.level
    return price <= order.level if order.falls else price >= order.level


def fire(book: Book, order: Order, base: Decimal, *, gapped: bool) -> None:
    """Fill a resting order at this base price (limits as maker, triggers as taker with slippage)."""
    triggered = order.kind.is_triggered
    book.drop(order.order_id)
    size = book.reduce_size(order) if order.reduce_only else order.size or ZERO
    if size == 0:
        book.emit(OrderCancelled, order.order_id, reason="reduce_only")
        return
    if triggered:
        book.emit(OrderTriggered, order.order_id, trigger=order.level)
        cost = slipped(book.market, max(0, book.bar - 1), order.side, size, base, _taken(book, order.side))
        if cost is None:
            book.emit(OrderCancelled, order.order_id, reason="no_volume")
            return
    else:
        cost = FillEstimate(base, ZERO, ZERO)
    gap = size * abs(base - order.level) if triggered and gapped else ZERO
    reason = str(order.role) if order.role is not Role.ENTRY else str(order.kind)
    fill = Fill(order.order_id, order.side, size, base, cost, not triggered, reason, gap, order.time_exit)
    before = book.state
    events = len(book.events)
    book.fill(fill)
    opens = triggered and not order.reduce_only
    if opens and raw_free_margin(book.state, book.rules, base) < 0:
        book.state = before
        del book.events[events:]
        book.emit(OrderCancelled, order.order_id, reason="insufficient_margin")
        return
    if book.state.position is not None and book.state.position.side is order.side:
        book.protect(order.order_id, order.side, order.stop, order.target)


def _taken(book: Book, side: Side) -> Decimal:
    if book.state.taken_bar != book.bar:
        return ZERO
    return book.state.taken_buy if side is Side.LONG else book.state.taken_sell
