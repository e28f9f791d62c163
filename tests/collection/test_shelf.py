"""Series on disk: bit for bit, merged, thrown away and brought back; a refusal changes no byte."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.kit.candle_files import MINUTE_MS, START_MS, bars, candles
from trainer.collection.packing import pack, pack_funding, unpack, unpack_funding
from trainer.collection.series import (
    Part,
    SeriesKey,
    checked_key,
    guessed_kind,
    guessed_market,
    guessed_symbol,
)
from trainer.collection.shelf import Collection, CollectionError
from trainer.core.errors import FieldError
from trainer.market.candles import Candles
from trainer.market.integrity import Funding, judge
from trainer.market.reading.read import read_table

KEY = SeriesKey("BTCUSDT", "perp", "last", MINUTE_MS)
FUNDING = SeriesKey("BTCUSDT", "perp", "funding")


def part(letter: str = "a") -> Part:
    return Part("a.csv", "CSV", letter * 64, 9, 0, 1, 2)


@pytest.fixture
def shelf(tmp_path: Path) -> Collection:
    return Collection(tmp_path)


def snapshot(shelf: Collection) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in shelf.folder.rglob("*") if path.is_file()}


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 2**32 - 1), st.integers(2, 200), st.sampled_from([0.01, 0.5, 1e-6, 1 / 3, 1e4]), st.integers(0, 8)
)
def test_packing_is_exact_for_any_candles(seed: int, count: int, scale: float, places: int) -> None:
    draw = np.random.default_rng(seed)
    price = np.abs(draw.normal(100, 30, count)) * scale + scale
    price = np.maximum(np.round(price, places), 10.0**-places)
    other = np.maximum(np.round(price * draw.uniform(0.9, 1.1, count), places), 10.0**-places)
    high, low = np.maximum(price, other) * draw.choice([1.0, 1.25], count), np.minimum(price, other)
    times = START_MS + np.cumsum(draw.integers(1, 5, count)) * MINUTE_MS
    whole = Candles(times, price, high, low, other, draw.lognormal(0, 2, count), MINUTE_MS)
    assert unpack(pack(whole)).content_hash == whole.content_hash


def test_funding_packs_exactly() -> None:
    funding = Funding(np.array([START_MS, START_MS + 480 * MINUTE_MS]), np.array([0.0001, -0.00356332]))
    again = unpack_funding(pack_funding(funding))
    assert again.time_ms.tolist() == funding.time_ms.tolist() and again.rate.tolist() == funding.rate.tolist()


def test_neighbours_and_overlaps_become_one_series(shelf: Collection) -> None:
    whole = candles(bars(300))
    shelf.add(KEY, whole.slice(100, 200), part("a"))
    shelf.add(KEY, whole.slice(0, 60), part("b"))
    info = shelf.add(KEY, whole.slice(150, 300), part("c"))
    assert (info.rows, info.missing_bars) == (260, 40)
    assert [one.sha256[0] for one in info.parts] == ["a", "b", "c"]
    assert shelf.add(KEY, whole, part("d")).content_hash == whole.content_hash
    assert shelf.candles(KEY).content_hash == whole.content_hash
    assert [one.key for one in shelf.series()] == [KEY] and not shelf.faults()


def test_rows_that_contradict_are_refused_and_nothing_changes(shelf: Collection) -> None:
    whole = candles(bars(50))
    shelf.add(KEY, whole, part("a"))
    shelf.add(FUNDING, Funding(np.array([START_MS]), np.array([0.0001])), part("b"))
    before = snapshot(shelf)
    with pytest.raises(CollectionError, match="50 of 50 rows in both say different things, the first at 2021-05-19"):
        shelf.add(KEY, replace(whole, high=whole.high + 1.0), part("c"))
    with pytest.raises(CollectionError, match="1 of 1 rows"):
        shelf.add(FUNDING, Funding(np.array([START_MS]), np.array([0.0002])), part("d"))
    assert snapshot(shelf) == before


def test_a_failing_disk_leaves_the_series_as_it_was(shelf: Collection, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = candles(bars(80))
    shelf.add(KEY, whole.slice(0, 40), part("a"))
    before = snapshot(shelf)

    def full(_file: object, _arrays: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("trainer.collection.shelf._write_npz", full)
    with pytest.raises(CollectionError, match="No space left on device"):
        shelf.add(KEY, whole, part("b"))
    assert snapshot(shelf) == before


def test_damage_on_disk_is_found_and_told(shelf: Collection) -> None:
    whole = candles(bars(400))
    shelf.add(KEY, whole, part())
    path = shelf.folder / f"{KEY.name}.npz"
    sound = path.read_bytes()
    draw = np.random.default_rng(5)
    for place in draw.integers(0, len(sound), 60).tolist():
        broken = bytearray(sound)
        broken[place] ^= 0xFF
        path.write_bytes(bytes(broken))
        try:
            assert shelf.candles(KEY).content_hash == whole.content_hash
        except CollectionError as error:
            assert KEY.name in str(error)
    path.write_bytes(sound[:-200])
    assert shelf.series() == () and KEY.name in shelf.faults()[0]


def test_a_damaged_file_is_moved_aside_and_its_candles_can_come_again(shelf: Collection) -> None:
    whole = candles(bars(40))
    shelf.add(KEY, whole, part())
    path = shelf.folder / f"{KEY.name}.npz"
    broken = path.read_bytes()[:-200]
    path.write_bytes(broken)
    with pytest.raises(CollectionError, match="damaged"):
        shelf.add(KEY, whole, part())
    assert shelf.set_aside() == 1 and shelf.faults() == () and shelf.trash() == ()
    (kept,) = shelf.trash_folder.iterdir()
    assert kept.read_bytes() == broken
    shelf.add(KEY, whole, part())
    assert shelf.candles(KEY).content_hash == whole.content_hash and shelf.set_aside() == 0


def test_thrown_away_and_brought_back(shelf: Collection) -> None:
    whole = candles(bars(30))
    shelf.add(KEY, whole, part())
    thrown = shelf.throw_away(KEY)
    assert shelf.series() == () and shelf.trash() == (thrown,)
    shelf.add(KEY, whole.slice(0, 9), part("b"))
    with pytest.raises(CollectionError, match="holds this series again"):
        shelf.restore(thrown)
    shelf.throw_away(KEY)
    shelf.restore(thrown)
    assert shelf.candles(KEY).content_hash == whole.content_hash
    assert shelf.empty_trash() == 1 and shelf.trash() == ()


@pytest.mark.parametrize("ending", [".csv", ".csv.gz", ".npz"])
def test_an_export_can_be_imported_again(shelf: Collection, tmp_path: Path, ending: str) -> None:
    whole = candles(bars(500))
    shelf.add(KEY, whole, part())
    path = tmp_path / f"out{ending}"
    shelf.export(KEY, path)
    again = judge(read_table(path), path.name).candles
    assert again is not None and again.content_hash == whole.content_hash


def test_exported_funding_too(shelf: Collection, tmp_path: Path) -> None:
    shelf.add(FUNDING, Funding(np.array([START_MS, START_MS + 8 * 3_600_000]), np.array([0.0001, -0.002])), part())
    shelf.export(FUNDING, tmp_path / "f.csv")
    assert (tmp_path / "f.csv").read_text() == f"time_ms,rate\n{START_MS},0.0001\n{START_MS + 28_800_000},-0.002\n"
    with pytest.raises(CollectionError, match="funding rates, not candles"):
        shelf.candles(FUNDING)


@pytest.mark.parametrize(
    ("file", "symbol", "kind", "market"),
    [
        ("BTCUSDT-1m-2021-05.zip", "BTCUSDT", "last", "perp"),
        ("BTC_USDT_USDT-1h-futures.feather", "BTCUSDT", "last", "perp"),
        ("ETH_USDT_USDT-1h-mark.feather", "ETHUSDT", "mark", "perp"),
        ("ETH_USDT_USDT-1h-funding_rate.feather", "ETHUSDT", "funding", "perp"),
        ("Coinbase_BTCUSD_1h.csv", "BTCUSD", "last", "spot"),
        ("binance-spot_BTCUSDT_1m.csv.gz", "BTCUSDT", "last", "spot"),
        ("prices.csv", "", "last", "perp"),
    ],
)
def test_what_a_file_name_says(file: str, symbol: str, kind: str, market: str) -> None:
    assert (guessed_symbol(file), guessed_kind(file), guessed_market(file)) == (symbol, kind, market)


@pytest.mark.parametrize(
    ("symbol", "market", "kind"),
    [("../x", "perp", "last"), ("", "perp", "last"), ("BTCUSDT", "margin", "last"), ("BTCUSDT", "perp", "ask")],
)
def test_a_key_that_is_none(symbol: str, market: str, kind: str) -> None:
    with pytest.raises(FieldError):
        checked_key(symbol, market, kind, MINUTE_MS)
