"""`NameDialog(title, sentence, taken, parent)`: one short name, asked for; signal `given(str)`."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from trainer.core.language import tr
from trainer.ui.components.buttons import Button, PrimaryButton
from trainer.ui.components.icon_label import IconLabel
from trainer.ui.components.labels import Label
from trainer.ui.theme.current import font

LONGEST = 40


class NameDialog(QDialog):
    """A name of 1 to 40 letters; one that is taken is said to replace what it names."""

    given = Signal(str)

    def __init__(self, title: str, sentence: str, taken: Collection[str], parent: QWidget) -> None:
        """Ask for a name."""
        super().__init__(parent)
        self.setObjectName("name_dialog")
        self.setWindowTitle(title)
        self.setModal(True)
        self._taken = taken
        self.edit = QLineEdit()
        self.edit.setObjectName("name_edit")
        self.edit.setAccessibleName(tr("Name"))
        self.edit.setMaxLength(LONGEST)
        self.edit.setFont(font("body"))
        self.edit.setFixedHeight(32)
        self._note = IconLabel("", "info", "caution", name="name_note")
        self._go = PrimaryButton(tr("Keep"), name="name_go", large=False)
        cancel = Button(tr("Cancel"), name="name_cancel")
        cancel.setAutoDefault(False)
        self._go.setDefault(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        column.addWidget(Label(sentence, "table", "secondary", name="name_sentence", wraps=True))
        column.addWidget(self.edit)
        column.addWidget(self._note)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(cancel)
        row.addWidget(self._go)
        column.addLayout(row)
        self.setMinimumWidth(360)
        self.edit.textChanged.connect(self._on_text)
        self._go.clicked.connect(self.give)
        cancel.clicked.connect(self.reject)
        self._on_text("")
        self.edit.setFocus()

    @Slot()
    def give(self) -> None:
        """Hand the name over; nothing is done without one."""
        name = self.edit.text().strip()
        if name:
            self.accept()
            self.given.emit(name)

    @Slot(str)
    def _on_text(self, text: str) -> None:
        name = text.strip()
        self._go.setEnabled(bool(name))
        self._note.show_text(
            tr("{name} is kept already and will be replaced.").format(name=name) if name in self._taken else " ",
            "info",
            "caution",
        )
