"""Glicko-2 against the worked example of its paper, and on learners of known strength."""

from __future__ import annotations

import math
from random import Random

import pytest

from trainer.scoring.glicko import Game, Glicko, after_period


def test_the_papers_example() -> None:
    games = [Game(1400, 30, 1), Game(1550, 100, 0), Game(1700, 300, 0)]
    found = after_period(Glicko(1500, 200, 0.06), games)
    assert found.rating == pytest.approx(1464.06, abs=0.02)
    assert found.deviation == pytest.approx(151.52, abs=0.02)
    assert found.volatility == pytest.approx(0.05999, abs=1e-5)


def test_a_period_without_games_only_makes_it_less_sure() -> None:
    found = after_period(Glicko(1600, 100), [])
    assert found.rating == 1600 and found.deviation > 100


def test_a_learner_of_known_strength_is_found() -> None:
    dice, player = Random(3), Glicko()
    for _ in range(60):
        opponent = dice.choice((1300, 1500, 1700))
        chance = 1 / (1 + math.exp((opponent - 1700) / 173.7178))
        player = after_period(player, [Game(opponent, 30, float(dice.random() < chance)) for _ in range(4)])
    assert abs(player.rating - 1700) < 3 * player.deviation and player.deviation < 80
