"""What a new resting entry would make of the account once it fills."""

from __future__ import annotations

from trainer.engine.book import Book
from trainer.engine.events import Event
from trainer.engine.lanes import focus
from trainer.engine.market import Market
from trainer.engine.state import Order, State
from trainer.engine.triggers import fire
from trainer.engine.words import Phase, Role


def fresh_entry(before: State, after: State) -> Order | None:
    """The entry that rests after a command and did not before."""
    known = {order.order_id for order in before.orders}
    return next((order for order in after.orders if order.order_id not in known and order.role is Role.ENTRY), None)


def once_filled(
    before: State, after: State, events: tuple[Event, ...], market: Market, bar: int
) -> tuple[State, tuple[Event, ...]]:
    """The state once a new resting entry has filled at its own price; unchanged for everything else.

    The slot in focus in `after` is the one looked at, and stays in focus; `market` is that of the account.
    """
    entry = fresh_entry(before, after)
    if entry is None:
        return after, events
    book = Book(focus(after, 0), market, bar, Phase.COMMAND)
    book.focus(after.lane)
    fire(book, entry, entry.level, entry.level)
    return book.state, (*events, *book.events)
