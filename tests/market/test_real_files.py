"""Two independent copies of the same market agree, and mark and funding lie on the clock of last: real files.

Skipped where the test material is absent; nothing of it ships.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from trainer.core.clock import HOUR_MS
from trainer.core.paths import scenarios_dir
from trainer.market.candles import Candles
from trainer.market.integrity import Judged, judge
from trainer.market.reading.read import read_table
from trainer.market.reading.stamps import zone_of
from trainer.market.timeframe import resample
from trainer.scenarios.load import read_header
from trainer.scenarios.records import millis

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "candles"
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the real test files are not on this machine")


def brought(name: str) -> Judged:
    return judge(read_table(FOLDER / name, zone_of("UTC")), name)


def candles(name: str) -> Candles:
    found = brought(name).candles
    assert found is not None
    return found


@pytest.mark.parametrize("timeframe_ms", [HOUR_MS, 4 * HOUR_MS, 24 * HOUR_MS])
def test_two_copies_of_the_perpetual_agree_at_every_timeframe(timeframe_ms: int) -> None:
    first = resample(candles("binance-um_BTCUSDT_1h_last.feather"), timeframe_ms)
    second = resample(candles("binance-um_BTCUSDT_1h_last_independent.json"), timeframe_ms)
    _, here, there = np.intersect1d(first.time_ms, second.time_ms, return_indices=True)
    assert len(here) == len(second)
    whole = slice(0, len(here) - 1)  # the last longer bar of the shorter copy is not complete
    for one, other in zip(first.columns[1:5], second.columns[1:5], strict=True):
        assert bool((one[here][whole] == other[there][whole]).all())
    assert np.allclose(first.volume[here][whole], second.volume[there][whole], rtol=1e-9)


@pytest.mark.parametrize("coin", ["BTC", "ETH"])
def test_mark_and_funding_lie_on_the_clock_of_last(coin: str) -> None:
    last = candles(f"binance-um_{coin}USDT_1h_last.feather")
    mark = candles(f"binance-um_{coin}USDT_1h_mark.feather")
    assert set(mark.time_ms.tolist()) <= set(last.time_ms.tolist())
    here = np.searchsorted(last.time_ms, mark.time_ms)
    apart = np.abs(mark.close / last.close[here] - 1)
    assert float(np.median(apart)) < 0.0005 and float(apart.max()) < 0.2
    judged = brought(f"binance-um_{coin}USDT_8h_funding.feather")
    assert judged.funding is not None and judged.report.timeframe == "8 hours" and not judged.report.gaps
    assert bool((judged.funding.time_ms % (8 * HOUR_MS) == 0).all())
    assert set(judged.funding.time_ms[judged.funding.time_ms <= last.time_ms[-1]].tolist()) <= set(
        last.time_ms.tolist()
    )


def test_spot_minutes_of_black_thursday_resample_to_the_low_that_was_recorded() -> None:
    minutes = candles("binance-spot_BTCUSDT_1m_2020-03-08_2020-03-16.csv.gz")
    hours = resample(minutes, HOUR_MS)
    perpetual = candles("binance-um_BTCUSDT_1h_last.feather")
    _, here, there = np.intersect1d(hours.time_ms, perpetual.time_ms, return_indices=True)
    assert len(here) == len(hours)
    assert float(minutes.low.min()) == 3782.13
    # two markets of one coin: close on every hour, but not the same
    apart = np.abs(hours.close[here] / perpetual.close[there] - 1)
    assert float(np.median(apart)) < 0.002


@pytest.mark.parametrize(
    ("name", "format_name"),
    [
        ("binance-um_BTCUSDT_1h_last.feather", "feather"),
        ("binance-um_BTCUSDT_1h_last_independent.json", "freqtrade JSON"),
        ("binance-spot_BTCUSDT_1m_2020-03-08_2020-03-16.csv.gz", "CSV with a header"),
    ],
)
def test_the_format_is_told_and_no_gap_is_found(name: str, format_name: str) -> None:
    report = brought(name).report
    assert report.format == format_name and not report.gaps


@pytest.mark.parametrize("folder", sorted(scenarios_dir().glob("*-perp")), ids=lambda folder: folder.name)
def test_the_recorded_facts_of_a_definition_are_those_of_the_hourly_candles(folder: Path) -> None:
    header = read_header(folder)
    assert header.record.download is not None
    recorded = header.record.download.recorded
    for kind, low, hour in (
        ("last", recorded.low, recorded.low_hour),
        ("mark", recorded.mark_low, recorded.mark_low_hour),
    ):
        assert low is not None and hour is not None
        hours = candles(f"binance-um_{header.symbol}_1h_{kind}.feather")
        first, until = np.searchsorted(hours.time_ms, [header.start_ms, header.end_ms])
        played = hours.slice(int(first), int(until))
        place = int(played.low.argmin())
        assert abs(float(played.low[place]) / float(low) - 1) < 1e-9
        assert int(played.time_ms[place]) == millis(hour)
