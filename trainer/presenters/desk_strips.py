"""Strips under the chart: equity and margin ratio of the session, and calendar events the learner may know of."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from trainer.engine.equity import equity_curve
from trainer.market.candles import FloatArray, IntArray
from trainer.presenters.amounts import amounts_of
from trainer.presenters.chart_views import EventMarkView, StripView
from trainer.presenters.desk_board import DeskBoard
from trainer.session.session import Session

STRIPS: tuple[tuple[str, str], ...] = (
    ("funding", "Funding"),
    ("events", "Calendar events"),
    ("equity", "Equity"),
    ("margin_ratio", "Margin ratio"),
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
        self._equity_key: tuple[int, int, int] = (-1, -1, -1)
        self._equity: FloatArray = np.empty(0)
        self._ratios: list[tuple[int, float]] = []
        self._take = session.take
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
        """Send strips and events as the session stands."""
        self._note_ratio()
        strips: list[StripView] = []
        if "equity" in self.chosen and not self._board.is_pnl_hidden:
            strips.append(self._equity_strip())
        if "margin_ratio" in self.chosen:
            strips.append(self._ratio_strip())
        self.strips_changed.emit(tuple(strips))
        self.events_changed.emit(self._events() if "events" in self.chosen else ())

    def _equity_strip(self) -> StripView:
        session = self._session
        start, stop = session.market.start, session.cursor + 1
        if not session.events:
            return StripView("equity", "Equity", self._closes(start, start), np.empty(0))
        key = (session.take, len(session.events), stop)
        if key != self._equity_key:
            held = len(self._equity) if key[:2] == self._equity_key[:2] and stop > self._equity_key[2] else 0
            self._equity = self._grown(held, start, stop)
            self._equity_key = key
        money = amounts_of(session.market.rules)
        return StripView("equity", "Equity", self._closes(start, stop), self._equity, money.places, money.settled)

    def _grown(self, held: int, start: int, stop: int) -> FloatArray:
        """Equity at every close; with the same events as before only the new closes are worked out."""
        session = self._session
        if held == 0:
            return equity_curve(session.market, session.events, session.record.bankroll, start, stop)
        first = start + held
        fresh = equity_curve(session.market, session.events, session.record.bankroll, first, stop)
        return np.concatenate((self._equity, fresh))

    def _closes(self, start: int, stop: int) -> IntArray:
        last = self._session.market.last
        return last.time_ms[start:stop] + last.timeframe_ms

    def _note_ratio(self) -> None:
        """Keep the ratio at every move while this page is open; a new take forgets what came after its beginning."""
        session, now = self._session, self._session.now_ms
        if session.take != self._take:
            self._take = session.take
            self._ratios = [row for row in self._ratios if row[0] <= now]
        ratio = session.account().margin_ratio
        if ratio is None and not self._ratios:
            return
        value = float(ratio) * 100.0 if ratio is not None else float("nan")
        if self._ratios and self._ratios[-1][0] >= now:
            self._ratios[-1] = (now, value)
        else:
            self._ratios.append((now, value))

    def _ratio_strip(self) -> StripView:
        times = np.array([time_ms for time_ms, _ in self._ratios], dtype=np.int64)
        values = np.array([value for _, value in self._ratios], dtype=np.float64)
        return StripView(
            "margin_ratio", "Margin ratio, seen", times, values, 1, "%", _MARGIN_LEVELS, "chart.series.second"
        )

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
