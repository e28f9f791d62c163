"""The head of the ticket: margin mode, position mode and leverage of the account, then the side of the order."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from trainer.presenters.desk_views import TicketView
from trainer.presenters.ticket_fields import TicketFields
from trainer.ui.components.buttons import Button
from trainer.ui.components.segmented import Segment, SegmentedControl

_LOCKED = "Fixed while a position or an order is open"
_ONE_WAY = "One net position a symbol. Press to hold a long and a short side by side."
_HEDGE = "Long and short stand side by side. Press for one net position a symbol."


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
            [Segment("isolated", "Isolated"), Segment("cross", "Cross")], name="margin_mode", accessible="Margin mode",
            dense=True,
        )  # fmt: skip
        self.hedge = Button("One-way", name="position_mode", accessible="Position mode: one-way")
        self.leverage = Button("1×", name="leverage", accessible="Leverage")
        self.side = SegmentedControl(
            [Segment("long", "Buy, long", side="long"), Segment("short", "Sell, short", side="short")],
            name="side", accessible="Side", height=34,
        )  # fmt: skip
        self.action = SegmentedControl(
            [Segment("open", "Open a leg"), Segment("close", "Close a leg")], name="leg_action",
            accessible="Open or close a leg",
        )  # fmt: skip
        self._is_hedge = False
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
        self.mode.setEnabled(not view.is_mode_locked)
        self.mode.setToolTip(_LOCKED if view.is_mode_locked else "")
        self.leverage.setText(f"{view.leverage.leverage:f}×")
        self.hedge.setVisible(view.offers_hedge or view.is_hedge)
        self.hedge.setText("Hedge" if view.is_hedge else "One-way")
        self.hedge.setAccessibleName(f"Position mode: {self.hedge.text().lower()}")
        words = _HEDGE if view.is_hedge else _ONE_WAY
        self.hedge.setToolTip(f"{words} {_LOCKED}." if view.is_mode_locked else words)
        self.action.setVisible(view.is_hedge)
        self.action.choose("close" if fields.reduce_only else "open")
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
        return {"long": "Buy, long", "short": "Sell, short"}
    if fields.reduce_only:
        return {"long": "Buy, close short", "short": "Sell, close long"}
    return {"long": "Buy, open long", "short": "Sell, open short"}
