"""Which sessions Progress looks at: by period, venue, blind or open, and scenario."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from trainer.core.clock import DAY_MS
from trainer.core.language import english, tr
from trainer.journal.records import SessionSummary
from trainer.presenters.home_cards import venue_title
from trainer.scoring.progress import SessionResult

Choices = tuple[tuple[str, str], ...]
RECENT_SESSIONS = 20
PERIODS: Choices = (
    ("all", english("All time")),
    ("recent", english("Last 20")),
    ("30", english("30 days")),
    ("90", english("90 days")),
)
MODES: Choices = (("", english("Blind and open")), ("blind", english("Blind")), ("open", english("Open")))


@dataclass(frozen=True, slots=True)
class Filter:
    """Ids of what is looked at; empty ones let everything through. `period` is a key of PERIODS."""

    period: str = "all"
    venue: str = ""
    mode: str = ""
    scenario: str = ""

    @property
    def is_open(self) -> bool:
        """Whether nothing is left out."""
        return self == Filter()


@dataclass(frozen=True, slots=True)
class FilterChoice:
    """One filter: its field, what a reader is told, what is chosen, and id and words of every choice."""

    field: str
    title: str
    chosen: str
    choices: Choices


def choices_of(summaries: Sequence[SessionSummary], chosen: Filter) -> tuple[FilterChoice, ...]:
    """Every filter with the choices that the sessions there are give it."""
    venues = sorted({one.venue for one in summaries})
    scenarios = sorted({(one.scenario_id, one.scenario_title) for one in summaries if not _is_hidden(one)},
                       key=lambda pair: pair[1])  # fmt: skip
    return (
        FilterChoice("period", tr("Period"), chosen.period, _said(PERIODS)),
        FilterChoice(
            "venue", tr("Venue"), chosen.venue, (("", tr("Every venue")), *((v, venue_title(v)) for v in venues))
        ),
        FilterChoice("mode", tr("Blind or open"), chosen.mode, _said(MODES)),
        FilterChoice(
            "scenario", tr("Scenario"), chosen.scenario, (("", tr("Every scenario")), *dict(scenarios).items())
        ),
    )


def _said(choices: Choices) -> Choices:
    return tuple((key, tr(words)) for key, words in choices)


def chosen_of(
    summaries: Sequence[SessionSummary], results: Sequence[SessionResult], chosen: Filter, now_ms: int
) -> tuple[tuple[SessionSummary, ...], tuple[SessionResult, ...]]:
    """The sessions that pass and their results, each in the order it came."""
    if chosen.is_open:
        return tuple(summaries), tuple(results)
    since = now_ms - int(chosen.period) * DAY_MS if chosen.period.isdigit() else 0
    rows = [one for one in summaries if one.touched_ms >= since and _passes(one, chosen)]
    ids = {one.session_id for one in rows}
    kept = [one for one in results if one.session_id in ids]
    if chosen.period == "recent":
        kept = sorted(kept, key=lambda one: one.finished_ms)[-RECENT_SESSIONS:]
        ids = {one.session_id for one in kept}
        rows = [one for one in rows if one.session_id in ids]
    return tuple(rows), tuple(kept)


def _passes(one: SessionSummary, chosen: Filter) -> bool:
    if chosen.venue not in ("", one.venue) or (chosen.mode and (chosen.mode == "blind") is not one.is_blind):
        return False
    return chosen.scenario == "" or (chosen.scenario == one.scenario_id and not _is_hidden(one))


def _is_hidden(one: SessionSummary) -> bool:
    """Whether its scenario is still a secret."""
    return one.is_blind and one.state != "finished"
