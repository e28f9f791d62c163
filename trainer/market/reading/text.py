"""Delimited text in pieces of 256 KiB: every row must have every field, and every field must be a plain number."""

from __future__ import annotations

import csv
import re
from datetime import tzinfo
from itertools import islice

import numpy as np

from trainer.core.language import english
from trainer.market.candles import FloatArray, IntArray
from trainer.market.reading.dialect import LONGEST_LINE, Dialect, cells, dialect_of
from trainer.market.reading.sources import Source
from trainer.market.reading.stamps import UNITS, date_ms, epoch_ms, has_date, unit_of, zone_of
from trainer.market.reading.table import FIELDS, NO_VOLUME, RawTable, RefusedError, Rows, shown

_HEAD = 64 * 1024
_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?")
_BAD_BYTES = re.compile(rb"[^\x20-\x7e\r\n\t]")
_ODD_NUMBER = re.compile(r"[^-+0-9.eE\s]")


def read_text(source: Source, zone: tzinfo | None) -> RawTable:
    """Read a table of candles or funding; raises RefusedError with the line and ZoneNeededError."""
    piece = _begin(source)
    head = [line.rstrip("\r") for line in piece[:_HEAD].decode("utf-8", errors="replace").split("\n")]
    _check_lines(head)
    dialect = dialect_of(head)
    reader = _Reader(dialect, zone or (zone_of(dialect.zone) if dialect.zone else None))
    rows, line, rest = Rows.none(), 1, b""
    while True:
        text = rest + piece
        cut = text.rfind(b"\n") + 1 if piece else len(text)
        if not cut and len(text) > LONGEST_LINE:
            raise RefusedError(
                english("line {line}: longer than {most} characters").format(line=line, most=LONGEST_LINE)
            )
        line = reader.take(text[:cut], line, rows)
        rest = text[cut:]
        if not piece:
            break
        piece = source.read()
    times, values, lines = rows.joined()
    notes = dialect.notes
    if not reader.is_funding and dialect.column("volume") < 0:
        notes = (*notes, NO_VOLUME)
    return RawTable(dialect.format, times, values, lines, reader.stamps, "line", notes)


def _begin(source: Source) -> bytes:
    piece = source.read()
    if piece.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise RefusedError(english("the text is UTF-16; save it as UTF-8"))
    return piece.removeprefix(b"\xef\xbb\xbf")


def _check_lines(head: list[str]) -> None:
    for number, line in enumerate(head, 1):
        if "\0" in line:
            raise RefusedError(english("line {number}: a NUL byte; this is no text of candles").format(number=number))
        if len(line) > LONGEST_LINE:
            raise RefusedError(
                english("line {number}: longer than {most} characters").format(number=number, most=LONGEST_LINE)
            )


class _Reader:
    """Turns pieces of whole lines into rows; the unit of the first stamp holds for the file."""

    def __init__(self, dialect: Dialect, zone: tzinfo | None) -> None:
        self.dialect = dialect
        self.zone = zone
        self.stamps = ""
        self.is_funding = dialect.column("rate") >= 0 and dialect.column("open") < 0
        wanted = ("rate",) if self.is_funding else FIELDS
        self.names = tuple(name for name in wanted if dialect.column(name) >= 0)
        self.columns = [dialect.column(name) for name in self.names]

    def take(self, text: bytes, first: int, rows: Rows) -> int:
        """Read whole lines of which the first has this number; returns the number of the next."""
        plain = text if text.isascii() else self._without_banner(text, first)
        bad = _BAD_BYTES.search(plain)
        if bad:
            line = first + plain.count(b"\n", 0, bad.start())
            raise RefusedError(
                english("line {line}: byte {group} does not belong in a table of numbers").format(
                    line=line, group=f"{bad.group()[0]:#04x}"
                )
            )
        lines = plain.decode("ascii").split("\n")
        if lines and not lines[-1]:
            lines.pop()
        skip = max(0, self.dialect.first_line - (first - 1))
        kept = [(number, line.rstrip("\r")) for number, line in islice(enumerate(lines, first), skip, None)]
        kept = [(number, line) for number, line in kept if line.strip()]
        lone = next((number for number, line in kept if "\r" in line), 0)
        if lone:
            raise RefusedError(english("line {lone}: a carriage return inside a line").format(lone=lone))
        if kept:
            numbers = np.array([number for number, _ in kept], dtype=np.int64)
            self._rows([line for _, line in kept], numbers, rows)
        return first + len(lines)

    def _without_banner(self, text: bytes, first: int) -> bytes:
        """Banner and header may hold any letters; nothing below them may."""
        lines = text.split(b"\n")
        skip = max(0, self.dialect.first_line - (first - 1))
        return b"\n".join([b""] * min(skip, len(lines)) + lines[skip:])

    def _rows(self, lines: list[str], numbers: IntArray, rows: Rows) -> None:
        delimiter, width = self.dialect.delimiter, len(self.dialect.roles)
        if any('"' in line for line in lines):
            lines = [self._unquoted(line, int(number)) for line, number in zip(lines, numbers, strict=True)]
        counts = [line.count(delimiter) + 1 for line in lines]
        wrong = next((place for place, count in enumerate(counts) if count != width), -1)
        if wrong >= 0:
            raise RefusedError(
                english("line {numbers}: {counts} fields where {width} are needed").format(
                    numbers=int(numbers[wrong]), counts=counts[wrong], width=width
                )
            )
        if self.dialect.decimal_comma:
            lines = [line.replace(",", ".") for line in lines]
        times = self._times(lines, numbers)
        values = self._numbers(lines, numbers, self.columns, self.names)
        if not self.is_funding and "volume" not in self.names:
            values = np.column_stack((values, np.zeros(len(values))))
        rows.take(times, values, numbers)

    def _unquoted(self, line: str, number: int) -> str:
        """The line without quotes; a quoted delimiter is refused."""
        try:
            found = next(csv.reader([line], delimiter=self.dialect.delimiter, strict=True), [])
        except csv.Error as error:
            raise RefusedError(
                english("line {number}: it cannot be read ({error})").format(number=number, error=error)
            ) from None
        if any(self.dialect.delimiter in cell or "\n" in cell for cell in found):
            raise RefusedError(
                english("line {number}: a field holds the delimiter {delimiter}").format(
                    number=number, delimiter=shown(self.dialect.delimiter)
                )
            )
        return self.dialect.delimiter.join(found)

    def _times(self, lines: list[str], numbers: IntArray) -> IntArray:
        place, clock = self.dialect.column("time"), self.dialect.column("clock")
        first = cells(lines[0], self.dialect.delimiter)[place]
        if clock < 0 and not has_date(first):
            stamps = self._numbers(lines, numbers, [place], ("time",))[:, 0]
            unit = self.stamps or unit_of(float(stamps[0]))
            if unit not in UNITS:
                raise RefusedError(
                    english(
                        "line {numbers}: time = {first} is not allowed; seconds, milliseconds, microseconds "
                        "or nanoseconds since 1970, or a date, are needed"
                    ).format(numbers=int(numbers[0]), first=shown(first))
                )
            self.stamps = unit
            return epoch_ms(stamps, numbers, unit, "line")
        self.stamps = self.stamps or "date"
        if self.stamps != "date":
            raise RefusedError(
                english("line {numbers}: time = {first}, a date below epoch numbers").format(
                    numbers=int(numbers[0]), first=shown(first)
                )
            )
        split = [line.split(self.dialect.delimiter) for line in lines]
        texts = [row[place].strip() if clock < 0 else f"{row[place].strip()} {row[clock].strip()}" for row in split]
        return date_ms(texts, numbers, self.zone)

    def _numbers(self, lines: list[str], numbers: IntArray, columns: list[int], names: tuple[str, ...]) -> FloatArray:
        try:
            table: FloatArray = np.loadtxt(
                lines, delimiter=self.dialect.delimiter, usecols=columns, dtype=np.float64, ndmin=2, comments=None
            )
        except (ValueError, OverflowError):
            raise self._bad_number(lines, numbers, columns, names) from None
        bad = ~np.isfinite(table)
        if bool(bad.any()):
            raise self._bad_number(lines, numbers, columns, names)
        return table

    def _bad_number(
        self, lines: list[str], numbers: IntArray, columns: list[int], names: tuple[str, ...]
    ) -> RefusedError:
        for line, number in zip(lines, numbers, strict=True):
            row = line.split(self.dialect.delimiter)
            for column, name in zip(columns, names, strict=True):
                text = row[column].strip()
                if not _PLAIN.fullmatch(text) or not np.isfinite(float(text)):
                    return RefusedError(
                        english("line {number}: {name} = {text} is not allowed; a plain number is needed").format(
                            number=int(number), name=name, text=shown(text)
                        )
                    )
        return RefusedError(english("line {numbers}: a number cannot be read").format(numbers=int(numbers[0])))
