"""The market moves: skip to the next bar that meets an armed level or time, work it, go on."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from trainer.core.units import exact, in_context
from trainer.engine.bar import step_bar
from trainer.engine.events import Event
from trainer.engine.margin import liquidation_price, stricter_from
from trainer.engine.market import Market
from trainer.engine.state import Order, State
from trainer.engine.words import TriggerSource
from trainer.market.candles import Candles

SLACK = 1e-9
FIRST_CHUNK = 128
LARGEST_CHUNK = 65_536


@dataclass(frozen=True, slots=True)
class Armed:
    """Float levels of one series: a low at or under `down`, or a high at or over `up`, proposes the bar."""

    down: float
    up: float

    @property
    def is_empty(self) -> bool:
        """Whether no price can meet anything."""
        return self.down == -np.inf and self.up == np.inf


@in_context
def advance(state: State, market: Market, start: int, stop: int) -> tuple[State, tuple[Event, ...]]:
    """Let base bars [start, stop) pass. Cutting the range in two, or stepping every bar, changes nothing."""
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
        bar += 1
    return state, tuple(events)


def _next_bar(state: State, market: Market, start: int, stop: int) -> int:
    """First bar in [start, stop) that may meet something, else `stop`: too much at times, never too little."""
    if state.position is None and not state.orders:
        return stop
    stop = min(stop, _next_time(state, market, start, stop))
    last, mark = _armed(state, market)
    found = _search(market.last, last, start, stop)
    if not mark.is_empty:
        found = min(found, _search(market.mark, mark, start, found))
    for order in state.orders:
        if order.trail is not None and not order.is_waiting:
            found = _search_trailing(_series(market, order), order, start, found)
    return found


def _series(market: Market, order: Order) -> Candles:
    return market.mark if order.source is TriggerSource.MARK else market.last


def _trail(state: State, market: Market, start: int, stop: int) -> State:
    """Trailing stops after bars [start, stop), in which none of them fired."""
    if stop <= start or all(order.trail is None for order in state.orders):
        return state
    moved = []
    for order in state.orders:
        candles = _series(market, order)
        best = candles.high[start:stop].max() if order.falls else candles.low[start:stop].min()
        moved.append(order.trailed(exact(best)))
    return replace(state, orders=tuple(moved))


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
    """First bar at or after start whose open meets a funding stamp, an expiry or a time exit."""
    best = stop
    if state.position is not None:
        place = int(np.searchsorted(np.asarray(market.funding_bars, dtype=np.int64), start))
        if place < len(market.funding_bars):
            best = min(best, market.funding_bars[place])
    times = [order.expires for order in state.orders if order.expires is not None]
    if state.position is not None and state.position.time_exit is not None:
        times.append(state.position.time_exit)
    if times:
        best = min(best, max(start, int(np.searchsorted(market.last.time_ms, min(times)))))
    return best


def _armed(state: State, market: Market) -> tuple[Armed, Armed]:
    """Levels on last and on mark, widened by the search slack."""
    levels: dict[TriggerSource, tuple[list[float], list[float]]] = {source: ([], []) for source in TriggerSource}
    for order in state.orders:
        if order.trail is not None and not order.is_waiting:
            continue  # its level moves: searched apart
        levels[order.source][0 if order.falls else 1].append(float(order.level))
    liquidation = liquidation_price(state, market.rules)
    if liquidation is not None and state.position is not None:
        levels[TriggerSource.MARK][0 if state.position.size > 0 else 1].append(float(liquidation))
    border = None if state.position is None else stricter_from(market.rules, state.position)
    if border is not None and state.position is not None:
        levels[TriggerSource.MARK][1 if state.position.size > 0 else 0].append(float(border))
    result = []
    for down, up in levels.values():
        lowest = max(down) * (1 + SLACK) if down else -np.inf
        highest = min(up) * (1 - SLACK) if up else np.inf
        result.append(Armed(float(lowest), float(highest)))
    return result[0], result[1]


def _search(candles: Candles, armed: Armed, start: int, stop: int) -> int:
    """First bar in [start, stop) whose range meets an armed level, in growing chunks."""
    if armed.is_empty:
        return stop
    chunk = FIRST_CHUNK
    while start < stop:
        end = min(stop, start + chunk)
        hits = (candles.low[start:end] <= armed.down) | (candles.high[start:end] >= armed.up)
        place = int(hits.argmax())
        if hits[place]:
            return start + place
        start = end
        chunk = min(chunk * 4, LARGEST_CHUNK)
    return stop
