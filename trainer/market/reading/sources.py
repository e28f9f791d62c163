"""Bytes of a candle file: plain, gzip or a zip with one file in it, counted while they are read."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from trainer.market.reading.table import MOST_BYTES, Progress, RefusedError, reason, shown

CHUNK = 1 << 18
GZIP, ZIP, ARROW, FEATHER1, PARQUET = b"\x1f\x8b", b"PK\x03\x04", b"ARROW1", b"FEA1", b"PAR1"
MOST_RATIO = 400
"""No text of candles shrinks more than this; what does is a bomb."""
BROKEN = (OSError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError)


class Source:
    """A stream of bytes with the name of what is read; progress counts the bytes of the file on disk."""

    def __init__(self, name: str, stream: IO[bytes], raw: IO[bytes], size: int, progress: Progress) -> None:
        """Read `stream`; `raw` is the file below it, of `size` bytes."""
        self.name = name
        self._stream, self._raw, self._size, self._progress = stream, raw, size, progress
        self._count = 0

    def read(self, count: int = CHUNK) -> bytes:
        """At most this many bytes, nothing at the end. Raises RefusedError for broken or overlong data."""
        try:
            piece = self._stream.read(count)
        except BROKEN as error:
            raise RefusedError(f"the file is cut off or broken ({reason(error)})") from None
        self._count += len(piece)
        if self._count > MOST_BYTES:
            raise RefusedError(f"more than {MOST_BYTES >> 20:,} MiB of text; split the file by years")
        if self._stream is not self._raw and self._count > CHUNK and self._count > MOST_RATIO * self._size:
            raise RefusedError("it unpacks to far more than candles could; the file is refused")
        self._progress(min(self._raw.tell(), self._size), self._size)
        return piece

    def rest(self, most: int) -> bytes:
        """Everything that is left; raises RefusedError above `most` bytes."""
        parts, count = [], 0
        while piece := self.read():
            count += len(piece)
            if count > most:
                raise RefusedError(f"more than {most >> 20:,} MiB; split the file by years")
            parts.append(piece)
        return b"".join(parts)


@contextmanager
def opened(path: Path, progress: Progress) -> Iterator[tuple[Source, bytes]]:
    """The source of a file and its first bytes on disk; raises RefusedError when it cannot be read."""
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise RefusedError("this is not a file")
        if size == 0:
            raise RefusedError("the file is empty")
        if size > MOST_BYTES:
            raise RefusedError(f"{size >> 20:,} MiB are more than {MOST_BYTES >> 20:,}; split the file by years")
        raw = path.open("rb")
    except OSError as error:
        raise RefusedError(f"it cannot be read ({error.strerror})") from None
    with raw:
        magic = raw.read(8)
        raw.seek(0)
        if magic.startswith(GZIP):
            with gzip.open(raw, "rb") as stream:
                yield Source(path.name, io.BufferedReader(stream), raw, size, progress), magic
        elif magic.startswith(ZIP) and path.suffix.lower() != ".npz":
            with _zip(raw) as archive:
                member = _only_member(archive)
                with _member(archive, member) as stream:
                    yield Source(member.filename, stream, raw, size, progress), magic
        else:
            yield Source(path.name, raw, raw, size, progress), magic


def _zip(raw: IO[bytes]) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(raw)
    except BROKEN as error:
        raise RefusedError(f"the zip is cut off or broken ({reason(error)})") from None


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> IO[bytes]:
    try:
        return archive.open(member)
    except BROKEN as error:
        raise RefusedError(f"the zip is cut off or broken ({reason(error)})") from None


def _only_member(archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    members = [item for item in archive.infolist() if not item.is_dir()]
    if len(members) != 1:
        raise RefusedError(f"the zip holds {len(members)} files; one file of candles is needed")
    member = members[0]
    if member.flag_bits & 1:
        raise RefusedError("the zip is encrypted; unpack it first")
    if member.file_size > MOST_BYTES or member.file_size > MOST_RATIO * max(member.compress_size, 1_000):
        raise RefusedError(f"{shown(member.filename)} in the zip claims {member.file_size:,} bytes; that is too much")
    if not member.filename.lower().endswith((".csv", ".txt", ".json")):
        raise RefusedError(f"the zip holds {shown(member.filename)}; a .csv, .txt or .json file is needed")
    return member
