"""Plain text and JSON for the terminal."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from decimal import Decimal

from trainer.engine.events import plain


def emit(text: str) -> None:
    """One block of text on stdout."""
    sys.stdout.write(text + "\n")


def complain(text: str) -> None:
    """One line on stderr."""
    sys.stderr.write(text.replace("\n", " ") + "\n")


def emit_json(document: object) -> None:
    """One JSON document on stdout; money as strings."""
    emit(json.dumps(document, indent=2, default=_default, ensure_ascii=False))


def _default(value: object) -> object:
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, tuple | frozenset):
        return list(value)
    return str(value)


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Columns padded to their widest cell; the first left, the rest right aligned."""
    cells = [[str(cell) for cell in row] for row in rows]
    widths = [max(len(line[k]) for line in [list(head), *cells]) for k in range(len(head))]
    lines = []
    for line in [list(head), *cells]:
        parts = [line[0].ljust(widths[0])] + [
            cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True)
        ]
        lines.append("  ".join(parts).rstrip())
    return "\n".join(lines)
