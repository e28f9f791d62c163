"""`Segment(id, text, icon, side)` and `SegmentedControl(segments, name=, accessible=)`: one of a few, in one frame.

`current()`, `choose(id)` (silent), signal `chosen(str)` when the learner picks another. Arrow keys move inside.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QFrame, QHBoxLayout, QSizePolicy, QToolButton

from trainer.core.language import tr
from trainer.ui.components.focus_ring import give_ring
from trainer.ui.components.tab_stop import finish_typing, tab_stop
from trainer.ui.theme.current import font, icon, theme_signals


@dataclass(frozen=True, slots=True)
class Segment:
    """One choice; a side gives the fill of long or short and its triangle."""

    id: str
    text: str
    icon: str = ""
    side: Literal["", "long", "short"] = ""


_TRIANGLES = {"long": "triangle-up", "short": "triangle-down"}


class SegmentedControl(QFrame):
    """An exclusive choice; the whole control is one stop of the Tab key."""

    chosen = Signal(str)

    def __init__(
        self, segments: Sequence[Segment], *, name: str, accessible: str, height: int = 28, dense: bool = False
    ) -> None:
        """Show the segments with the first chosen; buttons are called `<name>_<id>`; dense ones have small edges."""
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(accessible)
        self.setProperty("ui", "segments")
        self.setFixedHeight(height)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        tab_stop(self)
        self._segments = tuple(segments)
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(1, 1, 1, 1)
        row.setSpacing(0)
        for index, segment in enumerate(self._segments):
            button = self._build(segment, name, height - 4)
            button.setProperty("dense", dense)
            self._group.addButton(button, index)
            row.addWidget(button)
        self._group.button(0).setChecked(True)
        self._group.idClicked.connect(self._on_clicked)
        self._last = self._segments[0].id
        give_ring(self)
        self._tint()
        theme_signals.changed.connect(self._on_theme_changed)

    def current(self) -> str:
        """The id of the chosen segment."""
        return self._segments[self._group.checkedId()].id

    def choose(self, segment_id: str) -> None:
        """Choose without a signal; raises ValueError for an unknown id. Nothing is done when it is chosen already."""
        if segment_id == self._last:
            return
        ids = [segment.id for segment in self._segments]
        self._group.button(ids.index(segment_id)).setChecked(True)
        self._last = segment_id
        self._tint()

    def choose_none(self) -> None:
        """Show no segment as chosen, for a value that has none."""
        self._group.setExclusive(False)
        for button in self._group.buttons():
            button.setChecked(False)
        self._group.setExclusive(True)
        self._last = ""
        self._tint()

    def button(self, segment_id: str) -> QAbstractButton:
        """The button of a segment; raises ValueError for an unknown id."""
        return self._group.button([segment.id for segment in self._segments].index(segment_id))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the choice with the arrow keys."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if not step:
            super().keyPressEvent(event)
            return
        index = min(max(self._group.checkedId() + step, 0), len(self._segments) - 1)
        if self._group.button(index).isEnabled():
            self._group.button(index).setChecked(True)
            self._on_clicked(index)

    def _build(self, segment: Segment, name: str, height: int) -> QToolButton:
        button = QToolButton()
        button.setObjectName(f"{name}_{segment.id}")
        button.setText(tr(segment.text))
        button.setAccessibleName(tr(segment.text))
        button.setCheckable(True)
        button.setProperty("ui", "segment")
        button.setProperty("side", segment.side)
        button.setFont(font("table" if height < 28 else "body", 500))
        button.setFixedHeight(height)
        button.setIconSize(QSize(12, 12) if segment.side else QSize(14, 14))
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.pressed.connect(finish_typing)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        if segment.icon or segment.side:
            style = (
                Qt.ToolButtonStyle.ToolButtonTextBesideIcon if segment.text else Qt.ToolButtonStyle.ToolButtonIconOnly
            )
            button.setToolButtonStyle(style)
        return button

    def _tint(self) -> None:
        for index, segment in enumerate(self._segments):
            name = segment.icon or _TRIANGLES.get(segment.side, "")
            if name:
                button = self._group.button(index)
                chosen_token = "accent.onFill" if segment.side else "text.primary"
                token = chosen_token if button.isChecked() else "text.secondary"
                button.setIcon(icon(name, token, button.iconSize().width()))

    @Slot(int)
    def _on_clicked(self, index: int) -> None:
        self._tint()
        picked = self._segments[index].id
        if picked != self._last:
            self._last = picked
            self.chosen.emit(picked)

    @Slot(object)
    def _on_theme_changed(self, _theme: object) -> None:
        self._tint()
