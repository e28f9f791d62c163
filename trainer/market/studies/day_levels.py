"""High, low and close of the day before, UTC."""

from __future__ import annotations

from trainer.core.language import english
from trainer.market.candles import FloatArray
from trainer.market.studies.periods import fill_previous
from trainer.market.studies.recursion import DAY_MS
from trainer.market.studies.study import BarColumns, Output, Study


def _compute(bars: BarColumns, _values: tuple[float, ...], rows: FloatArray, start: int) -> None:
    fill_previous(bars, rows, start, DAY_MS)


STUDY = Study(
    "day_levels",
    english("Day before"),
    english("High, low and close of the day before, UTC"),
    (),
    (Output("High", 3, "dots"), Output("Low", 4, "dots"), Output("Close", 5, "dots")),
    _compute,
)
