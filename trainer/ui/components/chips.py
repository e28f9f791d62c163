"""`Chip(text, name=, checkable=, tall=)`: a small choice, 22 or 28 high; `Badge(text)`: a chip that only speaks."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy

from trainer.ui.components.focus_ring import give_ring
from trainer.ui.components.tab_stop import pressed_by, tab_stop
from trainer.ui.theme.current import font


class Chip(QPushButton):
    """A small button that can stay chosen."""

    def __init__(
        self, text: str, *, name: str, checkable: bool = True, tall: bool = False, accessible: str = ""
    ) -> None:
        """Make a chip, 22 high, or 28 when tall."""
        super().__init__(text)
        self.setObjectName(name)
        self.setAccessibleName(accessible or text)
        self.setCheckable(checkable)
        self.setProperty("ui", "chip")
        self.setProperty("extent", "tall" if tall else "normal")
        self.setFont(font("table" if tall else "caption", 500))
        self.setFixedHeight(28 if tall else 22)
        tab_stop(self)
        give_ring(self, 4)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return presses it too."""
        if not pressed_by(self, event):
            super().keyPressEvent(event)


class Badge(QLabel):
    """A frame in accent with one word, for example REPLAY."""

    def __init__(self, text: str, *, name: str) -> None:
        """Show a word, 22 high."""
        super().__init__(text)
        self.setObjectName(name)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("ui", "badge")
        self.setFont(font("caption", 600))
        self.setFixedHeight(22)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
