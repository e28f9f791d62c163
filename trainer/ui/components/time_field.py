"""`TimeField(label, name=)`: hours and minutes of a zone in one line; typed text is never changed.

Signal `time_edited(str)`; the owner answers with `show_readable(bool)`, which says below the field what is allowed.
"""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from trainer.core.language import tr
from trainer.ui.components.icon_label import IconLabel
from trainer.ui.components.labels import Label
from trainer.ui.theme.current import font, set_look


class TimeField(QWidget):
    """A labelled field for a time of day."""

    time_edited = Signal(str)

    def __init__(self, label: str, *, name: str, height: int = 30) -> None:
        """Make an empty field; the line edit is called `<name>_edit`."""
        super().__init__()
        self.setObjectName(name)
        self.edit = QLineEdit()
        self.edit.setObjectName(f"{name}_edit")
        self._label, self._zone = label, ""
        self.show_zone("UTC")
        self.edit.setFont(font("body", 500))
        self.edit.setFixedHeight(height)
        self.edit.setMinimumWidth(64)
        self.edit.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._message = IconLabel("", "close", "short", name=f"{name}_message", wraps=True)
        self._message.setVisible(False)
        caption = Label(label, "caption", "secondary", name=f"{name}_label")
        caption.setBuddy(self.edit)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(caption)
        column.addWidget(self.edit)
        column.addWidget(self._message)
        self.setFocusProxy(self.edit)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.edit.textChanged.connect(self._on_text)

    def show_zone(self, zone: str) -> None:
        """Name the zone the time is read in."""
        if zone == self._zone:
            return
        self._zone = zone
        self.edit.setPlaceholderText(f"hh:mm {zone}")
        self.edit.setAccessibleName(tr("{label}, hours and minutes {zone}").format(label=self._label, zone=zone))

    def text(self) -> str:
        """Exactly what was typed."""
        return self.edit.text()

    def set_text(self, text: str) -> None:
        """Put text in without a signal."""
        with QSignalBlocker(self.edit):
            self.edit.setText(text)
        self.show_readable(True)

    def show_readable(self, is_readable: bool) -> None:
        """Mark the text as a time, or say what is allowed."""
        sentence = "" if is_readable else tr("{edit}: a time such as 16:00 is allowed").format(edit=self.edit.text())
        self.show_error(sentence)

    def show_error(self, sentence: str) -> None:
        """Say what is wrong below the field; nothing is wrong with an empty sentence."""
        set_look(self.edit, "state", "error" if sentence else "")
        self._message.show_text(sentence, "close", "short")
        self._message.setVisible(bool(sentence))
        self.edit.setAccessibleDescription(sentence)

    @Slot(str)
    def _on_text(self, text: str) -> None:
        self.time_edited.emit(text)
