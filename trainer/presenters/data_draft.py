"""A scenario being written: every field judged as it is typed, built beside the window when nothing is wrong."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from trainer.collection.series import SeriesInfo
from trainer.collection.shelf import Collection
from trainer.core.clock import HOUR_MS, iso, parse_utc
from trainer.core.errors import TrainerError
from trainer.presenters.home_cards import venue_title
from trainer.presenters.work import Told, Work
from trainer.scenarios.load import Scenario
from trainer.supply.draft import (
    Draft,
    DraftEvent,
    DraftHazard,
    DraftProblem,
    DraftQuestion,
    problems_of,
    suggested,
    with_evenly,
)
from trainer.supply.make import build
from trainer.supply.questions import TEMPLATES
from trainer.venues.load import list_venues

__all__ = ["QUESTIONS", "DraftEvent", "DraftHazard", "DraftPresenter", "DraftQuestion", "DraftView"]

QUESTIONS: tuple[tuple[str, str], ...] = tuple((template.id, template.title) for template in TEMPLATES)
"""Id and words of every question that can be asked."""


def first_hazard(draft: Draft) -> DraftHazard:
    """An outage of the first hour, to be typed over."""
    try:
        until = iso(parse_utc("start", draft.start) + HOUR_MS)
    except TrainerError:
        until = draft.start
    return DraftHazard("outage", draft.start, until)


def venue_choices() -> tuple[tuple[str, str], ...]:
    """Id and title of every set of venue rules."""
    return tuple((venue, venue_title(venue)) for venue in list_venues())


@dataclass(frozen=True, slots=True)
class DraftView:
    """The draft as typed, the range of its series, what is wrong, and whether it is being built."""

    draft: Draft
    range_text: str
    problems: tuple[DraftProblem, ...] = ()
    is_busy: bool = False
    trouble: str = ""

    @property
    def can_build(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems and not self.is_busy

    def problem(self, field: str) -> str:
        """The sentence of a field, or nothing."""
        return next((one.sentence for one in self.problems if one.field == field), "")


class DraftPresenter(QObject):
    """One draft at a time."""

    view_changed = Signal(object)
    """DraftView, or None when no draft is open."""
    built = Signal(str)
    """A scenario's id."""

    def __init__(self, collection: Collection, root: Path, parent: QObject | None = None) -> None:
        """Build from a library into a folder of scenarios."""
        super().__init__(parent)
        self._collection, self._root = collection, root
        self._info: SeriesInfo | None = None
        self.view: DraftView | None = None
        self._work = Work(self)
        self._work.done.connect(self._on_built)
        self._work.failed.connect(self._on_failed)

    def open(self, info: SeriesInfo) -> None:
        """Begin a draft on a series."""
        self._info = info
        self._take(suggested(info))

    def change(self, **values: Any) -> None:  # noqa: ANN401 - fields of a draft
        """Take typed fields."""
        if self.view is not None:
            self._take(replace(self.view.draft, **values))

    def set_event(self, place: int, event: DraftEvent | None) -> None:
        """Put an event in its place, after the last, or take it away with None."""
        self._set("events", place, event)

    def set_question(self, place: int, question: DraftQuestion | None) -> None:
        """The same for a question."""
        self._set("questions", place, question)

    def set_hazard(self, place: int, hazard: DraftHazard | None) -> None:
        """The same for a hazard."""
        self._set("hazards", place, hazard)

    def _set(self, name: str, place: int, row: object) -> None:
        if self.view is None:
            return
        rows = list(getattr(self.view.draft, name))
        rows[place : place + 1] = [] if row is None else [row]
        self.change(**{name: tuple(rows)})

    def spread(self, count: int) -> None:
        """Spread so many questions evenly over the window."""
        if self.view is not None:
            try:
                self._take(with_evenly(self.view.draft, count))
            except TrainerError:
                return  # the times are wrong, which their fields say already

    @Slot()
    def build(self) -> None:
        """Write the folder."""
        view = self.view
        if view is None or not view.can_build:
            return
        draft = view.draft
        self._show(replace(view, is_busy=True, trouble=""))

        def job(_told: Told) -> Scenario:
            return build(draft, self._collection, self._root)

        self._work.start(job)

    @Slot()
    def leave(self) -> None:
        """Close the draft; nothing was written."""
        self._work.stop()
        self._show(None)

    def close(self) -> None:
        """Wait until no thread runs."""
        self._work.stop()
        self._work.wait()

    def _take(self, draft: Draft) -> None:
        assert self._info is not None
        until = self._info.last_ms + self._info.key.timeframe_ms
        range_text = f"{draft.series.name}: {iso(self._info.first_ms)} to {iso(until)}"
        self._show(DraftView(draft, range_text, problems_of(draft, self._info)))

    def _show(self, view: DraftView | None) -> None:
        self.view = view
        self.view_changed.emit(view)

    @Slot(object)
    def _on_built(self, scenario: object) -> None:
        self._show(None)
        if isinstance(scenario, Scenario):
            self.built.emit(scenario.id)

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        if self.view is not None:
            self._show(replace(self.view, is_busy=False, trouble=sentence))
