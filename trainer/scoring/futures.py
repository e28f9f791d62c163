"""Futures that could have been: the past's own bars drawn again, their direction left to chance (scoring design, 2).

A price of these futures is an exact martingale, so every stop and target is worth 0 before costs. They repeat the
past and are no worst case: nothing built on bars up to 11 March 2020 foresaw the day after.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trainer.core.clock import DAY_MS, HOUR_MS
from trainer.market.candles import Candles, FloatArray, IntArray
from trainer.scoring.settings import DEFAULTS

GENERATOR_VERSION = 1
PATHS = DEFAULTS.paths
Told = Callable[[int, int], object]
"""Hears how many are done, of how many; it may raise to stop the work."""
RawArray = NDArray[np.uint64]
BoolArray = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Past:
    """What the generator knows: shapes of past bars in units of their own volatility, and the volatility now.

    `shapes` has shape (3, n): close/open, high/open, low/open as logs, mean square of the first 1. `variance` and
    `mean` are variances of one bar's log return, now and over the window. `is_short` marks under three days.
    """

    price: float
    shapes: FloatArray
    variance: float
    mean: float
    timeframe_ms: int
    is_short: bool

    @property
    def decay(self) -> float:
        """Weight a of the newest bar in the moving variance."""
        return _weight(max(DEFAULTS.half_life_ms / self.timeframe_ms, DEFAULTS.least_bars))


@dataclass(frozen=True, eq=False)
class Futures:
    """N paths of T bars from `price`; log prices relative to it, arrays of shape (T, N), float64.

    `lowest` and `highest` are the running extremes, which make a first passage a binary search.
    """

    price: float
    timeframe_ms: int
    close: FloatArray
    high: FloatArray
    low: FloatArray
    lowest: FloatArray
    highest: FloatArray
    is_short: bool = False

    @property
    def bars(self) -> int:
        """T."""
        return len(self.close)

    @property
    def paths(self) -> int:
        """N."""
        return int(self.close.shape[1])


def past_of(candles: Candles, bar: int) -> Past | None:
    """What bars up to and with `bar` tell; None under one day or 24 bars of them, or where nothing ever moved."""
    step = candles.timeframe_ms
    needed = max(DEFAULTS.least_bars, DAY_MS // step)
    if bar + 1 < needed:
        return None
    window = slice(max(0, bar + 1 - DEFAULTS.window_days * DAY_MS // step), bar + 1)
    opened = np.log(candles.open[window])
    bars = np.stack([np.log(column[window]) - opened for column in (candles.close, candles.high, candles.low)])
    mean = float(np.mean(bars[0] ** 2))
    if mean <= 0.0:
        return None
    before, now = _moving(bars[0], mean, _weight(max(DEFAULTS.half_life_ms / step, DEFAULTS.least_bars)))
    shapes = bars / np.sqrt(np.maximum(before, DEFAULTS.variance_floor * float(np.median(before))))
    shapes /= np.maximum(1.0, np.abs(shapes).max(axis=0) / DEFAULTS.largest_shape)
    shapes /= np.sqrt(np.mean(shapes[0] ** 2))
    is_short = shapes.shape[1] * step < DEFAULTS.short_days * DAY_MS
    return Past(float(candles.close[bar]), shapes, now, mean, step, is_short)


def _weight(half_life: float) -> float:
    return float(1.0 - 0.5 ** (1.0 / half_life))


def _moving(returns: FloatArray, start: float, weight: float) -> tuple[FloatArray, float]:
    """Exponentially weighted variance before each bar, and after the last one."""
    before = np.empty(len(returns))
    variance = start
    for place, square in enumerate((returns * returns).tolist()):
        before[place] = variance
        variance += weight * (square - variance)
    return before, variance


def seed_of(scenario_id: str, bar: int, batch: int = 0) -> int:
    """128 bits of SHA-256 over scenario, bar and generator version; never the take, so another try meets the same."""
    text = f"{scenario_id}|{bar}|{GENERATOR_VERSION}" + (f"|{batch}" if batch else "")
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:16], "little")


def futures(past: Past, seed: int, bars: int, paths: int = PATHS, told: Told | None = None) -> Futures:
    """Draw `paths` futures of `bars` bars: stationary bootstrap, circular, each bar's direction a coin of its own.

    Politis and Romano (1994) for the blocks; log price += r - ln cosh r with r = sign sqrt(v) z makes the price a
    martingale given the volatility. Raw Philox output, so that a seed means the same on every machine. Before each
    part `told` hears how many paths are drawn, of how many; what it raises ends the work.
    """
    source = np.random.Philox(key=seed)
    close, high, low, lowest, highest = (np.empty((bars, paths)) for _ in range(5))
    for first in range(0, paths, DEFAULTS.chunk):
        if told is not None:
            told(first, paths)
        part = np.s_[:, first : min(paths, first + DEFAULTS.chunk)]
        width = min(paths, first + DEFAULTS.chunk) - first
        raw = source.random_raw(bars * width).reshape(bars, width)
        close[part], high[part], low[part] = _chunk(past, raw)
        np.minimum.accumulate(low[part], axis=0, out=lowest[part])
        np.maximum.accumulate(high[part], axis=0, out=highest[part])
    return Futures(past.price, past.timeframe_ms, close, high, low, lowest, highest, past.is_short)


def _chunk(past: Past, raw: RawArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Close, high and low of some paths, few enough to stay in the processor's cache."""
    place, is_up = _drawn(raw, past)
    body, above, below = (np.take(shape, place) for shape in past.shapes)
    scale = _volatility(past, body)
    body *= scale
    drift = _log_cosh(body)
    above *= scale
    below *= scale
    high = np.where(is_up, above, -below)
    low = np.where(is_up, below, -above)
    np.negative(body, where=~is_up, out=body)
    body -= drift
    close = np.cumsum(body, axis=0, out=body)
    high[1:] += close[:-1]
    low[1:] += close[:-1]
    np.maximum(high, close, out=high)
    np.minimum(low, close, out=low)
    return close, high, low


def _drawn(raw: RawArray, past: Past) -> tuple[IntArray, BoolArray]:
    """Index of the past bar at every step, shape (T, N), and whether it keeps its direction."""
    count = past.shapes.shape[1]
    length = DEFAULTS.block_bars_from_hour if past.timeframe_ms >= HOUR_MS else DEFAULTS.block_bars
    is_up = (raw & np.uint64(1)).astype(bool)
    begins = ((raw >> np.uint64(1)) & np.uint64(0x3FFFFFFF)) < np.uint64(0x40000000 // length)
    begins[0] = True
    starts = ((raw >> np.uint64(32)) * np.uint64(count)) >> np.uint64(32)
    steps = np.arange(len(raw), dtype=np.int64)[:, None]
    newest = np.maximum.accumulate(np.where(begins, steps, 0), axis=0)
    place = np.take_along_axis(starts.astype(np.int64), newest, axis=0)
    place += steps
    place -= newest
    return place % count, is_up


def _volatility(past: Past, shapes: FloatArray) -> FloatArray:
    """Standard deviation of every bar, shape (T, N): it follows the drawn bars and reverts to the window's mean."""
    decay = past.decay
    revert = _weight(DEFAULTS.revert_ms / past.timeframe_ms)
    ceiling = DEFAULTS.variance_cap * max(past.variance, past.mean)
    growth = shapes * shapes
    growth *= decay
    growth += 1.0 - decay
    growth *= 1.0 - revert
    pull = revert * past.mean
    found = np.empty_like(shapes)
    variance = np.full(shapes.shape[1], past.variance)
    for step in range(len(shapes)):
        found[step] = variance
        variance *= growth[step]
        variance += pull
        np.minimum(variance, ceiling, out=variance)
    return np.sqrt(found, out=found)


def _log_cosh(value: FloatArray) -> FloatArray:
    """ln cosh of small returns by its series; where a bar moves more than 5 %, by the functions themselves."""
    square = value * value
    found: FloatArray = square * (0.5 + square * (-1.0 / 12.0 + square * (1.0 / 45.0 - square * (17.0 / 2520.0))))
    large = np.abs(value) > 0.05
    if bool(large.any()):
        found[large] = np.log(np.cosh(value[large]))
    return found
