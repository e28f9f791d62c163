"""Notes of the journal: words, #tags and a feeling, kept in one text that stays readable in every export."""

from __future__ import annotations

from collections.abc import Iterable

from trainer.core.language import english, retold, tr
from trainer.engine.commands import PLAN, Note
from trainer.journal.entries import Entry
from trainer.presenters.desk_texts import clocks
from trainer.presenters.desk_views import Figure, RowView

NOTE_KINDS = ("note", PLAN, "lesson", "mistake")
FEELINGS = ("calm", "eager", "tense", "tired", "angry")
WORDS = {
    "note": english("Note"), PLAN: english("Plan"), "lesson": english("Lesson"), "mistake": english("Mistake"),
    "none": english("None"), "calm": english("Calm"), "eager": english("Eager"), "tense": english("Tense"),
    "tired": english("Tired"), "angry": english("Angry"), "unplanned": english("Unplanned"), "mode": english("Mode"),
    "friction": english("Friction"), "checkpoint": english("Checkpoint"),
    "liquidation_chance": english("Chance of liquidation"),
}  # fmt: skip
"""What a kind of note and a feeling are called."""
_FEELING = "feeling: "


def note_of(text: str, kind: str, feeling: str) -> Note:
    """A note as it is kept; the feeling stands in brackets behind the words."""
    words = text.strip()
    return Note(text=f"{words} ({_FEELING}{feeling})" if feeling else words, kind=kind)


def parts_of(text: str) -> tuple[str, str, tuple[str, ...]]:
    """Words without the feeling, the feeling, and the tags among the words."""
    words, feeling = text, ""
    for known in FEELINGS:
        end = f" ({_FEELING}{known})"
        if text.endswith(end):
            words, feeling = text.removesuffix(end), known
    tags = tuple(word.strip(".,;") for word in words.split() if word.startswith("#") and len(word) > 1)
    return words, feeling, tags


def journal_rows(entries: Iterable[Entry]) -> list[RowView]:
    """Notes of the learner, newest first."""
    rows, notes = [], [entry for entry in entries if isinstance(entry.command, Note)]
    clock = clocks(entry.time_ms for entry in notes)
    for entry in notes:
        if isinstance(entry.command, Note):
            kind = entry.command.kind
            words, feeling, tags = parts_of(entry.command.text)
            cells = (
                Figure(clock(entry.time_ms)),
                Figure(tr(WORDS.get(kind, kind.capitalize())), "quiet"),
                Figure(words if kind in NOTE_KINDS else retold(words)),
                Figure(tr(WORDS[feeling]) if feeling else "", "quiet"),
                Figure(" ".join(tags), "quiet"),
            )
            rows.append(RowView(str(entry.seq), cells))
    return rows[::-1]
