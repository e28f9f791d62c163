"""The path of one bar after its open: what is met, in the order in which it is met."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from trainer.core.units import ONE, ZERO
from trainer.engine.book import Book
from trainer.engine.lanes import excess, lane_numbers
from trainer.engine.liquidation import liquidate, refill
from trainer.engine.margin import liquidation_price
from trainer.engine.market import Market
from trainer.engine.path import MARK, BarPrices, Leg, legs_of, reach
from trainer.engine.state import Order, State
from trainer.engine.triggers import fire, meets, priority
from trainer.engine.words import MarginMode, OrderKind, Phase, TriggerSource

MOST_EVENTS = 10_000
BISECTIONS = 40


@dataclass(frozen=True, slots=True)
class Meeting:
    """Something met at a fraction of a leg: an order of a slot, or (order None) the liquidation of its position."""

    key: tuple[Decimal, int, int]
    lane: int
    order: Order | None
    price: Decimal
    is_tied: bool = False


def walk(state: State, market: Market, bar: int, bars: list[BarPrices], low_first: list[bool]) -> Book:
    """Follow open - extreme - extreme - close of all symbols together and fire what is met, nearest first."""
    book = Book(state, market, bar, Phase.PATH, [one.mark.open for one in bars])
    lanes = lane_numbers(state)
    for legs in legs_of(bars, low_first):
        done = ZERO
        for _ in range(MOST_EVENTS):
            met = _next_on(book, legs, lanes, done)
            if met is None:
                break
            done = met.key[0]
            _meet(book, legs, met, done)
        for lane in lanes:
            book.focus(lane)
            if book.has_trails:
                book.trail(legs[lane // 2].ends())
    return book


def _meet(book: Book, legs: list[Leg], met: Meeting, done: Decimal) -> None:
    """Fire the order, or run the ladder."""
    _stand(book, legs, done)
    book.focus(met.lane)
    leg, order = legs[met.lane // 2], met.order
    if order is not None:
        own = order.source is TriggerSource.LAST or book.market.series(order.source) is book.market.last
        fire(book, order, met.price if own else leg.at(TriggerSource.LAST, done), met.price)
        return
    book.tied = book.tied or met.is_tied
    if refill(book, met.price):
        return
    lasts = [piece.at(TriggerSource.LAST, done) for piece in legs]
    if not book.market.has_mark:
        lasts[met.lane // 2] = met.price
    liquidate(book, met.price, lasts)


def _stand(book: Book, legs: list[Leg], done: Decimal) -> None:
    """Let all marks stand at this fraction."""
    book.marks = [leg.at(MARK, done) for leg in legs]


def _next_on(book: Book, legs: list[Leg], lanes: tuple[int, ...], done: Decimal) -> Meeting | None:
    """The next meeting at or after a fraction of the leg."""
    _stand(book, legs, done)
    best: Meeting | None = None
    joint = False
    for lane in lanes:
        book.focus(lane)
        leg = legs[lane // 2]
        own = _liquidation_on(book, leg, done)
        if own is not None and (best is None or own.key < best.key):
            best = own
        joint = joint or _is_joint(book)
    if joint:
        account = _account_on(book, legs, lanes, done)
        if account is not None and (best is None or account.key < best.key):
            best = account
    for lane in lanes:
        book.focus(lane)
        best = _order_on(book, legs[lane // 2], done, best)
    return best


def _is_joint(book: Book) -> bool:
    """Whether the position in focus shares its balance with another cross position."""
    position = book.state.position
    return position is not None and position.mode is MarginMode.CROSS and book.beside().crosses > 0


def _liquidation_on(book: Book, leg: Leg, done: Decimal) -> Meeting | None:
    """Where the position in focus reaches its own liquidation price."""
    position = book.state.position
    if position is None or book.state.ladder_bar == book.bar or _is_joint(book):
        return None
    level = liquidation_price(book.state, book.rules, book.beside())
    if level is None:
        return None
    falls, here = position.size > 0, leg.at(MARK, done)
    at = reach(here, leg.mark, level, falls=falls, through=False, done=done)
    if at is None:
        return None
    return Meeting((at, 0, 0), book.state.lane, None, min(level, here) if falls else max(level, here))


def _account_on(book: Book, legs: list[Leg], lanes: tuple[int, ...], done: Decimal) -> Meeting | None:
    """Where the equity of several cross positions no longer covers their requirement, to 2^-40 of the leg."""
    for lane in lanes:
        book.focus(lane)
        if _is_joint(book):
            break
    if book.state.ladder_bar == book.bar:
        return None

    def left(fraction: Decimal) -> Decimal:
        book.marks = [leg.at(MARK, fraction) for leg in legs]
        return excess(book.state, book.rules, book.mark, book.beside())

    low, high = done, ONE
    if left(low) <= 0:
        high = low
    elif left(high) > 0:
        _stand(book, legs, done)
        return None
    else:
        for _ in range(BISECTIONS):
            middle = (low + high) / 2
            if left(middle) > 0:
                low = middle
            else:
                high = middle
    _stand(book, legs, done)
    return Meeting((high, 0, 0), book.state.lane, None, legs[book.state.lane // 2].at(MARK, high))


def _order_on(book: Book, leg: Leg, done: Decimal, best: Meeting | None) -> Meeting | None:
    """The nearest of `best` and what the orders of the slot in focus meet."""
    for order in book.state.orders if book.market.trades_at(book.bar) else ():
        here = leg.at(order.source, done)
        limit = order.kind is OrderKind.LIMIT
        at = reach(here, leg.of(order.source), order.level, falls=order.falls, through=limit, done=done)
        if at is None:
            continue
        key = (at, *priority(order))
        if best is not None and best.order is None and at == best.key[0]:
            best = replace(best, is_tied=True)
        if best is None or key < best.key:
            best = Meeting(key, book.state.lane, order, here if meets(order, here) else order.level)
    return best
