"""A backup is whole or not at all, the oldest go, a damaged one changes nothing, and what is replaced is kept."""

from __future__ import annotations

import resource
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from trainer.storage import backups
from trainer.storage.backups import FOLDER, back_up, backups_of, check, restore
from trainer.storage.store import MEMORY, StorageError, Store

FILE = "sessions.db"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    store = Store(tmp_path / FILE)
    put(store, "first")
    store.close()
    return tmp_path


def put(store: Store, session_id: str, extra: str = "") -> None:
    store._connection.execute(
        "insert into sessions values (?, ?, 'open', 1, 1, 1, 0, 0, '{}')", [session_id, extra or "{}"]
    )


def ids(path: Path) -> list[str]:
    with sqlite3.connect(path) as connection:
        found = [row[0] for row in connection.execute("select session_id from sessions order by session_id")]
    connection.close()
    return found


def backed_up(folder: Path, keep: int = 7, extra: str = "") -> Path:
    store = Store(folder / FILE)
    if extra:
        put(store, extra)
    made = back_up(store, folder, keep)
    store.close()
    return made.path


@contextmanager
def full_disk(free: int) -> Iterator[None]:
    """No file may grow beyond so many bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (free, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


def test_a_backup_is_a_store_with_everything_in_it(folder: Path) -> None:
    path = backed_up(folder)
    assert ids(path) == ["first"] and [one.path for one in backups_of(folder)] == [path]
    assert [one.name for one in (folder / FOLDER).iterdir()] == [path.name]
    opened = Store(path)
    opened.close()


def test_the_oldest_beyond_those_kept_go(folder: Path) -> None:
    made = [backed_up(folder, keep=2) for _ in range(4)]
    assert [one.path for one in backups_of(folder)] == made[:1:-1]


def test_restoring_brings_the_sessions_back_and_keeps_those_of_now(folder: Path) -> None:
    path = backed_up(folder)
    backed_up(folder, extra="second")
    kept = restore(path, folder / FILE)
    assert ids(folder / FILE) == ["first"]
    assert kept is not None and kept.is_replaced and ids(kept.path) == ["first", "second"]
    restore(kept.path, folder / FILE)
    assert ids(folder / FILE) == ["first", "second"]
    assert len(backups_of(folder)) == 4


def test_a_replaced_store_is_never_let_go_of(folder: Path) -> None:
    kept = restore(backed_up(folder), folder / FILE)
    backed_up(folder, keep=1)
    backed_up(folder, keep=1)
    assert kept is not None and kept.path.exists() and len(backups_of(folder)) == 2


@pytest.mark.parametrize("body", [b"", b"no database at all" * 90, None])
def test_a_damaged_backup_is_said_and_changes_nothing(folder: Path, body: bytes | None) -> None:
    path = backed_up(folder)
    raw = path.read_bytes()
    path.write_bytes(raw[:4096] + b"\x17" * (len(raw) - 4096) if body is None else body)
    before = (folder / FILE).read_bytes()
    with pytest.raises(StorageError, match=r"damaged or no backup .*nothing was changed"):
        restore(path, folder / FILE)
    assert (folder / FILE).read_bytes() == before and ids(folder / FILE) == ["first"]


def test_a_backup_of_a_newer_version_is_refused(folder: Path) -> None:
    path = backed_up(folder)
    with sqlite3.connect(path) as connection:
        connection.execute(
            "insert into _sqlite_migrations (migration_set, name, applied_at) values ('cascade', 'm999', '')"
        )
    connection.close()
    with pytest.raises(StorageError, match="newer version"):
        restore(path, folder / FILE)
    assert ids(folder / FILE) == ["first"]


def test_a_full_disk_leaves_sessions_and_backups_as_they_were(folder: Path) -> None:
    earlier = backed_up(folder)
    store = Store(folder / FILE)
    put(store, "large", "x" * 400_000)
    with full_disk(100_000), pytest.raises(StorageError, match=r"could not be written .*as they were"):
        back_up(store, folder, 1)
    assert [one.name for one in (folder / FOLDER).iterdir()] == [earlier.name]
    put(store, "after")
    store.close()
    assert ids(folder / FILE) == ["after", "first", "large"]


def test_a_full_disk_while_restoring_leaves_the_store_in_place(folder: Path) -> None:
    store = Store(folder / FILE)
    put(store, "large", "x" * 400_000)
    path = back_up(store, folder, 7).path
    put(store, "second")
    store.close()
    with full_disk(100_000), pytest.raises(StorageError, match=r"could not be restored .*as they were"):
        restore(path, folder / FILE)
    assert ids(folder / FILE) == ["first", "large", "second"]
    assert sorted(one.name for one in folder.iterdir()) == [FOLDER, FILE]


def test_the_store_returns_where_the_last_step_fails(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = backed_up(folder)
    moved = Path.replace

    def fails(self: Path, target: Path) -> Path:
        if self.suffix == ".new":
            raise OSError(5, "Input/output error")
        return moved(self, target)

    monkeypatch.setattr(Path, "replace", fails)
    with pytest.raises(StorageError, match="Input/output error"):
        restore(path, folder / FILE)
    assert ids(folder / FILE) == ["first"] and [one.path for one in backups_of(folder)] == [path]


def test_a_store_that_cannot_be_opened_is_kept_when_a_backup_takes_its_place(folder: Path) -> None:
    path = backed_up(folder)
    (folder / FILE).write_bytes(b"rubbish" * 4_000)
    kept = restore(path, folder / FILE)
    assert ids(folder / FILE) == ["first"]
    assert kept is not None and kept.path.read_bytes() == b"rubbish" * 4_000
    with pytest.raises(StorageError):
        check(kept.path)


def test_a_window_that_keeps_nothing_has_nothing_to_back_up(tmp_path: Path) -> None:
    store = Store(MEMORY)
    with pytest.raises(StorageError, match="nothing to copy"):
        back_up(store, tmp_path, 7)
    store.close()
    assert not list((tmp_path / FOLDER).glob("*"))


def test_other_files_in_the_folder_are_left_alone(folder: Path) -> None:
    backed_up(folder)
    for name in ("sessions-notes.db", "sessions-20201301-000000.txt", "mine.db"):
        (folder / FOLDER / name).write_text("mine")
    assert len(backups_of(folder)) == 1
    backed_up(folder, keep=1)
    assert len(list((folder / FOLDER).iterdir())) == 4
    assert backups.backups_of(folder / "nowhere") == ()
