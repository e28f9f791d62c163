"""One run of a scenario: the cursor, the account behind it and the journal of what was decided."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Protocol

from trainer.core.errors import TrainerError
from trainer.core.language import english
from trainer.engine.account import Account
from trainer.engine.advance import advance as pass_bars
from trainer.engine.apply import apply
from trainer.engine.commands import Command, Decision, Note
from trainer.engine.events import Event, OrderRejected
from trainer.engine.lanes import account_at, focus, positions_of
from trainer.engine.market import Market
from trainer.engine.run import run
from trainer.engine.standing import Standing
from trainer.engine.state import State, opening_state
from trainer.engine.words import Side
from trainer.journal.entries import Entry, Take, hash_entry, hash_events, lineage, verify_chain
from trainer.journal.records import Place, SessionRecord, SessionSummary
from trainer.journal.trades import Trade, TradeBook
from trainer.scenarios.load import Scenario
from trainer.session.pausing import PauseOn, crossing, event_stop, r_level, time_stops, warning_level
from trainer.session.preview import Preview, preview
from trainer.session.revealed import RevealedBars
from trainer.session.summary import summary_of

__all__ = ["Advance", "Answer", "Keeper", "PauseOn", "Preview", "Session", "SessionError"]

KEEP_SECONDS = 1.0


class SessionError(TrainerError):
    """Something this session cannot do now."""


@dataclass(frozen=True, slots=True)
class Advance:
    """Bars first..last were revealed with these events; `paused` names what ended it early."""

    first: int
    last: int
    events: tuple[Event, ...]
    paused: PauseOn | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What the venue said to a command."""

    events: tuple[Event, ...]
    rejected: OrderRejected | None


class Keeper(Protocol):
    """Where a session keeps itself; every call is on disk when it returns, or raises a TrainerError."""

    def append(self, session_id: str, entry: Entry, place: Place, summary: SessionSummary) -> None:
        """One entry."""

    def add_take(self, session_id: str, take: Take, place: Place, summary: SessionSummary) -> None:
        """A new timeline."""

    def keep_place(self, session_id: str, place: Place, summary: SessionSummary) -> None:
        """Where it stands."""


class Session:
    """Reveals bars, gives commands to the engine and journals them; state is always the log re-run, never a snapshot.

    Raises JournalError for entries that do not fit their chain and SessionError when re-running them gives other
    events than were recorded.
    """

    def __init__(
        self,
        record: SessionRecord,
        scenario: Scenario,
        market: Market,
        *,
        keeper: Keeper | None = None,
        takes: Sequence[Take] = (Take(1),),
        entries: Sequence[Entry] = (),
        place: Place | None = None,
        truth: Scenario | None = None,
    ) -> None:
        """Stand at a place of a recorded session, or at the start of a new one; without a keeper nothing is kept."""
        self.record = record
        self.scenario = scenario
        self._truth = truth or scenario
        self.market = market
        self.is_finished = False
        self._keeper = keeper
        self._takes = list(takes)
        self._all_entries = list(entries)
        place = place or Place(1, record.start_bar, record.start_bar)
        self.take, self.cursor, self.furthest = place.take, place.cursor, place.furthest
        self.revealed = RevealedBars(market.last, self.cursor)
        self._stops = time_stops(
            market,
            [checkpoint.time_ms for checkpoint in scenario.checkpoints],
            [event.revealed_ms for event in scenario.events],
        )
        self._kept_at = time.monotonic()
        self._book: tuple[tuple[int, int, int], TradeBook] | None = None
        self._trades: tuple[tuple[int, int, int, int], tuple[Trade, ...]] | None = None
        self._account: tuple[State, int, Account] | None = None
        self._warning: tuple[State, dict[int, Decimal | None]] | None = None
        self._entries: tuple[Entry, ...] = ()
        self._events: tuple[Event, ...] = ()
        self._hashed = 0
        self._standings: list[Standing] = []
        self.state = opening_state(record.bankroll)
        verify_chain(record.origin, self._takes, self._all_entries)
        self._rerun(verify=True)

    # what it is

    @property
    def truth(self) -> Scenario:
        """The scenario under its true name; of a blind session only once it is finished (SessionError before)."""
        if self.record.is_blind and not self.is_finished:
            raise SessionError(english("session: it is blind; its market is told when it is finished"))
        return self._truth

    @property
    def session_id(self) -> str:
        """Id of this run."""
        return self.record.session_id

    @property
    def last_bar(self) -> int:
        """Index of the last base bar."""
        return self.record.last_bar

    @property
    def is_at_end(self) -> bool:
        """Whether everything is revealed."""
        return self.cursor >= self.last_bar

    @property
    def events(self) -> tuple[Event, ...]:
        """Everything that happened in this take, oldest first."""
        return self._events

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Entries in force in this take."""
        return self._entries

    @property
    def standings(self) -> Sequence[Standing]:
        """The accounts this take has passed through, oldest first; it only grows until a rewind."""
        return self._standings

    @property
    def takes(self) -> tuple[Take, ...]:
        """All timelines of the session."""
        return tuple(self._takes)

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """The decision log of this take."""
        return tuple(entry.decision for entry in self._entries)

    @property
    def now_ms(self) -> int:
        """Close of the newest revealed bar, ms UTC: the moment it is in the session."""
        return self.market.close_ms(self.cursor)

    @property
    def place(self) -> Place:
        """Where it stands."""
        return Place(self.take, self.cursor, self.furthest)

    def account(self) -> Account:
        """Account figures at the newest mark."""
        held = self._account
        if held is None or held[0] is not self.state or held[1] != self.cursor:
            self._account = held = self.state, self.cursor, account_at(self.state, self.market, self.cursor)
        return held[2]

    @property
    def book(self) -> TradeBook:
        """The trades of this take as they are read from its events."""
        read = (self.take, len(self._events), len(self._entries))
        if self._book is None or self._book[0] != read:
            self._book = read, TradeBook(self._events, self.market, self.cursor, self.decisions)
        return self._book[1]

    def trades(self) -> tuple[Trade, ...]:
        """Closed trades of this take, then the open one."""
        read = (self.take, len(self._events), len(self._entries), self.cursor)
        if self._trades is None or self._trades[0] != read:
            self._trades = read, self.book.at(self.cursor)
        return self._trades[1]

    def open_trade(self, leg: Side | None = None) -> Trade | None:
        """The trade of the open position, in hedge mode of this leg."""
        symbol = self.market.symbol
        return next(
            (one for one in reversed(self.trades())
             if one.closed_ms is None and one.symbol == symbol and one.position_side is leg), None,
        )  # fmt: skip

    def summary(self) -> SessionSummary:
        """Its line in the sessions list, as it stands."""
        return summary_of(
            self.record, self.market, self.state, self.place, len(self._entries), self._events, self.is_finished
        )

    # the market moves

    def advance(self, bars: int = 1, pause_on: frozenset[PauseOn] = frozenset()) -> Advance:
        """Reveal up to `bars` more base bars, fewer when something named in `pause_on` happens or the end comes."""
        self._refuse_finished()
        first = self.cursor + 1
        last = min(self.cursor + max(1, bars), self.last_bar)
        if last < first:
            return Advance(first, self.cursor, ())
        timed = self._stops.first(pause_on, first, last + 1)
        if timed is not None:
            last = timed[0]
        standings: list[Standing] = []
        state, events = pass_bars(self.state, self.market, first, last + 1, standings)
        paused = timed[1] if timed is not None else None
        found = event_stop(events, pause_on)
        crossed = self._crossed(pause_on, first, min(last, found[0]) if found else last)
        if crossed is not None and (found is None or crossed[0] < found[0]):
            found = crossed
        if found is not None and (found[0] < last or paused is None or found[1] is PauseOn.LIQUIDATION):
            if found[0] < last:
                last = found[0]
                standings.clear()
                state, events = pass_bars(self.state, self.market, first, last + 1, standings)
            paused = found[1]
        self._standings += standings
        self._moved(state, events, last)
        return Advance(first, last, events, paused)

    def _crossed(self, causes: frozenset[PauseOn], first: int, last: int) -> tuple[int, PauseOn] | None:
        """The first bar in first..last whose close passes a level of the mark worth a pause."""
        found: tuple[int, PauseOn] | None = None
        for lane, position in positions_of(self.state):
            if lane > 1:
                continue  # another symbol: its marks are not these
            is_long, seen = position.size > 0, focus(self.state, lane)
            levels: list[tuple[PauseOn, Decimal | None, bool]] = []
            if PauseOn.MARGIN_WARNING in causes:
                levels.append((PauseOn.MARGIN_WARNING, self._warning_level(lane), is_long))
            if PauseOn.PLUS_R in causes or PauseOn.MINUS_R in causes:
                trade = self.open_trade(seen.leg)
                levels += [
                    (cause, r_level(seen, self.market, trade.one_r if trade else None, sign), is_long == (sign < 0))
                    for cause, sign in ((PauseOn.PLUS_R, 1), (PauseOn.MINUS_R, -1))
                    if cause in causes
                ]
            for cause, level, falls in levels:
                bar = crossing(self.market, level, first, last + 1, falls=falls)
                if bar is not None and (found is None or bar < found[0]):
                    found = bar, cause
        return found

    def _warning_level(self, lane: int) -> Decimal | None:
        if self._warning is None or self._warning[0] is not self.state:
            self._warning = self.state, {}
        levels = self._warning[1]
        if lane not in levels:
            levels[lane] = warning_level(focus(self.state, lane), self.market, self.cursor)
        return levels[lane]

    def _moved(self, state: State, events: tuple[Event, ...], cursor: int) -> None:
        self.state = state
        if events:
            self._events += events
        self.cursor = cursor
        self.furthest = max(self.furthest, cursor)
        self.revealed.reveal(cursor)
        if time.monotonic() - self._kept_at >= KEEP_SECONDS:
            self.keep()

    # commands

    def give(self, command: Command) -> Answer:
        """Ask the venue; the decision is on disk before the answer is returned. Refused commands are journalled too."""
        self._refuse_finished()
        state, events = apply(self.state, command, self.market, self.cursor)
        entry = self._entry(command, (*self._events[self._hashed :], *events))
        summary = summary_of(
            self.record,
            self.market,
            state,
            self.place,
            len(self._entries) + 1,
            (*self._events, *events),
            is_finished=False,
        )
        if self._keeper is not None:
            self._keeper.append(self.session_id, entry, self.place, summary)
            self._kept_at = time.monotonic()
        self._all_entries.append(entry)
        self._entries = (*self._entries, entry)
        self.state = state
        self._standings.append(Standing(self.cursor, state))
        self._events += events
        self._hashed = len(self._events)
        return Answer(events, next((event for event in events if isinstance(event, OrderRejected)), None))

    def note(self, kind: str, text: str) -> Answer:
        """Write an entry the engine skips: a note, a checkpoint answer, a self-grade."""
        return self.give(Note(text=text, kind=kind))

    def preview(self, command: Command) -> Preview:
        """What a command would do; nothing is kept."""
        return preview(self.state, command, self.market, self.cursor)

    def _entry(self, command: Command, events: tuple[Event, ...]) -> Entry:
        before = self._entries[-1].chain_hash if self._entries else self.record.origin
        bare = Entry(
            seq=len(self._all_entries) + 1, take=self.take, bar=self.cursor, time_ms=self.now_ms, command=command,
            events_hash=hash_events(events), chain_hash="", is_seen=self.furthest > self.cursor,
        )  # fmt: skip
        return replace(bare, chain_hash=hash_entry(before, bare))

    # takes

    def rewind(self, bar: int) -> None:
        """Begin a new take at a revealed bar: decisions before it stay, those at it and after are left behind."""
        self._refuse_finished()
        if not self.record.start_bar <= bar < self.cursor:
            raise SessionError(
                english("rewind: bar {bar} is not allowed; choose one from {start_bar} to {cursor}").format(
                    bar=bar, start_bar=self.record.start_bar, cursor=self.cursor - 1
                )
            )
        take = Take(len(self._takes) + 1, self.take, bar)
        place = Place(take.number, bar, self.furthest)
        kept = [entry.decision for entry in self._entries if entry.bar < bar]
        outcome = run(self.market, kept, self.record.bankroll, stop=bar + 1)
        summary = summary_of(
            self.record, self.market, outcome.state, place, len(kept), outcome.events, is_finished=False
        )
        if self._keeper is not None:
            self._keeper.add_take(self.session_id, take, place, summary)
        self._takes.append(take)
        self.take, self.cursor = take.number, bar
        self._rerun(verify=False)

    def keep(self) -> None:
        """Put on disk where the session stands; the app calls it at every pause."""
        if self._keeper is not None:
            self._keeper.keep_place(self.session_id, self.place, self.summary())
        self._kept_at = time.monotonic()

    def mark_finished(self) -> None:
        """No more bars and no more commands; the library scores and stores the end."""
        self.is_finished = True

    def _refuse_finished(self) -> None:
        if self.is_finished:
            raise SessionError(english("session: it is finished; start a new one to trade again"))

    def _rerun(self, *, verify: bool) -> None:
        """State and events of this take from its log."""
        self._entries = lineage(self._takes, self._all_entries, self.take)
        self.revealed.reveal(self.cursor)
        state = opening_state(self.record.bankroll)
        standings = [Standing(self.record.start_bar, state)]
        events: list[Event] = []
        hashed, passed = 0, self.record.start_bar
        for entry in self._entries:
            state, happened = pass_bars(state, self.market, passed + 1, entry.bar + 1, standings)
            events.extend(happened)
            state, happened = apply(state, entry.command, self.market, entry.bar)
            standings.append(Standing(entry.bar, state))
            events.extend(happened)
            if verify and hash_events(events[hashed:]) != entry.events_hash:
                raise SessionError(
                    english(
                        "session: entry {seq} gives other events than were recorded under engine "
                        "{engine_version}; it cannot go on under the present rules"
                    ).format(seq=entry.seq, engine_version=self.record.engine_version)
                )
            hashed, passed = len(events), entry.bar
        state, happened = pass_bars(state, self.market, passed + 1, self.cursor + 1, standings)
        events.extend(happened)
        self._standings = standings
        self.state, self._events, self._hashed = state, tuple(events), hashed
