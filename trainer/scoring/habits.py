"""What practice does to size: leverage after a win and after a loss, and the rating over sessions."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

_Z80 = 1.2816
_LEAST_TRADES = 12
_LEAST_OF_A_KIND = 3
RECENT = 8


@dataclass(frozen=True, slots=True)
class Step:
    """A trade's effective leverage, and how the trade before it in the session ended: 1 won, -1 lost, 0 neither."""

    before: int
    leverage: float


@dataclass(frozen=True, slots=True)
class Ratio:
    """How many times the usual leverage, with an 80 % interval."""

    mean: float
    low: float
    high: float

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves 1 out."""
        return self.low > 1.0 or self.high < 1.0


def after_results(steps: Sequence[Step]) -> tuple[Ratio | None, Ratio | None]:
    """Leverage after a win and after a loss over that of other trades; None while there are too few of them.

    Least squares of ln leverage on two marks, win before and loss before; intervals from the residual variance.
    """
    kinds = [sum(step.before == kind for step in steps) for kind in (1, -1, 0)]
    if len(steps) < _LEAST_TRADES or min(kinds) < _LEAST_OF_A_KIND:
        return None, None
    y = np.log([max(step.leverage, 1e-3) for step in steps])
    marks = np.array([[1.0, step.before > 0, step.before < 0] for step in steps], dtype=float)
    inverse = np.linalg.inv(marks.T @ marks)
    found = inverse @ marks.T @ y
    left = y - marks @ found
    variance = float(left @ left) / (len(steps) - 3)
    errors = np.sqrt(np.maximum(0.0, variance * np.diag(inverse)))
    won, lost = (_ratio(float(found[place]), float(errors[place])) for place in (1, 2))
    return won, lost


def _ratio(change: float, error: float) -> Ratio:
    return Ratio(math.exp(change), math.exp(change - _Z80 * error), math.exp(change + _Z80 * error))


@dataclass(frozen=True, slots=True)
class RatingPoint:
    """The rating of one session, and over the last eight to it with its 80 % interval, in bp."""

    finished_ms: int
    rating: float
    rolling: float
    low: float
    high: float
    counted: int


def rating_curve(sessions: Sequence[tuple[int, tuple[float, ...]]]) -> tuple[RatingPoint, ...]:
    """One point a session with counted losses, in order of time."""
    points: list[RatingPoint] = []
    recent: deque[tuple[int, float, float]] = deque(maxlen=RECENT)
    for finished, losses in sessions:
        if not losses:
            continue
        recent.append((len(losses), math.fsum(losses), math.fsum([loss * loss for loss in losses])))
        count, total, squares = (sum(column) for column in zip(*recent, strict=True))
        mean = total / count
        variance = max(0.0, squares - count * mean * mean) / (count - 1) if count > 1 else 0.0
        half = _Z80 * math.sqrt(variance / count)
        own = recent[-1][1] / len(losses)
        points.append(RatingPoint(finished, own, mean, max(0.0, mean - half), mean + half, len(losses)))
    return tuple(points)
