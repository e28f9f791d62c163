"""Volume and candles: two batches of rectangles each, whatever the number of bars."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

from trainer.ui.chart.batches import IntColumn, RectBatch, boxes
from trainer.ui.chart.layer import Layer
from trainer.ui.chart.lod import HIGH, LOW
from trainer.ui.chart.model import ChartModel, Frame
from trainer.ui.theme.current import current_theme

VOLUME_ALPHA = 0.26
_LEFT, _TOP, _RIGHT, _BOTTOM = range(4)


class _BarLayer(Layer):
    """What volume and candles share: one batch for the rising bars, one for the falling ones."""

    settled = True

    def __init__(self, model: ChartModel) -> None:
        """Paint from this model."""
        super().__init__(model)
        self._batch = RectBatch()

    def _draw_both(self, painter: QPainter, rects: IntColumn, is_up: NDArray[np.bool_], colours: list[QColor]) -> None:
        """Rectangles of shape (m, 4) or, some to a bar, (m, n, 4)."""
        for chosen, colour in zip((is_up, ~is_up), colours, strict=True):
            self._batch.draw(painter, colour, rects.take(chosen.nonzero()[0], axis=0).reshape(-1, 4))


class VolumeLayer(_BarLayer):
    """Volume at the foot of the plot."""

    z = 5

    def draw(self, painter: QPainter) -> None:
        """Rising bars, then falling ones."""
        self._draw(painter, self.model.frame())

    def draw_newest(self, painter: QPainter) -> None:
        """The newest bar's."""
        self._draw(painter, self.model.frame(is_newest=True))

    def _draw(self, painter: QPainter, frame: Frame) -> None:
        palette, foot = self.model.palette, self.model.viewport.height
        rects = np.empty((len(frame.x), 4), dtype=np.int32)
        rects[:, _LEFT] = frame.x
        np.add(frame.x, frame.body - 1, out=rects[:, _RIGHT])
        np.subtract(foot, frame.volume, out=rects[:, _TOP])
        np.maximum(rects[:, _TOP], foot - 1, out=rects[:, _BOTTOM])
        names = ("chart.candle.up", "chart.candle.down")
        colours = [palette.blend(name, VOLUME_ALPHA, "chart.ground") for name in names]
        self._draw_both(painter, rects, frame.is_up, colours)


class CandleLayer(_BarLayer):
    """Candles; the forming bar is outlined."""

    z = 8

    def draw(self, painter: QPainter) -> None:
        """Bodies and wicks of rising bars, then of falling ones."""
        self._draw(painter, self.model.frame())

    def draw_newest(self, painter: QPainter) -> None:
        """The newest bar, outlined while it is forming."""
        frame = self.model.frame(is_newest=True)
        if self.model.series.forming and frame.body > 2:
            self._draw_forming(painter, frame)
        else:
            self._draw(painter, frame)

    def _draw(self, painter: QPainter, frame: Frame) -> None:
        palette = self.model.palette
        colours = [palette.colour("chart.candle.up"), palette.colour("chart.candle.down")]
        self._draw_both(painter, _candles(frame), frame.is_up, colours)
        if current_theme().is_hollow and frame.body > 2:
            self._hollow(painter, frame)

    def _hollow(self, painter: QPainter, frame: Frame) -> None:
        """Leave only the outline of rising bodies."""
        inner = boxes(frame.x + 1, frame.top + 1, frame.x + (frame.body - 2), frame.bottom - 1)
        tall = frame.is_up & (frame.bottom - frame.top > 1)
        self._batch.draw(painter, self.model.palette.colour("chart.ground"), inner[tall])

    def _draw_forming(self, painter: QPainter, frame: Frame) -> None:
        high, low, top, bottom = (int(row[-1]) for row in (frame.rows[HIGH], frame.rows[LOW], frame.top, frame.bottom))
        colour = self.model.palette.colour("chart.candle.up" if frame.is_up[-1] else "chart.candle.down")
        left, middle = int(frame.x[-1]), int(frame.x[-1]) + frame.body // 2
        painter.fillRect(QRectF(middle, high, 1, top - high), colour)
        painter.fillRect(QRectF(middle, bottom, 1, low - bottom), colour)
        body = QRectF(left, top, frame.body, max(1, bottom - top))
        painter.fillRect(body, colour)
        if body.height() > 2:
            painter.fillRect(body.adjusted(1, 1, -1, -1), self.model.palette.colour("chart.ground"))


def _candles(frame: Frame) -> IntColumn:
    """Wick and body of every bar, shape (m, 2, 4), at least a pixel high; shape (m, 1, 4) where a body is no wider."""
    rects = np.empty((len(frame.x), 1 + (frame.body > 1), 4), dtype=np.int32)
    middle = frame.x + frame.body // 2
    wick = rects[:, 0]
    wick[:, _LEFT], wick[:, _TOP], wick[:, _RIGHT] = middle, frame.rows[HIGH], middle
    np.maximum(frame.rows[LOW] - 1, frame.rows[HIGH], out=wick[:, _BOTTOM])
    if frame.body > 1:
        body = rects[:, 1]
        body[:, _LEFT], body[:, _TOP] = frame.x, frame.top
        np.add(frame.x, frame.body - 1, out=body[:, _RIGHT])
        np.maximum(frame.bottom - 1, frame.top, out=body[:, _BOTTOM])
    return rects
