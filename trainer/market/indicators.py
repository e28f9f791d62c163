"""Averages and ranges over columns of bars."""

from __future__ import annotations

import math

import numpy as np

from trainer.core.errors import FieldError
from trainer.market.candles import FloatArray


def sma(values: FloatArray, length: int) -> FloatArray:
    """Simple moving average, shape (n,); the first length - 1 values are NaN."""
    _check_length(length)
    result = np.full(len(values), np.nan)
    if len(values) >= length:
        windows = np.lib.stride_tricks.sliding_window_view(values, length)
        result[length - 1 :] = windows.mean(axis=1)
    return result


def ema(values: FloatArray, length: int) -> FloatArray:
    """Exponential moving average, shape (n,), begun with the simple average of the first length values; NaN before."""
    _check_length(length)
    return _seeded(values, length, 2.0 / (length + 1.0))


def atr(high: FloatArray, low: FloatArray, close: FloatArray, length: int) -> FloatArray:
    """Average true range after Wilder, shape (n,), in price units; the first length values are NaN."""
    _check_length(length)
    result = np.full(len(close), np.nan)
    if len(close) > 1:
        before = close[:-1]
        true_range = np.maximum(high[1:], before) - np.minimum(low[1:], before)
        result[1:] = _seeded(true_range, length, 1.0 / length)
    return result


def smooth(values: FloatArray, alpha: float, previous: float) -> FloatArray:
    """Exponential smoothing y += alpha * (x - y) that goes on from previous; shape (n,), 0 < alpha <= 1.

    Worked in blocks short enough that the powers of 1 - alpha keep twelve digits.
    """
    count = len(values)
    decay = 1.0 - alpha
    if decay <= 0.0 or count == 0:
        return values.astype(np.float64)
    if count == 1:
        return np.array([previous + alpha * (float(values[0]) - previous)])
    block = min(max(1, int(math.log(1e4) / -math.log(decay))), count)
    rows = -(-count // block)
    padded = np.zeros(rows * block)
    padded[:count] = values
    powers = decay ** np.arange(1, block + 1)
    partial = np.cumsum(padded.reshape(rows, block) * (alpha / powers), axis=1)
    carried = np.empty(rows)
    for row in range(rows):
        carried[row] = previous
        previous = float(powers[-1] * (previous + partial[row, -1]))
    result: FloatArray = ((partial + carried[:, None]) * powers).ravel()[:count]
    return result


def _seeded(values: FloatArray, length: int, alpha: float) -> FloatArray:
    result = np.full(len(values), np.nan)
    if len(values) >= length:
        seed = float(values[:length].mean())
        result[length - 1] = seed
        result[length:] = smooth(values[length:], alpha, seed)
    return result


def _check_length(length: int) -> None:
    if length < 1:
        raise FieldError("length", length, "it must be 1 or more")
