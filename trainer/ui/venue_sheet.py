"""`VenueSheet(view, parent)`: a venue's rules on one sheet; Esc closes it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QFrame, QScrollArea, QVBoxLayout, QWidget

from trainer.core.language import tr
from trainer.presenters.venue_card import VenueCardView
from trainer.ui.components.cards import Rule
from trainer.ui.components.dialogs import open_at
from trainer.ui.components.icon_label import IconLabel
from trainer.ui.components.labels import KeyValueRow, Label
from trainer.ui.components.tables import Cell, Column, DataTable, TableRow


class VenueSheet(QDialog):
    """Everything the engine knows of a venue, with what is uncertain first."""

    def __init__(self, view: VenueCardView, parent: QWidget) -> None:
        """Show the view."""
        super().__init__(parent)
        self.setObjectName("venue_sheet")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Rules of {title}").format(title=view.title))
        open_at(self, QSize(720, 760))
        ground = QWidget()
        column = QVBoxLayout(ground)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(6)
        column.addWidget(Label(view.title, "pageTitle", name="venue_title"))
        column.addWidget(Label(view.subtitle, "table", "secondary", name="venue_subtitle", wraps=True))
        column.addSpacing(6)
        for place, gap in enumerate(view.gaps):
            is_guess = "approximate" in gap
            tone, icon = ("caution", "warning") if is_guess else ("secondary", "info")
            column.addWidget(IconLabel(gap, icon, tone, name=f"venue_gap_{place}", role="table", wraps=True))
        for title, lines in view.sections:
            column.addSpacing(6)
            column.addWidget(Rule())
            column.addWidget(Label(title, "section"))
            for place, (label, text) in enumerate(lines):
                column.addWidget(KeyValueRow(label, name=f"venue_{title.lower()}_{place}", value=text))
        column.addSpacing(6)
        column.addWidget(Rule())
        column.addWidget(Label(tr("Maintenance tiers"), "section"))
        column.addWidget(_tiers(view))
        column.addWidget(Label(view.source, "caption", "quiet", name="venue_source", wraps=True))
        scroll = QScrollArea()
        scroll.setAccessibleName(tr("Rules of {title}, scrolls").format(title=view.title))
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(ground)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)


def _tiers(view: VenueCardView) -> DataTable:
    columns = (
        Column("bounds", tr("Tier by {tier_unit}").format(tier_unit=view.tier_unit), width=260, stretch=True),
        Column("rate", tr("Maintenance"), align="right", width=110),
        Column("amount", tr("Less amount"), align="right", width=130),
        Column("leverage", tr("Up to"), align="right", width=90),
    )
    table = DataTable(columns, name="venue_tiers", accessible=tr("Maintenance tiers"), fits=True)
    table.set_rows([TableRow(str(n), tuple(Cell(text) for text in row)) for n, row in enumerate(view.tiers)])
    return table
