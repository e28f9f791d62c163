"""Import and opening of long histories; run with `pytest tests/perf/test_library_speed.py -n 0 -s`."""

from __future__ import annotations

import time
import tracemalloc
from pathlib import Path

import numpy as np

from tests.kit.candle_files import START_MS
from trainer.collection.series import Part, SeriesKey
from trainer.collection.shelf import Collection
from trainer.market.candles import Candles
from trainer.supply.bring import Wish, keep, look_at

YEAR, FIVE_YEARS = 525_600, 2_628_000
KEY = SeriesKey("BTCUSDT", "perp", "last", 60_000)


def walk(count: int) -> Candles:
    """Made-up minutes on a grid of a tenth, as a perpetual has them."""
    draw = np.random.default_rng(11)
    close = np.round(20_000 * np.exp(np.cumsum(draw.normal(0, 0.0004, count))), 1)
    opened = np.round(np.concatenate((close[:1], close[:-1])), 1)
    high = np.round(np.maximum(opened, close) * (1 + np.abs(draw.normal(0, 0.0003, count))), 1)
    low = np.round(np.minimum(opened, close) * (1 - np.abs(draw.normal(0, 0.0003, count))), 1)
    times = START_MS - 60_000 * FIVE_YEARS // 4 + np.arange(count, dtype=np.int64) * 60_000
    return Candles(times, opened, np.maximum(high, np.maximum(opened, close)), low, close,
                   np.round(draw.lognormal(3, 1, count), 3), 60_000)  # fmt: skip


def csv_file(path: Path, candles: Candles) -> Path:
    lines = ["time_ms,open,high,low,close,volume"]
    lines += [",".join(map(str, row)) for row in zip(*(column.tolist() for column in candles.columns), strict=True)]
    path.write_text("\n".join(lines) + "\n")
    return path


def test_a_year_of_minutes_is_imported_within_three_seconds_and_opens_within_a_tenth(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "BTCUSDT-1m.csv", walk(YEAR))
    began = time.perf_counter()
    looked = look_at(path, Wish())
    seen = time.perf_counter()
    shelf = Collection(tmp_path)
    info = keep(looked, shelf)
    kept = time.perf_counter()
    opened = min(_timed(lambda: shelf.candles(info.key)) for _ in range(5))
    tracemalloc.start()
    candles = shelf.candles(info.key)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    held = sum(column.nbytes for column in candles.columns)
    print(f"\nyear: read and judged {seen - began:.2f} s, kept {kept - seen:.2f} s, {info.size / 1e6:.2f} MB on disk, "  # noqa: T201 - the figures of this run
          f"opened in {opened * 1000:.0f} ms, {held / 1e6:.0f} MB held, {peak / 1e6:.0f} MB at most")  # fmt: skip
    assert kept - began <= 3.0
    assert opened <= 0.1
    assert held <= 60e6 and peak <= 60e6


def test_five_years_are_imported_within_fifteen_seconds(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "BTCUSDT-1m.csv", walk(FIVE_YEARS))
    began = time.perf_counter()
    shelf = Collection(tmp_path)
    info = keep(look_at(path, Wish()), shelf)
    kept = time.perf_counter()
    opened = _timed(lambda: shelf.candles(info.key))
    print(f"\nfive years: {kept - began:.2f} s, {info.size / 1e6:.1f} MB on disk, opened in {opened * 1000:.0f} ms")  # noqa: T201 - as above
    assert kept - began <= 15.0
    assert opened <= 1.0


def test_rows_of_a_day_join_five_years_within_five_seconds(tmp_path: Path) -> None:
    whole = walk(FIVE_YEARS)
    shelf = Collection(tmp_path)
    part = Part("a", "CSV", "0" * 64, 1, 0, 0, 0)
    shelf.add(KEY, whole.slice(0, FIVE_YEARS - 1_440), part)
    joined = _timed(lambda: shelf.add(KEY, whole.slice(FIVE_YEARS - 2_880, FIVE_YEARS), part))
    print(f"\na day joined to five years: {joined:.2f} s")  # noqa: T201 - as above
    assert joined <= 5.0


def _timed(work: object) -> float:
    began = time.perf_counter()
    work()  # type: ignore[operator]
    return time.perf_counter() - began
