"""The scenario editor: a window of prices with briefing, terms, questions, events, hazards and what is told afterwards.

Everything is judged while it is typed; what is wrong stands below its field and, in a line, beside the build button.
"""

from __future__ import annotations

from dataclasses import asdict
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from trainer.core.language import tr
from trainer.presenters.data_draft import DraftPresenter, DraftView, venue_choices
from trainer.ui.components.buttons import Button, PrimaryButton
from trainer.ui.components.cards import Card
from trainer.ui.components.icon_label import IconLabel
from trainer.ui.components.labels import ElidedLabel, Label
from trainer.ui.components.segmented import Segment, SegmentedControl
from trainer.ui.components.text_field import TextArea, TextField
from trainer.ui.data_page.choices import ChipCloud, ChoiceButton
from trainer.ui.data_page.draft_lists import draft_lists
from trainer.ui.data_page.window_strip import WindowStrip

_SPREAD = 6
WIDEST = 1_360
_BRIEFING = 400


class DraftEditor(QWidget):
    """`closed()` when the draft is gone, built or left; `leave_asked()` when it is to be left."""

    closed = Signal()
    leave_asked = Signal()

    def __init__(self, presenter: DraftPresenter) -> None:
        """Bind to a presenter; empty until a draft is opened."""
        super().__init__()
        self.setObjectName("draft_editor")
        self._presenter = presenter
        self.fields: dict[str, TextField | TextArea] = {
            "title": TextField(tr("Title, without telling what comes"), name="draft_title"),
            "blind_title": TextField(tr("Title for blind sessions"), name="draft_blind_title"),
            "id": TextField(tr("Id, also the folder's name"), name="draft_id"),
            "briefing": TextArea(tr("Briefing: what was known at the start"), name="draft_briefing", most=_BRIEFING),
            "start": TextField(tr("Start, UTC"), name="draft_start"),
            "end": TextField(tr("End, UTC"), name="draft_end"),
            "warm_up_days": TextField(tr("Days of warm-up"), name="draft_warm_up_days"),
            "bankroll": TextField(tr("Bankroll, USDT"), name="draft_bankroll"),
            "tags": TextField(tr("Tags, with commas between them"), name="draft_tags"),
        }
        self.level = SegmentedControl(
            [Segment(str(k), str(k)) for k in range(1, 6)],
            name="draft_difficulty",
            accessible=tr("Level"),
            height=32,
        )
        self.venue = ChoiceButton(venue_choices(), name="draft_venue", accessible=tr("Venue rules"))
        self.concepts = ChipCloud(name="draft_concepts", accessible=tr("Concepts it trains"))
        self._problems = {
            key: IconLabel("", "close", "short", name=f"draft_{key}_problem", wraps=True)
            for key in ("venue", "concepts")
        }
        self.overview = WindowStrip(
            name="draft_overview", accessible=tr("All prices; drag to choose the window"), height=66, picks=True
        )
        self.detail = WindowStrip(name="draft_detail", accessible=tr("Prices of the window"), height=150)
        self.lists = draft_lists()
        self._spread = Button(tr("Spread {count} evenly").format(count=_SPREAD), name="draft_spread", icon="ruler")
        self.lists["questions"].head.insertWidget(2, self._spread)
        self._range = ElidedLabel("", "table", "secondary", name="draft_range")
        self._window_words = Label("", "caption", "secondary", name="draft_window_words")
        self._summary = ElidedLabel("", "table", "caution", name="draft_summary")
        self._warning = IconLabel("", "warning", "caution", name="draft_warning", role="table", wraps=True)
        self._trouble = IconLabel("", "close", "short", name="draft_trouble", role="body", wraps=True)
        self.go = PrimaryButton(tr("Build the scenario"), name="draft_build", icon="check", large=False)
        self._leave = Button(tr("Leave"), name="draft_leave")
        self.bar = self._actions()
        self._lay_out()
        self._connect()

    def _actions(self) -> QWidget:
        """What is wrong, and the way out and on; stands in the page's head, which does not scroll."""
        bar = QWidget()
        row = QHBoxLayout(bar)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self._summary.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._summary, 1)
        row.addSpacing(4)
        row.addWidget(self._leave)
        row.addWidget(self.go)
        return bar

    def _lay_out(self) -> None:
        ground = QWidget()
        ground.setMaximumWidth(WIDEST)
        column = QVBoxLayout(ground)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self._range)
        column.addWidget(self._warning)
        column.addWidget(self._trouble)
        column.addWidget(self._window_card())
        pair = QHBoxLayout()
        pair.setSpacing(12)
        pair.addWidget(self._text_card(), 1)
        pair.addWidget(self._terms_card(), 1)
        column.addLayout(pair)
        for card in self.lists.values():
            column.addWidget(card)
        column.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(ground, 1_000)
        row.addStretch(1)

    def _window_card(self) -> Card:
        card = Card(name="draft_window_card", spacing=8)
        head = QHBoxLayout()
        head.addWidget(Label(tr("Window"), "section", name="draft_window_title"))
        head.addSpacing(12)
        head.addWidget(self._window_words, 1)
        card.body.addLayout(head)
        card.body.addWidget(self.overview)
        card.body.addWidget(self.detail)
        row = QHBoxLayout()
        row.setSpacing(12)
        for key, stretch in (("start", 2), ("end", 2), ("warm_up_days", 1)):
            row.addWidget(self.fields[key], stretch)
        card.body.addLayout(row)
        return card

    def _text_card(self) -> Card:
        card = Card(name="draft_text_card", spacing=8)
        card.body.addWidget(Label(tr("What the learner reads"), "section", name="draft_text_title"))
        for key in ("title", "blind_title", "briefing"):
            card.body.addWidget(self.fields[key])
        row = QHBoxLayout()
        row.setSpacing(12)
        for key in ("id", "tags"):
            row.addWidget(self.fields[key], 1)
        card.body.addLayout(row)
        card.body.addStretch(1)
        return card

    def _terms_card(self) -> Card:
        card = Card(name="draft_terms_card", spacing=8)
        card.body.addWidget(Label(tr("Terms and what it trains"), "section", name="draft_terms_title"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.addLayout(_labelled(tr("Venue rules"), self.venue, self._problems["venue"]), 0, 0)
        grid.addWidget(self.fields["bankroll"], 0, 1)
        grid.addLayout(_labelled(tr("Level"), self.level), 0, 2)
        for place, stretch in enumerate((4, 3, 4)):
            grid.setColumnStretch(place, stretch)
        card.body.addLayout(grid)
        card.body.addLayout(_labelled(tr("Concepts it trains"), self.concepts, self._problems["concepts"]))
        card.body.addStretch(1)
        return card

    def _connect(self) -> None:
        self._presenter.view_changed.connect(self.show_view)
        for key, field in self.fields.items():
            field.typed.connect(partial(self._on_text, key))
        self.level.chosen.connect(self._on_level)
        self.venue.chosen.connect(partial(self._on_text, "venue"))
        self.concepts.chosen.connect(self._on_concepts)
        self.overview.picked.connect(self._presenter.set_window)
        for card in self.lists.values():
            card.row_changed.connect(self._presenter.set_row)
            card.row_removed.connect(self._on_row_gone)
            card.row_added.connect(self._presenter.add_row)
        self._spread.clicked.connect(self._on_spread)
        self.go.clicked.connect(self._presenter.build)
        self._leave.clicked.connect(self.leave_asked)

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
        self.concepts.show_choices(view.concepts, draft.concepts)
        for key, label in self._problems.items():
            label.show_text(view.problem(key), "close", "short")
            label.setVisible(bool(view.problem(key)))
        for name, card in self.lists.items():
            rows = getattr(draft, name)
            problems = [view.problem(f"{name.removesuffix('s')} {number}") for number in range(1, len(rows) + 1)]
            card.show_rows([asdict(row) for row in rows], problems)
        self.overview.show_view(view.overview)
        self.detail.show_view(view.detail)
        self._window_words.show_text("" if view.detail is None else view.detail.words)
        self._summary.show_text(view.summary)
        self._warning.show_text(view.warning, "warning", "caution")
        self._warning.setVisible(bool(view.warning))
        self._trouble.show_text(view.trouble, "close", "short")
        self._trouble.setVisible(bool(view.trouble))
        is_again = draft.base == draft.id
        self.go.setText(tr("Save the changes") if is_again else tr("Build the scenario"))
        self.go.set_busy(view.is_busy)
        self.go.setEnabled(view.can_build)

    def _on_text(self, field: str, text: str) -> None:
        self._presenter.change(**{field: text})

    @Slot(str)
    def _on_level(self, level: str) -> None:
        self._presenter.change(difficulty=int(level))

    @Slot(object)
    def _on_concepts(self, concepts: tuple[str, ...]) -> None:
        self._presenter.change(concepts=concepts)

    @Slot()
    def _on_spread(self) -> None:
        self._presenter.spread(_SPREAD)

    @Slot(str, int)
    def _on_row_gone(self, rows: str, place: int) -> None:
        self._presenter.set_row(rows, place, None)


def _labelled(words: str, *widgets: QWidget) -> QVBoxLayout:
    """A caption over a control."""
    column = QVBoxLayout()
    column.setSpacing(4)
    column.addWidget(Label(words, "caption", "secondary", name=f"{widgets[0].objectName()}_label"))
    for widget in widgets:
        column.addWidget(widget)
    column.addStretch(1)
    return column
