"""Realised volatility: standard deviation of log returns, per year of 365 days, in per cent."""

from __future__ import annotations

import math

import numpy as np

from trainer.core.language import english
from trainer.market.candles import FloatArray
from trainer.market.studies.recursion import DAY_MS, window_deviation
from trainer.market.studies.study import BarColumns, Output, Param, Study

_YEAR_MS = 365 * DAY_MS


def _compute(bars: BarColumns, values: tuple[float, ...], rows: FloatArray, start: int) -> None:
    length = int(values[0])
    rows[0, start:] = np.nan
    first = max(1, start - length + 1)
    if len(bars.close) - first < length:
        return
    returns = np.diff(np.log(bars.close[first - 1 :]))
    # the usual distance of two bars is known from the first two and never changes with later ones
    bar_ms = float(bars.time_ms[1] - bars.time_ms[0])
    rows[0, first + length - 1 :] = window_deviation(returns, length) * math.sqrt(_YEAR_MS / bar_ms) * 100.0


STUDY = Study(
    "volatility",
    english("Realised volatility"),
    english("Standard deviation of returns, per cent a year"),
    (Param("length", english("Length"), 30, 2, 1000),),
    (Output(english("Volatility"), 4),),
    _compute,
    place="pane",
)
