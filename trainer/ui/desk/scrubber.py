"""The scrubber: how far the replay is, where fills were, and a handle that cannot pass the furthest revealed bar."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from trainer.presenters.desk_views import MarkerTone, ScrubMark
from trainer.ui.theme.current import current_theme

_HANDLE_WIDTH, _HANDLE_HEIGHT, _TRACK = 5, 14, 4
_MARK_TOKENS: dict[MarkerTone, str] = {
    "long": "side.long.text",
    "short": "side.short.text",
    "liquidation": "liquidation.text",
    "quiet": "text.quiet",
}


class Scrubber(QWidget):
    """Bars 0 to total; `sought` carries a bar the learner has seen, on release."""

    sought = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Empty track."""
        super().__init__(parent)
        self.setObjectName("scrubber")
        self.setAccessibleName(self.tr("Replay position"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._bar = self._furthest = 0
        self._total = 1
        self._held: int | None = None
        self._marks: tuple[ScrubMark, ...] = ()

    @property
    def bar(self) -> int:
        """The bar under the handle."""
        return self._bar if self._held is None else self._held

    def set_place(self, bar: int, furthest: int, total: int) -> None:
        """Where the replay is; a held handle stays under the pointer."""
        if (bar, furthest, total) != (self._bar, self._furthest, self._total):
            self._bar, self._furthest, self._total = bar, furthest, max(1, total)
            self.setAccessibleDescription(f"{bar} / {total}")
            self.update()

    def set_marks(self, marks: tuple[ScrubMark, ...]) -> None:
        """Fills above the track."""
        self._marks = marks
        self.update()

    def sizeHint(self) -> QSize:
        """Wide and 28 high."""
        return QSize(400, 28)

    def minimumSizeHint(self) -> QSize:
        """Room for a handle."""
        return QSize(60, 28)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the handle to the pointer."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._held = self._bar_at(event.position().x())
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer as far as bars are known."""
        if self._held is not None:
            self._held = self._bar_at(event.position().x())
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Ask for the bar under the handle."""
        held, self._held = self._held, None
        if held is not None and event.button() is Qt.MouseButton.LeftButton:
            self.sought.emit(held)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows seek a hundredth of the session while the scrubber has focus."""
        step = max(1, self._total // 100)
        if event.key() == Qt.Key.Key_Left:
            self.sought.emit(max(0, self._bar - step))
        elif event.key() == Qt.Key.Key_Right:
            self.sought.emit(min(self._furthest, self._bar + step))
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Track, passed part, revealed part, hidden part, marks, handle."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        theme = current_theme()
        middle = self.height() / 2
        here, seen, end = self._x(self.bar), self._x(self._furthest), float(self.width())
        self._bar_rect(painter, 0, end, middle, theme.colour("ground.hover"))
        self._hatch(painter, seen, end, middle, theme.colour("line.strong"))
        self._bar_rect(painter, 0, seen, middle, theme.colour("line.strong"))
        self._bar_rect(painter, 0, here, middle, theme.colour("accent.text"))
        for mark in self._marks:
            painter.setBrush(theme.colour(_MARK_TOKENS[mark.tone]))
            painter.drawRect(QRectF(round(mark.place * (end - _HANDLE_WIDTH)), middle - 10, 2, 5))
        painter.setBrush(theme.colour("text.primary"))
        painter.drawRoundedRect(
            QRectF(here - _HANDLE_WIDTH / 2, middle - _HANDLE_HEIGHT / 2, _HANDLE_WIDTH, _HANDLE_HEIGHT), 2, 2
        )
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(theme.colour("accent.text"))
            painter.drawRoundedRect(QRectF(0.5, 2.5, end - 1, self.height() - 5), 4, 4)

    def _bar_rect(self, painter: QPainter, left: float, right: float, middle: float, colour: QColor) -> None:
        painter.setBrush(colour)
        painter.drawRoundedRect(QRectF(left, middle - _TRACK / 2, max(0.0, right - left), _TRACK), 2, 2)

    def _hatch(self, painter: QPainter, left: float, right: float, middle: float, colour: QColor) -> None:
        painter.save()
        painter.setClipRect(QRectF(left, middle - 3, max(0.0, right - left), 6))
        painter.setPen(colour)
        place = left
        while place < right + 6:
            painter.drawLine(QPointF(place, middle + 3), QPointF(place + 6, middle - 3))
            place += 5
        painter.restore()

    def _x(self, bar: int) -> float:
        half = _HANDLE_WIDTH / 2
        return half + (self.width() - _HANDLE_WIDTH) * min(1.0, bar / self._total)

    def _bar_at(self, x: float) -> int:
        share = (x - _HANDLE_WIDTH / 2) / max(1, self.width() - _HANDLE_WIDTH)
        return min(self._furthest, max(0, round(share * self._total)))
