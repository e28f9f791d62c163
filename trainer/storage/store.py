"""The learner's store: one SQLite file, one connection, every write one transaction on disk before it returns."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from trainer.core.errors import TrainerError
from trainer.core.language import english
from trainer.journal.codec import command_from_dict, command_to_dict
from trainer.journal.entries import Entry, Take
from trainer.journal.records import (
    Place,
    SessionRecord,
    SessionSummary,
    decode_record,
    decode_summary,
    encode_record,
    encode_summary,
)
from trainer.market.drawings import Drawing, decode_drawings, encode_drawings
from trainer.storage.schema import migrations, unknown_migrations
from trainer.storage.tables import Database

FILE_NAME = "cascade.db"
MEMORY = ":memory:"


class StorageError(TrainerError):
    """The store cannot be opened, read or written; nothing was half-written."""


class NewerStoreError(StorageError):
    """The store was written by a newer version of the program."""


@dataclass(frozen=True, slots=True)
class StoredSession:
    """All of one session as it lies on disk."""

    record: SessionRecord
    takes: tuple[Take, ...]
    entries: tuple[Entry, ...]
    place: Place
    summary: SessionSummary


@dataclass(frozen=True, slots=True)
class StoredScore:
    """The newest score of a finished session: scorecard and events as JSON documents, and what progress needs."""

    session_id: str
    created_ms: int
    engine_version: int
    card: dict[str, Any]
    events: tuple[dict[str, Any], ...]
    result: str | None = None


@dataclass(frozen=True, slots=True)
class StoredOtherwise:
    """A session's bars traded otherwise, as a JSON text, and what this was worked out with."""

    log_hash: str
    engine_version: int
    scoring_version: int
    body: str


class Store:
    """Opens, migrates and owns the database; close it once. Raises StorageError, words for the learner."""

    def __init__(self, path: Path | str) -> None:
        """Open the file, making it and its folder when missing; `":memory:"` keeps nothing."""
        self.path = path
        try:
            if path != MEMORY:
                Path(path).parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(path, timeout=0.2, isolation_level=None)
        except (OSError, sqlite3.Error) as error:
            raise StorageError(
                english("data folder: {path} cannot be opened ({error}); choose a folder that can be written").format(
                    path=path, error=error
                )
            ) from error
        try:
            self._prepare()
        except BaseException:
            self._connection.close()
            raise

    def _prepare(self) -> None:
        with self._worded("opened"):
            for pragma in ("locking_mode=EXCLUSIVE", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
                self._connection.execute(f"PRAGMA {pragma}").fetchall()
            self._db = Database(self._connection)
            newer = unknown_migrations(self._db)
            if newer:
                raise NewerStoreError(
                    english(
                        "data folder: {path} was written by a newer version of Cascade ({newer}); open it "
                        "with that version, or choose another folder. Nothing was changed"
                    ).format(path=self.path, newer=", ".join(newer))
                )
            migrations.apply(self._db)

    def close(self) -> None:
        """Fold the write-ahead log in and let go of the file."""
        self._connection.close()

    def copy_to(self, path: Path) -> None:
        """Copy everything as it stands now into a file of its own; raises StorageError."""
        if self.path == MEMORY:
            raise StorageError(english("data folder: nothing of this window is kept, so there is nothing to copy"))
        with self._worded("copied"), closing(sqlite3.connect(path)) as target:
            self._connection.backup(target)

    @contextmanager
    def _worded(self, what: str) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise StorageError(
                    english("data folder: {path} is in use by another window of Cascade").format(path=self.path)
                ) from error
            raise StorageError(
                english("data folder: {path} could not be {what} ({error}); nothing was lost").format(
                    path=self.path, what=what, error=error
                )
            ) from error
        except sqlite3.Error as error:
            raise StorageError(
                english("data folder: {path} could not be {what} ({error})").format(
                    path=self.path, what=what, error=error
                )
            ) from error

    @contextmanager
    def _writing(self) -> Iterator[Database]:
        with self._worded("written"), self._db.atomic():
            yield self._db

    # writing

    def create(self, record: SessionRecord, place: Place, summary: SessionSummary) -> None:
        """A new session with its first take."""
        with self._writing() as db:
            db.table("sessions").insert(
                {
                    "session_id": record.session_id,
                    "record": encode_record(record).decode(),
                    "started_ms": record.started_ms,
                    **_standing(place, summary),
                }
            )
            db.table("takes").insert(
                {"session_id": record.session_id, "number": place.take, "parent": None, "fork_bar": 0}
            )

    def append(self, session_id: str, entry: Entry, place: Place, summary: SessionSummary) -> None:
        """One journal entry with the place it was given at, in one transaction."""
        with self._writing() as db:
            db.table("entries").insert(
                {
                    "session_id": session_id,
                    "seq": entry.seq,
                    "take": entry.take,
                    "bar": entry.bar,
                    "time_ms": entry.time_ms,
                    "command": json.dumps(command_to_dict(entry.command), ensure_ascii=False),
                    "events_hash": entry.events_hash,
                    "chain_hash": entry.chain_hash,
                    "is_seen": int(entry.is_seen),
                }
            )
            db.table("sessions").update(session_id, _standing(place, summary))

    def add_take(self, session_id: str, take: Take, place: Place, summary: SessionSummary) -> None:
        """A new timeline of a session."""
        with self._writing() as db:
            db.table("takes").insert(
                {"session_id": session_id, "number": take.number, "parent": take.parent, "fork_bar": take.fork_bar}
            )
            db.table("sessions").update(session_id, _standing(place, summary))

    def keep_place(self, session_id: str, place: Place, summary: SessionSummary) -> None:
        """Where the session stands now."""
        with self._writing() as db:
            db.table("sessions").update(session_id, _standing(place, summary))

    def finish(self, session_id: str, place: Place, summary: SessionSummary, score: StoredScore) -> None:
        """The end of a session, with its scorecard and the events it was made from; an earlier score gives way."""
        with self._writing() as db:
            db.table("scores").delete_where("session_id = ?", [session_id])
            db.table("scores").insert(
                {
                    "session_id": session_id,
                    "created_ms": score.created_ms,
                    "engine_version": score.engine_version,
                    "card": json.dumps(score.card),
                    "events": json.dumps(score.events),
                    "result": score.result,
                }
            )
            db.table("sessions").update(session_id, _standing(place, summary))

    def keep_drawings(self, session_id: str, symbol: str, drawings: tuple[Drawing, ...]) -> None:
        """All drawings of a session on one symbol, in place of those kept before."""
        row = {"session_id": session_id, "symbol": symbol, "body": encode_drawings(drawings)}
        with self._writing() as db:
            db.table("drawings").upsert(row, pk=("session_id", "symbol"))

    def keep_otherwise(self, session_id: str, found: StoredOtherwise) -> None:
        """A session's bars traded otherwise, in place of what was kept before."""
        row = {
            "session_id": session_id, "log_hash": found.log_hash, "engine_version": found.engine_version,
            "scoring_version": found.scoring_version, "body": found.body,
        }  # fmt: skip
        with self._writing() as db:
            db.table("otherwise").upsert(row, pk="session_id")

    def delete(self, session_id: str) -> None:
        """Forget a session and everything of it."""
        with self._writing() as db:
            for table in ("otherwise", "drawings", "scores", "entries", "takes", "sessions"):
                db.table(table).delete_where("session_id = ?", [session_id])

    # reading

    def summaries(self) -> tuple[SessionSummary, ...]:
        """Every session, the newest first."""
        with self._worded("read"):
            rows = self._db.query("select summary from sessions order by touched_ms desc, session_id")
            return tuple(_decoded(decode_summary, row["summary"]) for row in rows)

    def session(self, session_id: str) -> StoredSession:
        """One session; raises StorageError when there is none with this id or a row cannot be read."""
        with self._worded("read"):
            rows = list(self._db.query("select * from sessions where session_id = ?", [session_id]))
            takes = list(self._db.query("select * from takes where session_id = ? order by number", [session_id]))
            entries = list(self._db.query("select * from entries where session_id = ? order by seq", [session_id]))
        if not rows:
            raise StorageError(
                english("session: {session_id} is not in this data folder").format(session_id=session_id)
            )
        row = rows[0]
        return StoredSession(
            _decoded(decode_record, row["record"]),
            tuple(Take(take["number"], take["parent"], take["fork_bar"]) for take in takes),
            tuple(_entry(entry) for entry in entries),
            Place(row["take"], row["cursor"], row["furthest"]),
            _decoded(decode_summary, row["summary"]),
        )

    def drawings(self, session_id: str, symbol: str) -> tuple[Drawing, ...]:
        """Drawings of a session on one symbol; raises DrawingError for a row that cannot be read."""
        query = "select body from drawings where session_id = ? and symbol = ?"
        with self._worded("read"):
            rows = list(self._db.query(query, [session_id, symbol]))
        return decode_drawings(rows[0]["body"]) if rows else ()

    def otherwise(self, session_id: str) -> StoredOtherwise | None:
        """A session's bars traded otherwise, None before that was worked out."""
        query = "select log_hash, engine_version, scoring_version, body from otherwise where session_id = ?"
        with self._worded("read"):
            row = next(iter(self._db.query(query, [session_id])), None)
        return None if row is None else StoredOtherwise(**row)

    def score(self, session_id: str) -> StoredScore | None:
        """The newest score of a session, None before it is finished."""
        query = "select * from scores where session_id = ? order by score_id desc limit 1"
        with self._worded("read"):
            rows: Sequence[dict[str, Any]] = list(self._db.query(query, [session_id]))
        if not rows:
            return None
        row = rows[0]
        return StoredScore(
            session_id,
            row["created_ms"],
            row["engine_version"],
            json.loads(row["card"]),
            tuple(json.loads(row["events"])),
            row["result"],
        )

    def results(self) -> tuple[tuple[str, str | None], ...]:
        """Session id and what progress needs of its score, the oldest end first; None where an old one lacks it."""
        query = "select session_id, result from scores order by created_ms, score_id"
        with self._worded("read"):
            return tuple((row["session_id"], row["result"]) for row in self._db.query(query))


def _standing(place: Place, summary: SessionSummary) -> dict[str, object]:
    return {
        "state": summary.state,
        "touched_ms": summary.touched_ms,
        "take": place.take,
        "cursor": place.cursor,
        "furthest": place.furthest,
        "summary": encode_summary(summary).decode(),
    }


def _entry(row: dict[str, Any]) -> Entry:
    where = english("journal entry {row}").format(row=row["seq"])
    try:
        command = command_from_dict(json.loads(row["command"]), where)
    except ValueError as error:
        raise StorageError(english("{where}: cannot be read ({error})").format(where=where, error=error)) from error
    return Entry(
        row["seq"], row["take"], row["bar"], row["time_ms"], command, row["events_hash"], row["chain_hash"],
        bool(row["is_seen"]),
    )  # fmt: skip


def _decoded(decode: Any, text: str) -> Any:  # noqa: ANN401 - the two decoders of trainer.journal.records
    try:
        return decode(text)
    except msgspec.MsgspecError as error:
        raise StorageError(english("session row: cannot be read ({error})").format(error=error)) from error
