"""Timing against luck, and direction against a coin: the session's own trades at other bars and on the other side.

Shown beside the outcome, never graded. Recorded bars up to the session's last one; first passage in numpy.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from trainer.core.units import in_context
from trainer.engine.market import Market
from trainer.market.candles import FloatArray, IntArray
from trainer.scoring.facts import TradeFacts
from trainer.scoring.settings import DEFAULTS

SESSIONS = DEFAULTS.timing_sessions
TO_SEE_A_TENTH = DEFAULTS.trades_to_see_a_tenth
"""Trades needed to tell +0.10 R from nothing at 5 % and 80 % power with a spread of 1.6 R."""
_MOST_EXACT = DEFAULTS.most_exact_flips


@dataclass(frozen=True, slots=True)
class Shape:
    """A trade without its moment: side, stop and target as fractions of the entry, the longest hold in bars.

    `per_r` turns a move measured in stop distances into R; `costs` and `one_r` are its own, in R and in money.
    """

    sign: int
    stop: float
    target: float | None
    bars: int
    per_r: float
    costs: float
    one_r: float


@dataclass(frozen=True, slots=True)
class Timing:
    """The session's closed trades among 2,000 sessions of the same trades at random bars, and on the other side.

    `percentile` is the share of those that earned less; `flipped_r` the sum in R on the other side; `p_direction` the
    chance that a coin for each side had done as well; the latter two None where a trade has no planned loss.
    """

    trades: int
    percentile: float
    median: float
    low: float
    high: float
    own_r: float
    flipped_r: float
    p_direction: float


@in_context
def shape_of(item: TradeFacts, market: Market, upto_bar: int) -> Shape | None:
    """The shape of a closed trade; None where neither a stop nor a liquidation price bounds it."""
    trade, first = item.trade, item.entries[0]
    wall = trade.first_stop if item.has_stop_inside else item.liquidation
    if trade.closed_ms is None or not trade.one_r or wall is None or wall == first.price:
        return None
    entry = float(first.price)
    stop = abs(entry - float(wall)) / entry
    target = None if trade.first_target is None else abs(float(trade.first_target) - entry) / entry
    one_r = float(trade.one_r)
    bars = upto_bar - trade.opened_bar
    if first.plan.time_exit is not None:
        bars = max(1, -(-(first.plan.time_exit - first.time_ms) // market.last.timeframe_ms))
    per_r = float(market.rules.contract.worth(trade.size, first.price)) * stop / one_r
    return Shape(trade.side.sign, stop, target, bars, per_r, float(trade.fees + trade.slippage) / one_r, one_r)


def results_at(market: Market, shape: Shape, bars: IntArray, upto_bar: int) -> FloatArray:
    """R of the shape entered at the closes of these bars, shape (n,); in one bar the stop comes before the target."""
    last = market.last
    found = np.empty(len(bars))
    for place, bar in enumerate(bars.tolist()):
        entry = float(last.close[bar])
        end = min(upto_bar, bar + shape.bars) + 1
        lows, highs = last.low[bar + 1 : end], last.high[bar + 1 : end]
        against, ahead = (lows, highs) if shape.sign > 0 else (-highs, -lows)
        stop = shape.sign * entry * (1.0 - shape.sign * shape.stop)
        stopped = _first(against <= stop)
        reached = len(lows)
        if shape.target is not None:
            reached = _first(ahead >= shape.sign * entry * (1.0 + shape.sign * shape.target))
        if stopped < len(lows) and stopped <= reached:
            move = -shape.stop
        elif shape.target is not None and reached < len(lows):
            move = shape.target
        else:
            move = shape.sign * (float(last.close[end - 1]) / entry - 1.0)
        found[place] = move / shape.stop * shape.per_r - shape.costs
    return found


def _first(met: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> int:
    place = int(met.argmax()) if len(met) else 0
    return place if len(met) and bool(met[place]) else len(met)


def timing_of(market: Market, facts: Sequence[TradeFacts], scenario_id: str, upto_bar: int) -> Timing | None:
    """Timing and direction of the closed trades; None under three of them."""
    shaped = [(item, shape_of(item, market, upto_bar)) for item in facts]
    kept = [(item, shape) for item, shape in shaped if shape is not None]
    if len(kept) < DEFAULTS.timing_trades:
        return None
    seed = int.from_bytes(hashlib.sha256(f"timing|{scenario_id}".encode()).digest()[:16], "little")
    raw = np.random.Philox(key=seed)
    width = max(1, upto_bar - market.start)
    sums = np.zeros(SESSIONS)
    for item, shape in kept:
        bars = market.start + (raw.random_raw(SESSIONS) % np.uint64(width)).astype(np.int64)
        sums += shape.one_r * results_at(market.of(item.trade.symbol), shape, bars, upto_bar)
    own = float(sum(item.trade.net for item, _ in kept))
    rs = np.array([float(item.trade.net) / shape.one_r for item, shape in kept])
    other = np.array([
        float(results_at(market.of(item.trade.symbol), _flipped(shape), np.array([item.trade.opened_bar]), upto_bar)[0])
        for item, shape in kept
    ])  # fmt: skip
    low, middle, high = np.quantile(sums, (0.1, 0.5, 0.9)).tolist()
    percentile = float(np.mean(sums < own - 1e-9) + np.mean(np.abs(sums - own) <= 1e-9) / 2)
    return Timing(
        len(kept), percentile, round(middle, 2), round(low, 2), round(high, 2), round(float(rs.sum()), 4),
        round(float(other.sum()), 4), sign_flip(rs, other),
    )  # fmt: skip


def _flipped(shape: Shape) -> Shape:
    return Shape(-shape.sign, shape.stop, shape.target, shape.bars, shape.per_r, shape.costs, shape.one_r)


def sign_flip(own: FloatArray, other: FloatArray) -> float:
    """Chance that a fair coin for each trade's side sums to at least what the own sides did.

    Exact over all 2^n choices up to 16 trades, then over 65,536 of them drawn with a fixed seed.
    """
    count = len(own)
    if count <= _MOST_EXACT:
        choices = (np.arange(2**count)[:, None] >> np.arange(count)) & 1
    else:
        raw = np.random.Philox(key=count).random_raw(2**_MOST_EXACT * count)
        choices = (raw & np.uint64(1)).astype(np.int64).reshape(-1, count)
    sums = np.where(choices == 1, own, other).sum(axis=1)
    return float(np.mean(sums >= own.sum() - 1e-9))
