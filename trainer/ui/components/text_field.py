"""`TextField(label, name=)`: one labelled line of text, never changed by itself, with a sentence for what is wrong.

`text()`, `set_text(text)` (silent), `show_problem(sentence)`, signal `typed(str)`; `edit` takes the keyboard.
`TextArea` is the same over several lines, with a count of characters.
"""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from trainer.core.language import tr
from trainer.ui.components.icon_label import IconLabel
from trainer.ui.components.labels import Label
from trainer.ui.theme.current import font, set_look


class _Labelled(QWidget):
    """A caption over something to type in, and a sentence below it."""

    typed = Signal(str)

    def __init__(self, label: str, edit: QWidget, *, name: str, has_caption: bool) -> None:
        super().__init__()
        self.setObjectName(name)
        self._input = edit
        edit.setObjectName(f"{name}_edit")
        edit.setAccessibleName(label)
        edit.setFont(font("body"))
        edit.setMinimumWidth(64)
        self._message = IconLabel("", "close", "short", name=f"{name}_message", wraps=True)
        self._message.setVisible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        if has_caption:
            self.caption = Label(label, "caption", "secondary", name=f"{name}_label")
            self.caption.setBuddy(edit)
            column.addWidget(self.caption)
        column.addWidget(edit)
        column.addWidget(self._message)
        column.addStretch(1)
        self.setFocusProxy(edit)

    def show_problem(self, sentence: str) -> None:
        """Say what is wrong; nothing takes the line away."""
        if sentence != self.problem():
            self._message.show_text(sentence, "close", "short")
            self._message.setVisible(bool(sentence))
            self._input.setAccessibleDescription(sentence)
            set_look(self._input, "state", "error" if sentence else "")

    def problem(self) -> str:
        """The sentence that is shown, or nothing."""
        return self._message.text() if self._message.isVisibleTo(self) else ""


class TextField(_Labelled):
    """A line to type in."""

    def __init__(self, label: str, *, name: str, placeholder: str = "", has_caption: bool = True) -> None:
        """Make an empty field; the line edit is called `<name>_edit`; without a caption its words are only spoken."""
        self.edit = QLineEdit()
        super().__init__(label, self.edit, name=name, has_caption=has_caption)
        self.edit.setPlaceholderText(placeholder)
        self.edit.setFixedHeight(32)
        self.edit.textEdited.connect(self.typed)

    def text(self) -> str:
        """What stands there."""
        return self.edit.text()

    def set_text(self, text: str) -> None:
        """Show a text without a signal; one that stands already, in whatever case, keeps its cursor."""
        before = self.edit.text()
        if before != text:
            place = self.edit.cursorPosition() if before.casefold() == text.casefold() else 0
            with QSignalBlocker(self.edit):
                self.edit.setText(text)
            self.edit.setCursorPosition(place)


class TextArea(_Labelled):
    """A few lines to type in; the Tab key goes on to the next field."""

    def __init__(self, label: str, *, name: str, most: int, lines: int = 3) -> None:
        """Make an empty field, so many lines high; `most` characters are allowed and counted, never cut."""
        self.edit = QPlainTextEdit()
        super().__init__(label, self.edit, name=name, has_caption=True)
        self._label, self._most = label, most
        self.edit.setTabChangesFocus(True)
        self.edit.setFixedHeight(14 + lines * self.edit.fontMetrics().lineSpacing() + 8)
        self.edit.textChanged.connect(self._on_text)

    def text(self) -> str:
        """What stands there."""
        return self.edit.toPlainText()

    def set_text(self, text: str) -> None:
        """Show a text without a signal; one that stands already keeps its cursor."""
        if self.edit.toPlainText() != text:
            with QSignalBlocker(self.edit):
                self.edit.setPlainText(text)
        self._count()

    def _count(self) -> None:
        said = tr("{typed} of {most} characters").format(typed=len(self.text()), most=self._most)
        self.caption.show_text(f"{self._label} · {said}")

    @Slot()
    def _on_text(self) -> None:
        self._count()
        self.typed.emit(self.text())
