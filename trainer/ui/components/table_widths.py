"""`Widths(model, header, pad)`: how wide the columns of a table are that may be arranged; `first_width(column)`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import ceil

from PySide6.QtWidgets import QHeaderView

from trainer.ui.components.spreading import Spread
from trainer.ui.components.table_paint import CLOSE, PADDING, cell_width
from trainer.ui.components.table_rows import Column, RowsModel, TableRow
from trainer.ui.theme.current import text_width

_WIDEST = 280


class Widths:
    """Columns begin as wide as they expect, grow for longer texts, share a wide table and give way in a narrow one.

    Those that the learner made as wide as they are stay.
    """

    def __init__(self, model: RowsModel, header: QHeaderView, pad: Callable[[int], None]) -> None:
        """Nothing made by hand; `pad` takes the pixels left and right of what cells and headers show."""
        self._model, self._header, self._pad = model, header, pad
        self._spread = Spread(header)
        self._longest: dict[int, tuple[int, int]] = {}
        self._by_hand: set[int] = set()
        self._given_way: dict[int, int] = {}
        self.is_at_work = False

    def whole(self, place: int) -> int:
        """The width of a column where there is room, in pixels."""
        own = self._spread.own(place)
        return own if place in self._by_hand else self._given_way.get(place, own)

    def resize(self, place: int, width: int) -> None:
        """Give a column another width of its own."""
        self._spread.resize(place, width)

    def keep(self, place: int) -> None:
        """The learner made this column as wide as it is."""
        self._by_hand.add(place)
        self._spread.keep(place)

    def grow(self, rows: Sequence[TableRow], room: int) -> None:
        """Widen the first column and those of figures for a longer text than they were made for, and leave them so."""
        self.is_at_work, has_grown = True, False
        for place, column in enumerate(self._model.columns):
            if place in self._by_hand or (place and column.align == "left"):
                continue
            cells = (row.cells[place] for row in rows if place < len(row.cells))
            longest = max(cells, key=lambda cell: len(cell.text), default=None)
            if longest is not None and len(longest.text) > self._longest.get(place, (0, 0))[0]:
                wanted = min(_WIDEST, ceil(cell_width(longest)) + 2 * PADDING + 2)
                self._longest[place] = len(longest.text), wanted
                self._spread.resize(place, max(wanted, self._spread.own(place)))
                has_grown = True
        self.is_at_work = False
        if has_grown:
            self.share(room)

    def share(self, room: int) -> None:
        """Share this many pixels: what is left beside the columns of a wide table is added to each."""
        if not self.is_at_work:
            self.is_at_work = True
            self._give_way(room)
            self._spread.share(room, self._by_hand)
            self.is_at_work = False

    def _give_way(self, room: int) -> None:
        """Where the columns would be wider than the table they take no more than their texts and headers need."""
        for place, whole in self._given_way.items():
            if place not in self._by_hand:
                self._spread.resize(place, max(whole, self._spread.own(place)))
        self._given_way.clear()
        shown = [place for place in range(len(self._model.columns)) if not self._header.isSectionHidden(place)]
        is_narrow = sum(self._spread.own(place) for place in shown) > room
        self._pad(CLOSE if is_narrow else PADDING)
        for place in shown if is_narrow else ():
            if place in self._longest and place not in self._by_hand:
                self._given_way[place] = self._spread.own(place)
                self._spread.resize(place, min(self._spread.own(place), self._least(place)))

    def _least(self, place: int) -> int:
        """Room for the longest text there was and for the fewest words of the header, close to each other."""
        column, (_, longest) = self._model.columns[place], self._longest[place]
        cells = (row.cells[place] for row in self._model.rows if place < len(row.cells))
        now = max((ceil(cell_width(cell)) for cell in cells), default=0) + 2 * PADDING + 2
        words = first_width(replace(column, width=0), column.least)
        return max(words, longest, min(_WIDEST, now)) - 2 * (PADDING - CLOSE)


def first_width(column: Column, words: str) -> int:
    """Pixels for the widest expected text and for these words of the header."""
    around = 2 * PADDING + 2 + (column.bar + 6 if column.bar else 0)
    wanted = column.width if isinstance(column.width, int) else round(text_width(column.width, "table", 600)) + around
    return max(wanted, round(text_width(words, "caption")) + around)
