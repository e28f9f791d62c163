"""The theme in force, and everything a widget needs of it; import from here.

* `load_theme(name, preset) -> Theme`, `apply_theme(app, theme)`, `current_theme()`, `theme_signals.changed(Theme)`
* `font(role, weight=None) -> QFont`, `prose(role, weight=None)`, `text_width(text, role, weight=None) -> float`
* `icon(name, token, size) -> QIcon`, `pixmap(name, token, size, ratio) -> QPixmap`
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from trainer.ui.theme.fonts import ensure_fonts, font, prose, text_width
from trainer.ui.theme.icons import tinted_icon, tinted_pixmap
from trainer.ui.theme.sheet import palette_of, sheet_of
from trainer.ui.theme.tokens import (
    PRESET_NAMES,
    THEME_NAMES,
    PresetName,
    Theme,
    ThemeError,
    ThemeName,
    load_theme,
)

__all__ = [
    "PRESET_NAMES",
    "THEME_NAMES",
    "PresetName",
    "Theme",
    "ThemeError",
    "ThemeName",
    "apply_theme",
    "current_theme",
    "font",
    "icon",
    "load_theme",
    "pixmap",
    "prose",
    "restyle",
    "set_look",
    "text_width",
    "theme_signals",
]


class ThemeSignals(QObject):
    """Tells painted widgets that the theme in force is another one."""

    changed = Signal(object)

    def __init__(self) -> None:
        """Start without a theme; `current_theme` falls back to dark."""
        super().__init__()
        self.theme: Theme | None = None


theme_signals = ThemeSignals()


def current_theme() -> Theme:
    """The theme in force, dark before any was applied."""
    return theme_signals.theme or load_theme("dark")


def apply_theme(app: QApplication, theme: Theme) -> None:
    """Dress the application: Fusion, palette, then the one sheet, then the painted widgets. Raises ThemeError."""
    ensure_fonts()
    theme_signals.theme = theme
    if app.style().name() != "fusion":
        app.setStyle("Fusion")
    app.setFont(font("body"))
    app.setPalette(palette_of(theme))
    app.setStyleSheet(sheet_of(theme))
    theme_signals.changed.emit(theme)


def restyle(widget: QWidget) -> None:
    """Apply the sheet again after a dynamic property changed."""
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()


def set_look(widget: QWidget, name: str, value: str) -> None:
    """Set a dynamic property the sheet looks at, and restyle when it changed."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        restyle(widget)


def icon(name: str, token: str = "text.secondary", size: int = 18) -> QIcon:
    """An icon of the theme in force; ask again when `theme_signals.changed` fires. Raises ThemeError."""
    return tinted_icon(current_theme(), name, token, size)


def pixmap(name: str, token: str, size: int, ratio: float = 1.0) -> QPixmap:
    """An icon of the theme in force for painters. Raises ThemeError."""
    return tinted_pixmap(current_theme(), name, token, size, ratio)
