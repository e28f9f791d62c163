"""Palette and style sheet made from a theme; the sheet's rules are resources/themes/sheet.qss with @token names."""

from __future__ import annotations

import re
from functools import lru_cache

from PySide6.QtGui import QPalette

from trainer.core.paths import resources_dir
from trainer.ui.theme.tokens import Theme, ThemeError

_TOKEN = re.compile(r"@([a-zA-Z]+(?:\.[a-zA-Z]+)+)")
_ROLES: tuple[tuple[QPalette.ColorRole, str], ...] = (
    (QPalette.ColorRole.Window, "ground.window"),
    (QPalette.ColorRole.WindowText, "text.primary"),
    (QPalette.ColorRole.Base, "ground.field"),
    (QPalette.ColorRole.AlternateBase, "ground.surface"),
    (QPalette.ColorRole.Text, "text.primary"),
    (QPalette.ColorRole.PlaceholderText, "text.quiet"),
    (QPalette.ColorRole.Button, "ground.raised"),
    (QPalette.ColorRole.ButtonText, "text.primary"),
    (QPalette.ColorRole.BrightText, "accent.onFill"),
    (QPalette.ColorRole.ToolTipBase, "ground.raised"),
    (QPalette.ColorRole.ToolTipText, "text.primary"),
    (QPalette.ColorRole.Highlight, "accent.fill"),
    (QPalette.ColorRole.HighlightedText, "accent.onFill"),
    (QPalette.ColorRole.Link, "accent.text"),
    (QPalette.ColorRole.LinkVisited, "accent.text"),
    (QPalette.ColorRole.Accent, "accent.fill"),
    (QPalette.ColorRole.Light, "ground.hover"),
    (QPalette.ColorRole.Midlight, "ground.raised"),
    (QPalette.ColorRole.Mid, "line.subtle"),
    (QPalette.ColorRole.Dark, "line.strong"),
    (QPalette.ColorRole.Shadow, "ground.window"),
)
_QUIET_WHEN_DISABLED = (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText)


def palette_of(theme: Theme) -> QPalette:
    """A palette whose every role comes from a token."""
    palette = QPalette()
    for role, token in _ROLES:
        palette.setColor(role, theme.colour(token))
    for role in _QUIET_WHEN_DISABLED:
        palette.setColor(QPalette.ColorGroup.Disabled, role, theme.colour("text.quiet"))
    return palette


@lru_cache(maxsize=1)
def _rules() -> str:
    path = resources_dir() / "themes" / "sheet.qss"
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise ThemeError(f"The style sheet {path.name} cannot be read: {error}") from error


def sheet_of(theme: Theme) -> str:
    """The style sheet with every @token replaced; raises ThemeError for a token the theme does not have."""
    rules = _rules().replace("@folder", (resources_dir() / "themes").as_posix())
    return _TOKEN.sub(lambda found: theme.hex(found[1]), rules)
