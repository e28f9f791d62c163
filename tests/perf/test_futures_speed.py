"""Speed of the generator and of a whole menu's first passage, beside a plain numpy pass of the same size.

Run with `pytest tests/perf/test_futures_speed.py -n 0 -s`; best of several runs, seconds on one core.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import numpy as np
import pytest

from trainer.core.paths import scenarios_dir
from trainer.scenarios.load import load_scenario
from trainer.scoring.futures import Past, futures, past_of
from trainer.scoring.passage import Levels, Passages

ROUNDS = 7


@pytest.fixture(scope="module")
def past() -> Past:
    scenario = load_scenario(scenarios_dir() / "2020-03-12-black-thursday-btc")
    found = past_of(scenario.candles, scenario.start_index + 960)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def unit() -> float:
    """A plain pass over as many numbers: what to read the others in on another machine."""
    numbers = np.random.default_rng(1).normal(size=(1_440, 2_000))
    return best(lambda: np.cumsum(np.exp(numbers), axis=0))


def best(work: Callable[[], object]) -> float:
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return min(taken)


def say(what: str, taken: float, unit: float) -> None:
    sys.stdout.write(f"\n{what}: {taken * 1000:.0f} ms, {taken / unit:.1f} plain passes\n")


def test_two_thousand_paths_of_a_day(past: Past, unit: float) -> None:
    taken = best(lambda: futures(past, 1, 1_440))
    say("2,000 paths of 1,440 bars", taken, unit)
    assert taken <= 0.3


def test_first_passage_of_a_menu(past: Past, unit: float) -> None:
    """24 brackets with a stop, a target and a liquidation price each, no level shared."""
    drawn = futures(past, 1, 1_440)

    def menu() -> None:
        passages = Passages(drawn)
        for place in range(24):
            step = 1 + place / 10
            near, far, wall = (past.price * (1 + move * step) for move in (-0.004, 0.008, -0.02))
            passages.exits(Levels(1, near if place % 2 else None, far, wall))

    taken = best(menu)
    say("first passage of 24 brackets", taken, unit)
    assert taken <= 0.1
