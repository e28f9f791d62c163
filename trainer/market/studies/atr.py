"""Average true range after Wilder (New Concepts in Technical Trading Systems, 1978)."""

from __future__ import annotations

from trainer.core.language import english
from trainer.market.candles import FloatArray
from trainer.market.studies.recursion import fill_smooth, true_range
from trainer.market.studies.study import BarColumns, Output, Param, Study


def _compute(bars: BarColumns, values: tuple[float, ...], rows: FloatArray, start: int) -> None:
    rows[0, : min(1, len(bars.close))] = float("nan")
    fill_smooth(rows[0], start, lambda first: true_range(bars, first), int(values[0]), 1.0 / values[0], begin=1)


STUDY = Study(
    "atr",
    "ATR",
    english("How far a bar usually moves, in price"),
    (Param("length", english("Length"), 14, 1, 500),),
    (Output("ATR", 1),),
    _compute,
    place="pane",
)
