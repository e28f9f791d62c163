"""Indicators on the price: lines, dotted levels and the volume profile."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QPen

from trainer.market.studies.study import Output, Running
from trainer.market.studies.volume_profile import profile
from trainer.presenters.chart_views import FloatColumn
from trainer.ui.chart.batches import IntColumn, LineBatch, RectBatch
from trainer.ui.chart.held import Held
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
    first, last = model.viewport.visible()
    return _places(model, first, min(last + 1, model.series.total))


def _places(model: ChartModel, first: int, stop: int) -> tuple[Places, FloatColumn]:
    """Bars that lines to bars [first, stop) pass through, the one before the first among them, and their columns."""
    view, total = model.viewport, model.series.total
    stride = max(1, int(1 / view.step))
    start = max(0, first - 1) // stride * stride
    indices = np.arange(start, stop, stride, dtype=np.int64)
    places: Places = slice(start, max(start, stop))  # a slice of a column is a view of it, its places are a copy
    if stride > 1:
        if len(indices) and indices[-1] != total - 1 and stop == total:
            indices = np.append(indices, total - 1)
        places = indices
    return places, np.floor(indices * view.step - view.origin) + (view.body // 2 + 0.5)


def pieces(x: list[float], rows: list[float]) -> Iterator[tuple[float, float, float, float]]:
    """Both ends of every line between neighbouring points of which both are known."""
    for (left, before), (right, row) in pairwise(zip(x, rows, strict=True)):
        if math.isfinite(before) and math.isfinite(row):
            yield left, before, right, row


def join(painter: QPainter, pen: QPen, x: list[float], rows: list[float]) -> None:
    """Lines between neighbouring points, one by one, where both are known."""
    painter.setPen(pen)
    for left, before, right, row in pieces(x, rows):
        painter.drawLine(QPointF(left, before), QPointF(right, row))


class StudyLayer(Layer):
    """Indicators that share the price scale."""

    z = 7
    smooth = True
    settled = True

    def __init__(self, model: ChartModel) -> None:
        """Paint from this model."""
        super().__init__(model)
        self._held = Held(model)
        self._batches: list[tuple[ShownStudy, list[LineBatch | RectBatch]]] = []

    def is_empty(self) -> bool:
        """Nothing without indicators on the price."""
        return all(shown.running.study.place != "price" for shown in self.model.shown)

    def draw(self, painter: QPainter) -> None:
        """One batch for each line."""
        held, model = self._held, self.model
        added = held.follow((model.shown,))
        if added is None:
            self._hold(held.first, held.stop)
        elif added:
            self._add(added)
        painter.translate(held.shift, 0)
        for shown, batches in self._batches:
            for batch, token in zip(batches, shown.colours, strict=True):
                if isinstance(batch, LineBatch):
                    batch.show(painter, model.palette.pen(token))
                else:
                    batch.show(painter, model.palette.colour(token))
        painter.translate(-held.shift, 0)

    def _hold(self, first: int, stop: int) -> None:
        model = self.model
        own = [shown for shown in model.shown if shown.running.study.place == "price"]
        if [shown for shown, _ in self._batches] != own:
            self._batches = [(shown, [_batch_of(output) for output in shown.running.study.outputs]) for shown in own]
        places, x = _places(model, first, stop)
        for shown, batches in self._batches:
            rows = model.viewport.rows_of(model.series.rows_of(shown.running)[:, places])
            for batch, row in zip(batches, rows, strict=True):
                if isinstance(batch, LineBatch):
                    batch.join(x, row)
                else:
                    batch.hold(self._dotted(places, x, row))

    def _add(self, bars: range) -> None:
        """Hold the lines that lead to these bars too, and their dots."""
        shift = self._held.shift
        for shown, batches in self._batches:
            x, rows = self._points(shown, bars)
            for batch, row in zip(batches, rows, strict=True):
                shapes = pieces(x, row) if isinstance(batch, LineBatch) else self._dots(bars, row)
                for left, top, right, foot in shapes:
                    batch.add((left - shift, top, right - shift, foot))

    def draw_newest(self, painter: QPainter) -> None:
        """The way from the bar before to the newest one; a dot at every second bar."""
        model, newest = self.model, range(self.model.series.total - 1, self.model.series.total)
        for shown in model.shown:
            if shown.running.study.place != "price":
                continue
            x, rows = self._points(shown, newest)
            for row, output, token in zip(rows, shown.running.study.outputs, shown.colours, strict=True):
                if output.style != "dots":
                    join(painter, model.palette.pen(token), x, row)
                    continue
                for left, top, right, _ in self._dots(newest, row):
                    painter.fillRect(left, top, right - left + 1, 1, model.palette.colour(token))

    def _points(self, shown: ShownStudy, bars: range) -> tuple[list[float], list[list[float]]]:
        """Columns of the bar before these and of these, and the rows of every line there."""
        view, start = self.model.viewport, max(0, bars.start - 1)
        values, half = self.model.series.rows_of(shown.running)[:, start : bars.stop].tolist(), view.body // 2 + 0.5
        rows = [[math.nan if view.log and not value > 0 else view.y_of(value) for value in row] for row in values]
        return [view.x_of(bar) + half for bar in range(start, bars.stop)], rows

    def _dots(self, bars: range, row: list[float]) -> list[tuple[int, int, int, int]]:
        """Levels of these bars, the last ones of a row: every second bar, a bar's body wide."""
        view, result = self.model.viewport, []
        for bar, level in zip(bars, row[-len(bars) :], strict=True):
            if bar % 2 == 0 and math.isfinite(level):
                top, centre, half = round(min(max(level, -4.0), 1e6)), view.centre_of(bar), view.body // 2
                result.append((centre - half, top, centre + half, top))
        return result

    def _dotted(self, places: Places, x: FloatColumn, row: FloatColumn) -> IntColumn:
        """The same of all places; where bars are joined in one pixel, of every place that is known."""
        known = np.isfinite(row)
        if isinstance(places, slice) and self.model.viewport.step >= 1:
            known[1 - places.start % 2 :: 2] = False
        half, rects = self.model.viewport.body // 2, np.empty((np.count_nonzero(known), 4), dtype=np.int32)
        left, level = np.floor(x[known]).astype(np.int32), np.rint(np.minimum(np.maximum(row[known], -4), 1e6))
        np.subtract(left, half, out=rects[:, 0])
        np.add(left, half, out=rects[:, 2])
        rects[:, 1] = rects[:, 3] = level
        return rects


def _batch_of(output: Output) -> LineBatch | RectBatch:
    return RectBatch() if output.style == "dots" else LineBatch()


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
