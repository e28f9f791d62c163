"""What happened at a liquidation, in the ticket's place: story, margin, bill, lesson and the ways on."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from trainer.core.language import tr
from trainer.presenters.desk_views import CostLine, LiquidationView
from trainer.ui.components.buttons import Button, PrimaryButton
from trainer.ui.components.cards import Card, Rule, grounded
from trainer.ui.components.gauges import Meter
from trainer.ui.components.labels import Label
from trainer.ui.desk.account_bar import tone_of
from trainer.ui.desk.margin_path import MarginPath

WIDTH = 320


class Explanation(QWidget):
    """Signals: `continued()`, `rewind_asked(int)` with the bar before the trade, `note_asked()`."""

    continued = Signal()
    rewind_asked = Signal(int)
    note_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Empty until a liquidation."""
        super().__init__(parent)
        self.setObjectName("explanation")
        grounded(self, "chrome")
        self.setFixedWidth(WIDTH)
        self._bar = 0
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.go_on = PrimaryButton(tr("Continue replay"), name="continue_replay", icon="play")
        self._rewind = Button(tr("Rewind"), name="rewind_before", icon="rewind")
        self._note = Button(tr("Write a note"), name="write_note", icon="note")
        foot = QVBoxLayout()
        foot.setContentsMargins(16, 8, 16, 12)
        foot.setSpacing(8)
        foot.addWidget(self.go_on)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._rewind, 1)
        row.addWidget(self._note, 1)
        foot.addLayout(row)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._scroll, 1)
        whole.addLayout(foot)
        self.go_on.clicked.connect(self.continued)
        self._rewind.clicked.connect(self._on_rewind)
        self._note.clicked.connect(self.note_asked)

    def show_finished(self) -> None:
        """Offer nothing that a finished session has no more; its debrief is offered above."""
        for button in (self.go_on, self._rewind, self._note):
            button.setVisible(False)

    def show_view(self, view: LiquidationView) -> None:
        """Explain a liquidation and take the keyboard."""
        self._bar = view.rewind_bar
        body = QWidget()
        grounded(body, "chrome")
        column = QVBoxLayout(body)
        column.setContentsMargins(16, 8, 16, 8)
        column.setSpacing(10)
        column.addWidget(Label(tr("What happened"), "section", name="explanation_title"))
        head = Card(name="liquidation_card", padding=12, spacing=4, weight="liquidation")
        head.body.addWidget(Label(view.title, "cardTitle", name="liquidation_title", wraps=True))
        head.body.addWidget(Label(view.subtitle, "table", "secondary", name="liquidation_subtitle", wraps=True))
        column.addWidget(head)
        column.addLayout(_story(view))
        column.addWidget(Rule())
        self._add_margin(column, view)
        column.addLayout(_bill(view))
        lesson = Card(name="lesson_card", padding=12, spacing=4)
        lesson.body.addWidget(Label(tr("On the same candles"), "section", name="lesson_title"))
        for place, text in enumerate(view.survivors):
            lesson.body.addWidget(Label(text, "table", "secondary", name=f"lesson_{place}", wraps=True))
        column.addWidget(lesson)
        column.addStretch(1)
        self._scroll.setWidget(body)
        self.go_on.setFocus(Qt.FocusReason.OtherFocusReason)

    def _add_margin(self, column: QVBoxLayout, view: LiquidationView) -> None:
        column.addWidget(Label(view.margin_title, "section", name="margin_title", wraps=True))
        if len(view.margin_path) > 1:
            column.addWidget(MarginPath(view.margin_path))
        meter = Meter(name="margin_lost", accessible=tr("Margin lost to price"))
        meter.show_share(view.lost_share, "short")
        column.addWidget(meter)
        row = QHBoxLayout()
        left = Label(view.maintenance_text, "caption", "liquidation", name="maintenance_text", wraps=True)
        left.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        lost = Label(view.lost_text, "caption", "short", name="margin_lost_text", wraps=True)
        lost.setAlignment(Qt.AlignmentFlag.AlignTop)
        row.addWidget(lost, 2)
        row.addWidget(left, 1)
        column.addLayout(row)
        column.addWidget(Label(view.margin_note, "caption", "quiet", name="margin_note", wraps=True))

    @Slot()
    def _on_rewind(self) -> None:
        self.rewind_asked.emit(self._bar)


def _story(view: LiquidationView) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(14)
    grid.setVerticalSpacing(8)
    grid.setColumnStretch(1, 1)
    for place, line in enumerate(view.story):
        grid.addWidget(Label(line.time_text, "table", "quiet"), place, 0, Qt.AlignmentFlag.AlignTop)
        tone = "liquidation" if line.is_liquidation else "primary"
        grid.addWidget(Label(line.text, "table", tone, name=f"story_{place}", wraps=True), place, 1)
    return grid


def _bill(view: LiquidationView) -> QGridLayout:
    grid = QGridLayout()
    grid.setVerticalSpacing(4)
    grid.setHorizontalSpacing(16)
    grid.setColumnStretch(0, 1)
    lines: tuple[CostLine, ...] = (*view.bill, view.total)
    for place, line in enumerate(lines):
        is_total = place == len(lines) - 1
        weight = 600 if is_total else 500
        tone = "primary" if is_total else "secondary"
        grid.addWidget(Label(line.label, "table", tone, weight=weight, wraps=True), place, 0)
        for column, figure in ((1, line.money), (2, line.in_r)):
            cell = Label(figure.text, "table", tone_of(figure), weight=weight)
            cell.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
            grid.addWidget(cell, place, column)
    return grid
