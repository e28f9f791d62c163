"""Strips under the chart: equity and margin ratio of the session, and calendar events the learner may know of."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from trainer.core.language import english, tr
from trainer.presenters.account_history import AccountHistory
from trainer.presenters.amounts import amounts_of
from trainer.presenters.chart_views import EventMarkView, StripView
from trainer.presenters.desk_board import DeskBoard
from trainer.session.session import Session

STRIPS: tuple[tuple[str, str], ...] = (
    ("funding", english("Funding")),
    ("events", english("Calendar events")),
    ("equity", english("Equity")),
    ("margin_ratio", english("Margin ratio")),
)
"""Id and name of each strip the learner can switch."""
_MARGIN_LEVELS = (20.0, 50.0, 100.0)


class StripsPresenter(QObject):
    """Publishes the chosen strips once a move; a strip without data is not shown."""

    strips_changed = Signal(object)
    """tuple[StripView, ...]."""
    events_changed = Signal(object)
    """tuple[EventMarkView, ...]."""
    chosen_changed = Signal(object)
    """tuple[str, ...]: ids out of STRIPS."""

    def __init__(
        self, session: Session, board: DeskBoard, chosen: tuple[str, ...], parent: QObject | None = None
    ) -> None:
        """Begin with the chosen strips."""
        super().__init__(parent)
        self._session, self._board = session, board
        self.chosen = chosen
        self._history = AccountHistory(session)
        self._sent: tuple[EventMarkView, ...] | None = None
        board.moved.connect(self.publish)

    def choose(self, strip: str, is_on: bool) -> None:
        """Show a strip or not."""
        self.chosen = tuple(name for name, _ in STRIPS if (is_on if name == strip else name in self.chosen))
        self.chosen_changed.emit(self.chosen)
        self.publish()

    @property
    def has_funding(self) -> bool:
        """Whether the funding strip is wanted."""
        return "funding" in self.chosen

    @Slot()
    def publish(self) -> None:
        """Send strips, and events when others are known, as the session stands."""
        self.strips_changed.emit(self._strips())
        events = self._events() if "events" in self.chosen else ()
        if events != self._sent:
            self._sent = events
            self.events_changed.emit(events)

    def _strips(self) -> tuple[StripView, ...]:
        """Equity and margin ratio at the close of every revealed bar; nothing before the first position."""
        has_equity = "equity" in self.chosen and not self._board.is_pnl_hidden
        if not (has_equity or "margin_ratio" in self.chosen):
            return ()
        equity, ratios = self._history.follow()
        closes = self._history.closes()
        if not self._history.has_position:
            return ()
        strips: list[StripView] = []
        if has_equity:
            money = amounts_of(self._session.market.rules)
            strips.append(StripView("equity", tr("Equity"), closes, equity, money.places, money.settled))
        if "margin_ratio" in self.chosen:
            shown = StripView("margin_ratio", tr("Margin ratio"), closes, ratios, 1, "%",
                              _MARGIN_LEVELS, "chart.series.second")  # fmt: skip
            strips.append(shown)
        return tuple(strips)

    def _events(self) -> tuple[EventMarkView, ...]:
        """What happened and is public by now, and what the calendar announced."""
        session = self._session
        marks = []
        for event in session.scenario.events:
            if event.revealed_ms <= session.now_ms:
                title = (event.blind_title if session.record.is_blind else event.title) or event.kind
                marks.append(EventMarkView(event.time_ms, title))
            elif event.known_in_advance:
                marks.append(EventMarkView(event.time_ms, event.calendar_label or event.kind))
        return tuple(marks)
