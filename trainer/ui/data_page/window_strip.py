"""`WindowStrip(name=, accessible=, picks=)`: a stretch of prices as a strip, its warm-up quiet and its window tinted.

`show_view(StripView | None)`; one that picks sends `picked(start_ms, end_ms)`: a drag chooses a window, a click moves
it, Left and Right move it by an hour or a day, with Shift its end.
"""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy

from trainer.core.clock import DAY_MS, HOUR_MS, iso
from trainer.core.language import tr
from trainer.presenters.data_strip import StripView
from trainer.ui.components.painted import Painted, tone_colour
from trainer.ui.theme.current import current_theme, font

_TOP, _FOOT, _LANE = 6, 18, 12
_CLICK = 4
_MARKS = {"question": ("accent", "?"), "event": ("secondary", "!"), "hazard": ("caution", "▬")}
_LABEL = 120


class WindowStrip(Painted):
    """Lowest and highest as a band; marks of questions, events and hazards in a lane above the dates."""

    picked = Signal(object, object)

    def __init__(self, *, name: str, accessible: str, height: int, picks: bool = False) -> None:
        """Empty until a view comes."""
        super().__init__(name, accessible)
        self._words, self._picks = accessible, picks
        self._view: StripView | None = None
        self._from: float | None = None
        self.setFixedHeight(height)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        if picks:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setCursor(Qt.CursorShape.IBeamCursor)

    def sizeHint(self) -> QSize:
        """Any width."""
        return QSize(400, self.height())

    def show_view(self, view: StripView | None) -> None:
        """Show a stretch; None shows quiet ground."""
        if view != self._view:
            self._view = view
            window = (
                ""
                if view is None
                else tr(": {start_ms} to {end_ms}. {words}").format(
                    start_ms=iso(view.start_ms), end_ms=iso(view.end_ms), words=view.words
                )
            )
            self.setAccessibleName(self._words + window.removesuffix(". "))
            self.update()

    # the hand

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to draw a window."""
        if self._picks and event.button() is Qt.MouseButton.LeftButton:
            self._from = event.position().x()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Take what was drawn; a click moves the window so that it begins there."""
        if self._from is None or self._view is None:
            return
        view, first, last = self._view, *sorted((self._from, event.position().x()))
        self._from = None
        if last - first < _CLICK:
            start = self._snapped(self._time(first))
            self._pick(start, start + view.end_ms - view.start_ms)
        else:
            self._pick(self._snapped(self._time(first)), self._snapped(self._time(last)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the window, or its end with Shift: an hour where the strip is short, else a day."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if not step or self._view is None or not self._picks:
            super().keyPressEvent(event)
            return
        view, by = self._view, step * self._grid()
        is_end = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self._pick(view.start_ms + (0 if is_end else by), view.end_ms + by)

    def _pick(self, start: int, end: int) -> None:
        """Send a window inside the strip that keeps a bar before it and is not empty."""
        view, grid = self._view, self._grid()
        if view is None:
            return
        last = view.until_ms // HOUR_MS * HOUR_MS
        first = (view.first_ms // HOUR_MS + 1) * HOUR_MS
        length = min(max(end - start, grid), max(HOUR_MS, last - first))
        start = min(max(start, first), last - length)
        self.picked.emit(start, start + length)

    def _grid(self) -> int:
        assert self._view is not None
        return HOUR_MS if self._view.until_ms - self._view.first_ms <= 30 * DAY_MS else DAY_MS

    def _snapped(self, time_ms: float) -> int:
        grid = self._grid()
        return round(time_ms / grid) * grid

    def _time(self, x: float) -> float:
        assert self._view is not None
        share = min(1.0, max(0.0, x / max(1, self.width())))
        return self._view.first_ms + share * (self._view.until_ms - self._view.first_ms)

    # the picture

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw ground, window, prices, marks and dates."""
        theme, view = current_theme(), self._view
        painter = QPainter(self)
        room = QRectF(0, 0, self.width(), self.height() - _FOOT)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.colour("line.subtle"))
        painter.setBrush(theme.colour("ground.field"))
        painter.drawRoundedRect(room.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        if view is not None:
            self._draw_window(painter, view, room)
            self._draw_prices(painter, view, room)
            self._draw_marks(painter, view, room)
            self._draw_dates(painter, view)
        if self.hasFocus():
            painter.setPen(QPen(tone_colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(room.adjusted(1, 1, -1, -1), 5, 5)
        painter.end()

    def _x(self, view: StripView, time_ms: int) -> float:
        return (time_ms - view.first_ms) / max(1, view.until_ms - view.first_ms) * self.width()

    def _draw_window(self, painter: QPainter, view: StripView, room: QRectF) -> None:
        left, right = self._x(view, view.start_ms), self._x(view, view.end_ms)
        tint = QColor(tone_colour("accent"))
        tint.setAlphaF(0.14)
        painter.fillRect(QRectF(left, 0, max(2.0, right - left), room.height()), tint)
        painter.setPen(QPen(tone_colour("accent"), 1))
        for x in (left, right):
            painter.drawLine(QLineF(x, 0, x, room.height()))

    def _draw_prices(self, painter: QPainter, view: StripView, room: QRectF) -> None:
        """A band from lowest to highest; a stretch without bars stays empty."""
        height, width = room.height() - 2 * _TOP - (_LANE if view.marks else 0), self.width() / len(view.slots)
        played, quiet = tone_colour("series"), tone_colour("quiet")
        slot_ms = (view.until_ms - view.first_ms) / len(view.slots)
        top = _TOP + (_LANE if view.marks else 0)
        for colour, wanted in ((quiet, False), (played, True)):
            painter.setPen(QPen(colour, 1.25))
            painter.setBrush(colour)
            band: list[tuple[QPointF, QPointF]] = []
            for place, slot in enumerate((*view.slots, None)):
                at = view.first_ms + (place + 0.5) * slot_ms
                if slot is not None and (view.start_ms <= at < view.end_ms) == wanted:
                    x = (place + 0.5) * width
                    band.append((QPointF(x, top + (1 - slot[1]) * height), QPointF(x, top + (1 - slot[0]) * height)))
                elif band:
                    highs, lows = [high for high, _ in band], [low for _, low in reversed(band)]
                    painter.drawPolygon(QPolygonF(highs + lows))
                    band = []

    def _draw_marks(self, painter: QPainter, view: StripView, room: QRectF) -> None:
        painter.setFont(font("caption", 600))
        for mark in view.marks:
            tone, sign = _MARKS[mark.kind]
            left, right = self._x(view, mark.first_ms), self._x(view, mark.until_ms)
            colour = tone_colour(tone)
            painter.setPen(QPen(colour, 1, Qt.PenStyle.DotLine))
            painter.drawLine(QLineF(left, _LANE + 2, left, room.height()))
            painter.setPen(colour)
            if mark.kind == "hazard":
                painter.fillRect(QRectF(left, 4, max(3.0, right - left), 6), colour)
            else:
                painter.drawText(QRectF(left - 8, 0, 16, _LANE + 2), Qt.AlignmentFlag.AlignCenter, sign)

    def _draw_dates(self, painter: QPainter, view: StripView) -> None:
        """The ends and, where there is room, start of the window; all on one line below."""
        painter.setFont(font("caption"))
        painter.setPen(tone_colour("secondary"))
        room = QRectF(0, self.height() - _FOOT + 3, self.width(), _FOOT - 3)
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, _day(view.first_ms))
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, _day(view.until_ms))
        x = self._x(view, view.start_ms)
        if _LABEL < x < self.width() - _LABEL:
            painter.setPen(tone_colour("accent"))
            painter.drawText(
                QRectF(x - _LABEL / 2, room.top(), _LABEL, room.height()), Qt.AlignmentFlag.AlignCenter,
                f"{iso(view.start_ms)[:16].replace('T', ' ')}",
            )  # fmt: skip


def _day(time_ms: int) -> str:
    return iso(time_ms)[:10]
