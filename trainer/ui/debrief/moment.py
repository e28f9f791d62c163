"""`MomentPlot`: the bars up to a decision with the prices that mattered then; nothing of what came after."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy

from trainer.core.language import tr
from trainer.market.candles import Candles
from trainer.presenters.debrief_views import DecisionPicture, PictureLevel
from trainer.ui.components.painted import Painted, tone_colour
from trainer.ui.theme.current import current_theme, font

_HEIGHT, _MARGIN, _LABELS, _LABEL = 136, 8, 132, 15
_LEAST, _MOST = 5, 13
"""Pixels of a bar with the room beside it."""
_REACH = 1.0
"""How far beyond its bars, in their own range, a picture goes to show a level; others are told at its edge."""


class MomentPlot(Painted):
    """As many of the last bars as fit, each as wide as they leave it room, at one scale with the levels near them."""

    def __init__(self, picture: DecisionPicture, *, name: str) -> None:
        """Show a picture."""
        levels = ", ".join(level.text for level in picture.levels)
        super().__init__(
            name, tr("The {bars} bars before the decision. {levels}").format(bars=len(picture.bars), levels=levels)
        )
        self._picture = picture
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Wide and of one height."""
        return QSize(600, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Ground, bars, levels and their words."""
        painter, theme = QPainter(self), current_theme()
        plot = QRectF(0, 0, self.width() - _LABELS, _HEIGHT)
        painter.fillRect(plot, theme.colour("chart.ground"))
        painter.setPen(theme.colour("line.subtle"))
        painter.drawRect(plot.adjusted(0, 0, -1, -1))
        room, count = int(plot.width() - 2 * _MARGIN), len(self._picture.bars)
        step = min(max(room // max(1, count), _LEAST), _MOST)
        bars = self._picture.bars.slice(max(0, count - max(1, room // step)), count)
        scale = scale_of(bars, self._picture.levels)
        _draw_bars(painter, plot, bars, scale, step)
        painter.setFont(font("caption"))
        self._draw_levels(painter, plot, scale)
        painter.end()

    def _draw_levels(self, painter: QPainter, plot: QRectF, scale: tuple[float, float]) -> None:
        levels = sorted(self._picture.levels, key=lambda one: -one.price)
        rows = [min(max(_row(plot, one.price, scale), plot.top() + 1), plot.bottom() - 1) for one in levels]
        for level, row, middle in zip(levels, rows, apart(rows, plot.bottom() - _LABEL / 2), strict=True):
            pen = QPen(tone_colour(level.tone), 1, Qt.PenStyle.DashLine if level.is_dashed else Qt.PenStyle.SolidLine)
            painter.setPen(pen)
            is_inside = scale[0] <= level.price <= scale[1]
            if is_inside:
                painter.drawLine(
                    QPointF(plot.left() + 1, round(row) + 0.5), QPointF(plot.right() - 2, round(row) + 0.5)
                )
            arrow = "" if is_inside else "↑ " if level.price > scale[1] else "↓ "
            place = QRectF(plot.right() + 8, middle - 8, _LABELS - 8, 16)
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, arrow + level.text)


def apart(rows: list[float], foot: float) -> list[float]:
    """Rows from top to bottom moved so that words on them do not touch, the last no lower than `foot`."""
    moved: list[float] = []
    for row in rows:
        moved.append(max(row, moved[-1] + _LABEL if moved else _LABEL / 2))
    for place in reversed(range(len(moved))):
        moved[place] = min(moved[place], moved[place + 1] - _LABEL if place + 1 < len(moved) else foot)
    return moved


def scale_of(bars: Candles, levels: tuple[PictureLevel, ...]) -> tuple[float, float]:
    """Lowest and highest price of a picture: its bars, and the levels not too far from them."""
    low, high = float(bars.low.min()), float(bars.high.max())
    room = max(high - low, high * 1e-6)
    near = [one.price for one in levels if low - _REACH * room <= one.price <= high + _REACH * room]
    low, high = min(low, *near), max(high, *near)
    edge = 0.06 * (high - low) or high * 1e-6
    return low - edge, high + edge


def _row(plot: QRectF, price: float, scale: tuple[float, float]) -> float:
    return plot.bottom() - (price - scale[0]) / (scale[1] - scale[0]) * plot.height()


def _draw_bars(painter: QPainter, plot: QRectF, bars: Candles, scale: tuple[float, float], step: int) -> None:
    """The newest bar at the right edge; bodies are of an odd width, their wicks in the middle."""
    theme = current_theme()
    left, half = plot.right() - _MARGIN - step * len(bars), (step - 3) // 2
    for place, (opened, high, low, close) in enumerate(
        zip(bars.open.tolist(), bars.high.tolist(), bars.low.tolist(), bars.close.tolist(), strict=True)
    ):
        colour = theme.colour("chart.candle.up" if close >= opened else "chart.candle.down")
        x = int(left + place * step)
        top, foot = (round(_row(plot, price, scale)) for price in (high, low))
        painter.fillRect(x + half, top, 1, max(1, foot - top), colour)
        top, foot = (round(_row(plot, price, scale)) for price in (max(opened, close), min(opened, close)))
        painter.fillRect(x, top, 2 * half + 1, max(1, foot - top), colour)
