"""Luck rows: where each result lies among the futures of its own plan."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QSizePolicy

from trainer.core.language import tr
from trainer.presenters.debrief_views import DebriefView
from trainer.presenters.how import how
from trainer.ui.components.cards import Card
from trainer.ui.components.explained import ExplainedHead
from trainer.ui.components.labels import Label
from trainer.ui.components.painted import Painted, tone_colour
from trainer.ui.theme.current import current_theme


class LuckRow(Painted):
    """A line from worst to best with the middle marked and one dot."""

    def __init__(self, place: float, tone: str, *, name: str, accessible: str) -> None:
        """Place 0 to 1."""
        super().__init__(name, accessible)
        self._place, self._tone = place, tone
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Wide and 20 high."""
        return QSize(160, 20)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Line, middle, dot."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle, width = self.height() / 2, self.width() - 8.0
        painter.setPen(QPen(current_theme().colour("line.strong"), 1))
        painter.drawLine(QPointF(4, middle), QPointF(4 + width, middle))
        painter.drawLine(QPointF(4 + width / 2, middle - 4), QPointF(4 + width / 2, middle + 4))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tone_colour(self._tone))
        painter.drawEllipse(QPointF(4 + width * self._place, middle), 4, 4)
        painter.end()


def luck_card(view: DebriefView) -> Card | None:
    """One row a closed trade; None while nothing is priced."""
    if not view.luck and not view.luck_text:
        return None
    card = Card(name="luck_card", spacing=4)
    card.body.addWidget(ExplainedHead(tr("Luck"), how("luck"), name="luck", rest=tr("among futures of your own plan")))
    grid = QGridLayout()
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(0)
    grid.setColumnStretch(1, 1)
    for place, line in enumerate(view.luck):
        spoken = tr("{label}: {text} of 100").format(label=line.label, text=line.text)
        grid.addWidget(Label(line.label, "table", "secondary", name=f"luck_{place}_label"), place, 0)
        grid.addWidget(LuckRow(line.place, line.tone, name=f"luck_{place}", accessible=spoken), place, 1)
        grid.addWidget(Label(line.text, "table", name=f"luck_{place}_text"), place, 2, Qt.AlignmentFlag.AlignRight)
    card.body.addLayout(grid)
    for text, name in (
        (view.luck_text, "luck_text"),
        (view.direction_text, "direction_text"),
        (view.futures_text, "futures_text"),
    ):
        if text:
            card.body.addWidget(Label(text, "caption", "secondary", name=name, wraps=True))
    return card
