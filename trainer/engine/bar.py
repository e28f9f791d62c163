"""One bar, worked exactly: its open, then a path through its extremes (design: inside one bar)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from trainer.core.units import ZERO, exact, money
from trainer.engine.account import raw_free_margin
from trainer.engine.book import Book, Fill
from trainer.engine.costs import slipped
from trainer.engine.events import Event, FundingPaid, OrderExpired
from trainer.engine.liquidation import liquidate
from trainer.engine.margin import is_liquidated, liquidation_price
from trainer.engine.market import FundingStamp, Market
from trainer.engine.state import Order, Position, State
from trainer.engine.triggers import fire, meets, priority
from trainer.engine.words import MarginMode, OrderKind, PathRule, Phase, TriggerSource
from trainer.market.candles import Candles

MOST_EVENTS = 10_000


@dataclass(frozen=True, slots=True)
class Prices:
    """Open, high, low and close of one bar of one series."""

    open: Decimal
    high: Decimal
    low: Decimal
    close: Decimal

    def turns(self, *, low_first: bool) -> tuple[Decimal, Decimal, Decimal, Decimal]:
        """The four corners of the path."""
        first, second = (self.low, self.high) if low_first else (self.high, self.low)
        return self.open, first, second, self.close


@dataclass(frozen=True, slots=True)
class Leg:
    """A straight piece of the path on last and mark; both move by the same fraction."""

    last_from: Decimal
    last_to: Decimal
    mark_from: Decimal
    mark_to: Decimal

    def last_at(self, fraction: Decimal) -> Decimal:
        """Last price at a fraction of the leg."""
        return self.last_from + (self.last_to - self.last_from) * fraction

    def mark_at(self, fraction: Decimal) -> Decimal:
        """Mark price at a fraction of the leg."""
        return self.mark_from + (self.mark_to - self.mark_from) * fraction


def prices(candles: Candles, bar: int) -> Prices:
    """One bar as exact Decimals."""
    return Prices(
        exact(candles.open[bar]), exact(candles.high[bar]), exact(candles.low[bar]), exact(candles.close[bar])
    )


def step_bar(state: State, market: Market, bar: int) -> tuple[State, list[Event]]:
    """Work one bar from its open to its close; events of an ambiguous bar all carry the flag."""
    book = Book(state, market, bar, Phase.OPEN)
    last = prices(market.last, bar)
    mark = prices(market.mark, bar) if market.has_mark else last
    _open_phase(book, last, mark)
    after_open, opened = book.freeze(), list(book.events)
    low_first = _low_first(after_open, market, last)
    walked = _walk(after_open, market, bar, (last, mark), low_first=low_first)
    if not walked.events:
        return walked.freeze(), opened
    other = _walk(after_open, market, bar, (last, mark), low_first=not low_first)
    events = opened + walked.events
    if walked.tied or other.events != walked.events:
        events = [replace(event, ambiguous=True) for event in events]
    return walked.freeze(), events


def _low_first(state: State, market: Market, last: Prices) -> bool:
    """Adverse: the bad extreme of the net position first; flat or adaptive: the nearer one, a tie falls first."""
    if state.position is not None and market.path_rule is PathRule.ADVERSE:
        return state.position.size > 0
    return last.open - last.low <= last.high - last.open


# the open


def _open_phase(book: Book, last: Prices, mark: Prices) -> None:
    for order in book.state.orders:
        if order.expires is not None and order.expires <= book.time_ms:
            book.drop(order.order_id)
            book.emit(OrderExpired, order.order_id)
    _time_exit(book, last.open)
    for stamp in book.market.funding_by_bar.get(book.bar, ()):
        _fund(book, stamp, mark.open)
    if is_liquidated(book.state, book.rules, mark.open):
        liquidate(book, mark.open, last.open)
    for _ in range(MOST_EVENTS):
        crossed = [order for order in book.state.orders if meets(order, _open_of(order, last, mark))]
        if not crossed:
            break
        first = min(crossed, key=priority)
        fire(book, first, last.open, _open_of(first, last, mark))
        if is_liquidated(book.state, book.rules, mark.open):
            liquidate(book, mark.open, last.open)
    book.trail(last.open, mark.open)


def _open_of(order: Order, last: Prices, mark: Prices) -> Decimal:
    return mark.open if order.source is TriggerSource.MARK else last.open


def _time_exit(book: Book, price: Decimal) -> None:
    position = book.state.position
    if position is None or position.time_exit is None or position.time_exit > book.time_ms:
        return
    side = position.side.opposite
    cost = slipped(book.market, max(0, book.bar - 1), side, position.quantity, price, ZERO)
    if cost is not None:
        book.fill(Fill("time-exit", side, position.quantity, price, cost, maker=False, reason="time_exit"))


def _fund(book: Book, stamp: FundingStamp, mark: Decimal) -> None:
    """payment = signed value at the mark * rate: positive rate, longs pay. Isolated: out of the position's margin."""
    position = book.state.position
    if position is None:
        return
    amount = money(position.side.sign * position.notional(mark) * stamp.rate)
    margin = position.margin - _out_of_margin(book, position, mark, amount)
    book.set(
        wallet=book.state.wallet - amount,
        position=replace(position, margin=margin, funding=position.funding + amount),
    )
    book.add_totals(funding=amount)
    book.emit(FundingPaid, rate=stamp.rate, mark=mark, amount=amount)
    if book.rules.funding_from_wallet:
        book.after_position()


def _out_of_margin(book: Book, position: Position, mark: Decimal, amount: Decimal) -> Decimal:
    """The part of a funding payment that the isolated margin bears: all of it, or what free margin cannot."""
    if position.mode is not MarginMode.ISOLATED:
        return ZERO
    if not book.rules.funding_from_wallet:
        return amount
    return max(ZERO, amount - max(ZERO, raw_free_margin(book.state, book.rules, mark)))


# the path


def _walk(state: State, market: Market, bar: int, both: tuple[Prices, Prices], *, low_first: bool) -> Book:
    """Follow the path open - extreme - extreme - close and fire what it meets, nearest first."""
    book = Book(state, market, bar, Phase.PATH)
    last, mark = (series.turns(low_first=low_first) for series in both)
    for piece in range(3):
        leg = Leg(last[piece], last[piece + 1], mark[piece], mark[piece + 1])
        done = ZERO
        for _ in range(MOST_EVENTS):
            found = _next_on(book, leg, done)
            if found is None:
                break
            done, order, level = found
            if order is None:
                liquidate(book, level, leg.last_at(done) if market.has_mark else level)
            else:
                own = order.source is TriggerSource.LAST or not market.has_mark
                fire(book, order, level if own else leg.last_at(done), level)
        book.trail(leg.last_to, leg.mark_to)
    return book


def _next_on(book: Book, leg: Leg, done: Decimal) -> tuple[Decimal, Order | None, Decimal] | None:
    """The next meeting at or after a fraction: (fraction, order or None for liquidation, price there)."""
    best: tuple[tuple[Decimal, int, int], Order | None, Decimal] | None = None
    level = liquidation_price(book.state, book.rules)
    if level is not None and book.state.position is not None:
        falls = book.state.position.size > 0
        at = _reach(leg.mark_at(done), leg.mark_from, leg.mark_to, level, falls=falls, through=False, done=done)
        if at is not None:
            here = leg.mark_at(done)
            price = min(level, here) if falls else max(level, here)
            best = ((at, 0, 0), None, price)
    for order in book.state.orders:
        on_mark = order.source is TriggerSource.MARK
        start, stop = (leg.mark_from, leg.mark_to) if on_mark else (leg.last_from, leg.last_to)
        here = leg.mark_at(done) if on_mark else leg.last_at(done)
        limit = order.kind is OrderKind.LIMIT
        at = _reach(here, start, stop, order.level, falls=order.falls, through=limit, done=done)
        if at is None:
            continue
        key = (at, *priority(order))
        if best is not None and best[1] is None and at == best[0][0]:
            book.tied = True
        if best is None or key < best[0]:
            already = meets(order, here)
            best = (key, order, here if already else order.level)
    return None if best is None else (best[0][0], best[1], best[2])


def _reach(
    here: Decimal, start: Decimal, stop: Decimal, level: Decimal, *, falls: bool, through: bool, done: Decimal
) -> Decimal | None:
    """Fraction of the leg at which the level is met from `done` on, or None. `through`: a touch is not enough."""
    if _past(here, level, falls=falls, through=through):
        return done
    if stop == start or not _past(stop, level, falls=falls, through=through):
        return None
    return max(done, (level - start) / (stop - start))


def _past(price: Decimal, level: Decimal, *, falls: bool, through: bool) -> bool:
    if price == level:
        return not through
    return price < level if falls else price > level
