"""Indicators on the price: lines, dotted levels and the volume profile."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QPen

from trainer.market.studies.study import Running
from trainer.market.studies.volume_profile import profile
from trainer.presenters.chart_views import FloatColumn
from trainer.ui.chart.batches import IntColumn, LineBatch, RectBatch
from trainer.ui.chart.layer import Layer
from trainer.ui.chart.lod import HIGH, LOW, VOLUME
from trainer.ui.chart.model import ChartModel, ShownStudy
from trainer.ui.chart.palette import series_token

Places = slice | NDArray[np.int64]
_PROFILE_ALPHA = 0.2
_PROFILE_SHARE = 0.24


def shown_study(running: Running, colours: tuple[str, ...] = ()) -> ShownStudy:
    """An indicator with its colours; a line without one takes the colour of its kind."""
    own = [series_token(output.colour) for output in running.study.outputs]
    return ShownStudy(running, (*colours, *own[len(colours) :]))


def visible_places(model: ChartModel) -> tuple[Places, FloatColumn]:
    """Bars a line passes through and the pixel column of each, at most about two bars a pixel."""
    view, total = model.viewport, model.series.total
    first, last = view.visible()
    stride = max(1, int(1 / view.step))
    start, stop = max(0, first - 1) // stride * stride, min(total, last + 1)
    indices = np.arange(start, stop, stride, dtype=np.int64)
    places: Places = slice(start, max(start, stop))  # a slice of a column is a view of it, its places are a copy
    if stride > 1:
        if len(indices) and indices[-1] != total - 1 and last >= total:
            indices = np.append(indices, total - 1)
        places = indices
    return places, np.floor(indices * view.step - view.origin) + (view.body // 2 + 0.5)


def settled_places(model: ChartModel) -> tuple[Places, FloatColumn]:
    """The same without a newest bar that is painted apart."""
    places, x = visible_places(model)
    if isinstance(places, slice) and model.is_newest_apart:
        return slice(places.start, places.stop - 1), x[:-1]
    return places, x


def newest_ends(model: ChartModel) -> tuple[float, float]:
    """Pixel columns of the bar before the newest one and of that."""
    last = model.series.total - 1
    return model.viewport.centre_of(last - 1) + 0.5, model.viewport.centre_of(last) + 0.5


def join_newest(painter: QPainter, ends: tuple[float, float], pen: QPen, rows: list[float]) -> None:
    """A line from the row of the bar before to that of the newest one, where both are known."""
    if len(rows) == 2 and math.isfinite(rows[0]) and math.isfinite(rows[1]):
        painter.setPen(pen)
        painter.drawLine(QPointF(ends[0], rows[0]), QPointF(ends[1], rows[1]))


class StudyLayer(Layer):
    """Indicators that share the price scale."""

    z = 7
    smooth = True
    settled = True

    def __init__(self, model: ChartModel) -> None:
        """Paint from this model."""
        super().__init__(model)
        self._lines, self._dots = LineBatch(), RectBatch()

    def is_empty(self) -> bool:
        """Nothing without indicators on the price."""
        return all(shown.running.study.place != "price" for shown in self.model.shown)

    def draw(self, painter: QPainter) -> None:
        """One batch for each line."""
        model = self.model
        places, x = settled_places(model)
        if len(x) == 0:
            return
        for shown in model.shown:
            if shown.running.study.place == "price":
                rows = model.viewport.rows_of(model.series.rows_of(shown.running)[:, places])
                for row, output, token in zip(rows, shown.running.study.outputs, shown.colours, strict=True):
                    if output.style == "dots":
                        self._dots.draw(painter, model.palette.colour(token), self._dotted(places, x, row))
                    else:
                        self._lines.join(painter, model.palette.pen(token), x, row)

    def draw_newest(self, painter: QPainter) -> None:
        """The way from the bar before to the newest one; a dot at every second bar."""
        model, view, last, ends = self.model, self.model.viewport, self.model.series.total - 1, newest_ends(self.model)
        for shown in model.shown:
            if shown.running.study.place != "price":
                continue
            rows = view.rows_of(model.series.rows_of(shown.running)[:, max(0, last - 1) :]).tolist()
            for row, output, token in zip(rows, shown.running.study.outputs, shown.colours, strict=True):
                if output.style != "dots":
                    join_newest(painter, ends, model.palette.pen(token), row)
                elif last % 2 == 0 and math.isfinite(row[-1]):
                    level, left = round(min(max(row[-1], -4.0), 1e6)), view.centre_of(last) - view.body // 2
                    painter.fillRect(left, level, 2 * (view.body // 2) + 1, 1, model.palette.colour(token))

    def _dotted(self, places: Places, x: FloatColumn, row: FloatColumn) -> IntColumn:
        """A level: every second bar, a bar's body wide."""
        known = np.isfinite(row)
        if isinstance(places, slice) and self.model.viewport.step >= 1:
            known[1 - places.start % 2 :: 2] = False
        half, rects = self.model.viewport.body // 2, np.empty((np.count_nonzero(known), 4), dtype=np.int32)
        left, level = x[known].astype(np.int32), np.rint(np.minimum(np.maximum(row[known], -4), 1e6))
        np.subtract(left, half, out=rects[:, 0])
        np.add(left, half, out=rects[:, 2])
        rects[:, 1] = rects[:, 3] = level
        return rects


class ProfileLayer(Layer):
    """Volume by price at the left edge, over the bars in view."""

    z = 5
    settled = True

    def __init__(self, model: ChartModel) -> None:
        """Paint from this model."""
        super().__init__(model)
        self._batch = RectBatch()

    def is_empty(self) -> bool:
        """Nothing unless chosen."""
        return all(shown.running.study.place != "profile" for shown in self.model.shown)

    def draw(self, painter: QPainter) -> None:
        """Bars from the left edge, the row with most volume in full strength."""
        model, view = self.model, self.model.viewport
        first, last = view.visible()
        values = model.series.columns(first, last, min(view.step, 1.0), view.origin).values
        if values.shape[1] == 0:
            return
        for shown in model.shown:
            if shown.running.study.place == "profile":
                rows = int(shown.running.values[0])
                edges, volume = profile(values[HIGH], values[LOW], values[VOLUME], rows)
                if volume.max() > 0:
                    self._draw_rows(painter, edges, volume, shown.colours[0])

    def _draw_rows(self, painter: QPainter, edges: FloatColumn, volume: FloatColumn, token: str) -> None:
        rows = np.rint(self.model.viewport.rows_of(edges)).astype(np.int32)
        widths = np.rint(volume / volume.max() * (self.model.layout.plot.width() * _PROFILE_SHARE)).astype(np.int32)
        left = np.zeros(len(volume), dtype=np.int32)
        rects = np.column_stack((left, rows[1:], widths - 1, np.maximum(rows[:-1] - 2, rows[1:])))
        most = int(np.argmax(volume))
        self._batch.draw(painter, self.model.palette.shade(token, _PROFILE_ALPHA), rects[widths > 0])
        self._batch.draw(painter, self.model.palette.shade(token, 2 * _PROFILE_ALPHA), rects[most : most + 1])
