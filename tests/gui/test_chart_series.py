"""Bars joined for a frame are those that joining all of them anew gives, whatever was added, changed or cut before."""

from __future__ import annotations

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from trainer.market.studies.registry import STUDIES, running
from trainer.market.studies.study import BarColumns
from trainer.ui.chart.lod import Pyramid, fold
from trainer.ui.chart.series import ChartSeries

MINUTE = 60_000
CHANGES = st.lists(
    st.one_of(
        st.tuples(st.just("append"), st.integers(1, 300)),
        st.tuples(st.just("form"), st.integers(1, 1)),
        st.tuples(st.just("cut"), st.integers(1, 200)),
    ),
    min_size=1,
    max_size=8,
)


def bar(draw: np.random.Generator) -> tuple[float, float, float, float, float]:
    opened, close = draw.uniform(4_000, 9_000, 2)
    return opened, max(opened, close) + 5, min(opened, close) - 5, close, draw.uniform(0, 90)


def change(series: ChartSeries, draw: np.random.Generator, kind: str, amount: int) -> None:
    if kind == "cut":
        series.truncate(series.count - amount)
    elif kind == "form":
        series.update(series.count * MINUTE, bar(draw))
    else:
        for _ in range(amount):
            series.append(series.count * MINUTE, bar(draw))


@settings(max_examples=150, deadline=None)
@example(changes=[("append", 112), ("cut", 17), ("append", 2), ("append", 15)], pixels=0.02, seed=0)
@given(changes=CHANGES, pixels=st.sampled_from((0.9, 0.5, 0.3, 0.11, 0.02)), seed=st.integers(0, 9))
def test_a_frame_of_many_bars_equals_all_bars_joined_by_pixel(
    changes: list[tuple[str, int]], pixels: float, seed: int
) -> None:
    series, draw = ChartSeries(), np.random.default_rng(seed)
    for kind, amount in [("append", 400), *changes]:
        change(series, draw, kind, amount)
        found = series.columns(0, series.total, pixels, 3.0)
        level = min(max(0, int(1 / pixels).bit_length() - 1), Pyramid().depth(series.total))
        first = (np.arange(series.total) >> level) << level
        expected = fold(series.values, np.floor(first * pixels - 3.0))
        np.testing.assert_array_equal(found.x, expected.x)
        np.testing.assert_allclose(found.values, expected.values, rtol=2e-6)


@settings(max_examples=40, deadline=None)
@given(changes=CHANGES, seed=st.integers(0, 9), asked=st.sets(st.integers(0, 8)))
def test_indicators_follow_every_change_of_the_bars(changes: list[tuple[str, int]], seed: int, asked: set[int]) -> None:
    names = [name for name, study in STUDIES.items() if study.outputs and study.place != "profile"]
    series, draw = ChartSeries(), np.random.default_rng(seed)
    series.studies = tuple(running(name, {}) for name in names)
    for place, (kind, amount) in enumerate([("append", 90), *changes]):
        change(series, draw, kind, amount)
        if place in asked or place == len(changes):
            bars = BarColumns(series.time_ms, *series.values)
            for name, study in zip(names, series.studies, strict=True):
                fresh = running(name, {}).follow(bars)
                np.testing.assert_allclose(series.rows_of(study), fresh, rtol=1e-9, atol=1e-6, err_msg=name)
