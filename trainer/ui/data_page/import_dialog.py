"""`ImportDialog(presenter, parent)`: a file before it is kept: read with progress, reported, previewed, named.

Enter keeps, Esc leaves; the dialog closes by itself once the rows are in the library.
"""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from trainer.core.language import english, tr
from trainer.presenters.data_candles import CandlesPresenter
from trainer.presenters.data_views import ImportView
from trainer.ui.components.buttons import Button, PrimaryButton
from trainer.ui.components.cards import grounded
from trainer.ui.components.gauges import Meter
from trainer.ui.components.icon_label import IconLabel
from trainer.ui.components.labels import Label
from trainer.ui.components.segmented import Segment, SegmentedControl
from trainer.ui.components.tables import Cell, Column, DataTable, TableRow
from trainer.ui.components.text_field import TextField

_WIDTH, _HEIGHT = 720, 620
_CANDLES = (
    Column("time", english("Time, UTC"), width=170, stretch=True),
    Column("open", "Open", align="right", width=92),
    Column("high", "High", align="right", width=92),
    Column("low", "Low", align="right", width=92),
    Column("close", "Close", align="right", width=92),
    Column("volume", english("Volume"), align="right", width=92),
)
_MARKETS = (
    Segment("perp", english("Perpetual")),
    Segment("spot", english("Spot")),
)
_KINDS = (
    Segment("last", english("Last")),
    Segment("mark", english("Mark")),
    Segment("index", english("Index")),
)


class ImportDialog(QDialog):
    """Shows what the presenter found of one file."""

    def __init__(self, presenter: CandlesPresenter, parent: QWidget | None = None) -> None:
        """Show the presenter's view as it stands."""
        super().__init__(parent)
        self.setObjectName("import_dialog")
        self.setWindowTitle(tr("Import candles"))
        self.setModal(True)
        self.resize(_WIDTH, _HEIGHT)
        self._presenter = presenter
        self._title = Label("", "pageTitle", name="import_title")
        self._meter = Meter(name="import_progress", accessible=tr("Read"))
        self._problem = IconLabel("", "close", "short", name="import_problem", role="body", wraps=True)
        self._report = QVBoxLayout()
        self._lines: list[QWidget] = []
        self.symbol = TextField(tr("Symbol"), name="import_symbol", placeholder="BTCUSDT")
        self.zone = TextField(tr("Zone of its dates"), name="import_zone", placeholder="UTC, Europe/Berlin, +02:00")
        self.market = SegmentedControl(_MARKETS, name="import_market", accessible=tr("Market"), height=32)
        self.kind = SegmentedControl(_KINDS, name="import_kind", accessible=tr("Kind of price"), height=32)
        self._read = Button(tr("Read again"), name="import_read")
        self.table = DataTable(_CANDLES, name="import_preview", accessible=tr("First and last rows"), fits=True)
        self.go = PrimaryButton(tr("Keep in the library"), name="import_keep", large=False)
        self._cancel = Button(tr("Cancel"), name="import_cancel")
        for button in (self._cancel, self._read):
            button.setAutoDefault(False)
        self.go.setDefault(True)
        self._lay_out()
        presenter.import_changed.connect(self.show_view)
        self.symbol.typed.connect(self._on_symbol)
        self.zone.edit.returnPressed.connect(self._on_zone)
        self._read.clicked.connect(self._on_zone)
        self.market.chosen.connect(self._on_market)
        self.kind.chosen.connect(self._on_kind)
        self.go.clicked.connect(presenter.keep)
        self._cancel.clicked.connect(self.reject)
        self.rejected.connect(presenter.leave)
        self.show_view(presenter.view)

    def _lay_out(self) -> None:
        ground = QWidget()
        grounded(ground, "surface")
        inner = QVBoxLayout(ground)
        inner.setContentsMargins(0, 0, 12, 0)
        inner.setSpacing(8)
        self._report.setSpacing(6)
        inner.addLayout(self._report)
        inner.addWidget(self.table)
        inner.addStretch(1)
        scroll = QScrollArea()
        scroll.setObjectName("import_report")
        scroll.setAccessibleName(tr("Integrity report"))
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(ground)
        grounded(self, "surface")
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        for widget in (self._title, self._meter, self._problem):
            column.addWidget(widget)
        column.addWidget(scroll, 1)
        column.addLayout(self._fields())
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self._cancel)
        foot.addWidget(self.go)
        column.addLayout(foot)

    def _fields(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.symbol, 2)
        for text, control in ((tr("Market"), self.market), (tr("Kind of price"), self.kind)):
            column = QVBoxLayout()
            column.setSpacing(4)
            column.addWidget(Label(text, "caption", "secondary", name=f"{control.objectName()}_label"))
            column.addWidget(control)
            column.addStretch(1)
            row.addLayout(column, 2)
        row.addWidget(self.zone, 3)
        again = QVBoxLayout()
        again.addSpacing(22)
        again.addWidget(self._read)
        again.addStretch(1)
        row.addLayout(again)
        return row

    @Slot(object)
    def show_view(self, view: ImportView | None) -> None:
        """Show a file; none closes the dialog."""
        if view is None:
            if self.isVisible():
                self.accept()
            return
        self._title.show_text(view.file)
        self._meter.setVisible(view.is_busy)
        self._meter.show_share(view.share, "accent")
        self._problem.show_text(view.problem, "close", "short")
        self._problem.setVisible(bool(view.problem))
        self._show_report(view)
        self.symbol.set_text(view.symbol or self.symbol.text())
        self.market.choose(view.market)
        self.kind.setVisible(not view.is_funding)
        if view.kind in [segment.id for segment in _KINDS]:
            self.kind.choose(view.kind)
        self.zone.setVisible(view.needs_zone)
        self._read.setVisible(view.needs_zone)
        if view.needs_zone and not view.rows:
            self.zone.setFocus()
        self.table.setVisible(bool(view.rows) and not view.is_funding)
        with QSignalBlocker(self.table):
            rows = () if view.is_funding else view.rows
            self.table.set_rows([TableRow(row[0], tuple(Cell(text) for text in row)) for row in rows])
        self.go.setEnabled(view.can_keep)

    def _show_report(self, view: ImportView) -> None:
        for before in self._lines:
            self._report.removeWidget(before)
            before.deleteLater()
        self._lines = []
        for place, sentence in enumerate(view.sentences):
            name = f"import_line_{place}"
            line: QWidget
            if sentence in view.doubts:
                line = IconLabel(sentence, "warning", "caution", name=name, role="body", wraps=True)
            else:
                line = Label(sentence, "body", "secondary" if place else "primary", name=name, wraps=True)
            self._lines.append(line)
            self._report.addWidget(line)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing the window leaves the file."""
        self._presenter.leave()
        super().closeEvent(event)

    @Slot(str)
    def _on_symbol(self, text: str) -> None:
        self._presenter.set_words(symbol=text)

    @Slot(str)
    def _on_market(self, market: str) -> None:
        self._presenter.set_words(market=market)

    @Slot(str)
    def _on_kind(self, kind: str) -> None:
        self._presenter.set_words(kind=kind)

    @Slot()
    def _on_zone(self) -> None:
        self._presenter.set_zone(self.zone.text())
