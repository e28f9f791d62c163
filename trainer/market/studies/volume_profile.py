"""Volume by price over the revealed bars in view."""

from __future__ import annotations

import numpy as np

from trainer.core.language import english
from trainer.market.candles import FloatArray
from trainer.market.studies.study import BarColumns, Output, Param, Study


def profile(high: FloatArray, low: FloatArray, volume: FloatArray, rows: int) -> tuple[FloatArray, FloatArray]:
    """Edges of shape (rows + 1,) from the lowest low to the highest high, and the volume between them, shape (rows,).

    A bar's volume is spread evenly from its low to its high; a bar without range falls into one row.
    """
    bottom, top = float(low.min()), float(high.max())
    edges = np.linspace(bottom, top, rows + 1)
    if top <= bottom:
        return edges, np.append(np.zeros(rows - 1), volume.sum())
    reach = np.maximum(high - low, (top - bottom) * 1e-9)
    # volume of every bar at or below an edge; neighbours' difference is what lies between them
    shares = np.clip((edges[:, None] - low[None, :]) / reach[None, :], 0.0, 1.0)
    below = shares @ volume
    below[-1] = volume.sum()
    return edges, np.diff(below)


def _nothing(_bars: BarColumns, _values: tuple[float, ...], _rows: FloatArray, _start: int) -> None:
    """It has no value at a bar; the chart asks for the profile of what is in view."""


STUDY = Study(
    "volume_profile",
    english("Volume profile"),
    english("Volume by price over the revealed bars in view"),
    (Param("rows", english("Rows"), 48, 8, 200),),
    (Output(english("Volume"), 5, "bars"),),
    _nothing,
    place="profile",
)
