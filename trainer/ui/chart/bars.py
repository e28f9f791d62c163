"""Volume and candles: two batches of rectangles each, whatever the number of bars."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from trainer.ui.chart.batches import IntColumn, RectBatch, boxes
from trainer.ui.chart.layer import Layer
from trainer.ui.chart.model import ChartModel, Frame
from trainer.ui.theme.current import current_theme

VOLUME_ALPHA = 0.26


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
        foot = self.model.viewport.height
        bottom = np.full(len(frame.x), foot, dtype=np.int32)
        rects = boxes(frame.x, foot - frame.volume, frame.x + (frame.body - 1), bottom)
        for part, name in ((frame.rising, "chart.candle.up"), (frame.falling, "chart.candle.down")):
            self._batch.draw(painter, self.model.palette.blend(name, VOLUME_ALPHA, "chart.ground"), rects[part])


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
        middle = frame.x + frame.body // 2
        wicks = boxes(middle, frame.high, middle, frame.low)
        bodies = wicks
        if frame.body > 1:
            top, bottom = np.minimum(frame.open, frame.close), np.maximum(frame.open, frame.close)
            bodies = boxes(frame.x, top, frame.x + (frame.body - 1), bottom)
        for part, name in ((frame.rising, "chart.candle.up"), (frame.falling, "chart.candle.down")):
            chosen = part[:-1] if outlined and len(part) and part[-1] == count else part
            rects: IntColumn = wicks[chosen]
            if frame.body > 1:
                rects = np.concatenate((rects, bodies[chosen]))
            self._batch.draw(painter, self.model.palette.colour(name), rects)
        if current_theme().is_hollow and frame.body > 2:
            self._hollow(painter, frame)
        if outlined:
            self._draw_forming(painter, frame)

    def _hollow(self, painter: QPainter, frame: Frame) -> None:
        """Leave only the outline of rising bodies."""
        top, bottom = np.minimum(frame.open, frame.close), np.maximum(frame.open, frame.close)
        tall = frame.rising[(bottom - top)[frame.rising] > 1]
        inner = boxes(frame.x + 1, top + 1, frame.x + (frame.body - 2), bottom - 1)
        self._batch.draw(painter, self.model.palette.colour("chart.ground"), inner[tall])

    def _forming_shown(self, frame: Frame) -> bool:
        last_seen = self.model.viewport.visible()[1]
        return (
            self.model.series.forming and frame.body > 2 and len(frame.x) > 0 and last_seen >= self.model.series.total
        )

    def _draw_forming(self, painter: QPainter, frame: Frame) -> None:
        opened, high, low, close = (int(row[-1]) for row in (frame.open, frame.high, frame.low, frame.close))
        colour = self.model.palette.colour("chart.candle.up" if frame.is_up[-1] else "chart.candle.down")
        left, middle = int(frame.x[-1]), int(frame.x[-1]) + frame.body // 2
        top, bottom = min(opened, close), max(opened, close)
        painter.fillRect(QRectF(middle, high, 1, top - high), colour)
        painter.fillRect(QRectF(middle, bottom, 1, low - bottom), colour)
        body = QRectF(left, top, frame.body, max(1, bottom - top))
        painter.fillRect(body, colour)
        if body.height() > 2:
            painter.fillRect(body.adjusted(1, 1, -1, -1), self.model.palette.colour("chart.ground"))
