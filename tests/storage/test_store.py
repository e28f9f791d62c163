"""The store keeps what it was given, whole, and refuses what it cannot read."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path

import pytest

from tests.session.test_session import LONG, fresh
from trainer.engine.commands import ClosePosition
from trainer.market.drawings import Drawing
from trainer.session.session import Session
from trainer.storage.store import NewerStoreError, StorageError, Store, StoredScore


def stored(store: Store) -> Session:
    """A session kept in this store."""
    session = fresh(keeper=store)
    store.create(session.record, session.place, session.summary())
    return session


def test_a_session_comes_back_as_it_was(tmp_path: Path) -> None:
    store = Store(tmp_path / "data" / "cascade.db")
    session = stored(store)
    session.give(LONG)
    session.advance(40)
    session.rewind(session.cursor - 10)
    session.note("note", "zurück – ünïcode ✓")
    session.keep()
    store.close()
    again = Store(tmp_path / "data" / "cascade.db")
    found = again.session("s1")
    assert (found.record, found.place, found.takes) == (session.record, session.place, session.takes)
    assert found.entries == tuple(session._all_entries)
    assert found.summary == again.summaries()[0]
    assert fresh(takes=found.takes, entries=found.entries, place=found.place).state == session.state
    again.close()


def test_every_decision_is_on_disk_before_the_answer(tmp_path: Path) -> None:
    """A second process is killed the moment `give` returned; what it answered must be there."""
    script = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "from tests.storage.test_store import Store, stored, LONG\n"
        "session = stored(Store(Path(sys.argv[1])))\n"
        "session.give(LONG)\n"
        "print('answered', flush=True)\n"
        "time.sleep(60)\n"
    )
    path = tmp_path / "cascade.db"
    with subprocess.Popen(
        [sys.executable, "-c", script, str(path)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": "."},
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline().strip() == "answered"
        child.send_signal(signal.SIGKILL)
    store = Store(path)
    assert [entry.command for entry in store.session("s1").entries] == [LONG]
    store.close()


def test_a_failed_write_leaves_neither_row_nor_state(tmp_path: Path) -> None:
    store = Store(tmp_path / "cascade.db")
    session = stored(store)
    session.give(LONG)
    store._connection.execute("PRAGMA max_page_count=1")
    before = session.state, session.entries
    with pytest.raises(StorageError, match="nothing was lost"):
        for _ in range(200):
            before = session.state, session.entries
            session.note("note", "x" * 4_000)
    assert (session.state, session.entries) == before
    store._connection.execute("PRAGMA max_page_count=1000000")
    session.give(ClosePosition())
    assert store.session("s1").entries == tuple(session._all_entries)
    store.close()


def test_a_store_of_a_newer_version_is_refused_unchanged(tmp_path: Path) -> None:
    path = tmp_path / "cascade.db"
    Store(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute(
            "insert into _sqlite_migrations (migration_set, name, applied_at) values ('cascade', 'm999_future', 'now')"
        )
    connection.close()
    before = path.read_bytes()
    with pytest.raises(NewerStoreError, match="m999_future"):
        Store(path)
    assert path.read_bytes() == before


def test_a_second_opener_is_told_at_once(tmp_path: Path) -> None:
    store = Store(tmp_path / "cascade.db")
    started = time.monotonic()
    with pytest.raises(StorageError, match="in use"):
        Store(tmp_path / "cascade.db")
    assert time.monotonic() - started < 2
    store.close()


def test_a_file_that_is_no_database_is_refused_unchanged(tmp_path: Path) -> None:
    path = tmp_path / "cascade.db"
    path.write_bytes(b"not a database at all" * 100)
    with pytest.raises(StorageError, match=r"cascade\.db"):
        Store(path)
    assert path.read_bytes().startswith(b"not a database")


def test_a_score_is_kept_with_the_end(tmp_path: Path) -> None:
    store = Store(tmp_path / "cascade.db")
    session = stored(store)
    assert store.score("s1") is None
    session.give(LONG)
    session.mark_finished()
    score = StoredScore("s1", 5, 1, {"net": "1.5"}, ())
    store.finish("s1", session.place, session.summary(), score)
    assert store.score("s1") == score
    assert store.summaries()[0].state == "finished"
    assert store.summaries()[0].bankroll == Decimal(10_000)
    store.delete("s1")
    assert store.summaries() == ()
    store.close()


def test_drawings_are_kept_for_a_session_and_a_symbol_and_go_with_it(tmp_path: Path) -> None:
    store = Store(tmp_path / "cascade.db")
    session = stored(store)
    line = Drawing(1, "trend", ((0, 10.0), (60_000, 11.5)))
    assert store.drawings("s1", "BTCUSDT") == ()
    store.keep_drawings("s1", "BTCUSDT", (line,))
    store.keep_drawings("s1", "BTCUSDT", (line, Drawing(2, "text", ((5, 9.0),), text="ünïcode")))
    assert len(store.drawings(session.session_id, "BTCUSDT")) == 2 and store.drawings("s1", "ETHUSDT") == ()
    store.delete("s1")
    assert store.drawings("s1", "BTCUSDT") == ()
    store.close()
