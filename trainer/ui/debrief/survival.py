"""The survival table: each entry at each leverage, held or the time the venue would have closed it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QSizePolicy

from trainer.core.language import tr
from trainer.presenters.debrief_views import DebriefView, SurvivalCell
from trainer.presenters.how import how
from trainer.ui.components.cards import Card
from trainer.ui.components.explained import ExplainedHead
from trainer.ui.components.labels import Label
from trainer.ui.components.painted import Painted
from trainer.ui.theme.current import current_theme, font


class SurvivalMark(Painted):
    """One cell, 18 high: a word on the ground of its fate; the learner's own leverage is outlined."""

    def __init__(self, cell: SurvivalCell, row: str, *, name: str) -> None:
        """Show a fate."""
        super().__init__(
            name, tr("{row} at {leverage}: {text}").format(row=row, leverage=cell.leverage, text=cell.text)
        )
        self._cell = cell
        self.setToolTip(cell.text)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """46 by 18."""
        return QSize(46, 18)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Ground, word, outline."""
        cell, theme = self._cell, current_theme()
        ink, ground = "side.long.text", "side.long.ground"
        if cell.is_liquidated:
            ink, ground = "liquidation.text", "liquidation.ground"
        elif not cell.is_allowed:
            ink, ground = "text.quiet", "ground.field"
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setBrush(theme.colour(ground))
        painter.setPen(QPen(theme.colour("text.primary"), 1) if cell.is_own else Qt.PenStyle.NoPen)
        painter.drawRoundedRect(room, 3, 3)
        painter.setPen(theme.colour(ink))
        painter.setFont(font("caption", 500))
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, cell.mark)
        painter.end()


def survival_card(view: DebriefView) -> Card:
    """Up to five entries, those that cost most; a row each, a column a leverage."""
    card = Card(name="survival_card", spacing=4)
    card.body.addWidget(ExplainedHead(tr("Survival by leverage"), how("survival"), name="survival"))
    if not view.survival:
        words = view.waiting if view.trades else tr("No entry to hold")
        card.body.addWidget(Label(words, "table", "secondary", name="survival_none", wraps=True))
        return card
    grid = QGridLayout()
    grid.setHorizontalSpacing(4)
    grid.setVerticalSpacing(4)
    for column, cell in enumerate(view.survival[0].cells, 1):
        head = Label(cell.leverage, "caption", "secondary")
        grid.addWidget(head, 0, column, Qt.AlignmentFlag.AlignCenter)
        grid.setColumnStretch(column, 1)
    for place, row in enumerate(view.survival, 1):
        grid.addWidget(Label(row.label, "table", row.tone, name=f"survival_{place}"), place, 0)
        for column, cell in enumerate(row.cells, 1):
            grid.addWidget(SurvivalMark(cell, row.label, name=f"survival_{place}_{column}"), place, column)
    card.body.addLayout(grid)
    words = tr("Time shown: when the venue would have closed it. Outlined: your choice.")
    card.body.addWidget(Label(words, "caption", "secondary", name="survival_note", wraps=True))
    return card
