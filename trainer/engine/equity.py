"""Equity bar by bar, folded from events: for curves on the screen."""

from __future__ import annotations

from collections.abc import Sequence
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


def equity_curve(market: Market, events: Sequence[Event], bankroll: Decimal, start: int, stop: int) -> FloatArray:
    """Equity at the close of each bar in [start, stop), shape (stop - start,), for display (float64)."""
    curve = np.full(max(0, stop - start), float(bankroll))
    marks = {one.symbol: one.mark.close for one in market.markets}
    linear = market.rules.contract is Contract.LINEAR
    held: dict[tuple[str, Side | None], tuple[float, float]] = {}
    wallet, reached = float(bankroll), start
    for event in (*events, None):
        bar = stop if event is None else min(max(event.bar, reached), stop)
        part = curve[reached - start : bar - start]
        part[:] = wallet
        for (symbol, _), (size, entry) in held.items():
            prices = marks[symbol][reached:bar]
            part += size * (prices - entry if linear else 1.0 / entry - 1.0 / prices)
        reached = bar
        if event is None:
            break
        wallet += wallet_change(event)
        if isinstance(event, PositionChanged):
            held.pop((event.symbol, event.position_side), None)
            if event.size != 0:
                held[event.symbol, event.position_side] = float(event.size), float(event.entry)
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
