"""The liquidation fan: futures of the newest bar, drawn beside the window, played against the order being built."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from trainer.core.language import english, localised, tr
from trainer.engine.events import Event
from trainer.engine.lanes import focus, lane_of_leg
from trainer.engine.state import State
from trainer.journal.filling import fresh_entries
from trainer.presenters.amounts import amounts_of
from trainer.presenters.chart_views import FanOutcome, FanPathView, FanView
from trainer.presenters.desk_board import DeskBoard
from trainer.presenters.desk_texts import span_text
from trainer.presenters.desk_views import DASH, Figure, TransportView
from trainer.presenters.replay import ReplayPresenter
from trainer.presenters.ticket import OrderTicketPresenter
from trainer.presenters.work import Work
from trainer.scoring.ahead import Ahead, FuturesSource
from trainer.scoring.brackets import Bracket, after_commands
from trainer.scoring.futures import Futures
from trainer.scoring.moments import lane_of
from trainer.scoring.passage import Ending, Exits
from trainer.scoring.stakes import Played, play, stakes_of
from trainer.session.session import Session

DRAWN = 200
QUIET_MS = 120
_SHOWN_BARS = 50
_OUTCOMES: dict[Ending, FanOutcome] = {Ending.LIQUIDATED: "liquidated", Ending.STOPPED: "stopped"}
_NOTE = english("The past repeated, not a worst case")
_ASK = english("Futures are drawn once both chances are given")
_SHORT = english("No futures: they need a day of past bars")


class FanPresenter(QObject):
    """Publishes the fan of what is open or being built; in training mode an entry's comes after its two questions."""

    fan_changed = Signal(object)
    """FanView, or None where there is nothing to draw."""
    chance_changed = Signal(object)
    """Figure: how many of the futures end in a liquidation before the stop, for the ticket."""

    def __init__(
        self,
        session: Session,
        board: DeskBoard,
        ticket: OrderTicketPresenter,
        replay: ReplayPresenter,
        parent: QObject | None = None,
    ) -> None:
        """On, with nothing drawn."""
        super().__init__(parent)
        self._session, self._board, self._ticket, self._replay = session, board, ticket, replay
        self.is_on = True
        self._was_playing = replay.is_playing
        self._known: tuple[int, frozenset[int], Ahead] | None = None
        self._asked = -1
        self._is_left = False
        self._shown: FanView | None = None
        self._chance: Figure | None = None
        self._work = Work(self)
        self._work.done.connect(self._on_drawn)
        self._quiet = QTimer(self)
        self._quiet.setObjectName("fan_quiet")
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(QUIET_MS)
        self._quiet.timeout.connect(self._draw)
        ticket.changed.connect(self._on_changed)
        board.moved.connect(self._on_moved)
        replay.transport_changed.connect(self._on_transport)

    def set_on(self, is_on: bool) -> None:
        """Show it, or not."""
        self.is_on = is_on
        self._on_changed()

    @Slot()
    def stop(self) -> None:
        """Let go of what is being drawn and wait for the thread; nothing more is drawn until `resume`.

        A field that loses the keyboard while the page is taken down tells of a change, too: a thread begun then would
        outlive what it draws for.
        """
        self._is_left = True
        self._quiet.stop()
        self._asked = -1
        self._work.stop()
        self._work.wait()

    def resume(self) -> None:
        """Draw again where the page is shown again."""
        if self._is_left:
            self._is_left = False
            self._on_changed()

    @Slot()
    def _on_moved(self) -> None:
        """A bar or an order: the page is in use, also where what it was left for did not come."""
        self._is_left = False
        self._on_changed()

    @Slot()
    def _on_changed(self, _view: object = None) -> None:
        """Follow the ticket at once while the futures of this bar are known; draw them once play stands still."""
        session = self._session
        if self._asked not in (-1, session.cursor):
            self._work.stop()  # of a bar that is past: it would only slow the bars that follow
            self._asked = -1
        plan = self._plan() if self.is_on and not session.is_finished and not self._replay.is_playing else None
        if plan is None:
            self._publish(None)
        elif self._must_ask():
            self._publish(_told(tr(_ASK)))
        elif (ahead := self._ahead(plan)) is not None:
            self._publish(self._view(plan, ahead))
        else:
            self._publish(None)
            if self._asked != session.cursor:
                self._quiet.start()

    @Slot(object)
    def _on_transport(self, view: TransportView) -> None:
        """Bars are followed by the board's word; here it is play that begins or ends."""
        if view.is_playing != self._was_playing:
            self._was_playing = view.is_playing
            self._on_changed()

    def _must_ask(self) -> bool:
        fields, command = self._ticket.fields, self._ticket.command()
        asks = self._ticket.is_training and fields.is_entry and command is not None
        return asks and not self._ticket.chances.are_given(fields)

    def _plan(self) -> tuple[State, State] | None:
        """The account before and after the order being built, the slot of its symbol in focus; the open position alone
        where nothing is typed, in hedge mode that of the ticket's leg, which the worst case beside it tells."""
        state, market, bar = self._session.state, self._session.market, self._session.cursor
        command = self._ticket.command()
        if command is None:
            seen = focus(state, lane_of_leg(state, self._ticket.fields.leg))
            return None if seen.position is None else (seen, seen)
        before = focus(state, lane_of(market, command.symbol, command.position_side))
        answer: tuple[State, tuple[Event, ...]] | None = after_commands(before, market, bar, (command,))
        return None if answer is None else (before, answer[0])

    def _places(self, plan: tuple[State, State]) -> frozenset[int]:
        """Symbols whose futures the plan needs: its own and those of every other position and resting entry."""
        lanes = (lane for state in plan for lane in state.others if lane.position is not None or lane.orders)
        return frozenset({plan[1].lane // 2, *(lane.number // 2 for lane in lanes)})

    def _ahead(self, plan: tuple[State, State]) -> Ahead | None:
        """What is drawn of this bar, where that is all the plan needs."""
        known = self._known
        if known is None or known[0] != self._session.cursor or not self._places(plan) <= known[1]:
            return None
        return known[2]

    @Slot()
    def _draw(self) -> None:
        session, plan = self._session, self._plan()
        if plan is None or self._is_left:
            return
        bar, source = session.cursor, FuturesSource(session.record.scenario_id, session.market, session.last_bar)
        places = self._places(plan)
        self._asked = bar
        self._work.start(lambda told: (bar, places, source.ahead(bar, places, told=told)))

    @Slot(object)
    def _on_drawn(self, found: tuple[int, frozenset[int], Ahead]) -> None:
        self._known = found
        self._asked = -1
        self._on_changed()

    def _publish(self, view: FanView | None) -> None:
        if view is not self._shown:
            self._shown = view
            self.fan_changed.emit(view)
        if view is not None and view.paths:
            self._ticket.chances.note_seen()
        chance = _chance(view, is_on=self.is_on)
        if chance != self._chance:
            self._chance = chance
            self.chance_changed.emit(chance)

    def _view(self, plan: tuple[State, State], ahead: Ahead) -> FanView | None:
        session, place = self._session, plan[1].lane // 2
        if place not in ahead.passages:
            return _told(tr(_SHORT))
        stakes = stakes_of(plan[0], plan[1], session.market, session.cursor, session.last_bar)
        bracket, played = stakes.own, play(stakes, ahead)
        if bracket is None or played.exits is None:
            return None
        exits, futures = played.exits, ahead.passages[place].futures
        ratio = max(1, self._board.timeframe_ms // futures.timeframe_ms)
        length = span_text(bracket.bars * futures.timeframe_ms)
        return FanView(
            _paths(futures, exits, ratio),
            tr("{paths} outcome-blind paths, {length}").format(paths=localised(f"{futures.paths:,}"), length=length),
            tr("{liquidated} % liquidated first").format(
                liquidated=localised(f"{exits.share(Ending.LIQUIDATED) * 100:.0f}")
            ),
            tr(" · {stopped} % stopped").format(stopped=localised(f"{exits.share(Ending.STOPPED) * 100:.0f}")),
            (*self._rest(played, exits), *_resting(plan), *self._notes(bracket, futures, is_alone=not stakes.beside)),
            round(exits.share(Ending.LIQUIDATED) * futures.paths),
            futures.paths,
        )

    def _rest(self, played: Played, exits: Exits) -> tuple[str, str]:
        reached = exits.share(Ending.TARGET) * 100
        left = (exits.share(Ending.HELD) + exits.share(Ending.UNFILLED)) * 100
        worth = float(np.mean(played.results))
        cost = amounts_of(self._session.market.rules).text(Decimal(f"{max(0.0, -worth):.8f}"))
        ends = tr("{reached} % at the target · {left} % neither").format(
            reached=localised(f"{reached:.0f}"), left=localised(f"{left:.0f}")
        )
        return ends, tr("Costs {cost} on average").format(cost=cost)

    def _notes(self, bracket: Bracket, futures: Futures, *, is_alone: bool) -> tuple[str, ...]:
        notes = [tr(_NOTE)]
        if not is_alone:
            notes.append(tr("Other positions move on the same paths"))
        if futures.is_short:
            notes.append(tr("Short history: under three days of bars"))
        now = self._board.now_ms
        ends = now + bracket.bars * futures.timeframe_ms
        if any(e.known_in_advance and now < e.time_ms <= ends for e in self._session.scenario.events):
            notes.append(tr("A scheduled event is not in the model"))
        return tuple(notes)


def _resting(plan: tuple[State, State]) -> tuple[str, ...]:
    """What the futures leave out of entries that rest; the position they are about comes first."""
    before, after = plan
    entries = len(fresh_entries(replace(before, orders=()), after))
    if after.position is not None:
        return (tr("The open position; no entry that rests"),) if entries else ()
    return (tr("A row counts once all of it has filled"),) if entries > 1 else ()


@lru_cache(4)
def _told(caption: str) -> FanView:
    """Words without paths, the same object each time, so that nothing is painted twice."""
    return FanView((), caption, "")


def _chance(view: FanView | None, *, is_on: bool) -> Figure:
    """The model's chance of a liquidation before the stop; what keeps it unknown where it is."""
    if view is None:
        return Figure(DASH if is_on else tr("fan is off"), "quiet")
    if not view.total:
        return Figure(tr("after both chances") if view is _told(tr(_ASK)) else tr("needs a day of bars"), "quiet")
    if not view.liquidated:
        return Figure(tr("none of {total} paths").format(total=localised(f"{view.total:,}")))
    return Figure(
        tr("{share} % of {total} paths").format(
            share=localised(f"{100 * view.liquidated / view.total:.1f}"), total=localised(f"{view.total:,}")
        ),
        "liquidation",
    )


def _paths(futures: Futures, exits: Exits, ratio: int) -> tuple[FanPathView, ...]:
    """A drawn share of the paths, each ending in its proportion, at closes of shown bars until where it ends."""
    chosen: list[int] = []
    for ending in Ending:
        members = np.flatnonzero(exits.ending == ending)
        chosen += members[: round(DRAWN * len(members) / futures.paths)].tolist()
    last = min(futures.bars, _SHOWN_BARS * ratio)
    steps = np.arange(ratio - 1, last, ratio)
    prices = futures.price * np.exp(futures.close[:, chosen][steps])
    found = []
    for column, path in enumerate(chosen):
        ending, bar = Ending(exits.ending[path]), int(exits.bar[path])
        whole = int(np.searchsorted(steps, bar))
        line = prices[:whole, column]
        is_drawn_whole = bar < last and ending not in (Ending.HELD, Ending.UNFILLED)
        if is_drawn_whole:
            line = np.append(line, exits.price[path])
        outcome = _OUTCOMES.get(ending, "neutral") if is_drawn_whole else "neutral"
        found.append(FanPathView(outcome, line))
    return tuple(found)
