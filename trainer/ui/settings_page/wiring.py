"""The Settings page in the window: built when first shown, with the backups of the store behind it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from trainer.core.errors import TrainerError
from trainer.core.language import retold, tr
from trainer.presenters.attempt import Attempt
from trainer.ui.shell import MainWindow

if TYPE_CHECKING:
    from trainer.presenters.backups import BackupsPresenter
    from trainer.presenters.settings import SettingsPresenter

PAGE = "settings"


class SettingsWiring(QObject):
    """Joins window, settings and store."""

    restore_asked = Signal(object)
    """The file of a backup."""

    def __init__(
        self, window: MainWindow, folder: Path, settings: SettingsPresenter, attempt: Attempt, parent: QObject
    ) -> None:
        """Register the page; nothing of it is imported before it is shown."""
        super().__init__(parent)
        self._folder, self._settings, self._attempt = folder, settings, attempt
        self._backups: BackupsPresenter | None = None
        window.add_page(PAGE, tr("Settings"), "settings", self._build, at_foot=True)
        window.page_shown.connect(self._on_page)

    def _build(self) -> QWidget:
        from trainer.ui.settings_page.page import SettingsPage

        return SettingsPage(self._settings, self._folder, self.backups())

    @Slot(str)
    def _on_page(self, page_id: str) -> None:
        if page_id == PAGE:
            self._settings.show_mastered(self._attempt(lambda library: library.mastered()) or ())

    def backups(self) -> BackupsPresenter:
        """Made when it is first needed."""
        from trainer.presenters.backups import BackupsPresenter

        if self._backups is None:
            self._backups = BackupsPresenter(self._folder, self._settings, self._attempt, self)
            self._backups.restore_asked.connect(self.restore_asked)
        return self._backups

    @Slot()
    def back_up_daily(self) -> None:
        """Make the day's backup where one is due."""
        self.backups().back_up_daily()


def put_back(backup: Path, store: Path, close: Callable[[], object]) -> str:
    """Put a backup in the store's place, closed before; what went wrong, if anything did. A damaged one closes nothing.

    What is put away first is kept beside the backups.
    """
    from trainer.storage.backups import check, restore

    try:
        check(backup)
        close()
        restore(backup, store)
    except TrainerError as error:
        return retold(str(error))
    return ""
