"""`Spread(header)`: room beside the columns is shared among them; what it adds is told apart from their own widths."""

from __future__ import annotations

from collections.abc import Set

from PySide6.QtWidgets import QHeaderView


class Spread:
    """Columns as wide as their own widths ask, each wider by the same share where the table is wider than all."""

    def __init__(self, header: QHeaderView) -> None:
        """Nothing added."""
        self._header = header
        self._added: dict[int, int] = {}

    def own(self, place: int) -> int:
        """The width of a column without what was added to it, in pixels."""
        return self._header.sectionSize(place) - self._added.get(place, 0)

    def keep(self, place: int) -> None:
        """The present width of a column is its own: the learner made it so."""
        self._added.pop(place, None)

    def resize(self, place: int, width: int) -> None:
        """Give a column another width of its own."""
        self._header.resizeSection(place, width + self._added.get(place, 0))

    def share(self, room: int, held: Set[int]) -> None:
        """Share `room` pixels among the shown columns; those `held` stay as they are."""
        shown = [place for place in range(self._header.count()) if not self._header.isSectionHidden(place)]
        own = {place: self.own(place) for place in shown}
        taking = [place for place in shown if place not in held]
        left, total = max(0, room - sum(own.values())), sum(own[place] for place in taking)
        for place in taking:
            added = left * own[place] // total
            if added != self._added.get(place, 0):
                self._added[place] = added
                self._header.resizeSection(place, own[place] + added)
