"""Exponential moving average, begun with the simple one."""

from __future__ import annotations

from trainer.core.language import english
from trainer.market.candles import FloatArray
from trainer.market.studies.recursion import ema_alpha, fill_smooth
from trainer.market.studies.study import BarColumns, Output, Param, Study


def _compute(bars: BarColumns, values: tuple[float, ...], rows: FloatArray, start: int) -> None:
    fill_smooth(rows[0], start, lambda first: bars.close[first:], int(values[0]), ema_alpha(values[0]))


STUDY = Study(
    "ema",
    "EMA",
    english("Mean close that weighs new bars more"),
    (Param("length", english("Length"), 20, 1, 5000),),
    (Output("EMA"),),
    _compute,
)
