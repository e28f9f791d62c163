"""Volume-weighted average price since the start of the UTC day."""

from __future__ import annotations

import numpy as np

from trainer.core.language import english
from trainer.market.candles import FloatArray
from trainer.market.studies.recursion import DAY_MS, first_of_period, period_of, typical
from trainer.market.studies.study import BarColumns, Output, Study


def _compute(bars: BarColumns, _values: tuple[float, ...], rows: FloatArray, start: int) -> None:
    first = first_of_period(bars.time_ms, start, DAY_MS)
    weights = bars.volume[first:]
    paid, traded = np.cumsum(typical(bars, first) * weights), np.cumsum(weights)
    begins = np.flatnonzero(np.diff(period_of(bars.time_ms[first:], DAY_MS), prepend=np.int64(-1)))
    day = np.searchsorted(begins, np.arange(len(paid)), side="right") - 1
    before = begins[day] - 1
    paid_before = np.where(before >= 0, paid[before], 0.0)
    traded_before = np.where(before >= 0, traded[before], 0.0)
    volume = traded - traded_before
    with np.errstate(divide="ignore", invalid="ignore"):
        average = np.where(volume > 0, (paid - paid_before) / volume, np.nan)
    rows[0, start:] = average[start - first :]


STUDY = Study(
    "vwap", english("VWAP day"), english("Average price by volume since 00:00 UTC"), (), (Output("VWAP", 3),), _compute
)
