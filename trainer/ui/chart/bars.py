"""Volume and candles: two batches of rectangles each, whatever the number of bars."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from PySide6.QtGui import QColor, QPainter

from trainer.ui.chart.batches import IntColumn, RectBatch, boxes
from trainer.ui.chart.held import Held
from trainer.ui.chart.layer import Layer
from trainer.ui.chart.lod import HIGH, LOW
from trainer.ui.chart.model import Bar, ChartModel, Frame
from trainer.ui.theme.current import current_theme

VOLUME_ALPHA = 0.26
_COLOURS = ("chart.candle.down", "chart.candle.up")
_LEFT, _TOP, _RIGHT, _BOTTOM = range(4)
Rect = tuple[int, int, int, int]
"""Left, top, right, bottom, all of them inside."""


class _BarLayer(Layer):
    """What volume and candles share: one batch for the falling bars, one for the rising ones."""

    settled = True

    def __init__(self, model: ChartModel) -> None:
        """Paint from this model."""
        super().__init__(model)
        self._held = Held(model)
        self._batches = RectBatch(), RectBatch()

    def _follow(self, *told: object) -> None:
        """Hold the settled bars in view, made anew or with those added that are missing."""
        held, model = self._held, self.model
        missing = held.missing(told)
        if missing is None:
            frame = model.frame(held.first, held.stop)
            rects = self._rects(frame)
            for batch, chosen in zip(self._batches, (~frame.is_up, frame.is_up), strict=True):
                batch.hold_some(rects, chosen.nonzero()[0])
        for index in missing or ():
            bar = model.bar(index)
            bar = bar._replace(x=bar.x - held.shift)
            for rect in self._rects_of(bar):
                self._batches[bar.is_up].add(rect)

    def _rects(self, frame: Frame) -> IntColumn:
        """Rectangles of shape (m, 4) or, some to a bar, (m, n, 4)."""
        raise NotImplementedError

    def _rects_of(self, bar: Bar) -> list[Rect]:
        """The same of one bar."""
        raise NotImplementedError

    def _show(self, painter: QPainter, batches: Iterable[RectBatch], colours: Iterable[QColor]) -> None:
        painter.translate(self._held.shift, 0)
        for batch, colour in zip(batches, colours, strict=True):
            batch.show(painter, colour)
        painter.translate(-self._held.shift, 0)


class VolumeLayer(_BarLayer):
    """Volume at the foot of the plot."""

    z = 5

    def draw(self, painter: QPainter) -> None:
        """Falling bars, then rising ones."""
        self._follow(self.model.heaviest())
        self._show(painter, self._batches, [self._colour(is_up) for is_up in (False, True)])

    def draw_newest(self, painter: QPainter) -> None:
        """The newest bar's, at least a pixel high."""
        ((left, top, right, foot),) = self._rects_of(bar := self.model.bar(self.model.series.total - 1))
        painter.fillRect(left, top, right - left + 1, foot - top + 1, self._colour(bar.is_up))

    def _rects(self, frame: Frame) -> IntColumn:
        foot, rects = self.model.viewport.height, np.empty((len(frame.x), 4), dtype=np.int32)
        rects[:, _LEFT] = frame.x
        np.add(frame.x, frame.body - 1, out=rects[:, _RIGHT])
        np.subtract(foot, frame.volume, out=rects[:, _TOP])
        np.maximum(rects[:, _TOP], foot - 1, out=rects[:, _BOTTOM])
        return rects

    def _rects_of(self, bar: Bar) -> list[Rect]:
        top, foot = self.model.viewport.height - bar.volume, self.model.viewport.height - 1
        return [(bar.x, top, bar.x + bar.body - 1, max(top, foot))]

    def _colour(self, is_up: bool) -> QColor:
        return self.model.palette.blend(_COLOURS[is_up], VOLUME_ALPHA, "chart.ground")


class CandleLayer(_BarLayer):
    """Candles; the forming bar is outlined."""

    z = 8

    def __init__(self, model: ChartModel) -> None:
        """Paint from this model."""
        super().__init__(model)
        self._inner = RectBatch()

    def draw(self, painter: QPainter) -> None:
        """Bodies and wicks of falling bars, then of rising ones."""
        palette = self.model.palette
        is_hollow = current_theme().is_hollow
        self._follow(is_hollow)
        self._show(painter, self._batches, [palette.colour(name) for name in _COLOURS])
        if is_hollow:
            self._hollow(painter)

    def draw_newest(self, painter: QPainter) -> None:
        """The newest bar, outlined while it is forming, and again the one before, over which a line came in."""
        last, is_hollow = self.model.series.total - 1, current_theme().is_hollow
        for index in range(max(0, last - 1), last + 1):
            bar = self.model.bar(index)
            for left, top, right, foot in self._rects_of(bar):
                colour = self.model.palette.colour(_COLOURS[bar.is_up])
                painter.fillRect(left, top, right - left + 1, foot - top + 1, colour)
            if (is_hollow and bar.is_up) or (index == last and self.model.series.forming):
                self._outline(painter, bar)

    def _outline(self, painter: QPainter, bar: Bar) -> None:
        """Leave only the outline of a body."""
        top, tall = min(bar.open, bar.close), abs(bar.open - bar.close)
        if bar.body > 2 and tall > 1:
            ground = self.model.palette.colour("chart.ground")
            painter.fillRect(bar.x + 1, top + 1, bar.body - 2, max(1, tall - 2), ground)

    def _hollow(self, painter: QPainter) -> None:
        """Leave only the outline of rising bodies."""
        frame = self.model.frame(self._held.first, self._held.stop)
        if frame.body > 2:
            inner = boxes(frame.x + 1, frame.top + 1, frame.x + (frame.body - 2), frame.bottom - 1)
            tall = frame.is_up & (frame.bottom - frame.top > 1)
            self._inner.draw(painter, self.model.palette.colour("chart.ground"), inner[tall])

    def _rects(self, frame: Frame) -> IntColumn:
        """Wick and body of every bar, at least a pixel high; the wick alone where a body is no wider."""
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

    def _rects_of(self, bar: Bar) -> list[Rect]:
        middle, top = bar.x + bar.body // 2, min(bar.open, bar.close)
        wick = (middle, bar.high, middle, max(bar.low - 1, bar.high))
        body = (bar.x, top, bar.x + bar.body - 1, max(bar.open - 1, bar.close - 1, top))
        return [wick, body] if bar.body > 1 else [wick]
