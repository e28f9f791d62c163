"""Answers to checkpoints as notes of the log: `id: words of the option`."""

from __future__ import annotations

from collections.abc import Iterable

from trainer.engine.commands import Note
from trainer.journal.entries import Entry

CHECKPOINT = "checkpoint"


def checkpoint_answer(checkpoint_id: str, option: str) -> str:
    """The text of the note."""
    return f"{checkpoint_id}: {option}"


def answers_of_checkpoints(entries: Iterable[Entry]) -> dict[str, str]:
    """The first answer to each checkpoint by its id; a later one does not count."""
    found: dict[str, str] = {}
    for entry in entries:
        if isinstance(entry.command, Note) and entry.command.kind == CHECKPOINT:
            checkpoint_id, _, option = entry.command.text.partition(": ")
            found.setdefault(checkpoint_id, option)
    return found
