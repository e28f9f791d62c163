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
from numpy.typing import NDArray

from tests.perf.test_engine_speed import BANKROLL, brackets, spent, walk
from tests.perf.test_window_speed import PEAK, in_fresh_process
from trainer.engine.advance import advance
from trainer.engine.apply import apply
from trainer.engine.commands import PlaceOrder, SetLeverage
from trainer.engine.events import PositionChanged
from trainer.engine.market import Market
from trainer.engine.run import Outcome, run
from trainer.engine.state import opening_state
from trainer.engine.words import Side
from trainer.market.candles import FloatArray
from trainer.market.indicators import sma

MILLION = 1_000_000
SignArray = NDArray[np.int8]


def say(text: str) -> None:
    """A line of figures for the one who runs this by hand."""
    sys.stdout.write(text + "\n")


def turns(close: FloatArray) -> SignArray:
    """+1 and -1 at the bars whose close turns SMA 20 above and below SMA 50, else 0; shape (n,)."""
    above = sma(close, 20) > sma(close, 50)
    places = np.flatnonzero(np.diff(above.astype(np.int8)) != 0) + 1
    places = places[places > 50]
    signals = np.zeros(len(close), np.int8)
    signals[places] = np.where(above[places], 1, -1)
    return signals


def turned(market: Market, signals: SignArray, bankroll: Decimal) -> Outcome:
    """A strategy at work: at every signal one order that turns what is held into 10,000 the other way.

    At 10x, with a stop 1 % and a target 2 % away; the strategy looks at the account as it stands, as in any other
    program.
    """
    tenth, lot = Decimal("0.1"), Decimal("0.001")
    state, events = apply(opening_state(bankroll), SetLeverage(leverage=Decimal(10)), market, market.start)
    told, passed = list(events), market.start
    for bar in np.flatnonzero(signals).tolist():
        state, events = advance(state, market, passed + 1, bar + 1)
        told += events
        sign, passed = int(signals[bar]), bar
        price = market.last_close(bar)
        stop = (price * (1 - sign * Decimal("0.01"))).quantize(tenth)
        target = (price * (1 + sign * Decimal("0.02"))).quantize(tenth)
        held = state.position.size * -sign if state.position is not None else Decimal(0)
        size = (10_000 / price).quantize(lot) + max(Decimal(0), held)
        side = Side.LONG if sign > 0 else Side.SHORT
        state, events = apply(state, PlaceOrder(side=side, size=size, stop=stop, target=target), market, bar)
        told += events
    state, events = advance(state, market, passed + 1, len(market))
    return Outcome(state, (*told, *events), market.start, len(market))


def trades_in(outcome: Outcome) -> int:
    """Positions that were closed or turned."""
    size, closed = Decimal(0), 0
    for event in outcome.events:
        if isinstance(event, PositionChanged):
            closed += size != 0 and event.size * size <= 0
            size = event.size
    return closed


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
    signals = turns(million.last.close)
    found: list[Outcome] = []
    milliseconds = spent(lambda: found.append(turned(replace(million), signals, Decimal(10_000_000))), times=1)
    trades, events = trades_in(found[0]), len(found[0].events)
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
