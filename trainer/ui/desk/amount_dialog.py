"""One amount of money, asked for in a small dialog."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from trainer.core.language import localised, tr
from trainer.ui.components.buttons import Button, PrimaryButton
from trainer.ui.components.labels import Label
from trainer.ui.components.number_field import NumberField


class AmountDialog(QDialog):
    """Hands an amount above 0 and up to a maximum to `give`, which answers why not; open until it was taken."""

    def __init__(
        self, title: str, sentence: str, maximum: Decimal, unit: str, give: Callable[[Decimal], str], parent: QWidget
    ) -> None:
        """Ask for an amount up to a maximum."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._give = give
        self.setObjectName("amount_dialog")
        self.setWindowTitle(title)
        self.setModal(True)
        self._maximum = maximum
        self.field = NumberField(title, name="amount", unit=unit)
        self._go = PrimaryButton(title, name="amount_go", large=False)
        self._cancel = Button(tr("Cancel"), name="amount_cancel")
        self._cancel.setAutoDefault(False)
        self._go.setDefault(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        column.addWidget(Label(sentence, "table", "secondary", name="amount_sentence", wraps=True))
        column.addWidget(self.field)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._cancel)
        row.addWidget(self._go)
        column.addLayout(row)
        self.setMinimumWidth(360)
        self._go.clicked.connect(self.give)
        self._cancel.clicked.connect(self.reject)
        self.field.edit.setFocus()

    @Slot()
    def give(self) -> None:
        """Hand the amount over, or say what is allowed."""
        value = self.field.value()
        if value is None or not 0 < value <= self._maximum:
            typed = self.field.text().strip() or tr("nothing typed")
            wrong = tr("{typed}: above 0 and up to {maximum} is allowed").format(
                typed=typed, maximum=localised(f"{self._maximum:,f}")
            )
        else:
            wrong = self._give(value)
        if wrong:
            self.field.show_error(wrong)
            self.field.edit.setFocus()
        else:
            self.accept()
