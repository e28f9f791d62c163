"""The prices of an order: what its kind needs, beside each other, and the shape of a scaled entry."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from trainer.core.language import english, tr
from trainer.presenters.ticket_fields import TicketFields, TicketKind
from trainer.ui.components.buttons import Button
from trainer.ui.components.labels import Label
from trainer.ui.components.number_field import NumberField
from trainer.ui.components.segmented import Segment, SegmentedControl

_PRICE_LABELS = {
    TicketKind.LIMIT: english("Price"),
    TicketKind.STOP: english("Trigger"),
    TicketKind.STOP_LIMIT: english("Trigger"),
    TicketKind.TAKE_PROFIT: english("Trigger"),
    TicketKind.TAKE_PROFIT_LIMIT: english("Trigger"),
    TicketKind.TRAILING: english("Activation"),
    TicketKind.SCALED: english("First price"),
}
_HIGH, _HEAD = 30, 14


class LevelBlock(QWidget):
    """Fields only; the ticket binds them. Signal `sizing_chosen(str)` for the sizes of a scaled entry."""

    sizing_chosen = Signal(str)

    def __init__(self) -> None:
        """Nothing shown: a market order has no price."""
        super().__init__()
        self._is_tight = False
        self.fields = {
            "trail": NumberField(tr("Distance"), name="trail", placeholder=tr("0.1 to 10"), height=_HIGH),
            "price": NumberField(tr("Price"), name="price", height=_HIGH),
            "limit": NumberField(tr("Limit price"), name="limit", height=_HIGH),
            "last_price": NumberField(tr("Last price"), name="last_price", height=_HIGH),
            "count": NumberField(tr("Number of orders"), name="count", placeholder=tr("2 to 50"), height=_HIGH),
        }
        self.trail_unit = Button(
            "%", "quiet", name="trail_unit", mini=True, accessible=tr("Distance in per cent or price")
        )
        self.trail_unit.setFixedHeight(_HEAD)  # as high as the words beside it: both heads stay on one line
        self.fields["trail"].head.addWidget(self.trail_unit)
        self.sizing = SegmentedControl(
            [Segment("even", english("Equal")), Segment("rising", english("Rising"))],
            name="sizing",
            dense=True,
            height=_HIGH,
            accessible=tr("Sizes of the orders: equal, or rising towards the last price"),
        )
        self.sizing.setToolTip(
            tr("Equal: the same size at every price. Rising: 1 : 2 : 3 and so on towards the last price.")
        )
        prices = QHBoxLayout()
        prices.setSpacing(8)
        for name in ("trail", "price", "limit", "last_price"):
            prices.addWidget(self.fields[name], 1, Qt.AlignmentFlag.AlignTop)
        self._shape = QWidget()
        shape = QHBoxLayout(self._shape)
        shape.setContentsMargins(0, 0, 0, 0)
        shape.setSpacing(8)
        shape.addWidget(self.fields["count"], 1, Qt.AlignmentFlag.AlignTop)
        sizes = QVBoxLayout()
        sizes.setSpacing(4)
        self._sizes_label = Label(tr("Sizes"), "caption", "secondary")
        sizes.addWidget(self._sizes_label)
        sizes.addWidget(self.sizing)
        sizes.addStretch(1)
        shape.addLayout(sizes, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(prices)
        column.addWidget(self._shape)
        self.sizing.chosen.connect(self.sizing_chosen)

    def set_tight(self, is_tight: bool) -> None:
        """Labels inside their fields; that of the sizes goes, as its two words say it."""
        self._is_tight = is_tight
        self._place_labels()
        self._sizes_label.setVisible(not is_tight)

    def _place_labels(self) -> None:
        """The distance keeps its label above, for its unit's sake, and the field beside it too."""
        is_beside = not self.fields["trail"].isHidden()
        for name, field in self.fields.items():
            field.set_tight(self._is_tight and name != "trail" and not (name == "price" and is_beside))

    def show_fields(self, fields: TicketFields) -> None:
        """The fields that this kind of order has."""
        kind, price, trail = fields.kind, self.fields["price"], self.fields["trail"]
        self.setVisible(kind.rests)
        price.setVisible(kind.rests)
        trail.setVisible(kind is TicketKind.TRAILING)
        self._place_labels()
        price.caption.show_text(tr(_PRICE_LABELS.get(kind, "Price")))
        price.edit.setAccessibleName(price.caption.text())
        price.set_placeholder(tr("at once") if kind is TicketKind.TRAILING else "")
        self.fields["limit"].setVisible(kind.order_kind.has_limit)
        self.fields["last_price"].setVisible(kind is TicketKind.SCALED)
        self._shape.setVisible(kind is TicketKind.SCALED)
        self.sizing.choose(fields.sizing.value)
        self.trail_unit.setText("%" if fields.is_trail_percent else tr("price"))
        trail.set_placeholder(tr("0.1 to 10") if fields.is_trail_percent else tr("in price"))
