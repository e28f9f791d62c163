"""The head of the ticket: margin mode, position mode and leverage of the account, then the side of the order."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from trainer.core.language import english, tr
from trainer.presenters.desk_views import TicketView
from trainer.presenters.ticket_fields import TicketFields
from trainer.ui.components.buttons import Button
from trainer.ui.components.segmented import Segment, SegmentedControl

_LOCKED = english("Fixed while a position or an order is open")
_ONE_WAY = english("One net position a symbol. Press to hold a long and a short side by side.")
_HEDGE = english("Long and short stand side by side. Press for one net position a symbol.")


class TicketHead(QWidget):
    """Signals: `mode_chosen(str)`, `hedge_asked(bool)`, `side_chosen(str)`, `close_set(bool)` for a leg to close."""

    mode_chosen = Signal(str)
    hedge_asked = Signal(bool)
    side_chosen = Signal(str)
    close_set = Signal(bool)

    def __init__(self) -> None:
        """One-way, buying."""
        super().__init__()
        self.mode = SegmentedControl(
            [Segment("isolated", english("Isolated")), Segment("cross", english("Cross"))],
            name="margin_mode",
            accessible=tr("Margin mode"),
            dense=True,
        )
        self.hedge = Button(tr("One-way"), name="position_mode", accessible=tr("Position mode: one-way"))
        self.leverage = Button("1×", name="leverage", accessible=tr("Leverage"))
        self.side = SegmentedControl(
            [
                Segment("long", english("Buy, long"), side="long"),
                Segment("short", english("Sell, short"), side="short"),
            ],
            name="side",
            accessible=tr("Side"),
            height=34,
        )
        self.action = SegmentedControl(
            [Segment("open", english("Open a leg")), Segment("close", english("Close a leg"))], name="leg_action",
            accessible=tr("Open or close a leg"),
        )  # fmt: skip
        self._is_hedge = False
        self._shown: tuple[object, ...] = ()
        self.hedge.setFixedWidth(88)
        self.leverage.setFixedWidth(56)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.mode, 1)
        row.addWidget(self.hedge)
        row.addWidget(self.leverage)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(row)
        column.addWidget(self.side)
        column.addWidget(self.action)
        self.mode.chosen.connect(self.mode_chosen)
        self.side.chosen.connect(self.side_chosen)
        self.hedge.clicked.connect(self._on_hedge)
        self.action.chosen.connect(self._on_action)

    def show_view(self, view: TicketView, fields: TicketFields) -> None:
        """Take the account's settings and what the order would do to which leg."""
        self._is_hedge = view.is_hedge
        self.mode.choose(view.margin_mode)
        self.action.choose("close" if fields.reduce_only else "open")
        shown = (
            view.is_hedge,
            view.offers_hedge,
            view.is_mode_locked,
            view.leverage,
            fields.is_hedge,
            fields.reduce_only,
        )
        if shown != self._shown:
            self._shown = shown
            self._show_words(view, fields)

    def _show_words(self, view: TicketView, fields: TicketFields) -> None:
        self.mode.setEnabled(not view.is_mode_locked)
        self.mode.setToolTip(tr(_LOCKED) if view.is_mode_locked else "")
        self.leverage.setText(f"{view.leverage:f}×")
        self.hedge.setVisible(view.offers_hedge or view.is_hedge)
        self.hedge.setText(tr("Hedge") if view.is_hedge else tr("One-way"))
        self.hedge.setAccessibleName(tr("Position mode: {hedge}").format(hedge=self.hedge.text().lower()))
        words = tr(_HEDGE if view.is_hedge else _ONE_WAY)
        self.hedge.setToolTip(f"{words} {tr(_LOCKED)}." if view.is_mode_locked else words)
        self.action.setVisible(view.is_hedge)
        for side, text in _side_words(fields).items():
            self.side.button(side).setText(text)

    @Slot()
    def _on_hedge(self) -> None:
        self.hedge_asked.emit(not self._is_hedge)

    @Slot(str)
    def _on_action(self, action: str) -> None:
        self.close_set.emit(action == "close")


def _side_words(fields: TicketFields) -> dict[str, str]:
    if not fields.is_hedge:
        return {"long": tr("Buy, long"), "short": tr("Sell, short")}
    if fields.reduce_only:
        return {"long": tr("Buy, close short"), "short": tr("Sell, close long")}
    return {"long": tr("Buy, open long"), "short": tr("Sell, open short")}
