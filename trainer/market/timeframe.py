"""Bars of a longer timeframe, built only from bars that are already known."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from trainer.core.errors import TrainerError
from trainer.core.language import english
from trainer.market.candles import Candles

_MINUTE = 60_000

TIMEFRAMES: dict[str, int] = {
    "1m": _MINUTE,
    "5m": 5 * _MINUTE,
    "15m": 15 * _MINUTE,
    "1h": 60 * _MINUTE,
    "4h": 240 * _MINUTE,
    "1d": 1440 * _MINUTE,
}
"""Name to length in ms, shortest first."""


class TimeframeError(TrainerError):
    """A timeframe that is unknown or does not fit the bars at hand."""


class Bar(NamedTuple):
    """One bar: UTC open time in ms, prices in quote, volume in base units."""

    time_ms: int
    open: float
    high: float
    low: float
    close: float
    volume: float


def timeframe_ms(name: str) -> int:
    """Length in ms of a named timeframe; raises TimeframeError for an unknown name."""
    if name not in TIMEFRAMES:
        raise TimeframeError(
            english("timeframe: {name} is not allowed; use one of {timeframes}").format(
                name=repr(name), timeframes=", ".join(TIMEFRAMES)
            )
        )
    return TIMEFRAMES[name]


def timeframe_name(length_ms: int) -> str:
    """Name of a length in ms, '2m' style for lengths without a button; raises TimeframeError below a minute."""
    for unit, size in (("d", 1440 * _MINUTE), ("h", 60 * _MINUTE), ("m", _MINUTE)):
        if length_ms > 0 and length_ms % size == 0:
            return f"{length_ms // size}{unit}"
    raise TimeframeError(
        english("timeframe: {length_ms} ms is not allowed; it must be whole minutes").format(length_ms=length_ms)
    )


def resample(candles: Candles, timeframe_ms: int) -> Candles:
    """Bars of timeframe_ms, buckets aligned to the UTC epoch; a bucket without base bars stays absent.

    The last bar holds what its bucket has so far; a Resampler tells it apart as the forming one. Raises
    TimeframeError when timeframe_ms is not a multiple of the base timeframe.
    """
    _check_multiple(candles.timeframe_ms, timeframe_ms)
    if timeframe_ms == candles.timeframe_ms or len(candles) == 0:
        return Candles(*candles.columns, timeframe_ms, checked=True)
    bucket = candles.time_ms // timeframe_ms
    starts = np.concatenate(([0], np.flatnonzero(np.diff(bucket)) + 1))
    ends = np.append(starts[1:], len(candles)) - 1
    return Candles(
        bucket[starts] * timeframe_ms,
        candles.open[starts],
        np.maximum.reduceat(candles.high, starts),
        np.minimum.reduceat(candles.low, starts),
        candles.close[ends],
        np.add.reduceat(candles.volume, starts),
        timeframe_ms,
        checked=True,
    )


class Resampler:
    """Builds longer bars from base bars in the order they are revealed.

    A bar is complete once the last base bar of its bucket was fed, or a bar of a later bucket. Fed bars must move
    forward in time. Nothing later than the last fed bar can enter a result.
    """

    def __init__(self, base_ms: int, timeframe_ms: int) -> None:
        """Start empty; raises TimeframeError when timeframe_ms is not a multiple of base_ms."""
        _check_multiple(base_ms, timeframe_ms)
        self.base_ms = base_ms
        self.timeframe_ms = timeframe_ms
        self.forming: Bar | None = None
        self._last_ms: int | None = None
        self._none = candles_of((), timeframe_ms)

    def push(self, bar: Bar) -> tuple[Bar, ...]:
        """Take one base bar; return the bars it completes, at most two."""
        return _rows(self.feed(candles_of((bar,), self.base_ms)))

    def feed(self, candles: Candles) -> Candles:
        """Take the next base bars in order; return the longer bars completed by them."""
        if candles.timeframe_ms != self.base_ms:
            raise TimeframeError(
                english("timeframe: {timeframe} ms is not allowed; this takes {base_ms} ms").format(
                    timeframe=candles.timeframe_ms, base_ms=self.base_ms
                )
            )
        if len(candles) == 0:
            return self._none
        if self._last_ms is not None and int(candles.time_ms[0]) <= self._last_ms:
            raise TimeframeError(
                english("time {time} does not follow {last_ms}").format(
                    time=int(candles.time_ms[0]), last_ms=self._last_ms
                )
            )
        self._last_ms = int(candles.time_ms[-1])
        if len(candles) == 1:
            return self._take(_rows(candles)[0])
        bars = self._join(resample(candles, self.timeframe_ms))
        last_is_whole = self._last_ms + self.base_ms >= int(bars.time_ms[-1]) + self.timeframe_ms
        if last_is_whole:
            self.forming = None
            return bars
        self.forming = _rows(bars.slice(len(bars) - 1, len(bars)))[0]
        return bars.slice(0, len(bars) - 1)

    def _take(self, base: Bar) -> Candles:
        """What `feed` does, for one base bar and without columns."""
        held, begins, done = self.forming, base.time_ms // self.timeframe_ms * self.timeframe_ms, []
        if held is not None and held.time_ms == begins:
            high, low = max(held.high, base.high), min(held.low, base.low)
            bar = Bar(begins, held.open, high, low, base.close, held.volume + base.volume)
        else:
            bar = base._replace(time_ms=begins)
            if held is not None:
                done.append(held)
        is_whole = base.time_ms + self.base_ms >= begins + self.timeframe_ms
        if is_whole:
            done.append(bar)
        self.forming = None if is_whole else bar
        return candles_of(tuple(done), self.timeframe_ms) if done else self._none

    def _join(self, bars: Candles) -> Candles:
        held = self.forming
        if held is None:
            return bars
        first = _rows(bars.slice(0, 1))[0]
        if held.time_ms == first.time_ms:
            high, low = max(held.high, first.high), min(held.low, first.low)
            joined = Bar(held.time_ms, held.open, high, low, first.close, held.volume + first.volume)
            return _concatenate(candles_of((joined,), self.timeframe_ms), bars.slice(1, len(bars)))
        return _concatenate(candles_of((held,), self.timeframe_ms), bars)


def candles_of(bars: tuple[Bar, ...], timeframe_ms: int) -> Candles:
    """Candles from single bars, checked."""
    time = np.array([bar.time_ms for bar in bars], dtype=np.int64)
    opened, high, low, close, volume = np.array([bar[1:] for bar in bars], dtype=np.float64).reshape(len(bars), 5).T
    return Candles(time, opened, high, low, close, volume, timeframe_ms)


def _concatenate(first: Candles, second: Candles) -> Candles:
    return Candles(
        np.concatenate((first.time_ms, second.time_ms)),
        np.concatenate((first.open, second.open)),
        np.concatenate((first.high, second.high)),
        np.concatenate((first.low, second.low)),
        np.concatenate((first.close, second.close)),
        np.concatenate((first.volume, second.volume)),
        first.timeframe_ms,
        checked=True,
    )


def _rows(candles: Candles) -> tuple[Bar, ...]:
    lists = [column.tolist() for column in candles.columns]
    return tuple(Bar(*row) for row in zip(*lists, strict=True))


def _check_multiple(base_ms: int, longer_ms: int) -> None:
    if base_ms <= 0 or longer_ms < base_ms or longer_ms % base_ms:
        raise TimeframeError(
            english("timeframe: {longer_ms} ms is not allowed; it must be a multiple of {base_ms} ms").format(
                longer_ms=longer_ms, base_ms=base_ms
            )
        )
