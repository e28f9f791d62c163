"""`CardGrid(name=)`: as many cards across as fit, 300 wide at least; arrow keys go from card to card."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from trainer.presenters.home_views import ScenarioCardView
from trainer.ui.home.card import CARD_HEIGHT, ScenarioCard

GAP = 16
NARROWEST = 290


class CardGrid(QWidget):
    """Cards in rows; widgets are kept and shown again with other scenarios."""

    picked = Signal(str)
    focus_moved = Signal(object)

    def __init__(self, *, name: str) -> None:
        """Show no card."""
        super().__init__()
        self.setObjectName(name)
        self._cards: list[ScenarioCard] = []
        self._shown = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def cards(self) -> tuple[ScenarioCard, ...]:
        """The cards that are shown."""
        return tuple(self._cards[: self._shown])

    def columns(self) -> int:
        """Cards in one row at the present width."""
        return max(1, (self.width() + GAP) // (NARROWEST + GAP))

    def show_cards(self, views: Sequence[ScenarioCardView]) -> None:
        """Show these scenarios in order."""
        while len(self._cards) < len(views):
            card = ScenarioCard(name=f"scenario_card_{len(self._cards)}", parent=self)
            card.picked.connect(self.picked)
            card.moved.connect(self._on_moved)
            self._cards.append(card)
        for index, card in enumerate(self._cards):
            if index < len(views):
                card.show_view(views[index])
            card.setVisible(index < len(views))
        self._shown = len(views)
        self._place()

    def sizeHint(self) -> QSize:
        """All rows."""
        rows = -(-self._shown // self.columns())
        return QSize(NARROWEST, max(0, rows * (CARD_HEIGHT + GAP) - GAP))

    def minimumSizeHint(self) -> QSize:
        """The same: the page scrolls, the grid does not."""
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the cards their places."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        columns = self.columns()
        wide = self.width() - GAP * (columns - 1)
        for index, card in enumerate(self.cards):
            row, column = divmod(index, columns)
            left, right = wide * column // columns, wide * (column + 1) // columns
            card.setGeometry(left + GAP * column, row * (CARD_HEIGHT + GAP), right - left, CARD_HEIGHT)
        wanted = self.sizeHint().height()
        if self.minimumHeight() != wanted:
            self.setFixedHeight(wanted)

    @Slot()
    def focus_first(self) -> None:
        """Give the first card the keyboard, if one is shown."""
        if self._shown:
            self.cards[0].setFocus(Qt.FocusReason.TabFocusReason)
            self.focus_moved.emit(self.cards[0])

    @Slot(str)
    def _on_moved(self, direction: str) -> None:
        cards, sender = self.cards, self.sender()
        if not isinstance(sender, ScenarioCard):
            return
        step = {"left": -1, "right": 1, "up": -self.columns(), "down": self.columns()}[direction]
        place = cards.index(sender) + step
        if 0 <= place < len(cards):
            cards[place].setFocus(Qt.FocusReason.TabFocusReason)
            self.focus_moved.emit(cards[place])
