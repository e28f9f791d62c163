"""The decision table of the Debrief and what the selected decision was worth beside its alternatives."""

from __future__ import annotations

from dataclasses import replace
from math import ceil

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QGridLayout

from trainer.core.language import english, tr
from trainer.presenters.debrief_decisions import LABELS, VERDICTS, DecisionView
from trainer.presenters.debrief_views import DebriefView
from trainer.presenters.how import how
from trainer.ui.components.cards import Card
from trainer.ui.components.explained import ExplainedHead
from trainer.ui.components.labels import Label
from trainer.ui.components.table_paint import PADDING, cell_width
from trainer.ui.components.tables import Cell, Column, DataTable, TableRow

_COLUMNS = (
    Column("time", english("Time"), width="30. März 23:59"),
    Column("what", english("Decision"), width=150),
    Column("seen", english("Seen then"), width=150, stretch=True),
    Column("label", english("Label"), width=84),
    Column("loss", english("Loss, bp"), align="right", width="999.9", bar=56),
    Column("grade", english("You said"), align="right", width=60),
    Column("r", english("Trade, R"), align="right", width="−99.99"),
    Column("verdict", english("Trade verdict"), width=92),
)
_BARS = {"best": "long", "good": "long", "inaccuracy": "caution", "mistake": "short", "blunder": "short"}


class DecisionsCard(Card):
    """A table sorted by cost; below it the sentence and the menu of the selected decision."""

    def __init__(self, views: tuple[DecisionView, ...]) -> None:
        """Show the costliest decision's menu first."""
        super().__init__(name="decisions_card")
        self._views = {view.key: view for view in views}
        words = f"{how('loss')} {how('futures')}"
        rest = tr("sorted by cost, before the outcome was known")
        self.body.addWidget(ExplainedHead(tr("Decisions"), words, name="decisions", rest=rest))
        self.table = DataTable(_columns(), name="debrief_decisions", accessible=tr("Decisions by cost"), fits=True)
        self.table.set_rows([TableRow(view.key, _cells(view)) for view in views])
        self.body.addWidget(self.table)
        self.why = Label("", "table", "secondary", name="decision_why", wraps=True)
        self.body.addWidget(self.why)
        self._menu = QGridLayout()
        self._menu.setHorizontalSpacing(16)
        self._menu.setVerticalSpacing(2)
        self._menu.setColumnStretch(1, 1)
        self._menu.setColumnStretch(4, 1)
        self.body.addLayout(self._menu)
        self.table.row_selected.connect(self.show_decision)
        self.table.select(views[0].key)
        self.show_decision(views[0].key)

    @Slot(str)
    def show_decision(self, key: str) -> None:
        """The sentence and the menu of one decision."""
        view = self._views.get(key)
        if view is None:
            return
        self.why.setText(f"{view.time_text}  {view.text}. {view.explained}")
        while (item := self._menu.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        half = -(-len(view.choices) // 2)
        for place, choice in enumerate(view.choices):
            row, column = place % half, 3 * (place // half)
            tone = "primary" if choice.is_chosen else "secondary" if choice.is_admissible else "quiet"
            mark = "● " if choice.is_chosen else "" if choice.is_admissible else tr("outside the rules: ")
            self._menu.addWidget(
                Label(tr("{worth} bp").format(worth=choice.worth), "table", tone, name=f"choice_{place}_worth"),
                row,
                column,
            )
            self._menu.addWidget(Label(f"{mark}{choice.text}", "table", tone, name=f"choice_{place}"), row, column + 1)


def _columns() -> tuple[Column, ...]:
    """Labels and verdicts get the room of their longest word in the learner's language."""
    cells = {"label": [Cell(tr(word), tag=word) for word in LABELS], "verdict": [Cell(tr(word)) for word in VERDICTS]}
    room = {name: ceil(max(map(cell_width, ones))) + 2 * PADDING + 2 for name, ones in cells.items()}
    return tuple(replace(column, width=room.get(column.id, column.width)) for column in _COLUMNS)


def _cells(view: DecisionView) -> tuple[Cell, ...]:
    tag = view.label if view.label and "," not in view.label_text else ""
    return (
        Cell(view.time_text, "secondary"),
        Cell(view.text, strong=True),
        Cell(view.seen, "secondary"),
        Cell(view.label_text, "quiet" if not tag else "primary", tag=tag),
        Cell(view.loss_text, bar=view.share, bar_tone=_BARS.get(view.label, "series")),
        Cell(view.grade or "—", "primary" if view.grade else "quiet"),
        Cell(view.r.text, "primary" if view.r.tone == "plain" else view.r.tone),
        Cell(view.verdict.text, "primary" if view.verdict.tone == "plain" else view.verdict.tone),
    )


def decisions_card(view: DebriefView) -> Card | None:
    """The card, once decisions are priced."""
    return DecisionsCard(view.decisions) if view.decisions else None
