"""Which keys of the Desk are alive while something has the focus."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QTabBar, QWidget

from trainer.ui.actions import PageAction
from trainer.ui.components.segmented import SegmentedControl
from trainer.ui.components.tables import DataTable
from trainer.ui.desk.arrangement import FloatingPart
from trainer.ui.desk.question import Question
from trainer.ui.desk.scrubber import Scrubber

_PRESS = frozenset({"Space", "Return", "Enter"})
_SIDEWAYS, _UPWARDS = frozenset({"Left", "Right"}), frozenset({"Up", "Down"})
_ROWS = _UPWARDS | {"Home", "End", "PgUp", "PgDown", "Return", "Enter"}


class KeyFocus(QObject):
    """A focused field, button or list keeps the keys it needs; Return in the ticket's fields confirms.

    A click can take the field with the keyboard away. Qt then turns to whatever Tab would come to next, a button that
    nobody meant; the chart gets the keyboard instead.
    """

    def __init__(self, actions: Mapping[str, PageAction], ticket: QWidget, chart: QWidget, page: QWidget) -> None:
        """Follow the focus of the program."""
        super().__init__(page)
        self._actions, self._ticket, self._chart, self._page = actions, ticket, chart, page
        QApplication.instance().focusChanged.connect(self._on_focus)  # type: ignore[union-attr]  # a window has one

    @Slot(QWidget, QWidget)
    def _on_focus(self, before: QWidget | None, now: QWidget | None) -> None:
        if isinstance(before, QLineEdit) and now is not None and self._is_left_over(before, now):
            now.clearFocus()
            self._chart.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._share_keys(now)

    def _is_left_over(self, field: QLineEdit, now: QWidget) -> bool:
        """Whether something else of the Desk has the keyboard only because the field is out of sight."""
        window = now.window()
        is_here = window is field.window() and (window is self._page.window() or isinstance(window, FloatingPart))
        return is_here and self._page.isVisible() and not field.isVisible() and not isinstance(now, QLineEdit)

    def _share_keys(self, now: QWidget | None) -> None:
        is_field, needed = isinstance(now, QLineEdit), keys_of(now)
        for action in self._actions.values():
            alive = action.row.in_fields or not is_field
            if action.row.slot == "confirm" and isinstance(now, QLineEdit):
                alive = self._ticket.isAncestorOf(now)  # Return in another field is that field's own
            action.set_key_alive(alive and action.key not in needed)


def keys_of(widget: QWidget | None) -> frozenset[str]:
    """The keys with which a widget other than a field is worked while it has the focus."""
    if isinstance(widget, QAbstractButton | Question):  # a question is answered by a button of its own, not by chance
        return _PRESS
    if isinstance(widget, DataTable):
        return _ROWS | _SIDEWAYS if widget.goes_sideways else _ROWS
    return _SIDEWAYS | _UPWARDS if isinstance(widget, SegmentedControl | Scrubber | QTabBar) else frozenset()
