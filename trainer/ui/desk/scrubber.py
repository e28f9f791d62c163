"""The scrubber: how far the replay is, where fills were, and a handle that cannot pass the furthest revealed bar."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from trainer.core.language import localised, tr
from trainer.presenters.desk_views import MarkerTone, ScrubMark
from trainer.ui.chart.batches import LineBatch
from trainer.ui.chart.layer import Kept
from trainer.ui.theme.current import current_theme

_HANDLE_WIDTH, _HANDLE_HEIGHT, _TRACK = 5, 14, 4
_MARK_TOKENS: dict[MarkerTone, str] = {
    "long": "side.long.text",
    "short": "side.short.text",
    "liquidation": "liquidation.text",
    "quiet": "text.quiet",
    "caution": "caution.text",
    "accent": "accent.text",
}
_NEAR = 5


class Scrubber(QWidget):
    """Bars 0 to total; `sought` carries a bar the learner has seen, on release."""

    sought = Signal(int)
    held = Signal(str)
    """What letting go here would do, while the handle is held; empty when it is let go."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Empty track."""
        super().__init__(parent)
        self.setObjectName("scrubber")
        self.setAccessibleName(tr("Replay position"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setMouseTracking(True)
        self._bar = self._furthest = 0
        self._total = 1
        self._held: int | None = None
        self._marks: tuple[ScrubMark, ...] = ()
        self._lines = LineBatch()
        self._kept = Kept()

    @property
    def bar(self) -> int:
        """The bar under the handle."""
        return self._bar if self._held is None else self._held

    def set_place(self, bar: int, furthest: int, total: int) -> None:
        """Where the replay is; a held handle stays under the pointer."""
        if (bar, furthest, total) != (self._bar, self._furthest, self._total):
            before = self._ends()
            self._bar, self._furthest, self._total = bar, furthest, max(1, total)
            self.setAccessibleDescription(f"{bar} / {total}")
            if self._ends() != before:  # most bars are less than a pixel
                self.update()

    def set_marks(self, marks: tuple[ScrubMark, ...]) -> None:
        """Fills above the track, events and checkpoints below it."""
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
            self._hold(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer as far as bars are known; over a mark, tell what it is."""
        if self._held is not None:
            self._hold(event.position().x())
        else:
            self.setToolTip(self._mark_text(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Ask for the bar under the handle."""
        held, self._held = self._held, None
        self.held.emit("")
        if held is not None and event.button() is Qt.MouseButton.LeftButton:
            self.sought.emit(held)
        self.update()

    def _hold(self, x: float) -> None:
        self._held = self._bar_at(x)
        told = tr(", a new take") if self._held < self._bar else ""
        self.held.emit(tr("To bar {held}{told}").format(held=localised(f"{self._held + 1:,}"), told=told))
        self.update()

    def _mark_text(self, x: float) -> str:
        """What the marks near a place say, a line each."""
        reach = self.width() - _HANDLE_WIDTH
        return "\n".join(mark.text for mark in self._marks if mark.text and abs(mark.place * reach - x) <= _NEAR)

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
        (here, seen), end = self._ends(), float(self.width())
        self._bar_rect(painter, 0, end, middle, theme.colour("ground.hover"))
        self._hatch(painter, seen, end, middle, theme.colour("line.strong"))
        self._bar_rect(painter, 0, seen, middle, theme.colour("line.strong"))
        self._bar_rect(painter, 0, here, middle, theme.colour("accent.text"))
        self._kept.show(painter, (self._marks, self.size(), theme), self._draw_marks, QRectF(self.rect()))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("text.primary"))
        painter.drawRoundedRect(
            QRectF(here - _HANDLE_WIDTH / 2, middle - _HANDLE_HEIGHT / 2, _HANDLE_WIDTH, _HANDLE_HEIGHT), 2, 2
        )
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(theme.colour("accent.text"))
            painter.drawRoundedRect(QRectF(0.5, 2.5, end - 1, self.height() - 5), 4, 4)

    def _draw_marks(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for mark in self._marks:
            self._draw_mark(painter, mark, round(mark.place * (self.width() - _HANDLE_WIDTH)), self.height() / 2)

    def _draw_mark(self, painter: QPainter, mark: ScrubMark, x: int, middle: float) -> None:
        """Fills as strokes above the track; events as rhombs and checkpoints as dots below it."""
        painter.setBrush(current_theme().colour(_MARK_TOKENS[mark.tone]))
        if mark.shape == "fill":
            painter.drawRect(QRectF(x, middle - 10, 2, 5))
        elif mark.shape == "event":
            centre = QPointF(x + 1, middle + 8)
            corners = (QPointF(0, -3), QPointF(3, 0), QPointF(0, 3), QPointF(-3, 0))
            painter.drawPolygon([centre + corner for corner in corners])
        else:
            painter.drawEllipse(QPointF(x + 1, middle + 8), 2.5, 2.5)

    def _bar_rect(self, painter: QPainter, left: float, right: float, middle: float, colour: QColor) -> None:
        painter.setBrush(colour)
        painter.drawRoundedRect(QRectF(left, middle - _TRACK / 2, max(0.0, right - left), _TRACK), 2, 2)

    def _hatch(self, painter: QPainter, left: float, right: float, middle: float, colour: QColor) -> None:
        painter.save()
        painter.setClipRect(QRectF(left, middle - 3, max(0.0, right - left), 6))
        feet = np.arange(left, right + 6, 5)
        lines = np.empty((len(feet), 4))
        lines[:, 0], lines[:, 1], lines[:, 2], lines[:, 3] = feet, middle + 3, feet + 6, middle - 3
        self._lines.draw(painter, QPen(colour), lines)
        painter.restore()

    def _ends(self) -> tuple[float, float]:
        """Where the handle stands and where the revealed bars end, in whole pixels of the screen."""
        return self._x(self.bar), self._x(self._furthest)

    def _x(self, bar: int) -> float:
        half, ratio = _HANDLE_WIDTH / 2, self.devicePixelRatioF()
        return half + round((self.width() - _HANDLE_WIDTH) * min(1.0, bar / self._total) * ratio) / ratio

    def _bar_at(self, x: float) -> int:
        share = (x - _HANDLE_WIDTH / 2) / max(1, self.width() - _HANDLE_WIDTH)
        return min(self._furthest, max(0, round(share * self._total)))
