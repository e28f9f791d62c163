"""Change the figures of a resting order by typing them: the way of the keyboard beside dragging its line."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from trainer.engine.commands import AmendOrder
from trainer.engine.state import Order
from trainer.presenters.figures import plain
from trainer.ui.components.buttons import Button, PrimaryButton
from trainer.ui.components.labels import Label
from trainer.ui.components.number_field import NumberField


class AmendDialog(QDialog):
    """Signal `amended(AmendOrder)` with what was changed; the venue's answer is shown as a toast."""

    amended = Signal(object)

    def __init__(self, order: Order, size_unit: str, parent: QWidget) -> None:
        """Offer level, limit, size and the stop and target it will bring, as far as the order has them."""
        super().__init__(parent)
        self.setObjectName("amend_dialog")
        self.setWindowTitle("Change the order")
        self.setModal(True)
        self._order = order
        level = "trigger" if order.kind.is_triggered else "price"
        given: dict[str, tuple[str, Decimal | None, str]] = {
            level: (level.capitalize(), order.level if order.trail is None else None, ""),
            "limit": ("Limit price", order.limit, ""),
            "size": ("Size", order.size, size_unit),
            "stop": ("Stop once filled", order.stop, ""),
            "target": ("Target once filled", order.target, ""),
        }
        self.fields: dict[str, NumberField] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        for name, (title, value, unit) in given.items():
            if value is not None:
                field = self.fields[name] = NumberField(title, name=f"amend_{name}", unit=unit)
                field.set_text(plain(value))
                column.addWidget(field)
        if not self.fields:
            column.addWidget(Label("A trailing stop moves by itself.", "table", "secondary", name="amend_none"))
        self._go = PrimaryButton("Change", name="amend_go", large=False)
        cancel = Button("Leave it", name="amend_cancel")
        cancel.setAutoDefault(False)
        self._go.setDefault(True)
        self._go.setEnabled(bool(self.fields))
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(cancel)
        row.addWidget(self._go)
        column.addLayout(row)
        self.setMinimumWidth(340)
        self._go.clicked.connect(self.give)
        cancel.clicked.connect(self.reject)

    @Slot()
    def give(self) -> None:
        """Hand over what differs; a field without a number says so and nothing is sent."""
        unread = [field for field in self.fields.values() if field.value() is None]
        for field in unread:
            field.show_error(f"{field.text().strip() or 'nothing typed'}: a number is needed")
        if unread:
            return
        values = {name: field.value() for name, field in self.fields.items()}
        before = {
            "trigger": self._order.level, "price": self._order.level, "limit": self._order.limit,
            "size": self._order.size, "stop": self._order.stop, "target": self._order.target,
        }  # fmt: skip
        changed = {name: value for name, value in values.items() if value != before[name]}
        if "limit" in changed:
            changed["price"] = changed.pop("limit")
        self.accept()
        if changed:
            self.amended.emit(AmendOrder(order_id=self._order.order_id, **changed))
