"""`ExplainedHead(title, words, name=)`: a heading with a button that tells how its figures are computed, below it."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from trainer.core.language import tr
from trainer.ui.components.buttons import Button
from trainer.ui.components.labels import ElidedLabel, Label


class ExplainedHead(QWidget):
    """Closed at first; the words are the button's tooltip too."""

    def __init__(self, title: str, words: str, *, name: str, rest: str = "", role: str = "section") -> None:
        """Show the title, quiet words after it and the button at the right edge."""
        super().__init__()
        self.setObjectName(name)
        self.button = Button(name=f"{name}_how", icon="info", kind="quiet", mini=True,
                             accessible=tr("{title}: how this is computed").format(title=title))  # fmt: skip
        self.button.setToolTip(words)
        self.button.setCheckable(True)
        self.words = Label(words, "caption", "secondary", name=f"{name}_words", wraps=True)
        self.words.hide()
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(Label(title, role, name=f"{name}_title"))
        if rest:
            row.addWidget(ElidedLabel(rest, "table", "secondary", name=f"{name}_rest"))
        row.addStretch(1)
        row.addWidget(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self.words)
        self.button.toggled.connect(self._on_toggled)

    @Slot(bool)
    def _on_toggled(self, is_open: bool) -> None:
        self.words.setVisible(is_open)
