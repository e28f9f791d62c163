"""The Progress page. Signals: `session_chosen(str)` to open a session, `debrief_requested(str)` for a finished one."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from trainer.presenters.desk_views import Figure
from trainer.presenters.progress import ProgressPresenter, ProgressView
from trainer.ui.components.cards import Card, grounded
from trainer.ui.components.empty import EmptyState
from trainer.ui.components.labels import KeyValueRow, Label
from trainer.ui.components.tables import Cell, Column, DataTable, TableRow
from trainer.ui.progress.plots import IntervalBar, TrendPlot

_COLUMNS = (
    Column("date", "Started", width=120),
    Column("title", "Scenario", width=240, stretch=True),
    Column("venue", "Venue rules", width=120),
    Column("state", "State", width=170),
    Column("trades", "Trades", align="right", width=64),
    Column("liquidations", "Liquidations", align="right", width=96),
    Column("r", "Result", align="right", width="−99.99 R"),
    Column("process", "Process", align="right", width=72),
)


class ProgressPage(QScrollArea):
    """Process over time, rules, calibration, leverage and every session."""

    session_chosen = Signal(str)
    debrief_requested = Signal(str)

    def __init__(self, presenter: ProgressPresenter) -> None:
        """Bind to a presenter and show its view, if it has one."""
        super().__init__()
        self.setObjectName("progress_page")
        self.setAccessibleName("Progress")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._presenter = presenter
        self.table = DataTable(_COLUMNS, name="sessions", accessible="Sessions", fits=True)
        presenter.view_changed.connect(self.show_view)
        if presenter.view is not None:
            self.show_view(presenter.view)

    @Slot(object)
    def show_view(self, view: ProgressView) -> None:
        """Show everything anew."""
        ground = QWidget()
        grounded(ground, "page")
        column = QVBoxLayout(ground)
        column.setContentsMargins(32, 24, 32, 24)
        column.setSpacing(16)
        head = QHBoxLayout()
        head.addWidget(Label("Progress", "pageTitle", name="progress_title"))
        head.addStretch(1)
        head.addWidget(Label(view.sessions_text, "table", "secondary", name="progress_sessions"))
        column.addLayout(head)
        if not view.rows:
            words = "Process, rules and calibration appear here once a session is finished."
            column.addStretch(1)
            column.addWidget(EmptyState("progress", "No session yet.", "F2", name="progress_empty", detail=words))
            column.addStretch(2)
        else:
            first, second = QHBoxLayout(), QHBoxLayout()
            for row in (first, second):
                row.setSpacing(16)
                column.addLayout(row)
            first.addWidget(_process_card(view), 62)
            first.addWidget(_words_card(view), 38)
            second.addWidget(_rules_card(view), 50)
            second.addWidget(_pairs_card("Calibration", view.calibration, view.calibration_text), 25)
            second.addWidget(_pairs_card("Leverage and calm", view.leverage, ""), 25)
            column.addWidget(self._sessions_card(view))
            column.addStretch(1)
        self.setWidget(ground)

    def _sessions_card(self, view: ProgressView) -> Card:
        card = Card(name="sessions_card")
        card.body.addWidget(Label("Sessions", "section"))
        self.table = DataTable(_COLUMNS, name="sessions", accessible="Sessions", fits=True)
        self.table.set_rows([TableRow(row.key, tuple(_cell(figure) for figure in row.cells)) for row in view.rows])
        self.table.row_activated.connect(self._on_row)
        card.body.addWidget(self.table)
        card.body.addWidget(Label("Double click or Enter opens a session.", "caption", "quiet", name="sessions_hint"))
        return card

    @Slot(str)
    def _on_row(self, session_id: str) -> None:
        row = next(row for row in self.table.rows() if row.id == session_id)
        is_finished = row.cells[3].text == "finished"
        (self.debrief_requested if is_finished else self.session_chosen).emit(session_id)


def _cell(figure: Figure) -> Cell:
    return Cell(figure.text, "primary" if figure.tone == "plain" else figure.tone)


def _process_card(view: ProgressView) -> Card:
    card = Card(name="process_trend_card")
    card.body.addWidget(Label("Process", "section"))
    plot = TrendPlot(name="process_trend")
    plot.show_scores(view.process)
    card.body.addWidget(plot)
    card.body.addWidget(Label(view.process_text, "caption", "secondary", name="process_text", wraps=True))
    return card


def _words_card(view: ProgressView) -> Card:
    card = Card(name="progress_words_card")
    card.body.addWidget(Label("What the figures say", "section"))
    for place, text in enumerate(view.texts):
        card.body.addWidget(Label(text, "table", "secondary", name=f"progress_text_{place}", wraps=True))
    card.body.addStretch(1)
    return card


def _rules_card(view: ProgressView) -> Card:
    card = Card(name="progress_rules_card")
    card.body.addWidget(Label("Six rules, share of checks kept, with the 80 % interval", "section"))
    grid = QGridLayout()
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(6)
    grid.setColumnStretch(1, 1)
    for place, rule in enumerate(view.rules):
        grid.addWidget(Label(rule.title, "table", "secondary"), place, 0)
        bar = IntervalBar(name=f"rule_rate_{place}", accessible=f"{rule.title}: {rule.text}")
        bar.show_rate(rule.mean, rule.low, rule.high)
        grid.addWidget(bar, place, 1)
        grid.addWidget(Label(rule.text, "table", name=f"rule_rate_{place}_text"), place, 2)
    card.body.addLayout(grid)
    card.body.addStretch(1)
    return card


def _pairs_card(title: str, pairs: tuple[tuple[str, str], ...], text: str) -> Card:
    card = Card(name=f"{title.split()[0].lower()}_card")
    card.body.addWidget(Label(title, "section"))
    for place, (label, value) in enumerate(pairs):
        row = KeyValueRow(label, name=f"{title.split()[0].lower()}_{place}", value=value)
        row.label.setWordWrap(True)
        card.body.addWidget(row)
    if text:
        card.body.addWidget(Label(text, "caption", "secondary", wraps=True))
    card.body.addStretch(1)
    return card
