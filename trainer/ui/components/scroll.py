"""`Room(parent)`: holds a page that scrolls where the window has less room than it needs."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget


class Room(QScrollArea):
    """Make the page with `viewport()` as its parent, then `hold` it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """An empty room."""
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def hold(self, page: QWidget) -> None:
        """Keep the page at its least size or more; the keyboard goes to the page."""
        self.setObjectName(f"{page.objectName()}_room")
        self.setWidget(page)
        self.setFocusProxy(page)
