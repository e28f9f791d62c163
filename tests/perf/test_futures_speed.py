"""Speed of the generator and of a whole menu's first passage, beside a plain numpy pass of the same size."""

from __future__ import annotations

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from trainer.core.paths import scenarios_dir
from trainer.scenarios.load import load_scenario
from trainer.scoring.futures import Past, futures, past_of
from trainer.scoring.passage import Levels, Passages


@pytest.fixture(scope="module")
def past() -> Past:
    scenario = load_scenario(scenarios_dir() / "2020-03-12-black-thursday-btc")
    found = past_of(scenario.candles, scenario.start_index + 960)
    assert found is not None
    return found


def test_two_thousand_paths_of_a_day(benchmark: BenchmarkFixture, past: Past) -> None:
    benchmark(futures, past, 1, 1_440)
    assert benchmark.stats["min"] <= 0.3


def test_first_passage_of_a_menu(benchmark: BenchmarkFixture, past: Past) -> None:
    """24 brackets with a stop, a target and a liquidation price each, no level shared."""
    drawn = futures(past, 1, 1_440)

    def menu() -> None:
        passages = Passages(drawn)
        for place in range(24):
            step = 1 + place / 10
            near, far, wall = (past.price * (1 + move * step) for move in (-0.004, 0.008, -0.02))
            passages.exits(Levels(1, near if place % 2 else None, far, wall))

    benchmark(menu)
    assert benchmark.stats["min"] <= 0.1


def test_one_plain_pass_over_as_many_numbers(benchmark: BenchmarkFixture) -> None:
    """The unit to read the two above in on another machine."""
    numbers = np.random.default_rng(1).normal(size=(1_440, 2_000))
    benchmark(lambda: np.cumsum(np.exp(numbers), axis=0))
