"""`KeptPlace(scroll, page)`: where a page is read before it is built anew; `give_back(ground)` once it is."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu, QScrollArea, QWidget


class KeptPlace:
    """The row at the top, and the widget with the keyboard by its name."""

    def __init__(self, scroll: QScrollArea, page: QWidget, *, is_same: bool = True) -> None:
        """Take both down; where something else will be shown, only whether the page has the keyboard."""
        focus = QApplication.focusWidget()
        if isinstance(focus, QMenu):
            focus = focus.parentWidget()
        self._scroll = scroll
        self._row = scroll.verticalScrollBar().value() if is_same else 0
        self._has_keys = focus is not None and (focus is page or page.isAncestorOf(focus))
        self._name = focus.objectName() if is_same and focus is not None else ""

    def give_back(self, ground: QWidget) -> None:
        """Go back there on the new ground; where its widget is gone, the keyboard scrolls."""
        if self._has_keys:
            again = ground.findChild(QWidget, self._name) if self._name else None
            (again or self._scroll).setFocus(Qt.FocusReason.OtherFocusReason)
        self._scroll.verticalScrollBar().setValue(self._row)
