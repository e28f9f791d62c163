"""The Progress page. Signals: `session_chosen(str)` to open a session, `debrief_requested(str)` for a finished one."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from trainer.core.language import english, tr
from trainer.presenters.desk_views import Figure
from trainer.presenters.how import how
from trainer.presenters.progress import ProgressPresenter, ProgressView, RuleBar
from trainer.ui.components.buttons import Button
from trainer.ui.components.cards import Card, Rule, grounded
from trainer.ui.components.empty import EmptyState
from trainer.ui.components.explained import ExplainedHead
from trainer.ui.components.icon_label import IconLabel
from trainer.ui.components.kept_place import KeptPlace
from trainer.ui.components.labels import KeyValueRow, Label, stand_on
from trainer.ui.components.tables import Cell, Column, DataTable, TableRow
from trainer.ui.house_money import house_money_card
from trainer.ui.progress.filters import FilterRow
from trainer.ui.progress.plots import IntervalBar, LeveragePlot, RatingPlot, ReliabilityPlot

_COLUMNS = (
    Column("date", english("Started"), width=136),
    Column("title", english("Scenario"), width=240, stretch=True),
    Column("venue", english("Venue rules"), width=120),
    Column("state", english("State"), width=170),
    Column("trades", english("Trades"), align="right", width=64),
    Column("liquidations", english("Liquidations"), align="right", width=96),
    Column("r", english("Result"), align="right", width="−99.99 R"),
    Column("process", english("Process"), align="right", width=72),
)

_MOST_CONCEPTS = 8


class ProgressPage(QScrollArea):
    """Process over time, rules, calibration, leverage and every session."""

    session_chosen = Signal(str)
    debrief_requested = Signal(str)
    home_requested = Signal()

    def __init__(self, presenter: ProgressPresenter) -> None:
        """Bind to a presenter and show its view, if it has one."""
        super().__init__()
        self.setObjectName("progress_page")
        self.setAccessibleName(tr("Progress"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._presenter = presenter
        self._finished: frozenset[str] = frozenset()
        self.table = DataTable(_COLUMNS, name="sessions", accessible=tr("Sessions"), fits=True)
        presenter.view_changed.connect(self.show_view)
        if presenter.view is not None:
            self.show_view(presenter.view)

    @Slot(object)
    def show_view(self, view: ProgressView) -> None:
        """Show everything anew, where it was being read."""
        place, self._finished = KeptPlace(self, self), view.finished
        ground = QWidget()
        grounded(ground, "page")
        column = QVBoxLayout(ground)
        column.setContentsMargins(32, 24, 32, 24)
        column.setSpacing(16)
        head = QHBoxLayout()
        head.addWidget(Label(tr("Progress"), "pageTitle", name="progress_title"))
        head.addStretch(1)
        if view.rows or view.is_filtered:
            head.addWidget(Label(view.sessions_text, "table", "secondary", name="progress_sessions"))
        column.addLayout(head)
        if view.rows or view.is_filtered:
            self.filters = FilterRow(view.filters)
            self.filters.chosen.connect(self._presenter.choose)
            column.addWidget(self.filters, 0, Qt.AlignmentFlag.AlignLeft)
        if not view.rows and view.is_filtered:
            column.addStretch(1)
            empty = EmptyState("progress", tr("No session passes these filters."), name="progress_none")
            every = Button(tr("Show every session"), name="progress_every")
            every.clicked.connect(self._presenter.choose_all)
            empty.add_action(every)
            column.addWidget(empty)
            column.addStretch(2)
        elif not view.rows:
            words = tr("Process, rules and calibration appear here once a session is finished.")
            column.addStretch(1)
            empty = EmptyState("progress", tr("No session yet."), name="progress_empty", detail=words)
            go_home = Button(tr("Home"), name="progress_to_home", icon="home")
            go_home.clicked.connect(self.home_requested)
            empty.add_action(go_home)
            column.addWidget(empty)
            column.addStretch(2)
        else:
            first, second = QHBoxLayout(), QHBoxLayout()
            for row in (first, second):
                row.setSpacing(16)
                column.addLayout(row)
            first.addWidget(_rating_card(view), 62)
            first.addWidget(_calibration_card(view), 38)
            second.addWidget(_rules_card(view), 36)
            second.addWidget(_leverage_card(view), 32)
            second.addWidget(house_money_card(view.house_money), 32)
            third = QHBoxLayout()
            third.setSpacing(16)
            third.addWidget(_words_card(view), 60)
            if view.concepts:
                third.addWidget(_concepts_card(view), 40)
            column.addLayout(third)
            column.addWidget(self._sessions_card(view))
            column.addStretch(1)
        self.setWidget(ground)
        place.give_back(ground)

    def _sessions_card(self, view: ProgressView) -> Card:
        card = Card(name="sessions_card")
        card.body.addWidget(ExplainedHead(tr("Sessions"), how("sessions"), name="sessions"))
        self.table = DataTable(_COLUMNS, name="sessions", accessible=tr("Sessions"), fits=True)
        self.table.set_rows([TableRow(row.key, tuple(_cell(figure) for figure in row.cells)) for row in view.rows])
        self.table.row_activated.connect(self._on_row)
        card.body.addWidget(self.table)
        words = tr("Double click or Enter opens a session; the newest 60 are listed.")
        card.body.addWidget(Label(words, "caption", "quiet", name="sessions_hint"))
        return card

    @Slot(str)
    def _on_row(self, session_id: str) -> None:
        (self.debrief_requested if session_id in self._finished else self.session_chosen).emit(session_id)


def _cell(figure: Figure) -> Cell:
    return Cell(figure.text, "primary" if figure.tone == "plain" else figure.tone)


def _rating_card(view: ProgressView) -> Card:
    card = Card(name="rating_card")
    rest = tr("mean loss per decision, bp; lower is better")
    card.body.addWidget(ExplainedHead(tr("Process Rating"), how("rating"), name="rating", rest=rest))
    row = QHBoxLayout()
    row.setSpacing(16)
    words = QVBoxLayout()
    words.setSpacing(4)
    figure = QHBoxLayout()
    figure.setSpacing(6)
    rating, unit = Label(view.rating_text, "figure", name="rating_figure"), Label("bp", "table", "quiet")
    stand_on(unit, rating)
    figure.addWidget(rating)
    figure.addWidget(unit, 1, Qt.AlignmentFlag.AlignBottom)
    words.addLayout(figure)
    for text, name in (
        (view.rating_note, "rating_note"), (view.rating_trend, "rating_trend"), (view.process_text, "process_text")
    ):  # fmt: skip
        if text:
            words.addWidget(Label(text, "caption", "secondary", name=name, wraps=True))
    words.addStretch(1)
    row.addLayout(words, 24)
    plot = RatingPlot(name="rating_plot")
    plot.show_curve(view.curve)
    row.addWidget(plot, 76)
    card.body.addLayout(row)
    return card


def _calibration_card(view: ProgressView) -> Card:
    card = Card(name="calibration_card")
    rest = tr("said, happened; larger dot, more answers")
    card.body.addWidget(ExplainedHead(tr("Calibration"), how("calibration"), name="calibration", rest=rest))
    row = QHBoxLayout()
    row.setSpacing(12)
    plot = ReliabilityPlot(name="reliability_plot")
    plot.show_dots(view.dots)
    row.addWidget(plot, 0, Qt.AlignmentFlag.AlignTop)
    words = QVBoxLayout()
    words.setSpacing(2)
    for place, (label, value) in enumerate(view.calibration):
        words.addWidget(KeyValueRow(label, name=f"calibration_{place}", value=value))
    words.addWidget(Label(view.calibration_text, "caption", "secondary", name="calibration_text", wraps=True))
    words.addStretch(1)
    row.addLayout(words, 1)
    card.body.addLayout(row)
    return card


def _leverage_card(view: ProgressView) -> Card:
    card = Card(name="leverage_card", spacing=4)
    card.body.addWidget(
        ExplainedHead(
            tr("Leverage used"), f"{how('leverage')} {how('tilt')}", name="leverage", rest=tr("against your ceiling")
        )
    )
    plot = LeveragePlot(name="leverage_plot")
    plot.show_leverages(view.leverages, view.ceiling)
    card.body.addWidget(plot)
    for place, (label, value) in enumerate(view.leverage):
        card.body.addWidget(KeyValueRow(label, name=f"leverage_{place}", value=value))
    if view.ceiling_text:
        card.body.addWidget(Label(view.ceiling_text, "caption", "secondary", name="ceiling_text", wraps=True))
    if view.bolder_text:
        card.body.addWidget(Rule())
        card.body.addWidget(IconLabel(view.bolder_text, "warning", "caution", name="bolder", role="body", wraps=True))
    card.body.addStretch(1)
    return card


def _words_card(view: ProgressView) -> Card:
    card = Card(name="progress_words_card")
    card.body.addWidget(ExplainedHead(tr("What the figures say"), how("texts"), name="progress_words"))
    for place, text in enumerate(view.texts):
        card.body.addWidget(Label(text, "table", "secondary", name=f"progress_text_{place}", wraps=True))
    card.body.addStretch(1)
    return card


def _concepts_card(view: ProgressView) -> Card:
    card = Card(name="concepts_card")
    rest = tr("first answers to checkpoints")
    card.body.addWidget(ExplainedHead(tr("Concepts mastered"), how("concepts"), name="concepts", rest=rest))
    card.body.addLayout(_bars(view.concepts[:_MOST_CONCEPTS], "concept"))
    left = len(view.concepts) - _MOST_CONCEPTS
    if left > 0:
        card.body.addWidget(Label(tr("and {left} more").format(left=left), "caption", "quiet", name="concepts_more"))
    card.body.addStretch(1)
    return card


def _rules_card(view: ProgressView) -> Card:
    card = Card(name="progress_rules_card")
    rest = tr("chance you keep each, 80 % interval")
    card.body.addWidget(ExplainedHead(tr("Six rules"), how("rules"), name="progress_rules", rest=rest))
    card.body.addLayout(_bars(view.rules, "rule_rate"))
    card.body.addStretch(1)
    return card


def _bars(rates: tuple[RuleBar, ...], name: str) -> QGridLayout:
    """Title, interval and words of every rate, a row each."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(6)
    grid.setColumnStretch(1, 1)
    grid.setColumnMinimumWidth(1, 40)
    for place, rate in enumerate(rates):
        grid.addWidget(Label(rate.title, "table", "secondary"), place, 0)
        bar = IntervalBar(name=f"{name}_{place}", accessible=f"{rate.title}: {rate.text}")
        bar.show_rate(rate.mean, rate.low, rate.high)
        grid.addWidget(bar, place, 1)
        grid.addWidget(Label(rate.text, "table", name=f"{name}_{place}_text"), place, 2)
    return grid
