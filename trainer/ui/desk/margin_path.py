"""How the margin behind a position went, from the entry to the liquidation: a small painted line."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy

from trainer.core.language import tr
from trainer.ui.components.painted import Painted, tone_colour
from trainer.ui.theme.current import current_theme

_HEIGHT = 44


class MarginPath(Painted):
    """Shares of the margin left at each bar's close, the oldest left, the end marked where it reached the line."""

    def __init__(self, shares: tuple[float, ...]) -> None:
        """Two points at least."""
        super().__init__("margin_path", tr("Margin left while the position was open, falling to its liquidation"))
        self._shares = shares
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Narrow and 44 high."""
        return QSize(200, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Base line, path and end."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        plot = QRectF(1, 4, self.width() - 8, _HEIGHT - 10)
        painter.setPen(current_theme().colour("line.subtle"))
        for y in (plot.top(), plot.bottom()):
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
        step = plot.width() / len(self._shares)
        points = [
            QPointF(plot.left() + step * place, plot.bottom() - plot.height() * share)
            for place, share in enumerate(self._shares)
        ]
        end = QPointF(plot.right(), plot.bottom())
        painter.setPen(QPen(tone_colour("short"), 1.5))
        for before, after in pairwise([*points, end]):
            painter.drawLine(before, after)
        painter.setPen(QPen(tone_colour("liquidation"), 2))
        painter.setBrush(tone_colour("liquidation"))
        painter.drawEllipse(end, 2.5, 2.5)
        painter.end()
