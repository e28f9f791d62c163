"""Simple moving average."""

from __future__ import annotations

from trainer.core.language import english
from trainer.market.candles import FloatArray
from trainer.market.studies.recursion import fill_mean
from trainer.market.studies.study import BarColumns, Output, Param, Study


def _compute(bars: BarColumns, values: tuple[float, ...], rows: FloatArray, start: int) -> None:
    fill_mean(rows[0], start, lambda first: bars.close[first:], int(values[0]))


STUDY = Study(
    "sma",
    "SMA",
    english("Mean close of the last bars"),
    (Param("length", english("Length"), 200, 1, 5000),),
    (Output("SMA", 2),),
    _compute,
)
