"""Relative strength index after Wilder (New Concepts in Technical Trading Systems, 1978)."""

from __future__ import annotations

import numpy as np

from trainer.core.language import english
from trainer.market.candles import FloatArray
from trainer.market.studies.recursion import fill_smooth
from trainer.market.studies.study import BarColumns, Output, Param, Study


def _compute(bars: BarColumns, values: tuple[float, ...], rows: FloatArray, start: int) -> None:
    index, gains, losses = rows
    alpha, length = 1.0 / values[0], int(values[0])

    def change(first: int) -> FloatArray:
        return bars.close[first:] - bars.close[first - 1 : -1]

    fill_smooth(gains, start, lambda first: np.maximum(change(first), 0.0), length, alpha, begin=1)
    fill_smooth(losses, start, lambda first: np.maximum(-change(first), 0.0), length, alpha, begin=1)
    total = gains[start:] + losses[start:]
    # an unmoved market counts as 0, as in TA-Lib
    index[start:] = np.divide(100.0 * gains[start:], total, out=np.where(np.isnan(total), np.nan, 0.0), where=total > 0)


STUDY = Study(
    "rsi",
    "RSI",
    english("Share of rises in the recent movement, 0 to 100"),
    (Param("length", english("Length"), 14, 2, 500),),
    (Output("RSI", 0),),
    _compute,
    place="pane",
    kept=2,
    levels=(30.0, 70.0),
    span=(0.0, 100.0),
)
