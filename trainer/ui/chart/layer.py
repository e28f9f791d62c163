"""One painted layer of the chart: works in pixels of the widget and reads the shared model."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPolygonF

from trainer.ui.chart.model import ChartModel
from trainer.ui.chart.palette import FontName

Align = float
LEFT: Align = 0.0
CENTRE: Align = 0.5
RIGHT: Align = 1.0


class Layer(QObject):
    """Base of the layers; area names the part of the layout it paints in, z its place from the bottom to the top."""

    area = "plot"
    z = 0

    def __init__(self, model: ChartModel) -> None:
        """Paint from this model."""
        super().__init__()
        self.model = model

    def bounds(self) -> QRectF:
        """The layer's area in pixels."""
        area: QRectF = getattr(self.model.layout, self.area)
        return area

    def is_empty(self) -> bool:
        """Whether there is nothing to draw; a cheap question that saves the set-up of a painter."""
        return False

    def paint(self, painter: QPainter) -> None:
        """Draw, clipped to the area."""
        if self.is_empty():
            return
        painter.save()
        if self.area != "whole":
            painter.setClipRect(self.bounds(), Qt.ClipOperation.IntersectClip)
        self.draw(painter)
        painter.restore()

    def draw(self, painter: QPainter) -> None:
        """Draw in pixels of the widget."""
        raise NotImplementedError

    def write(
        self, painter: QPainter, rect: QRectF, text: str, colour: QColor, font: FontName, align: Align = LEFT
    ) -> None:
        """One line of text, centred in height; it may run over the sides of rect."""
        made, width, height = self.model.palette.text_of(text, font)
        left = rect.x() + (rect.width() - width) * align if align else rect.x()
        painter.setFont(self.model.palette.font(font))
        painter.setPen(colour)
        painter.drawStaticText(QPoint(round(left), round(rect.y() + (rect.height() - height) / 2)), made)


def triangle(apex: QPointF, up: bool, width: float = 11.0, height: float = 9.0) -> QPolygonF:
    """A triangle standing below its apex when it points up, above it when it points down."""
    base = apex.y() + (height if up else -height)
    return QPolygonF([apex, QPointF(apex.x() + width / 2, base), QPointF(apex.x() - width / 2, base)])
