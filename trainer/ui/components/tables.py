"""`DataTable(columns, name=, accessible=, fits=)` with `Column`, `Cell`, `TableRow`: rows 28 high, no grid.

`set_rows(rows)`, `select(id)`, `selected()`, `row_at(id)`; signals `row_selected(str)` and `row_activated(str)` (double
click or Enter). Widths are frozen by the widest expected text so that columns do not jump during play.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QItemSelection, QModelIndex, QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QFontMetricsF
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QSizePolicy, QTableView

from trainer.ui.components.table_paint import HEADER_HEIGHT, PADDING, ROW_HEIGHT, RowDelegate, TableHeader
from trainer.ui.components.table_rows import Cell, Column, RowsModel, TableRow
from trainer.ui.theme.current import font, theme_signals

__all__ = ["Cell", "Column", "DataTable", "TableRow"]

_NARROWEST = 56


class DataTable(QTableView):
    """Rows of figures with one selection."""

    row_selected = Signal(str)
    row_activated = Signal(str)

    def __init__(self, columns: Sequence[Column], *, name: str, accessible: str, fits: bool = False) -> None:
        """Show the columns; with `fits` the table is as high as its rows and never scrolls by itself."""
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(accessible)
        self._fits = fits
        self._rows = RowsModel(columns)
        self._painter = RowDelegate(self._rows)
        self.setHorizontalHeader(TableHeader(self._rows))
        self.setModel(self._rows)
        self.setItemDelegate(self._painter)
        self._dress()
        self._size_columns()
        self.entered.connect(self._on_entered)
        self.activated.connect(self._on_activated)
        self.selectionModel().selectionChanged.connect(self._on_selection_changed)
        theme_signals.changed.connect(self._on_theme_changed)

    def _dress(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(ROW_HEIGHT)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        if self._fits:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            self.horizontalScrollBar().rangeChanged.connect(self.updateGeometry)

    def _size_columns(self) -> None:
        header = self.horizontalHeader()
        header.setMinimumSectionSize(_NARROWEST)
        measures = QFontMetricsF(font("table", 600))
        for place, column in enumerate(self._rows.columns):
            width = column.width
            if isinstance(width, str):
                words = QFontMetricsF(font("caption")).horizontalAdvance(column.text)
                width = round(max(words, measures.horizontalAdvance(width))) + 2 * PADDING + 2
                width += column.bar + 6 if column.bar else 0
            header.resizeSection(place, width)
            mode = QHeaderView.ResizeMode.Stretch if column.stretch else QHeaderView.ResizeMode.Fixed
            header.setSectionResizeMode(place, mode)

    def set_rows(self, rows: Sequence[TableRow]) -> None:
        """Show these rows; the selection stays on its id and no signal is sent."""
        before = self.selected()
        count = len(self._rows.rows)
        with QSignalBlocker(self):
            if self._rows.show(rows):
                self._painter.hovered = -1
                self.select(before)
        if self._fits and count != len(self._rows.rows):
            self.updateGeometry()

    def rows(self) -> tuple[TableRow, ...]:
        """What is shown."""
        return self._rows.rows

    def selected(self) -> str:
        """The id of the selected row, or nothing."""
        picked = self.selectionModel().selectedRows()
        return self._rows.rows[picked[0].row()].id if picked else ""

    def select(self, row_id: str) -> None:
        """Select a row by id without a signal; an unknown id selects nothing."""
        place = next((index for index, row in enumerate(self._rows.rows) if row.id == row_id), -1)
        with QSignalBlocker(self):
            if place < 0:
                self.clearSelection()
            else:
                self.selectRow(place)

    def sizeHint(self) -> QSize:
        """With `fits` as high as header and rows."""
        hint = super().sizeHint()
        return QSize(hint.width(), self._wanted_height()) if self._fits else hint

    def minimumSizeHint(self) -> QSize:
        """Header and one row, or all rows with `fits`."""
        return QSize(120, self._wanted_height() if self._fits else HEADER_HEIGHT + ROW_HEIGHT)

    def _wanted_height(self) -> int:
        bar = self.horizontalScrollBar()
        return HEADER_HEIGHT + ROW_HEIGHT * len(self._rows.rows) + (bar.sizeHint().height() if bar.maximum() else 0)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Give the keyboard a row to stand on."""
        super().focusInEvent(event)
        self._painter.has_focus = event.reason() is not Qt.FocusReason.MouseFocusReason
        if not self.selected() and self._painter.has_focus and self._rows.rows:
            self.selectRow(0)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the focus ring away."""
        super().focusOutEvent(event)
        self._painter.has_focus = False
        self.viewport().update()

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the pointer."""
        super().leaveEvent(event)
        self._hover(-1)

    def _hover(self, row: int) -> None:
        if row != self._painter.hovered:
            self._painter.hovered = row
            self.viewport().update()

    @Slot(QModelIndex)
    def _on_entered(self, index: QModelIndex) -> None:
        self._hover(index.row())

    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        self.row_activated.emit(self._rows.rows[index.row()].id)

    @Slot(QItemSelection, QItemSelection)
    def _on_selection_changed(self, _now: QItemSelection, _before: QItemSelection) -> None:
        picked = self.selected()
        if picked:
            self.row_selected.emit(picked)

    @Slot(object)
    def _on_theme_changed(self, _theme: object) -> None:
        self.viewport().update()
        self.horizontalHeader().viewport().update()
