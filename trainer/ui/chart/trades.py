"""Entries, exits, liquidations and the way the stop has gone."""

from __future__ import annotations

import itertools
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from trainer.core.language import tr
from trainer.presenters.chart_views import FloatColumn, MarkerView, StopHistoryView
from trainer.ui.chart.batches import IntColumn, LineBatch, line_pen
from trainer.ui.chart.layer import LEFT, RIGHT, Layer, triangle
from trainer.ui.chart.model import ChartModel
from trainer.ui.chart.palette import FontName
from trainer.ui.chart.placing import price_text
from trainer.ui.chart.spacing import spread

_RING = 5.5
_OFFSET = 3.0
_REACH = 9.0
_FAR = 20_000
"""Pixel rows further away than this are as good as this far: dashes beyond would be counted out one by one."""
_HALF = 14
"""Pixels from the middle of a mark's picture to its edges."""


def mark_places(model: ChartModel) -> tuple[IntColumn, IntColumn]:
    """Pixel column and row of every marker."""
    marks, view = model.marks(), model.viewport
    x = np.floor(model.series.indices_at(marks.time_ms) * view.step - view.origin) + view.body // 2
    rows = np.clip(view.rows_of(marks.price), -_FAR, _FAR)
    return x.astype(np.int32), np.rint(rows).astype(np.int32)


def marker_at(model: ChartModel, point: QPointF) -> MarkerView | None:
    """The newest marker under a point."""
    if not model.markers:
        return None
    x, y = mark_places(model)
    near = (np.abs(x + 0.5 - point.x()) <= _REACH) & (np.abs(y + 0.5 - point.y()) <= _REACH)
    return model.markers[int(near.nonzero()[0][-1])] if near.any() else None


_Shown = tuple[MarkerView, int, int]


class _Drawn(NamedTuple):
    """Markers in view, each with its column and row, and the lines between them by the colour token."""

    shown: list[_Shown]
    joins: dict[str, FloatColumn]


class TradeLayer(Layer):
    """Closed trades joined by a dashed line, entry markers, leaders to the right of the now line."""

    z = 9
    smooth = True
    settled = True

    def __init__(self, model: ChartModel) -> None:
        """Paint from this model."""
        super().__init__(model)
        self._lines = LineBatch()
        self._told: tuple[object, ...] = ()
        self._before = self._at_newest = _Drawn([], {})

    def is_empty(self) -> bool:
        """Nothing before the first fill."""
        return not self.model.markers

    def draw(self, painter: QPainter) -> None:
        """Joins below, markers above, leaders last; none of it out of view, and none where the newest bar comes."""
        self._follow()
        self._draw_all(painter, self._before)
        if not self.model.is_newest_apart:
            self._draw_all(painter, self._at_newest)
            self._draw_leaders(painter)

    def draw_newest(self, painter: QPainter) -> None:
        """The markers that touch the newest bar, and leaders, which cross it."""
        self._follow()
        self._draw_all(painter, self._at_newest)
        self._draw_leaders(painter)

    def _draw_all(self, painter: QPainter, drawn: _Drawn) -> None:
        palette = self.model.palette
        for name, lines in drawn.joins.items():
            self._lines.draw(painter, line_pen(palette.colour(name), 1, (3, 3)), lines)
        ratio = painter.device().devicePixelRatio()
        for mark, x, y in drawn.shown:
            draw = partial(self._draw_mark, mark)
            made = palette.picture(("mark", mark.kind, mark.side), 2 * _HALF, 2 * _HALF, ratio, draw)
            painter.drawPixmap(x - _HALF, y - _HALF, made)

    def _follow(self) -> None:
        """Place the markers anew when they or the view changed."""
        model = self.model
        told = (model.ticks(), model.marks())
        if told != self._told:
            self._told = told
            x, y = mark_places(model)
            touches = x + _HALF >= model.viewport.x_of(model.series.total - 1)
            self._before, self._at_newest = self._placed(x, y, ~touches), self._placed(x, y, touches)

    def _placed(self, x: IntColumn, y: IntColumn, wanted: NDArray[np.bool_]) -> _Drawn:
        """What is in view of the wanted markers and of the lines that end at them."""
        marks, right = self.model.marks(), self.model.layout.plot.right()
        shown = (wanted & (x >= -_REACH) & (x <= right + _REACH)).nonzero()[0].tolist()
        found = [(marks.given[place], int(x[place]), int(y[place])) for place in shown]
        apart = list({(one[0].kind, one[0].side, one[0].label, *one[1:]): one for one in found}.values())
        ends = (wanted & (marks.joined >= 0)).nonzero()[0]
        starts = marks.joined[ends]
        seen = (np.minimum(x[starts], x[ends]) <= right) & (np.maximum(x[starts], x[ends]) >= 0)
        batches: dict[str, list[int]] = {}
        for place in ends[seen].tolist():
            mark = marks.given[place]
            name = "liquidation.text" if mark.kind == "liquidated" else f"side.{mark.side}.text"
            batches.setdefault(name, []).append(place)
        joins = {}
        for name, places in batches.items():
            froms = marks.joined[places]
            joins[name] = np.column_stack((x[froms], y[froms], x[places], y[places])).astype(np.float64) + 0.5
        return _Drawn(apart, joins)

    def _draw_mark(self, mark: MarkerView, painter: QPainter) -> None:
        """A picture's: the mark stands in the middle."""
        point = QPointF(_HALF + 0.5, _HALF + 0.5)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if mark.kind == "liquidated":
            self._draw_cross(painter, point)
            return
        colour = self.model.palette.colour(f"side.{mark.side}.text")
        up = (mark.side == "long") == (mark.kind == "entry")
        shape = triangle(QPointF(point.x(), point.y() + (_OFFSET if up else -_OFFSET)), up)
        painter.setPen(line_pen(colour, 1.2))
        painter.setBrush(colour if mark.kind == "entry" else Qt.BrushStyle.NoBrush)
        painter.drawPolygon(shape)

    def _draw_cross(self, painter: QPainter, point: QPointF) -> None:
        palette = self.model.palette
        painter.setPen(line_pen(palette.colour("liquidation.text"), 1.6))
        painter.setBrush(palette.colour("liquidation.ground"))
        painter.drawEllipse(point, _RING, _RING)
        reach = 2.2
        for sign in (-1, 1):
            first = QPointF(point.x() - reach, point.y() - reach * sign)
            painter.drawLine(QLineF(first, QPointF(point.x() + reach, point.y() + reach * sign)))

    def _draw_leaders(self, painter: QPainter) -> None:
        """Words of markers to the right of the now line, each with the way to its marker."""
        plot, now = self.model.layout.plot, self.model.now_x()
        shown = (*self._before.shown, *self._at_newest.shown)
        named = [one for one in shown if one[0].label and 0 <= one[1] + 0.5 <= plot.right()]
        if not named or now > plot.right() - 150:
            return
        rows = spread([y + 0.5 - 28 for _, _, y in named], [18.0] * len(named), 4)
        for (mark, x, y), row in zip(named, rows, strict=True):
            point = QPointF(x + 0.5, y + 0.5)
            doomed = mark.kind == "liquidated"
            tint = self.model.palette.colour("liquidation.text" if doomed else "text.secondary")
            knee = max(point.x() + 12, now + 20.0)
            painter.setPen(line_pen(tint, 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            start = QPointF(point.x() + (_RING if doomed else 3), point.y() - 3)
            painter.drawPolyline([start, QPointF(knee, row), QPointF(knee + 10, row)])
            font: FontName = "strong" if doomed else "caption"
            self.write(painter, QRectF(knee + 14, row - 9, 10, 18), mark.label, tint, font, LEFT)


class StopHistoryLayer(Layer):
    """Steps of the stop since the first plan, so that a widened stop is visible without words."""

    z = 10

    def is_empty(self) -> bool:
        """Nothing while the stop stands where it was planned."""
        return self.model.stop_history is None

    def draw(self, painter: QPainter) -> None:
        """Horizontal where the stop stood, vertical where it was moved."""
        history = self.model.stop_history
        if history is None or not history.points:
            return
        points = self._corners(history)
        painter.setPen(line_pen(self.model.palette.colour("side.short.text"), 1, (2, 2), 0.85))
        for first, second in itertools.pairwise(points):
            painter.drawLine(first, second)
        price = history.points[0][1]
        label = history.label or f"{price_text(self.model, price)} {tr('plan')}"
        colour = self.model.palette.colour("side.short.text")
        rect = QRectF(points[0].x() - 206, points[0].y() - 9, 200, 18)
        self.write(painter, rect, label, colour, "caption", RIGHT)

    def _corners(self, history: StopHistoryView) -> list[QPointF]:
        view, series = self.model.viewport, self.model.series
        end = history.end_ms if history.end_ms is not None else history.points[-1][0]
        stamps = [stamp for stamp, _ in history.points[1:]] + [max(end, history.points[-1][0])]
        left = float(view.centre_of(series.index_at(history.points[0][0])))
        corners: list[QPointF] = []
        for (_, price), stamp in zip(history.points, stamps, strict=True):
            row = float(round(view.y_of(price)))
            corners.append(QPointF(left, row))
            left = float(view.centre_of(series.index_at(stamp)))
            corners.append(QPointF(left, row))
        return corners
