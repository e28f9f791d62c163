"""Volume and candles: two batches of rectangles each, whatever the number of bars."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QPainter

from trainer.ui.chart.batches import IntColumn, RectBatch, boxes
from trainer.ui.chart.layer import Layer
from trainer.ui.chart.lod import HIGH, LOW
from trainer.ui.chart.model import ChartModel, Frame
from trainer.ui.theme.current import current_theme

VOLUME_ALPHA = 0.26
_COLOURS = ("chart.candle.down", "chart.candle.up")
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
            self._batch.draw_some(painter, colour, rects, chosen.nonzero()[0])


class VolumeLayer(_BarLayer):
    """Volume at the foot of the plot."""

    z = 5

    def draw(self, painter: QPainter) -> None:
        """Rising bars, then falling ones."""
        frame, foot = self.model.frame(), self.model.viewport.height
        rects = np.empty((len(frame.x), 4), dtype=np.int32)
        rects[:, _LEFT] = frame.x
        np.add(frame.x, frame.body - 1, out=rects[:, _RIGHT])
        np.subtract(foot, frame.volume, out=rects[:, _TOP])
        np.maximum(rects[:, _TOP], foot - 1, out=rects[:, _BOTTOM])
        self._draw_both(painter, rects, frame.is_up, [self._colour(is_up) for is_up in (True, False)])

    def draw_newest(self, painter: QPainter) -> None:
        """The newest bar's, at least a pixel high."""
        bar, foot = self.model.newest(), self.model.viewport.height
        painter.fillRect(bar.x, foot - bar.volume, bar.body, max(1, bar.volume), self._colour(bar.is_up))

    def _colour(self, is_up: bool) -> QColor:
        return self.model.palette.blend(_COLOURS[is_up], VOLUME_ALPHA, "chart.ground")


class CandleLayer(_BarLayer):
    """Candles; the forming bar is outlined."""

    z = 8

    def draw(self, painter: QPainter) -> None:
        """Bodies and wicks of rising bars, then of falling ones."""
        frame, palette = self.model.frame(), self.model.palette
        self._draw_both(painter, _candles(frame), frame.is_up, [palette.colour(_COLOURS[is_up]) for is_up in (1, 0)])
        if current_theme().is_hollow and frame.body > 2:
            self._hollow(painter, frame)

    def draw_newest(self, painter: QPainter) -> None:
        """The newest bar, outlined while it is forming."""
        bar, palette = self.model.newest(), self.model.palette
        colour, top = palette.colour(_COLOURS[bar.is_up]), min(bar.open, bar.close)
        tall = max(1, max(bar.open, bar.close) - top)
        painter.fillRect(bar.x + bar.body // 2, bar.high, 1, max(1, bar.low - bar.high), colour)
        if bar.body > 1:
            painter.fillRect(bar.x, top, bar.body, tall, colour)
        is_hollow = self.model.series.forming or (current_theme().is_hollow and bar.is_up)
        if is_hollow and bar.body > 2 and tall > 1:
            painter.fillRect(bar.x + 1, top + 1, bar.body - 2, max(1, tall - 2), palette.colour("chart.ground"))

    def _hollow(self, painter: QPainter, frame: Frame) -> None:
        """Leave only the outline of rising bodies."""
        inner = boxes(frame.x + 1, frame.top + 1, frame.x + (frame.body - 2), frame.bottom - 1)
        tall = frame.is_up & (frame.bottom - frame.top > 1)
        self._batch.draw(painter, self.model.palette.colour("chart.ground"), inner[tall])


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
