"""One painted layer of the chart: works in pixels of the widget and reads the shared model."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QObject, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QPolygonF

from trainer.ui.chart.model import ChartModel
from trainer.ui.chart.palette import FontName, picture_of

Align = float
LEFT: Align = 0.0
CENTRE: Align = 0.5
RIGHT: Align = 1.0


class Layer(QObject):
    """Base of the layers.

    area names the part of the layout it paints in, z its place from the bottom to the top, smooth whether its edges are
    smoothed throughout. A layer leaves clip and transform as it found them. One that is settled is kept as a picture
    while the bars before the newest stay where they are: draw paints those, draw_newest the newest bar over them.
    """

    area = "plot"
    z = 0
    smooth = False
    settled = False

    def __init__(self, model: ChartModel) -> None:
        """Paint from this model."""
        super().__init__()
        self.model = model

    def bounds(self) -> QRectF:
        """The layer's area in pixels."""
        area: QRectF = getattr(self.model.layout, self.area)
        return area

    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return False

    def draw(self, painter: QPainter) -> None:
        """Draw in pixels of the widget."""
        raise NotImplementedError

    def draw_newest(self, painter: QPainter) -> None:
        """Draw what the newest bar adds."""

    def write(
        self, painter: QPainter, rect: QRectF, text: str, colour: QColor, font: FontName, align: Align = LEFT
    ) -> None:
        """One line of text, centred in height; it may run over the sides of rect."""
        palette = self.model.palette
        left = rect.x()
        if align:
            left += (rect.width() - palette.width_of(text, font)) * align
        painter.setFont(palette.font(font))
        painter.setPen(colour)
        self.put(painter, left, rect.y() + rect.height() / 2, text, font)

    def put(self, painter: QPainter, left: float, middle: float, text: str, font: FontName) -> None:
        """One line of text in the painter's pen, its height centred on middle; the painter has this font already."""
        palette = self.model.palette
        made, (height, ascent) = palette.text_of(text, font), palette.height_of(font)
        top = round(middle - height / 2)
        if made is None:
            painter.drawText(QPointF(round(left), top + ascent), text)
        else:
            painter.drawStaticText(QPoint(round(left), top), made)


class Kept:
    """A drawing that is kept as a picture from the second frame on in which it says the same."""

    def __init__(self) -> None:
        """Nothing kept yet."""
        self._told: tuple[object, ...] = ()
        self._picture: QPixmap | None = None

    def show(
        self,
        painter: QPainter,
        told: tuple[object, ...],
        draw: Callable[[QPainter], None],
        area: QRectF | Callable[[], QRectF],
        ground: QColor | Qt.GlobalColor = Qt.GlobalColor.transparent,
        parts: Sequence[QRectF] = (),
    ) -> None:
        """Draw within the area, on this ground, what depends on nothing but `told` and the ratio of pixels.

        An area that costs something is worked out only when it is needed; of a kept picture that begins at the top
        left corner no more than these parts are shown, where there are any.
        """
        ratio = painter.device().devicePixelRatio()
        if (*told, ratio) != self._told:
            self._told, self._picture = (*told, ratio), None
            draw(painter)
            return
        place = area() if callable(area) else area
        if not _is_whole(place.topLeft() * ratio):  # a picture would stand a part of a pixel beside what is drawn
            draw(painter)
            return
        if self._picture is None:
            self._picture = picture_of(place, ratio, draw, ground)
        shown = parts if ratio == int(ratio) else ()
        for part in shown:
            painter.drawPixmap(part, self._picture, QRectF(part.topLeft() * ratio, part.size() * ratio))
        if not shown:
            painter.drawPixmap(place.topLeft(), self._picture)


def _is_whole(point: QPointF) -> bool:
    return point.x() == int(point.x()) and point.y() == int(point.y())


def paint(painter: QPainter, layers: Iterable[Layer], *, is_newest: bool = False) -> None:
    """Draw what is there to draw, or the newest bar alone, each layer clipped to its area, which neighbours share."""
    held = "whole"
    for layer in layers:
        if layer.is_empty():
            continue
        if layer.area != held:
            held = layer.area
            if held == "whole":
                painter.setClipping(False)
            else:
                painter.setClipRect(layer.bounds().toRect())
        draw = layer.draw_newest if is_newest else layer.draw
        if layer.smooth:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            draw(painter)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        else:
            draw(painter)
    if held != "whole":
        painter.setClipping(False)


def draw_lock(painter: QPainter, body: QRectF, pen: QPen) -> None:
    """A padlock around this body, its shackle above it."""
    width, rise = body.width() * 0.55, body.height() * 2 / 3
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(body, 1, 1)
    painter.drawArc(QRectF(body.center().x() - width / 2, body.top() - rise, width, 7), 0, 180 * 16)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def triangle(apex: QPointF, up: bool, width: float = 11.0, height: float = 9.0) -> QPolygonF:
    """A triangle standing below its apex when it points up, above it when it points down."""
    base = apex.y() + (height if up else -height)
    return QPolygonF([apex, QPointF(apex.x() + width / 2, base), QPointF(apex.x() - width / 2, base)])
