"""Indicators: figures of TA-Lib, appended equals recomputed, nothing of a later bar in an earlier value."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trainer.core.errors import FieldError
from trainer.market.studies.registry import STUDIES, running
from trainer.market.studies.study import BarColumns, Study
from trainer.market.studies.volume_profile import profile

AT = (40, 41, 80, 119)
# computed with TA-Lib 0.8.2 (C library 0.8.1) over the 120 bars of `waves`, at the bars AT
TALIB: list[tuple[str, dict[str, float], tuple[tuple[float, ...], ...]]] = [
    ("sma", {"length": 20}, ((93.30600000000001, 93.248, 95.73450000000004, 100.58849999999997),)),
    ("ema", {"length": 20}, ((94.2535793396023, 94.56466702154493, 94.8014246973435, 97.85656558022278),)),
    (
        "bollinger",
        {"length": 20, "width": 2},
        (
            (100.78664810026511, 100.57754459704012, 107.44307032263124, 114.73378511554289),
            (93.30600000000001, 93.248, 95.73450000000004, 100.58849999999997),
            (85.82535189973491, 85.91845540295989, 84.02592967736884, 86.44321488445705),
        ),
    ),
    ("atr", {"length": 14}, ((4.3666721732727405, 4.566195589467545, 4.500253455240849, 4.415829028913774),)),
    ("rsi", {"length": 14}, ((46.119261288102614, 53.237040738842026, 40.13440561879158, 42.59202253043532),)),
    (
        "macd",
        {"fast": 12, "slow": 26, "signal": 9},
        (
            (-3.2241344347839203, -2.6002872164004316, -3.5486437742422368, -3.1863710678318),
            (-3.7291687667997175, -3.5033924567198604, -3.0187590553666785, -1.8346003945334926),
            (0.5050343320157973, 0.9031052403194288, -0.5298847188755582, -1.3517706732983075),
        ),
    ),
    (
        "stochastic",
        {"length": 14, "slow": 3, "signal": 3},
        (
            (61.33789841605121, 66.91744183056086, 27.493209960839096, 10.895204037096287),
            (52.12270229223551, 61.26826605096689, 21.636721299964602, 10.53749925465742),
        ),
    ),
    ("obv", {}, ((-82.0, -50.0, -44.0, -61.0),)),
]
COLUMNS = [study for study in STUDIES.values() if study.place != "profile"]


def waves(count: int = 120) -> BarColumns:
    """Two waves, rounded to cents: the same numbers on every machine."""
    i = np.arange(count, dtype=np.float64)
    close = np.round(100 + 10 * np.sin(i / 7) + 3 * np.sin(1.7 * i), 2)
    opened = np.concatenate(([100.0], close[:-1]))
    high = np.round(np.maximum(opened, close) + 0.5 + 0.4 * np.abs(np.sin(3 * i)), 2)
    low = np.round(np.minimum(opened, close) - 0.5 - 0.4 * np.abs(np.cos(2 * i)), 2)
    stamps = np.arange(count, dtype=np.int64) * 3_600_000 + 7 * 3_600_000
    return BarColumns(stamps, opened, high, low, close, 10.0 + (i * 37) % 23)


def cut(bars: BarColumns, count: int) -> BarColumns:
    return BarColumns(*(column[:count] for column in bars))


@pytest.mark.parametrize(("study", "params", "expected"), TALIB, ids=[row[0] for row in TALIB])
def test_figures_of_talib(study: str, params: dict[str, float], expected: tuple[tuple[float, ...], ...]) -> None:
    found = running(study, params).follow(waves())
    np.testing.assert_allclose(found[:, AT], expected, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("study", COLUMNS, ids=lambda study: study.id)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_appended_equals_recomputed_and_a_forming_bar_leaves_no_trace(study: Study, data: st.DataObject) -> None:
    bars = waves(260)
    marks = [*sorted(data.draw(st.sets(st.integers(1, 260), min_size=1, max_size=6))), 260]
    grown = running(study.id)
    for mark in marks:
        part = cut(bars, mark)
        wild = part._replace(close=part.close.copy(), high=part.high.copy(), volume=part.volume.copy())
        for column in (wild.close, wild.high, wild.volume):
            column[-1] *= data.draw(st.floats(1.0, 3.0))
        grown.follow(wild)
        grown.cut(mark - 1)
        found = grown.follow(part)
        np.testing.assert_allclose(found, running(study.id).follow(part), rtol=1e-9, atol=1e-7, err_msg=str(mark))


@pytest.mark.parametrize("study", COLUMNS, ids=lambda study: study.id)
def test_no_value_knows_a_later_bar(study: Study) -> None:
    bars = waves(400)
    whole = running(study.id).follow(bars)
    for count in (1, 2, 50, 173, 399):
        part = running(study.id).follow(cut(bars, count))
        np.testing.assert_allclose(part, whole[:, :count], rtol=1e-9, atol=1e-7)


def test_a_rewind_forgets_what_came_after() -> None:
    bars = waves(300)
    for study in COLUMNS:
        kept = running(study.id)
        kept.follow(bars)
        kept.cut(120)
        other = bars._replace(close=bars.close.copy(), high=bars.high + 50)
        other.close[120:] += 9
        mixed = bars._replace(
            close=np.concatenate((bars.close[:120], other.close[120:])),
            high=np.concatenate((bars.high[:120], other.high[120:])),
        )
        np.testing.assert_allclose(
            kept.follow(mixed), running(study.id).follow(mixed), rtol=1e-9, atol=1e-7, err_msg=study.id
        )


def test_the_day_vwap_begins_anew_at_midnight() -> None:
    bars = waves(60)
    found = running("vwap").follow(bars)[0]
    midnight = 17  # the first bar opens at 07:00
    mean = (bars.high + bars.low + bars.close) / 3
    assert found[midnight] == pytest.approx(mean[midnight])
    share = slice(midnight, midnight + 5)
    expected = float((mean[share] * bars.volume[share]).sum() / bars.volume[share].sum())
    assert found[midnight + 4] == pytest.approx(expected)


def test_the_anchored_vwap_begins_at_its_anchor() -> None:
    bars = waves(60)
    found = running("anchored_vwap", {"anchor": float(bars.time_ms[30])}).follow(bars)[0]
    mean = (bars.high + bars.low + bars.close) / 3
    assert np.isnan(found[:30]).all() and found[30] == pytest.approx(mean[30])
    assert found[59] == pytest.approx(float((mean[30:] * bars.volume[30:]).sum() / bars.volume[30:].sum()))


def test_levels_of_the_day_before() -> None:
    bars = waves(60)
    high, low, close = running("day_levels").follow(bars)
    assert np.isnan(high[:17]).all()
    assert high[17] == bars.high[:17].max() and low[40] == bars.low[:17].min() and close[20] == bars.close[16]
    assert high[41] == bars.high[17:41].max()


def test_keltner_stands_on_the_exponential_average_and_the_true_range() -> None:
    bars = waves()
    upper, middle, lower = running("keltner", {"length": 20, "width": 2}).follow(bars)
    average, reach = running("ema", {"length": 20}), running("atr", {"length": 20})
    np.testing.assert_allclose(middle[30:], average.follow(bars)[0][30:])
    np.testing.assert_allclose(upper[30:] - middle[30:], 2 * reach.follow(bars)[0][30:])
    np.testing.assert_allclose(upper[30:] - middle[30:], middle[30:] - lower[30:])


def test_a_volume_profile_keeps_all_volume_and_spreads_it_evenly() -> None:
    edges, volume = profile(np.array([110.0, 105.0]), np.array([100.0, 105.0]), np.array([50.0, 7.0]), 10)
    assert edges[0] == 100 and edges[-1] == 110 and volume.sum() == pytest.approx(57)
    assert volume[0] == pytest.approx(5) and volume[9] == pytest.approx(5)


@pytest.mark.parametrize(
    ("study", "values", "words"),
    [("ema", {"length": 0}, "Length"), ("ema", {"length": 2.5}, "whole"), ("nothing", {}, "indicator")],
)
def test_a_parameter_out_of_its_limits_is_refused(study: str, values: dict[str, float], words: str) -> None:
    with pytest.raises(FieldError, match=words):
        running(study, values)
