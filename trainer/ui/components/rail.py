"""`Rail(name=)`: the navigation rail, 52 wide: logo, pages, and at the foot the keys and the settings.

`add_button(id, title, icon, key, at_foot=)`, `add_command(...)`, `show_current(id)`, `show_key(id, key)`; signal
`chosen(str)`.
"""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QToolButton, QVBoxLayout, QWidget

from trainer.core.language import tr
from trainer.ui.components.cards import grounded
from trainer.ui.components.focus_ring import give_ring
from trainer.ui.components.icon_label import IconView
from trainer.ui.components.labels import with_key
from trainer.ui.components.tab_stop import pressed_by
from trainer.ui.theme.current import current_theme, icon, theme_signals

WIDTH = 52
_BUTTON = 36
_ICON = 18
_BAR = QSize(2, 20)


class RailButton(QToolButton):
    """One square of the rail; the words are its tooltip and its accessible name."""

    picked = Signal(str)

    def __init__(self, button_id: str, title: str, icon_name: str, key: str, *, is_page: bool) -> None:
        """A page stays chosen; a command does not."""
        super().__init__()
        self.button_id = button_id
        self._icon_name = icon_name
        self.setObjectName(f"rail_{button_id}")
        self.setProperty("ui", "rail")
        self.setCheckable(is_page)
        self.setFixedSize(_BUTTON, _BUTTON)
        self.setIconSize(QSize(_ICON, _ICON))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(title)
        self.show_key(key)
        give_ring(self)
        self.tint()
        self.clicked.connect(self._on_clicked)
        self.toggled.connect(self._on_toggled)

    def show_key(self, key: str) -> None:
        """Tell the key that does the same."""
        self.setToolTip(with_key(self.accessibleName(), key))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return presses it too."""
        if not pressed_by(self, event):
            super().keyPressEvent(event)

    @Slot()
    def tint(self) -> None:
        """Take the colours of the theme in force."""
        self.setIcon(icon(self._icon_name, "accent.text" if self.isChecked() else "text.secondary", _ICON))

    @Slot()
    def _on_clicked(self) -> None:
        self.picked.emit(self.button_id)

    @Slot(bool)
    def _on_toggled(self, _is_on: bool) -> None:
        self.tint()


class Rail(QFrame):
    """The column of buttons at the left edge."""

    chosen = Signal(str)

    def __init__(self, *, name: str) -> None:
        """Only the logo."""
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(tr("Pages"))
        self.setFixedWidth(WIDTH)
        grounded(self, "chrome")
        self._group = QButtonGroup(self)
        self._buttons: dict[str, RailButton] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(8, 14, 8, 8)
        self._column.setSpacing(4)
        self._column.addWidget(IconView("logo", "accent", 20, name="logo"), 0, Qt.AlignmentFlag.AlignHCenter)
        self._column.addSpacing(14)
        self._foot = self._column.count()
        self._column.addStretch(1)
        theme_signals.changed.connect(self._on_theme_changed)

    def add_button(self, page_id: str, title: str, icon_name: str, key: str = "", *, at_foot: bool = False) -> None:
        """Add a page's button after the others, or at the foot."""
        button = self._add(RailButton(page_id, title, icon_name, key, is_page=True), at_foot=at_foot)
        self._group.addButton(button)

    def add_command(self, command_id: str, title: str, icon_name: str) -> None:
        """Add a button at the foot that opens something without leaving the page."""
        self._add(RailButton(command_id, title, icon_name, "", is_page=False), at_foot=True)

    def show_key(self, button_id: str, key: str) -> None:
        """Tell another key of a button."""
        self._buttons[button_id].show_key(key)

    def show_current(self, page_id: str) -> None:
        """Mark a page's button; Tab comes to it, arrows go on from there."""
        for button in self._group.buttons():
            is_current = button is self._buttons[page_id]
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus if is_current else Qt.FocusPolicy.NoFocus)
        self._buttons[page_id].setChecked(True)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground, the line to the page and the bar of the chosen page."""
        super().paintEvent(event)
        painter = QPainter(self)
        theme = current_theme()
        painter.fillRect(QRect(self.width() - 1, 0, 1, self.height()), theme.colour("line.subtle"))
        button = self._group.checkedButton()
        if button is not None:
            top = button.geometry().center().y() - _BAR.height() // 2 + 1
            painter.fillRect(QRect(0, top, _BAR.width(), _BAR.height()), theme.colour("accent.text"))
        painter.end()

    def _add(self, button: RailButton, *, at_foot: bool) -> RailButton:
        self._buttons[button.button_id] = button
        if at_foot:
            self._column.addWidget(button)
        else:
            self._column.insertWidget(self._foot, button)
            self._foot += 1
        button.picked.connect(self.chosen)
        places = sorted(self._buttons.values(), key=self._column.indexOf)
        for before, after in pairwise(places):
            QWidget.setTabOrder(before, after)
        return button

    @Slot(object)
    def _on_theme_changed(self, _theme: object) -> None:
        for button in self._buttons.values():
            button.tint()
        self.update()
