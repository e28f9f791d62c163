"""`Banner(name=)`: one lasting line above the pages, for a fault the learner has to know; hidden while there is none.

`show_line(text, tone, action, on_action)` and `clear()`.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout

from trainer.core.language import tr
from trainer.ui.components.buttons import Button
from trainer.ui.components.icon_label import IconView
from trainer.ui.components.labels import Label
from trainer.ui.theme.current import set_look


class Banner(QFrame):
    """What happened, what did not, and one action."""

    def __init__(self, *, name: str) -> None:
        """Say nothing."""
        super().__init__()
        self.setObjectName(name)
        self.setProperty("ui", "banner")
        self._view = IconView("warning", "caution", 16)
        self._text = Label("", "body", name=f"{name}_text", wraps=True)
        self._button = Button(tr("Action"), "quiet", name=f"{name}_action")
        self._on_action: Callable[[], object] | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 16, 6)
        row.setSpacing(10)
        row.addWidget(self._view)
        row.addWidget(self._text, 1)
        row.addWidget(self._button)
        self._button.clicked.connect(self._on_clicked)
        self.hide()

    def show_line(
        self, text: str, tone: str = "caution", action: str = "", on_action: Callable[[], object] | None = None
    ) -> None:
        """Stay until cleared; tones caution and error."""
        self._view.show_icon("warning", "caution" if tone == "caution" else "short")
        set_look(self, "tone", tone)
        self._text.show_text(text)
        self._button.setText(action)
        self._button.setVisible(bool(action))
        self._on_action = on_action
        self.setAccessibleName(text)
        self.show()

    def text(self) -> str:
        """The line, or nothing while hidden."""
        return "" if self.isHidden() else self._text.text()

    def clear(self) -> None:
        """Go away."""
        self._on_action = None
        self.hide()

    @Slot()
    def _on_clicked(self) -> None:
        if self._on_action is not None:
            self._on_action()
