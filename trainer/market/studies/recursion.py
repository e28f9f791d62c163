"""Building blocks of indicators: rows that are filled from a bar on, and windows over columns."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from trainer.market.candles import FloatArray, IntArray
from trainer.market.indicators import smooth
from trainer.market.studies.study import BarColumns

Inputs = Callable[[int], FloatArray]
"""Inputs of bars [first, n) for a first bar."""
DAY_MS = 86_400_000
_BLOCK = 8192


def fill_mean(row: FloatArray, start: int, inputs: Inputs, length: int, begin: int = 0) -> None:
    """Fill row[start:] with the mean of the last length inputs, the first input being that of bar begin; else NaN."""
    first = max(begin, start - length + 1)
    values = inputs(first) if first < len(row) else row[:0]
    row[start:] = np.nan
    if len(values) >= length:
        means = window_sums(values, length) / length
        row[first + length - 1 :] = means


def fill_smooth(row: FloatArray, start: int, inputs: Inputs, length: int, alpha: float, begin: int = 0) -> None:
    """Fill row[start:] with y += alpha * (x - y), begun with the mean of the first length inputs from bar begin."""
    seed_at = begin + length - 1
    if start <= seed_at:
        row[start:seed_at] = np.nan
        if len(row) <= seed_at:
            return
        row[seed_at] = inputs(begin)[:length].mean()
        start = seed_at + 1
    if start < len(row):
        row[start:] = smooth(inputs(start), alpha, float(row[start - 1]))


def ema_alpha(length: float) -> float:
    """Weight of the newest value of an exponential average."""
    return 2.0 / (length + 1.0)


def window_sums(values: FloatArray, length: int) -> FloatArray:
    """Sums of length neighbours, shape (n - length + 1,); worked in blocks so that digits are not lost on the way."""
    count = len(values) - length + 1
    if count == 1:  # the bar that is appended
        return np.array([values.sum()])
    result = np.empty(max(0, count))
    for first in range(0, count, _BLOCK):
        part = values[first : min(first + _BLOCK, count) + length - 1]
        centre = float(part[0])
        sums = np.concatenate(([0.0], np.cumsum(part - centre)))
        result[first : first + _BLOCK] = sums[length:] - sums[:-length] + centre * length
    return result


def window_deviation(values: FloatArray, length: int) -> FloatArray:
    """Standard deviation over length neighbours (divided by length), shape (n - length + 1,)."""
    if len(values) == length:
        deviation: FloatArray = values[None, :].std(axis=1)
        return deviation
    windows = np.lib.stride_tricks.sliding_window_view(values, length)
    result = np.empty(len(windows))
    for first in range(0, len(windows), _BLOCK):
        windows[first : first + _BLOCK].std(axis=1, out=result[first : first + _BLOCK])
    return result


def window_highest(values: FloatArray, length: int) -> FloatArray:
    """Highest of length neighbours, shape (n - length + 1,), in steps that double the reach."""
    reach, best = 1, values
    while reach * 2 <= length:
        best = np.maximum(best[:-reach], best[reach:])
        reach *= 2
    rest = length - reach
    return np.maximum(best[: len(best) - rest], best[rest:]) if rest else best


def window_lowest(values: FloatArray, length: int) -> FloatArray:
    """Lowest of length neighbours, shape (n - length + 1,)."""
    return -window_highest(-values, length)


def true_range(bars: BarColumns, first: int) -> FloatArray:
    """True range of bars [first, n), first at least 1, after Wilder (New Concepts in Technical Trading, 1978)."""
    before = bars.close[first - 1 : -1]
    return np.maximum(bars.high[first:], before) - np.minimum(bars.low[first:], before)


def typical(bars: BarColumns, first: int) -> FloatArray:
    """Mean of high, low and close of bars [first, n)."""
    return (bars.high[first:] + bars.low[first:] + bars.close[first:]) / 3.0


def period_of(time_ms: IntArray, length_ms: int, offset_ms: int = 0) -> IntArray:
    """Number of the period (day, week) of each time, UTC."""
    result: IntArray = (time_ms - offset_ms) // length_ms
    return result


def first_of_period(time_ms: IntArray, bar: int, length_ms: int, offset_ms: int = 0) -> int:
    """First bar of the period that holds this bar."""
    begins = (int(time_ms[bar]) - offset_ms) // length_ms * length_ms + offset_ms
    return int(np.searchsorted(time_ms[: bar + 1], begins))
