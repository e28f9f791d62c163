"""`Column`, `Cell`, `TableRow` and the model that shows them; rows are frozen and replaced, never edited in place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from trainer.core.language import english, tr

AnyIndex = QModelIndex | QPersistentModelIndex
_SIDE_WORDS = {"long": english("Long"), "short": english("Short")}


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `width` is pixels, or the widest expected text; a stretched column takes what is left.

    `bar` reserves that many pixels right of the figure for the bars of its cells.
    """

    id: str
    text: str
    align: Literal["left", "right"] = "left"
    width: int | str = 96
    stretch: bool = False
    bar: int = 0
    is_extra: bool = False
    """Hidden until the learner asks for it, where columns can be arranged."""
    short: str = ""
    """Words of the header where there is no room for the whole ones, which its tooltip then has."""

    @property
    def title(self) -> str:
        """Its words in the learner's language."""
        return tr(self.text)

    @property
    def least(self) -> str:
        """The shortest words its header may show, in the learner's language."""
        return tr(self.short or self.text)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: text in a tone, quiet `rest` after it, a side's triangle, a tag, or a bar with a share of 0 to 1."""

    text: str
    tone: str = "primary"
    strong: bool = False
    side: str = ""
    tag: str = ""
    bar: float | None = None
    bar_tone: str = "series"
    rest: str = ""

    @property
    def spoken(self) -> str:
        """What a screen reader says."""
        side = tr(_SIDE_WORDS.get(self.side, ""))
        words = ("" if self.text.lower().startswith(side.lower()) else side, self.text, self.rest)
        return " ".join(word for word in words if word)


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row by its id; state "" or "liquidated" (magenta ground)."""

    id: str
    cells: tuple[Cell, ...]
    state: str = ""


class RowsModel(QAbstractTableModel):
    """Frozen rows under named columns."""

    def __init__(self, columns: Sequence[Column]) -> None:
        """Start without rows."""
        super().__init__()
        self.columns = tuple(columns)
        self.rows: tuple[TableRow, ...] = ()

    def show(self, rows: Sequence[TableRow]) -> bool:
        """Replace the rows; True when ids changed and the view has to forget its selection."""
        fresh = tuple(rows)
        if [row.id for row in fresh] != [row.id for row in self.rows]:
            self.beginResetModel()
            self.rows = fresh
            self.endResetModel()
            return True
        before, self.rows = self.rows, fresh
        for place, (old, new) in enumerate(zip(before, fresh, strict=True)):
            if old != new:
                self._tell(place, old, new)
        return False

    def _tell(self, place: int, old: TableRow, new: TableRow) -> None:
        """Name the changed cells one by one: a view paints all it shows for more than one at a time."""
        if (old.state, len(old.cells)) != (new.state, len(new.cells)):
            self.dataChanged.emit(self.index(place, 0), self.index(place, len(self.columns) - 1))
            return
        for column, (before, now) in enumerate(zip(old.cells, new.cells, strict=True)):
            if before != now:
                self.dataChanged.emit(self.index(place, column), self.index(place, column))

    def cell(self, index: AnyIndex) -> Cell:
        """The cell of an index; an empty one where a row is short."""
        cells = self.rows[index.row()].cells
        return cells[index.column()] if index.column() < len(cells) else Cell("")

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        """Number of rows."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: AnyIndex | None = None) -> int:
        """Number of columns."""
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        """Text for search, copying and screen readers; painting asks for the cell."""
        wanted = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
        return self.cell(index).spoken if index.isValid() and role in wanted else None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | None:
        """A column's words; where the header may shorten them its tooltip has all of them."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.ToolTipRole:
            return self.columns[section].title if self.columns[section].short else None
        wanted = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
        if orientation is Qt.Orientation.Horizontal and role in wanted:
            return self.columns[section].title
        return None
