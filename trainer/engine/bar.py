"""One bar, worked exactly: its open, then a path through its extremes (design: inside one bar)."""

from __future__ import annotations

from decimal import Decimal

from msgspec import structs

from trainer.core.frozen import changed
from trainer.core.units import ZERO, money
from trainer.engine.book import Book, Fill
from trainer.engine.costs import slipped
from trainer.engine.events import AutoDeleveraged, Event, FundingPaid, OrderExpired
from trainer.engine.lanes import focus, lane_numbers
from trainer.engine.liquidation import is_due, liquidate
from trainer.engine.margin import liquidation_price
from trainer.engine.market import FundingStamp, Market
from trainer.engine.path import BarPrices, bar_prices
from trainer.engine.state import Order, Position, State
from trainer.engine.triggers import fire, meets, priority
from trainer.engine.walk import MOST_EVENTS, walk
from trainer.engine.words import MarginMode, PathRule, Phase


def step_bar(state: State, market: Market, bar: int) -> tuple[State, list[Event]]:
    """Work one bar from its open to its close; events of an ambiguous bar all carry the flag."""
    bars = [bar_prices(one, bar) for one in market.markets]
    book = Book(state, market, bar, Phase.OPEN, [one.mark.open for one in bars])
    _open_phase(book, bars)
    after_open, opened = book.freeze(), book.events
    near = _near(after_open, market, bars[0])
    if near == 0:
        return after_open, opened
    low_first = _low_first(after_open, market, bars)
    walked = walk(after_open, market, bar, bars, low_first)
    closed = walked.freeze()
    if not walked.events:
        return closed, opened
    events = opened + walked.events
    if walked.tied or (
        not (near == 1 and _is_closed(after_open, closed))
        and walk(after_open, market, bar, bars, [not low for low in low_first]).events != walked.events
    ):
        events = [structs.replace(event, ambiguous=True) for event in events]
    return closed, events


def _near(state: State, market: Market, bar: BarPrices) -> int | None:
    """How many levels of one position lie within the bar, where the path knows but one series; else None."""
    if state.others or market.has_mark or market.index is not None:
        return None
    low, high, found = bar.last.low, bar.last.high, 0
    for order in state.orders:
        if order.trail is not None:
            return None
        found += low <= order.level if order.falls else high >= order.level
    position, line = state.position, liquidation_price(state, market.rules)
    if position is not None and line is not None:
        found += low <= line if position.size > 0 else high >= line
    return found


def _is_closed(before: State, after: State) -> bool:
    """Whether all that happened is that a position was left: then the way to a single level does not matter."""
    if before.position is None or after.position is not None or after.orders:
        return False
    return all(order.reduce_only for order in before.orders)


def _low_first(state: State, market: Market, bars: list[BarPrices]) -> list[bool]:
    """By symbol. Adverse: the bad extreme of the net position first; flat or adaptive: the nearer one, low on a tie."""
    net = [ZERO] * len(bars)
    for lane in lane_numbers(state) if market.path_rule is PathRule.ADVERSE else ():
        position = focus(state, lane).position
        if position is not None:
            net[lane // 2] += position.size
    return [
        size > 0 if size != 0 else one.last.open - one.last.low <= one.last.high - one.last.open
        for size, one in zip(net, bars, strict=True)
    ]


def _open_phase(book: Book, bars: list[BarPrices]) -> None:
    lanes = lane_numbers(book.state)
    for happen in (_expire, _time_exit, _deleverage, _settle_funding):
        for lane in lanes:
            book.focus(lane)
            happen(book, bars[lane // 2])
    lasts = [one.last.open for one in bars]
    for lane in lanes:
        book.focus(lane)
        _liquidate_due(book, lasts)
        if 0 <= book.state.ladder_bar < book.bar:
            book.set(ladder_bar=-1)
    _fire_crossed(book, bars, lanes, lasts)
    for lane in lanes:
        book.focus(lane)
        if book.has_trails:
            book.trail(bars[lane // 2].opens())


def _expire(book: Book, bar: BarPrices) -> None:
    for order in book.state.orders:
        if order.expires is not None and order.expires <= book.time_ms:
            book.drop(order.order_id)
            book.emit(OrderExpired, order.order_id)


def _fire_crossed(book: Book, bars: list[BarPrices], lanes: tuple[int, ...], lasts: list[Decimal]) -> None:
    """Orders that the open crossed fill at the open, one after the other, and each may lead to a liquidation."""
    for _ in range(MOST_EVENTS):
        first = _first_crossed(book, bars, lanes)
        if first is None:
            return
        lane, order = first
        book.focus(lane)
        fire(book, order, lasts[lane // 2], bars[lane // 2].opens()[order.source])
        for one in lanes:
            book.focus(one)
            _liquidate_due(book, lasts)


def _liquidate_due(book: Book, lasts: list[Decimal]) -> None:
    if book.state.position is not None and is_due(book, book.mark):
        liquidate(book, book.mark, lasts)


def _first_crossed(book: Book, bars: list[BarPrices], lanes: tuple[int, ...]) -> tuple[int, Order] | None:
    """The first order that the open crossed, by rank and age."""
    found: tuple[tuple[int, int], int, Order] | None = None
    for lane in lanes:
        book.focus(lane)
        if not book.state.orders or not book.market.trades_at(book.bar):
            continue
        opens = bars[lane // 2].opens()
        for order in book.state.orders:
            if meets(order, opens[order.source]) and (found is None or priority(order) < found[0]):
                found = priority(order), lane, order
    return None if found is None else (found[1], found[2])


def _time_exit(book: Book, bar: BarPrices) -> None:
    position, price = book.state.position, bar.last.open
    if position is None or position.time_exit is None or position.time_exit > book.time_ms:
        return
    if not book.market.trades_at(book.bar):
        return
    side = position.side.opposite
    cost = slipped(book.market, max(0, book.bar - 1), side, position.quantity, price, ZERO)
    if cost is not None:
        book.fill(Fill("time-exit", side, position.quantity, price, cost, maker=False, reason="time_exit"))


def _deleverage(book: Book, bar: BarPrices) -> None:
    """A scripted auto-deleveraging: a share of a winning position is closed at the open, without fee or slippage."""
    price = bar.last.open
    for hazard in book.market.adl_by_bar.get(book.bar, ()):
        position = book.state.position
        if position is None or position.unrealised(price) <= 0:
            return
        size = min(position.quantity, max(book.rules.lot, book.lots(position.quantity * hazard.value)))
        realised, _ = book.reduce(size, price)
        book.emit(AutoDeleveraged, size=size, price=price, realised_pnl=realised)
        book.after_position()


def _settle_funding(book: Book, bar: BarPrices) -> None:
    for stamp in book.market.funding_by_bar.get(book.bar, ()):
        _fund(book, stamp, bar.mark.open)


def _fund(book: Book, stamp: FundingStamp, mark: Decimal) -> None:
    """payment = signed value at the mark * rate: positive rate, longs pay. Isolated: out of the position's margin."""
    position = book.state.position
    if position is None:
        return
    amount = money(position.side.sign * position.notional(mark) * stamp.rate)
    margin = position.margin - _out_of_margin(book, position, mark, amount)
    book.set(
        wallet=book.state.wallet - amount,
        position=changed(position, margin=margin, funding=position.funding + amount),
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
    return max(ZERO, amount - max(ZERO, book.free_margin(mark)))
