"""Volume and candles: a few batches of rectangles, whatever the number of bars."""

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
_INNER = 2
_LEFT, _TOP, _RIGHT, _BOTTOM = range(4)
Rect = tuple[int, int, int, int]
"""Left, top, right, bottom, all of them inside."""


class _BarLayer(Layer):
    """What volume and candles share: a batch for the falling bars, one for the rising ones and what a kind adds."""

    settled = True

    def __init__(self, model: ChartModel) -> None:
        """Paint from this model."""
        super().__init__(model)
        self._held = Held(model)
        self._batches = RectBatch(), RectBatch(), RectBatch()

    def _draw(self, painter: QPainter, told: object, colours: Iterable[QColor]) -> None:
        """Paint the settled bars in view, made anew or with those added that have come."""
        held, model = self._held, self.model
        added = held.follow((told,))
        if added is None:
            frame = model.frame(held.first, held.stop)
            rects = self._rects(frame)
            for batch, chosen in zip(self._batches, (~frame.is_up, frame.is_up), strict=False):
                batch.hold_some(rects, chosen.nonzero()[0])
            self._batches[_INNER].hold(self._inner(frame))
        for index in added or ():
            bar = model.bar(index)
            bar = bar._replace(x=bar.x - held.shift)
            for rect in self._rects_of(bar):
                self._batches[bar.is_up].add(rect)
            for rect in self._inner_of(bar):
                self._batches[_INNER].add(rect)
        painter.translate(held.shift, 0)
        for batch, colour in zip(self._batches, colours, strict=False):
            batch.show(painter, colour)
        painter.translate(-held.shift, 0)

    def _rects(self, frame: Frame) -> IntColumn:
        """Rectangles of shape (m, 4) or, some to a bar, (m, n, 4)."""
        raise NotImplementedError

    def _rects_of(self, bar: Bar) -> list[Rect]:
        """The same of one bar."""
        raise NotImplementedError

    def _inner(self, _frame: Frame) -> IntColumn:
        """What is left of ground within bars, shape (k, 4)."""
        return np.empty((0, 4), dtype=np.int32)

    def _inner_of(self, _bar: Bar) -> list[Rect]:
        """The same of one bar."""
        return []


class VolumeLayer(_BarLayer):
    """Volume at the foot of the plot."""

    z = 5

    def draw(self, painter: QPainter) -> None:
        """Falling bars, then rising ones."""
        self._draw(painter, self.model.heaviest(), [self._colour(is_up) for is_up in (False, True)])

    def draw_newest(self, painter: QPainter) -> None:
        """The newest bar's, at least a pixel high."""
        bar = self.model.bar(self.model.series.total - 1)
        _fill(painter, self._rects_of(bar), self._colour(bar.is_up))

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

    def draw(self, painter: QPainter) -> None:
        """Bodies and wicks of falling bars, then of rising ones, and the ground within hollow bodies."""
        colours = [self.model.palette.colour(name) for name in (*_COLOURS, "chart.ground")]
        self._draw(painter, current_theme().is_hollow, colours)

    def draw_newest(self, painter: QPainter) -> None:
        """The newest bar, outlined while it is forming, and again the one before, over which a line came in."""
        palette, last = self.model.palette, self.model.series.total - 1
        for index in range(max(0, last - 1), last + 1):
            bar = self.model.bar(index)
            _fill(painter, self._rects_of(bar), palette.colour(_COLOURS[bar.is_up]))
            is_forming = index == last and self.model.series.forming
            _fill(painter, _within(bar) if is_forming else self._inner_of(bar), palette.colour("chart.ground"))

    def _inner(self, frame: Frame) -> IntColumn:
        """Within rising bodies, where candles are hollow."""
        inner = boxes(frame.x + 1, frame.top + 1, frame.x + (frame.body - 2), frame.bottom - 1)
        is_hollow = current_theme().is_hollow and frame.body > 2
        return inner[frame.is_up & (frame.bottom - frame.top > 1)] if is_hollow else inner[:0]

    def _inner_of(self, bar: Bar) -> list[Rect]:
        return _within(bar) if bar.is_up and current_theme().is_hollow else []

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


def _within(bar: Bar) -> list[Rect]:
    """The inside of a body that is wide and tall enough to have one."""
    top, foot = sorted((bar.open, bar.close))
    if bar.body <= 2 or foot - top <= 1:
        return []
    return [(bar.x + 1, top + 1, bar.x + bar.body - 2, max(foot - 2, top + 1))]


def _fill(painter: QPainter, rects: list[Rect], colour: QColor) -> None:
    for left, top, right, bottom in rects:
        painter.fillRect(left, top, right - left + 1, bottom - top + 1, colour)
