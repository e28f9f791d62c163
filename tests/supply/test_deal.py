"""Which windows of own candles may be dealt: whole, not to be told apart, those seen last."""

from __future__ import annotations

import secrets
from pathlib import Path

import numpy as np
import pytest

from tests.kit.candle_files import bars, candles
from trainer.collection.series import Part, SeriesInfo, SeriesKey
from trainer.collection.shelf import Collection
from trainer.core.clock import DAY_MS, HOUR_MS, MINUTE_MS
from trainer.core.paths import scenarios_dir
from trainer.market.timeframe import timeframe_ms
from trainer.scenarios.load import Scenario, ScenarioHeader, list_scenarios, load_scenario
from trainer.session.blind import LEAST_BARS
from trainer.session.dealt import dealt_headers, has_own, is_repeated
from trainer.supply.deal import LARGEST_SHARE, dealer_of, share_of
from trainer.supply.install import SupplyError

BUNDLED = list_scenarios(scenarios_dir())
HOURLY = 60 * 24 + LEAST_BARS
"""Bars of one hourly window with its warm-up."""


def kept(
    home: Path, count: int, symbol: str = "BTCUSDT", frame: str = "1h", lacking: slice | None = None
) -> SeriesInfo:
    step = timeframe_ms(frame)
    rows = bars(count, step_ms=step)
    if lacking is not None:
        del rows[lacking]
    part = Part("own.csv", "CSV", "a" * 64, len(rows), 0, 1, 2)
    return Collection(home).add(SeriesKey(symbol, "perp", "last", step), candles(rows, step), part)


def cut(home: Path, before: tuple[ScenarioHeader, ...] = ()) -> Scenario:
    dealer = dealer_of(home, BUNDLED, before)
    header = dealer.cut(dealer.series[0])
    return load_scenario(header.folder)


@pytest.mark.parametrize(
    ("symbol", "frame", "count", "is_dealt"),
    [
        ("BTCUSDT", "1h", HOURLY, True),
        ("BTCUSDT", "1h", HOURLY - 1, False),
        ("ETHUSDT", "1m", 12 * 1_440, True),
        ("ETHUSDT", "1m", 12 * 1_440 - 1, False),
        ("BTCUSDT", "15m", 40 * 96, False),
        ("WHATUSDT", "1h", HOURLY, False),
    ],
    ids=["whole", "a bar short", "minutes", "minutes short", "alone at its timeframe", "on no venue"],
)
def test_only_series_that_hold_a_window_and_cannot_be_told(
    tmp_path: Path, symbol: str, frame: str, count: int, is_dealt: bool
) -> None:
    kept(tmp_path, count, symbol, frame)
    assert bool(dealer_of(tmp_path, BUNDLED, ()).series) is is_dealt


def test_two_series_of_a_timeframe_hide_each_other(tmp_path: Path) -> None:
    kept(tmp_path, 40 * 96, "BTCUSDT", "15m")
    kept(tmp_path, 40 * 96, "ETHUSDT", "15m")
    assert len(dealer_of(tmp_path, BUNDLED, ()).series) == 2


def test_a_long_series_is_not_the_whole_pool(tmp_path: Path) -> None:
    assert share_of(kept(tmp_path, HOURLY)) == 1
    assert share_of(kept(tmp_path, HOURLY + 40 * LEAST_BARS, "ETHUSDT")) == LARGEST_SHARE


def test_no_window_holds_a_gap(tmp_path: Path) -> None:
    kept(tmp_path, 2 * HOURLY + 9, lacking=slice(HOURLY, HOURLY + 5))
    for _ in range(8):
        assert (np.diff(cut(tmp_path).candles.time_ms) == HOUR_MS).all()


def test_a_series_of_gaps_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    kept(tmp_path, 2 * HOURLY - 2, lacking=slice(HOURLY - 2, HOURLY - 1))
    with pytest.raises(SupplyError, match="BTCUSDT-perp-last-1h has no stretch of 70 days without a gap"):
        cut(tmp_path)
    assert not (tmp_path / "dealt").exists()


def test_windows_seen_come_last_and_are_repeats(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the first window showed, its warm-up too, is not dealt while there is room after it."""
    kept(tmp_path, HOURLY + 2 * LEAST_BARS)
    with monkeypatch.context() as patch:
        patch.setattr(secrets, "randbelow", lambda _count: 0)
        first = cut(tmp_path)
    fresh = [cut(tmp_path, (first,)) for _ in range(12)]
    assert all(one.start_ms >= first.end_ms for one in fresh)
    assert not any(is_repeated(one, (first,)) for one in fresh)
    assert is_repeated(first, (fresh[0],)), "the warm-up of a later one shows it"


def test_when_everything_was_seen_a_window_is_dealt_all_the_same(tmp_path: Path) -> None:
    kept(tmp_path, HOURLY)
    first = cut(tmp_path)
    dealer = dealer_of(tmp_path, BUNDLED, (first,))
    assert dealer.pool(is_fresh=True) == () and len(dealer.series) == 1
    again = cut(tmp_path, (first,))
    assert again.start_ms == first.start_ms and is_repeated(again, (first,))


def test_put_back_takes_only_that_window(tmp_path: Path) -> None:
    kept(tmp_path, HOURLY)
    first, second = cut(tmp_path), cut(tmp_path)
    dealer_of(tmp_path, BUNDLED, ()).put_back(first.id)
    assert [header.id for header in dealt_headers(tmp_path / "dealt")] == [second.id]


def test_minute_windows_are_two_days_after_ten(tmp_path: Path) -> None:
    kept(tmp_path, 13 * 1_440, "ETHUSDT", "1m")
    found = cut(tmp_path)
    assert (found.end_ms - found.start_ms, found.start_ms - found.warm_up_ms) == (2 * DAY_MS, 10 * DAY_MS)
    assert len(found.candles) == 12 * DAY_MS // MINUTE_MS


def test_there_is_something_to_deal_from_once_a_series_was_kept(tmp_path: Path) -> None:
    assert not has_own(tmp_path)
    kept(tmp_path, 40)
    assert has_own(tmp_path)
