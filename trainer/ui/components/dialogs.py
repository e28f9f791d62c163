"""`room_of(dialog)`, `open_at(dialog, size)`: a dialog is never larger than the screen it stands on."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialog

_FRAME = QSize(16, 48)
"""What a window manager may put around a dialog."""


def room_of(dialog: QDialog) -> QSize:
    """The most a dialog can measure."""
    return dialog.screen().availableGeometry().size() - _FRAME


def open_at(dialog: QDialog, size: QSize) -> None:
    """Give a dialog this size, or less where the screen is smaller."""
    dialog.resize(size.boundedTo(room_of(dialog)))
