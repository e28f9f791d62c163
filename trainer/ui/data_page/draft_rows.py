"""Rows of a draft that come and go: events, questions, hazards, facts; each with fields and a sentence of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from trainer.core.language import tr
from trainer.ui.components.buttons import Button
from trainer.ui.components.cards import Card, Rule
from trainer.ui.components.icon_label import IconLabel
from trainer.ui.components.labels import Label
from trainer.ui.components.text_field import TextField
from trainer.ui.data_page.choices import ChoiceButton


@dataclass(frozen=True, slots=True)
class RowField:
    """One field of a row: its id and words; `choices` make it a menu; `stretch` its share of the width of its line."""

    id: str
    words: str
    choices: tuple[tuple[str, str], ...] = ()
    stretch: int = 2


RowLine = tuple[RowField, ...]


class DraftRow(QWidget):
    """One row of one or more lines; `changed(place, values)` with what was typed, `removed(place)`."""

    changed = Signal(int, object)
    removed = Signal(int)

    def __init__(self, place: int, lines: Sequence[RowLine], *, name: str) -> None:
        """Build the fields; in a list of single lines only the first tells their names."""
        super().__init__()
        self.setObjectName(f"{name}_{place}")
        self._place = place
        self.fields: dict[str, TextField | ChoiceButton] = {}
        self._problem = IconLabel("", "close", "short", name=f"{name}_{place}_problem", wraps=True)
        has_captions = len(lines) > 1 or place == 0
        fields = QVBoxLayout()
        fields.setSpacing(8)
        for line in lines:
            row = QHBoxLayout()
            row.setSpacing(8)
            for field in line:
                row.addLayout(self._field(field, f"{name}_{place}_{field.id}", has_captions), field.stretch)
            fields.addLayout(row)
        remove = Button(
            "",
            "quiet",
            name=f"{name}_{place}_remove",
            icon="close",
            accessible=tr("Take row {row} away").format(row=self._place + 1),
        )
        remove.setAutoDefault(False)
        remove.clicked.connect(self._on_remove)
        side = QVBoxLayout()
        side.addSpacing(22 if has_captions else 2)
        side.addWidget(remove)
        side.addStretch(1)
        whole = QHBoxLayout()
        whole.setSpacing(8)
        whole.addLayout(fields, 1)
        whole.addLayout(side)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        if len(lines) > 1 and place > 0:
            column.addWidget(Rule())
            column.addSpacing(4)
        column.addLayout(whole)
        column.addWidget(self._problem)

    def _field(self, field: RowField, name: str, has_caption: bool) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(4)
        if field.choices:
            choice = ChoiceButton(field.choices, name=name, accessible=f"{field.words}, {self._row()}")
            choice.chosen.connect(self._on_typed)
            if has_caption:
                column.addWidget(Label(field.words, "caption", "secondary", name=f"{name}_label"))
            column.addWidget(choice)
            self.fields[field.id] = choice
        else:
            text = TextField(field.words, name=name, has_caption=has_caption)
            text.edit.setAccessibleName(f"{field.words}, {self._row()}")
            text.typed.connect(self._on_typed)
            column.addWidget(text)
            self.fields[field.id] = text
        column.addStretch(1)
        return column

    def _row(self) -> str:
        return tr("row {row}").format(row=self._place + 1)

    def values(self) -> dict[str, str]:
        """What stands in the fields."""
        return {
            key: field.text() if isinstance(field, TextField) else field.current() for key, field in self.fields.items()
        }

    def show_values(self, values: dict[str, str], problem: str) -> None:
        """Show values and what is wrong."""
        for key, field in self.fields.items():
            if isinstance(field, TextField):
                field.set_text(values[key])
            else:
                field.choose(values[key])
        self._problem.show_text(problem, "close", "short")
        self._problem.setVisible(bool(problem))

    @Slot()
    def _on_typed(self) -> None:
        self.changed.emit(self._place, self.values())

    @Slot()
    def _on_remove(self) -> None:
        self.removed.emit(self._place)


class RowsCard(Card):
    """A titled list of rows; `row_changed(list, place, values)`, `row_removed(list, place)`, `row_added(list)`."""

    row_changed = Signal(str, int, object)
    row_removed = Signal(str, int)
    row_added = Signal(str)

    def __init__(self, rows: str, words: tuple[str, str, str], lines: Sequence[RowLine], *, name: str) -> None:
        """Start without rows; `words` are the title, the button's and what is said while there is none."""
        super().__init__(name=f"{name}_card", spacing=10)
        self._list, self._lines, self._name = rows, tuple(lines), name
        self._rows: list[DraftRow] = []
        title, add, empty = words
        self._empty = Label(empty, "caption", "secondary", name=f"{name}_empty", wraps=True)
        self.add = Button(add, name=f"{name}_add", icon="plus")
        self.add.setAutoDefault(False)
        self.add.clicked.connect(self._on_add)
        self.head = QHBoxLayout()
        self.head.addWidget(Label(title, "section", name=f"{name}_title"))
        self.head.addStretch(1)
        self.head.addWidget(self.add)
        self.body.addLayout(self.head)
        self.body.addWidget(self._empty)

    def show_rows(self, rows: Sequence[dict[str, str]], problems: Sequence[str]) -> None:
        """Show these rows; fields being typed in keep their cursor."""
        while len(self._rows) > len(rows):
            row = self._rows.pop()
            self.body.removeWidget(row)
            row.hide()
            row.deleteLater()
        while len(self._rows) < len(rows):
            row = DraftRow(len(self._rows), self._lines, name=self._name)
            row.changed.connect(self._on_changed)
            row.removed.connect(self._on_removed)
            self._rows.append(row)
            self.body.addWidget(row)
        for row, values, problem in zip(self._rows, rows, problems, strict=True):
            row.show_values(values, problem)
        self._empty.setVisible(not rows)

    @Slot(int, object)
    def _on_changed(self, place: int, values: object) -> None:
        self.row_changed.emit(self._list, place, values)

    @Slot(int)
    def _on_removed(self, place: int) -> None:
        self.row_removed.emit(self._list, place)

    @Slot()
    def _on_add(self) -> None:
        self.row_added.emit(self._list)
