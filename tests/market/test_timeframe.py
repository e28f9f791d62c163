"""Longer bars hold exactly what was revealed, whichever way they are built."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trainer.market.candles import Candles
from trainer.market.timeframe import (
    TIMEFRAMES,
    Bar,
    Resampler,
    TimeframeError,
    candles_of,
    resample,
    timeframe_ms,
    timeframe_name,
)

MINUTE = 60_000
FIVE = 5 * MINUTE


def minutes(slots: list[int], seed: int = 1) -> Candles:
    rng = np.random.default_rng(seed)
    closes = 100.0 + np.cumsum(rng.normal(0, 1, len(slots))).clip(-50, 50)
    bars = [
        Bar(slot * MINUTE, float(c), float(c) + 2.0, float(c) - 2.0, float(c) + 1.0, float(rng.integers(0, 9)))
        for slot, c in zip(slots, closes, strict=True)
    ]
    return candles_of(tuple(bars), MINUTE)


slot_lists = st.lists(st.integers(1, 9), min_size=1, max_size=80).map(lambda gaps: np.cumsum(gaps).tolist())


def test_buckets_follow_the_utc_epoch_and_gaps_stay() -> None:
    whole = resample(minutes([3, 4, 5, 6, 21]), FIVE)
    assert whole.time_ms.tolist() == [0, FIVE, 4 * FIVE]
    assert whole.timeframe_ms == FIVE


def test_a_bucket_joins_its_bars() -> None:
    base = minutes([5, 6, 7])
    bar = resample(base, FIVE)
    assert bar.open[0] == base.open[0]
    assert bar.close[0] == base.close[-1]
    assert bar.high[0] == base.high.max()
    assert bar.low[0] == base.low.min()
    assert bar.volume[0] == base.volume.sum()


@settings(max_examples=60, deadline=None)
@given(slots=slot_lists, cuts=st.lists(st.integers(0, 80), max_size=6), factor=st.sampled_from([1, 3, 5, 15]))
def test_incremental_equals_whole(slots: list[int], cuts: list[int], factor: int) -> None:
    base, length = minutes(slots), factor * MINUTE
    builder, done = Resampler(MINUTE, length), []
    edges = sorted({0, len(base), *(min(cut, len(base)) for cut in cuts)})
    for start, stop in itertools.pairwise(edges):
        done.append(builder.feed(base.slice(start, stop)))
    if builder.forming is not None:
        done.append(candles_of((builder.forming,), length))
    whole = resample(base, length)
    for column, expected in enumerate(whole.columns):
        built = np.concatenate([part.columns[column] for part in done])
        np.testing.assert_allclose(built, expected, rtol=1e-12)


@settings(max_examples=40, deadline=None)
@given(slots=slot_lists)
def test_one_by_one_never_knows_a_later_bar(slots: list[int]) -> None:
    base = minutes(slots)
    builder = Resampler(MINUTE, FIVE)
    rows = list(zip(*(column.tolist() for column in base.columns), strict=True))
    for index, row in enumerate(rows):
        completed = builder.push(Bar(*row))
        assert len(completed) <= 2
        known = resample(base.slice(0, index + 1), FIVE)
        newest = builder.forming or completed[-1]
        assert newest.time_ms == known.time_ms[-1]
        assert newest.high == known.high[-1]
        assert newest.close == known.close[-1]
        assert newest.time_ms <= row[0]


def test_a_bar_completes_with_its_last_minute() -> None:
    builder = Resampler(MINUTE, FIVE)
    assert len(builder.feed(minutes([0, 1, 2, 3]))) == 0
    assert builder.forming is not None
    assert len(builder.feed(minutes([4]))) == 1
    assert builder.forming is None


def test_refusals_name_what_is_allowed() -> None:
    with pytest.raises(TimeframeError, match="multiple"):
        Resampler(FIVE, 7 * MINUTE)
    with pytest.raises(TimeframeError, match="one of 1m"):
        timeframe_ms("7m")
    builder = Resampler(MINUTE, FIVE)
    builder.feed(minutes([4]))
    with pytest.raises(TimeframeError, match="does not follow"):
        builder.feed(minutes([4]))


def test_names_and_lengths_agree() -> None:
    assert {name: timeframe_ms(name) for name in TIMEFRAMES} == TIMEFRAMES
    assert [timeframe_name(length) for length in TIMEFRAMES.values()] == list(TIMEFRAMES)
    assert timeframe_name(120_000) == "2m"
