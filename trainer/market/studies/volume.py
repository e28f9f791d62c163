"""Volume of each bar with its mean, in a pane of its own."""

from __future__ import annotations

from trainer.core.language import english
from trainer.market.candles import FloatArray
from trainer.market.studies.recursion import fill_mean
from trainer.market.studies.study import BarColumns, Output, Param, Study


def _compute(bars: BarColumns, values: tuple[float, ...], rows: FloatArray, start: int) -> None:
    rows[0, start:] = bars.volume[start:]
    fill_mean(rows[1], start, lambda first: bars.volume[first:], int(values[0]))


STUDY = Study(
    "volume",
    english("Volume"),
    english("Traded size of each bar and its mean"),
    (Param("length", english("Mean of"), 20, 1, 500),),
    (Output(english("Volume"), 5, "bars"), Output(english("Mean"), 1)),
    _compute,
    place="pane",
)
