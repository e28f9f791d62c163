"""The order type: four usual ones side by side, the others behind More."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from trainer.core.language import english, tr
from trainer.presenters.ticket_fields import TicketKind
from trainer.ui.components.buttons import Button
from trainer.ui.components.segmented import Segment, SegmentedControl
from trainer.ui.components.ticked import tick

_USUAL = (
    ("market", english("Market")),
    ("limit", english("Limit")),
    ("stop", english("Stop")),
    ("bracket", english("Bracket")),
    ("more", english("More")),
)
_OTHERS = (
    (TicketKind.STOP_LIMIT, english("Stop limit"), english("a limit order once the price turns against you")),
    (TicketKind.TAKE_PROFIT, english("Take profit"), english("a market order once the price goes your way")),
    (TicketKind.TAKE_PROFIT_LIMIT, english("Take profit limit"), english("a limit order once the price goes your way")),
    (TicketKind.TRAILING, english("Trailing stop"), english("follows the best price at a distance")),
    (TicketKind.SCALED, english("Scaled entry"), english("a row of limit orders between two prices")),
)


class OrderKindRow(QWidget):
    """Signal `chosen(str)` with a TicketKind."""

    chosen = Signal(str)

    def __init__(self) -> None:
        """Market at first."""
        super().__init__()
        self.setObjectName("order_kind_row")
        self.segments = SegmentedControl(
            [Segment(*kind) for kind in _USUAL], name="order_kind", accessible=tr("Order type"), dense=True
        )
        self.other = Button(
            tr("Stop limit"), name="order_kind_other", icon="chevron-down", accessible=tr("Further order type")
        )
        self._kind = TicketKind.MARKET
        self._last_other = TicketKind.STOP_LIMIT
        menu = QMenu(self.other)
        for kind, title, words in _OTHERS:
            menu.addAction(f"{tr(title)}\t{tr(words)}").setData(kind.value)
        menu.triggered.connect(self._on_other)
        self.other.setMenu(menu)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.segments)
        column.addWidget(self.other)
        self.segments.chosen.connect(self._on_segment)
        self.choose(TicketKind.MARKET)

    def choose(self, kind: TicketKind) -> None:
        """Show a kind without a signal."""
        self._kind = kind
        titles = {other: tr(title) for other, title, _ in _OTHERS}
        is_other = kind in titles
        self.segments.choose("more" if is_other else kind.value)
        if is_other:
            self._last_other = kind
            self.other.setText(titles[kind])
            tick(self.other.menu(), kind.value)
            self.other.setAccessibleName(tr("Further order type: {titles}").format(titles=titles[kind]))
        self.other.setVisible(is_other)

    @Slot(str)
    def _on_segment(self, name: str) -> None:
        self._pick(self._last_other if name == "more" else TicketKind(name))

    @Slot(QAction)
    def _on_other(self, action: QAction) -> None:
        self._pick(TicketKind(str(action.data())))

    def _pick(self, kind: TicketKind) -> None:
        self.choose(kind)
        self.chosen.emit(kind.value)
