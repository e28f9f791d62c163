"""`Tag(kind, text, name=)` and `paint_tag(painter, rect, kind, text)`: a decision's label, soft or filled, 18 high.

Kinds: best, good, inaccuracy, mistake, blunder, liquidated.
"""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy

from trainer.core.language import tr
from trainer.ui.components.painted import Painted
from trainer.ui.theme.current import current_theme, font, text_width

TagKind = Literal["best", "good", "inaccuracy", "mistake", "blunder", "liquidated"]
_LOOKS: dict[str, tuple[str, str]] = {
    "best": ("side.long.text", "side.long.ground"),
    "good": ("side.long.text", "side.long.ground"),
    "inaccuracy": ("caution.text", "caution.ground"),
    "mistake": ("side.short.text", "side.short.ground"),
    "blunder": ("accent.onFill", "side.short.fill"),
    "liquidated": ("liquidation.text", "liquidation.ground"),
}
TAG_HEIGHT = 18
_PADDING = 6


def tag_width(text: str) -> float:
    """Width of a tag with this text."""
    return text_width(text, "caption", 500) + 2 * _PADDING


def paint_tag(painter: QPainter, rect: QRectF, kind: str, text: str) -> None:
    """Paint a tag into a rectangle; an unknown kind is painted as `good`."""
    ink, ground = _LOOKS.get(kind, _LOOKS["good"])
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(current_theme().colour(ground))
    painter.drawRoundedRect(rect, 3, 3)
    painter.setPen(current_theme().colour(ink))
    painter.setFont(font("caption", 600 if kind == "blunder" else 500))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()


class Tag(Painted):
    """A tag as a widget."""

    def __init__(self, kind: TagKind, text: str = "", *, name: str = "") -> None:
        """Show the kind's word, or another text."""
        super().__init__(name, text or tr(kind.capitalize()))
        self._kind: str = kind
        self._text = text or tr(kind.capitalize())
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_kind(self, kind: TagKind, text: str = "") -> None:
        """Become another tag."""
        self._kind, self._text = kind, text or tr(kind.capitalize())
        self.setAccessibleName(self._text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as the text, 18 high."""
        return QSize(round(tag_width(self._text)), TAG_HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the tag."""
        painter = QPainter(self)
        paint_tag(painter, QRectF(self.rect()), self._kind, self._text)
        painter.end()
