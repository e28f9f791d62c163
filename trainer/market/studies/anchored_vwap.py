"""Volume-weighted average price since a bar the learner chooses."""

from __future__ import annotations

import numpy as np

from trainer.core.language import english
from trainer.market.candles import FloatArray
from trainer.market.studies.recursion import typical
from trainer.market.studies.study import BarColumns, Output, Param, Study

_PAID, _TRADED = 1, 2
_LAST_MS = 4_102_444_800_000  # the end of 2099


def _compute(bars: BarColumns, values: tuple[float, ...], rows: FloatArray, start: int) -> None:
    anchor = int(np.searchsorted(bars.time_ms, int(values[0])))
    rows[:, start : max(start, anchor)] = np.nan
    first = max(start, anchor)
    if first >= len(bars.close):
        return
    goes_on = first > anchor
    paid = np.cumsum(typical(bars, first) * bars.volume[first:]) + (rows[_PAID, first - 1] if goes_on else 0.0)
    traded = np.cumsum(bars.volume[first:]) + (rows[_TRADED, first - 1] if goes_on else 0.0)
    rows[_PAID, first:], rows[_TRADED, first:] = paid, traded
    with np.errstate(divide="ignore", invalid="ignore"):
        rows[0, first:] = np.where(traded > 0, paid / traded, np.nan)


STUDY = Study(
    "anchored_vwap",
    english("VWAP from"),
    english("Average price by volume since a chosen bar"),
    (Param("anchor", english("From"), 0, 0, _LAST_MS, is_time=True),),
    (Output("VWAP", 4),),
    _compute,
    kept=2,
)
