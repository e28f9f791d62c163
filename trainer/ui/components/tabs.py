"""`TabBar([(id, text), ...], name=, accessible=)`: words over an accent line, each with a quiet count.

`current()`, `choose(id)` (silent), `show_count(id, number)`, `show_tab(id, is_there=)`, signal `chosen(str)`;
the bar is 36 high and one Tab stop.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QTabBar

from trainer.core.language import tr
from trainer.ui.components.painted import tone_colour
from trainer.ui.components.tab_stop import finish_typing, tab_stop
from trainer.ui.theme.current import font, text_width, theme_signals

_HEIGHT = 36
_GAP = 6
_SPACE = 20
_INSET = 4
"""Room for the ring of the keyboard's focus beside the words of the first tab."""


class TabBar(QTabBar):
    """One of a few panels."""

    chosen = Signal(str)

    def __init__(self, tabs: Sequence[tuple[str, str]], *, name: str, accessible: str) -> None:
        """Show the tabs with the first one chosen."""
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(accessible)
        self._ids = tuple(tab_id for tab_id, _ in tabs)
        self._counts: dict[str, int] = {}
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(False)
        tab_stop(self)
        for _, text in tabs:
            self.addTab(tr(text))
        self.tabBarClicked.connect(finish_typing)
        self.currentChanged.connect(self._on_changed)
        theme_signals.changed.connect(self._on_theme_changed)

    def current(self) -> str:
        """The id of the chosen tab."""
        return self._ids[self.currentIndex()]

    def choose(self, tab_id: str) -> None:
        """Choose without a signal; raises ValueError for an unknown id."""
        with QSignalBlocker(self):
            self.setCurrentIndex(self._ids.index(tab_id))
        self.update()

    def show_tab(self, tab_id: str, *, is_there: bool) -> None:
        """Offer a tab or take it away; raises ValueError for an unknown id."""
        with QSignalBlocker(self):
            self.setTabVisible(self._ids.index(tab_id), is_there)
        self.updateGeometry()

    def show_count(self, tab_id: str, count: int | None) -> None:
        """Put a number after a tab's words; None takes it away. Raises ValueError for an unknown id."""
        place = self._ids.index(tab_id)
        before = self._counts.get(tab_id)
        if count is None:
            self._counts.pop(tab_id, None)
        else:
            self._counts[tab_id] = count
        if before != count:
            self.setAccessibleTabName(place, self.tabText(place) + ("" if count is None else f" {count}"))
            self.setTabText(place, self.tabText(place))
            self.updateGeometry()
            self.update()

    def tabSizeHint(self, index: int) -> QSize:  # noqa: N802 - Qt's name
        """Words, count and the space to the next tab."""
        width = text_width(self.tabText(index), "table", 500)
        return QSize(round(width + self._count_width(index)) + _SPACE, _HEIGHT)

    def minimumTabSizeHint(self, index: int) -> QSize:  # noqa: N802 - Qt's name
        """Nothing is cut."""
        return self.tabSizeHint(index)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw words, counts and the line of the chosen tab."""
        painter = QPainter(self)
        middle = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        for index in (place for place in range(self.count()) if self.isTabVisible(place)):
            room = QRectF(self.tabRect(index)).adjusted(_INSET, 0, _INSET - _SPACE, 0)
            is_current = index == self.currentIndex()
            painter.setFont(font("table", 500))
            painter.setPen(tone_colour("primary" if is_current else "secondary"))
            painter.drawText(room, middle, self.tabText(index))
            count = self._counts.get(self._ids[index])
            if count is not None:
                painter.setFont(font("table"))
                painter.setPen(tone_colour("quiet"))
                painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(count))
            if is_current:
                painter.fillRect(QRectF(room.left(), self.height() - 2, room.width(), 2), tone_colour("accent"))
                if self.hasFocus():
                    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                    painter.setPen(tone_colour("accent"))
                    painter.drawRoundedRect(room.adjusted(0.5 - _INSET, 5.5, _INSET - 0.5, -6.5), 4, 4)
        painter.end()

    def _count_width(self, index: int) -> float:
        count = self._counts.get(self._ids[index])
        return 0.0 if count is None else text_width(str(count), "table") + _GAP

    @Slot(int)
    def _on_changed(self, index: int) -> None:
        if index >= 0:
            self.chosen.emit(self._ids[index])

    @Slot(object)
    def _on_theme_changed(self, _theme: object) -> None:
        self.update()
