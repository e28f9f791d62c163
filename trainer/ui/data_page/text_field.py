"""`TextField(label, name=)`: one labelled line of text, never changed by itself, with a sentence for what is wrong.

`text()`, `set_text(text)` (silent), `show_problem(sentence)`, signal `typed(str)`; `edit` is the QLineEdit.
"""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from trainer.ui.components.icon_label import IconLabel
from trainer.ui.components.labels import Label
from trainer.ui.theme.current import font, set_look


class TextField(QWidget):
    """A line to type in."""

    typed = Signal(str)

    def __init__(self, label: str, *, name: str, placeholder: str = "") -> None:
        """Make an empty field; the line edit is called `<name>_edit`."""
        super().__init__()
        self.setObjectName(name)
        self.edit = QLineEdit()
        self.edit.setObjectName(f"{name}_edit")
        self.edit.setAccessibleName(label)
        self.edit.setPlaceholderText(placeholder)
        self.edit.setFont(font("body"))
        self.edit.setFixedHeight(32)
        self.edit.setMinimumWidth(64)
        caption = Label(label, "caption", "secondary", name=f"{name}_label")
        caption.setBuddy(self.edit)
        self._message = IconLabel("", "close", "short", name=f"{name}_message", wraps=True)
        self._message.setVisible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(caption)
        column.addWidget(self.edit)
        column.addWidget(self._message)
        column.addStretch(1)
        self.setFocusProxy(self.edit)
        self.edit.textEdited.connect(self.typed)

    def text(self) -> str:
        """What stands there."""
        return self.edit.text()

    def set_text(self, text: str) -> None:
        """Show a text without a signal; one that stands already keeps its cursor."""
        if self.edit.text() != text:
            with QSignalBlocker(self.edit):
                self.edit.setText(text)

    def show_problem(self, sentence: str) -> None:
        """Say what is wrong; nothing takes the line away."""
        if sentence != (self._message.text() if self._message.isVisibleTo(self) else ""):
            self._message.show_text(sentence, "close", "short")
            self._message.setVisible(bool(sentence))
            set_look(self.edit, "state", "error" if sentence else "")

    def problem(self) -> str:
        """The sentence that is shown, or nothing."""
        return self._message.text() if self._message.isVisibleTo(self) else ""
