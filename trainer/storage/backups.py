"""Copies of the store in a folder beside it: made whole or not at all, checked before one takes the store's place.

A copy is an ordinary store under the name `sessions-YYYYmmdd-HHMMSS.db` (UTC). Restoring moves the present store into
the same folder, so nothing is ever overwritten.
"""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import time
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from trainer.core.language import english
from trainer.storage.schema import unknown_migrations
from trainer.storage.store import StorageError, Store
from trainer.storage.tables import Database

FOLDER = "backups"
_NAME = re.compile(r"sessions-(\d{8}-\d{6})(-replaced)?\.db")
_STAMP = "%Y%m%d-%H%M%S"
_BESIDE = ("-wal", "-shm")


@dataclass(frozen=True, slots=True)
class Backup:
    """One copy: when it was made, its bytes, and whether it is what a restored backup took the place of."""

    path: Path
    made_ms: int
    size: int
    is_replaced: bool


def backups_of(folder: Path) -> tuple[Backup, ...]:
    """The copies of a data folder, the newest first; raises StorageError where the folder cannot be read."""
    found = []
    try:
        for path in (folder / FOLDER).glob("sessions-*.db"):
            named = _NAME.fullmatch(path.name)
            if named:
                made = datetime.strptime(named.group(1), _STAMP).replace(tzinfo=UTC)
                found.append(
                    Backup(path, int(made.timestamp() * 1000), path.stat().st_size, named.group(2) is not None)
                )
    except OSError as error:
        raise StorageError(
            english("backups: {folder} cannot be read ({error})").format(folder=folder / FOLDER, error=error.strerror)
        ) from error
    return tuple(sorted(found, key=lambda one: (one.made_ms, one.path.name), reverse=True))


def back_up(store: Store, folder: Path, keep: int) -> Backup:
    """Copy the store as it stands and let the oldest copies beyond `keep` go; raises StorageError, and none is gone."""
    path = _free_name(folder)
    fresh = path.with_suffix(".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        store.copy_to(fresh)
        check(fresh)
        _settle(fresh)
        fresh.replace(path)
    except (OSError, StorageError) as error:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise StorageError(
            english(
                "backup: {path} could not be written ({error}); the sessions and earlier backups are as they were"
            ).format(path=path, error=_reason(error))
        ) from error
    own = [one for one in backups_of(folder) if not one.is_replaced]
    for old in own[max(1, keep) :]:
        with suppress(OSError):  # one that is in use goes the next time
            old.path.unlink()
    return own[0]


def check(path: Path) -> None:
    """Read a copy through, folding in what a crash left beside it.

    Raises StorageError for one that is damaged, no store, or of a newer version.
    """
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True)) as connection:
            found = connection.execute("PRAGMA quick_check").fetchone()[0]
            newer = unknown_migrations(Database(connection))
            connection.execute("SELECT count(*) FROM sessions").fetchone()
    except sqlite3.Error as error:
        raise StorageError(
            english("backup: {name} is damaged or no backup ({error}); nothing was changed").format(
                name=path.name, error=error
            )
        ) from error
    if found != "ok":
        raise StorageError(
            english("backup: {name} is damaged or no backup ({error}); nothing was changed").format(
                name=path.name, error=str(found).splitlines()[0]
            )
        )
    if newer:
        raise StorageError(
            english("backup: {name} was written by a newer version of Cascade; nothing was changed").format(
                name=path.name
            )
        )


def restore(backup: Path, store_file: Path) -> Backup | None:
    """Put a copy in the place of a closed store; the store before is kept among the copies and returned.

    Raises StorageError, and the store is as it was.
    """
    check(backup)
    fresh = store_file.with_suffix(".new")
    kept: Path | None = None
    try:
        shutil.copyfile(backup, fresh)
        _settle(fresh)
        if store_file.exists():
            kept = _free_name(store_file.parent, "-replaced")
            kept.parent.mkdir(parents=True, exist_ok=True)
            _move(store_file, kept)
        fresh.replace(store_file)
    except OSError as error:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
        if kept is not None and kept.exists() and not store_file.exists():
            _move(kept, store_file)
        raise StorageError(
            english("backup: {name} could not be restored ({error}); the sessions are as they were").format(
                name=backup.name, error=_reason(error)
            )
        ) from error
    return None if kept is None else next(one for one in backups_of(store_file.parent) if one.path == kept)


def _move(store_file: Path, target: Path) -> None:
    """Move a store with what a crash may have left beside it."""
    for ending in _BESIDE:
        beside = store_file.with_name(store_file.name + ending)
        if beside.exists():
            beside.replace(target.with_name(target.name + ending))
    store_file.replace(target)


def _free_name(folder: Path, ending: str = "") -> Path:
    """A name of this second, or of the one after the newest copy: names tell which copy is the older one."""
    newest = max((one.made_ms for one in backups_of(folder)), default=0)
    at = max(time.time(), newest / 1000 + 1)
    return folder / FOLDER / f"sessions-{datetime.fromtimestamp(at, UTC).strftime(_STAMP)}{ending}.db"


def _settle(path: Path) -> None:
    """On disk before it gets its name."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _reason(error: Exception) -> str:
    return (error.strerror or str(error)) if isinstance(error, OSError) else str(error)
