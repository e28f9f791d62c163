"""`ScenarioCard(name=)`: one scenario as a button with sketch, level, what it trains and how far the learner got."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from trainer.core.language import tr
from trainer.presenters.home_views import ScenarioCardView
from trainer.ui.components.focus_ring import give_ring
from trainer.ui.components.painted import tone_colour
from trainer.ui.home.sketch import END, paint_sketch
from trainer.ui.theme.current import current_theme, font, text_width, theme_signals

SKETCH_HEIGHT = 148
CARD_HEIGHT = SKETCH_HEIGHT + 88
_SIDE = 15
_LINES = (158, 181, 203)
_LINE_HEIGHT = 20
_LEVELS = 5
_BAR, _BAR_GAP, _BETWEEN = 4, 2, 12
_MOVES = {Qt.Key.Key_Left: "left", Qt.Key.Key_Right: "right", Qt.Key.Key_Up: "up", Qt.Key.Key_Down: "down"}


class ScenarioCard(QAbstractButton):
    """A card; `picked` carries the scenario's id, `moved` where an arrow key leads."""

    picked = Signal(str)
    moved = Signal(str)

    def __init__(self, *, name: str, parent: QWidget | None = None) -> None:
        """Empty until a view is shown."""
        super().__init__(parent)
        self.setObjectName(name)
        self._view: ScenarioCardView | None = None
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        give_ring(self, 6, reach=0)
        self.clicked.connect(self._on_clicked)
        theme_signals.changed.connect(self._on_theme_changed)

    @property
    def scenario_id(self) -> str:
        """The scenario shown, or nothing."""
        return self._view.id if self._view is not None else ""

    def show_view(self, view: ScenarioCardView) -> None:
        """Show a scenario."""
        if view != self._view:
            self._view = view
            self.setAccessibleName(view.spoken)
            self.update()

    def sizeHint(self) -> QSize:
        """A sketch and three lines."""
        return QSize(319, CARD_HEIGHT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, arrows go to a neighbour."""
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif key in _MOVES:
            self.moved.emit(_MOVES[key])
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw frame, sketch and lines."""
        view = self._view
        if view is None:
            return
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lit = self.underMouse() or self.hasFocus()
        painter.setPen(theme.colour("line.strong" if lit else "line.subtle"))
        painter.setBrush(theme.colour("ground.raised" if self.isDown() else "ground.surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        paint_sketch(painter, QRectF(1, 1, self.width() - 2, SKETCH_HEIGHT), view.sketch, corners="top")
        if not view.sketch:
            painter.setFont(font("table"))
            painter.setPen(tone_colour("quiet"))
            room = QRectF(1, 1, END * (self.width() - 2), SKETCH_HEIGHT)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, tr("Candles are fetched once"))
        painter.fillRect(QRectF(1, SKETCH_HEIGHT, self.width() - 2, 1), theme.colour("line.subtle"))
        self._lines(painter, view)
        painter.end()

    def _lines(self, painter: QPainter, view: ScenarioCardView) -> None:
        """The title has a line of its own; below it what it is, how hard, and how far the learner got."""
        first, second, third = _LINES
        self._text(painter, first, view.title, "section", 600, "primary", 0)
        taken = self._right(painter, second, view.tried_strong, "table", 600, "primary", 0)
        taken += self._right(painter, second, view.tried, "table", 400, "quiet", taken + 4 if taken else 0)
        room = self.width() - 2 * _SIDE - _wide(view.line, "table") - _BETWEEN
        taken += _BETWEEN + self._level(painter, view.level, second, taken + _BETWEEN, room)
        self._text(painter, second, view.line, "table", 400, "secondary", taken + 8)
        self._text(painter, third, view.trains, "table", 400, "quiet", 0)

    def _level(self, painter: QPainter, level: int, top: int, taken: float, room: float) -> float:
        """Five bars `taken` pixels before the right margin, before them the level in words where there is room."""
        width = _LEVELS * _BAR + (_LEVELS - 1) * _BAR_GAP
        left = self.width() - _SIDE - taken - width
        foot = top + 16
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for index in range(_LEVELS):
            height = 6 + index * 1.5
            painter.setBrush(tone_colour("secondary" if index < level else "line.strong"))
            painter.drawRoundedRect(QRectF(left + index * (_BAR + _BAR_GAP), foot - height, _BAR, height), 1, 1)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        words = tr("level {level}").format(level=level)
        if taken + width + 6 + _wide(words, "caption") > room:
            return width
        return width + 6 + self._right(painter, top, words, "caption", 400, "quiet", taken + width + 6)

    def _right(self, painter: QPainter, top: int, text: str, role: str, weight: int, tone: str, taken: float) -> float:
        """Text that ends `taken` pixels before the right margin; its width."""
        if not text:
            return 0.0
        used = font(role, weight)
        painter.setFont(used)
        painter.setPen(tone_colour(tone))
        width = text_width(text, role, weight)
        left = self.width() - _SIDE - taken - width
        painter.drawText(QRectF(left, top, width + 1, _LINE_HEIGHT), Qt.AlignmentFlag.AlignVCenter, text)
        return width

    def _text(self, painter: QPainter, top: int, text: str, role: str, weight: int, tone: str, taken: float) -> None:
        used = font(role, weight)
        painter.setFont(used)
        painter.setPen(tone_colour(tone))
        room = QRectF(_SIDE, top, self.width() - 2 * _SIDE - taken, _LINE_HEIGHT)
        shown = QFontMetricsF(used).elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)

    @Slot()
    def _on_clicked(self) -> None:
        if self.scenario_id:
            self.picked.emit(self.scenario_id)

    @Slot(object)
    def _on_theme_changed(self, _theme: object) -> None:
        self.update()


def _wide(text: str, role: str) -> float:
    return text_width(text, role, 400)
