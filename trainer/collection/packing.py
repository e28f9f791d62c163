"""Candles as small integers and back, bit for bit.

A column of prices becomes whole ticks of the smallest power of ten that holds every figure exactly; closes are kept as
differences from bar to bar, opens from the close before, high and low from the body. Measured on a year of minutes
(525,600 bars): 3.7 MB and 33 ms to read, against 25 MB and 13 ms as plain columns.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from trainer.core.errors import TrainerError
from trainer.core.language import english
from trainer.market.candles import Candles, FloatArray, IntArray
from trainer.market.integrity import Funding

Arrays = dict[str, "np.ndarray[Any, Any]"]
_MOST_PLACES = 10
_EXACT = 2.0**53
_RAW = -1


class PackingError(TrainerError):
    """Stored arrays that do not make candles."""


def pack(candles: Candles) -> Arrays:
    """Arrays by name; `form` holds timeframe, decimal places of prices and of volumes (-1: stored as they are)."""
    prices = np.concatenate(candles.columns[1:5])
    places, volume_places = _places(prices), _places(candles.volume)
    arrays: Arrays = {
        "form": np.array([candles.timeframe_ms, places, volume_places], dtype=np.int64),
        "time": _small(np.diff(candles.time_ms // candles.timeframe_ms, prepend=0)),
        "volume": candles.volume if volume_places == _RAW else _small(_ticks(candles.volume, volume_places)),
    }
    if places == _RAW:
        return {**arrays, **{name: getattr(candles, name) for name in ("open", "high", "low", "close")}}
    opened, high, low, close = (_ticks(column, places) for column in candles.columns[1:5])
    before = np.concatenate((close[:1], close[:-1]))
    arrays["close"] = _small(np.diff(close, prepend=0))
    arrays["open"] = _small(opened - before)
    arrays["high"] = _small(high - np.maximum(opened, close))
    arrays["low"] = _small(np.minimum(opened, close) - low)
    return arrays


def unpack(arrays: Arrays) -> Candles:
    """The candles again, not judged anew: whoever reads compares their hash. Raises PackingError."""
    try:
        frame, places, volume_places = (int(figure) for figure in arrays["form"])
        lengths = {len(arrays[name]) for name in ("time", "open", "high", "low", "close", "volume")}
    except (KeyError, ValueError):
        raise PackingError(english("arrays are missing")) from None
    if (
        len(lengths) != 1
        or frame <= 0
        or not _RAW <= places <= _MOST_PLACES
        or not _RAW <= volume_places <= _MOST_PLACES
    ):
        raise PackingError(english("the arrays do not fit together"))
    time_ms = np.cumsum(arrays["time"], dtype=np.int64) * frame
    volume = arrays["volume"].astype(np.float64)
    if volume_places > 0:
        volume /= 10.0**volume_places
    if places == _RAW:
        prices = [arrays[name].astype(np.float64) for name in ("open", "high", "low", "close")]
    else:
        close = np.cumsum(arrays["close"], dtype=np.int64)
        opened = arrays["open"].astype(np.int64)
        opened[1:] += close[:-1]
        opened[:1] += close[:1]
        scale = 10.0**places
        high = (np.maximum(opened, close) + arrays["high"]) / scale
        low = (np.minimum(opened, close) - arrays["low"]) / scale
        prices = [opened / scale, high, low, close / scale]
    return Candles(time_ms, prices[0], prices[1], prices[2], prices[3], volume, frame, checked=True)


def pack_funding(funding: Funding) -> Arrays:
    """Stamps in minutes as differences, rates as they are."""
    return {"minute": _small(np.diff(funding.time_ms // 60_000, prepend=0)), "rate": funding.rate}


def unpack_funding(arrays: Arrays) -> Funding:
    """The funding again; raises PackingError."""
    if set(arrays) < {"minute", "rate"} or len(arrays["minute"]) != len(arrays["rate"]):
        raise PackingError(english("arrays are missing or do not fit together"))
    return Funding(np.cumsum(arrays["minute"], dtype=np.int64) * 60_000, arrays["rate"].astype(np.float64))


def _places(values: FloatArray) -> int:
    """The fewest decimal places that hold every value exactly, or -1."""
    for places in range(_MOST_PLACES + 1):
        scaled = np.round(values * 10.0**places)
        if bool((np.abs(scaled) >= _EXACT).any()):
            return _RAW
        if bool((scaled / 10.0**places == values).all()):
            return places
    return _RAW


def _ticks(values: FloatArray, places: int) -> IntArray:
    ticks: IntArray = np.round(values * 10.0**places).astype(np.int64)
    return ticks


def _small(values: IntArray) -> np.ndarray[Any, Any]:
    """The same in the smallest signed type that holds it."""
    low, high = (int(values.min()), int(values.max())) if len(values) else (0, 0)
    for kind in (np.int8, np.int16, np.int32):
        if np.iinfo(kind).min <= low and high <= np.iinfo(kind).max:
            return values.astype(kind)
    return values
