"""What a file holds before it is judged, and how its faults are worded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from trainer.core.language import english
from trainer.market.candles import CandleError, FloatArray, IntArray

MOST_ROWS = 6_000_000
NO_VOLUME = english("the file has no volume: it stands at 0")
MOST_BYTES = 1 << 30
FIELDS = ("open", "high", "low", "close", "volume")
Progress = Callable[[int, int], None]
"""Called with (bytes done, bytes in all); may raise CancelledError to stop."""


class RefusedError(CandleError):
    """A file that is not taken: names the file, the place and what is allowed."""


class ZoneNeededError(RefusedError):
    """Times without a zone: the learner has to say which."""


class CancelledError(CandleError):
    """The learner stopped the work; nothing was kept."""


@dataclass(frozen=True)
class RawTable:
    """Rows in file order: UTC open times in ms, shape (n,); open, high, low, close, volume, shape (n, 5), or funding
    rates as fractions, shape (n, 1). `lines` are the 1-based lines (or rows, as `place` says) they stand on.
    """

    format: str
    time_ms: IntArray
    values: FloatArray
    lines: IntArray
    stamps: str
    place: Literal["line", "row"] = "line"
    notes: tuple[str, ...] = ()

    @property
    def is_funding(self) -> bool:
        """Whether the rows are funding rates."""
        return bool(self.values.shape[1] == 1)


@dataclass
class Rows:
    """Collects chunks of a table and stops at MOST_ROWS."""

    times: list[IntArray]
    values: list[FloatArray]
    lines: list[IntArray]
    count: int = 0

    @classmethod
    def none(cls) -> Rows:
        """No rows yet."""
        return cls([], [], [])

    def take(self, times: IntArray, values: FloatArray, lines: IntArray) -> None:
        """Keep a chunk; raises RefusedError above MOST_ROWS."""
        self.count += len(times)
        if self.count > MOST_ROWS:
            raise RefusedError(english("more than {most} rows; split the file by years").format(most=f"{MOST_ROWS:,}"))
        self.times.append(times)
        self.values.append(values)
        self.lines.append(lines)

    def joined(self) -> tuple[IntArray, FloatArray, IntArray]:
        """All chunks; raises RefusedError when there is no row."""
        if self.count == 0:
            raise RefusedError(english("no rows of candles were found"))
        return np.concatenate(self.times), np.concatenate(self.values), np.concatenate(self.lines)


def nothing_said(_done: int, _total: int) -> None:
    """Progress that nobody watches."""


def reason(error: BaseException) -> str:
    """What a library says of broken bytes, on one line."""
    return " ".join(str(error).split())[:100]


def shown(value: object) -> str:
    """A value of a stranger's file in quotes, shortened and without control characters."""
    text = "".join(sign if sign.isprintable() else "?" for sign in str(value))
    return repr(text[:40] + "…" if len(text) > 40 else text)
