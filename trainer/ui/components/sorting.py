"""What rows are sorted by: the first number of a cell's text, else its words."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from trainer.core.language import localised
from trainer.presenters.figures import DASH, MINUS
from trainer.ui.components.table_rows import TableRow

SortKey = tuple[int, Decimal, str]


def sort_key(text: str) -> SortKey:
    """Numbers first by size, then words; a dash comes last."""
    if text in ("", DASH):
        return 2, Decimal(0), ""
    first = localised(text.split(" ")[0]).replace(",", "").replace(MINUS, "-").removesuffix("×").removesuffix("%")
    try:
        number = Decimal(first)
    except InvalidOperation:
        return 1, Decimal(0), text.casefold()
    return (0, number, text) if number.is_finite() else (1, Decimal(0), text.casefold())


def sorted_rows(rows: Sequence[TableRow], column: int, *, falls: bool) -> list[TableRow]:
    """Rows by one column, equal ones in the order given; what has no figure stays last either way."""

    def key(row: TableRow) -> SortKey:
        return sort_key(row.cells[column].text if column < len(row.cells) else "")

    known = [row for row in rows if key(row)[0] < 2]
    unknown = [row for row in rows if key(row)[0] == 2]
    return [*sorted(known, key=key, reverse=falls), *unknown]
