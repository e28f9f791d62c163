"""The scenario editor: a window of a series with briefing, events, questions and hazards, judged while it is typed."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from trainer.presenters.data_draft import (
    QUESTIONS,
    DraftEvent,
    DraftHazard,
    DraftPresenter,
    DraftQuestion,
    DraftView,
    first_hazard,
    venue_choices,
)
from trainer.ui.components.buttons import Button, PrimaryButton
from trainer.ui.components.cards import Card
from trainer.ui.components.icon_label import IconLabel
from trainer.ui.components.labels import Label
from trainer.ui.components.segmented import Segment, SegmentedControl
from trainer.ui.data_page.draft_rows import ChoiceButton, RowField, RowsCard
from trainer.ui.data_page.text_field import TextField

_FIELDS: tuple[tuple[str, str, int, int, int], ...] = (
    ("title", "Title, without telling what comes", 0, 0, 2), ("blind_title", "Title for blind sessions", 0, 2, 2),
    ("id", "Id, also the folder's name", 1, 0, 2),
    ("bankroll", "Bankroll", 1, 3, 1), ("start", "Start, UTC", 2, 0, 1), ("end", "End, UTC", 2, 1, 1),
    ("warm_up_days", "Days of warm-up", 2, 2, 1), ("briefing", "Briefing: what was known at the start", 3, 0, 4),
)  # fmt: skip
_EVENTS = (
    RowField("time", "Happened, UTC"), RowField("revealed", "Shown from, UTC"), RowField("title", "Title", stretch=4),
    RowField("blind_title", "Blind title", stretch=3),
)  # fmt: skip
_QUESTIONS = (RowField("time", "Asked at, UTC"), RowField("question", "Question", QUESTIONS, stretch=4))
_HAZARDS = (
    RowField("kind", "Kind", (("outage", "Outage: orders are refused"), ("adl", "A winner is closed")), stretch=3),
    RowField("time", "From, UTC"), RowField("until", "Until, UTC"), RowField("value", "Share", stretch=1),
)  # fmt: skip
_SPREAD = 6


class DraftEditor(QWidget):
    """`closed()` when the draft is gone, built or left."""

    closed = Signal()

    def __init__(self, presenter: DraftPresenter) -> None:
        """Bind to a presenter; empty until a draft is opened."""
        super().__init__()
        self.setObjectName("draft_editor")
        self._presenter = presenter
        self._range = Label("", "table", "secondary", name="draft_range")
        self.fields = {key: TextField(words, name=f"draft_{key}") for key, words, *_ in _FIELDS}
        self.level = SegmentedControl(
            [Segment(str(k), str(k)) for k in range(1, 6)], name="draft_difficulty", accessible="Level", height=32
        )
        self.venue = ChoiceButton(venue_choices(), name="draft_venue", accessible="Venue rules")
        self._venue_problem = IconLabel("", "close", "short", name="draft_venue_problem", wraps=True)
        self.events = RowsCard("Events", "Add an event", _EVENTS, name="draft_event")
        self.questions = RowsCard("Questions", "Add a question", _QUESTIONS, name="draft_question")
        self.hazards = RowsCard("Hazards", "Add a hazard", _HAZARDS, name="draft_hazard")
        self._spread = Button(f"Spread {_SPREAD} evenly", name="draft_spread", icon="ruler")
        self.questions.head.insertWidget(2, self._spread)
        self._trouble = IconLabel("", "close", "short", name="draft_trouble", role="body", wraps=True)
        self.go = PrimaryButton("Build the scenario", name="draft_build", icon="check", large=False)
        self._leave = Button("Leave", name="draft_leave")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        head = QHBoxLayout()
        head.addWidget(Label("A scenario of your own", "cardTitle", name="draft_title"))
        head.addSpacing(12)
        head.addWidget(self._range, 1)
        head.addWidget(self._leave)
        head.addWidget(self.go)
        column.addLayout(head)
        column.addWidget(self._trouble)
        card = Card(name="draft_card", spacing=10)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        for key, _, row, place, span in _FIELDS:
            grid.addWidget(self.fields[key], row, place, 1, span)
        grid.addLayout(_labelled("Level", self.level), 2, 3)
        grid.addLayout(_labelled("Venue rules", self.venue, self._venue_problem), 1, 2)
        for place in range(4):
            grid.setColumnStretch(place, 1)
        card.body.addLayout(grid)
        column.addWidget(card)
        for rows in (self.questions, self.events, self.hazards):
            column.addWidget(rows)
        column.addStretch(1)

    def _connect(self) -> None:
        self._presenter.view_changed.connect(self.show_view)
        for key, field in self.fields.items():
            field.typed.connect(partial(self._on_text, key))
        self.level.chosen.connect(self._on_level)
        self.venue.chosen.connect(partial(self._on_text, "venue"))
        self.events.row_changed.connect(self._on_event)
        self.events.row_removed.connect(self._on_event_gone)
        self.events.row_added.connect(self._on_event_added)
        self.questions.row_changed.connect(self._on_question)
        self.questions.row_removed.connect(self._on_question_gone)
        self.questions.row_added.connect(self._on_question_added)
        self.hazards.row_changed.connect(self._on_hazard)
        self.hazards.row_removed.connect(self._on_hazard_gone)
        self.hazards.row_added.connect(self._on_hazard_added)
        self._spread.clicked.connect(self._on_spread)
        self.go.clicked.connect(self._presenter.build)
        self._leave.clicked.connect(self._presenter.leave)

    @Slot(object)
    def show_view(self, view: DraftView | None) -> None:
        """Show a draft; none closes the editor."""
        if view is None:
            self.closed.emit()
            return
        draft = view.draft
        self._range.show_text(view.range_text)
        for key, field in self.fields.items():
            field.set_text(str(getattr(draft, key)))
            field.show_problem(view.problem(key))
        self.level.choose(str(draft.difficulty))
        self.venue.choose(draft.venue)
        self._venue_problem.show_text(view.problem("venue"), "close", "short")
        self._venue_problem.setVisible(bool(view.problem("venue")))
        for card, name, rows in ((self.events, "event", draft.events), (self.questions, "question", draft.questions),
                                 (self.hazards, "hazard", draft.hazards)):  # fmt: skip
            problems = [view.problem(f"{name} {number}") for number in range(1, len(rows) + 1)]
            card.show_rows([asdict(row) for row in rows], problems)
        self._trouble.show_text(view.trouble, "close", "short")
        self._trouble.setVisible(bool(view.trouble))
        self.go.set_busy(view.is_busy)
        self.go.setEnabled(view.can_build)

    def _on_text(self, field: str, text: str) -> None:
        self._presenter.change(**{field: text})

    @Slot(str)
    def _on_level(self, level: str) -> None:
        self._presenter.change(difficulty=int(level))

    @Slot()
    def _on_spread(self) -> None:
        self._presenter.spread(_SPREAD)

    @Slot(int, object)
    def _on_event(self, place: int, values: dict[str, str]) -> None:
        self._presenter.set_event(place, DraftEvent(**values))

    @Slot(int)
    def _on_event_gone(self, place: int) -> None:
        self._presenter.set_event(place, None)

    @Slot()
    def _on_event_added(self) -> None:
        view = self._presenter.view
        if view is not None:
            self._presenter.set_event(
                len(view.draft.events), DraftEvent(view.draft.start, view.draft.start, "What happened")
            )

    @Slot(int, object)
    def _on_question(self, place: int, values: dict[str, str]) -> None:
        self._presenter.set_question(place, DraftQuestion(**values))

    @Slot(int)
    def _on_question_gone(self, place: int) -> None:
        self._presenter.set_question(place, None)

    @Slot()
    def _on_question_added(self) -> None:
        view = self._presenter.view
        if view is not None:
            self._presenter.set_question(len(view.draft.questions), DraftQuestion(view.draft.start, QUESTIONS[0][0]))

    @Slot(int, object)
    def _on_hazard(self, place: int, values: dict[str, str]) -> None:
        self._presenter.set_hazard(place, DraftHazard(**values))

    @Slot(int)
    def _on_hazard_gone(self, place: int) -> None:
        self._presenter.set_hazard(place, None)

    @Slot()
    def _on_hazard_added(self) -> None:
        view = self._presenter.view
        if view is not None:
            self._presenter.set_hazard(len(view.draft.hazards), first_hazard(view.draft))


def _labelled(words: str, *widgets: QWidget) -> QVBoxLayout:
    """A caption over a control."""
    column = QVBoxLayout()
    column.setSpacing(4)
    column.addWidget(Label(words, "caption", "secondary", name=f"{widgets[0].objectName()}_label"))
    for widget in widgets:
        column.addWidget(widget)
    column.addStretch(1)
    return column
