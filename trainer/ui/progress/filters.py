"""The filters of Progress: one small menu each, which shows what is chosen."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from trainer.presenters.progress_filter import FilterChoice
from trainer.ui.components.cards import grounded
from trainer.ui.components.menu_button import MenuButton


class FilterRow(QWidget):
    """Signal: `chosen(str, str)` with a filter's field and the id of the choice."""

    chosen = Signal(str, str)

    def __init__(self, choices: tuple[FilterChoice, ...]) -> None:
        """A button with a menu for every filter."""
        super().__init__()
        self.setObjectName("progress_filters")
        grounded(self, "page")
        self.buttons: dict[str, MenuButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for one in choices:
            self.buttons[one.field] = self._button(one)
            row.addWidget(self.buttons[one.field])

    def _button(self, one: FilterChoice) -> MenuButton:
        words = dict(one.choices).get(one.chosen, one.title)
        button = MenuButton(words, name=f"filter_{one.field}", accessible=f"{one.title}: {words}")
        menu = QMenu(button)
        group = QActionGroup(menu)
        for key, text in one.choices:
            action = menu.addAction(text)
            action.setCheckable(True)
            action.setChecked(key == one.chosen)
            action.setData((one.field, key))
            group.addAction(action)
        menu.triggered.connect(self._on_chosen)
        button.setMenu(menu)
        return button

    @Slot(QAction)
    def _on_chosen(self, action: QAction) -> None:
        field, key = action.data()
        self.chosen.emit(field, key)
