"""One line for the journal: words with #tags, the kind of note and a feeling."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QWidget

from trainer.core.language import tr
from trainer.presenters.desk_notes import FEELINGS, NOTE_KINDS, WORDS
from trainer.ui.components.buttons import Button
from trainer.ui.theme.current import font


class NoteBar(QWidget):
    """Signal `written(text, kind, feeling)`; the line is emptied once it is handed over."""

    written = Signal(str, str, str)

    def __init__(self) -> None:
        """An empty note without a feeling."""
        super().__init__()
        self._chosen_kind, self._chosen_feeling = NOTE_KINDS[0], ""
        self.edit = QLineEdit()
        self.edit.setObjectName("note_edit")
        self.edit.setAccessibleName(tr("Note"))
        self.edit.setPlaceholderText(tr("What do you see, and what would change your mind? #tags are found again"))
        self.edit.setFont(font("body"))
        self.edit.setFixedHeight(28)
        self.kind = Button(tr("Note"), name="note_kind", icon="chevron-down", accessible=tr("Kind of note: Note"))
        self.feeling = Button(tr("Feeling"), name="note_feeling", icon="chevron-down", accessible=tr("Feeling: none"))
        self._fill(self.kind, NOTE_KINDS, self._on_kind)
        self._fill(self.feeling, ("none", *FEELINGS), self._on_feeling)
        self.keep = Button(tr("Keep note"), name="keep_note")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(8)
        row.addWidget(self.edit, 1)
        for button in (self.kind, self.feeling, self.keep):
            row.addWidget(button)
        self.edit.returnPressed.connect(self.write)
        self.keep.clicked.connect(self.write)

    def _fill(self, button: Button, words: tuple[str, ...], slot: object) -> None:
        menu = QMenu(button)
        for word in words:
            menu.addAction(tr(WORDS[word])).setData(word)
        menu.triggered.connect(slot)
        button.setMenu(menu)

    @Slot()
    def write(self) -> None:
        """Hand the note over; nothing is done without words."""
        if self.edit.text().strip():
            self.written.emit(self.edit.text(), self._chosen_kind, self._chosen_feeling)
            self.edit.clear()

    @Slot(QAction)
    def _on_kind(self, action: QAction) -> None:
        self._chosen_kind = str(action.data())
        self.kind.setText(action.text())
        self.kind.setAccessibleName(tr("Kind of note: {action}").format(action=action.text()))

    @Slot(QAction)
    def _on_feeling(self, action: QAction) -> None:
        word = str(action.data())
        self._chosen_feeling = "" if word == "none" else word
        self.feeling.setText(tr("Feeling") if word == "none" else action.text())
        self.feeling.setAccessibleName(tr("Feeling: {word}").format(word=word))
