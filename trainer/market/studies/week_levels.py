"""High, low and close of the week before; weeks begin on Monday 00:00 UTC."""

from __future__ import annotations

from trainer.core.language import english
from trainer.market.candles import FloatArray
from trainer.market.studies.periods import fill_previous
from trainer.market.studies.recursion import DAY_MS
from trainer.market.studies.study import BarColumns, Output, Study

_MONDAY_MS = 4 * DAY_MS  # 1 January 1970 was a Thursday


def _compute(bars: BarColumns, _values: tuple[float, ...], rows: FloatArray, start: int) -> None:
    fill_previous(bars, rows, start, 7 * DAY_MS, _MONDAY_MS)


STUDY = Study(
    "week_levels",
    english("Week before"),
    english("High, low and close of the week before"),
    (),
    (Output("High", 3, "dots"), Output("Low", 4, "dots"), Output("Close", 5, "dots")),
    _compute,
)
