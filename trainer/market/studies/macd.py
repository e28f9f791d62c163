"""Moving average convergence divergence (G. Appel); both averages begin at the same bar, as in TA-Lib."""

from __future__ import annotations

from trainer.core.language import english
from trainer.market.candles import FloatArray
from trainer.market.studies.recursion import ema_alpha, fill_smooth
from trainer.market.studies.study import BarColumns, Output, Param, Study


def _compute(bars: BarColumns, values: tuple[float, ...], rows: FloatArray, start: int) -> None:
    fast, slow = sorted(int(value) for value in values[:2])
    smooth = int(values[2])
    line, signal, bars_between, quick, calm = rows
    fill_smooth(quick, start, lambda first: bars.close[first:], fast, ema_alpha(fast), begin=slow - fast)
    fill_smooth(calm, start, lambda first: bars.close[first:], slow, ema_alpha(slow))
    line[start:] = quick[start:] - calm[start:]
    fill_smooth(signal, start, lambda first: line[first:], smooth, ema_alpha(smooth), begin=slow - 1)
    bars_between[start:] = line[start:] - signal[start:]


STUDY = Study(
    "macd",
    "MACD",
    english("Distance of two exponential averages and its own average"),
    (
        Param("fast", english("Fast"), 12, 1, 500),
        Param("slow", english("Slow"), 26, 2, 1000),
        Param("signal", english("Signal"), 9, 1, 500),
    ),
    (Output("MACD", 0), Output(english("Signal"), 1), Output(english("Difference"), 5, "bars")),
    _compute,
    place="pane",
    kept=2,
    levels=(0.0,),
)
