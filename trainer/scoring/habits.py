"""What practice does to size: leverage after a win and after a loss, and the rating over sessions."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from trainer.scoring.settings import DEFAULTS

RECENT = DEFAULTS.rating_sessions


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


@dataclass(frozen=True, slots=True)
class HouseMoney:
    """Leverage after results (Thaler and Johnson 1990 on the house-money effect), and from how many trades.

    `won` trades followed a win, `lost` a loss, `neither` came first in a session or after an even result. `after_win`
    and `after_loss` are against trades after neither, `win_to_loss` is after a win against after a loss; None while
    too few trades tell.
    """

    won: int = 0
    lost: int = 0
    neither: int = 0
    after_win: Ratio | None = None
    after_loss: Ratio | None = None
    win_to_loss: Ratio | None = None

    @property
    def trades(self) -> int:
        """All of them."""
        return self.won + self.lost + self.neither

    @property
    def lacking(self) -> tuple[int, int, int, int]:
        """What is still needed for all three: trades in all, after a win, after a loss, after neither."""
        kinds = (self.won, self.lost, self.neither)
        won, lost, neither = (max(0, DEFAULTS.least_of_a_kind - count) for count in kinds)
        return max(0, DEFAULTS.least_steps - self.trades), won, lost, neither


def house_money(steps: Sequence[Step]) -> HouseMoney:
    """What results do to leverage, over the trades of one session or of many."""
    won, lost, neither = ([step for step in steps if step.before == kind] for kind in (1, -1, 0))
    after_win, after_loss = after_results(steps)
    versus = None
    if len(steps) >= DEFAULTS.least_steps and min(len(won), len(lost)) >= DEFAULTS.least_of_a_kind:
        (versus,) = _ratios([*lost, *won], [[step.before > 0 for step in (*lost, *won)]])
    return HouseMoney(len(won), len(lost), len(neither), after_win, after_loss, versus)


def after_results(steps: Sequence[Step]) -> tuple[Ratio | None, Ratio | None]:
    """Leverage after a win and after a loss over that of trades after neither; None while there are too few of them."""
    kinds = [sum(step.before == kind for step in steps) for kind in (1, -1, 0)]
    if len(steps) < DEFAULTS.least_steps or min(kinds) < DEFAULTS.least_of_a_kind:
        return None, None
    won, lost = _ratios(steps, [[step.before > 0 for step in steps], [step.before < 0 for step in steps]])
    return won, lost


def _ratios(steps: Sequence[Step], kinds: Sequence[Sequence[bool]]) -> list[Ratio]:
    """Least squares of ln leverage on a constant and a mark for each kind; intervals from the residual variance."""
    y = np.log([max(step.leverage, 1e-3) for step in steps])
    marks = np.array([[True] * len(steps), *kinds], dtype=float).T
    inverse = np.linalg.inv(marks.T @ marks)
    found = inverse @ marks.T @ y
    left = y - marks @ found
    free = len(steps) - len(found)
    errors = np.sqrt(np.maximum(0.0, float(left @ left) / free * np.diag(inverse)))
    half = student(free)
    return [_ratio(float(found[place]), half * float(errors[place])) for place in range(1, len(found))]


def student(free: int) -> float:
    """Half width of a central 80 % interval in standard errors, by degrees of freedom.

    Student's quantile by the first terms of its expansion in 1 / free (Abramowitz and Stegun 26.7.5); within 0.001 of
    it from 4 on.
    """
    z = DEFAULTS.z80
    first, second = (z**3 + z) / 4.0, (5.0 * z**5 + 16.0 * z**3 + 3.0 * z) / 96.0
    third = (3.0 * z**7 + 19.0 * z**5 + 17.0 * z**3 - 15.0 * z) / 384.0
    return z + first / free + second / free**2 + third / free**3


def _ratio(change: float, half: float) -> Ratio:
    return Ratio(math.exp(change), math.exp(change - half), math.exp(change + half))


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
        half = DEFAULTS.z80 * math.sqrt(variance / count)
        own = recent[-1][1] / len(losses)
        points.append(RatingPoint(finished, own, mean, max(0.0, mean - half), mean + half, len(losses)))
    return tuple(points)
