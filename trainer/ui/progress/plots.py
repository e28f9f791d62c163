"""Two small painted figures: points of a score over sessions, and a rate with its interval."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy

from trainer.ui.components.painted import Painted, tone_colour
from trainer.ui.theme.current import current_theme, font

_HEIGHT, _AXIS = 150, 36


class TrendPlot(Painted):
    """Scores of 0 to 100, the oldest left."""

    def __init__(self, *, name: str) -> None:
        """Empty."""
        super().__init__(name, "Process score over sessions")
        self._scores: tuple[float, ...] = ()
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_scores(self, scores: tuple[float, ...]) -> None:
        """Take new points."""
        self._scores = scores
        self.setAccessibleName(
            "Process score over sessions: " + (", ".join(f"{score:.0f}" for score in scores) or "none")
        )
        self.update()

    def sizeHint(self) -> QSize:
        """Wide and 150 high."""
        return QSize(500, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Scale, line and points."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font("caption"))
        plot = QRectF(6, 8, self.width() - _AXIS - 6, _HEIGHT - 16)
        for level in (0, 50, 100):
            y = round(plot.bottom() - plot.height() * level / 100) + 0.5
            painter.setPen(current_theme().colour("line.subtle"))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            painter.setPen(tone_colour("quiet"))
            place = QRectF(plot.right() + 8, y - 8, _AXIS - 8, 16)
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, str(level))
        step = plot.width() / max(1, len(self._scores) - 1)
        points = [
            QPointF(plot.left() + step * place, plot.bottom() - plot.height() * score / 100)
            for place, score in enumerate(self._scores)
        ]
        painter.setPen(QPen(tone_colour("series"), 2))
        painter.drawPolyline(QPolygonF(points))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tone_colour("series"))
        for point in points:
            painter.drawEllipse(point, 3.5, 3.5)
        painter.end()


class IntervalBar(Painted):
    """A rate of 0 to 1 as a tick inside its interval."""

    def __init__(self, *, name: str, accessible: str) -> None:
        """Unknown."""
        super().__init__(name, accessible)
        self._figures = (0.0, 0.0, 0.0)
        self.setFixedHeight(14)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_rate(self, mean: float, low: float, high: float) -> None:
        """Take a mean and its interval."""
        self._figures = (mean, low, high)
        self.update()

    def sizeHint(self) -> QSize:
        """Wide and 14 high."""
        return QSize(160, 14)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Track, interval and mean."""
        mean, low, high = self._figures
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(current_theme().colour("ground.hover"))
        painter.drawRoundedRect(QRectF(0, 5, self.width(), 4), 2, 2)
        painter.setBrush(current_theme().colour("line.strong"))
        painter.drawRoundedRect(QRectF(low * self.width(), 4, max(2.0, (high - low) * self.width()), 6), 2, 2)
        painter.setBrush(tone_colour("series"))
        painter.drawRect(QRectF(mean * self.width() - 1, 1, 2, 12))
        painter.end()
