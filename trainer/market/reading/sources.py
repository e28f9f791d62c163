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

from trainer.core.language import english
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
            raise RefusedError(english("the file is cut off or broken ({error})").format(error=reason(error))) from None
        self._count += len(piece)
        if self._count > MOST_BYTES:
            raise RefusedError(
                english("more than {most} MiB of text; split the file by years").format(most=f"{MOST_BYTES >> 20:,}")
            )
        if self._stream is not self._raw and self._count > CHUNK and self._count > MOST_RATIO * self._size:
            raise RefusedError(english("it unpacks to far more than candles could; the file is refused"))
        self._progress(min(self._raw.tell(), self._size), self._size)
        return piece

    def rest(self, most: int) -> bytes:
        """Everything that is left; raises RefusedError above `most` bytes."""
        parts, count = [], 0
        while piece := self.read():
            count += len(piece)
            if count > most:
                raise RefusedError(
                    english("more than {most} MiB; split the file by years").format(most=f"{most >> 20:,}")
                )
            parts.append(piece)
        return b"".join(parts)


@contextmanager
def opened(path: Path, progress: Progress) -> Iterator[tuple[Source, bytes]]:
    """The source of a file and its first bytes on disk; raises RefusedError when it cannot be read."""
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise RefusedError(english("this is not a file"))
        if size == 0:
            raise RefusedError(english("the file is empty"))
        if size > MOST_BYTES:
            raise RefusedError(
                english("{size} MiB are more than {most}; split the file by years").format(
                    size=f"{size >> 20:,}", most=f"{MOST_BYTES >> 20:,}"
                )
            )
        raw = path.open("rb")
    except OSError as error:
        raise RefusedError(english("it cannot be read ({reason})").format(reason=error.strerror)) from None
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
        raise RefusedError(english("the zip is cut off or broken ({error})").format(error=reason(error))) from None


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> IO[bytes]:
    try:
        return archive.open(member)
    except BROKEN as error:
        raise RefusedError(english("the zip is cut off or broken ({error})").format(error=reason(error))) from None


def _only_member(archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    members = [item for item in archive.infolist() if not item.is_dir()]
    if len(members) != 1:
        raise RefusedError(
            english("the zip holds {members} files; one file of candles is needed").format(members=len(members))
        )
    member = members[0]
    if member.flag_bits & 1:
        raise RefusedError(english("the zip is encrypted; unpack it first"))
    if member.file_size > MOST_BYTES or member.file_size > MOST_RATIO * max(member.compress_size, 1_000):
        raise RefusedError(
            english("{name} in the zip claims {file_size} bytes; that is too much").format(
                name=shown(member.filename), file_size=f"{member.file_size:,}"
            )
        )
    if not member.filename.lower().endswith((".csv", ".txt", ".json")):
        raise RefusedError(
            english("the zip holds {name}; a .csv, .txt or .json file is needed").format(name=shown(member.filename))
        )
    return member
