"""Certainty equivalents under constant relative risk aversion, and the small edge a complete plan is granted."""

from __future__ import annotations

import math

import numpy as np

from trainer.market.candles import FloatArray
from trainer.scoring.settings import DEFAULTS

RUIN = DEFAULTS.ruin
_POWER = DEFAULTS.risk_aversion - 1
_STEPS = 60


def equivalent(wealth: FloatArray, weights: FloatArray | None = None) -> FloatArray:
    """Certainty equivalent in bp of wealth / bankroll, shape (..., N) -> (...).

    (1e4 / -7) ln E[max(w, 0.01)^-7]: constant relative risk aversion 8, and losing everything costs as 99 % does.
    """
    powers = np.maximum(wealth, RUIN) ** -_POWER
    mean = powers.mean(axis=-1) if weights is None else powers @ weights
    found: FloatArray = np.log(mean) * (1e4 / -_POWER)
    return np.round(found, 2)


def granted(gross: FloatArray, share_of_sd: float, share_of_best: float) -> float:
    """Mean R a complete plan is granted: min(0.15 sd, 0.5 max) of its gross R, never below 0."""
    best = float(gross.max()) if len(gross) else 0.0
    return max(0.0, min(share_of_sd * float(gross.std()), share_of_best * best))


def tilted(gross: FloatArray, mean: float) -> FloatArray:
    """Path weights exp(theta R), shape (N,), sum 1, with theta by bisection so that their mean R is `mean`.

    A mean that no weighting of these paths reaches gives the nearest one.
    """
    span = float(gross.max() - gross.min())
    if span <= 0.0:
        return np.full(len(gross), 1.0 / len(gross))
    low, high = -50.0 / span, 50.0 / span
    for _ in range(_STEPS):
        middle = (low + high) / 2.0
        if float(_weights(gross, middle) @ gross) < mean:
            low = middle
        else:
            high = middle
    return _weights(gross, (low + high) / 2.0)


def _weights(gross: FloatArray, theta: float) -> FloatArray:
    shifted = theta * gross
    powers = np.exp(shifted - shifted.max())
    found: FloatArray = powers / powers.sum()
    return found


def standard_error(values: list[float]) -> float:
    """Standard error of the mean of a few folds."""
    if len(values) < 2:
        return 0.0
    mean = math.fsum(values) / len(values)
    variance = math.fsum((value - mean) ** 2 for value in values) / (len(values) - 1)
    return math.sqrt(variance / len(values))
