"""Sums over the last day of bars, exact and quick: whole blocks are added up once and kept.

A block's sum is kept as an expansion: a few floats that together are the sum without any rounding. `math.fsum` over
expansions and single bars therefore returns what it returns over all the bars, to the last bit.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from trainer.market.candles import Candles

BLOCK = 64
Rows = Callable[[int, int], list[float]]


class DaySums:
    """Squared returns (close / previous close - 1) and base volume of any range of bars of one series.

    A block is added up only once a range that contains all of it is asked for, so no bar beyond the range is read.
    """

    def __init__(self, candles: Candles) -> None:
        """Nothing is worked out before it is asked for."""
        self._candles = candles
        self._squares: dict[int, list[float]] = {}
        self._volumes: dict[int, list[float]] = {}

    def squares(self, first: int, stop: int) -> float:
        """Sum of the squared returns of bars [first, stop); bar 0 has none."""
        return _summed(self._squares, self._square_rows, max(1, first), stop)

    def volume(self, first: int, stop: int) -> float:
        """Base volume of bars [first, stop)."""
        return _summed(self._volumes, self._volume_rows, first, stop)

    def _square_rows(self, first: int, stop: int) -> list[float]:
        first = max(1, first)
        closes = self._candles.close[first - 1 : stop]
        returns = closes[1:] / closes[:-1] - 1.0
        return (returns * returns).tolist()  # type: ignore[no-any-return]  # numpy does not say list[float]

    def _volume_rows(self, first: int, stop: int) -> list[float]:
        return self._candles.volume[first:stop].tolist()  # type: ignore[no-any-return]  # as above


def _summed(kept: dict[int, list[float]], rows: Rows, first: int, stop: int) -> float:
    head, tail = -(-first // BLOCK), stop // BLOCK
    if tail <= head:
        return math.fsum(rows(first, stop))
    parts = rows(first, head * BLOCK) + rows(tail * BLOCK, stop)
    for block in range(head, tail):
        found = kept.get(block)
        if found is None:
            found = kept[block] = expansion(rows(block * BLOCK, (block + 1) * BLOCK))
        parts += found
    return math.fsum(parts)


def expansion(values: list[float]) -> list[float]:
    """A few floats whose exact sum is the exact sum of `values` (finite, their sum within range)."""
    found: list[float] = []
    rest = math.fsum(values)
    while rest != 0.0:
        found.append(rest)
        rest = math.fsum([*values, *(-part for part in found)])
    return found
