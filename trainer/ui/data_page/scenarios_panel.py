"""Scenarios of the learner's own: packs in and out, the trash, and the way to the editor."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from trainer.core.language import english, retold, tr
from trainer.presenters.data_scenarios import ScenariosPresenter
from trainer.presenters.data_views import ScenariosView
from trainer.ui.components.buttons import Button, PrimaryButton
from trainer.ui.components.cards import Card
from trainer.ui.components.empty import EmptyState
from trainer.ui.components.labels import Label
from trainer.ui.components.tables import Cell, Column, DataTable, TableRow
from trainer.ui.data_page.faults import Faults

_COLUMNS = (
    Column("title", english("Scenario"), width=320, stretch=True),
    Column("line", english("Market"), width=330),
    Column("origin", english("From"), width=220),
)
_NOTE = english(
    "A pack is one .zip with a scenario and its candles. Packs from others are checked before they are kept: they hold "
    "text and numbers only, nothing in them is run. To make your own, choose a series under Candles."
)


class ScenariosPanel(QWidget):
    """Signals: `pack_chosen(Path)`, `series_asked()` to choose a series for a new scenario, `edit_asked(str)`."""

    pack_chosen = Signal(object)
    series_asked = Signal()
    edit_asked = Signal(str)

    def __init__(self, presenter: ScenariosPresenter) -> None:
        """Show the learner's folders."""
        super().__init__()
        self.setObjectName("scenarios_panel")
        self._presenter = presenter
        self.table = DataTable(_COLUMNS, name="own_scenarios", accessible=tr("Own scenarios"), fits=True)
        self.bring = PrimaryButton(tr("Import a pack"), name="pack_import", icon="plus", large=False)
        self._new = Button(tr("Make a scenario"), name="scenario_new", icon="pen")
        self.edit = Button(tr("Change"), name="scenario_edit", icon="pen")
        self.export = Button(tr("Export as pack"), name="pack_export", icon="export")
        self.throw = Button(tr("Move to trash"), name="scenario_trash", icon="close")
        self._why = Label("", "caption", "secondary", name="scenario_closed")
        self._closed: dict[str, str] = {}
        self._back = Button(tr("Bring back the last"), "quiet", name="scenario_restore", icon="undo")
        self._faults = Faults(tr("Move aside"), name="scenario_faults")
        self._empty = EmptyState(
            "folder",
            tr("No scenarios of your own yet."),
            name="scenarios_empty",
            detail=tr("Fetched, imported and made ones appear here and on Home."),
        )
        self._empty.setMinimumHeight(220)
        self._lay_out()
        self.bring.clicked.connect(self.choose_pack)
        self._new.clicked.connect(self.series_asked)
        self.edit.clicked.connect(self._on_edit)
        self.table.row_activated.connect(self._on_activated)
        self.export.clicked.connect(self._on_export)
        self.throw.clicked.connect(self._on_throw)
        self._back.clicked.connect(presenter.restore_last)
        self._faults.aside_asked.connect(presenter.set_aside)
        self.table.row_selected.connect(self._on_selected)
        presenter.view_changed.connect(self.show_view)
        self.show_view(presenter.view())

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        bar = QHBoxLayout()
        bar.setSpacing(8)
        bar.addWidget(self.bring)
        bar.addWidget(self._new)
        bar.addWidget(Label(tr(_NOTE), "caption", "secondary", name="pack_note", wraps=True), 1)
        column.addLayout(bar)
        column.addWidget(self._faults)
        card = Card(name="own_card")
        card.body.addWidget(self.table)
        card.body.addWidget(self._empty)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.edit)
        foot.addWidget(self.export)
        foot.addWidget(self.throw)
        foot.addWidget(self._why)
        foot.addStretch(1)
        foot.addWidget(self._back)
        card.body.addLayout(foot)
        column.addWidget(card)
        column.addStretch(1)

    @Slot(object)
    def show_view(self, view: ScenariosView) -> None:
        """Show the folders there are."""
        rows = [
            TableRow(one.id, (Cell(one.title), Cell(one.line, "secondary"), Cell(one.origin, "quiet")))
            for one in view.own
        ]
        self._closed = {one.id: one.closed for one in view.own}
        self.table.set_rows(rows)
        self.table.setVisible(bool(rows))
        self._empty.setVisible(not rows)
        self._faults.show_faults(view.faults)
        self._back.setVisible(self._presenter.can_restore)
        self._on_selected(self.table.selected())

    @Slot(str)
    def _on_selected(self, scenario_id: str) -> None:
        for button in (self.edit, self.export, self.throw):
            button.setVisible(bool(self.table.rows()))
            button.setEnabled(bool(scenario_id))
        closed = self._closed.get(scenario_id, "")
        self.edit.setEnabled(bool(scenario_id) and not closed)
        self._why.show_text(tr("It cannot be changed here: {reason}.").format(reason=retold(closed)) if closed else "")

    @Slot()
    def _on_edit(self) -> None:
        self._on_activated(self.table.selected())

    @Slot(str)
    def _on_activated(self, scenario_id: str) -> None:
        if scenario_id and not self._closed.get(scenario_id, ""):
            self.edit_asked.emit(scenario_id)

    @Slot()
    def choose_pack(self) -> None:
        """Ask for a pack."""
        name, _ = QFileDialog.getOpenFileName(self, tr("Import a pack"), "", tr("Scenario packs (*.zip)"))
        if name:
            self.pack_chosen.emit(Path(name))

    @Slot()
    def _on_export(self) -> None:
        scenario_id = self.table.selected()
        name, _ = QFileDialog.getSaveFileName(
            self, tr("Export as pack"), f"{scenario_id}.zip", tr("Scenario packs (*.zip)")
        )
        if name:
            self._presenter.export(scenario_id, Path(name))

    @Slot()
    def _on_throw(self) -> None:
        self._presenter.throw_away(self.table.selected())
