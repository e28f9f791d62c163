"""`InnerCaption(caption, edit, home, place)`: a field's label above it, or inside at its left where room is short."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QBoxLayout, QLabel, QLineEdit

_INSET = 10


class InnerCaption(QObject):
    """Moves the label of a field; one without words, or with other things beside it, stays above."""

    def __init__(self, caption: QLabel, edit: QLineEdit, home: QBoxLayout) -> None:
        """Above the field, in the layout it came from."""
        super().__init__(edit)
        self._caption, self._edit, self._home = caption, edit, home
        self._inside = False
        self._placeholder = ""
        edit.installEventFilter(self)

    def set_inside(self, is_inside: bool) -> None:
        """Inside at the left, the placeholder giving way to it; or above."""
        if is_inside == self._inside or not self._caption.text():
            return
        self._inside = is_inside
        if is_inside:
            self._placeholder = self._edit.placeholderText()
            self._home.removeWidget(self._caption)
            self._caption.setParent(self._edit)
            self._caption.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            self._edit.setPlaceholderText("")
            self._place()
        else:
            self._home.insertWidget(0, self._caption)
            self._edit.setPlaceholderText(self._placeholder)
        self._caption.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the middle of the height."""
        if self._inside and watched is self._edit and event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _place(self) -> None:
        self._caption.adjustSize()
        self._caption.move(_INSET, (self._edit.height() - self._caption.height()) // 2)
