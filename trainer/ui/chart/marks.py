"""Markers of trades as columns, so that a frame costs the same after ten trades and after a thousand."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trainer.presenters.chart_views import FloatColumn, MarkerView, TimeColumn


@dataclass(frozen=True, slots=True, eq=False)
class Marks:
    """Columns of shape (m,) in the order given; joined is -1 where a marker is joined to none.

    doomed holds the prices of liquidations.
    """

    given: tuple[MarkerView, ...]
    time_ms: TimeColumn
    price: FloatColumn
    joined: NDArray[np.int64]
    doomed: tuple[float, ...]


def marks_of(given: tuple[MarkerView, ...]) -> Marks:
    """The columns of these markers."""
    count = len(given)
    joined = (-1 if mark.joined_to is None or not 0 <= mark.joined_to < count else mark.joined_to for mark in given)
    return Marks(
        given,
        np.fromiter((mark.time_ms for mark in given), np.int64, count),
        np.fromiter((mark.price for mark in given), np.float64, count),
        np.fromiter(joined, np.int64, count),
        tuple(mark.price for mark in given if mark.kind == "liquidated"),
    )
