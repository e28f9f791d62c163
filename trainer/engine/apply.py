"""A learner's command at the newest revealed bar: one answer, accepted or refused with the reason."""

from __future__ import annotations

from decimal import Decimal

from trainer.core.units import in_context
from trainer.engine.book import Book
from trainer.engine.checks import Here, Refusal
from trainer.engine.commands import (
    AddMargin,
    AmendOrder,
    CancelOrder,
    ClosePosition,
    Command,
    Note,
    PlaceOrder,
    RemoveMargin,
    SetLeverage,
)
from trainer.engine.events import Event, OrderRejected
from trainer.engine.market import Market
from trainer.engine.orders import amend, cancel, close, place
from trainer.engine.settings import add_margin, remove_margin, set_leverage
from trainer.engine.state import State
from trainer.engine.words import Phase, Reject


@in_context
def apply(state: State, command: Command, market: Market, bar: int) -> tuple[State, tuple[Event, ...]]:
    """Ask the venue. A refused command leaves the account as it was and says why in one OrderRejected event."""
    book = Book(state, market, bar, Phase.COMMAND)
    here = Here(market, bar, market.last_close(bar), market.mark_close(bar))
    try:
        _dispatch(book, here, command)
    except Refusal as refusal:
        book = Book(state, market, bar, Phase.COMMAND)
        order_id = getattr(command, "order_id", None)
        book.emit(
            OrderRejected, order_id, reason=str(refusal.reason), field=refusal.field, given=refusal.given,
            allowed=refusal.allowed,
        )  # fmt: skip
    return book.freeze(), tuple(book.events)


def _dispatch(book: Book, here: Here, command: Command) -> None:
    match command:
        case PlaceOrder():
            place(book, here, command)
        case AmendOrder():
            amend(book, here, command)
        case CancelOrder():
            cancel(book, command)
        case ClosePosition():
            close(book, here, command)
        case AddMargin():
            add_margin(book, here, _positive(command.amount))
        case RemoveMargin():
            remove_margin(book, here, _positive(command.amount))
        case SetLeverage():
            set_leverage(book, here, command)
        case Note():
            return


def _positive(amount: Decimal) -> Decimal:
    if not amount.is_finite() or amount <= 0:
        raise Refusal(Reject.BAD_VALUE, "amount", amount, "above 0")
    return amount
