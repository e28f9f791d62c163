"""The sealed Debrief: decisions as they looked, a grade for each, and one button that reveals the rest.

Signals: `graded(str, str)` decision and A to E, `revealed()`.
"""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from trainer.core.language import tr
from trainer.presenters.debrief_decisions import GRADES
from trainer.presenters.debrief_views import SealedDecision, SealedView
from trainer.ui.components.buttons import PrimaryButton
from trainer.ui.components.cards import Card, grounded
from trainer.ui.components.labels import KeyValueRow, Label
from trainer.ui.components.segmented import Segment, SegmentedControl
from trainer.ui.debrief.moment import MomentPlot

_NONE = "none"
_WIDTH = 760


class GradeRow(Card):
    """One decision with what was known then and five grades."""

    chosen = Signal(str, str)

    def __init__(self, view: SealedDecision, place: int) -> None:
        """Show a decision without a grade."""
        super().__init__(name=f"sealed_{place}", spacing=6)
        self._key = view.key
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(Label(view.time_text, "table", "secondary"))
        head.addWidget(Label(view.text, "body", name=f"sealed_{place}_text", weight=600))
        head.addWidget(Label(view.seen, "table", "secondary", name=f"sealed_{place}_seen"), 1)
        segments = [Segment(_NONE, "—"), *(Segment(grade, grade) for grade in GRADES)]
        self.control = SegmentedControl(
            segments, name=f"grade_{place}", accessible=tr("Your grade of {text}").format(text=view.text)
        )
        self.control.setFixedWidth(216)
        head.addWidget(self.control)
        self.body.addLayout(head)
        facts = QHBoxLayout()
        facts.setSpacing(20)
        for number, (label, value) in enumerate(view.facts):
            facts.addWidget(KeyValueRow(label, name=f"sealed_{place}_{number}", value=value, role="caption"))
        facts.addStretch(1)
        self.body.addLayout(facts)
        self.body.addWidget(MomentPlot(view.picture, name=f"sealed_{place}_picture"))
        self.control.chosen.connect(self._on_chosen)

    @Slot(str)
    def _on_chosen(self, grade: str) -> None:
        self.chosen.emit(self._key, "" if grade == _NONE else grade)


class SealedPage(QScrollArea):
    """All decisions in order of time; nothing that came after one is on it."""

    graded = Signal(str, str)
    revealed = Signal()

    def __init__(self) -> None:
        """Empty."""
        super().__init__()
        self.setObjectName("debrief_sealed")
        self.setAccessibleName(tr("Debrief, sealed"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.rows: tuple[GradeRow, ...] = ()
        self.reveal = PrimaryButton(tr("Reveal"), name="debrief_reveal", icon="eye")

    def show_view(self, view: SealedView) -> None:
        """Ask for grades."""
        ground = QWidget()
        grounded(ground, "page")
        column = QVBoxLayout(ground)
        column.setContentsMargins(32, 20, 32, 24)
        column.setSpacing(12)
        head = QHBoxLayout()
        head.addWidget(Label(view.title, "pageTitle", name="sealed_title"), 1)
        self.reveal = PrimaryButton(tr("Reveal"), name="debrief_reveal", icon="eye", large=False)
        self.reveal.clicked.connect(self.revealed)
        head.addWidget(self.reveal)
        column.addLayout(head)
        words = tr(
            "Grade each decision by what you knew at its bar, A to E, before you see what became "
            "of it. A grade you leave out is left out."
        )
        column.addWidget(Label(words, "body", "secondary", name="sealed_words", wraps=True))
        self.rows = tuple(GradeRow(item, place) for place, item in enumerate(view.decisions))
        for row in self.rows:
            row.chosen.connect(self.graded)
            column.addWidget(row)
        column.addStretch(1)
        self.setWidget(ground)
