"""`Lamp(text, name=)`: one rule, by shape and colour; `show_state(state, detail)`: kept, caution, broken, unknown."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from trainer.core.language import english, tr
from trainer.ui.components.icon_label import IconView
from trainer.ui.components.labels import Label
from trainer.ui.theme.current import font

LampState = Literal["kept", "caution", "broken", "unknown"]
_LOOKS: dict[str, tuple[str, str, int]] = {
    "kept": ("long", "secondary", 400),
    "caution": ("caution", "caution", 500),
    "broken": ("short", "short", 600),
    "unknown": ("quiet", "secondary", 400),
}

_STATES: dict[LampState, str] = {
    "kept": english("kept"), "caution": english("caution"), "broken": english("broken"), "unknown": english("unknown"),
}  # fmt: skip


class Lamp(QWidget):
    """A rule and whether it is kept."""

    def __init__(self, text: str, *, name: str, state: LampState = "unknown") -> None:
        """Show a rule's name, 20 high; starts unknown."""
        super().__init__()
        self.setObjectName(name)
        self._text = text
        self._view = IconView(f"lamp-{state}", _LOOKS[state][0], 14)
        self._label = Label(text, "table", "secondary", name=f"{name}_text")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._view, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._label, 1)
        self.setFixedHeight(20)
        self._shown: tuple[str, str] | None = None
        self.show_state(state)

    def show_state(self, state: LampState, detail: str = "") -> None:
        """Change the lamp; `detail` becomes the tooltip and what a screen reader adds."""
        if self._shown == (state, detail):
            return
        self._shown = (state, detail)
        icon_tone, text_tone, weight = _LOOKS[state]
        self._view.show_icon(f"lamp-{state}", icon_tone)
        self._label.setFont(font("table", weight))
        self._label.show_text(self._text, text_tone)
        self.setToolTip(detail)
        self.setAccessibleName(f"{self._text}: {tr(_STATES[state])}{f', {detail}' if detail else ''}")
