"""`Card(name=, padding=)`: a framed surface whose `body` is its vertical layout; `Rule()`: a hairline."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget


class Card(QFrame):
    """A surface with a hairline around it; looks: "", strong, error, caution, liquidation (property `weight`)."""

    def __init__(self, *, name: str, padding: int = 16, spacing: int = 8, weight: str = "") -> None:
        """Make an empty card."""
        super().__init__()
        self.setObjectName(name)
        self.setProperty("ui", "card")
        self.setProperty("weight", weight)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(padding, padding, padding, padding)
        self.body.setSpacing(spacing)


class Rule(QFrame):
    """A hairline across, or down when vertical."""

    def __init__(self, *, vertical: bool = False) -> None:
        """Take one pixel."""
        super().__init__()
        self.setProperty("ui", "rule")
        if vertical:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)


def grounded(widget: QWidget, ground: str) -> None:
    """Give a plain widget a ground of the sheet: page, chrome or surface."""
    widget.setProperty("ui", ground)
    widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
