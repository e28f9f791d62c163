"""High, low and close of the period before each bar."""

from __future__ import annotations

import numpy as np

from trainer.market.candles import FloatArray
from trainer.market.studies.recursion import first_of_period, period_of
from trainer.market.studies.study import BarColumns


def fill_previous(bars: BarColumns, rows: FloatArray, start: int, length_ms: int, offset_ms: int = 0) -> None:
    """Fill rows[:3, start:] with high, low and close of the period before the one of each bar; NaN in the first.

    A period of which only the tail is known counts with what is known of it.
    """
    if start > 0 and period_of(bars.time_ms[start - 1], length_ms, offset_ms) == period_of(
        bars.time_ms[-1], length_ms, offset_ms
    ):
        rows[:3, start:] = rows[:3, start - 1 : start]
        return
    first = first_of_period(bars.time_ms, start, length_ms, offset_ms)
    if first > 0:
        first = first_of_period(bars.time_ms, first - 1, length_ms, offset_ms)
    periods = period_of(bars.time_ms[first:], length_ms, offset_ms)
    begins = np.flatnonzero(np.diff(periods, prepend=periods[0] - 1))
    ends = np.append(begins[1:], len(periods)) - 1
    facts = np.stack(
        (
            np.maximum.reduceat(bars.high[first:], begins),
            np.minimum.reduceat(bars.low[first:], begins),
            bars.close[first:][ends],
        )
    )
    place = np.searchsorted(begins, np.arange(start - first, len(periods)), side="right") - 1
    rows[:3, start:] = np.where(place > 0, facts[:, place - 1], np.nan)
