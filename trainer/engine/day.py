"""Sums over the last day of bars: exactly rounded, and quick where one window follows closely on another.

A window's sum is kept as an expansion: a few floats that together are the sum without any rounding. Adding the bars
that came and taking off those that went leaves it exact, so `math.fsum` over it returns what it returns over all bars
of the window, to the last bit.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from trainer.market.candles import Candles

NEAR = 360  # bars that may come and go before adding up anew is the quicker way
Rows = Callable[[int, int], list[float]]


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

    def _square_rows(self, first: int, stop: int) -> list[float]:
        closes = self._candles.close[first - 1 : stop]
        returns = closes[1:] / closes[:-1] - 1.0
        return (returns * returns).tolist()  # type: ignore[no-any-return]  # numpy does not say list[float]

    def _volume_rows(self, first: int, stop: int) -> list[float]:
        return self._candles.volume[first:stop].tolist()  # type: ignore[no-any-return]  # as above


class _Window:
    """The exact sum of one range of rows, moved from range to range."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._first = self._stop = 0
        self._parts: list[float] = []  # together the sum of rows [first, stop), without rounding
        self._moves = 0  # how often in a row the next range was near: it pays from the second time on

    def total(self, first: int, stop: int) -> float:
        """Sum of rows [first, stop), rounded once."""
        apart = abs(first - self._first) + abs(stop - self._stop)
        is_near = apart < NEAR and first < self._stop and self._first < stop
        self._moves = self._moves + 1 if is_near else 0
        if self._moves < 2:
            self._parts = self._rows(first, stop)
            self._first, self._stop = first, stop
            return math.fsum(self._parts)
        parts = expansion(self._parts) if self._moves == 2 else self._parts
        parts = parts + self._between(self._stop, stop) + [-one for one in self._between(self._first, first)]
        self._parts = expansion(parts)
        self._first, self._stop = first, stop
        return self._parts[0] if self._parts else 0.0

    def _between(self, here: int, there: int) -> list[float]:
        """Rows from here to there; negative where there lies before here."""
        if there >= here:
            return self._rows(here, there) if there > here else []
        return [-one for one in self._rows(there, here)]


def expansion(values: list[float]) -> list[float]:
    """A few floats whose exact sum is the exact sum of `values`, the rounded sum first; none for 0."""
    found: list[float] = []
    rest = math.fsum(values)
    while rest != 0.0:
        found.append(rest)
        rest = math.fsum([*values, *(-part for part in found)])
    return found
