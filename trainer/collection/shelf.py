"""The folder of series: every file is written whole beside the old one and swapped, so a fault leaves it as it was."""

from __future__ import annotations

import csv
import gzip
import io
import os
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from trainer.collection.packing import Arrays, PackingError, pack, pack_funding, unpack, unpack_funding
from trainer.collection.series import Part, SeriesInfo, SeriesKey
from trainer.core.clock import iso
from trainer.core.errors import TrainerError
from trainer.core.language import english
from trainer.core.lock import alone_in
from trainer.market.candles import Candles
from trainer.market.integrity import Funding
from trainer.market.reading.arrays import npz_arrays
from trainer.market.reading.sources import BROKEN
from trainer.market.reading.table import RefusedError, reason

FOLDER, TRASH, ENDING = "candles", "trash", ".npz"
_ABOUT = "about"
_LARGEST_ABOUT = 1_000_000
_AGAIN = english("move it to the trash and bring the candles in again")
_BUSY = english("another program is changing the library; nothing was changed, try again in a moment")
_LONG_WAIT_S, _SHORT_WAIT_S = 60.0, 0.2
"""Rows are joined beside the window and may wait; what a click does at once may not."""
Rows = Candles | Funding


class CollectionError(TrainerError):
    """A stored series that cannot be read, written or joined."""


@dataclass(frozen=True, slots=True)
class Thrown:
    """A series in the trash: the file's name there, the series, when it was thrown away (ms)."""

    name: str
    info: SeriesInfo
    thrown_ms: int


class Collection:
    """All series of a data folder. Reads look at the disk each time: a command may have added a series meanwhile."""

    def __init__(self, home: Path) -> None:
        """Use `candles` in a data folder; nothing is made before something is kept."""
        self.folder = home / FOLDER
        self.trash_folder = self.folder / TRASH

    def series(self) -> tuple[SeriesInfo, ...]:
        """Every readable series by name. A file that cannot be read is told by `faults`."""
        return tuple(info for info in (self._info(path) for path in self._files()) if isinstance(info, SeriesInfo))

    def faults(self) -> tuple[str, ...]:
        """One sentence a file that cannot be read; the file stays where it is."""
        return tuple(info for info in (self._info(path) for path in self._files()) if isinstance(info, str))

    def info(self, key: SeriesKey) -> SeriesInfo | None:
        """One series without its rows, or None; raises CollectionError for one that cannot be read."""
        path = self._path(key)
        if not path.is_file():
            return None
        found = self._info(path)
        if isinstance(found, str):
            raise CollectionError(found)
        return found

    def candles(self, key: SeriesKey) -> Candles:
        """The rows of a series of candles; raises CollectionError where they are absent, changed or broken."""
        rows = self._rows(key)
        if not isinstance(rows, Candles):
            raise CollectionError(english("{name}: these are funding rates, not candles").format(name=key.name))
        return rows

    def funding(self, key: SeriesKey) -> Funding:
        """The rates of a funding series; raises CollectionError."""
        rows = self._rows(key)
        if not isinstance(rows, Funding):
            raise CollectionError(english("{name}: these are candles, not funding rates").format(name=key.name))
        return rows

    def add(self, key: SeriesKey, rows: Rows, part: Part) -> SeriesInfo:
        """Keep rows, joined with what stands under the key already.

        Raises CollectionError, and changes nothing, when both hold a different row of the same time, and BusyError when
        another program has changed the library for long.
        """
        with self._alone(_LONG_WAIT_S):
            before = self.info(key)
            parts = (part,) if before is None else (*(p for p in before.parts if p.sha256 != part.sha256), part)
            whole = rows if before is None else merged(self._rows(key), rows, key.name)
            info = _info_of(key, whole, parts)
            self._write(key, info, whole)
        return msgspec.structs.replace(info, size=self._path(key).stat().st_size)

    def export(self, key: SeriesKey, path: Path) -> None:
        """Write a series as .csv, .csv.gz or .npz with plain columns, whole or not at all; raises CollectionError."""
        rows = self._rows(key)
        names = (
            ("time_ms", "rate") if isinstance(rows, Funding) else ("time_ms", "open", "high", "low", "close", "volume")
        )
        columns = (rows.time_ms, rows.rate) if isinstance(rows, Funding) else rows.columns
        fresh = path.with_name(f"{path.name}.new")
        try:
            with fresh.open("wb") as file:
                if path.suffix == ".npz":
                    _write_npz(file, dict(zip(names, columns, strict=True)))
                else:
                    _write_csv(file, names, columns, packed=path.name.endswith(".gz"))
            fresh.replace(path)
        except OSError as error:
            fresh.unlink(missing_ok=True)
            raise CollectionError(
                english("{name}: cannot be written ({reason})").format(name=path.name, reason=error.strerror)
            ) from None

    def throw_away(self, key: SeriesKey) -> Thrown:
        """Move a series to the trash; raises CollectionError and BusyError."""
        with self._alone(_SHORT_WAIT_S):
            info, now = self.info(key), int(time.time() * 1000)
            if info is None:
                raise CollectionError(english("{name}: not in the library").format(name=key.name))
            name = f"{key.name}.{now}{ENDING}"
            self._move(self._path(key), self.trash_folder / name)
        return Thrown(name, info, now)

    def trash(self) -> tuple[Thrown, ...]:
        """What lies in the trash, the newest first."""
        found = []
        for path in sorted(self.trash_folder.glob(f"*{ENDING}")):
            info, stamp = self._info(path), path.name.removesuffix(ENDING).rpartition(".")[2]
            if isinstance(info, SeriesInfo) and stamp.isdigit():
                found.append(Thrown(path.name, info, int(stamp)))
        return tuple(sorted(found, key=lambda thrown: -thrown.thrown_ms))

    def restore(self, thrown: Thrown) -> SeriesInfo:
        """Bring a series back; raises CollectionError when another stands in its place, and BusyError."""
        name = thrown.info.key.name
        with self._alone(_SHORT_WAIT_S):
            if self._path(thrown.info.key).exists():
                raise CollectionError(
                    english("{name}: the library holds this series again; throw that away first").format(name=name)
                )
            self._move(self.trash_folder / thrown.name, self._path(thrown.info.key))
        return thrown.info

    def empty_trash(self) -> int:
        """Delete what lies in the trash for good; returns how many series."""
        with self._alone(_SHORT_WAIT_S):
            thrown = self.trash()
            for one in thrown:
                (self.trash_folder / one.name).unlink(missing_ok=True)
        return len(thrown)

    def set_aside(self) -> int:
        """Move files that cannot be read out of the way, into the trash folder under names of their own.

        Nothing is deleted; returns how many. Raises CollectionError and BusyError.
        """
        with self._alone(_SHORT_WAIT_S):
            damaged = [path for path in self._files() if isinstance(self._info(path), str)]
            for path in damaged:
                self._move(path, self.trash_folder / f"{path.name}.{int(time.time() * 1000)}.damaged")
        return len(damaged)

    @contextmanager
    def _alone(self, wait_s: float) -> Iterator[None]:
        """No other program changes the library meanwhile; one that was killed may have left a part of a file."""
        try:
            with alone_in(self.folder, _BUSY, wait_s):
                for left in self.folder.glob("*.new"):
                    left.unlink(missing_ok=True)
                yield
        except OSError as error:
            raise CollectionError(
                english("{folder}: cannot be written ({reason}); nothing was changed").format(
                    folder=FOLDER, reason=error.strerror
                )
            ) from None

    def _files(self) -> list[Path]:
        return sorted(self.folder.glob(f"*{ENDING}"))

    def _path(self, key: SeriesKey) -> Path:
        return self.folder / f"{key.name}{ENDING}"

    def _info(self, path: Path) -> SeriesInfo | str:
        """What a file says of itself, read without its rows; a sentence when it cannot be read."""
        try:
            with zipfile.ZipFile(path) as archive:
                item = archive.getinfo(f"{_ABOUT}.npy")
                if item.file_size > _LARGEST_ABOUT:
                    raise CollectionError(english("its description is too large"))
                raw = archive.read(item)
            info = msgspec.json.decode(raw[raw.index(b"\n") + 1 :], type=SeriesInfo)
            if path.parent == self.folder and path.name != f"{info.key.name}{ENDING}":
                raise CollectionError(english("it holds {name}").format(name=info.key.name))
            return msgspec.structs.replace(info, size=path.stat().st_size)
        except (*BROKEN, KeyError, TrainerError) as error:
            return english("{name}: this is no series of the library or it is damaged ({error})").format(
                name=path.name, error=reason(error)
            )

    def _rows(self, key: SeriesKey) -> Rows:
        path = self._path(key)
        info = self.info(key)
        if info is None:
            raise CollectionError(english("{name}: not in the library").format(name=key.name))
        try:
            arrays = npz_arrays(path)
            rows: Rows = unpack_funding(arrays) if key.kind == "funding" else unpack(arrays)
        except (RefusedError, PackingError, TrainerError) as error:
            raise CollectionError(
                english("{name}: damaged ({error}); {again}").format(name=path.name, error=error, again=_AGAIN)
            ) from None
        if _hash(rows) != info.content_hash:
            raise CollectionError(
                english("{name}: the rows are not those that were kept; {again}").format(name=path.name, again=_AGAIN)
            )
        return rows

    def _write(self, key: SeriesKey, info: SeriesInfo, rows: Rows) -> None:
        arrays = pack_funding(rows) if isinstance(rows, Funding) else pack(rows)
        path = self._path(key)
        fresh = path.with_suffix(".new")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with fresh.open("wb") as file:
                _write_npz(file, {_ABOUT: np.frombuffer(msgspec.json.encode(info), dtype=np.uint8), **arrays})
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(path)
        except OSError as error:
            fresh.unlink(missing_ok=True)
            raise CollectionError(
                english("{name}: cannot be written ({reason}); nothing was changed").format(
                    name=path.name, reason=error.strerror
                )
            ) from None

    def _move(self, source: Path, target: Path) -> None:
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            source.replace(target)
        except OSError as error:
            raise CollectionError(
                english("{name}: cannot be moved ({reason})").format(name=source.name, reason=error.strerror)
            ) from None


def merged(before: Rows, after: Rows, name: str) -> Rows:
    """Both in time order, equal rows once; raises CollectionError where they differ."""
    if isinstance(before, Funding) and isinstance(after, Funding):
        times, (rates,) = _joined(before.time_ms, (before.rate,), after.time_ms, (after.rate,), name)
        return Funding(times, rates)
    if isinstance(before, Candles) and isinstance(after, Candles):
        times, values = _joined(before.time_ms, before.columns[1:], after.time_ms, after.columns[1:], name)
        return Candles(times, values[0], values[1], values[2], values[3], values[4], before.timeframe_ms)
    raise CollectionError(english("{name}: candles and funding rates cannot be joined").format(name=name))


def _joined(before_ms: Any, before: Any, after_ms: Any, after: Any, name: str) -> tuple[Any, list[Any]]:  # noqa: ANN401 - columns of either kind
    _, here, there = np.intersect1d(before_ms, after_ms, assume_unique=True, return_indices=True)
    for old, new in zip(before, after, strict=True):
        differs = old[here] != new[there]
        if bool(differs.any()):
            k = int(np.argmax(differs))
            raise CollectionError(
                english(
                    "{name}: {differs} of {here} rows in both say different things, the first at "
                    "{before_ms} ({old} in the library, {new} in the file); nothing was changed. If it "
                    "is another market, give it another symbol"
                ).format(
                    name=name,
                    differs=f"{int(differs.sum()):,}",
                    here=f"{len(here):,}",
                    before_ms=iso(int(before_ms[here[k]])),
                    old=f"{old[here][k]:g}",
                    new=f"{new[there][k]:g}",
                )
            )
    fresh = np.delete(np.arange(len(after_ms)), there)
    times = np.concatenate((before_ms, after_ms[fresh]))
    order = np.argsort(times, kind="stable")
    return times[order], [np.concatenate((old, new[fresh]))[order] for old, new in zip(before, after, strict=True)]


def _info_of(key: SeriesKey, rows: Rows, parts: tuple[Part, ...]) -> SeriesInfo:
    first, last = int(rows.time_ms[0]), int(rows.time_ms[-1])
    missing = 0 if isinstance(rows, Funding) else (last - first) // rows.timeframe_ms + 1 - len(rows)
    return SeriesInfo(key, len(rows), first, last, missing, _hash(rows), parts)


def _hash(rows: Rows) -> str:
    if isinstance(rows, Candles):
        return rows.content_hash
    opened = rows.rate
    return Candles(rows.time_ms, opened, opened, opened, opened, opened, 60_000, checked=True).content_hash


def _write_npz(file: Any, arrays: Arrays) -> None:  # noqa: ANN401 - a binary file
    """Level 1 of deflate: within two per cent of level 9 in size and six times as fast."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, array in arrays.items():
            column = io.BytesIO()
            np.lib.format.write_array(column, np.ascontiguousarray(array), version=(1, 0), allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0)), column.getvalue(),
                             zipfile.ZIP_DEFLATED, 1)  # fmt: skip


def _write_csv(file: Any, names: Any, columns: Any, *, packed: bool) -> None:  # noqa: ANN401 - a binary file, columns of either kind
    raw: Any = gzip.GzipFile(fileobj=file, mode="wb", mtime=0, filename="") if packed else file
    text = io.TextIOWrapper(raw, encoding="ascii", newline="", write_through=False)
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    writer.writerows(zip(*(column.tolist() for column in columns), strict=True))
    text.flush()
    text.detach()
    if packed:
        raw.close()
