"""The timeline of a session, painted: its equity beside its ghosts, its fills, and a cursor to read them by."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy

from trainer.core.clock import HOUR_MS
from trainer.core.language import localised, tr
from trainer.presenters.chart_views import FloatColumn
from trainer.presenters.debrief_timeline import next_moment, reading_of
from trainer.presenters.debrief_views import EquityMoment, EquityReading, EquityView
from trainer.ui.components.painted import Painted, token_of
from trainer.ui.theme.current import Theme, current_theme, font

_HEIGHT, _FOOT, _AXIS, _LABEL = 212, 20, 72, 15
_DASHES = {"rules": [4.0, 3.0], "unstopped": [1.0, 2.0], "flipped": [10.0, 3.0, 1.0, 3.0]}
"""Dash and gap by turns, in widths of the line."""


class EquityPlot(Painted):
    """Lines over the bars of the session on one scale; mouse and keys move the cursor.

    Left and Right go a bar, with Shift an hour, Page keys to the fill before or after, Home and End to the ends.
    """

    read = Signal(object)
    """EquityReading under the cursor."""

    def __init__(self, *, name: str, theme: Theme | None = None) -> None:
        """Empty; in the theme in force, or always in one of its own."""
        super().__init__(name, tr("Equity"))
        self._view: EquityView | None = None
        self._theme = theme
        self.place = 0
        self.is_marked = False
        """Whether the cursor is drawn."""
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)

    def show_view(self, view: EquityView) -> None:
        """Take new lines; the cursor stands on the last bar."""
        self._view = view
        self.place = max(0, len(view.prices) - 1)
        self.setAccessibleName(tr("Equity over the session. ") + ". ".join(line.text for line in view.lines))
        self.update()

    def sizeHint(self) -> QSize:
        """Wide and of one height."""
        return QSize(600, _HEIGHT)

    # the cursor

    def go_to(self, place: int) -> None:
        """Put the cursor on a bar, by its place from the first one shown, and tell what stood there."""
        view = self._view
        if view is None or not len(view.prices):
            return
        self.place = min(max(0, place), len(view.prices) - 1)
        self.is_marked = True
        found = reading_of(view, self.place)
        self.setAccessibleDescription(spoken(found))
        self.read.emit(found)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the cursor."""
        view = self._view
        if view is None:
            return
        is_wide = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        step = max(1, HOUR_MS // view.step_ms) if is_wide else 1
        wanted = {
            Qt.Key.Key_Left: self.place - step,
            Qt.Key.Key_Right: self.place + step,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: len(view.prices) - 1,
            Qt.Key.Key_PageUp: next_moment(view, self.place, -1),
            Qt.Key.Key_PageDown: next_moment(view, self.place, 1),
        }.get(Qt.Key(event.key()))
        if wanted is None:
            super().keyPressEvent(event)
        else:
            self.go_to(wanted)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The cursor follows the mouse."""
        self._follow(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The cursor goes where was pressed."""
        super().mousePressEvent(event)
        self._follow(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell what stands under the cursor."""
        super().focusInEvent(event)
        self.go_to(self.place)

    def _follow(self, event: QMouseEvent) -> None:
        if self._view is not None:
            share = event.position().x() / max(1.0, self._plot().width())
            self.go_to(round(share * (len(self._view.prices) - 1)))

    # paint

    def _tone(self, tone: str) -> QColor:
        return (self._theme or current_theme()).colour(token_of(tone))

    def _plot(self) -> QRectF:
        return QRectF(0, 6, self.width() - _AXIS, _HEIGHT - _FOOT - 12)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Grid, bankroll, ghosts, own line, fills, what each came to, and the cursor."""
        view = self._view
        if view is None or not len(view.prices):
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font("caption"))
        plot = self._plot()
        low = min(view.bankroll, *(float(line.equity.min()) for line in view.lines))
        high = max(view.bankroll, *(float(line.equity.max()) for line in view.lines))
        room = max((high - low) * 0.08, 1.0)
        scale = low - room, high + room
        self._ground(painter, plot, view, scale)
        for line in reversed(view.lines):
            is_own = line.key == "own"
            pen = QPen(self._tone("series" if is_own else "secondary"), 2 if is_own else 1.5)
            if line.key in _DASHES:
                pen.setDashPattern(_DASHES[line.key])
            _draw_line(painter, plot, line.equity, scale, pen)
        for moment in view.moments:
            self._fill(painter, plot, view, moment, scale)
        self._ends(painter, plot, view, scale)
        self._cursor(painter, plot, view, scale)
        if self.hasFocus():
            painter.setPen(QPen(self._tone("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
        painter.end()

    def _ground(self, painter: QPainter, plot: QRectF, view: EquityView, scale: tuple[float, float]) -> None:
        for value, token in ((view.bankroll, "line.strong"), (scale[0], "line.subtle"), (scale[1], "line.subtle")):
            y = round(_y(plot, value, scale)) + 0.5
            painter.setPen(self._tone(token))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
        painter.setPen(self._tone("quiet"))
        foot = QRectF(0, _HEIGHT - _FOOT, plot.width(), _FOOT)
        sides = (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignRight)
        for side, text in zip(sides, view.times, strict=True):
            painter.drawText(foot, side | Qt.AlignmentFlag.AlignVCenter, text)

    def _ends(self, painter: QPainter, plot: QRectF, view: EquityView, scale: tuple[float, float]) -> None:
        """The last figure of every line and the bankroll in the axis, pushed apart where they would touch."""
        ends = [(float(line.equity[-1]), "series" if line.key == "own" else "secondary") for line in view.lines]
        ends.append((view.bankroll, "quiet"))
        shown: list[tuple[float, float, str]] = []
        for value, tone in sorted(ends, reverse=True):
            if any(abs(value - other) < 0.005 for _, other, _ in shown):
                continue
            y = max(_y(plot, value, scale), shown[-1][0] + _LABEL if shown else plot.top() + 4)
            shown.append((y, value, tone))
        excess = max(0.0, shown[-1][0] - plot.bottom() + 4)
        for y, value, tone in shown:
            painter.setPen(self._tone(tone))
            place = QRectF(plot.right() + 8, y - excess - 8, _AXIS - 8, 16)
            painter.drawText(
                place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, localised(f"{value:,.0f}")
            )

    def _fill(self, painter: QPainter, plot: QRectF, view: EquityView, moment: EquityMoment,
              scale: tuple[float, float]) -> None:  # fmt: skip
        """A triangle up for bought, down for sold; a ringed cross where the venue closed it."""
        middle = QPointF(_x(plot, view, moment.place), _y(plot, float(view.lines[0].equity[moment.place]), scale))
        painter.setPen(QPen(self._tone("ground.surface"), 1))
        painter.setBrush(self._tone(moment.tone))
        if moment.tone == "liquidation":
            _cross(painter, middle, self._tone("liquidation"), self._tone("ground.surface"))
            wide = painter.fontMetrics().horizontalAdvance(moment.text)
            is_left = middle.x() - wide - 10 >= plot.left()
            left = middle.x() - wide - 10 if is_left else middle.x() + 10
            painter.setPen(self._tone("liquidation"))
            painter.drawText(QRectF(left, middle.y() - 8, wide + 2, 16), Qt.AlignmentFlag.AlignVCenter, moment.text)
            return
        tip = -5 if moment.tone == "long" else 5
        corners = [QPointF(0, tip), QPointF(-5, -tip * 0.7), QPointF(5, -tip * 0.7)]
        painter.drawPolygon(QPolygonF([middle + corner for corner in corners]))

    def _cursor(self, painter: QPainter, plot: QRectF, view: EquityView, scale: tuple[float, float]) -> None:
        if not self.is_marked:
            return
        x = round(_x(plot, view, self.place)) + 0.5
        painter.setPen(QPen(self._tone("accent"), 1))
        painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()))
        painter.setBrush(self._tone("accent"))
        for line in view.lines:
            painter.drawEllipse(QPointF(x, _y(plot, float(line.equity[self.place]), scale)), 2.5, 2.5)


def spoken(found: EquityReading) -> str:
    """A reading as one sentence."""
    parts = [
        found.time,
        tr("price {price}").format(price=found.price),
        *(f"{label} {value}" for label, value in found.equities),
        *found.fills,
    ]
    return ", ".join(parts)


def _x(plot: QRectF, view: EquityView, place: int) -> float:
    return plot.left() + plot.width() * place / max(1, len(view.prices) - 1)


def _y(plot: QRectF, value: float, scale: tuple[float, float]) -> float:
    return plot.bottom() - (value - scale[0]) / (scale[1] - scale[0]) * plot.height()


def _cross(painter: QPainter, middle: QPointF, colour: QColor, ground: QColor) -> None:
    painter.setPen(QPen(colour, 1.5))
    painter.setBrush(ground)
    painter.drawEllipse(middle, 5, 5)
    for corner in (QPointF(2.5, 2.5), QPointF(2.5, -2.5)):
        painter.drawLine(middle - corner, middle + corner)


def _draw_line(painter: QPainter, plot: QRectF, line: FloatColumn, scale: tuple[float, float], pen: QPen) -> None:
    """At most the lowest and highest bar of every pixel column, so that no spike is lost."""
    width = max(1, int(plot.width()))
    places = np.arange(len(line))
    if len(line) > 2 * width:
        edges = np.linspace(0, len(line), width + 1).astype(int)[:-1]
        size = np.diff(np.append(edges, len(line)))
        lows = np.minimum.reduceat(line, edges)
        is_low = line == np.repeat(lows, size)
        highs = np.maximum.reduceat(line, edges)
        keep = np.flatnonzero(is_low | (line == np.repeat(highs, size)))
        places = np.unique(np.concatenate(([0], keep, [len(line) - 1])))
        if len(places) > 8 * width:  # flat stretches equal their own low and high: their ends are enough
            value = line[places]
            turns = np.flatnonzero((value[1:-1] != value[:-2]) | (value[1:-1] != value[2:])) + 1
            places = places[np.concatenate(([0], turns, [len(places) - 1]))]
    xs = plot.left() + plot.width() * places / max(1, len(line) - 1)
    ys = plot.bottom() - (line[places] - scale[0]) / (scale[1] - scale[0]) * plot.height()
    pen.setCosmetic(True)
    painter.setPen(pen)
    painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in zip(xs.tolist(), ys.tolist(), strict=True)]))
