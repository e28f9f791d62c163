"""What keys, menus and buttons of the Desk ask of the presenters, by the names of the action table."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QWidget

from trainer.core.language import tr
from trainer.presenters.amounts import amounts_of
from trainer.presenters.desk import DeskPresenter
from trainer.ui.desk.amend_dialog import AmendDialog
from trainer.ui.desk.amount_dialog import AmountDialog
from trainer.ui.desk.indicators_dialog import IndicatorsDialog


class DeskGestures(QWidget):
    """The gestures that need no widget of the page but themselves."""

    def __init__(self, presenter: DeskPresenter, parent: QWidget | None = None) -> None:
        """Act on this session."""
        super().__init__(parent)
        self.presenter = presenter

    @Slot()
    def toggle_play(self) -> None:
        """Play or pause."""
        self.presenter.replay.toggle()

    @Slot()
    def ask_indicators(self) -> None:
        """Choose the indicators of the charts."""
        dialog = IndicatorsDialog(self.presenter.charts.indicators, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    @Slot()
    def step(self) -> None:
        """One bar."""
        self.presenter.replay.step()

    @Slot()
    def step_back(self) -> None:
        """One bar back, as a new take."""
        self.presenter.replay.step_back()

    @Slot()
    def step_shown(self) -> None:
        """One bar of the shown timeframe."""
        self.presenter.replay.step_shown()

    @Slot(str)
    def run_until(self, target: str) -> None:
        """Run fast until something happens."""
        self.presenter.replay.run_until(target)

    @Slot()
    def faster(self) -> None:
        """One speed up."""
        self.presenter.replay.faster()

    @Slot()
    def slower(self) -> None:
        """One speed down."""
        self.presenter.replay.slower()

    @Slot(str)
    def set_speed(self, speed: str) -> None:
        """Bars a second."""
        self.presenter.replay.set_speed(int(speed))

    @Slot(str)
    def close_part(self, share: str) -> None:
        """Close a share of the position."""
        self.presenter.orders.close_part(Decimal(share))

    @Slot()
    def reverse(self) -> None:
        """Reverse the position."""
        self.presenter.orders.reverse()

    @Slot()
    def cancel_all(self) -> None:
        """Cancel every order."""
        self.presenter.orders.cancel_all()

    @Slot()
    def stop_to_break_even(self) -> None:
        """Stop where closing ends the trade at 0."""
        self.presenter.orders.stop_to_break_even()

    @Slot()
    def toggle_pnl(self) -> None:
        """Results as dots, or as figures again."""
        self.presenter.board.set_pnl_hidden(not self.presenter.board.is_pnl_hidden)

    @Slot()
    def toggle_training(self) -> None:
        """Training mode or fast mode."""
        self.presenter.ticket.set_training(not self.presenter.ticket.is_training)

    @Slot()
    def toggle_hedge(self) -> None:
        """Long and short side by side, or one net position."""
        ticket = self.presenter.ticket
        ticket.set_position_mode(is_hedge=not ticket.fields.is_hedge)

    @Slot()
    def turn_leg(self) -> None:
        """Let gestures on the position be about the other leg."""
        self.presenter.orders.turn_leg()

    @Slot(str)
    def nudge(self, ticks: str) -> None:
        """Move the selected line."""
        self.presenter.orders.nudge(int(ticks))

    @Slot(bool)
    def ask_margin(self, adds: bool = True) -> None:
        """Ask how much margin to add or to take out."""
        amounts, orders = amounts_of(self.presenter.session.market.rules), self.presenter.orders
        most, unit = orders.movable_margin(adds=adds), amounts.settled
        if most is None:
            return
        words = (
            tr("Free margin is {most} {unit}. Added margin moves liquidation away and can be lost.")
            if adds
            else tr(
                "Up to {most} {unit} can be taken out; the venue keeps the initial margin and what a loss needs. "
                "Less margin moves the liquidation price nearer."
            )
        ).format(most=amounts.text(most), unit=unit)
        title, give = (tr("Add margin"), orders.add_margin) if adds else (tr("Take margin"), orders.take_margin)
        AmountDialog(title, words, most, unit, give, self).open()

    @Slot(str)
    def ask_amend(self, order_id: str) -> None:
        """Ask for new figures of a resting order."""
        session = self.presenter.session
        order = self.presenter.orders.facts_of(order_id).state.order(order_id)
        if order is not None:
            unit = amounts_of(session.market.rules).sized
            dialog = AmendDialog(order, unit, self.presenter.orders.amend, self)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open()
