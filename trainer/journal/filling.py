"""What a new resting entry would make of the account once it fills."""

from __future__ import annotations

from collections.abc import Iterable

from trainer.engine.book import Book
from trainer.engine.events import Event
from trainer.engine.lanes import focus
from trainer.engine.market import Market
from trainer.engine.state import Order, State
from trainer.engine.triggers import fire
from trainer.engine.words import Phase, Role


def fresh_entries(before: State, after: State) -> tuple[Order, ...]:
    """The entries that rest after a command and did not before, in the order they were placed."""
    known = {order.order_id for order in before.orders}
    return tuple(order for order in after.orders if order.order_id not in known and order.role is Role.ENTRY)


def once_filled(
    before: State, after: State, events: tuple[Event, ...], market: Market, bar: int
) -> tuple[State, tuple[Event, ...]]:
    """The state once every new resting entry has filled at its own price; unchanged for everything else.

    The slot in focus in `after` is the one looked at, and stays in focus; `market` is that of the account.
    """
    entries = fresh_entries(before, after)
    if not entries:
        return after, events
    state, more = filled(after, entries, market, bar)
    return state, (*events, *more)


def filled(state: State, entries: Iterable[Order], market: Market, bar: int) -> tuple[State, tuple[Event, ...]]:
    """The state once these resting entries of the slot in focus have filled at their own prices, and the events."""
    book = Book(focus(state, 0), market, bar, Phase.COMMAND)
    book.focus(state.lane)
    for entry in entries:
        fire(book, entry, entry.level, entry.level)
    return book.state, tuple(book.events)
