"""Engine speed, as ratios to work measured in the same process; run with `pytest tests/perf -n 0 -s`."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from statistics import median

import numpy as np

from trainer.engine.commands import Decision, PlaceOrder, SetLeverage
from trainer.engine.market import Market
from trainer.engine.run import run
from trainer.engine.words import Side
from trainer.market.candles import Candles
from trainer.venues.load import load_rules

BANKROLL = Decimal(10_000)


def walk(bars: int) -> Market:
    """A seeded random walk (a synthetic market for timing only)."""
    draw = np.random.default_rng(7)
    close = 8_000.0 * np.exp(np.cumsum(draw.normal(0.0, 0.0008, bars)))
    opens = np.concatenate(([8_000.0], close[:-1]))
    wick = np.abs(draw.normal(0.0, 0.0006, bars)) * close
    high, low = np.maximum(opens, close) + wick, np.minimum(opens, close) - wick
    stamps = np.arange(bars, dtype=np.int64) * 60_000
    candles = Candles(stamps, opens, high, low, close, np.full(bars, 40.0), 60_000)
    return Market(load_rules("binance_usdm", "BTCUSDT"), candles, candles, start=1)


def brackets(market: Market, count: int) -> list[Decision]:
    """Evenly spread bracketed entries, long and short in turn."""
    log = [Decision(1, SetLeverage(leverage=Decimal(5)))]
    tenth = Decimal("0.1")
    for k in range(count):
        bar = 1_500 + k * (len(market) - 2_000) // count
        price, sign = Decimal(repr(float(market.last.close[bar]))).quantize(tenth), 1 if k % 2 else -1
        stop = (price * (1 - sign * Decimal("0.02"))).quantize(tenth)
        target = (price * (1 + sign * Decimal("0.03"))).quantize(tenth)
        side = Side.LONG if sign > 0 else Side.SHORT
        log.append(Decision(bar, PlaceOrder(side=side, size=Decimal("0.2"), stop=stop, target=target)))
    return log


def spent(work: Callable[[], object], times: int = 9) -> float:
    """Median CPU milliseconds."""
    samples = []
    for _ in range(times):
        start = time.process_time()
        work()
        samples.append((time.process_time() - start) * 1e3)
    return median(samples)


def test_a_bracketed_run_of_10000_bars_takes_at_most_20_ms() -> None:
    market = walk(12_000)
    log = brackets(market, 30)
    milliseconds = spent(lambda: run(replace(market), log, BANKROLL))
    assert milliseconds <= 20.0, f"{milliseconds:.1f} ms"


def test_cost_grows_with_decisions_and_hardly_with_bars() -> None:
    short, long = walk(12_000), walk(400_000)
    one = spent(lambda: run(replace(short), brackets(short, 30), BANKROLL))
    far = spent(lambda: run(replace(long), brackets(long, 30), BANKROLL))
    assert far <= 4 * one, f"{one:.1f} ms for 12 thousand bars, {far:.1f} ms for 400 thousand"


def test_skipping_is_far_faster_than_stepping() -> None:
    market = walk(12_000)
    log = [Decision(1_500, PlaceOrder(side=Side.LONG, size=Decimal("0.2")))]
    skipping = spent(lambda: run(replace(market), log, BANKROLL))
    decimals = spent(lambda: [Decimal(repr(float(x))) for x in market.last.close])
    assert skipping <= decimals, f"{skipping:.2f} ms against {decimals:.2f} ms to read every close once"
