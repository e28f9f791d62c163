"""Sums over the last day of bars: exactly rounded, as `math.fsum` gives them, at a fraction of its time.

A window's sum is kept as an expansion: a few floats that together are the sum without any rounding. Adding the bars
that came and taking off those that went leaves it exact.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from trainer.market.candles import Candles, FloatArray

NEAR = 360  # bars that may come and go before adding up anew is the quicker way
Rows = Callable[[int, int], FloatArray]


class DaySums:
    """Squared returns (close / previous close - 1) and base volume of a range of bars; no bar beyond it is read."""

    def __init__(self, candles: Candles) -> None:
        """Nothing is worked out before it is asked for."""
        self._candles = candles
        self._squares = _Window(self._square_rows)
        self._volumes = _Window(self._volume_rows)

    def squares(self, first: int, stop: int) -> float:
        """Sum of the squared returns of bars [first, stop); bar 0 has none."""
        return self._squares.total(max(1, first), stop)

    def volume(self, first: int, stop: int) -> float:
        """Base volume of bars [first, stop)."""
        return self._volumes.total(first, stop)

    def _square_rows(self, first: int, stop: int) -> FloatArray:
        closes = self._candles.close[first - 1 : stop]
        returns = closes[1:] / closes[:-1] - 1.0
        return returns * returns

    def _volume_rows(self, first: int, stop: int) -> FloatArray:
        return self._candles.volume[first:stop]


class _Window:
    """The exact sum of one range of rows, moved from range to range."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._first = self._stop = 0
        self._parts: list[float] = []  # together the sum of rows [first, stop), without rounding

    def total(self, first: int, stop: int) -> float:
        """Sum of rows [first, stop), rounded once."""
        apart = abs(first - self._first) + abs(stop - self._stop)
        if apart < NEAR and first < self._stop and self._first < stop:
            came, went = self._between(self._stop, stop), self._between(self._first, first)
            self._parts = expansion([*self._parts, *came, *(-one for one in went)])
        else:
            self._parts = extracted(self._rows(first, stop))
        self._first, self._stop = first, stop
        return math.fsum(self._parts)

    def _between(self, here: int, there: int) -> list[float]:
        """Rows from here to there; negative where there lies before here."""
        if there == here:
            return []
        rows: list[float] = (self._rows(here, there) if there > here else -self._rows(there, here)).tolist()
        return rows


def extracted(values: FloatArray) -> list[float]:
    """A few floats whose exact sum is the exact sum of `values` (shape (n,), well below the largest float).

    High parts on a common grid add up without rounding; what they leave is worked the same way until nothing is left
    (Rump, Ogita and Oishi 2008, Accurate floating-point summation, ExtractVector).
    """
    parts, rest = [], values
    while len(rest):
        top = max(float(rest.max()), -float(rest.min()))
        if top == 0.0:
            break
        sigma = math.ldexp(1.0, math.frexp(top * 2 * len(rest))[1])
        high = (rest + sigma) - sigma
        parts.append(float(np.sum(high)))
        rest = rest - high
    return parts


def expansion(values: list[float]) -> list[float]:
    """A few floats whose exact sum is the exact sum of `values`; none for 0."""
    found: list[float] = []
    rest = math.fsum(values)
    while rest != 0.0:
        found.append(rest)
        rest = math.fsum([*values, *(-part for part in found)])
    return found
