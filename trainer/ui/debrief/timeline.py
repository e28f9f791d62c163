"""The card of the timeline: legend, plot, and what stood under its cursor."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QGridLayout

from trainer.core.language import english, tr
from trainer.presenters.debrief_views import EquityReading, EquityView
from trainer.presenters.how import how
from trainer.ui.components.cards import Card
from trainer.ui.components.explained import ExplainedHead
from trainer.ui.components.labels import Label
from trainer.ui.debrief.equity import EquityPlot

_MARKS = {"own": "—", "rules": "- -", "unstopped": "· ·", "flipped": "— ·"}
_HINT = english("Point, or press Left and Right, to read a bar; Page Up and Page Down go from fill to fill.")


class TimelineCard(Card):
    """Follows the cursor of its plot."""

    def __init__(self, view: EquityView) -> None:
        """Show the lines with nothing read yet."""
        super().__init__(name="equity_card")
        self._settled = view.settled
        self.body.addWidget(
            ExplainedHead(tr("Timeline"), how("timeline"), name="timeline", rest=tr("yours and its ghosts"))
        )
        legend = QGridLayout()
        legend.setHorizontalSpacing(24)
        legend.setVerticalSpacing(2)
        legend.setColumnStretch(2, 1)
        for place, line in enumerate(view.lines):
            tone = "series" if line.key == "own" else "secondary"
            words = Label(f"{_MARKS[line.key]}  {line.text}", "table", tone, name=f"equity_{line.key}")
            legend.addWidget(words, place // 2, place % 2)
        self.body.addLayout(legend)
        self.plot = EquityPlot(name="equity_plot")
        self.plot.show_view(view)
        self.plot.read.connect(self._on_read)
        self.body.addWidget(self.plot)
        self._reading = Label(tr(_HINT), "table", "quiet", name="equity_reading", wraps=True)
        self._fills = Label("", "table", "primary", name="equity_fills", wraps=True)
        self._reading.setMinimumHeight(20)
        self._fills.setMinimumHeight(20)
        self.body.addWidget(self._reading)
        self.body.addWidget(self._fills)

    @Slot(object)
    def _on_read(self, found: EquityReading) -> None:
        equities = " · ".join(f"{label} {value}" for label, value in found.equities)
        words = tr("{time} · price {price} · {equities} {settled}").format(
            time=found.time, price=found.price, equities=equities, settled=self._settled
        )
        self._reading.show_text(words, "primary")
        self._fills.show_text("; ".join(found.fills))
