"""Volume, averages and candles: two batches of rectangles each, whatever the number of bars."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from trainer.presenters.chart_views import FloatColumn
from trainer.ui.chart.batches import LineBatch, RectBatch, boxes, line_pen, segments
from trainer.ui.chart.layer import Layer
from trainer.ui.chart.model import ChartModel, Frame

VOLUME_ALPHA = 0.26
_SERIES_WIDTH = 1.25
_SERIES_COLOURS = ("chart.series.first", "chart.series.second", "chart.ghost")


def series_colour(position: int) -> str:
    """Token for the n-th average."""
    return _SERIES_COLOURS[position % len(_SERIES_COLOURS)]


class VolumeLayer(Layer):
    """Volume at the foot of the plot."""

    z = 5

    def __init__(self, model: ChartModel) -> None:
        """Paint from this model."""
        super().__init__(model)
        self._batch = RectBatch()

    def draw(self, painter: QPainter) -> None:
        """Rising bars, then falling ones."""
        frame = self.model.frame()
        foot = float(self.model.viewport.height)
        rects = boxes(frame.x, foot - frame.volume, frame.body, np.full(len(frame.x), foot))
        for mask, name in ((frame.up, "chart.candle.up"), (~frame.up, "chart.candle.down")):
            self._batch.draw(painter, self.model.palette.shade(name, VOLUME_ALPHA), rects[mask])


class CandleLayer(Layer):
    """Candles; the forming bar is outlined."""

    z = 8

    def __init__(self, model: ChartModel) -> None:
        """Paint from this model."""
        super().__init__(model)
        self._batch = RectBatch()

    def draw(self, painter: QPainter) -> None:
        """Bodies and wicks of rising bars, then of falling ones, then the forming bar."""
        frame = self.model.frame()
        outlined = self._forming_shown(frame)
        count = len(frame.x) - outlined
        wicks = boxes(frame.x + frame.body // 2, frame.high, 1, frame.low)[:count]
        if frame.body == 1:
            rects, up = wicks, frame.up[:count]
        else:
            top, bottom = np.minimum(frame.open, frame.close), np.maximum(frame.open, frame.close)
            rects = np.concatenate((wicks, boxes(frame.x, top, frame.body, bottom)[:count]))
            up = np.concatenate((frame.up[:count], frame.up[:count]))
        for mask, name in ((up, "chart.candle.up"), (~up, "chart.candle.down")):
            self._batch.draw(painter, self.model.palette.colour(name), rects[mask])
        if outlined:
            self._draw_forming(painter, frame)

    def _forming_shown(self, frame: Frame) -> bool:
        last_seen = self.model.viewport.visible()[1]
        return (
            self.model.series.forming and frame.body > 2 and len(frame.x) > 0 and last_seen >= self.model.series.total
        )

    def _draw_forming(self, painter: QPainter, frame: Frame) -> None:
        name = "chart.candle.up" if frame.up[-1] else "chart.candle.down"
        colour = self.model.palette.colour(name)
        left, middle = frame.x[-1], frame.x[-1] + frame.body // 2
        top, bottom = min(frame.open[-1], frame.close[-1]), max(frame.open[-1], frame.close[-1])
        painter.fillRect(QRectF(middle, frame.high[-1], 1, top - frame.high[-1]), colour)
        painter.fillRect(QRectF(middle, bottom, 1, frame.low[-1] - bottom), colour)
        body = QRectF(left, top, frame.body, max(1.0, bottom - top))
        painter.fillRect(body, colour)
        if body.height() > 2:
            painter.fillRect(body.adjusted(1, 1, -1, -1), self.model.palette.colour("chart.ground"))


class AverageLayer(Layer):
    """Moving averages as smooth lines."""

    z = 7

    def __init__(self, model: ChartModel) -> None:
        """Paint from this model."""
        super().__init__(model)
        self._batch = LineBatch()

    def draw(self, painter: QPainter) -> None:
        """One path per average."""
        model = self.model
        if not model.series.averages:
            return
        indices = self._indices()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shift = model.viewport.body // 2 + 0.5
        x = np.floor(indices * model.viewport.step - model.viewport.origin) + shift
        for position, average in enumerate(model.series.averages):
            values: FloatColumn = model.series.average_values(average)[indices]
            if len(values) == 0:
                continue
            pen = line_pen(model.palette.colour(series_colour(position)), _SERIES_WIDTH)
            self._batch.draw(painter, pen, segments(x, model.viewport.rows_of(values)))

    def _indices(self) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        view, total = self.model.viewport, self.model.series.total
        first, last = view.visible()
        stride = max(1, int(1 / view.step))
        start = max(0, first - 1) // stride * stride
        indices = np.arange(start, min(total, last + 1), stride, dtype=np.int64)
        if stride > 1 and len(indices) and indices[-1] != total - 1 and last >= total:
            indices = np.append(indices, total - 1)
        return indices
