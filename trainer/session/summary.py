"""A session's line in the list, made from what it is."""

from __future__ import annotations

import time
from collections.abc import Sequence

from trainer.core.units import in_context
from trainer.engine.account import account
from trainer.engine.events import Event, Liquidated, PositionChanged
from trainer.engine.market import Market
from trainer.engine.state import State
from trainer.journal.records import Place, SessionRecord, SessionSummary


@in_context
def summary_of(
    record: SessionRecord,
    market: Market,
    state: State,
    place: Place,
    decisions: int,
    events: Sequence[Event],
    is_finished: bool,
) -> SessionSummary:
    """What the sessions list shows; net is equity less bankroll at the newest mark."""
    figures = account(state, market.mark_close(place.cursor), market.rules)
    closed = sum(isinstance(event, PositionChanged) and event.size == 0 for event in events)
    return SessionSummary(
        session_id=record.session_id,
        scenario_id=record.scenario_id,
        scenario_title=record.scenario_title,
        venue=record.rules.venue,
        symbol=record.symbol,
        timeframe_ms=record.timeframe_ms,
        state="finished" if is_finished else "open",
        started_ms=record.started_ms,
        touched_ms=int(time.time() * 1000),
        bankroll=record.bankroll,
        take=place.take,
        cursor_ms=market.close_ms(place.cursor),
        bar=place.cursor - record.start_bar,
        bars_total=record.last_bar - record.start_bar,
        net=figures.equity - record.bankroll,
        trades=closed + (state.position is not None),
        decisions=decisions,
        liquidations=sum(isinstance(event, Liquidated) for event in events),
        is_blind=record.is_blind,
        is_training=record.is_training,
        is_repeat=record.is_repeat,
        engine_version=record.engine_version,
    )
