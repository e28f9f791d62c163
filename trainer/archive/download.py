"""One file from an archive onto disk: resumed where it stopped, tried again with growing pauses, checked by its sha256.

The standard library's own client is enough for one file at a time; it takes proxies from the environment.
"""

from __future__ import annotations

import hashlib
import http.client
import os
import random
import re
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from trainer.archive.layout import Piece
from trainer.core.errors import FieldError, TrainerError
from trainer.core.language import english
from trainer.core.lock import alone_in

CHUNK = 64 * 1024
LARGEST = 512 * 1024 * 1024
_LARGEST_NOTE = 4_096
_AGENT = "cascade-trainer"
_BUSY = english("another program is fetching into the same folder; wait until it is done, or pause it there")
_NETWORK = (OSError, http.client.HTTPException)
Progress = Callable[[int], None]
"""Called with the bytes of the file that are there."""


class DownloadError(TrainerError):
    """A file that could not be fetched; what is there already is kept for the next try."""


class MissingError(DownloadError):
    """A file the archive does not have."""


class PausedError(DownloadError):
    """The learner paused; the part that arrived is kept."""


@dataclass(frozen=True, slots=True)
class Obtained:
    """A checked file and its sha256."""

    path: Path
    sha256: str


@dataclass
class Downloader:
    """Fetches into a folder that mirrors the archive. `stop` pauses at the next 64 KiB or at once in a wait."""

    base_url: str
    folder: Path
    stop: threading.Event = field(default_factory=threading.Event)
    tries: int = 6
    timeout: float = 20.0
    first_pause: float = 0.5
    longest_pause: float = 30.0
    opener: urllib.request.OpenerDirector = field(default_factory=urllib.request.build_opener)

    def __post_init__(self) -> None:
        """Raises FieldError for an address that is not http or https."""
        parts = urlsplit(self.base_url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise FieldError("base-url", self.base_url, english("an address that begins with https:// or http://"))
        self.base_url = self.base_url.rstrip("/")

    @contextmanager
    def alone(self) -> Iterator[None]:
        """No other program fetches into the folder meanwhile; raises BusyError at once, DownloadError for the disk."""
        try:
            with alone_in(self.folder, _BUSY):
                yield
        except OSError as error:
            raise DownloadError(
                english("{name}: cannot be written ({reason})").format(name=self.folder.name, reason=error.strerror)
            ) from None

    def obtain(self, piece: Piece, progress: Progress) -> Obtained:
        """The file of a piece, from disk where it was fetched before.

        Raises MissingError when the archive has no such file, PausedError, and DownloadError after the last try.
        """
        path = self.folder / piece.path
        note = path.with_name(f"{path.name}.CHECKSUM")
        known = _kept_sum(path, note)
        if known is not None and _sha256(path) == known:
            progress(path.stat().st_size)
            return Obtained(path, known)
        wanted = self._again(lambda: self._note(piece))
        self._again(lambda: self._whole(piece, path, wanted, progress))
        note.write_text(f"{wanted}  {piece.name}\n", encoding="ascii")
        return Obtained(path, wanted)

    def _again(self, work: Callable[[], str]) -> str:
        """Try until it works; a pause before each new try, twice as long each time, by chance up to a half longer."""
        for attempt in range(1, self.tries + 1):
            if self.stop.is_set():
                raise PausedError("paused")
            pause = min(self.longest_pause, self.first_pause * 2 ** (attempt - 1))
            try:
                return work()
            except _RetryError as error:
                if attempt == self.tries:
                    raise DownloadError(
                        english("{error}; tried {tries} times").format(error=error, tries=self.tries)
                    ) from None
                pause = max(pause, min(error.wait, self.longest_pause))
            if self.stop.wait(pause * (1 + random.random() / 2)):
                raise PausedError("paused")
        raise AssertionError("the last try returns or raises")

    def _note(self, piece: Piece) -> str:
        with self._open(f"{piece.path}.CHECKSUM", 0) as (answer, _):
            try:
                return _checksum(answer.read(_LARGEST_NOTE), piece.name)
            except _NETWORK as error:
                raise _RetryError(f"{piece.name}.CHECKSUM: {_words(error)}") from None

    def _whole(self, piece: Piece, path: Path, wanted: str, progress: Progress) -> str:
        part = path.with_name(f"{path.name}.part")
        part.parent.mkdir(parents=True, exist_ok=True)
        there = part.stat().st_size if part.is_file() else 0
        with self._open(piece.path, there) as (answer, resumes), part.open("ab" if resumes else "wb") as file:
            self._copy(answer, file, piece.name, there if resumes else 0, progress)
        if _sha256(part) != wanted:
            part.unlink()
            raise _RetryError(english("{name}: its sha256 is not the one the archive states").format(name=piece.name))
        part.replace(path)
        return wanted

    def _copy(
        self, answer: http.client.HTTPResponse, file: IO[bytes], name: str, count: int, progress: Progress
    ) -> None:
        length = answer.length  # what is still to come; reading past an early end raises nothing by itself
        whole = None if length is None else count + length
        while True:
            if self.stop.is_set():
                raise PausedError("paused")
            try:
                piece = answer.read1(CHUNK)
            except _NETWORK as error:
                raise _RetryError(f"{name}: {_words(error)}") from None
            if not piece:
                break
            count += len(piece)
            if count > LARGEST:
                raise DownloadError(
                    english("{name}: more than {largest} MiB; this is no file of candles").format(
                        name=name, largest=LARGEST >> 20
                    )
                )
            file.write(piece)
            progress(count)
        if whole is not None and count < whole:
            raise _RetryError(
                english("{name}: the connection ended after {count} of {whole} bytes").format(
                    name=name, count=f"{count:,}", whole=f"{whole:,}"
                )
            )
        file.flush()
        os.fsync(file.fileno())

    def _open(self, path: str, there: int) -> _Answer:
        request = urllib.request.Request(f"{self.base_url}/{path}", headers={"User-Agent": _AGENT})
        if there:
            request.add_header("Range", f"bytes={there}-")
        name = path.rpartition("/")[2]
        try:
            answer = self.opener.open(request, timeout=self.timeout)
        except urllib.error.HTTPError as error:
            with error:
                if error.code == http.HTTPStatus.NOT_FOUND:
                    raise MissingError(english("{name}: the archive does not have it").format(name=name)) from None
                if error.code == http.HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
                    (self.folder / f"{path}.part").unlink(missing_ok=True)
                elif error.code < 500 and error.code not in (403, 408, 429):
                    raise DownloadError(
                        english("{name}: the archive answers {code} {reason}").format(
                            name=name, code=error.code, reason=error.reason
                        )
                    ) from None
                raise _RetryError(
                    english("{name}: the archive answers {code}").format(name=name, code=error.code), _seconds(error)
                ) from None
        except _NETWORK as error:
            raise _RetryError(f"{name}: {_words(error)}") from None
        resumes = answer.status == http.HTTPStatus.PARTIAL_CONTENT and _begins_at(answer, there)
        return _Answer(answer, bool(there) and resumes)


class _RetryError(TrainerError):
    """A fault that may pass; `wait` is what the server asks for, in seconds."""

    def __init__(self, text: str, wait: float = 0.0) -> None:
        super().__init__(text)
        self.wait = wait


class _Answer:
    """An open answer and whether it goes on where the part ends."""

    def __init__(self, answer: http.client.HTTPResponse, resumes: bool) -> None:
        self._answer, self._resumes = answer, resumes

    def __enter__(self) -> tuple[http.client.HTTPResponse, bool]:
        return self._answer, self._resumes

    def __exit__(self, *_error: object) -> None:
        self._answer.close()


def _begins_at(answer: http.client.HTTPResponse, place: int) -> bool:
    return answer.headers.get("Content-Range", "").startswith(f"bytes {place}-")


def _seconds(error: urllib.error.HTTPError) -> float:
    text = error.headers.get("Retry-After", "") if error.headers else ""
    return float(text) if text.isdigit() else 0.0


def _checksum(raw: bytes, name: str) -> str:
    found = re.fullmatch(rb"([0-9a-fA-F]{64}) [ *](\S+)\s*", raw)
    if found is None or found[2].decode("ascii", "replace") != name:
        raise DownloadError(english("{name}.CHECKSUM: it does not state the sha256 of {name}").format(name=name))
    return found[1].decode().lower()


def _kept_sum(path: Path, note: Path) -> str | None:
    """What was noted of a file that was fetched before; None where there is none or its note was cut short."""
    if not path.is_file() or not note.is_file():
        return None
    try:
        return _checksum(note.read_bytes(), path.name)
    except DownloadError:
        return None


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _words(error: BaseException) -> str:
    cause = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(cause, TimeoutError):
        return english("no answer in time")
    return english("the connection failed ({split})").format(
        split=" ".join(str(cause).split())[:100] or type(cause).__name__
    )
