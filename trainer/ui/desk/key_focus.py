"""Which keys of the Desk are alive while something has the focus."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QTabBar, QWidget

from trainer.ui.actions import PageAction
from trainer.ui.components.segmented import SegmentedControl
from trainer.ui.components.tables import DataTable
from trainer.ui.desk.scrubber import Scrubber

_HOLDS_ARROWS = (SegmentedControl, DataTable, Scrubber, QTabBar)


class KeyFocus(QObject):
    """A focused field, button or list keeps the keys it needs; Return in the ticket's fields confirms."""

    def __init__(self, actions: Mapping[str, PageAction], ticket: QWidget, parent: QObject) -> None:
        """Follow the focus of the program."""
        super().__init__(parent)
        self._actions, self._ticket = actions, ticket
        QApplication.instance().focusChanged.connect(self._on_focus)  # type: ignore[union-attr]  # a window has one

    @Slot(QWidget, QWidget)
    def _on_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        is_field = isinstance(now, QLineEdit)
        holds_arrows = isinstance(now, _HOLDS_ARROWS)
        is_button = isinstance(now, QAbstractButton)
        for action in self._actions.values():
            row = action.row
            alive = row.in_fields or not is_field
            if row.slot == "confirm" and isinstance(now, QLineEdit):
                alive = self._ticket.isAncestorOf(now)  # Return in another field is that field's own
            alive = alive and not (holds_arrows and row.moves)
            action.set_key_alive(alive and not (is_button and action.key in ("Space", "Return", "Enter")))
