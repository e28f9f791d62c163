"""A learner's command at the newest revealed bar: one answer, accepted or refused with the reason."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from trainer.core.clock import iso
from trainer.core.english import english
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
    PlaceScaled,
    RemoveMargin,
    SetAutoMargin,
    SetLeverage,
    SetPositionMode,
)
from trainer.engine.events import Event, OrderRejected
from trainer.engine.lanes import focus, lane_numbers
from trainer.engine.market import Market
from trainer.engine.orders import amend, cancel, close, place
from trainer.engine.scaled import place_scaled
from trainer.engine.settings import add_margin, remove_margin, set_auto_margin, set_leverage, set_position_mode
from trainer.engine.state import State
from trainer.engine.words import Phase, PositionMode, Reject, Side


@in_context
def apply(state: State, command: Command, market: Market, bar: int) -> tuple[State, tuple[Event, ...]]:
    """Ask the venue. A refused command leaves the account as it was and says why in one OrderRejected event."""
    book = Book(state, market, bar, Phase.COMMAND)
    try:
        _dispatch(book, command)
    except Refusal as refusal:
        told = book.state.lane
        book = Book(state, market, bar, Phase.COMMAND)
        book.speak_of(told or _addressed(book, command))
        order_id = getattr(command, "order_id", None)
        book.emit(
            OrderRejected, order_id, reason=str(refusal.reason), field=refusal.field, given=refusal.given,
            allowed=refusal.allowed,
        )  # fmt: skip
    return book.freeze(), tuple(book.events)


def _dispatch(book: Book, command: Command) -> None:
    if isinstance(command, Note):
        return
    if book.root.hazards and book.root.is_out(book.time_ms):
        raise Refusal(Reject.OUTAGE, "time", iso(book.time_ms), english("once the venue takes commands again"))
    if isinstance(command, SetPositionMode):
        set_position_mode(book, command)
        return
    for lane in _lanes(book, command):
        book.focus(lane)
        here = Here(book.market, book.bar, book.market.last_close(book.bar), book.mark)
        _act(book, here, command)


def _act(book: Book, here: Here, command: Command) -> None:
    """Carry a command out in the slot in focus."""
    match command:
        case PlaceOrder():
            place(book, here, replace(command, reduce_only=True) if _closes_leg(book, command) else command)
        case PlaceScaled():
            place_scaled(book, here, replace(command, reduce_only=True) if _closes_leg(book, command) else command)
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
        case SetAutoMargin():
            set_auto_margin(book, command)


def _closes_leg(book: Book, command: PlaceOrder | PlaceScaled) -> bool:
    """Whether an order turns against the leg it names, which only closes; refuses what a venue has no such flag for."""
    if book.leg is None:
        return False
    if command.reduce_only and not book.rules.hedge_reduce_only:
        raise Refusal(
            Reject.NOT_OFFERED, "reduce_only", "true", english("false; in hedge mode the position side says it")
        )
    return command.side is not book.leg


def _lanes(book: Book, command: Command) -> tuple[int, ...]:
    """Slots a command is about, in the order it is carried out."""
    state = book.state
    symbol, side = getattr(command, "symbol", None), getattr(command, "position_side", None)
    is_alone = not state.others and not book.root.others and state.position_mode is PositionMode.ONE_WAY
    if is_alone and side is None and symbol in (None, book.rules.symbol):
        return (0,)
    places = {one.symbol: place for place, one in enumerate(book.root.markets)}
    if symbol is not None and symbol not in places:
        raise Refusal(Reject.UNKNOWN_SYMBOL, "symbol", symbol, ", ".join(places))
    if isinstance(command, AmendOrder | CancelOrder):
        return _owners(state, command, None if symbol is None else places[symbol], side)
    first = 2 * places.get(symbol or "", 0)
    lanes = tuple(first + leg for leg in _legs(state, command))
    if isinstance(command, ClosePosition):
        return tuple(lane for lane in lanes if focus(state, lane).position is not None) or lanes[:1]
    return lanes


def _owners(state: State, command: AmendOrder | CancelOrder, place: int | None, side: Side | None) -> tuple[int, ...]:
    """Slots of this symbol and leg, as far as they are named; with an order's id the one it rests in."""
    if side is not None:
        _legs(state, command)
    meant = tuple(
        lane
        for lane in lane_numbers(state)
        if (place is None or lane // 2 == place)
        and (side is None or lane % 2 == (side is Side.SHORT))
        and (command.order_id is None or focus(state, lane).order(command.order_id) is not None)
    )
    if command.order_id is not None and not meant:
        raise Refusal(Reject.UNKNOWN_ORDER, "id", command.order_id, english("a resting order"))
    return meant


def _addressed(book: Book, command: Command) -> int:
    """The slot a command names, as far as it names one there is."""
    symbol, side = getattr(command, "symbol", None), getattr(command, "position_side", None)
    symbols = [one.symbol for one in book.root.markets]
    short = book.state.position_mode is PositionMode.HEDGE and side is Side.SHORT
    return 2 * (symbols.index(symbol) if symbol in symbols else 0) + short


def _legs(state: State, command: Command) -> tuple[int, ...]:
    """0 for the one position of a symbol; in hedge mode 0 for its long, 1 for its short leg, or both."""
    side = getattr(command, "position_side", None)
    if state.position_mode is PositionMode.ONE_WAY:
        if side is not None:
            raise Refusal(Reject.POSITION_SIDE, "position_side", side, english("nothing in one-way mode"))
        return (0,)
    if side is not None:
        return (0,) if side is Side.LONG else (1,)
    if isinstance(command, ClosePosition | SetLeverage):
        return (0, 1)
    raise Refusal(Reject.POSITION_SIDE, "position_side", "nothing", english("long or short in hedge mode"))


def _positive(amount: Decimal) -> Decimal:
    if not amount.is_finite() or amount <= 0:
        raise Refusal(Reject.BAD_VALUE, "amount", amount, english("above 0"))
    return amount
