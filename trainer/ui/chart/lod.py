"""Level of detail: bars joined in powers of two, so a frame costs the same for a thousand bars and for a million."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from trainer.presenters.chart_views import FloatColumn

OPEN, HIGH, LOW, CLOSE, VOLUME = range(5)
Level = NDArray[np.float32]
Bars = FloatColumn | Level
_SMALLEST_LEVEL = 64


class Pyramid:
    """Levels of joined bars over a growing (5, capacity) block; level k joins 2**k bars.

    Rebuilt lazily: writers only say from which bar on the base changed. Joined bars are kept in single precision: a
    twentieth of a pixel where all prices in view lie within a thousandth of each other, less elsewhere.
    """

    def __init__(self) -> None:
        """Start without levels."""
        self._levels: list[Level] = []
        self._dirty_from = 0

    def touch(self, index: int) -> None:
        """The base changed or ends from this bar on; the bar before it loses its partner, so it is joined anew."""
        self._dirty_from = max(0, min(self._dirty_from, index - 1))

    def level(self, base: FloatColumn, count: int, level: int) -> Bars:
        """Joined bars of one level over the first count bars, shape (5, m); level 0 is the base itself."""
        self._refresh(base, count)
        if level == 0:
            return base[:, :count]
        level = min(level, len(self._levels))
        return self._levels[level - 1][:, : -(-count >> level)] if level else base[:, :count]

    def depth(self, count: int) -> int:
        """Highest level worth keeping for this many bars."""
        return max(0, (count // _SMALLEST_LEVEL).bit_length())

    def _refresh(self, base: FloatColumn, count: int) -> None:
        if self._dirty_from >= count:
            return
        child: Bars = base
        start, child_count = self._dirty_from, count
        depth = self.depth(count)
        del self._levels[depth:]  # a level that is too deep for now would miss the changes until it is used again
        for level in range(depth):
            start = start // 2 if level < len(self._levels) else 0  # a level that is new is joined from its first bar
            size = (child_count + 1) // 2
            parent = self._room(level, size)
            _join(child, child_count, parent, start, size)
            child, child_count = parent, size
        self._dirty_from = count

    def _room(self, level: int, size: int) -> Level:
        if level == len(self._levels):
            self._levels.append(np.empty((5, max(_SMALLEST_LEVEL, size)), dtype=np.float32))
        held = self._levels[level]
        if held.shape[1] < size:
            grown = np.empty((5, size * 2), dtype=np.float32)
            grown[:, : held.shape[1]] = held
            self._levels[level] = held = grown
        return held


def _join(child: Bars, child_count: int, parent: Level, start: int, size: int) -> None:
    """Write parent bars [start, size) from pairs of child bars; a last single child stands for itself."""
    pairs = child_count // 2
    if start < pairs:
        left = child[:, 2 * start : 2 * pairs : 2]
        right = child[:, 2 * start + 1 : 2 * pairs : 2]
        target = parent[:, start:pairs]
        target[OPEN] = left[OPEN]
        np.maximum(left[HIGH], right[HIGH], out=target[HIGH])
        np.minimum(left[LOW], right[LOW], out=target[LOW])
        target[CLOSE] = right[CLOSE]
        np.add(left[VOLUME], right[VOLUME], out=target[VOLUME])
    if pairs < size:
        parent[:, pairs] = child[:, child_count - 1]


class Columns(NamedTuple):
    """Bars ready to paint: left pixel of each, shape (m,), and their values, shape (5, m)."""

    x: FloatColumn
    values: FloatColumn


def fold(values: Bars, x: FloatColumn) -> Columns:
    """Join neighbours that share a pixel; x must not decrease."""
    if len(x) == 0:
        return Columns(x, values.astype(np.float64))
    starts = np.concatenate(([0], np.flatnonzero(np.diff(x)) + 1))
    ends = np.append(starts[1:], len(x)) - 1
    folded = np.empty((5, len(starts)))
    folded[OPEN] = values[OPEN, starts]
    folded[HIGH] = np.maximum.reduceat(values[HIGH], starts)
    folded[LOW] = np.minimum.reduceat(values[LOW], starts)
    folded[CLOSE] = values[CLOSE, ends]
    folded[VOLUME] = np.add.reduceat(values[VOLUME], starts)
    return Columns(x[starts], folded)
