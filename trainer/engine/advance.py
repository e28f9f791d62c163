"""The market moves: skip to the next bar that meets an armed level or time, work it, go on."""

from __future__ import annotations

from decimal import Decimal
from math import inf

import numpy as np

from trainer.core.frozen import changed
from trainer.core.units import exact, in_context
from trainer.engine.bar import step_bar
from trainer.engine.beside import NOTHING, Beside
from trainer.engine.crowd import search_account
from trainer.engine.events import Event
from trainer.engine.lanes import beside_of, closes, focus, lane_numbers
from trainer.engine.margin import liquidation_price, stricter_from
from trainer.engine.market import Market
from trainer.engine.standing import Standing
from trainer.engine.state import Order, State
from trainer.engine.words import MarginMode, TriggerSource
from trainer.market.candles import Candles

SLACK = 1e-9
FIRST_CHUNK = 128
LARGEST_CHUNK = 65_536


@in_context
def advance(
    state: State, market: Market, start: int, stop: int, standings: list[Standing] | None = None
) -> tuple[State, tuple[Event, ...]]:
    """Let base bars [start, stop) pass. Cutting the range in two, or stepping every bar, changes nothing.

    The account after each bar with events is added to `standings`.
    """
    events: list[Event] = []
    bar = start
    while bar < stop:
        found = _next_bar(state, market, bar, stop)
        state = _trail(state, market, bar, found)
        bar = found
        if bar >= stop:
            break
        state, happened = step_bar(state, market, bar)
        events.extend(happened)
        if happened and standings is not None:
            standings.append(Standing(bar, state))
        bar += 1
    return state, tuple(events)


def _next_bar(state: State, market: Market, start: int, stop: int) -> int:
    """First bar in [start, stop) that may meet something, else `stop`: too much at times, never too little."""
    if state.is_idle:
        return stop
    if not state.others:
        return _next_of(state, market, NOTHING, start, stop)
    marks = closes(market, max(0, start - 1))
    joint = False
    for lane in lane_numbers(state):
        seen = focus(state, lane)
        beside = beside_of(seen, market, marks)
        stop = _next_of(seen, market.markets[lane // 2], beside, start, stop)
        is_cross = seen.position is not None and seen.position.mode is MarginMode.CROSS
        joint = joint or (is_cross and beside.crosses > 0)
    return search_account(state, market, start, stop) if joint else stop


def _next_of(state: State, market: Market, beside: Beside, start: int, stop: int) -> int:
    """The same for the slot in focus alone; the balance that several cross positions share is searched apart."""
    if state.position is None and not state.orders:
        return stop
    if state.ladder_bar >= 0:
        return start
    stop = min(stop, _next_time(state, market, start, stop))
    found = stop
    for series, down, up in _armed(state, market, beside):
        found = _search(series, down, up, start, found)
    for order in state.orders:
        if order.trail is not None and not order.is_waiting:
            found = _search_trailing(market.series(order.source), order, start, found)
    return found


def _trail(state: State, market: Market, start: int, stop: int) -> State:
    """Trailing stops after bars [start, stop), in which none of them fired."""
    if stop <= start:
        return state
    for lane in lane_numbers(state):
        seen = focus(state, lane)
        if any(order.trail is not None for order in seen.orders):
            state = changed(seen, orders=_trailed(seen, market.markets[lane // 2], start, stop))
    return focus(state, 0)


def _trailed(state: State, market: Market, start: int, stop: int) -> tuple[Order, ...]:
    moved = []
    for order in state.orders:
        candles = market.series(order.source)
        best = candles.high[start:stop].max() if order.falls else candles.low[start:stop].min()
        moved.append(order.trailed(exact(best)))
    return tuple(moved)


def _search_trailing(candles: Candles, order: Order, start: int, stop: int) -> int:
    """First bar in [start, stop) that may meet a trailing stop, its own best price included."""
    trail = order.trail
    if trail is None or trail.best is None:
        return stop
    best, chunk = float(trail.best), FIRST_CHUNK
    share, offset = float(trail.callback or 0), float(trail.offset or 0)
    while start < stop:
        end = min(stop, start + chunk)
        if order.falls:
            run = np.maximum.accumulate(np.maximum(candles.high[start:end], best))
            hits = candles.low[start:end] <= (run * (1 - share) - offset) * (1 + SLACK)
        else:
            run = np.minimum.accumulate(np.minimum(candles.low[start:end], best))
            hits = candles.high[start:end] >= (run * (1 + share) + offset) * (1 - SLACK)
        place = int(hits.argmax())
        if hits[place]:
            return start + place
        best, start, chunk = float(run[-1]), end, min(chunk * 4, LARGEST_CHUNK)
    return stop


def _next_time(state: State, market: Market, start: int, stop: int) -> int:
    """First bar at or after start whose open meets a funding stamp, a scripted event, an expiry or a time exit."""
    best = stop
    if state.position is not None and market.timed_bars:
        place = int(np.searchsorted(market.timed, start))
        if place < len(market.timed_bars):
            best = min(best, market.timed_bars[place])
    times = [order.expires for order in state.orders if order.expires is not None]
    if state.position is not None and state.position.time_exit is not None:
        times.append(state.position.time_exit)
    if times:
        best = min(best, max(start, int(np.searchsorted(market.last.time_ms, min(times)))))
    return best


def _armed(state: State, market: Market, beside: Beside) -> list[tuple[Candles, float, float]]:
    """(series, down, up), widened by the search slack: a low at or under `down`, or a high at or over `up`, proposes
    the bar."""
    levels: dict[int, tuple[Candles, float, float]] = {}

    def arm(source: TriggerSource, level: Decimal, *, falls: bool) -> None:
        series = market.series(source)
        _, down, up = levels.get(id(series), (series, -inf, inf))
        if falls:
            down = max(down, float(level) * (1 + SLACK))
        else:
            up = min(up, float(level) * (1 - SLACK))
        levels[id(series)] = series, down, up

    for order in state.orders:
        if order.trail is None or order.is_waiting:  # the level of an active one moves: searched apart
            arm(order.source, order.level, falls=order.falls)
    position = state.position
    if position is not None and (position.mode is MarginMode.ISOLATED or beside.crosses == 0):
        liquidation = liquidation_price(state, market.rules, beside)
        if liquidation is not None:
            arm(TriggerSource.MARK, liquidation, falls=position.size > 0)
        border = stricter_from(market.rules, position)
        if border is not None:
            arm(TriggerSource.MARK, border, falls=position.size < 0)
    return list(levels.values())


def _search(candles: Candles, down: float, up: float, start: int, stop: int) -> int:
    """First bar in [start, stop) whose range meets an armed level, in growing chunks."""
    chunk = FIRST_CHUNK
    while start < stop:
        end = min(stop, start + chunk)
        hits = (candles.low[start:end] <= down) | (candles.high[start:end] >= up)
        place = int(hits.argmax())
        if hits[place]:
            return start + place
        start = end
        chunk = min(chunk * 4, LARGEST_CHUNK)
    return stop
