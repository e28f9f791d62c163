"""A sum moved from window to window is the sum over all its bars, to the last bit."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from trainer.engine.day import DaySums, expansion, extracted
from trainer.market.candles import Candles

BARS = 3_000


def made() -> Candles:
    """Closes and volumes of very unequal size."""
    draw = np.random.default_rng(11)
    close = 10_000.0 * np.exp(np.cumsum(draw.normal(0.0, 0.01, BARS)))
    volume = np.exp(draw.normal(0.0, 8.0, BARS)) * draw.integers(0, 2, BARS)
    stamps = np.arange(BARS, dtype=np.int64) * 60_000
    return Candles(stamps, close.copy(), close.copy(), close.copy(), close, volume, 60_000)


CANDLES = made()
MOVES = st.lists(st.tuples(st.integers(-400, 400), st.integers(-400, 400)), min_size=1, max_size=12)


@given(st.integers(0, BARS - 1), st.integers(1, 1_500), MOVES)
def test_a_moved_sum_is_the_sum_anew(first: int, length: int, moves: list[tuple[int, int]]) -> None:
    sums = DaySums(CANDLES)
    stop = min(BARS, first + length)
    close, volume = CANDLES.close, CANDLES.volume
    for begin, end in ((0, 0), *moves):
        first = min(max(0, first + begin), BARS - 1)
        stop = min(max(first + 1, stop + end), BARS)
        returns = close[max(1, first) : stop] / close[max(1, first) - 1 : stop - 1] - 1.0
        assert sums.squares(first, stop) == math.fsum((returns * returns).tolist())
        assert sums.volume(first, stop) == math.fsum(volume[first:stop].tolist())


@given(st.lists(st.floats(-1e200, 1e200, allow_nan=False), max_size=60))
def test_an_expansion_loses_nothing(values: list[float]) -> None:
    parts = expansion(values)
    assert math.fsum([*values, *(-part for part in parts)]) == 0.0
    assert (parts[0] if parts else 0.0) == math.fsum(values)


@given(st.lists(st.floats(-1e200, 1e200, allow_nan=False), max_size=200))
def test_extraction_loses_nothing(values: list[float]) -> None:
    parts = extracted(np.array(values, dtype=np.float64))
    assert math.fsum([*values, *(-part for part in parts)]) == 0.0
    assert math.fsum(parts) == math.fsum(values)
