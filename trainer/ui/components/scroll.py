"""`roomed(page)`: a page that scrolls where the window has less room than it needs."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget


def roomed(page: QWidget) -> QScrollArea:
    """Hold the page at its least size or more; the keyboard goes to the page."""
    area = QScrollArea()
    area.setObjectName(f"{page.objectName()}_room")
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(page)
    area.setFocusProxy(page)
    return area
