"""`CommandPalette(commands, parent)`: type a few letters, Enter runs; over actions, scenarios, pages and settings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout, QWidget

from trainer.core.language import english, tr
from trainer.ui.components.labels import Label, key_words
from trainer.ui.components.tables import Cell, Column, DataTable, TableRow
from trainer.ui.theme.current import font

_COLUMNS = (Column("text", english("Command"), width=330, stretch=True), Column("where", english("Where"), width=110),
            Column("key", english("Key"), width=136))  # fmt: skip
_MOST = 200


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be done: words, where it belongs, its key, and what runs it."""

    text: str
    where: str
    key: str
    run: Callable[[], object]


class CommandPalette(QDialog):
    """A search over everything; arrows move, Enter runs, Esc closes."""

    def __init__(self, entries: Sequence[Entry], parent: QWidget) -> None:
        """Offer these, the most used kinds first as given."""
        super().__init__(parent)
        self.setObjectName("command_palette")
        self.setWindowTitle(tr("Find a command"))
        self.resize(620, 420)
        self._entries = tuple(entries)
        self.edit = QLineEdit()
        self.edit.setObjectName("palette_edit")
        self.edit.setAccessibleName(tr("Find a command, scenario or setting"))
        self.edit.setPlaceholderText(tr("What do you want to do?"))
        self.edit.setFont(font("body"))
        self.edit.setFixedHeight(34)
        self.edit.installEventFilter(self)
        self.table = DataTable(_COLUMNS, name="palette_table", accessible=tr("Commands found"))
        self._none = Label("", "table", "secondary", name="palette_none")
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        column.addWidget(self.edit)
        column.addWidget(self.table, 1)
        column.addWidget(self._none)
        self.edit.textChanged.connect(self._on_text)
        self.table.row_activated.connect(self.run)
        self._on_text("")
        self.edit.setFocus()

    def found(self) -> tuple[str, ...]:
        """Texts of what is offered now, the first chosen by Enter."""
        return tuple(row.cells[0].text for row in self.table.rows())

    @Slot(str)
    def run(self, place: str) -> None:
        """Close, then run a command by its place."""
        entry = self._entries[int(place)]
        self.accept()
        QTimer.singleShot(0, entry.run)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows move the choice and Enter takes it while the cursor stays in the line."""
        if watched is self.edit and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                self._move(1 if event.key() == Qt.Key.Key_Down else -1)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                if self.table.selected():
                    self.run(self.table.selected())
                return True
        return False

    def _move(self, step: int) -> None:
        ids = [row.id for row in self.table.rows()]
        if ids:
            here = ids.index(self.table.selected()) if self.table.selected() in ids else -step
            self.table.select(ids[(here + step) % len(ids)])
            self.table.scrollTo(self.table.currentIndex())

    @Slot(str)
    def _on_text(self, text: str) -> None:
        words = text.casefold().split()
        scored = []
        for place, entry in enumerate(self._entries):
            whole = f"{entry.text} {entry.where}".casefold()
            if all(word in whole for word in words):
                begins = any(part.startswith(words[0]) for part in entry.text.casefold().split()) if words else True
                scored.append((not begins, place, entry))
        rows = [
            TableRow(str(place), (Cell(entry.text), Cell(entry.where, "quiet"), Cell(key_words(entry.key), "quiet")))
            for _, place, entry in sorted(scored, key=lambda item: item[:2])[:_MOST]
        ]
        self.table.set_rows(rows)
        self.table.select(rows[0].id if rows else "")
        self._none.show_text(
            ""
            if rows
            else tr("Nothing is called {text}. Try a word of a scenario or setting.").format(text=text.strip())
        )
        self._none.setVisible(not rows)
