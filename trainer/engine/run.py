"""A whole run: the fold of commands and bars over a decision log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from trainer.core.errors import FieldError
from trainer.engine.advance import advance
from trainer.engine.apply import apply
from trainer.engine.commands import Decision
from trainer.engine.events import Event
from trainer.engine.market import Market
from trainer.engine.state import State, opening_state


@dataclass(frozen=True, slots=True)
class Outcome:
    """State and events after the last bar; open positions are valued at the last mark, not closed."""

    state: State
    events: tuple[Event, ...]
    start: int
    stop: int


def run(
    market: Market,
    decisions: Sequence[Decision],
    bankroll: Decimal,
    stop: int | None = None,
    start: State | None = None,
) -> Outcome:
    """Replay a log over base bars [market.start, stop); raises FieldError for a decision outside or out of order."""
    end = len(market) if stop is None else stop
    state = start or opening_state(bankroll)
    events: list[Event] = []
    passed = market.start
    for number, decision in enumerate(decisions):
        if not passed <= decision.bar < end:
            raise FieldError(f"decision {number + 1}", f"bar {decision.bar}", f"{passed} to {end - 1} in time order")
        state, happened = advance(state, market, passed + 1, decision.bar + 1)
        events.extend(happened)
        state, happened = apply(state, decision.command, market, decision.bar)
        events.extend(happened)
        passed = decision.bar
    state, happened = advance(state, market, passed + 1, end)
    events.extend(happened)
    return Outcome(state, tuple(events), market.start, end)
