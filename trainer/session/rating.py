"""A session as the rater needs it: frozen, so that the work can be done beside the window."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from trainer.core.language import english
from trainer.engine.commands import Command, Note, PlaceOrder, SetLeverage
from trainer.engine.words import MarginMode, Side
from trainer.journal.checkpoints import CHECKPOINT, answers_of_checkpoints
from trainer.journal.records import SessionRecord
from trainer.scenarios.load import Scenario
from trainer.scenarios.records import CheckpointOption, MarketEvent
from trainer.scoring.facts import entries_of, facts_of
from trainer.scoring.moments import CheckpointAnswer
from trainer.scoring.ratings import Terms
from trainer.scoring.settings import DEFAULTS, Blackout, ScoreSettings
from trainer.session.session import Session

ASSUMED_CHANCE = Decimal("0.5")
"""A menu asks for no chance; without an edge either way is as likely, so that its plan can count as whole."""


def settings_of(record: SessionRecord) -> ScoreSettings:
    """What a session is judged by: the usual parameters under the ceiling its learner declared."""
    return replace(DEFAULTS, ceiling=record.ceiling)


def blackouts_of(session: Session) -> tuple[Blackout, ...] | None:
    """Spans around the events the calendar of a session's scenario announced; None where it announced none."""
    return calendar_of(
        session.scenario, session.now_ms, is_blind=session.record.is_blind, settings=settings_of(session.record)
    )


def calendar_of(
    scenario: Scenario, now_ms: int, *, is_blind: bool = False, settings: ScoreSettings = DEFAULTS
) -> tuple[Blackout, ...] | None:
    """The same of a scenario, named by what is public at `now_ms` (ms, UTC)."""
    known = [event for event in scenario.events if event.known_in_advance and event.precision == "minute"]
    spans = (
        Blackout(
            _title(event, now_ms, is_blind), event.time_ms - settings.calm_before_ms,
            event.time_ms + settings.calm_after_ms,
        )
        for event in known
    )  # fmt: skip
    return tuple(spans) or None


def _title(event: MarketEvent, now_ms: int, is_blind: bool) -> str:
    """What may be said of an announced event: its name in the calendar, and what came of it once that is public."""
    if event.revealed_ms > now_ms:
        return event.calendar_label or english("a scheduled event")
    return (event.blind_title if is_blind else event.title) or event.kind


def rating_terms(session: Session) -> Terms:
    """Everything the price of the session's decisions depends on; decisions at bars seen before do not count."""
    bankroll, events, trades = session.record.bankroll, session.events, session.trades()
    entries = entries_of(events, session.decisions, bankroll, session.market.rules.contract)
    settings = settings_of(session.record)
    return Terms(
        market=session.market,
        decisions=session.decisions,
        bankroll=bankroll,
        scenario_id=session.record.scenario_id,
        upto_bar=session.cursor,
        last_bar=session.last_bar,
        trades=trades,
        facts=facts_of(trades, entries, events, bankroll, settings),
        settings=settings,
        equity=session.account().equity,
        checkpoints=_answers(session),
        seen=frozenset(entry.bar for entry in session.entries if entry.is_seen),
    )


def _answers(session: Session) -> tuple[CheckpointAnswer, ...]:
    """First answers to the scenario's checkpoints, each as what its option would have placed."""
    bars = {
        entry.command.text.partition(": ")[0]: entry.bar
        for entry in reversed(session.entries)
        if isinstance(entry.command, Note) and entry.command.kind == CHECKPOINT and not entry.is_seen
    }
    words = answers_of_checkpoints(session.entries)
    found = []
    for point in session.scenario.checkpoints:
        option = next((one for one in point.option if one.text == words.get(point.id)), None)
        if option is not None and point.id in bars:
            found.append(CheckpointAnswer(point.id, bars[point.id], commands_of(option, ASSUMED_CHANCE)))
    return tuple(found)


def commands_of(option: CheckpointOption, probability: Decimal | None = None) -> tuple[Command, ...]:
    """What an option asks of the venue, isolated and at market; nothing for one that passes."""
    if option.side is None or option.size is None:
        return ()
    order = PlaceOrder(
        side=Side(option.side), size=Decimal(option.size), probability=probability,
        stop=None if option.stop is None else Decimal(option.stop),
        target=None if option.target is None else Decimal(option.target),
    )  # fmt: skip
    if option.leverage is None:
        return (order,)
    return (SetLeverage(leverage=Decimal(option.leverage), margin_mode=MarginMode.ISOLATED), order)
