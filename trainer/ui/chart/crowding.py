"""What gives way where more lines lie in the plot than it has room for pills and tags: never a stop or liquidation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from trainer.core.language import tr
from trainer.presenters.chart_views import LineKind, LineView
from trainer.presenters.lines import ATTACHED

_FOLDED: tuple[LineKind, ...] = ("target_preview", "stop_preview", "break_even", "order", "target")
"""Kinds whose pills give way, the first of them first; of those only typed in the ticket none does."""
_BROUGHT_SHARE = 0.6
"""Of the room for pills, from which on those of what entries bring are folded."""
_UNTAGGED: tuple[LineKind, ...] = ("target_preview", "stop_preview", "order", "entry_preview", "target")
"""Kinds whose tags give way, the first of them first."""


class Entry(NamedTuple):
    """A line that is to be placed: its cells and its row; held while it is dragged; how many pills its own stands for
    besides; beyond the plot, -1 above it and 1 below it, or 0 within."""

    line: LineView
    cells: tuple[str, ...]
    y: float
    refused: bool = False
    is_held: bool = False
    folded: int = 0
    beyond: int = 0


def fold(entries: list[Entry], room: int) -> list[Entry]:
    """At most `room` pills, as far as they can give way: further ones of a kind are told as a number by one that stays.

    A pill that is folded leaves its line, its tag and its row in the panel.
    """
    pills = sum(bool(entry.cells) for entry in entries)
    if pills <= int(room * _BROUGHT_SHARE):
        return entries
    result = list(entries)
    for kind in _FOLDED:
        has_share = kind in ("target_preview", "stop_preview")
        groups: dict[str | None, list[int]] = {}
        for place, entry in enumerate(entries):
            if entry.line.kind == kind and entry.cells and not entry.is_held and _can_fold(entry.line):
                groups.setdefault(entry.line.side, []).append(place)
        for members in groups.values():
            stays = 0 if kind == "break_even" else 1
            count = min(pills - int(room * (_BROUGHT_SHARE if has_share else 1)), len(members) - stays)
            if count <= 0:
                continue
            pills -= count
            for place in members[len(members) - count :]:
                result[place] = entries[place]._replace(cells=())
            if stays:
                last = members[len(members) - count - 1]
                words = (*entries[last].cells, tr("and {more} more").format(more=count))
                result[last] = entries[last]._replace(cells=words, folded=count)
    return result


def _can_fold(line: LineView) -> bool:
    """What an entry brings does, what is being typed does not."""
    return line.kind not in ("stop_preview", "target_preview") or ATTACHED in line.id


def tagged(lines: Sequence[LineView], room: int) -> list[int]:
    """Places of the lines that get a tag: one for each price of a kind, at most `room` as far as they can give way."""
    first: dict[tuple[str, str | None, float], int] = {}
    for place, line in enumerate(lines):
        first.setdefault((line.kind, line.side, line.price), place)
    kept = list(first.values())
    for kind in _UNTAGGED:
        members = [place for place in kept if lines[place].kind == kind]
        surplus = min(len(kept) - room, len(members))
        if surplus > 0:
            gone = set(members[len(members) - surplus :])
            kept = [place for place in kept if place not in gone]
    return kept
