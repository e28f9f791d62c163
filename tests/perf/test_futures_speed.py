"""Speed of the generator and of a whole menu's first passage, beside a plain numpy pass of the same size.

Run with `pytest tests/perf/test_futures_speed.py -n 0 -s`; best of several runs, seconds on one core.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from trainer.core.paths import scenarios_dir
from trainer.engine.commands import Decision, PlaceOrder, SetLeverage
from trainer.engine.joined import joined
from trainer.engine.run import run
from trainer.engine.words import MarginMode, Side
from trainer.scenarios.load import load_scenario
from trainer.scoring.ahead import FuturesSource
from trainer.scoring.brackets import after_commands
from trainer.scoring.futures import Past, futures, past_of
from trainer.scoring.passage import Levels, Passages
from trainer.scoring.stakes import play, stakes_of
from trainer.session.markets import market_of

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


def test_two_symbols_behind_one_balance(unit: float) -> None:
    """A whole menu of 24 choices, each with a second cross position on the same futures that may fall with it."""
    btc, eth = (market_of(load_scenario(scenarios_dir() / f"2020-03-12-black-thursday-{coin}"))
                for coin in ("btc", "eth"))  # fmt: skip
    both = joined([btc, eth])
    bar = both.start + 1_120
    began = time.perf_counter()
    ahead = FuturesSource("speed", both, bar + 1_440).ahead(bar, frozenset({0, 1}))
    say("2,000 paths of 1,440 bars for two symbols", time.perf_counter() - began, unit)
    cross = SetLeverage(leverage=Decimal(20), margin_mode=MarginMode.CROSS)
    held = PlaceOrder(side=Side.LONG, size=Decimal(200), symbol="ETHUSDT")
    log = tuple(Decision(bar, one) for one in (cross, replace(cross, symbol="ETHUSDT"), held))
    before = run(both, log, Decimal(10_000), bar + 1).state
    options = []
    for size in range(1, 25):
        answer = after_commands(before, both, bar, (PlaceOrder(side=Side.LONG, size=Decimal(size) / 4),))
        assert answer is not None
        options.append(stakes_of(before, answer[0], both, bar, len(both) - 1))
    assert all(one.balance is not None for one in options)
    taken = best(lambda: [play(one, ahead) for one in options])
    say("24 choices that share a cross balance", taken, unit)
    one = best(lambda: play(options[10], ahead))
    say("one of them, as the fan plays it", one, unit)
    assert one <= 0.1
