"""Gestures on positions, orders and lines, turned into commands; every answer is shown, refusals with their reason."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QObject, Signal, Slot

from trainer.coaching.refusals import refusal_text
from trainer.core.errors import TrainerError
from trainer.engine.commands import AddMargin, CancelOrder, ClosePosition, Command, RemoveMargin
from trainer.engine.events import OrderRejected
from trainer.presenters.desk_board import DeskBoard
from trainer.presenters.desk_notes import note_of
from trainer.presenters.desk_views import ToastView
from trainer.presenters.lines import (
    break_even_command,
    drag_cells,
    drag_commands,
    drag_refusal,
    reverse_command,
    snapped,
)
from trainer.session.session import Session


class DeskOrders(QObject):
    """The one door from gestures to the venue."""

    toast_raised = Signal(object)
    """ToastView: a refusal, or a gesture that had nothing to act on."""

    def __init__(self, session: Session, board: DeskBoard, parent: QObject | None = None) -> None:
        """Act on this session and let the board publish the answers."""
        super().__init__(parent)
        self._session = session
        self._board = board
        self._selected = ""

    def give(self, command: Command) -> OrderRejected | None:
        """Ask the venue and publish; returns the refusal, after showing it, or None."""
        if self._session.is_finished:
            self.toast_raised.emit(ToastView("Session finished.", "Nothing was sent.", "caution"))
            return None
        try:
            answer = self._session.give(command)
        except TrainerError as error:
            self.toast_raised.emit(ToastView("Not sent.", str(error), "error"))
            return None
        self._board.on_answered(answer.events)
        if answer.rejected is not None:
            words = refusal_text(answer.rejected)
            self.toast_raised.emit(ToastView("Order refused.", words, "error"))
        return answer.rejected

    # position and orders

    def close_part(self, fraction: Decimal) -> None:
        """Close a share of the position at market."""
        if self._has_position():
            self.give(ClosePosition(fraction=fraction))

    @Slot()
    def reverse(self) -> None:
        """Close and open the same size on the other side."""
        self._give_or_say(reverse_command(self._session.state))

    @Slot()
    def stop_to_break_even(self) -> None:
        """Put the stop where closing costs nothing."""
        self._give_or_say(break_even_command(self._board.facts()))

    @Slot()
    def cancel_all(self) -> None:
        """Cancel every working order."""
        if self._session.state.orders:
            self.give(CancelOrder())
        else:
            self.toast_raised.emit(ToastView("Nothing to cancel.", "No order is working."))

    @Slot(str)
    def cancel(self, order_id: str) -> None:
        """Cancel one working order."""
        self.give(CancelOrder(order_id=order_id))

    def add_margin(self, amount: Decimal) -> OrderRejected | None:
        """Move free margin into the isolated position."""
        return self.give(AddMargin(amount=amount))

    def take_margin(self, amount: Decimal) -> OrderRejected | None:
        """Take margin out of the isolated position."""
        return self.give(RemoveMargin(amount=amount))

    def write_note(self, text: str, kind: str = "note", feeling: str = "") -> None:
        """Keep a note in the journal; nothing without words."""
        if text.strip():
            self.give(note_of(text, kind, feeling))

    # lines

    def drag_text(self, line_id: str, price: float) -> tuple[str, ...]:
        """The pill of a line being dragged."""
        facts = self._board.facts()
        return drag_cells(facts, line_id, snapped(facts, price))

    def drag_allowed(self, line_id: str, price: float) -> str | None:
        """Why the line cannot rest there, or None."""
        facts = self._board.facts()
        return drag_refusal(facts, line_id, snapped(facts, price)) or None

    @Slot(str, float)
    def drop(self, line_id: str, price: float) -> None:
        """A drag ended: amend the order, or create a stop or target from the position line."""
        facts = self._board.facts()
        level = snapped(facts, price)
        reason = drag_refusal(facts, line_id, level)
        if reason:
            self.toast_raised.emit(ToastView("Not moved.", reason[0].upper() + reason[1:] + ".", "error"))
            return
        self._selected = line_id
        for command in drag_commands(facts, line_id, level):
            if self.give(command) is not None:
                return

    def nudge(self, ticks: int) -> None:
        """Move the selected line, else the stop, by ticks."""
        facts = self._board.facts()
        order = facts.state.order(self._selected) or next(iter(facts.state.orders), None)
        if order is None:
            self.toast_raised.emit(ToastView("No line to move.", "Place a stop or a target first."))
            return
        self.drop(order.order_id, float(order.level + ticks * facts.rules.tick))

    def _has_position(self) -> bool:
        if self._session.state.position is None:
            self.toast_raised.emit(ToastView("Nothing to close.", "No position is open."))
            return False
        return True

    def _give_or_say(self, command: Command | None) -> None:
        if command is not None:
            self.give(command)
        else:
            self._has_position()
