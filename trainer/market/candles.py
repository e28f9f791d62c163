"""Read-only columns of market history."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from trainer.core.errors import TrainerError

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


class CandleError(TrainerError):
    """Candles that cannot be what they claim to be."""


@dataclass(frozen=True)
class Candles:
    """Bars of one series: arrays of shape (n,), UTC open times in ms, prices in quote, volume in base units.

    Raises CandleError for unequal lengths, times that do not increase, prices that are not positive and finite, and
    a high or low that does not contain open and close. Gaps are allowed and stay gaps.
    """

    time_ms: IntArray
    open: FloatArray
    high: FloatArray
    low: FloatArray
    close: FloatArray
    volume: FloatArray
    timeframe_ms: int
    checked: bool = field(default=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Check once and lock the columns."""
        if not self.checked:
            _check(self)
        for column in self.columns:
            column.setflags(write=False)

    @property
    def columns(self) -> tuple[IntArray, FloatArray, FloatArray, FloatArray, FloatArray, FloatArray]:
        """The six columns in file order."""
        return self.time_ms, self.open, self.high, self.low, self.close, self.volume

    def __len__(self) -> int:
        """Number of bars."""
        return len(self.time_ms)

    def slice(self, start: int, stop: int) -> Candles:
        """Bars [start, stop) as views on the same memory."""
        cut = np.s_[start:stop]
        return Candles(
            self.time_ms[cut], self.open[cut], self.high[cut], self.low[cut], self.close[cut], self.volume[cut],
            self.timeframe_ms, checked=True,
        )  # fmt: skip

    def taken(self, bars: Sequence[int]) -> Candles:
        """The bars with these ascending indexes; what lies between them becomes a gap."""
        rows = np.asarray(bars, dtype=np.intp)
        return Candles(
            self.time_ms[rows], self.open[rows], self.high[rows], self.low[rows], self.close[rows], self.volume[rows],
            self.timeframe_ms,
        )  # fmt: skip

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 over timeframe and columns, as hex."""
        digest = hashlib.sha256(str(self.timeframe_ms).encode())
        for column in self.columns:
            digest.update(np.ascontiguousarray(column).tobytes())
        return digest.hexdigest()


def _check(candles: Candles) -> None:
    sizes = {len(column) for column in candles.columns}
    if len(sizes) != 1:
        raise CandleError(f"columns differ in length: {sorted(sizes)}")
    if candles.timeframe_ms <= 0:
        raise CandleError(f"timeframe_ms: {candles.timeframe_ms} is not allowed; it must be above 0")
    if len(candles) > 1 and not bool(np.all(np.diff(candles.time_ms) > 0)):
        row = int(np.argmin(np.diff(candles.time_ms) > 0)) + 1
        raise CandleError(f"row {row}: time {int(candles.time_ms[row])} does not follow the row before it")
    prices = np.stack(candles.columns[1:5])
    bad = ~np.isfinite(prices).all(axis=0) | (prices <= 0).any(axis=0)
    bad |= ~np.isfinite(candles.volume) | (candles.volume < 0)
    bad |= (candles.high < np.maximum(candles.open, candles.close)) | (
        candles.low > np.minimum(candles.open, candles.close)
    )
    if bool(bad.any()):
        row = int(np.argmax(bad))
        values = ", ".join(f"{float(column[row]):g}" for column in candles.columns[1:])
        raise CandleError(f"row {row}: open, high, low, close, volume = {values} cannot be a bar")
