"""Bollinger bands: the mean and a number of standard deviations around it (J. Bollinger, 2001)."""

from __future__ import annotations

import numpy as np

from trainer.core.language import english
from trainer.market.candles import FloatArray
from trainer.market.studies.recursion import fill_mean, window_deviation
from trainer.market.studies.study import BarColumns, Output, Param, Study


def _compute(bars: BarColumns, values: tuple[float, ...], rows: FloatArray, start: int) -> None:
    length = int(values[0])
    upper, middle, lower = rows
    fill_mean(middle, start, lambda first: bars.close[first:], length)
    first = max(0, start - length + 1)
    upper[start:] = lower[start:] = np.nan
    if len(bars.close) - first >= length:
        spread = values[1] * window_deviation(bars.close[first:], length)
        ends = slice(first + length - 1, None)
        upper[ends], lower[ends] = middle[ends] + spread, middle[ends] - spread


STUDY = Study(
    "bollinger",
    english("Bollinger"),
    english("Mean close with bands of standard deviations"),
    (Param("length", english("Length"), 20, 2, 500), Param("width", english("Deviations"), 2, 0.1, 10, is_whole=False)),
    (Output(english("Upper"), 0), Output(english("Middle"), 5), Output(english("Lower"), 0)),
    _compute,
)
