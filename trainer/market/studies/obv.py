"""On-balance volume (J. Granville, 1963): volume added on a rise, taken away on a fall."""

from __future__ import annotations

import numpy as np

from trainer.core.language import english
from trainer.market.candles import FloatArray
from trainer.market.studies.study import BarColumns, Output, Study


def _compute(bars: BarColumns, _values: tuple[float, ...], rows: FloatArray, start: int) -> None:
    first = max(1, start)
    if start == 0:
        rows[0, 0] = bars.volume[0]
    signs = np.sign(bars.close[first:] - bars.close[first - 1 : -1])
    rows[0, first:] = rows[0, first - 1] + np.cumsum(signs * bars.volume[first:])


STUDY = Study(
    "obv",
    "OBV",
    english("Volume added on a rise, taken away on a fall"),
    (),
    (Output("OBV", 3),),
    _compute,
    place="pane",
)
