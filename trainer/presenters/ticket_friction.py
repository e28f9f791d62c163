"""One step of friction at the ticket: entries shut for some bars after a liquidation, a second press when one tilts."""

from __future__ import annotations

from collections.abc import Callable

from trainer.core.clock import MINUTE_MS
from trainer.core.language import english, tr
from trainer.core.units import in_context
from trainer.engine.commands import Note
from trainer.engine.events import Event, Liquidated
from trainer.engine.lanes import positions_of
from trainer.presenters.desk_board import DeskOptions
from trainer.presenters.figures import bars_text
from trainer.presenters.ticket_fields import TicketFields
from trainer.scoring.facts import TradeFacts, entries_of, facts_of
from trainer.scoring.settings import DEFAULTS
from trainer.scoring.tilt import NextEntry, signs_of
from trainer.session.session import Preview, Session

FRICTION = "friction"
"""Kind of the notes it writes into the journal."""
SHUT_BARS = 5
AGAIN = english("Place it all the same")


class Friction:
    """Looks at the order being built beside the trades of the session; switched off it does nothing."""

    def __init__(self, session: Session, give: Callable[[Note], object], options: DeskOptions) -> None:
        """Nothing asked yet; notes go through `give`."""
        self._session, self._give, self.is_on = session, give, options.is_friction
        step, quick_minutes = session.market.last.timeframe_ms, options.quick_minutes
        self._quick_bars = DEFAULTS.tilt_bars if quick_minutes is None else int(quick_minutes * MINUTE_MS / step)
        self._shut_until = -1
        self._signs: tuple[str, ...] = ()
        self._asked: tuple[str, ...] = ()
        self._facts: tuple[int, tuple[TradeFacts, ...]] = (-1, ())

    def note_events(self, events: tuple[Event, ...]) -> None:
        """Shut new entries for some bars after a liquidation, and say so in the journal."""
        if self.is_on and any(isinstance(event, Liquidated) for event in events):
            self._shut_until = self._session.cursor + SHUT_BARS
            if not self._session.is_finished:
                self._give(
                    Note(
                        text=tr("New entries wait {shut_bars} bars after the liquidation.").format(shut_bars=SHUT_BARS),
                        kind=FRICTION,
                    )
                )

    @property
    def shut_text(self) -> str:
        """When entries open again; empty while they are open."""
        left = self._shut_until - self._session.cursor
        return tr("New entries reopen in {bars}").format(bars=bars_text(left)) if left > 0 else ""

    @in_context
    def look(self, fields: TicketFields, preview: Preview | None) -> None:
        """Read the signs of the order being built; only an entry from flat has them."""
        state = self._session.state
        self._signs = ()
        if not self.is_on or not fields.is_entry or positions_of(state) or preview is None or preview.rejected:
            return
        is_complete = fields.stop is not None and (fields.target is not None or fields.time_exit is not None)
        leverage = preview.notional / state.bankroll
        entry = NextEntry(self._session.cursor, preview.risk_fraction, leverage, is_complete)
        self._signs = signs_of(self._closed(), entry, DEFAULTS, self._quick_bars)

    def _closed(self) -> tuple[TradeFacts, ...]:
        session = self._session
        trades = session.trades()
        if self._facts[0] != len(session.events):
            bankroll = session.record.bankroll
            entries = entries_of(session.events, session.decisions, bankroll, session.market.rules.contract)
            self._facts = len(session.events), facts_of(trades, entries, session.events, bankroll, DEFAULTS)
        return self._facts[1]

    @property
    def sentence(self) -> str:
        """Why the order is held once; empty where it is not."""
        if not self._signs:
            return ""
        words = "; ".join(self._signs)
        return tr("Signs of tilt: {words}. One more press sends it; a pause costs nothing.").format(words=words)

    @property
    def is_asked(self) -> bool:
        """Whether these signs were told and the next press sends the order."""
        return bool(self._signs) and self._asked == self._signs

    def holds(self) -> bool:
        """Whether this press only asks; asking and sending all the same are both written into the journal."""
        if not self._signs:
            return False
        if self.is_asked:
            self._give(Note(text=english("Sent all the same."), kind=FRICTION))
            self._asked = ()
            return False
        self._asked = self._signs
        self._give(Note(text=english("Asked to wait: {signs}.").format(signs="; ".join(self._signs)), kind=FRICTION))
        return True
