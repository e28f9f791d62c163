"""`MenuButton(text, kind, name=, ...)`: a button with a menu, of which a chevron after its words tells."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPaintEvent
from PySide6.QtWidgets import QStyle, QStyleOptionButton, QStylePainter

from trainer.ui.components.buttons import Button, ButtonKind
from trainer.ui.components.painted import tone_colour
from trainer.ui.theme.current import icon

_SIZE, _INSET, _GAP = 14, 4, 5
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

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Words and icon at the left, the chevron at the right; Qt would centre the words over both."""
        painter, option = QStylePainter(self), QStyleOptionButton()
        self.initStyleOption(option)
        option.text, option.icon = "", QIcon()
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        edge = _EDGES[str(self.property("extent"))]
        mode = QIcon.Mode.Normal if self.isEnabled() else QIcon.Mode.Disabled
        room = self.rect().adjusted(edge + _INSET, 0, -edge - _SIZE, 0)
        if not self.icon().isNull():
            width = self.iconSize().width()
            self._draw(painter, self.icon(), room.left(), width, mode)
            room.setLeft(room.left() + width + _GAP)
        painter.setPen(tone_colour(self._tone()))
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.text())
        self._draw(painter, icon("chevron-down", "text.secondary", _SIZE), room.right() + 1, _SIZE, mode)
        painter.end()

    def _tone(self) -> str:
        if not self.isEnabled():
            return "quiet"
        return "secondary" if self.property("kind") == "quiet" and not self.underMouse() else "primary"

    def _draw(self, painter: QPainter, drawn: QIcon, left: int, size: int, mode: QIcon.Mode) -> None:
        pixmap = drawn.pixmap(QSize(size, size), self.devicePixelRatio(), mode)
        painter.drawPixmap(QPoint(left, (self.height() - size) // 2), pixmap)
