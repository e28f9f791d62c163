"""The sheet of all keys, with a search."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QSize, Slot
from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout, QWidget

from trainer.core.language import english, tr
from trainer.ui.actions import DESK_ACTIONS, KeyMap
from trainer.ui.components.dialogs import open_at
from trainer.ui.components.labels import key_words
from trainer.ui.components.tables import Cell, Column, DataTable, TableRow
from trainer.ui.theme.current import font

_COLUMNS = (Column("key", english("Key"), width=120), Column("what", english("What it does"), width=280, stretch=True),
            Column("where", english("Where"), width=90))  # fmt: skip


class KeysSheet(QDialog):
    """Every key of the window and of the Desk; Esc closes it."""

    def __init__(self, window_keys: Iterable[tuple[str, str]], keys: KeyMap, parent: QWidget) -> None:
        """List all keys as they are set now."""
        super().__init__(parent)
        self.setObjectName("keys_sheet")
        self.setWindowTitle(tr("All keys"))
        open_at(self, QSize(560, 620))
        rows = [(key, text, tr("Window")) for key, text in window_keys]
        rows += [(keys.key(row), row.words, tr("Desk")) for row in DESK_ACTIONS]
        self._rows = [
            TableRow(str(place), (Cell(key_words(key) or tr("none"), strong=True), Cell(text), Cell(where, "quiet")))
            for place, (key, text, where) in enumerate(rows)
        ]
        self.search = QLineEdit()
        self.search.setObjectName("keys_search")
        self.search.setAccessibleName(tr("Search keys"))
        self.search.setPlaceholderText(tr("Search"))
        self.search.setFont(font("body"))
        self.search.setFixedHeight(34)
        self.table = DataTable(_COLUMNS, name="keys_table", accessible=tr("Keys"))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(10)
        column.addWidget(self.search)
        column.addWidget(self.table, 1)
        self.search.textChanged.connect(self._filter)
        self._filter("")
        self.search.setFocus()

    @Slot(str)
    def _filter(self, text: str) -> None:
        words = text.lower().split()
        self.table.set_rows(
            [
                row
                for row in self._rows
                if all(word in " ".join(cell.text for cell in row.cells).lower() for word in words)
            ]
        )
