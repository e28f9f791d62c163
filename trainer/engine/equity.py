"""Equity bar by bar, folded from events: for curves on the screen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from trainer.engine.contract import Contract
from trainer.engine.events import (
    AutoDeleveraged,
    Event,
    FundingPaid,
    Liquidated,
    LiquidationStep,
    OrderFilled,
    PositionChanged,
)
from trainer.engine.market import Market
from trainer.engine.words import Side
from trainer.market.candles import FloatArray


@dataclass(frozen=True, slots=True)
class Step:
    """One event in an equity curve: `wallet` is added; then `size` at `entry` is held (None: no change)."""

    bar: int
    wallet: float
    symbol: str = ""
    position_side: Side | None = None
    size: float | None = None
    entry: float = 0.0


def steps_of(events: Iterable[Event]) -> tuple[Step, ...]:
    """The events that move equity, in order; far smaller than the events and as good for a curve."""
    found = []
    for event in events:
        if isinstance(event, PositionChanged):
            size, entry = float(event.size), float(event.entry) if event.size else 0.0
            found.append(Step(event.bar, 0.0, event.symbol, event.position_side, size, entry))
        elif (change := wallet_change(event)) != 0:
            found.append(Step(event.bar, change))
    return tuple(found)


def equity_curve(market: Market, events: Sequence[Event], bankroll: Decimal, start: int, stop: int) -> FloatArray:
    """Equity at the close of each bar in [start, stop), shape (stop - start,), for display (float64)."""
    return curve_of(market, steps_of(events), bankroll, start, stop)


def curve_of(market: Market, steps: Sequence[Step], bankroll: Decimal, start: int, stop: int) -> FloatArray:
    """The curve of `equity_curve` from its steps."""
    curve = np.full(max(0, stop - start), float(bankroll))
    marks = {one.symbol: one.mark.close for one in market.markets}
    linear = market.rules.contract is Contract.LINEAR
    held: dict[tuple[str, Side | None], tuple[float, float]] = {}
    wallet, reached = float(bankroll), start
    for step in (*steps, None):
        bar = stop if step is None else min(max(step.bar, reached), stop)
        part = curve[reached - start : bar - start]
        part[:] = wallet
        for (symbol, _), (size, entry) in held.items():
            prices = marks[symbol][reached:bar]
            part += size * (prices - entry if linear else 1.0 / entry - 1.0 / prices)
        reached = bar
        if step is None:
            break
        wallet += step.wallet
        if step.size is not None:
            held.pop((step.symbol, step.position_side), None)
            if step.size != 0:
                held[step.symbol, step.position_side] = step.size, step.entry
    return curve


def wallet_change(event: Event) -> float:
    """What an event adds to the wallet."""
    match event:
        case OrderFilled():
            return float(event.realised_pnl - event.fee + event.insurance)
        case FundingPaid():
            return -float(event.amount)
        case LiquidationStep():
            return float(event.realised_pnl - event.fee)
        case Liquidated():
            return float(event.insurance)
        case AutoDeleveraged():
            return float(event.realised_pnl)
        case _:
            return 0.0
