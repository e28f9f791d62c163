"""`Switch(text, name=, accessible=)`: on or off, takes effect at once; a QAbstractButton with `toggled(bool)`."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from trainer.ui.components.focus_ring import give_ring
from trainer.ui.components.painted import tone_colour
from trainer.ui.components.tab_stop import pressed_by, tab_stop
from trainer.ui.theme.current import current_theme, font, theme_signals

_WIDTH, _HEIGHT, _GAP = 28, 16, 8


class Switch(QAbstractButton):
    """A small sliding switch with words after it."""

    def __init__(self, text: str = "", *, name: str, accessible: str = "") -> None:
        """Start off; the knob's place and its fill both say the state."""
        super().__init__()
        self.setObjectName(name)
        self.setText(text)
        self.setAccessibleName(accessible or text)
        self.setCheckable(True)
        self.setFont(font("body"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        tab_stop(self)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        give_ring(self, 8)
        theme_signals.changed.connect(self._on_theme_changed)

    def set_on(self, is_on: bool) -> None:
        """Move the switch without a signal; nothing is done when it stands there already."""
        if is_on == self.isChecked():
            return
        blocked = self.blockSignals(True)
        self.setChecked(is_on)
        self.blockSignals(blocked)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return switches too."""
        if not pressed_by(self, event):
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        """Switch and words, 20 high."""
        words = QFontMetricsF(self.font()).horizontalAdvance(self.text()) if self.text() else 0
        return QSize(_WIDTH + (round(words) + _GAP + 2 if words else 0), 20)

    def minimumSizeHint(self) -> QSize:
        """The same: nothing is cut."""
        return self.sizeHint()

    def hitButton(self, place: QPoint) -> bool:  # noqa: N802 - Qt's name
        """Words switch too."""
        return self.rect().contains(place)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw track, knob and words."""
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top = (self.height() - _HEIGHT) / 2
        track = QRectF(0.5, top + 0.5, _WIDTH - 1, _HEIGHT - 1)
        lit = self.isChecked() and self.isEnabled()
        painter.setPen(QPen(theme.colour("accent.fill" if lit else "line.strong"), 1))
        painter.setBrush(theme.colour("accent.fill" if lit else "ground.field"))
        painter.drawRoundedRect(track, _HEIGHT / 2 - 0.5, _HEIGHT / 2 - 0.5)
        knob = _HEIGHT - 6
        left = _WIDTH - knob - 3 if self.isChecked() else 3
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("accent.onFill" if lit else "text.quiet"))
        painter.drawEllipse(QRectF(left, top + 3, knob, knob))
        if self.text():
            painter.setPen(tone_colour("secondary" if self.isEnabled() else "quiet"))
            room = QRectF(_WIDTH + _GAP, 0, self.width() - _WIDTH - _GAP, self.height())
            painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.text())
        painter.end()

    @Slot(object)
    def _on_theme_changed(self, _theme: object) -> None:
        self.update()
