"""`ThemeFollower(app)`: applies "dark", "light" or "system", and keeps "system" true while the desktop changes."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QApplication

from trainer.ui.theme.current import PresetName, ThemeName, apply_theme, current_theme, load_theme, theme_signals

ThemeChoice = Literal["dark", "light", "highContrast", "system"]


class ThemeFollower(QObject):
    """Remembers what the learner chose, and what that means now."""

    def __init__(self, app: QApplication) -> None:
        """Choose nothing yet."""
        super().__init__(app)
        self._app = app
        self._choice: ThemeChoice = "system"
        self._preset: PresetName = "greenRed"
        self._is_hollow = self._red_rises = False
        app.styleHints().colorSchemeChanged.connect(self._on_scheme_changed)

    @property
    def choice(self) -> ThemeChoice:
        """What the learner chose."""
        return self._choice

    def choose(
        self,
        choice: ThemeChoice,
        preset: PresetName = "greenRed",
        *,
        is_hollow: bool = False,
        red_rises: bool = False,
    ) -> None:
        """Dress the application; nothing is done when it is dressed so already. Raises ThemeError."""
        self._choice, self._preset = choice, preset
        self._is_hollow, self._red_rises = is_hollow, red_rises
        self._dress()

    def _dress(self) -> None:
        wanted = load_theme(self.meaning(), self._preset, is_hollow=self._is_hollow, red_rises=self._red_rises)
        if theme_signals.theme is not wanted:
            apply_theme(self._app, wanted)

    def toggle(self) -> ThemeChoice:
        """Dark becomes light and the other way round; the new choice."""
        self._choice = "light" if current_theme().is_dark else "dark"
        self._dress()
        return self._choice

    def meaning(self) -> ThemeName:
        """The theme of the choice; a desktop that does not say gives dark."""
        if self._choice != "system":
            return self._choice
        return "light" if self._app.styleHints().colorScheme() is Qt.ColorScheme.Light else "dark"

    @Slot(Qt.ColorScheme)
    def _on_scheme_changed(self, _scheme: Qt.ColorScheme) -> None:
        if self._choice == "system":
            self._dress()
