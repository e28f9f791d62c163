"""Stochastic oscillator (G. Lane): where the close lies in the range of the last bars, smoothed twice."""

from __future__ import annotations

import numpy as np

from trainer.core.language import english
from trainer.market.candles import FloatArray
from trainer.market.studies.recursion import fill_mean, window_highest, window_lowest
from trainer.market.studies.study import BarColumns, Output, Param, Study


def _compute(bars: BarColumns, values: tuple[float, ...], rows: FloatArray, start: int) -> None:
    length, slow, signal = (int(value) for value in values)
    percent, average, raw = rows
    first = max(0, start - length + 1)
    raw[start:] = np.nan
    if len(bars.close) - first >= length:
        high, low = window_highest(bars.high[first:], length), window_lowest(bars.low[first:], length)
        ends, reach = slice(first + length - 1, None), high - low
        placed = 100.0 * (bars.close[ends] - low)
        raw[ends] = np.divide(placed, reach, out=np.zeros_like(reach), where=reach > 0)
    fill_mean(percent, start, lambda begin: raw[begin:], slow, begin=length - 1)
    fill_mean(average, start, lambda begin: percent[begin:], signal, begin=length + slow - 2)


STUDY = Study(
    "stochastic",
    english("Stochastic"),
    english("Where the close lies in the range of the last bars, 0 to 100"),
    (
        Param("length", english("Length"), 14, 1, 500),
        Param("slow", english("Slowing"), 3, 1, 100),
        Param("signal", english("Signal"), 3, 1, 100),
    ),
    (Output("%K", 0), Output("%D", 1)),
    _compute,
    place="pane",
    kept=1,
    levels=(20.0, 80.0),
    span=(0.0, 100.0),
)
