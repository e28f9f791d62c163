"""`Faults(what, name=)`: what cannot be used, a line each, and one way to move it aside; `aside_asked()`."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from trainer.core.language import tr
from trainer.ui.components.buttons import Button
from trainer.ui.components.icon_label import IconLabel

_MOST = 5


class Faults(QWidget):
    """Hidden while all is well."""

    aside_asked = Signal()

    def __init__(self, words: str, *, name: str) -> None:
        """Start hidden; `words` are the button's."""
        super().__init__()
        self._label = IconLabel("", "warning", "caution", name=name, role="body", wraps=True)
        self.aside = Button(words, name=f"{name}_aside", icon="inbox")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self._label, 1)
        row.addWidget(self.aside)
        self.aside.clicked.connect(self.aside_asked)
        self.setVisible(False)

    def show_faults(self, faults: Sequence[str]) -> None:
        """Show a few, and how many more there are."""
        more = len(faults) - _MOST
        lines = [*faults[:_MOST], *([tr("and {more} more").format(more=more)] if more > 0 else [])]
        self._label.show_text("\n".join(lines), "warning", "caution")
        self.setVisible(bool(faults))
