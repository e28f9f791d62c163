"""`give_ring(widget, radius)`: a 2 px accent ring with a 1 px gap around a widget that has the keyboard's focus.

The ring is a mouse-transparent sibling; where its parent leaves less than 3 px of free ground around the widget, it is
drawn over that edge, and over all of them with a reach of 0. It does not appear when focus came from the mouse.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from trainer.ui.theme.current import current_theme

_REACH = 3
_WIDTH = 2
_SILENT = (Qt.FocusReason.MouseFocusReason, Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
_MOVES = (QEvent.Type.Move, QEvent.Type.Resize)
_ENDS = (QEvent.Type.FocusOut, QEvent.Type.Hide)


class FocusRing(QWidget):
    """The drawn ring around one widget."""

    def __init__(self, widget: QWidget, radius: int, reach: int) -> None:
        """Lie over the widget's parent."""
        super().__init__(widget.parentWidget())
        self.setObjectName("focus_ring")
        self._radius, self._reach = radius, reach
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def follow(self, widget: QWidget) -> None:
        """Take the place of the widget, as much wider on every side as it reaches and its parent has room for."""
        reach, holder = self._reach, self.parentWidget()
        room = widget.geometry().adjusted(-reach, -reach, reach, reach)
        self.setGeometry(room.intersected(holder.rect()) if holder is not None else room)
        self.raise_()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ring."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(current_theme().colour("accent.text"), _WIDTH))
        half = _WIDTH / 2
        outer = self._radius + self._reach - half
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, -half), outer, outer)
        painter.end()


class _Watcher(QObject):
    """Shows and hides the ring of one widget."""

    def __init__(self, widget: QWidget, radius: int, reach: int) -> None:
        super().__init__(widget)
        self._widget = widget
        self._radius, self._reach = radius, reach
        self._ring: FocusRing | None = None
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow focus, place and visibility."""
        kind = event.type()
        if kind == QEvent.Type.FocusIn and isinstance(event, QFocusEvent) and event.reason() not in _SILENT:
            self._show()
        elif kind in _ENDS or kind == QEvent.Type.ParentChange:
            self._drop()
        elif kind in _MOVES and self._ring is not None:
            self._ring.follow(self._widget)
        return False

    def _show(self) -> None:
        if self._widget.parentWidget() is None:
            return
        if self._ring is None:
            self._ring = FocusRing(self._widget, self._radius, self._reach)
        self._ring.follow(self._widget)
        self._ring.show()

    def _drop(self) -> None:
        if self._ring is not None:
            self._ring.hide()
            self._ring.deleteLater()
            self._ring = None


def give_ring(widget: QWidget, radius: int = 5, reach: int = _REACH) -> None:
    """Let the widget have a focus ring; `radius` is its own corner, a `reach` of 0 draws the ring over its edge."""
    _Watcher(widget, radius, reach)
