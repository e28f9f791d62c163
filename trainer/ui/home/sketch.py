"""`paint_sketch` and `SketchView`: a scenario's warm-up as a quiet line that ends where the learner begins."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy

from trainer.core.language import tr
from trainer.ui.components.painted import Painted
from trainer.ui.theme.current import Theme, current_theme

END = 0.74
_LEFT, _TOP, _FOOT = 14, 16, 16
_GRID = 4
_RING = 3.5
_FILL_ALPHA, _NOW_ALPHA = 0.08, 0.55


def _faint(theme: Theme, token: str, alpha: float) -> QColor:
    colour = theme.colour(token)
    colour.setAlphaF(alpha)
    return colour


def sketch_points(room: QRectF, sketch: Sequence[float]) -> list[QPointF]:
    """Places of the sketch inside a rectangle; the last one lies on the now line."""
    if len(sketch) < 2:
        return []
    left, right = room.left() + _LEFT, round(room.left() + END * room.width())
    top, height = room.top() + _TOP, room.height() - _TOP - _FOOT
    step = (right - left) / (len(sketch) - 1)
    return [QPointF(left + index * step, top + (1 - value) * height) for index, value in enumerate(sketch)]


def paint_sketch(painter: QPainter, room: QRectF, sketch: Sequence[float], *, corners: str = "") -> None:
    """Draw grid, hidden ground, line, now line and its ring; `corners` "top" or "right" rounds the hidden ground."""
    theme = current_theme()
    now = round(room.left() + END * room.width())
    painter.save()
    if corners:
        painter.setClipPath(_rounded(room, corners))
    painter.fillRect(QRectF(now, room.top(), room.right() - now, room.height()), theme.colour("chart.futureGround"))
    painter.setPen(theme.colour("chart.grid"))
    for row in range(1, _GRID):
        y = round(room.top() + row * room.height() / _GRID) + 0.5
        painter.drawLine(QLineF(room.left(), y, room.right(), y))
    points = sketch_points(room, sketch)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if points:
        ground = [QPointF(points[-1].x(), room.bottom()), QPointF(points[0].x(), room.bottom())]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_faint(theme, "chart.series.first", _FILL_ALPHA))
        painter.drawPolygon(QPolygonF(points + ground))
        pen = QPen(theme.colour("chart.series.first"), 1.25)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.drawPolyline(QPolygonF(points))
    dashes = QPen(_faint(theme, "accent.text", _NOW_ALPHA), 1)
    dashes.setDashPattern([3, 3])
    painter.setPen(dashes)
    painter.drawLine(QLineF(now + 0.5, room.top(), now + 0.5, room.bottom()))
    if points:
        painter.setPen(QPen(theme.colour("accent.text"), 1.5))
        painter.setBrush(theme.colour("ground.surface"))
        painter.drawEllipse(QPointF(now + 0.5, points[-1].y()), _RING, _RING)
    painter.restore()


def _rounded(room: QRectF, corners: str) -> QPainterPath:
    """A rectangle whose top or right corners follow the card's."""
    path = QPainterPath()
    longer = room.adjusted(0, 0, 0, 8) if corners == "top" else room.adjusted(-8, 0, 0, 0)
    path.addRoundedRect(longer, 5, 5)
    return path


class SketchView(Painted):
    """A sketch as a widget."""

    def __init__(self, *, name: str, corners: str = "") -> None:
        """Start without a line."""
        super().__init__(name, tr("Price before the start"))
        self._sketch: tuple[float, ...] = ()
        self._corners = corners
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_sketch(self, sketch: Sequence[float]) -> None:
        """Draw another line, values 0..1."""
        self._sketch = tuple(sketch)
        self.update()

    def sizeHint(self) -> QSize:
        """As high as a card's sketch."""
        return QSize(280, 148)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the sketch over the whole widget."""
        painter = QPainter(self)
        paint_sketch(painter, QRectF(self.rect()), self._sketch, corners=self._corners)
        painter.end()
