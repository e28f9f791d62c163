"""Keltner channel: an exponential average with bands of average true range (L. Raschke's form)."""

from __future__ import annotations

from trainer.core.language import english
from trainer.market.candles import FloatArray
from trainer.market.studies.recursion import ema_alpha, fill_smooth, true_range
from trainer.market.studies.study import BarColumns, Output, Param, Study


def _compute(bars: BarColumns, values: tuple[float, ...], rows: FloatArray, start: int) -> None:
    length = int(values[0])
    upper, middle, lower, reach = rows
    fill_smooth(middle, start, lambda first: bars.close[first:], length, ema_alpha(length))
    fill_smooth(reach, start, lambda first: true_range(bars, first), length, 1.0 / length, begin=1)
    upper[start:] = middle[start:] + values[1] * reach[start:]
    lower[start:] = middle[start:] - values[1] * reach[start:]


STUDY = Study(
    "keltner",
    english("Keltner"),
    english("Exponential average with bands of average true range"),
    (Param("length", english("Length"), 20, 2, 500), Param("width", english("Ranges"), 2, 0.1, 10, is_whole=False)),
    (Output(english("Upper"), 3), Output(english("Middle"), 5), Output(english("Lower"), 3)),
    _compute,
    kept=1,
)
