"""First passage: on which bar each future meets a stop, a target or the liquidation price, and what it pays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from trainer.market.candles import Candles, FloatArray, IntArray
from trainer.scoring.futures import Futures


class Ending(IntEnum):
    """How a path ends for the position."""

    HELD = 0
    STOPPED = 1
    TARGET = 2
    LIQUIDATED = 3
    UNFILLED = 4


@dataclass(frozen=True, slots=True)
class Levels:
    """Prices a position ends at; `sign` +1 for a long.

    `entry` is the price a resting entry still waits for: a limit behind the market, or a trigger ahead of it.
    """

    sign: int
    stop: float | None
    target: float | None
    liquidation: float | None
    entry: float | None = None
    is_trigger: bool = False


@dataclass(frozen=True, eq=False)
class Exits:
    """Per path, shape (N,): how it ended, on which bar (T when held to the end), at which price before costs.

    `entered` is the bar of the fill, -1 for a position held from now on and T for an entry that never filled.
    """

    ending: NDArray[np.int8]
    bar: IntArray
    price: FloatArray
    entered: IntArray

    def share(self, ending: Ending) -> float:
        """Share of all paths that end so."""
        return float(np.mean(self.ending == ending))


def last_to_end(parts: Sequence[Exits]) -> Exits:
    """Of a position closed in parts, where each path ends its last one."""
    found = parts[0]
    for one in parts[1:]:
        later = one.bar > found.bar
        found = Exits(
            np.where(later, one.ending, found.ending), np.where(later, one.bar, found.bar),
            np.where(later, one.price, found.price), found.entered,
        )  # fmt: skip
    return found


@dataclass(slots=True)
class Passages:
    """First passages over one set of futures; a level asked twice is searched once."""

    futures: Futures
    _known: dict[tuple[float, bool], IntArray] = field(default_factory=dict)

    def first(self, level: float, *, falls: bool, through: bool = False) -> IntArray:
        """First bar whose low (high) touches a price, T where none does; `through` asks for a tick more than touch."""
        price = np.nextafter(level, 0.0 if falls else np.inf) if through else level
        key = (price, falls)
        if key not in self._known:
            self._known[key] = self._search(float(np.log(price / self.futures.price)), falls=falls)
        return self._known[key]

    def _search(self, level: float, *, falls: bool) -> IntArray:
        """Binary search in the running extreme, all paths at once."""
        futures = self.futures
        extreme = futures.lowest if falls else futures.highest
        low = np.zeros(futures.paths, dtype=np.int64)
        high = np.full(futures.paths, futures.bars, dtype=np.int64)
        columns = np.arange(futures.paths)
        for _ in range(futures.bars.bit_length()):
            middle = np.minimum((low + high) // 2, futures.bars - 1)
            found = extreme[middle, columns]
            met = (found <= level) if falls else (found >= level)
            open_still = low < high
            high = np.where(open_still & met, middle, high)
            low = np.where(open_still & ~met, middle + 1, low)
        return low

    def exits(self, levels: Levels, bars: int | None = None) -> Exits:
        """Where every path ends within `bars` (all by default).

        As in the engine's adverse rule a bar goes first against the position: in one bar liquidation and stop come
        before the target, and of those two the nearer.
        """
        futures = self.futures
        end = futures.bars if bars is None else min(bars, futures.bars)
        entered = self._entered(levels)
        against, level, ending = self._against(levels, entered)
        ahead = self._ahead(levels, entered)
        last = futures.close[end - 1] if end else np.zeros(futures.paths)
        price = futures.price * np.exp(last)
        kind = np.full(futures.paths, Ending.HELD, dtype=np.int8)
        bar = np.full(futures.paths, end, dtype=np.int64)
        if levels.target is not None:
            met = (ahead < end) & (ahead < against)
            kind[met], bar[met], price[met] = Ending.TARGET, ahead[met], levels.target
        if level is not None:
            met = (against < end) & (against <= ahead)
            kind[met], bar[met], price[met] = ending, against[met], level
        waits = entered >= end
        kind[waits], bar[waits] = Ending.UNFILLED, end
        return Exits(kind, bar, price, entered)

    def _entered(self, levels: Levels) -> IntArray:
        """Bar of the fill: limits when traded through, triggers on touch."""
        if levels.entry is None:
            return np.full(self.futures.paths, -1, dtype=np.int64)
        falls = (levels.sign > 0) is not levels.is_trigger
        return self.first(levels.entry, falls=falls, through=not levels.is_trigger)

    def _against(self, levels: Levels, entered: IntArray) -> tuple[IntArray, float | None, Ending]:
        """First passage of whichever of stop and liquidation price lies nearer."""
        wall, stop = levels.liquidation, levels.stop
        stops_first = stop is not None and (wall is None or (stop - wall) * levels.sign > 0)
        level = stop if stops_first else wall
        if level is None:
            return np.full(self.futures.paths, self.futures.bars, dtype=np.int64), None, Ending.HELD
        falls = levels.sign > 0
        first = self._after(level, entered + 1, falls=falls) if levels.is_trigger else self.first(level, falls=falls)
        return first, level, Ending.STOPPED if stops_first else Ending.LIQUIDATED

    def _ahead(self, levels: Levels, entered: IntArray) -> IntArray:
        """First passage of the target, for a limit entry of those from its fill on."""
        if levels.target is None:
            return np.full(self.futures.paths, self.futures.bars, dtype=np.int64)
        falls = levels.sign < 0
        if levels.entry is None or levels.is_trigger:
            return self.first(levels.target, falls=falls)
        return self._after(levels.target, entered, falls=falls)

    def _after(self, price: float, since: IntArray, *, falls: bool) -> IntArray:
        """First touch of a price on a bar not before `since`; the running extreme cannot tell it."""
        futures = self.futures
        level = float(np.log(price / futures.price))
        met = (futures.low <= level) if falls else (futures.high >= level)
        met &= np.arange(futures.bars)[:, None] >= since[None, :]
        return np.where(met.any(axis=0), met.argmax(axis=0), futures.bars)


def as_candles(past: Candles, futures: Futures, path: int) -> Candles:
    """The past with one future after it, for the engine itself; each bar carries the past's mean volume."""
    step, bars = past.timeframe_ms, futures.bars
    close = futures.price * np.exp(futures.close[:, path])
    opened = np.concatenate(([futures.price], close[:-1]))
    high = np.maximum(futures.price * np.exp(futures.high[:, path]), np.maximum(opened, close))
    low = np.minimum(futures.price * np.exp(futures.low[:, path]), np.minimum(opened, close))
    times = int(past.time_ms[-1]) + step * np.arange(1, bars + 1, dtype=np.int64)
    fresh = (opened, high, low, close, np.full(bars, float(past.volume.mean())))
    opened, high, low, close, volume = (np.concatenate(pair) for pair in zip(past.columns[1:], fresh, strict=True))
    return Candles(np.concatenate((past.time_ms, times)), opened, high, low, close, volume, step)
