"""The series colours as small squares with their names."""

from __future__ import annotations

from PySide6.QtGui import QIcon, QPixmap

from trainer.core.language import english
from trainer.ui.theme.current import current_theme

COLOUR_NAMES = (
    english("Blue"),
    english("Sand"),
    english("Violet"),
    english("Teal"),
    english("Orange"),
    english("Grey"),
)
"""Names of SERIES_TOKENS, in their order."""


def swatch(token: str) -> QIcon:
    """A square of a token's colour."""
    picture = QPixmap(14, 14)
    picture.fill(current_theme().colour(token))
    return QIcon(picture)
