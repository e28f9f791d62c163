"""One painted layer of the chart: works in pixels of the widget and reads the shared model."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPolygonF
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from trainer.ui.chart.model import ChartModel
from trainer.ui.chart.palette import FontName

Align = float
LEFT: Align = 0.0
CENTRE: Align = 0.5
RIGHT: Align = 1.0


class Layer(pg.GraphicsObject):  # type: ignore[misc]  # pyqtgraph ships no type information
    """Base of the layers; area names the part of the layout it paints in."""

    area = "plot"
    z = 0

    def __init__(self, model: ChartModel) -> None:
        """Paint from this model."""
        super().__init__()
        self.model = model
        self.setZValue(self.z)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    def boundingRect(self) -> QRectF:
        """The layer's area in pixels."""
        area: QRectF = getattr(self.model.layout, self.area)
        return area

    def moved(self) -> None:
        """The layout is about to change."""
        self.prepareGeometryChange()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Draw, clipped to the area."""
        painter.save()
        painter.setClipRect(self.boundingRect(), Qt.ClipOperation.IntersectClip)
        self.draw(painter)
        painter.restore()

    def draw(self, painter: QPainter) -> None:
        """Draw in pixels of the widget."""
        raise NotImplementedError

    def write(
        self, painter: QPainter, rect: QRectF, text: str, colour: QColor, font: FontName, align: Align = LEFT
    ) -> None:
        """One line of text, centred in height; it may run over the sides of rect."""
        made = self.model.palette.text_of(text, font)
        size = made.size()
        left = rect.left() + (rect.width() - size.width()) * align
        painter.setFont(self.model.palette.font(font))
        painter.setPen(colour)
        painter.drawStaticText(QPointF(round(left), round(rect.center().y() - size.height() / 2)), made)


def triangle(apex: QPointF, up: bool, width: float = 11.0, height: float = 9.0) -> QPolygonF:
    """A triangle standing below its apex when it points up, above it when it points down."""
    base = apex.y() + (height if up else -height)
    return QPolygonF([apex, QPointF(apex.x() + width / 2, base), QPointF(apex.x() - width / 2, base)])
