"""`MenuButton(text, kind, name=, ...)`: a button with a menu, of which a chevron after its words tells."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize
from PySide6.QtGui import QIcon, QPainter, QPaintEvent

from trainer.ui.components.buttons import Button, ButtonKind
from trainer.ui.theme.current import icon

_SIZE = 14
_EDGES = {"mini": 4, "normal": 7, "large": 11}
"""From the chevron to the edge; the style sheet keeps the room for both."""


class MenuButton(Button):
    """Opens what `setMenu` gives it."""

    def __init__(
        self,
        text: str,
        kind: ButtonKind = "default",
        *,
        name: str,
        icon: str = "",
        mini: bool = False,
        large: bool = False,
        accessible: str = "",
    ) -> None:
        """As a Button; it needs words."""
        super().__init__(text, kind, name=name, icon=icon, mini=mini, large=large, accessible=accessible)
        self.setProperty("menu", "true")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the chevron beside the words."""
        super().paintEvent(event)
        edge = _EDGES[str(self.property("extent"))]
        mode = QIcon.Mode.Normal if self.isEnabled() else QIcon.Mode.Disabled
        spot = QPoint(self.width() - edge - _SIZE, (self.height() - _SIZE) // 2)
        painter = QPainter(self)
        drawn = icon("chevron-down", "text.secondary", _SIZE).pixmap(QSize(_SIZE, _SIZE), self.devicePixelRatio(), mode)
        painter.drawPixmap(spot, drawn)
        painter.end()
