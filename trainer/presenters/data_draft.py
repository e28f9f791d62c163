"""A scenario being written: every field judged as it is typed, built beside the window when nothing is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from trainer.collection.series import SeriesInfo
from trainer.collection.shelf import Collection
from trainer.core.clock import DAY_MS, HOUR_MS, iso, parse_utc
from trainer.core.errors import TrainerError
from trainer.core.language import retold, tr
from trainer.market.candles import Candles
from trainer.market.timeframe import timeframe_name
from trainer.presenters.concepts import concept_words
from trainer.presenters.data_strip import StripMark, StripView, slots_of
from trainer.presenters.figures import bars_text, sentence_of
from trainer.presenters.home_cards import length_text, venue_title
from trainer.presenters.work import Told, Work
from trainer.scenarios.load import Scenario, ScenarioHeader, read_header
from trainer.supply.draft import (
    EVENT_KINDS,
    MAKER,
    PRECISIONS,
    Draft,
    DraftEvent,
    DraftFact,
    DraftHazard,
    DraftQuestion,
    Span,
    reopened,
    suggested,
    with_evenly,
    with_window,
)
from trainer.supply.draft_checks import DraftProblem, problems_of, warm_up_days
from trainer.supply.ground import ground_of, library_ground, span_of
from trainer.supply.make import build
from trainer.supply.questions import EVERY, TEMPLATES
from trainer.venues.load import list_venues

__all__ = ["EVENT_KINDS", "PRECISIONS", "QUESTIONS", "DraftPresenter", "DraftView", "StripView"]

QUESTIONS: tuple[tuple[str, str], ...] = tuple((template.id, template.title) for template in EVERY)
"""Id and words of every question that can be asked."""
_BUILT_IN = frozenset(concept for template in EVERY for concept in template.concepts)


@dataclass(frozen=True, slots=True)
class _Opened:
    """A draft with the bars it stands on."""

    draft: Draft
    span: Span
    last: Candles


@dataclass(frozen=True, slots=True)
class DraftView:
    """The draft as typed, the range of its bars, what is wrong, and whether it is being built.

    The strips are None until the candles are read, the detail also where the window cannot be read.
    """

    draft: Draft
    range_text: str
    concepts: tuple[tuple[str, str], ...] = ()
    """Id and words of every concept that can be chosen."""
    problems: tuple[DraftProblem, ...] = ()
    is_busy: bool = False
    is_changed: bool = False
    warning: str = ""
    """What saving would do to sessions that were played before."""
    trouble: str = ""
    overview: StripView | None = None
    detail: StripView | None = None

    @property
    def can_build(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems and not self.is_busy

    @property
    def summary(self) -> str:
        """What is still wrong, in a line."""
        names = tuple(dict.fromkeys(tr(one.field.replace("_", " ")) for one in self.problems))
        return tr("To put right: {names}").format(names=", ".join(names)) if names else ""

    def problem(self, field: str) -> str:
        """The sentence of a field, or nothing."""
        return next((sentence_of(one.sentence) for one in self.problems if one.field == field), "")


class DraftPresenter(QObject):
    """One draft at a time."""

    view_changed = Signal(object)
    """DraftView, or None when no draft is open."""
    opened = Signal()
    """A draft can be shown."""
    built = Signal(str)
    """A scenario's id."""
    trouble = Signal(str)
    """What could not be opened."""

    def __init__(self, collection: Collection, root: Path, parent: QObject | None = None) -> None:
        """Build from a library into a folder of scenarios."""
        super().__init__(parent)
        self._collection, self._root = collection, root
        self._span: Span | None = None
        self._last: Candles | None = None
        self._first: Draft | None = None
        self._taken: frozenset[str] = frozenset()
        self._concepts: tuple[tuple[str, str], ...] = ()
        self.view: DraftView | None = None
        self._work, self._load = Work(self), Work(self)
        self._work.done.connect(self._on_built)
        self._work.failed.connect(self._on_failed)
        self._load.done.connect(self._on_opened)
        self._load.failed.connect(self.trouble)

    def show_scenarios(self, headers: Sequence[ScenarioHeader]) -> None:
        """Take the scenarios there are: their ids are taken, their concepts can be chosen."""
        self._taken = frozenset(header.id for header in headers)
        known = sorted(_BUILT_IN.union(*(header.concepts for header in headers)))
        self._concepts = tuple(zip(known, concept_words(known), strict=True))

    def open(self, info: SeriesInfo) -> None:
        """Begin a draft on a series; its prices are drawn once they are read."""
        span = span_of(info)
        draft = suggested(span)
        self._begin(draft, span, None)
        self._load.start(lambda _told: _Opened(draft, span, library_ground(span.key, self._collection).last))

    def reopen(self, scenario_id: str) -> None:
        """Open a scenario that was made here; `opened` tells when it is there."""

        def job(_told: Told) -> _Opened:
            draft = reopened(read_header(self._root / scenario_id))
            ground = ground_of(draft, self._collection, self._root)
            return _Opened(draft, ground.span, ground.last)

        self._load.start(job)

    def change(self, **values: Any) -> None:  # noqa: ANN401 - fields of a draft
        """Take typed fields."""
        if self.view is not None:
            self._take(replace(self.view.draft, **values))

    def set_row(self, name: str, place: int, values: dict[str, str] | None) -> None:
        """Change fields of a row of `events`, `questions`, `hazards` or `facts`, or take it away with None."""
        if self.view is not None:
            rows = list(getattr(self.view.draft, name))
            rows[place : place + 1] = [] if values is None else [replace(rows[place], **values)]
            self.change(**{name: tuple(rows)})

    def add_row(self, name: str) -> None:
        """Put a row to be typed over after the last."""
        if self.view is None:
            return
        draft = self.view.draft
        fresh = {
            "events": DraftEvent(draft.start, draft.start, tr("What happened")),
            "questions": DraftQuestion(draft.start, TEMPLATES[0].id),
            "hazards": DraftHazard("outage", draft.start, _hour_after(draft.start)),
            "facts": DraftFact(tr("What was reported afterwards"), MAKER),
        }[name]
        self.change(**{name: (*getattr(draft, name), fresh)})

    def set_window(self, start_ms: int, end_ms: int) -> None:
        """Take a window that was drawn."""
        if self.view is not None:
            self._take(with_window(self.view.draft, start_ms, end_ms))

    def spread(self, number: int) -> None:
        """Spread so many questions evenly over the window."""
        if self.view is not None:
            try:
                self._take(with_evenly(self.view.draft, number))
            except TrainerError:
                return  # the times are wrong, which their fields say already

    @Slot()
    def build(self) -> None:
        """Write the folder."""
        view = self.view
        if view is None or not view.can_build:
            return
        draft, taken = view.draft, self._taken
        self._show(replace(view, is_busy=True, trouble=""))

        def job(_told: Told) -> Scenario:
            return build(draft, self._collection, self._root, taken)

        self._work.start(job)

    @Slot()
    def leave(self) -> None:
        """Close the draft; nothing was written."""
        self._work.stop()
        self._load.stop()
        self._last = None
        self._show(None)

    def wait(self) -> None:
        """Wait until the candles are read."""
        self._load.wait()

    def close(self) -> None:
        """Wait until no thread runs."""
        self._work.stop()
        self._load.stop()
        self._work.wait()

    def _begin(self, draft: Draft, span: Span, last: Candles | None) -> None:
        self._span, self._last, self._first = span, last, draft
        self._take(draft)
        self.opened.emit()

    def _take(self, draft: Draft) -> None:
        assert self._span is not None
        span = self._span
        whole = tr("{name}: {first} to {until}").format(
            name=span.key.name, first=iso(span.first_ms), until=iso(span.until_ms)
        )
        range_text = tr("{base}, on {whole}").format(base=draft.base, whole=whole) if draft.base else whole
        overview, detail = self._strips(draft, span)
        self._show(DraftView(
            draft, range_text, self._concepts, problems_of(draft, span, self._taken),
            is_changed=draft != self._first, warning=self._warning(draft), overview=overview, detail=detail,
        ))  # fmt: skip

    def _warning(self, draft: Draft) -> str:
        """Sessions are judged on the very market they were played on; texts may be corrected freely."""
        first = self._first
        if first is None or not draft.base or draft.id != draft.base:
            return ""
        decides = [(one.start, one.end, one.warm_up_days, one.hazards) for one in (draft, first)]
        if decides[0] == decides[1]:
            return ""
        return tr("Sessions played on it before cannot be opened once this is saved; give it another id to keep them.")

    def _strips(self, draft: Draft, span: Span) -> tuple[StripView | None, StripView | None]:
        """The whole series with the window in it, and the window with what happens in it."""
        try:
            start, end = parse_utc("start", draft.start), parse_utc("end", draft.end)
            days = warm_up_days(draft.warm_up_days)
        except TrainerError:
            return (None, None) if self.view is None else (self.view.overview, None)
        if self._last is None or not start < end:
            return None, None
        before = self.view.overview if self.view is not None else None
        is_same = before is not None and (before.first_ms, before.until_ms) == (span.first_ms, span.until_ms)
        slots = before.slots if before is not None and is_same else slots_of(self._last, span.first_ms, span.until_ms)
        warm_up = max(span.first_ms, start - days * DAY_MS)
        overview = StripView(span.first_ms, span.until_ms, slots, warm_up, start, end)
        frame = span.key.timeframe_ms
        words = tr("{length}, {bars} of {timeframe} after {warm_up} of warm-up").format(
            length=length_text(end - start),
            bars=bars_text((end - start) // frame),
            timeframe=timeframe_name(frame),
            warm_up=bars_text((start - warm_up) // frame),
        )
        detail = StripView(warm_up, end, slots_of(self._last, warm_up, end), warm_up, start, end, _marks(draft), words)
        return overview, detail

    def _show(self, view: DraftView | None) -> None:
        self.view = view
        self.view_changed.emit(view)

    @Slot(object)
    def _on_opened(self, found: object) -> None:
        if not isinstance(found, _Opened):
            return
        if found.draft.base or self.view is None:
            self._begin(found.draft, found.span, found.last)
        else:
            self._last = found.last
            if not self.view.is_busy:
                self._take(self.view.draft)

    @Slot(object)
    def _on_built(self, scenario: object) -> None:
        self._last = None
        self._show(None)
        if isinstance(scenario, Scenario):
            self.built.emit(scenario.id)

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        if self.view is not None:
            self._show(replace(self.view, is_busy=False, trouble=retold(sentence)))


def venue_choices() -> tuple[tuple[str, str], ...]:
    """Id and title of every set of venue rules."""
    return tuple((venue, venue_title(venue)) for venue in list_venues())


def _hour_after(text: str) -> str:
    try:
        return iso(parse_utc("start", text) + HOUR_MS)
    except TrainerError:
        return text


def _marks(draft: Draft) -> tuple[StripMark, ...]:
    """Every row with a time that can be read."""
    found = []
    rows = [("question", row.time, row.time) for row in draft.questions]
    rows += [("event", row.time, row.time) for row in draft.events]
    rows += [("hazard", row.time, row.until) for row in draft.hazards]
    for kind, first, until in rows:
        try:
            found.append(StripMark(kind, parse_utc(kind, first), parse_utc(kind, until)))
        except TrainerError:
            continue  # the row's own sentence says so
    return tuple(found)
