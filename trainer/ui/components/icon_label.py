"""`IconLabel(text, icon, tone, name=)`: a small icon and a line in one tone; `IconView(icon, tone, size)` alone."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from trainer.ui.components.labels import Label
from trainer.ui.components.painted import Painted, token_of
from trainer.ui.theme.current import pixmap


class IconView(Painted):
    """One icon in one tone."""

    def __init__(self, icon: str, tone: str = "secondary", size: int = 14, *, name: str = "") -> None:
        """Take a square of `size` pixels."""
        super().__init__(name)
        self._icon = icon
        self._tone = tone
        self._size = size
        self.setFixedSize(size, size)

    def show_icon(self, icon: str, tone: str) -> None:
        """Change icon and tone."""
        if (icon, tone) != (self._icon, self._tone):
            self._icon, self._tone = icon, tone
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the icon."""
        painter = QPainter(self)
        painter.drawPixmap(0, 0, pixmap(self._icon, token_of(self._tone), self._size, self.devicePixelRatioF()))
        painter.end()


class IconLabel(QWidget):
    """An icon and a line of text."""

    def __init__(
        self,
        text: str,
        icon: str,
        tone: str = "secondary",
        *,
        name: str,
        role: str = "caption",
        text_tone: str = "",
        wraps: bool = False,
    ) -> None:
        """Show both in one tone, or the text in `text_tone`."""
        super().__init__()
        self.setObjectName(name)
        self._text_tone = text_tone
        self._view = IconView(icon, tone)
        self._label = Label(text, role, text_tone or tone, name=f"{name}_text", wraps=wraps)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._view, 0, Qt.AlignmentFlag.AlignTop if wraps else Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._label, 1)
        self.setAccessibleName(text)

    def text(self) -> str:
        """The line."""
        return self._label.text()

    def show_text(self, text: str, icon: str, tone: str) -> None:
        """Change everything."""
        self._view.show_icon(icon, tone)
        self._label.show_text(text, self._text_tone or tone)
        self.setAccessibleName(text)
