"""`Painted`: the parent of small painted widgets; repaints on a theme change and speaks its value."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from trainer.ui.theme.current import current_theme, theme_signals

_TONES = {
    "plain": "text.primary",
    "primary": "text.primary",
    "secondary": "text.secondary",
    "quiet": "text.quiet",
    "long": "side.long.text",
    "short": "side.short.text",
    "caution": "caution.text",
    "liquidation": "liquidation.text",
    "accent": "accent.text",
    "series": "chart.series.first",
    "onFill": "accent.onFill",
}


def token_of(tone: str) -> str:
    """The text token of a tone; a token's own name is passed through."""
    return _TONES.get(tone, tone)


def tone_colour(tone: str) -> QColor:
    """The colour of a tone in the theme in force."""
    return current_theme().colour(token_of(tone))


class Painted(QWidget):
    """A widget that paints itself from tokens."""

    def __init__(self, name: str, accessible: str = "", parent: QWidget | None = None) -> None:
        """Take an object name and what a screen reader says."""
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(accessible)
        theme_signals.changed.connect(self._on_theme_changed)

    @Slot(object)
    def _on_theme_changed(self, _theme: object) -> None:
        self.update()
