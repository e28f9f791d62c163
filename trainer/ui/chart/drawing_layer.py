"""Paints the drawings of the book and the one being drawn."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from trainer.market.drawings import Drawing
from trainer.ui.chart.batches import line_pen
from trainer.ui.chart.drawing_shapes import Label, Shape, shape_of
from trainer.ui.chart.layer import LEFT, Layer

_DASHES: dict[str, tuple[float, ...]] = {"solid": (), "dash": (6, 4), "dot": (1, 3)}
_HANDLE = 4.0


class DrawingLayer(Layer):
    """Fills, lines, labels; handles on the selected one."""

    z = 15
    smooth = True

    def is_empty(self) -> bool:
        """Nothing without drawings."""
        model = self.model
        return (model.book is None or not model.book.drawings) and model.sketch is None

    def draw(self, painter: QPainter) -> None:
        """The book in its order, the sketch last."""
        model = self.model
        if model.series.total == 0:
            return
        held = model.sketch
        for drawing in model.book.drawings if model.book is not None else ():
            if held is None or drawing.id != held.id:
                self._draw(painter, drawing, model.book is not None and drawing.id == model.book.selected)
        if held is not None:
            self._draw(painter, held, is_selected=True)

    def _draw(self, painter: QPainter, drawing: Drawing, is_selected: bool) -> None:
        shape = shape_of(self.model, drawing)
        palette = self.model.palette
        painter.setPen(Qt.PenStyle.NoPen)
        for polygon, token, alpha in shape.fills:
            painter.setBrush(palette.shade(token or drawing.colour, alpha))
            painter.drawPolygon(polygon)
        for line, token in shape.lines:
            painter.setPen(line_pen(palette.colour(token or drawing.colour), drawing.width, _DASHES[drawing.style]))
            painter.drawLine(line)
        for label in shape.labels:
            self._draw_label(painter, label, drawing.colour)
        if is_selected:
            self._draw_handles(painter, shape)

    def _draw_label(self, painter: QPainter, label: Label, own: str) -> None:
        palette = self.model.palette
        colour = palette.colour(label.token or own)
        width = palette.width_of(label.text, "medium")
        left = min(max(2.0, label.at.x() - width * label.align), self.model.layout.plot.right() - width - 4)
        rect = QRectF(round(left), round(label.at.y()) - 9, width, 18)
        if label.boxed:
            painter.setPen(line_pen(colour))
            painter.setBrush(palette.colour("chart.ground"))
            painter.drawRoundedRect(rect.adjusted(-5.5, -0.5, 5.5, 0.5), 3, 3)
        self.write(painter, rect, label.text, colour, "medium", LEFT)

    def _draw_handles(self, painter: QPainter, shape: Shape) -> None:
        palette = self.model.palette
        painter.setPen(line_pen(palette.colour("accent.text"), 1.5))
        painter.setBrush(palette.colour("chart.ground"))
        for point in shape.handles:
            painter.drawEllipse(QPointF(point), _HANDLE, _HANDLE)
