"""The equity of a session beside that of its rule-perfect twin, painted."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy

from trainer.presenters.chart_views import FloatColumn
from trainer.presenters.debrief_views import EquityView
from trainer.ui.components.painted import Painted, tone_colour
from trainer.ui.theme.current import current_theme, font

_HEIGHT, _FOOT, _AXIS = 196, 20, 72


class EquityPlot(Painted):
    """Two lines over the bars of the session; the scale is that of both."""

    def __init__(self, *, name: str) -> None:
        """Empty."""
        super().__init__(name, "Equity")
        self._view: EquityView | None = None
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_view(self, view: EquityView) -> None:
        """Take new lines."""
        self._view = view
        self.setAccessibleName(f"Equity. {view.own_text}. {view.twin_text}")
        self.update()

    def sizeHint(self) -> QSize:
        """Wide and 196 high."""
        return QSize(600, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Grid, bankroll, twin, own line and the scale."""
        view = self._view
        if view is None or not len(view.own):
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font("caption"))
        plot = QRectF(0, 6, self.width() - _AXIS, _HEIGHT - _FOOT - 12)
        lines = [view.own] + ([] if view.twin is None else [view.twin])
        low = float(min(line.min() for line in lines))
        high = float(max(line.max() for line in lines))
        room = max((high - low) * 0.08, 1.0)
        low, high = low - room, high + room
        self._scale(painter, plot, low, high)
        if view.twin is not None:
            pen = QPen(current_theme().colour("text.secondary"), 1.5, Qt.PenStyle.DashLine)
            self._line(painter, plot, view.twin, (low, high), pen)
        self._line(painter, plot, view.own, (low, high), QPen(tone_colour("series"), 2))
        painter.setPen(tone_colour("quiet"))
        foot = QRectF(0, _HEIGHT - _FOOT, plot.width(), _FOOT)
        painter.drawText(foot, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, view.from_text)
        painter.drawText(foot, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, view.to_text)
        painter.end()

    def _scale(self, painter: QPainter, plot: QRectF, low: float, high: float) -> None:
        for part in (0.1, 0.5, 0.9):
            y = round(plot.bottom() - part * plot.height()) + 0.5
            painter.setPen(current_theme().colour("line.subtle"))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            painter.setPen(tone_colour("quiet"))
            place = QRectF(plot.right() + 8, y - 8, _AXIS - 8, 16)
            value = f"{low + part * (high - low):,.0f}"
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, value)

    def _line(self, painter: QPainter, plot: QRectF, line: FloatColumn, scale: tuple[float, float], pen: QPen) -> None:
        step = max(1, len(line) // max(1, int(plot.width())))
        shown = np.append(line[::step], line[-1])
        xs = plot.left() + np.linspace(0, plot.width(), len(shown))
        ys = plot.bottom() - (shown - scale[0]) / (scale[1] - scale[0]) * plot.height()
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in zip(xs.tolist(), ys.tolist(), strict=True)]))
