"""Columns in binary files: npz by own rules, feather and parquet through pyarrow where it is installed."""

from __future__ import annotations

import importlib.util
import io
import math
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from trainer.core.language import english
from trainer.market.candles import FloatArray
from trainer.market.reading.sources import BROKEN, FEATHER1, PARQUET
from trainer.market.reading.stamps import EARLIEST_MS, UNITS, epoch_ms, unit_of
from trainer.market.reading.table import (
    FIELDS,
    MOST_ROWS,
    NO_VOLUME,
    Progress,
    RawTable,
    RefusedError,
    Rows,
    reason,
    shown,
)

TIMES = ("time_ms", "time", "date", "timestamp", "open_time")
_MOST_MEMBERS = 32
_HEADER_ROOM = 16 * 1024
_FIT = ("i", "u", "f", "M")
_ARROW_MISSING = english(
    "feather and parquet files need pyarrow (about 170 MB); add it with: pip install 'cascade-trainer[arrow]'"
)


def npz_arrays(path: Path) -> dict[str, np.ndarray[Any, Any]]:
    """One-dimensional arrays of numbers in an .npz, by name; raises RefusedError for anything else.

    Nothing is unpickled, no header may claim more than MOST_ROWS, and bytes are counted while they are read.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            names = [item.filename for item in members]
            if len(members) > _MOST_MEMBERS or len(set(names)) != len(names):
                raise RefusedError(
                    english("the npz holds {members} arrays; at most {most} that differ in name").format(
                        members=len(members), most=_MOST_MEMBERS
                    )
                )
            return {item.filename.removesuffix(".npy"): _npy(archive, item) for item in members}
    except BROKEN as error:
        raise RefusedError(english("the npz is cut off or broken ({error})").format(error=reason(error))) from None


def _npy(archive: zipfile.ZipFile, item: zipfile.ZipInfo) -> np.ndarray[Any, Any]:
    name = shown(item.filename)
    if item.flag_bits & 1 or not item.filename.endswith(".npy"):
        raise RefusedError(english("{name} in the npz is no array").format(name=name))
    with archive.open(item) as stream:
        head = io.BytesIO(stream.read(_HEADER_ROOM))
        try:
            version = np.lib.format.read_magic(head)
            read = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}[version]
            shape, _, dtype = read(head)
        except (ValueError, KeyError, SyntaxError, TypeError, RecursionError, MemoryError):
            raise RefusedError(english("{name} in the npz has no header of an array").format(name=name)) from None
        if dtype.hasobject or dtype.kind not in _FIT or dtype.itemsize > 8:
            raise RefusedError(
                english("{name} in the npz holds {dtype}; plain numbers are needed").format(name=name, dtype=dtype)
            )
        if len(shape) != 1 or not all(isinstance(size, int) and 0 <= size <= MOST_ROWS for size in shape):
            raise RefusedError(
                english("{name} in the npz has the shape {shape}; one column of up to {most} is needed").format(
                    name=name, shape=shape, most=f"{MOST_ROWS:,}"
                )
            )
        size = math.prod(shape) * dtype.itemsize
        body = head.read()
        body += stream.read(max(0, size - len(body)) + 1)
    if len(body) != size:
        raise RefusedError(
            english("{name} in the npz has {body} bytes where its header says {size}").format(
                name=name, body=f"{len(body):,}", size=f"{size:,}"
            )
        )
    return np.frombuffer(body, dtype=dtype)


def read_npz(path: Path, progress: Progress) -> RawTable:
    """Read time and price columns of an .npz."""
    size = path.stat().st_size
    progress(0, size)
    arrays = npz_arrays(path)
    progress(size, size)
    rows = Rows.none()
    stamps = _take(arrays, rows, "")
    times, values, lines = rows.joined()
    return RawTable("npz", times, values, lines, stamps, "row", () if "volume" in arrays else (NO_VOLUME,))


def read_arrow(path: Path, magic: bytes, progress: Progress) -> RawTable:
    """Read a feather or parquet file batch by batch; raises RefusedError, also where pyarrow is missing."""
    if importlib.util.find_spec("pyarrow") is None:
        raise RefusedError(_ARROW_MISSING)
    import pyarrow as pa  # noqa: PLC0415 - the [arrow] extra

    is_parquet = magic.startswith(PARQUET)
    if magic.startswith(FEATHER1):
        raise RefusedError(english("this is a feather file of the first version; write it again as feather 2"))
    rows = Rows.none()
    stamps, has_volume = "", True
    try:
        with pa.OSFile(str(path), "rb") as file:
            total, batches = _batches(file, is_parquet)
            for done, batch in enumerate(batches, 1):
                batch.validate(full=True)
                names = batch.schema.names
                if len(set(names)) != len(names):
                    raise RefusedError(english("two columns have the same name"))
                columns = {name: _column(batch.column(name), name) for name in names if name in (*TIMES, *FIELDS)}
                has_volume = has_volume and "volume" in columns
                stamps = _take(columns, rows, stamps)
                progress(done, max(total, done))
    except (pa.ArrowException, OSError, ValueError, OverflowError, MemoryError) as error:
        raise RefusedError(english("the file is cut off or broken ({error})").format(error=reason(error))) from None
    times, values, lines = rows.joined()
    values, is_rate = (values[:, :1], True) if _is_rate(values) else (values, False)
    name = "parquet" if is_parquet else "feather"
    notes = (english("the rate stands in the column open"),) if is_rate else () if has_volume else (NO_VOLUME,)
    return RawTable(name, times, values, lines, stamps, "row", notes)


def _batches(file: Any, is_parquet: bool) -> tuple[int, Any]:  # noqa: ANN401 - pyarrow ships no types
    if is_parquet:
        import pyarrow.parquet as pq  # noqa: PLC0415 - the [arrow] extra

        whole = pq.ParquetFile(file)
        if whole.metadata.num_rows > MOST_ROWS:
            raise RefusedError(
                english("{rows} rows; at most {most}").format(
                    rows=f"{whole.metadata.num_rows:,}", most=f"{MOST_ROWS:,}"
                )
            )
        return max(1, whole.metadata.num_rows // 65_536), whole.iter_batches(batch_size=65_536)
    import pyarrow.ipc as ipc  # noqa: PLC0415 - the [arrow] extra

    reader = ipc.open_file(file)
    return reader.num_record_batches, (reader.get_batch(k) for k in range(reader.num_record_batches))


def _column(column: Any, name: str) -> np.ndarray[Any, Any]:  # noqa: ANN401 - pyarrow ships no types
    if column.null_count:
        row = next(k for k in range(len(column)) if not column[k].is_valid)
        raise RefusedError(english("row {row}: {name} is empty").format(row=row + 1, name=name))
    kind = str(column.type)
    if kind.startswith(("timestamp", "date")):
        found: np.ndarray[Any, Any] = np.asarray(column.cast("timestamp[ms]").cast("int64"))
        return found.astype("datetime64[ms]")
    if kind not in {"double", "float", "int64", "int32", "uint64", "uint32", "int16", "int8"}:
        raise RefusedError(english("column {name} holds {kind}; plain numbers are needed").format(name=name, kind=kind))
    return np.asarray(column)


def _take(columns: Mapping[str, np.ndarray[Any, Any]], rows: Rows, stamps: str) -> str:
    """Columns by name into rows; returns what the stamps count in."""
    time_name = next((name for name in TIMES if name in columns), "")
    missing = [name for name in FIELDS[:4] if name not in columns]
    if not time_name or missing:
        wanted = ", ".join(missing) if missing else "time"
        raise RefusedError(
            english("no column called {wanted}; time (or date), open, high, low, close, volume are needed").format(
                wanted=wanted
            )
        )
    count = len(columns[time_name])
    lines = np.arange(rows.count + 1, rows.count + count + 1)
    if count == 0:
        return stamps
    table = [columns[name] if name in columns else np.zeros(count) for name in FIELDS]
    if any(len(column) != count or column.dtype.kind == "M" for column in table):
        raise RefusedError(english("the columns differ in length or kind; one number a row is needed in each"))
    values: FloatArray = np.column_stack([column.astype(np.float64) for column in table])
    if not bool(np.isfinite(values).all()):
        row, column = (int(k[0]) for k in np.nonzero(~np.isfinite(values)))
        raise RefusedError(
            english("row {lines}: {fields} = {values} is not allowed; a plain number is needed").format(
                lines=int(lines[row]), fields=FIELDS[column], values=values[row, column]
            )
        )
    time = columns[time_name]
    if time.dtype.kind == "M":
        times, unit = time.astype("datetime64[ms]").astype(np.int64), "date"
        epoch_ms(times.astype(np.float64), lines, "ms", "row")
    else:
        unit = stamps or unit_of(float(time[0]))
        if unit not in UNITS:
            raise RefusedError(
                english("row {lines}: time = {time} is not allowed; from {earliest} in ms is").format(
                    lines=int(lines[0]), time=time[0], earliest=EARLIEST_MS
                )
            )
        times = epoch_ms(time.astype(np.float64), lines, unit, "row")
    if stamps and unit != stamps:
        raise RefusedError(
            english("row {lines}: times count in {unit} where the rows before count in {stamps}").format(
                lines=int(lines[0]), unit=unit, stamps=stamps
            )
        )
    rows.take(times, values, lines)
    return unit


def _is_rate(values: FloatArray) -> bool:
    """A funding file of freqtrade keeps the rate in open and zeros in the rest."""
    return not values[:, 1:].any() and bool((np.abs(values[:, 0]) < 1).all())
