"""Several symbols on one clock: the union of their stamps, from the first moment at which all of them trade."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from trainer.core.errors import FieldError
from trainer.engine.market import Market
from trainer.market.candles import Candles, FloatArray, IntArray


def joined(markets: Sequence[Market]) -> Market:
    """One market of several symbols, the first one in front; its start and path rule count for all.

    A symbol without a bar at a stamp holds a flat one at its last close, without volume: it moves nothing and fires
    nothing. Raises FieldError for unequal timeframes, contracts or no common time.
    """
    first = markets[0]
    for other in markets[1:]:
        if other.last.timeframe_ms != first.last.timeframe_ms:
            given, allowed = other.last.timeframe_ms // 1000, first.last.timeframe_ms // 1000
            raise FieldError(f"timeframe of {other.symbol}", f"{given} s", f"{allowed} s for all symbols")
    begin = max(int(one.last.time_ms[0]) for one in markets)
    stamps = np.unique(np.concatenate([one.last.time_ms for one in markets]))
    stamps = stamps[stamps >= begin]
    if len(stamps) == 0 or begin > min(int(one.last.time_ms[-1]) for one in markets):
        raise FieldError("candles", ", ".join(one.symbol for one in markets), "series that share some time")
    start = int(np.searchsorted(stamps, first.last.time_ms[first.start]))
    placed = [_on_clock(one, stamps, start) for one in markets]
    return replace(placed[0], others=tuple(placed[1:]))


def _on_clock(market: Market, stamps: IntArray, start: int) -> Market:
    series = {id(one): _filled(one, stamps) for one in (market.last, market.mark, market.index) if one is not None}
    return replace(
        market, last=series[id(market.last)], mark=series[id(market.mark)],
        index=None if market.index is None else series[id(market.index)], start=start, others=(),
        absent=frozenset(np.flatnonzero(~np.isin(stamps, market.last.time_ms)).tolist()),
    )  # fmt: skip


def _filled(candles: Candles, stamps: IntArray) -> Candles:
    """The series on these stamps; what it lacks is a flat bar at the close before."""
    place = np.searchsorted(candles.time_ms, stamps, side="right") - 1
    is_there = candles.time_ms[place] == stamps

    def column(values: FloatArray) -> FloatArray:
        return np.where(is_there, values[place], candles.close[place])

    return Candles(
        stamps.copy(), column(candles.open), column(candles.high), column(candles.low), candles.close[place],
        np.where(is_there, candles.volume[place], 0.0), candles.timeframe_ms,
    )  # fmt: skip
