"""The presenters of one session at the Desk, joined."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from trainer.core.language import english, tr
from trainer.engine.commands import Command, Note, PlaceOrder
from trainer.engine.words import PositionMode
from trainer.journal.checkpoints import CHECKPOINT, answers_of_checkpoints, checkpoint_answer
from trainer.presenters.desk_board import DeskBoard, DeskOptions
from trainer.presenters.desk_charts import ChartsPresenter
from trainer.presenters.desk_marks import scrub_marks
from trainer.presenters.desk_orders import DeskOrders
from trainer.presenters.desk_toasts import pause_toast
from trainer.presenters.desk_views import CheckpointView, ScrubMark, ToastView
from trainer.presenters.fan import FanPresenter
from trainer.presenters.replay import ReplayPresenter
from trainer.presenters.ticket import OrderTicketPresenter
from trainer.scenarios.records import Checkpoint
from trainer.session.rating import commands_of
from trainer.session.session import Advance, PauseOn, Session

_PLACES = english("The answer is kept and judged by what it risks. The order it names is placed at once, at market.")
_NONE_NAMED = english("The answer is kept in the journal. None of them names an order, so none is placed.")
_HELD = english("A position is open or an order is working, so the answer is kept and judged, and no order is placed.")


class DeskPresenter(QObject):
    """Replay, board, orders and ticket of one session; the page binds to these four."""

    marks_changed = Signal(object)
    """tuple[ScrubMark, ...]."""
    checkpoint_asked = Signal(object)
    """CheckpointView: the replay stopped at a question that this session has not answered."""

    def __init__(self, session: Session, options: DeskOptions | None = None, parent: QObject | None = None) -> None:
        """Join the presenters; nothing is published before `start`."""
        super().__init__(parent)
        chosen = options or DeskOptions()
        self.session = session
        self.options = chosen
        self.board = DeskBoard(session, chosen, self)
        self.replay = ReplayPresenter(session, self)
        self.replay.set_shown_timeframe(self.board.timeframe_ms)
        self.orders = DeskOrders(session, self.board, self)
        self.ticket = OrderTicketPresenter(session, self.board, self.orders, chosen, self)
        self.fan = FanPresenter(session, self.board, self.ticket, self.replay, self)
        self.fan.chance_changed.connect(self.ticket.chance_changed)
        self.charts = ChartsPresenter(session, self.board, chosen.chart, self)
        self.replay.advanced.connect(self._on_advanced)
        self.replay.rewound.connect(self.board.on_rewound)
        self.replay.paused_by.connect(self._on_paused)
        self.orders.toast_raised.connect(self.board.toast_raised)
        self.replay.refused.connect(self._on_refused)
        self.board.markers_changed.connect(self._on_markers)

    @Slot()
    def start(self) -> None:
        """Publish every view."""
        self.board.publish_all()
        self.ticket.refresh()
        self.replay.transport_changed.emit(self.replay.view())

    @Slot()
    def stop(self) -> None:
        """Stand still before the page is left."""
        self.replay.pause()
        self.fan.stop()

    def set_timeframe(self, timeframe_ms: int) -> None:
        """Show bars of another length."""
        self.board.set_timeframe(timeframe_ms)
        self.replay.set_shown_timeframe(self.board.timeframe_ms)

    @property
    def marks(self) -> tuple[ScrubMark, ...]:
        """Fills, events and checkpoints on the scrubber."""
        return scrub_marks(self.session)

    @Slot(object)
    def _on_advanced(self, advance: Advance) -> None:
        self.ticket.note_events(advance.events)
        self.board.on_advanced(advance)
        if advance.paused in (PauseOn.CHECKPOINT, PauseOn.EVENT):
            self.marks_changed.emit(self.marks)

    @Slot(object)
    def _on_paused(self, cause: PauseOn) -> None:
        question = self.open_checkpoint() if cause is PauseOn.CHECKPOINT else None
        if question is not None:
            self.checkpoint_asked.emit(question)
            return
        toast: ToastView | None = pause_toast(cause, self.session.account().margin_ratio)
        if toast is not None:
            self.board.toast_raised.emit(toast)

    @Slot(str, str)
    def _on_refused(self, asked: str, reason: str) -> None:
        self.board.toast_raised.emit(ToastView(asked, reason, "caution"))

    def open_checkpoint(self) -> CheckpointView | None:
        """The unanswered question of the newest revealed bar, if the scenario asks one there."""
        answered = answers_of_checkpoints(self.session.entries)
        for point in self.session.scenario.checkpoints:
            if point.time_ms == self.board.now_ms and point.id not in answered:
                options = tuple(option.text for option in point.option)
                note = self._note_of(point)
                return CheckpointView(
                    point.id, point.title, point.question, options, point.why, point.after_answer, note
                )
        return None

    def _note_of(self, point: Checkpoint) -> str:
        if not any(commands_of(option) for option in point.option):
            return tr(_NONE_NAMED)
        return tr(_PLACES if self.session.state.is_idle else _HELD)

    def answer_checkpoint(self, checkpoint_id: str, option: str) -> None:
        """Keep an answer in the log and, on a flat account, place the order it names; a refusal is told."""
        point = next(one for one in self.session.scenario.checkpoints if one.id == checkpoint_id)
        chosen = next(one for one in point.option if one.text == option)
        is_flat = self.session.state.is_idle
        self.orders.give(Note(text=checkpoint_answer(checkpoint_id, option), kind=CHECKPOINT))
        for command in commands_of(chosen) if is_flat else ():
            if self.orders.give(self._in_leg(command)) is not None:
                return

    def _in_leg(self, command: Command) -> Command:
        """An answer's order says which leg it opens, where there are two."""
        is_hedge = self.session.state.position_mode is PositionMode.HEDGE
        if is_hedge and isinstance(command, PlaceOrder):
            return replace(command, position_side=command.side)
        return command

    @Slot(object)
    def _on_markers(self, _markers: object) -> None:
        self.marks_changed.emit(self.marks)
