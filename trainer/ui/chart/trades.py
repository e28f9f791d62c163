"""Entries, exits, liquidations and the way the stop has gone."""

from __future__ import annotations

import itertools

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from trainer.core.language import tr
from trainer.presenters.chart_views import MarkerView, StopHistoryView
from trainer.ui.chart.batches import line_pen
from trainer.ui.chart.layer import LEFT, RIGHT, Layer, triangle
from trainer.ui.chart.model import ChartModel
from trainer.ui.chart.palette import FontName
from trainer.ui.chart.placing import price_text, spread

_RING = 5.5
_OFFSET = 3.0
_REACH = 9.0


def marker_point(model: ChartModel, mark: MarkerView) -> QPointF:
    """Where a marker stands, in pixels of the chart."""
    view = model.viewport
    index = model.series.index_at(mark.time_ms)
    return QPointF(view.centre_of(index) + 0.5, round(view.y_of(mark.price)) + 0.5)


def marker_at(model: ChartModel, point: QPointF) -> MarkerView | None:
    """The newest marker under a point."""
    for mark in reversed(model.markers):
        away = marker_point(model, mark) - point
        if abs(away.x()) <= _REACH and abs(away.y()) <= _REACH:
            return mark
    return None


class TradeLayer(Layer):
    """Closed trades joined by a dashed line, entry markers, leaders to the right of the now line."""

    z = 9
    smooth = True

    def is_empty(self) -> bool:
        """Nothing before the first fill."""
        return not self.model.markers

    def draw(self, painter: QPainter) -> None:
        """Joins below, markers above, leaders last."""
        for mark in self.model.markers:
            self._draw_join(painter, mark)
        for mark in self.model.markers:
            self._draw_mark(painter, mark)
        self._draw_leaders(painter)

    def _point(self, mark: MarkerView) -> QPointF:
        return marker_point(self.model, mark)

    def _draw_join(self, painter: QPainter, mark: MarkerView) -> None:
        if mark.joined_to is None or not 0 <= mark.joined_to < len(self.model.markers):
            return
        name = "liquidation.text" if mark.kind == "liquidated" else f"side.{mark.side}.text"
        painter.setPen(line_pen(self.model.palette.colour(name), 1, (3, 3)))
        painter.drawLine(QLineF(self._point(self.model.markers[mark.joined_to]), self._point(mark)))

    def _draw_mark(self, painter: QPainter, mark: MarkerView) -> None:
        point = self._point(mark)
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
        plot, now = self.model.layout.plot, self.model.now_x()
        named = [mark for mark in self.model.markers if mark.label and 0 <= self._point(mark).x() <= plot.right()]
        if now > plot.right() - 150:
            return
        rows = spread([self._point(mark).y() - 28 for mark in named], [18.0] * len(named), 4)
        for mark, row in zip(named, rows, strict=True):
            doomed = mark.kind == "liquidated"
            tint = self.model.palette.colour("liquidation.text" if doomed else "text.secondary")
            point = self._point(mark)
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
