"""A million bars, many runs, dense trading: bars a second, cost an event, memory. `pytest tests/perf -n 0 -s`.

What other programs need for the same work is measured by `tests/perf/peers.py` in an environment of their own.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from tests.perf.test_engine_speed import BANKROLL, brackets, spent, walk
from tests.perf.test_window_speed import PEAK, in_fresh_process
from trainer.engine.commands import ClosePosition, Decision, PlaceOrder, SetLeverage
from trainer.engine.market import Market
from trainer.engine.run import run
from trainer.engine.words import Side
from trainer.market.indicators import sma

MILLION = 1_000_000


def say(text: str) -> None:
    """A line of figures for the one who runs this by hand."""
    sys.stdout.write(text + "\n")


def crossings(market: Market) -> list[Decision]:
    """SMA 20/50 turned at every crossing, each entry with a stop and a target."""
    close = market.last.close
    above = sma(close, 20) > sma(close, 50)
    turns = np.flatnonzero(np.diff(above.astype(np.int8)) != 0) + 1
    log = [Decision(1, SetLeverage(leverage=Decimal(3)))]
    tenth = Decimal("0.1")
    for bar in (int(turn) for turn in turns if turn > 50):
        sign = 1 if above[bar] else -1
        price = Decimal(repr(float(close[bar]))).quantize(tenth)
        stop = (price * (1 - sign * Decimal("0.02"))).quantize(tenth)
        target = (price * (1 + sign * Decimal("0.03"))).quantize(tenth)
        log.append(Decision(bar, ClosePosition()))
        side = Side.LONG if sign > 0 else Side.SHORT
        log.append(Decision(bar, PlaceOrder(side=side, size=Decimal("0.02"), stop=stop, target=target)))
    return log


@pytest.fixture(scope="module")
def million() -> Market:
    """A seeded random walk of a million minutes."""
    return walk(MILLION)


def test_a_million_bars_with_sparse_decisions(million: Market) -> None:
    log = brackets(million, 200)
    milliseconds = spent(lambda: run(replace(million), log, BANKROLL), times=3)
    say(f"\nsparse: {milliseconds:.0f} ms, {MILLION / milliseconds / 1e3:.1f} M bars/s")
    assert milliseconds <= 1_000


def test_dense_trading_on_a_million_bars(million: Market) -> None:
    log = crossings(million)
    outcome = run(replace(million), log, Decimal(10_000_000))
    milliseconds = spent(lambda: run(replace(million), log, Decimal(10_000_000)), times=1)
    trades, events = outcome.state.totals.fills // 2, len(outcome.events)
    say(f"\ndense: {trades} trades, {events} events, {milliseconds / 1e3:.1f} s, "
          f"{MILLION / milliseconds:.0f} k bars/s, {milliseconds * 1e3 / events:.0f} us an event")  # fmt: skip
    assert trades > 5_000


def test_a_thousand_counterfactual_runs() -> None:
    market, runs = walk(12_000), 50
    log = brackets(market, 30)
    milliseconds = spent(lambda: [run(market, log, BANKROLL) for _ in range(runs)], times=3) / runs
    single = [log[0], log[1]]
    one = spent(lambda: [run(market, single, BANKROLL) for _ in range(runs)], times=3) / runs
    say(f"\n30 bracketed decisions: {milliseconds:.1f} ms a run; one trade: {one:.2f} ms")
    assert milliseconds <= 10.0


@pytest.mark.parametrize("bars", [1_000, 10_000, 100_000, 1_000_000, 10_000_000])
def test_the_curve_of_cost(bars: int) -> None:
    market = walk(bars + 2_000)
    milliseconds = spent(lambda: run(replace(market), brackets(market, 10), BANKROLL), times=3)
    say(f"\n{bars:>10,} bars, 10 decisions: {milliseconds:.2f} ms, {milliseconds * 1e6 / bars:.1f} ns a bar")
    assert milliseconds <= 50 + bars / 1e4


LOADED = """
from trainer.engine.run import run
from tests.perf.test_engine_speed import walk, brackets
"""
RUN = """
from tests.perf.test_engine_speed import BANKROLL
market = walk(1_000_000)
run(market, brackets(market, 200), BANKROLL)
"""


def test_memory_of_a_million_bars(tmp_path: Path) -> None:
    before = in_fresh_process(LOADED + PEAK, tmp_path)
    after = in_fresh_process(LOADED + RUN + PEAK, tmp_path)
    say(f"\na million bars: {after:.0f} MB, {after - before:.0f} of them for bars and run")
    assert after <= 250 and after - before <= 200
