"""Averages agree with their definitions, written out bar by bar."""

from __future__ import annotations

import numpy as np
import pytest

from trainer.core.errors import FieldError
from trainer.market.indicators import atr, ema, sma, smooth

VALUES = 100.0 + np.cumsum(np.random.default_rng(4).normal(0, 1, 3000))


def slow_ema(values: np.ndarray, length: int) -> list[float]:
    result = [float(values[:length].mean())]
    for value in values[length:]:
        result.append(result[-1] + 2.0 / (length + 1.0) * (float(value) - result[-1]))
    return result


@pytest.mark.parametrize("length", [1, 2, 20, 50, 200])
def test_ema_is_the_recursion(length: int) -> None:
    found = ema(VALUES, length)
    assert np.isnan(found[: length - 1]).all()
    np.testing.assert_allclose(found[length - 1 :], slow_ema(VALUES, length), rtol=1e-10)


def test_sma_is_the_mean_of_the_window() -> None:
    found = sma(VALUES, 20)
    assert np.isnan(found[:19]).all()
    assert found[500] == pytest.approx(VALUES[481:501].mean(), rel=1e-12)


def test_atr_after_wilder() -> None:
    high, low, close = VALUES + 1.0, VALUES - 1.0, VALUES
    ranges = [max(high[i], close[i - 1]) - min(low[i], close[i - 1]) for i in range(1, len(close))]
    expected = float(np.mean(ranges[:14]))
    for value in ranges[14:40]:
        expected = (expected * 13 + value) / 14
    found = atr(high, low, close, 14)
    assert np.isnan(found[:14]).all()
    assert found[40] == pytest.approx(expected, rel=1e-10)


def test_smoothing_goes_on_from_any_bar() -> None:
    whole = smooth(VALUES, 0.1, 100.0)
    tail = smooth(VALUES[1234:], 0.1, float(whole[1233]))
    np.testing.assert_allclose(tail, whole[1234:], rtol=1e-10)


def test_too_few_values_give_nothing() -> None:
    assert np.isnan(ema(VALUES[:5], 20)).all()
    assert np.isnan(sma(VALUES[:5], 20)).all()
    assert np.isnan(atr(VALUES[:5], VALUES[:5], VALUES[:5], 14)).all()
    assert len(smooth(VALUES[:0], 0.5, 1.0)) == 0


def test_length_below_one_is_refused() -> None:
    with pytest.raises(FieldError, match="1 or more"):
        sma(VALUES, 0)
