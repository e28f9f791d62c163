"""`tab_stop(widget)`: Tab comes to a widget, and the mouse works it without taking the keyboard away from elsewhere.

So keys go on to mean what they meant before a click. A field that keeps the keyboard is told that its text is finished.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget


def tab_stop(widget: QWidget) -> None:
    """Let the keyboard come to a widget by Tab and not by a click; a button also finishes what is being typed."""
    widget.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    if isinstance(widget, QAbstractButton):
        widget.pressed.connect(finish_typing)


def finish_typing() -> None:
    """Tell who waits for the end of typing in the field with the keyboard that what stands there is meant."""
    edit = QApplication.focusWidget()
    if isinstance(edit, QLineEdit) and edit.isModified():
        edit.editingFinished.emit()
