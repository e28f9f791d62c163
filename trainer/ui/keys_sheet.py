"""The sheet of all keys, with a search."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QVBoxLayout, QWidget

from trainer.core.language import english, tr
from trainer.ui.actions import DESK_ACTIONS, KeyMap
from trainer.ui.components.dialogs import open_at
from trainer.ui.components.labels import key_words
from trainer.ui.components.tables import Cell, Column, DataTable, TableRow
from trainer.ui.theme.current import font

_COLUMNS = (Column("key", english("Key"), width=120), Column("what", english("What it does"), width=280, stretch=True),
            Column("where", english("Where"), width=90))  # fmt: skip

_THROUGH = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


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
        self.search.installEventFilter(self)
        self.search.textChanged.connect(self._filter)
        self._filter("")
        self.search.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows and pages go through the keys while the cursor stays in the search."""
        is_press = watched is self.search and event.type() == QEvent.Type.KeyPress
        if is_press and isinstance(event, QKeyEvent) and event.key() in _THROUGH:
            QApplication.sendEvent(self.table, event)
            return True
        return False

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
