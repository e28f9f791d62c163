"""Gestures on positions, orders and lines, turned into commands; every answer is shown, refusals with their reason."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QObject, Signal, Slot

from trainer.coaching.refusals import refusal_text
from trainer.core.errors import TrainerError
from trainer.core.language import retold, tr
from trainer.core.units import ONE, ZERO, floor_to
from trainer.engine.commands import AddMargin, AmendOrder, CancelOrder, ClosePosition, Command, RemoveMargin
from trainer.engine.events import OrderRejected
from trainer.engine.lanes import focus, lane_of_order, orders_of, positions_of
from trainer.engine.settings import removable
from trainer.engine.words import MarginMode, PositionMode, Role, Side
from trainer.presenters.amounts import amounts_of
from trainer.presenters.desk_board import DeskBoard
from trainer.presenters.desk_notes import note_of
from trainer.presenters.desk_texts import number, price_places
from trainer.presenters.desk_ticket_notes import amend_note
from trainer.presenters.desk_views import FieldNote, ToastView
from trainer.presenters.line_drags import (
    break_even_command,
    brought_by,
    brought_refusal,
    drag_cells,
    drag_commands,
    drag_refusal,
    liquidation_refusal,
    reverse_commands,
    snapped,
    whole_stop,
)
from trainer.presenters.lines import LEG, LineFacts, is_dead
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
        rejected, trouble = self._send(command)
        if trouble is not None:
            self.toast_raised.emit(trouble)
        return rejected

    def amend(self, command: AmendOrder) -> FieldNote | None:
        """Change an order as it was typed: None when that was done, else the field that is wrong and why, untoasted."""
        facts = self.facts_of(command.order_id)
        order = facts.state.order(command.order_id)
        if order is not None and command.trigger is not None:
            reason = liquidation_refusal(facts, order.role, command.trigger)
            if reason:
                return FieldNote("trigger", _sentence(reason))
        if order is not None and command.stop is not None:
            reason = brought_refusal(facts, order, Role.STOP, command.stop)
            if reason:
                return FieldNote("stop", _sentence(reason))
        rejected, trouble = self._send(command)
        if rejected is not None and order is not None:
            return amend_note(order, command, rejected)
        return None if trouble is None else FieldNote("", _said(trouble))

    def _send(self, command: Command) -> tuple[OrderRejected | None, ToastView | None]:
        """Ask the venue and publish; the refusal, and what is to be told where nothing was done."""
        if self._session.is_finished:
            return None, ToastView(tr("Session finished."), tr("Nothing was sent."), "caution")
        dead = self._dead_stops()
        try:
            answer = self._session.give(command)
        except TrainerError as error:
            return None, ToastView(tr("Not sent."), str(error), "error")
        self._board.on_answered(answer.events)
        if answer.rejected is None:
            self._tell_dead(self._dead_stops() - dead)
            return None, None
        return answer.rejected, ToastView(tr("Order refused."), retold(refusal_text(answer.rejected)), "error")

    def _dead_stops(self) -> set[str]:
        """Stops that liquidation comes before, by their ids."""
        legs = self._board.facts_of_legs()
        return {order.order_id for facts in legs for order in facts.state.stops if is_dead(facts, order)}

    def _tell_dead(self, fresh: set[str]) -> None:
        for order_id in sorted(fresh):
            facts = self.facts_of(order_id)
            order, places = facts.state.order(order_id), price_places(facts.rules.tick)
            if order is not None and facts.liquidation is not None:
                words = tr("Liquidation at {level} comes before the stop at {stop}, which would never fire.").format(
                    level=number(facts.liquidation, places), stop=number(order.level, places)
                )
                self.toast_raised.emit(ToastView(tr("Stop past liquidation."), words, "error"))

    def _untoasted(self, command: Command) -> str:
        _, trouble = self._send(command)
        return "" if trouble is None else _said(trouble)

    def say_not_sent(self, reason: str) -> None:
        """Tell why an order never reached the venue."""
        self.toast_raised.emit(ToastView(tr("Not sent."), f"{reason.removesuffix('.')}.", "caution"))

    # position and orders

    def close_part(self, fraction: Decimal) -> None:
        """Close a share of the position, in hedge mode of the chosen leg, at market."""
        if self._has_position(tr("Nothing to close."), tr("No position is open.")):
            self.give(ClosePosition(fraction=fraction, position_side=self._board.leg))

    @Slot()
    def reverse(self) -> None:
        """Close and open the same size on the other side."""
        if self._has_position(tr("Nothing to reverse."), tr("No position is open.")):
            self._give_all(reverse_commands(self._board.facts()))

    @Slot()
    def stop_to_break_even(self) -> None:
        """Put the stop where closing ends the whole trade at 0."""
        if not self._has_position(tr("No stop to move."), tr("No position is open whose stop could go to break-even.")):
            return
        command = break_even_command(self._board.facts())
        if command is None:
            words = tr("No price before liquidation ends this trade at zero.")
            self.toast_raised.emit(ToastView(tr("Not moved."), words, "error"))
        else:
            self.give(command)

    @Slot()
    def cancel_all(self) -> None:
        """Cancel every working order."""
        if orders_of(self._session.state):
            self.give(CancelOrder())
        else:
            self.toast_raised.emit(ToastView(tr("Nothing to cancel."), tr("No order is working.")))

    @Slot(str)
    def cancel(self, order_id: str) -> None:
        """Cancel one working order."""
        self.give(CancelOrder(order_id=order_id))

    @Slot(str)
    def cancel_row(self, order_id: str) -> None:
        """Cancel what still rests of the row an order was placed with."""
        self.give(CancelOrder(order_id=order_id, whole_row=True))

    def turn_leg(self) -> None:
        """Let gestures be about the other leg of a hedge, if both are open."""
        state, leg = self._session.state, self._board.leg
        if leg is None or len(positions_of(state)) < len(Side):
            self.toast_raised.emit(ToastView(tr("No other leg."), tr("Both legs of a hedge have to be open.")))
        else:
            self._board.choose_leg(f"{LEG}{leg.opposite}")

    def movable_margin(self, *, adds: bool) -> Decimal | None:
        """The most that can be added to the isolated position or taken out of it; None, told why, where none is."""
        position = self._board.facts().state.position
        if position is None:
            self.toast_raised.emit(ToastView(tr("No margin to move."), tr("No position is open.")))
            return None
        if position.mode is MarginMode.CROSS:
            words = tr("In cross the whole wallet stands behind the position.")
            self.toast_raised.emit(ToastView(tr("No margin to move."), words))
            return None
        rules, mark = self._session.market.rules, self._session.market.mark_close(self._session.cursor)
        most = self._session.account().free_margin if adds else removable(rules, position, mark)
        return floor_to(max(ZERO, most), ONE.scaleb(-amounts_of(rules).places))

    def add_margin(self, amount: Decimal) -> str:
        """Move free margin into the isolated position; why that was not done, or nothing."""
        return self._untoasted(AddMargin(amount=amount, position_side=self._board.leg))

    def take_margin(self, amount: Decimal) -> str:
        """Take margin out of the isolated position; why that was not done, or nothing."""
        return self._untoasted(RemoveMargin(amount=amount, position_side=self._board.leg))

    def write_note(self, text: str, kind: str = "note", feeling: str = "") -> None:
        """Keep a note in the journal; nothing without words."""
        if text.strip():
            self.give(note_of(text, kind, feeling))

    # lines

    def facts_of(self, line_id: str) -> LineFacts:
        """What a line is drawn from: in hedge mode the leg it names, or the one its order rests in."""
        state = self._session.state
        leg = line_id.rpartition(LEG)[2]
        if state.position_mode is PositionMode.HEDGE and leg in tuple(Side):
            return self._board.facts(Side(leg))
        lane = lane_of_order(state, brought_by(line_id)[0])
        return self._board.facts(None if lane is None else focus(state, lane).leg)

    def drag_text(self, line_id: str, price: float) -> tuple[str, ...]:
        """The pill of a line being dragged."""
        facts = self.facts_of(line_id)
        return drag_cells(facts, line_id, snapped(facts, price))

    def drag_allowed(self, line_id: str, price: float) -> str | None:
        """Why the line cannot rest there, or None."""
        facts = self.facts_of(line_id)
        return drag_refusal(facts, line_id, snapped(facts, price)) or None

    @Slot(str, float)
    def drop(self, line_id: str, price: float) -> None:
        """A drag ended: amend the order, or create a stop or target from the position line."""
        facts = self.facts_of(line_id)
        level = snapped(facts, price)
        reason = drag_refusal(facts, line_id, level)
        if reason:
            self.toast_raised.emit(ToastView(tr("Not moved."), _sentence(reason), "error"))
            return
        known = {order.order_id for order in facts.state.orders}
        self._selected = line_id
        for command in drag_commands(facts, line_id, level):
            if self.give(command) is not None:
                return
        made = [order.order_id for order in self.facts_of(line_id).state.orders if order.order_id not in known]
        self._selected = made[-1] if made else line_id

    def nudge(self, ticks: int) -> None:
        """Move the selected line, else the stop, else whatever rests, by ticks."""
        facts = self.facts_of(self._selected)
        order = facts.state.order(self._selected) or whole_stop(facts) or next(iter(facts.state.orders), None)
        if order is None:
            self.toast_raised.emit(ToastView(tr("No line to move."), tr("Place a stop or a target first.")))
            return
        self.drop(order.order_id, float(order.level + ticks * facts.rules.tick))

    def _has_position(self, title: str, text: str) -> bool:
        """Whether a position is open for a gesture; where none is, the learner is told these words."""
        if self._board.facts().state.position is None:
            self.toast_raised.emit(ToastView(title, text))
            return False
        return True

    def _give_all(self, commands: tuple[Command, ...]) -> None:
        """Ask for one after the other until one is refused."""
        for command in commands:
            if self.give(command) is not None:
                return


def _said(trouble: ToastView) -> str:
    return f"{trouble.title} {trouble.text}"


def _sentence(reason: str) -> str:
    return f"{reason[0].upper()}{reason[1:]}."
