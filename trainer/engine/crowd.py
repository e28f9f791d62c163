"""Several cross positions behind one balance: the first bar in which they could fall short together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trainer.engine.contract import Contract
from trainer.engine.lanes import focus, lane_numbers
from trainer.engine.margin import frozen_fee
from trainer.engine.market import Market
from trainer.engine.rules import Basis, Measure, VenueRules
from trainer.engine.state import Position, State
from trainer.engine.words import MarginMode
from trainer.market.candles import FloatArray

CHUNK = 4_096
SLACK = 1e-9


@dataclass(frozen=True, slots=True)
class Held:
    """One cross position with its market and what it sets aside for its close."""

    market: Market
    position: Position
    aside: float


def search_account(state: State, market: Market, start: int, stop: int) -> int:
    """First bar in [start, stop) whose worst case leaves the cross balance short: too much at times, never too little.

    Worst case: every position at its own worst price of the bar, and its highest requirement in the bar.
    """
    held, balance = _held(state, market)
    while start < stop:
        end = min(stop, start + CHUNK)
        left = np.full(end - start, balance)
        scale = np.full(end - start, abs(balance))
        for one in held:
            gain, needed = _worst(one, start, end)
            left += gain - needed
            scale += np.abs(gain) + needed
        hits = left <= scale * SLACK
        place = int(hits.argmax())
        if hits[place]:
            return start + place
        start = end
    return stop


def _held(state: State, market: Market) -> tuple[list[Held], float]:
    """All cross positions, and the wallet less isolated margins."""
    held, balance = [], float(state.wallet)
    for lane in lane_numbers(state):
        position, where = focus(state, lane).position, market.markets[lane // 2]
        if position is None:
            continue
        if position.mode is MarginMode.ISOLATED:
            balance -= float(position.margin)
            continue
        aside = frozen_fee(where.rules, position.size, position.entry, position.leverage, state.wallet)
        held.append(Held(where, position, float(aside)))
    return held, balance


def _worst(one: Held, start: int, stop: int) -> tuple[FloatArray, FloatArray]:
    """Least unrealised P&L and highest requirement of a position in each bar of [start, stop)."""
    rules, position, mark = one.market.rules, one.position, one.market.mark
    size, entry = float(position.size), float(position.entry)
    linear = rules.contract is Contract.LINEAR
    adverse = mark.low[start:stop] if size > 0 else mark.high[start:stop]
    gain = size * (adverse - entry) if linear else size * (1.0 / entry - 1.0 / adverse)
    if rules.basis is Basis.ENTRY:
        values = np.full(stop - start, abs(size) * entry if linear else abs(size) / entry)
    else:
        values = abs(size) * mark.high[start:stop] if linear else abs(size) / mark.low[start:stop]
    return gain, requirements(rules, abs(size), values, SLACK) + one.aside


def requirements(rules: VenueRules, size: float, values: FloatArray, slack: float = 0.0) -> FloatArray:
    """Maintenance margin and closing fee of an unsigned size at these values, by tier, any shape; in float64.

    `slack` reaches for the next tier a little early.
    """
    counts = np.full(values.shape, size) if rules.measure is Measure.SIZE else values
    caps = [float(tier.cap) for tier in rules.tiers[:-1] if tier.cap is not None]
    place = np.searchsorted(caps, counts * (1 + slack), side="left")
    rates = np.array([float(tier.rate) for tier in rules.tiers])[place]
    amounts = np.array([float(tier.amount) for tier in rules.tiers])[place]
    needed: FloatArray = np.maximum(0.0, values * (rates + float(rules.slope) * counts) - amounts)
    return needed + values * float(rules.closing_fee_rate)
