"""Glicko-2 (Glickman 2012): a rating with its uncertainty, from scores against opponents of known strength."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from trainer.scoring.settings import DEFAULTS

_SCALE = 173.7178
_TAU = DEFAULTS.glicko_tau
_NEAR = 1e-6


@dataclass(frozen=True, slots=True)
class Glicko:
    """A rating, its deviation (about half of a 95 % interval) and how much it wanders."""

    rating: float = DEFAULTS.glicko_rating
    deviation: float = DEFAULTS.glicko_deviation
    volatility: float = DEFAULTS.glicko_volatility


@dataclass(frozen=True, slots=True)
class Game:
    """A score of 0 to 1 against an opponent."""

    rating: float
    deviation: float
    score: float


def after_period(player: Glicko, games: Sequence[Game]) -> Glicko:
    """The rating after one period of games; without games only the deviation grows."""
    mu, phi = (player.rating - DEFAULTS.glicko_rating) / _SCALE, player.deviation / _SCALE
    if not games:
        return Glicko(
            player.rating,
            min(DEFAULTS.glicko_deviation, _SCALE * math.hypot(phi, player.volatility)),
            player.volatility,
        )
    information, gained = 0.0, 0.0
    for game in games:
        weight = 1.0 / math.sqrt(1.0 + 3.0 * (game.deviation / _SCALE) ** 2 / math.pi**2)
        expected = 1.0 / (1.0 + math.exp(-weight * (mu - (game.rating - DEFAULTS.glicko_rating) / _SCALE)))
        information += weight**2 * expected * (1.0 - expected)
        gained += weight * (game.score - expected)
    variance = 1.0 / information
    volatility = _volatility(phi, player.volatility, variance, variance * gained)
    before = math.hypot(phi, volatility)
    deviation = 1.0 / math.sqrt(1.0 / before**2 + 1.0 / variance)
    return Glicko(DEFAULTS.glicko_rating + _SCALE * (mu + deviation**2 * gained), _SCALE * deviation, volatility)


def _volatility(phi: float, sigma: float, variance: float, delta: float) -> float:
    """Step 5 of the paper: the root of f by the Illinois variant of regula falsi."""
    start = math.log(sigma**2)

    def f(x: float) -> float:
        power = math.exp(x)
        whole = phi**2 + variance + power
        return power * (delta**2 - whole) / (2.0 * whole**2) - (x - start) / _TAU**2

    low = start
    if delta**2 > phi**2 + variance:
        high = math.log(delta**2 - phi**2 - variance)
    else:
        steps = 1
        while f(start - steps * _TAU) < 0.0:
            steps += 1
        high = start - steps * _TAU
    f_low, f_high = f(low), f(high)
    while abs(high - low) > _NEAR:
        middle = low + (low - high) * f_low / (f_high - f_low)
        f_middle = f(middle)
        if f_middle * f_high <= 0.0:
            low, f_low = high, f_high
        else:
            f_low /= 2.0
        high, f_high = middle, f_middle
    return math.exp(low / 2.0)
