"""What Home shows, as frozen views: cards, the session to continue, recent sessions, the start panel."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

CardOrder = Literal["easiest", "hardest", "shortest", "title"]


@dataclass(frozen=True, slots=True)
class ScenarioCardView:
    """One scenario. `sketch` holds warm-up closes scaled to 0..1; nothing of what comes later is in it."""

    id: str
    title: str
    line: str
    level: int
    tried: str
    tried_strong: str
    trains: str
    sketch: tuple[float, ...]
    spoken: str


@dataclass(frozen=True, slots=True)
class ContinueView:
    """The session to go on with; `rows` are label and figure."""

    session_id: str
    title: str
    line: str
    rows: tuple[tuple[str, str], ...]
    sketch: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class RecentView:
    """One earlier session: when, and its process score or that it is open."""

    session_id: str
    title: str
    when: str
    result: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class FilterView:
    """One filter chip and how many scenarios it leaves."""

    id: str
    text: str
    count: int


@dataclass(frozen=True, slots=True)
class HomeView:
    """The whole page."""

    going_on: ContinueView | None
    recent: tuple[RecentView, ...]
    cards: tuple[ScenarioCardView, ...]
    filters: tuple[FilterView, ...]
    chosen_filter: str
    order: CardOrder
    search: str
    hides_titles: bool
    has_scenarios: bool
    terms: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class VenueChoice:
    """A set of venue rules a session can run under, and what is special about it."""

    id: str
    title: str
    note: str


@dataclass(frozen=True, slots=True)
class StartView:
    """What the start panel says before anything is chosen."""

    scenario_id: str
    title: str
    briefing: str
    facts: tuple[tuple[str, str], ...]
    sketch: tuple[float, ...]
    bankroll: str
    unit: str
    venues: tuple[VenueChoice, ...]
    venue: str
    is_blind: bool
    hide_result: bool
    source: str
    is_random: bool = False


@dataclass(frozen=True, slots=True)
class StartChoice:
    """The terms of a new session as chosen; the bankroll is in quote."""

    scenario_id: str
    bankroll: Decimal
    venue: str
    is_blind: bool
    hide_result: bool
    is_random: bool = False


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """Why a field cannot be taken; the sentence names field, value and what is allowed."""

    field: str
    sentence: str


@dataclass(frozen=True, slots=True)
class StartAnswer:
    """A choice that can start, or what is wrong."""

    choice: StartChoice | None
    problems: tuple[FieldProblem, ...] = ()
