"""The candle library: a place to drop files, a table of series, and what can be done with the chosen one."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from trainer.core.language import english, tr
from trainer.presenters.data_candles import CandlesPresenter
from trainer.presenters.data_views import SeriesView, ShelfView
from trainer.ui.components.buttons import Button, PrimaryButton
from trainer.ui.components.cards import Card
from trainer.ui.components.empty import EmptyState
from trainer.ui.components.labels import Label
from trainer.ui.components.tables import Cell, Column, DataTable, TableRow
from trainer.ui.data_page.faults import Faults

FILTER = english("Candles (*.csv *.gz *.zip *.json *.feather *.parquet *.npz *.txt);;All files (*)")
_COLUMNS = (
    Column("symbol", english("Symbol"), width=110),
    Column("what", english("What"), width=190, stretch=True),
    Column("timeframe", english("Bars"), width=64),
    Column("first", english("First"), width=96),
    Column("last", english("Last"), width=96),
    Column("rows", english("Rows"), align="right", width=92),
    Column("gaps", english("Gaps"), align="right", width=110),
    Column("size", english("Size"), align="right", width=76),
)
_NOTE = english(
    "CSV, zip, JSON, feather, parquet or npz: archive files, freqtrade, CryptoDataDownload, TradingView, MetaTrader "
    "and others are told by content. Every file is checked before it is kept; gaps stay gaps."
)


class CandlesPanel(QWidget):
    """Signals: `file_chosen(Path)` to look at a file, `scenario_asked(str)` to make a scenario of a series."""

    file_chosen = Signal(object)
    scenario_asked = Signal(str)

    def __init__(self, presenter: CandlesPresenter) -> None:
        """Show the library."""
        super().__init__()
        self.setObjectName("candles_panel")
        self._presenter = presenter
        self._trash_names: dict[str, str] = {}
        self.table = DataTable(_COLUMNS, name="series_table", accessible=tr("Series of the library"), fits=True)
        self.add = PrimaryButton(tr("Import a file"), name="import_file", icon="plus", large=False)
        self._make = Button(tr("Make a scenario"), name="series_scenario", icon="pen")
        self._export = Button(tr("Export"), name="series_export", icon="export")
        self._throw = Button(tr("Move to trash"), name="series_trash", icon="close")
        self._trash = Button(tr("Trash"), "quiet", name="trash_menu")
        self._parts = Label("", "caption", "secondary", name="series_parts", wraps=True)
        self._faults = Faults(tr("Move aside"), name="series_faults")
        self._empty = EmptyState(
            "data",
            tr("No candles of your own yet."),
            name="series_empty",
            detail=tr("Drop a file here or choose one. Nothing leaves your computer."),
        )
        self._rows: tuple[SeriesView, ...] = ()
        self._lay_out()
        self.add.clicked.connect(self.choose_file)
        self._make.clicked.connect(self._on_make)
        self._export.clicked.connect(self._on_export)
        self._throw.clicked.connect(self._on_throw)
        self._faults.aside_asked.connect(presenter.set_aside)
        self.table.row_selected.connect(self._on_selected)
        self.table.row_activated.connect(self.scenario_asked)
        presenter.shelf_changed.connect(self.show_shelf)
        self.show_shelf(presenter.shelf())

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        bar = QHBoxLayout()
        bar.setSpacing(8)
        bar.addWidget(self.add)
        bar.addWidget(Label(tr(_NOTE), "caption", "secondary", name="import_note", wraps=True), 1)
        column.addLayout(bar)
        column.addWidget(self._faults)
        card = Card(name="series_card")
        card.body.addWidget(self.table)
        card.body.addWidget(self._empty)
        self._empty.setMinimumHeight(220)
        card.body.addWidget(self._parts)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        for button in (self._make, self._export, self._throw):
            foot.addWidget(button)
        foot.addStretch(1)
        foot.addWidget(self._trash)
        card.body.addLayout(foot)
        column.addWidget(card)
        column.addStretch(1)

    @Slot(object)
    def show_shelf(self, shelf: ShelfView) -> None:
        """Show the series there are."""
        self._rows = shelf.series
        self.table.set_rows([
            TableRow(row.id, tuple(Cell(text) for text in (row.symbol, row.what, row.timeframe, row.first, row.last,
                                                           row.rows, row.gaps, row.size)))
            for row in shelf.series
        ])  # fmt: skip
        self.table.setVisible(bool(shelf.series))
        self._empty.setVisible(not shelf.series)
        line = tr("No candles that can be used.") if shelf.faults else tr("No candles of your own yet.")
        self._empty.show_line(line, tr("Drop a file here or choose one. Nothing leaves your computer."))
        self._faults.show_faults(shelf.faults)
        self._show_trash(shelf)
        self._on_selected(self.table.selected())

    def _show_trash(self, shelf: ShelfView) -> None:
        menu = QMenu(self._trash)
        for name, words in shelf.trash:
            action = menu.addAction(tr("Bring back {title}").format(title=words))
            action.setData(name)
        menu.addSeparator()
        empty = menu.addAction(tr("Delete all for good"))
        empty.setData("")
        menu.triggered.connect(self._on_trash)
        before = self._trash.menu()
        self._trash.setMenu(menu)
        if before is not None:
            before.deleteLater()
        self._trash.setText(tr("Trash ({count})").format(count=len(shelf.trash)))
        self._trash.setVisible(bool(shelf.trash))

    @Slot(QAction)
    def _on_trash(self, action: QAction) -> None:
        if action.data():
            self._presenter.restore(action.data())
        else:
            self._presenter.empty_trash()

    @Slot()
    def choose_file(self) -> None:
        """Ask for a file."""
        name, _ = QFileDialog.getOpenFileName(self, tr("Import candles"), "", tr(FILTER))
        if name:
            self.file_chosen.emit(Path(name))

    @Slot(str)
    def _on_selected(self, series_id: str) -> None:
        row = next((one for one in self._rows if one.id == series_id), None)
        self._parts.show_text("" if row is None else tr("From {parts}").format(parts="; ".join(row.parts)))
        self._parts.setVisible(row is not None)
        for button in (self._make, self._export, self._throw):
            button.setVisible(bool(self._rows))
            button.setEnabled(row is not None)
        self._make.setEnabled(row is not None and row.timeframe != "–")

    @Slot()
    def _on_make(self) -> None:
        self.scenario_asked.emit(self.table.selected())

    @Slot()
    def _on_export(self) -> None:
        series_id = self.table.selected()
        name, _ = QFileDialog.getSaveFileName(
            self, tr("Export candles"), f"{series_id}.csv.gz", tr("CSV (*.csv *.csv.gz);;npz (*.npz)")
        )
        if name:
            self._presenter.export(series_id, Path(name))

    @Slot()
    def _on_throw(self) -> None:
        self._presenter.throw_away(self.table.selected())
