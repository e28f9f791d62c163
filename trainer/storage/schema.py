"""Tables of the learner's store and the migrations that lead to them."""

from __future__ import annotations

from trainer.storage.tables import Database, Migrations

migrations = Migrations("cascade")
NAMES = ("m001_sessions", "m002_results", "m003_drawings", "m004_otherwise")
"""Every migration of this version, oldest first."""


@migrations()
def m001_sessions(db: Database) -> None:
    """Sessions, takes, journal entries and the scores of finished sessions."""
    db.table("sessions").create(
        {
            "session_id": str, "record": str, "state": str, "started_ms": int, "touched_ms": int, "take": int,
            "cursor": int, "furthest": int, "summary": str,
        },
        pk="session_id",
        not_null={"record", "state", "started_ms", "touched_ms", "take", "cursor", "furthest", "summary"},
        strict=True,
    )  # fmt: skip
    db.table("takes").create(
        {"session_id": str, "number": int, "parent": int, "fork_bar": int},
        pk=("session_id", "number"), not_null={"fork_bar"},
        foreign_keys=[("session_id", "sessions", "session_id")], strict=True,
    )  # fmt: skip
    db.table("entries").create(
        {
            "session_id": str, "seq": int, "take": int, "bar": int, "time_ms": int, "command": str,
            "events_hash": str, "chain_hash": str, "is_seen": int,
        },
        pk=("session_id", "seq"),
        not_null={"take", "bar", "time_ms", "command", "events_hash", "chain_hash", "is_seen"},
        foreign_keys=[("session_id", "sessions", "session_id")], strict=True,
    )  # fmt: skip
    db.table("scores").create(
        {
            "score_id": int, "session_id": str, "created_ms": int, "engine_version": int, "card": str, "events": str,
        },
        pk="score_id", not_null={"session_id", "created_ms", "engine_version", "card", "events"},
        foreign_keys=[("session_id", "sessions", "session_id")], strict=True,
    )  # fmt: skip
    db.table("scores").create_index(["session_id"])


@migrations()
def m002_results(db: Database) -> None:
    """What progress needs of a score, small; scores from before are worked out anew."""
    db.table("scores").add_column("result", str)


@migrations()
def m003_drawings(db: Database) -> None:
    """What the learner drew, for each session and symbol."""
    db.table("drawings").create(
        {"session_id": str, "symbol": str, "body": str},
        pk=("session_id", "symbol"), not_null={"body"},
        foreign_keys=[("session_id", "sessions", "session_id")], strict=True,
    )  # fmt: skip


@migrations()
def m004_otherwise(db: Database) -> None:
    """A session's bars traded otherwise, and the log and versions this was worked out with."""
    db.table("otherwise").create(
        {"session_id": str, "log_hash": str, "engine_version": int, "scoring_version": int, "body": str},
        pk="session_id", not_null={"log_hash", "engine_version", "scoring_version", "body"},
        foreign_keys=[("session_id", "sessions", "session_id")], strict=True,
    )  # fmt: skip


def unknown_migrations(db: Database) -> list[str]:
    """Names of applied migrations this program does not have: the database comes from a newer one."""
    applied = {migration.name for migration in migrations.applied(db)}
    return sorted(applied - set(NAMES))
