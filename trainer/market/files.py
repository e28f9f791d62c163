"""Read candle files: the one place that knows their text form."""

from __future__ import annotations

import csv
import gzip
import io
from pathlib import Path

import msgspec
import numpy as np

from trainer.core.language import english
from trainer.market.candles import CandleError, Candles, FloatArray

HEADER = ["time_ms", "open", "high", "low", "close", "volume"]
MAX_TEXT_BYTES = 64 * 1024 * 1024
_CHUNK_BYTES = 128 * 1024
_ROW_MARKS = b"," * (len(HEADER) - 1) + b"\n"
_FIGURES = msgspec.json.Decoder(list[float])


def read_candles_csv(path: Path, timeframe_ms: int) -> Candles:
    """Read `time_ms,open,high,low,close,volume` from .csv or .csv.gz.

    Raises CandleError with the file and line for a wrong header, a wrong number of fields, text that is no number
    and impossible bars. At most 64 MiB of text are read, whatever the compressed size says.
    """
    try:
        text = _text(path)
        return _parse(text, timeframe_ms)
    except CandleError as error:
        raise CandleError(f"{path.name}: {error}") from None


def _text(path: Path) -> str:
    try:
        with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as stream:
            raw = stream.read(MAX_TEXT_BYTES + 1)
    except (OSError, EOFError) as error:
        raise CandleError(english("cannot be read ({error})").format(error=error)) from None
    if len(raw) > MAX_TEXT_BYTES:
        raise CandleError(english("larger than {most} bytes of text").format(most=MAX_TEXT_BYTES))
    try:
        return raw.decode("ascii")
    except UnicodeDecodeError as error:
        raise CandleError(english("byte {start} is not plain text").format(start=error.start)) from None


def _parse(text: str, timeframe_ms: int) -> Candles:
    head, _, body = text.partition("\n")
    if next(csv.reader([head.strip()]), []) != HEADER:
        raise CandleError(
            english("line 1: the header is {head}; it must be {header}").format(
                head=repr(head.strip()[:80]), header=",".join(HEADER)
            )
        )
    table = _plain_table(body.encode())
    if table is None:
        try:
            # every row must have six plain numbers: numpy refuses ragged rows and unreadable fields with the line
            table = np.loadtxt(io.StringIO(body), delimiter=",", dtype=np.float64, ndmin=2, comments=None)
        except ValueError as error:
            raise CandleError(english("after the header: {error}").format(error=error)) from None
    if table.shape[0] == 0 or table.shape[1] != len(HEADER):
        raise CandleError(
            english("{shape} rows of {shape_2} fields; rows of {header} are needed").format(
                shape=table.shape[0], shape_2=table.shape[1], header=len(HEADER)
            )
        )
    stamps = table[:, 0]
    if not bool(np.all(np.isfinite(stamps) & (stamps == np.floor(stamps)) & (np.abs(stamps) < 2**53))):
        raise CandleError(english("time_ms: whole milliseconds are needed in every row"))
    opens, highs, lows, closes, volumes = (np.ascontiguousarray(table[:, k]) for k in range(1, 6))
    return Candles(stamps.astype(np.int64), opens, highs, lows, closes, volumes, timeframe_ms)


def _plain_table(body: bytes) -> FloatArray | None:
    """The rows, shape (n, 6), where each is six figures of digits and points alone; None for any other text.

    The figures are those of `numpy.loadtxt`, to which all other text is left, in a third of its time: such rows are
    JSON but for their line feeds. A chunk at a time, so that a worker lets the window go on between them.
    """
    body = body.strip()
    marks = body.translate(None, b"0123456789.") + b"\n"
    if marks != _ROW_MARKS * (len(marks) // len(_ROW_MARKS)):
        return None
    chunks, start = [], 0
    while start < len(body):
        stop = body.find(b"\n", start + _CHUNK_BYTES)
        stop = len(body) if stop < 0 else stop
        try:
            figures = _FIGURES.decode(b"[" + body[start:stop].replace(b"\n", b",") + b"]")
        except msgspec.DecodeError:
            return None
        chunks.append(np.array(figures).reshape(-1, len(HEADER)))
        start = stop + 1
    return np.concatenate(chunks) if chunks else None
