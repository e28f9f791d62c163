"""`DataTable(columns, name=, accessible=, fits=)` with `Column`, `Cell`, `TableRow`: rows 28 high, no grid.

`set_rows(rows)`, `select(id)`, `selected()`; signals `row_selected(str)` and `row_activated(str)` (double click or
Enter). Widths begin with the widest expected text so that columns do not jump during play. `let_arrange()` lets columns
be sorted, hidden, moved and widened; `layout_of_columns()` and `arrange(TableLayout)` keep that, `arranged` tells.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QItemSelection, QModelIndex, QPoint, QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QFocusEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QMenu, QSizePolicy, QTableView, QWidget

from trainer.core.language import tr
from trainer.core.settings import TableLayout
from trainer.ui.components.sorting import sorted_rows
from trainer.ui.components.table_paint import HEADER_HEIGHT, ROW_HEIGHT, RowDelegate, TableHeader
from trainer.ui.components.table_rows import Cell, Column, RowsModel, TableRow
from trainer.ui.components.table_widths import Widths, first_width
from trainer.ui.theme.current import theme_signals

__all__ = ["Cell", "Column", "DataTable", "TableRow"]

_NARROWEST = 40


class DataTable(QTableView):
    """Rows of figures with one selection."""

    row_selected = Signal(str)
    row_activated = Signal(str)
    arranged = Signal()

    def __init__(
        self,
        columns: Sequence[Column],
        *,
        name: str,
        accessible: str,
        fits: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """Show the columns; with `fits` the table is as high as its rows and never scrolls by itself."""
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(accessible)
        self._fits = fits
        self._given: Sequence[TableRow] = ()
        self._words: tuple[str, ...] = ()
        self._may_grow = False
        self._rows = RowsModel(columns)
        self._painter = RowDelegate(self._rows)
        self._header = TableHeader(self._rows)
        self._widths = Widths(self._rows, self._header, self._pad)
        self.setHorizontalHeader(self._header)
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
        for place, column in enumerate(self._rows.columns):
            header.resizeSection(place, first_width(column, column.title))
            mode = QHeaderView.ResizeMode.Stretch if column.stretch else QHeaderView.ResizeMode.Fixed
            header.setSectionResizeMode(place, mode)

    def set_rows(self, rows: Sequence[TableRow]) -> None:
        """Show these rows; the selection stays on its id and no signal is sent."""
        self._given = rows
        before = self.selected()
        count = len(self._rows.rows)
        place = self._header.sorted_by
        shown = [row for row in rows if _holds(row, self._words)] if self._words else rows
        shown = shown if place < 0 else sorted_rows(shown, place, falls=self._header.falls)
        with QSignalBlocker(self):
            if self._rows.show(shown):
                self._painter.hovered = -1
                self.select(before)
        if self._may_grow:
            self._widths.grow(shown, self.viewport().width())
        if self._fits and count != len(self._rows.rows):
            self.updateGeometry()

    def _share_room(self) -> None:
        """Let columns of a wide table share what is left beside them."""
        if self._may_grow:
            self._widths.share(self.viewport().width())

    def _pad(self, padding: int) -> None:
        if padding != self._painter.padding:
            self._painter.padding = self._header.padding = padding
            self.viewport().update()
            self._header.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Columns share the room there is now."""
        super().resizeEvent(event)
        self._share_room()

    def show_only(self, text: str) -> None:
        """Show only rows that hold every typed word; all of them for empty text."""
        words = tuple(text.casefold().split())
        if words != self._words:
            self._words = words
            self.set_rows(self._given)

    # columns as the learner wants them

    def let_arrange(self) -> None:
        """Let a click sort, a drag move or widen, and the menu of the header hide columns."""
        header = self._header
        header.setSectionsClickable(True)
        header.setSectionsMovable(True)
        self._free_widths()
        self.arrange(self._first_layout())
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._on_header_menu)
        header.sectionClicked.connect(self.sort_by)
        header.sectionMoved.connect(self._on_arranged)
        header.sectionResized.connect(self._on_resized)
        self._may_grow = True

    def _first_layout(self) -> TableLayout:
        columns = self._rows.columns
        hidden = tuple(column.id for column in columns if column.is_extra)
        return TableLayout(hidden=hidden, order=tuple(column.id for column in columns))

    @Slot(int)
    def sort_by(self, place: int) -> None:
        """Sort by a column: rising, falling, then as given again."""
        header = self._header
        if place != header.sorted_by:
            header.sorted_by, header.falls = place, False
        elif not header.falls:
            header.falls = True
        else:
            header.sorted_by, header.falls = -1, False
        header.viewport().update()
        self.set_rows(self._given)
        self.arranged.emit()

    def columns_menu(self) -> QMenu:
        """Which columns are shown, what the rows are sorted by, and the way back."""
        menu = QMenu(self)
        for place, column in enumerate(self._rows.columns):
            action = menu.addAction(column.title)
            action.setCheckable(True)
            action.setChecked(not self.isColumnHidden(place))
            action.setData(place)
        menu.triggered.connect(self._on_column)
        sorting = menu.addMenu(tr("Sort by"))
        for place, column in enumerate(self._rows.columns):
            sorting.addAction(column.title).setData(("sort", place))
        menu.addSeparator()
        menu.addAction(tr("Reset columns")).setData("reset")
        return menu

    def layout_of_columns(self) -> TableLayout:
        """How the columns stand now."""
        columns, header = self._rows.columns, self._header
        shown = sorted(range(len(columns)), key=header.visualIndex)
        return TableLayout(
            hidden=tuple(column.id for place, column in enumerate(columns) if self.isColumnHidden(place)),
            order=tuple(columns[place].id for place in shown),
            widths={columns[place].id: self._widths.whole(place) for place in shown if not self.isColumnHidden(place)},
            sort=columns[header.sorted_by].id if header.sorted_by >= 0 else "",
            falls=header.falls,
        )

    def arrange(self, layout: TableLayout) -> None:
        """Put the columns as they were kept; names that are not columns are left out."""
        places = {column.id: place for place, column in enumerate(self._rows.columns)}
        header = self._header
        with QSignalBlocker(self), QSignalBlocker(header):
            for target, name in enumerate(name for name in layout.order if name in places):
                header.moveSection(header.visualIndex(places[name]), target)
            for name, place in places.items():
                self.setColumnHidden(place, name in layout.hidden)
                if layout.widths.get(name, 0) >= _NARROWEST // 2:
                    self._widths.resize(place, layout.widths[name])
            header.sorted_by, header.falls = places.get(layout.sort, -1), layout.falls
        self.set_rows(self._given)
        self._share_room()
        header.viewport().update()

    def _free_widths(self) -> None:
        """Widths can be dragged again after they were measured anew."""
        for place in range(len(self._rows.columns)):
            self._header.setSectionResizeMode(place, QHeaderView.ResizeMode.Interactive)

    @Slot(QPoint)
    def _on_header_menu(self, point: QPoint) -> None:
        menu = self.columns_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self._header.mapToGlobal(point))

    @Slot(QAction)
    def _on_column(self, action: QAction) -> None:
        data = action.data()
        if data == "reset":
            self.arrange(self._first_layout())
            self._size_columns()
            self._free_widths()
            self._widths = Widths(self._rows, self._header, self._pad)
            self._widths.grow(self._rows.rows, self.viewport().width())
            self._share_room()
        elif isinstance(data, int):
            shown = sum(not self.isColumnHidden(place) for place in range(len(self._rows.columns)))
            self.setColumnHidden(data, not action.isChecked() and shown > 1)
            self._share_room()
        else:
            self.sort_by(data[1])
            return
        self.arranged.emit()

    @Slot(int, int, int)
    def _on_resized(self, place: int, _before: int, _now: int) -> None:
        if not self._widths.is_at_work:
            self._widths.keep(place)
            self.arranged.emit()

    @Slot(int, int, int)
    def _on_arranged(self, _place: int, _before: int, _now: int) -> None:
        self.arranged.emit()

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

    @property
    def goes_sideways(self) -> bool:
        """Whether Left and Right do something: the keyboard has come here by itself and columns are out of sight."""
        return self._painter.has_focus and self.horizontalScrollBar().maximum() > 0

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


def _holds(row: TableRow, words: tuple[str, ...]) -> bool:
    text = " ".join(cell.spoken for cell in row.cells).casefold()
    return all(word in text for word in words)
