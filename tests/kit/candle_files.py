"""Small sound candle files of every format, and an independent reading of them: the ground of import tests.

The bars are made up and never leave the tests.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import math
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

from trainer.core.clock import iso
from trainer.market.candles import Candles

START_MS = 1_621_382_400_000  # 2021-05-19T00:00:00Z
MINUTE_MS = 60_000
Row = tuple[int, float, float, float, float, float]
HEADER = "time_ms,open,high,low,close,volume"
BINANCE = (
    "open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore"
)


def bars(count: int = 40, seed: int = 3, start_ms: int = START_MS, step_ms: int = MINUTE_MS) -> list[Row]:
    """Made-up bars one step apart."""
    draw = np.random.default_rng(seed)
    close = np.round(40_000 * np.exp(np.cumsum(draw.normal(0, 0.001, count))), 1)
    opened = np.concatenate((close[:1], close[:-1]))
    high = np.round(np.maximum(opened, close) + np.abs(draw.normal(0, 9, count)), 1)
    low = np.round(np.minimum(opened, close) - np.abs(draw.normal(0, 9, count)), 1)
    volume = np.round(draw.lognormal(2, 1, count), 3)
    columns = (column.tolist() for column in (opened, high, low, close, volume))
    return [(start_ms + k * step_ms, *row) for k, row in enumerate(zip(*columns, strict=True))]


def candles(rows: list[Row], step_ms: int = MINUTE_MS) -> Candles:
    """The bars as candles."""
    columns = [np.array(column, dtype=np.float64) for column in list(zip(*rows, strict=True))[1:]]
    return Candles(np.array([row[0] for row in rows], dtype=np.int64), *columns, step_ms)


def plain(rows: list[Row], header: str = HEADER) -> str:
    """Our own CSV."""
    return "\n".join([*([header] if header else []), *(",".join(map(str, row)) for row in rows)]) + "\n"


def binance(rows: list[Row], *, header: bool, unit: int = 1, step_ms: int = MINUTE_MS) -> str:
    """An archive CSV of twelve columns; `unit` 1000 stamps in microseconds."""
    lines = [BINANCE] if header else []
    for row in rows:
        closing = (row[0] + step_ms) * unit - 1
        tail = f"{closing},{row[5] * row[4]:.4f},17,1.0,2.0,0"
        lines.append(",".join(map(str, (row[0] * unit, *row[1:]))) + "," + tail)
    return "\n".join(lines) + "\n"


def crypto_data_download(rows: list[Row]) -> str:
    """Banner, newest first, unix in seconds, two volumes."""
    lines = ["https://www.CryptoDataDownload.com", "unix,date,symbol,open,high,low,close,Volume BTC,Volume USDT"]
    for time_ms, *prices, volume in reversed(rows):
        date = iso(time_ms).replace("T", " ").rstrip("Z")
        lines.append(f"{time_ms // 1000},{date},BTC/USDT,{','.join(map(str, prices))},{volume},{volume * 40_000:.2f}")
    return "\n".join(lines) + "\n"


def meta_trader(rows: list[Row]) -> str:
    """Tabs, date and clock apart, no zone."""
    lines = ["<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<VOL>\t<SPREAD>"]
    for time_ms, *prices, volume in rows:
        day, clock = iso(time_ms).rstrip("Z").split("T")
        cells = [day.replace("-", "."), clock, *map(str, prices), str(volume), "0", "1"]
        lines.append("\t".join(cells))
    return "\n".join(lines) + "\n"


def semicolons(rows: list[Row]) -> str:
    """Decimal commas, semicolons and local dates without a zone."""
    lines = ["Date;Open;High;Low;Close;Volume"]
    for time_ms, *figures in rows:
        lines.append(";".join([iso(time_ms)[:19].replace("T", " "), *(str(x).replace(".", ",") for x in figures)]))
    return "\n".join(lines) + "\n"


def trading_view(rows: list[Row]) -> str:
    """Epoch seconds, lower-case names and one more column."""
    lines = ["time,open,high,low,close,Volume,Volume MA"]
    lines += [f"{row[0] // 1000},{','.join(map(str, row[1:]))},12.5" for row in rows]
    return "\n".join(lines) + "\n"


def quoted(rows: list[Row]) -> str:
    """Every field in quotes."""
    return "".join('"' + line.replace(",", '","') + '"\n' for line in plain(rows).splitlines())


def json_rows(rows: list[Row]) -> str:
    """freqtrade's JSON."""
    return json.dumps([list(row) for row in rows], separators=(",", ":"))


def zipped(name: str, text: str) -> bytes:
    """A zip with one file."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(name, (2021, 5, 20, 0, 0, 0)), text, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def npz(rows: list[Row]) -> bytes:
    """Columns by name."""
    target = io.BytesIO()
    names = HEADER.split(",")
    np.savez_compressed(
        target, **{name: np.array(column) for name, column in zip(names, zip(*rows, strict=True), strict=True)}
    )
    return target.getvalue()


def arrow(rows: list[Row], kind: str) -> bytes:
    """Feather or parquet as freqtrade writes them: date with zone, five doubles."""
    import pyarrow as pa  # noqa: PLC0415 - the [arrow] extra
    import pyarrow.feather as feather  # noqa: PLC0415 - the [arrow] extra
    import pyarrow.parquet as parquet  # noqa: PLC0415 - the [arrow] extra

    columns = list(zip(*rows, strict=True))
    data = {"date": pa.array(columns[0], pa.timestamp("ms", "UTC"))}
    data |= {
        name: pa.array(column, pa.float64()) for name, column in zip(HEADER.split(",")[1:], columns[1:], strict=True)
    }
    target = io.BytesIO()
    table = pa.table(data)
    if kind == "parquet":
        parquet.write_table(table, target)
    else:
        feather.write_feather(table, target, compression="lz4")
    return target.getvalue()


FORMATS: dict[str, tuple[str, Callable[[list[Row]], bytes]]] = {
    "plain CSV": ("a.csv", lambda rows: plain(rows).encode()),
    "plain CSV, gzip": ("a.csv.gz", lambda rows: gzip.compress(plain(rows).encode(), mtime=0)),
    "six columns, no header": ("a.csv", lambda rows: plain(rows, "").encode()),
    "archive zip without header": ("BTCUSDT-1m.zip", lambda rows: zipped("B.csv", binance(rows, header=False))),
    "archive zip with header": ("BTCUSDT-1m.zip", lambda rows: zipped("B.csv", binance(rows, header=True))),
    "archive CSV in microseconds": ("a.csv", lambda rows: binance(rows, header=False, unit=1000).encode()),
    "CryptoDataDownload": ("Binance_BTCUSDT_minute.csv", lambda rows: crypto_data_download(rows).encode()),
    "TradingView": ("a.csv", lambda rows: trading_view(rows).encode()),
    "MetaTrader": ("a.csv", lambda rows: meta_trader(rows).encode()),
    "decimal commas": ("a.csv", lambda rows: semicolons(rows).encode()),
    "byte order mark, CRLF": ("a.csv", lambda rows: b"\xef\xbb\xbf" + plain(rows).replace("\n", "\r\n").encode()),
    "quoted fields": ("a.csv", lambda rows: quoted(rows).encode()),
    "freqtrade JSON": ("a.json", lambda rows: json_rows(rows).encode()),
    "freqtrade JSON, gzip": ("a.json.gz", lambda rows: gzip.compress(json_rows(rows).encode(), mtime=0)),
    "npz": ("a.npz", npz),
    "feather": ("a.feather", lambda rows: arrow(rows, "feather")),
    "parquet": ("a.parquet", lambda rows: arrow(rows, "parquet")),
}  # fmt: skip
"""File name and bytes of each kind; all dates are UTC."""


def read_plainly(text: str, delimiter: str = ",") -> dict[int, tuple[float, ...]] | None:
    """What a CSV of six columns says, by time, read with nothing of the program; None where it is not sound.

    Sound: every line has six plain numbers, whole stamps, prices above 0, a high and low that hold the bar, and no two
    rows of a time that differ.
    """
    lines = [line.rstrip("\r") for line in text.split("\n")]
    found: dict[int, tuple[float, ...]] = {}
    while lines and (not lines[0].strip() or lines[0].strip()[0] == "#" or delimiter not in lines[0]):
        del lines[0]
    head = [cell.strip(" \"'<>") for cell in lines[0].lower().split(delimiter)]
    has_header = any(cell.strip("0123456789.eE+-") for cell in head)
    has_volume = not has_header or bool({"volume", "vol", "v"} & set(head))
    if any(not line.isascii() or any(ord(sign) < 32 and sign != "\t" for sign in line) for line in lines[has_header:]):
        return None
    for line in lines[has_header:]:
        if not line.strip():
            continue
        cells = [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter))]
        if len(cells) == 6 and not has_volume:
            cells[5] = "0"
        if len(cells) != 6 or any(not cell or cell.strip("0123456789.eE+-") for cell in cells):
            return None
        try:
            figures = [float(cell) for cell in cells]
        except ValueError:
            return None
        if not sound(figures) or found.setdefault(int(figures[0]), tuple(figures[1:])) != tuple(figures[1:]):
            return None
    return found


def sound(figures: list[float]) -> bool:
    """Whether six figures can be a bar."""
    time_ms, opened, high, low, close, volume = figures
    if not all(math.isfinite(figure) for figure in figures) or time_ms != int(time_ms):
        return False
    return (
        min(opened, high, low, close) > 0 and volume >= 0 and low <= min(opened, close) and high >= max(opened, close)
    )


def write(folder: Path, name: str, rows: list[Row]) -> Path:
    """A file of a kind named in FORMATS."""
    file, make = FORMATS[name]
    path = folder / file
    path.write_bytes(make(rows))
    return path
