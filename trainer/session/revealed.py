"""The only way to candles above the market: what lies past the cursor cannot be reached."""

from __future__ import annotations

from dataclasses import dataclass

from trainer.market.candles import Candles


@dataclass(frozen=True, slots=True)
class Bar:
    """One revealed base bar; time is its open in ms UTC, volume in base units."""

    time_ms: int
    open: float
    high: float
    low: float
    close: float
    volume: float


class RevealedBars:
    """Base bars 0 to the cursor of a session."""

    def __init__(self, candles: Candles, cursor: int) -> None:
        """Show bars up to and with `cursor`."""
        self._candles = candles
        self._cursor = cursor

    def reveal(self, cursor: int) -> None:
        """Move the cursor; only the session does."""
        self._cursor = cursor

    def __len__(self) -> int:
        """How many bars are revealed."""
        return self._cursor + 1

    def window(self, start: int, stop: int) -> Candles:
        """Bars [start, stop) as read-only views; raises IndexError past the cursor."""
        if not 0 <= start <= stop <= self._cursor + 1:
            raise IndexError(f"bars {start} to {stop - 1} are not all revealed; the newest is {self._cursor}")
        return self._candles.slice(start, stop)

    def bar(self, index: int) -> Bar:
        """One bar; raises IndexError past the cursor."""
        if not 0 <= index <= self._cursor:
            raise IndexError(f"bar {index} is not revealed yet; the newest is {self._cursor}")
        candles = self._candles
        return Bar(
            int(candles.time_ms[index]), float(candles.open[index]), float(candles.high[index]),
            float(candles.low[index]), float(candles.close[index]), float(candles.volume[index]),
        )  # fmt: skip
