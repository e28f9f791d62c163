"""Change the figures of a resting order by typing them: the way of the keyboard beside dragging its line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from trainer.core.language import tr
from trainer.engine.commands import AmendOrder
from trainer.engine.state import Order
from trainer.presenters.desk_views import FieldNote
from trainer.presenters.figures import percent, plain
from trainer.ui.components.buttons import Button, PrimaryButton
from trainer.ui.components.icon_label import IconLabel
from trainer.ui.components.labels import Label
from trainer.ui.components.number_field import NumberField


class AmendDialog(QDialog):
    """Hands what was changed to `amend`, which answers with what is wrong; it stays open until nothing is."""

    def __init__(
        self, order: Order, size_unit: str, amend: Callable[[AmendOrder], FieldNote | None], parent: QWidget
    ) -> None:
        """Offer level, limit, size and the stop and target it will bring, as far as the order has them."""
        super().__init__(parent)
        self._amend = amend
        self.setObjectName("amend_dialog")
        self.setWindowTitle(tr("Change the order"))
        self.setModal(True)
        self._order = order
        level = "trigger" if order.kind.is_triggered else "price"
        given: dict[str, tuple[str, Decimal | None, str]] = {
            level: (tr(level.capitalize()), order.level if order.trail is None else None, ""),
            "limit": (tr("Limit price"), order.limit, ""),
            "size": (tr("Size"), order.size, size_unit),
            "stop": (tr("Stop once filled"), order.stop, ""),
            "target": (tr("Target once filled"), order.target, ""),
            **{
                f"target_{place}": (
                    tr("Target {place} once filled, {share}").format(place=place, share=percent(one.share, 0)),
                    one.price,
                    "",
                )
                for place, one in enumerate(order.targets, 1)
            },
        }
        self.fields: dict[str, NumberField] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        for name, (title, value, unit) in given.items():
            if value is not None:
                field = self.fields[name] = NumberField(title, name=f"amend_{name}", unit=unit)
                field.set_text(plain(value))
                field.value_changed.connect(self._forget)
                column.addWidget(field)
        if not self.fields:
            column.addWidget(Label(tr("A trailing stop moves by itself."), "table", "secondary", name="amend_none"))
        self._wrong = IconLabel("", "close", "short", name="amend_wrong", wraps=True)
        self._wrong.setVisible(False)
        column.addWidget(self._wrong)
        self._go = PrimaryButton(tr("Change"), name="amend_go", large=False)
        self._cancel = Button(tr("Leave it"), name="amend_cancel")
        self._cancel.setAutoDefault(False)
        self._go.setDefault(True)
        self._go.setEnabled(bool(self.fields))
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._cancel)
        row.addWidget(self._go)
        column.addLayout(row)
        self.setMinimumWidth(340)
        self._go.clicked.connect(self.give)
        self._cancel.clicked.connect(self.reject)

    @Slot()
    def give(self) -> None:
        """Hand over what differs and close; a field that holds no number or was refused says so, its text unchanged."""
        unread = [field for field in self.fields.values() if field.value() is None]
        for field in unread:
            field.show_error(
                tr("{typed}: a number is needed").format(typed=field.text().strip() or tr("nothing typed"))
            )
        if unread:
            return
        values = {name: value for name, field in self.fields.items() if (value := field.value()) is not None}
        changes = self._changes(values)
        note = self._amend(changes) if changes != AmendOrder(order_id=self._order.order_id) else None
        if note is None:
            self.accept()
            return
        self._forget()
        if note.field in self.fields:
            self.fields[note.field].show_error(note.text)
            self.fields[note.field].edit.setFocus()
        else:
            self._wrong.show_text(note.text, "close", "short")
            self._wrong.setVisible(True)

    @Slot()
    def _forget(self) -> None:
        """Take back what was said of the text that stood here before."""
        self._wrong.setVisible(False)
        for field in self.fields.values():
            field.clear_message()

    def _changes(self, values: Mapping[str, Decimal]) -> AmendOrder:
        """What differs from the order; of several targets all are sent where one does."""
        order = self._order
        targets = tuple(replace(one, price=values[f"target_{place}"]) for place, one in enumerate(order.targets, 1))

        def moved(name: str, before: Decimal | None) -> Decimal | None:
            return values[name] if name in values and values[name] != before else None

        return AmendOrder(
            order_id=order.order_id, size=moved("size", order.size), trigger=moved("trigger", order.level),
            price=moved("limit", order.limit) or moved("price", order.level), stop=moved("stop", order.stop),
            target=moved("target", order.target), targets=targets if targets != order.targets else (),
        )  # fmt: skip
