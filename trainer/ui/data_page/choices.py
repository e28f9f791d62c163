"""`ChoiceButton`: one of a few in a menu. `ChipCloud`: any number of many, as chips that wrap; `chosen(tuple)`."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QStyle, QStyleOptionButton, QStylePainter, QWidget

from trainer.ui.components.buttons import Button
from trainer.ui.components.chips import Chip
from trainer.ui.components.ticked import tick
from trainer.ui.theme.current import pixmap

_GAP, _RING, _ICON = 6, 3, 14


class ChoiceButton(Button):
    """A button with a menu of a few choices; `chosen(id)`."""

    chosen = Signal(str)

    def __init__(self, choices: Sequence[tuple[str, str]], *, name: str, accessible: str) -> None:
        """Show the first choice."""
        super().__init__(choices[0][1], name=name, accessible=accessible)
        self.setProperty("ui", "choice")
        self.setFixedHeight(32)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(72)
        self.setAutoDefault(False)
        self._choices = dict(choices)
        self._words = accessible
        self._current = choices[0][0]
        menu = QMenu(self)
        for choice, words in choices:
            menu.addAction(words).setData(choice)
        menu.triggered.connect(self._on_action)
        self.setMenu(menu)
        tick(menu, self._current)

    def current(self) -> str:
        """The id of what is chosen."""
        return self._current

    def choose(self, choice: str) -> None:
        """Choose without a signal; an unknown id is shown as it is."""
        self._current = choice
        tick(self.menu(), choice)
        self.setText(self._choices.get(choice, choice))
        self.setAccessibleName(f"{self._words}: {self.text()}")

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Words at the left as in a field, and a chevron at the right that says there is a menu."""
        painter, option = QStylePainter(self), QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        room = self.rect().adjusted(10, 0, -_ICON - 12, 0)
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        place = (self.width() - _ICON - 8, (self.height() - _ICON) // 2)
        painter.drawPixmap(*place, pixmap("chevron-down", "text.secondary", _ICON, self.devicePixelRatioF()))
        painter.end()

    @Slot(QAction)
    def _on_action(self, action: QAction) -> None:
        self.choose(action.data())
        self.chosen.emit(action.data())


class ChipCloud(QWidget):
    """Chips in as many rows as the width needs."""

    chosen = Signal(object)

    def __init__(self, *, name: str, accessible: str) -> None:
        """Start without chips."""
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(accessible)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.chips: dict[str, Chip] = {}
        self._order: tuple[str, ...] = ()

    def show_choices(self, choices: Sequence[tuple[str, str]], chosen: Sequence[str]) -> None:
        """Show these chips, some of them chosen; a chosen one that is no choice is shown, too."""
        wanted = dict(choices) | {one: one for one in chosen if one not in dict(choices)}
        if list(wanted) != list(self.chips):
            for chip in self.chips.values():
                chip.hide()
                chip.deleteLater()
            self.chips = {choice: self._build(choice, words) for choice, words in wanted.items()}
            self._place()
            self.updateGeometry()
        self._order = tuple(chosen)
        for choice, chip in self.chips.items():
            chip.setChecked(choice in chosen)

    def hasHeightForWidth(self) -> bool:
        """Rows depend on the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Room for every row."""
        return self._rows(width)[1]

    def sizeHint(self) -> QSize:
        """As high as the present width asks."""
        return QSize(320, self._rows(max(320, self.width()))[1])

    def minimumSizeHint(self) -> QSize:
        """Never lower than its rows."""
        return QSize(120, self._rows(max(320, self.width()))[1])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the rows out anew."""
        super().resizeEvent(event)
        self._place()
        self.updateGeometry()

    def _build(self, choice: str, words: str) -> Chip:
        chip = Chip(words, name=f"{self.objectName()}_{choice}")
        chip.setParent(self)
        chip.show()
        chip.clicked.connect(self._on_clicked)
        return chip

    def _rows(self, width: int) -> tuple[list[tuple[int, int]], int]:
        """The place of each chip, and the height of all."""
        places, x, y, high = [], _RING, _RING, 22
        for chip in self.chips.values():
            size = chip.sizeHint()
            if x > _RING and x + size.width() + _RING > width:
                x, y = _RING, y + high + _GAP
            places.append((x, y))
            x += size.width() + _GAP
        return places, y + high + _RING

    def _place(self) -> None:
        for chip, (x, y) in zip(self.chips.values(), self._rows(self.width())[0], strict=True):
            chip.setGeometry(x, y, chip.sizeHint().width(), 22)

    @Slot()
    def _on_clicked(self) -> None:
        """Those chosen before keep their order; a new one comes last."""
        on = [choice for choice, chip in self.chips.items() if chip.isChecked()]
        kept = [choice for choice in self._order if choice in on]
        self._order = (*kept, *(choice for choice in on if choice not in kept))
        self.chosen.emit(self._order)
