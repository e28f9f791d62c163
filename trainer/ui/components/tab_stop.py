"""`tab_stop(widget)`: Tab comes to a widget, and the mouse works it without taking the keyboard away from elsewhere.

So keys go on to mean what they meant before a click. A field that keeps the keyboard is told that its text is finished.
`pressed_by(button, event)`: Return presses a focused button, as Space does.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget


def tab_stop(widget: QWidget) -> None:
    """Let the keyboard come to a widget by Tab and not by a click; a button also finishes what is being typed."""
    widget.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    if isinstance(widget, QAbstractButton):
        widget.pressed.connect(finish_typing)


def pressed_by(button: QAbstractButton, event: QKeyEvent) -> bool:
    """Press the button if the key is Return; a held one presses once."""
    if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        return False
    if not event.isAutoRepeat():
        button.click()
    return True


def finish_typing() -> None:
    """Tell who waits for the end of typing in the field with the keyboard that what stands there is meant."""
    edit = QApplication.focusWidget()
    if isinstance(edit, QLineEdit) and edit.isModified():
        edit.editingFinished.emit()
