"""`ToastHost(widget, room_below=)`: short reports at the foot of a widget, at most three, each for six seconds.

`show_toast(text, tone, strong=, action=, on_action=)`; tones info, caution, error, liquidation. Child frames, no
windows; they take no focus and cover nothing but their own place.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QEvent, QObject, QSize, QTimer, Signal, Slot
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from trainer.ui.components.buttons import Button
from trainer.ui.components.icon_label import IconView
from trainer.ui.components.labels import Label

ToastTone = Literal["info", "caution", "error", "liquidation"]
STAY_MS = 6_000
MOST = 3
_ICONS = {
    "info": ("info", "primary"),
    "caution": ("warning", "caution"),
    "error": ("close", "short"),
    "liquidation": ("liquidation", "liquidation"),
}
_GAP = 8
_MARGIN = 12
_WIDEST, _NARROWEST, _LOWEST = 520, 320, 36


class Toast(QFrame):
    """One report."""

    ended = Signal(object)

    def __init__(self, parent: QWidget, text: str, tone: ToastTone, strong: str, action: str) -> None:
        """Show `strong` and then `text`; an action becomes a quiet button."""
        super().__init__(parent)
        self.setObjectName("toast")
        self.setProperty("ui", "toast")
        self.setProperty("tone", tone)
        self.setAccessibleName(" ".join(part for part in (strong, text) if part))
        icon, icon_tone = _ICONS[tone]
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 6, 6 if action else 12, 6)
        row.setSpacing(8)
        row.addWidget(IconView(icon, icon_tone, 14))
        if strong:
            row.addWidget(Label(strong, "table", name="toast_strong", weight=600))
        self._words = Label(text, "table", name="toast_text")
        row.addWidget(self._words, 1)
        self._on_action: Callable[[], object] | None = None
        if action:
            self.button = Button(action, "quiet", name="toast_action", mini=True)
            self.button.clicked.connect(self._on_clicked)
            row.addWidget(self.button)
        self.setMinimumHeight(_LOWEST)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(STAY_MS)
        self._timer.timeout.connect(self._end)
        self._timer.start()

    def size_within(self, widest: int) -> QSize:
        """One line where it fits into this width, else as many lines as it needs."""
        self._words.setWordWrap(False)
        wanted = self.sizeHint()
        self._words.setWordWrap(wanted.width() > widest)
        width = max(min(wanted.width(), widest), min(_NARROWEST, widest))
        layout = self.layout()
        high = layout.totalHeightForWidth(width) if wanted.width() > widest and layout is not None else wanted.height()
        return QSize(width, max(high, _LOWEST))

    def set_action(self, on_action: Callable[[], object] | None) -> None:
        """Call this when the action is clicked."""
        self._on_action = on_action

    def enterEvent(self, event: QEnterEvent) -> None:
        """Stay while the pointer rests on it."""
        super().enterEvent(event)
        self._timer.stop()

    def leaveEvent(self, event: QEvent) -> None:
        """Count again."""
        super().leaveEvent(event)
        self._timer.start()

    @Slot()
    def _on_clicked(self) -> None:
        wanted = self._on_action
        self._end()
        if wanted is not None:
            wanted()

    @Slot()
    def _end(self) -> None:
        self._timer.stop()
        self.ended.emit(self)


class ToastHost(QObject):
    """Stacks toasts at the foot of one widget, the newest lowest."""

    def __init__(self, widget: QWidget, room_below: Callable[[], int] = lambda: 0) -> None:
        """Live as long as the widget; room_below says how many pixels at its foot stay free."""
        super().__init__(widget)
        self._widget, self._room_below = widget, room_below
        self._toasts: list[Toast] = []
        widget.installEventFilter(self)

    @property
    def toasts(self) -> tuple[Toast, ...]:
        """What is shown now, the oldest first."""
        return tuple(self._toasts)

    def show_toast(
        self,
        text: str,
        tone: ToastTone = "info",
        *,
        strong: str = "",
        action: str = "",
        on_action: Callable[[], object] | None = None,
    ) -> Toast:
        """Report something; the oldest of four leaves at once, and so does the same report made before."""
        told = " ".join(part for part in (strong, text) if part)
        for same in [toast for toast in self._toasts if toast.accessibleName() == told]:
            self._drop(same)
        while len(self._toasts) >= MOST:
            self._drop(self._toasts[0])
        toast = Toast(self._widget, text, tone, strong, action)
        toast.set_action(on_action)
        toast.ended.connect(self._on_ended)
        self._toasts.append(toast)
        self._place()
        toast.show()
        return toast

    def clear(self) -> None:
        """Take every toast away."""
        for toast in self.toasts:
            self._drop(toast)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the widget's size."""
        if watched is self._widget and event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _place(self) -> None:
        foot = self._widget.height() - _MARGIN - self._room_below()
        widest = min(_WIDEST, self._widget.width() - 2 * _MARGIN)
        for toast in reversed(self._toasts):
            size = toast.size_within(widest)
            foot -= size.height()
            toast.setGeometry((self._widget.width() - size.width()) // 2, foot, size.width(), size.height())
            toast.raise_()
            foot -= _GAP

    def _drop(self, toast: Toast) -> None:
        if toast in self._toasts:
            self._toasts.remove(toast)
            toast.hide()
            toast.deleteLater()
            self._place()

    @Slot(object)
    def _on_ended(self, toast: Toast) -> None:
        self._drop(toast)
