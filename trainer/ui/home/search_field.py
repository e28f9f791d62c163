"""`SearchField(name=, key=)`: a line to search with, its key shown while it is empty."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit

from trainer.core.language import tr
from trainer.ui.components.icon_label import IconView
from trainer.ui.components.labels import KeyCap
from trainer.ui.theme.current import font

_INSET = 12


class SearchField(QLineEdit):
    """240 wide, 32 high; Esc clears it, Down goes on to what was found."""

    went_down = Signal()

    def __init__(self, *, name: str, accessible: str, key: str = "") -> None:
        """Start empty."""
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(accessible)
        self.setPlaceholderText(tr("Search"))
        self.setFont(font("body"))
        self.setFixedHeight(32)
        self.setTextMargins(24, 0, 0, 0)
        self._view = IconView("search", "secondary", 16)
        self._view.setParent(self)
        self._view.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._cap = KeyCap(key)
        self._cap.setParent(self)
        self._cap.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._has_key = bool(key)
        self._cap.setVisible(self._has_key)
        self.textChanged.connect(self._on_text_changed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep icon and key in their places."""
        super().resizeEvent(event)
        self._view.move(_INSET, (self.height() - self._view.height()) // 2)
        self._cap.adjustSize()
        self._cap.move(self.width() - self._cap.width() - 9, (self.height() - self._cap.height()) // 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc clears what was typed; Down goes on to what was found."""
        if event.key() == Qt.Key.Key_Down:
            self.went_down.emit()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)

    @Slot(str)
    def _on_text_changed(self, text: str) -> None:
        self._cap.setVisible(self._has_key and not text)
