"""Rows of a draft that come and go: events, questions and hazards, each a line of fields with its own sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from trainer.ui.components.buttons import Button
from trainer.ui.components.cards import Card
from trainer.ui.components.icon_label import IconLabel
from trainer.ui.components.labels import Label
from trainer.ui.data_page.text_field import TextField


@dataclass(frozen=True, slots=True)
class RowField:
    """One field of a row: its id and words; `choices` make it a menu; `stretch` its share of the width."""

    id: str
    words: str
    choices: tuple[tuple[str, str], ...] = ()
    stretch: int = 2


class ChoiceButton(Button):
    """A button with a menu of a few choices; `chosen(id)`."""

    chosen = Signal(str)

    def __init__(self, choices: Sequence[tuple[str, str]], *, name: str, accessible: str) -> None:
        """Show the first choice."""
        super().__init__(choices[0][1], name=name, accessible=accessible)
        self.setFixedHeight(32)
        self.setAutoDefault(False)
        self._choices = dict(choices)
        self._words = accessible
        self._current = choices[0][0]
        menu, group = QMenu(self), QActionGroup(self)
        for choice, words in choices:
            action = menu.addAction(words)
            action.setData(choice)
            group.addAction(action)
        group.triggered.connect(self._on_action)
        self.setMenu(menu)

    def current(self) -> str:
        """The id of what is chosen."""
        return self._current

    def choose(self, choice: str) -> None:
        """Choose without a signal; an unknown id is shown as it is."""
        self._current = choice
        self.setText(self._choices.get(choice, choice))
        self.setAccessibleName(f"{self._words}: {self.text()}")

    @Slot(QAction)
    def _on_action(self, action: QAction) -> None:
        self.choose(action.data())
        self.chosen.emit(action.data())


class DraftRow(QWidget):
    """One row; `changed(place)` when a field was typed, `removed(place)`."""

    changed = Signal(int)
    removed = Signal(int)

    def __init__(self, place: int, fields: Sequence[RowField], *, name: str) -> None:
        """Build the fields."""
        super().__init__()
        self.setObjectName(f"{name}_{place}")
        self._place = place
        self.fields: dict[str, TextField | ChoiceButton] = {}
        self._problem = IconLabel("", "close", "short", name=f"{name}_{place}_problem", wraps=True)
        row = QHBoxLayout()
        row.setSpacing(8)
        for field in fields:
            field_name = f"{name}_{place}_{field.id}"
            if field.choices:
                choice = ChoiceButton(field.choices, name=field_name, accessible=field.words)
                choice.chosen.connect(self._on_typed)
                column = QVBoxLayout()
                column.setSpacing(4)
                column.addWidget(Label(field.words, "caption", "secondary", name=f"{field_name}_label"))
                column.addWidget(choice)
                column.addStretch(1)
                row.addLayout(column, field.stretch)
                self.fields[field.id] = choice
            else:
                text = TextField(field.words, name=field_name)
                text.typed.connect(self._on_typed)
                row.addWidget(text, field.stretch)
                self.fields[field.id] = text
        remove = Button("", "quiet", name=f"{name}_{place}_remove", icon="close", accessible="Take this row away")
        remove.setAutoDefault(False)
        remove.clicked.connect(self._on_remove)
        side = QVBoxLayout()
        side.addSpacing(22)
        side.addWidget(remove)
        side.addStretch(1)
        row.addLayout(side)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self._problem)

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
        self.changed.emit(self._place)

    @Slot()
    def _on_remove(self) -> None:
        self.removed.emit(self._place)


class RowsCard(Card):
    """A titled list of rows; `row_changed(place, values)`, `row_removed(place)`, `row_added()`."""

    row_changed = Signal(int, object)
    row_removed = Signal(int)
    row_added = Signal()

    def __init__(self, title: str, add: str, fields: Sequence[RowField], *, name: str) -> None:
        """Start without rows."""
        super().__init__(name=f"{name}_card", spacing=10)
        self._fields, self._name = tuple(fields), name
        self._rows: list[DraftRow] = []
        self.add = Button(add, name=f"{name}_add", icon="plus")
        self.add.setAutoDefault(False)
        self.add.clicked.connect(self.row_added)
        head = QHBoxLayout()
        head.addWidget(Label(title, "section", name=f"{name}_title"))
        head.addStretch(1)
        self.head = head
        head.addWidget(self.add)
        self.body.addLayout(head)

    def show_rows(self, rows: Sequence[dict[str, str]], problems: Sequence[str]) -> None:
        """Show these rows; fields being typed in keep their cursor."""
        while len(self._rows) > len(rows):
            row = self._rows.pop()
            self.body.removeWidget(row)
            row.hide()
            row.deleteLater()
        while len(self._rows) < len(rows):
            row = DraftRow(len(self._rows), self._fields, name=self._name)
            row.changed.connect(self._on_changed)
            row.removed.connect(self.row_removed)
            self._rows.append(row)
            self.body.addWidget(row)
        for row, values, problem in zip(self._rows, rows, problems, strict=True):
            row.show_values(values, problem)

    @Slot(int)
    def _on_changed(self, place: int) -> None:
        self.row_changed.emit(place, self._rows[place].values())
