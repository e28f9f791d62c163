"""Entries of the append-only journal and the hash chain that ties them together."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from trainer.core.errors import TrainerError
from trainer.engine.commands import Command, Decision
from trainer.engine.events import Event, as_dict
from trainer.journal.codec import command_to_dict


class JournalError(TrainerError):
    """A journal that cannot be trusted: an entry was changed, lost or reordered."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One decision as recorded. `seq` counts over all takes of a session; `bar` is the newest revealed base bar.

    `events_hash` covers every event since the entry before it in its take; `is_seen` marks a decision at a bar that an
    earlier take had already revealed.
    """

    seq: int
    take: int
    bar: int
    time_ms: int
    command: Command
    events_hash: str
    chain_hash: str
    is_seen: bool = False

    @property
    def decision(self) -> Decision:
        """The entry as the engine's decision."""
        return Decision(self.bar, self.command)


def _digest(value: object) -> str:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def hash_events(events: Iterable[Event]) -> str:
    """SHA-256 of events in their JSON form."""
    return _digest([as_dict(event) for event in events])


def hash_entry(before: str, entry: Entry) -> str:
    """Chain hash of an entry after the hash before it (the session's own hash for the first)."""
    content = [entry.seq, entry.take, entry.bar, entry.time_ms, command_to_dict(entry.command), entry.events_hash]
    return _digest([before, *content, entry.is_seen])


@dataclass(frozen=True, slots=True)
class Take:
    """One timeline of a session: it keeps its parent's entries with a bar below `fork_bar`."""

    number: int
    parent: int | None = None
    fork_bar: int = 0


def lineage(takes: Sequence[Take], entries: Sequence[Entry], number: int) -> tuple[Entry, ...]:
    """Entries in force in one take, oldest first."""
    by_number = {take.number: take for take in takes}
    if number not in by_number:
        raise JournalError(f"take: {number} is not in this session; it has {len(takes)}")
    limit: int | None = None
    parts: list[list[Entry]] = []
    current: Take | None = by_number[number]
    while current is not None:
        own = [e for e in entries if e.take == current.number and (limit is None or e.bar < limit)]
        parts.append(own)
        limit = current.fork_bar if limit is None else min(limit, current.fork_bar)
        current = by_number.get(current.parent) if current.parent is not None else None
    return tuple(entry for part in reversed(parts) for entry in part)


def verify_chain(origin: str, takes: Sequence[Take], entries: Sequence[Entry]) -> None:
    """Check every entry's chain hash; raises JournalError that names the first entry that does not fit."""
    if [entry.seq for entry in entries] != list(range(1, len(entries) + 1)):
        raise JournalError(f"journal: {len(entries)} entries are not numbered 1 to {len(entries)}; one is missing")
    for take in takes:
        before = origin
        for entry in lineage(takes, entries, take.number):
            if hash_entry(before, entry) != entry.chain_hash:
                raise JournalError(f"journal: entry {entry.seq} does not fit the entries before it; it was changed")
            before = entry.chain_hash
