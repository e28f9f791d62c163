"""JSON rows of numbers, as freqtrade and exchanges write them: [[time, open, high, low, close, volume, ...], ...]."""

from __future__ import annotations

import msgspec
import numpy as np

from trainer.core.language import english
from trainer.market.reading.sources import Source
from trainer.market.reading.stamps import UNITS, epoch_ms, unit_of
from trainer.market.reading.table import RawTable, RefusedError, Rows, shown

_LONGEST_ROW = 4_096
_ROWS = msgspec.json.Decoder(list[tuple[float, float, float, float, float, float]])
_KLINES = msgspec.json.Decoder(
    list[tuple[float, str, str, str, str, str, float, str, float, str, str, str]]
)  # an exchange's own answer


def read_lists(source: Source) -> RawTable:
    """Read the rows piece by piece; raises RefusedError with the row."""
    rows = Rows.none()
    unit, kind = "", ""
    rest, opened = b"", False
    while True:
        piece = source.read()
        text = rest + piece
        if not opened and text.lstrip():
            text = _inside(text)
            opened = True
        cut = text.rfind(b"],") + 1 if piece else len(text)
        if piece and not cut:
            if len(text) > _LONGEST_ROW and b"]" not in text[:_LONGEST_ROW]:
                raise RefusedError(
                    english("row {count}: rows of numbers in brackets are needed").format(count=rows.count + 1)
                )
            rest = text
            continue
        whole = text[:cut] if piece else _ended(text, rows.count)
        kind, unit = _take(whole, rows, kind, unit)
        if not piece:
            break
        rest = text[cut + 1 :]
    times, values, lines = rows.joined()
    name = english("JSON rows of an exchange") if kind == "klines" else english("freqtrade JSON")
    return RawTable(name, times, values, lines, unit, "row")


def _inside(text: bytes) -> bytes:
    bare = text.lstrip()
    if not bare.startswith(b"["):
        raise RefusedError(english("row 1: a list of rows of numbers is needed"))
    return bare[1:]


def _ended(text: bytes, count: int) -> bytes:
    bare = text.rstrip()
    if not bare.endswith(b"]"):
        raise RefusedError(english("row {count}: the list has no end; the file is cut off").format(count=count + 1))
    return bare[:-1]


def _take(text: bytes, rows: Rows, kind: str, unit: str) -> tuple[str, str]:
    """Decode whole rows; the kind and the unit of the first rows hold for the file."""
    if not text.strip():
        return kind, unit
    wrapped = b"[" + text + b"]"
    kind = kind or ("klines" if b'"' in text[:_LONGEST_ROW] else "rows")
    try:
        found = np.array(_numbers(wrapped) if kind == "klines" else _ROWS.decode(wrapped), dtype=np.float64)
    except (msgspec.MsgspecError, RecursionError, ValueError) as error:
        place, _, key = str(error).partition(" - at `$[")
        row = int(key.split("]")[0]) if key and key.split("]")[0].isdigit() else 0
        where = (
            english("row {count}").format(count=rows.count + row + 1)
            if key
            else english("after row {count}").format(count=rows.count)
        )
        raise RefusedError(
            english("{where}: {place}; six plain numbers a row are needed").format(where=where, place=place[:120])
        ) from None
    if found.size == 0:
        return kind, unit
    lines = np.arange(rows.count + 1, rows.count + len(found) + 1)
    unit = unit or unit_of(float(found[0, 0]))
    if unit not in UNITS:
        raise RefusedError(
            english("row {lines}: time = {found} is not allowed; an epoch time is needed").format(
                lines=int(lines[0]), found=shown(found[0, 0])
            )
        )
    rows.take(epoch_ms(found[:, 0], lines, unit, "row"), found[:, 1:6], lines)
    return kind, unit


def _numbers(text: bytes) -> list[tuple[float, ...]]:
    rows = _KLINES.decode(text)
    for number, row in enumerate(rows):
        for cell in row[1:6]:
            if not cell or cell.strip("0123456789.") or cell.count(".") > 1:
                raise ValueError(f"{shown(cell)} is no plain number - at `$[{number}]")
    return [(row[0], *(float(cell) for cell in row[1:6])) for row in rows]
