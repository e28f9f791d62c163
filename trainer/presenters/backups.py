"""Backups of the learner's sessions: when the last was made, one more now, and which can be restored."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from trainer.core.clock import DAY_MS
from trainer.core.language import localised, retold, tr
from trainer.presenters.attempt import Attempt
from trainer.presenters.dates import day_year_text
from trainer.presenters.settings import SettingsPresenter
from trainer.presenters.zone import moment, zone_text
from trainer.storage.backups import FOLDER, Backup, back_up, backups_of
from trainer.storage.store import StorageError
from trainer.supply.recipe import size_words

MOST_LISTED = 20


@dataclass(frozen=True, slots=True)
class BackupRow:
    """One backup: its file name, when it was made, and all of it in words."""

    name: str
    when: str
    words: str


@dataclass(frozen=True, slots=True)
class BackupsView:
    """What is known of the backups; `rows` are the newest, newest first."""

    last: str
    rows: tuple[BackupRow, ...]


class BackupsPresenter(QObject):
    """Makes backups into the data folder; putting one in place is left to who owns the window."""

    view_changed = Signal(object)
    """BackupsView."""
    told = Signal(str)
    """What was done."""
    restore_asked = Signal(object)
    """The file of a backup the learner has agreed to restore."""

    def __init__(self, folder: Path, settings: SettingsPresenter, attempt: Attempt, parent: QObject) -> None:
        """Begin with what lies in the folder."""
        super().__init__(parent)
        self._folder, self._settings, self._attempt = folder, settings, attempt

    def view(self) -> BackupsView:
        """What lies in the folder now."""
        try:
            found = backups_of(self._folder)
        except StorageError as error:
            return BackupsView(retold(str(error)), ())
        own = [one for one in found if not one.is_replaced]
        last = tr("Last backup: {when}").format(when=_when(own[0])) if own else tr("No backup has been made yet.")
        return BackupsView(last, tuple(_row(one) for one in found[:MOST_LISTED]))

    @Slot()
    def back_up(self) -> None:
        """Make one now."""
        made = self._make()
        if made is not None:
            self.told.emit(tr("Backed up, {size}.").format(size=localised(size_words(made.size))))

    def back_up_daily(self) -> None:
        """Make one where the newest is older than a day and something was done since."""
        newest = self._attempt(lambda _library: _newest_ms(backups_of(self._folder)))
        summaries = self._attempt(lambda library: library.summaries())
        if newest is None or not summaries:
            return
        touched = max(one.touched_ms for one in summaries)
        if touched > newest and time.time() * 1000 - newest > DAY_MS:
            self._make()

    def restore(self, name: str) -> None:
        """Ask for a backup of the list to be put in the store's place."""
        self.restore_asked.emit(self._folder / FOLDER / name)

    def _make(self) -> Backup | None:
        keep = self._settings.settings.backups_kept
        made = self._attempt(lambda library: back_up(library.store, self._folder, keep))
        self.view_changed.emit(self.view())
        return made


def _newest_ms(found: tuple[Backup, ...]) -> int:
    return max((one.made_ms for one in found if not one.is_replaced), default=0)


def _row(backup: Backup) -> BackupRow:
    size, when = localised(size_words(backup.size)), _when(backup)
    words = tr("{when}, {size}, replaced by a restore") if backup.is_replaced else tr("{when}, {size}")
    return BackupRow(backup.path.name, when, words.format(when=when, size=size))


def _when(backup: Backup) -> str:
    when = moment(backup.made_ms)
    return f"{day_year_text(when)} {when:%H:%M} {zone_text(backup.made_ms)}"
