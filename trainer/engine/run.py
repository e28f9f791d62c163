"""A whole run: the fold of commands and bars over a decision log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from trainer.core.errors import FieldError
from trainer.engine.advance import advance
from trainer.engine.apply import apply
from trainer.engine.commands import Decision
from trainer.engine.contract import Contract
from trainer.engine.events import Event, FundingPaid, Liquidated, LiquidationStep, OrderFilled, PositionChanged
from trainer.engine.market import Market
from trainer.engine.state import State, opening_state
from trainer.market.candles import FloatArray


@dataclass(frozen=True, slots=True)
class Outcome:
    """State and events after the last bar; open positions are valued at the last mark, not closed."""

    state: State
    events: tuple[Event, ...]
    start: int
    stop: int


def run(
    market: Market,
    decisions: Sequence[Decision],
    bankroll: Decimal,
    stop: int | None = None,
    start: State | None = None,
) -> Outcome:
    """Replay a log over base bars [market.start, stop); raises FieldError for a decision outside or out of order."""
    end = len(market) if stop is None else stop
    state = start or opening_state(bankroll)
    events: list[Event] = []
    passed = market.start
    for number, decision in enumerate(decisions):
        if not passed <= decision.bar < end:
            raise FieldError(f"decision {number + 1}", f"bar {decision.bar}", f"{passed} to {end - 1} in time order")
        state, happened = advance(state, market, passed + 1, decision.bar + 1)
        events.extend(happened)
        state, happened = apply(state, decision.command, market, decision.bar)
        events.extend(happened)
        passed = decision.bar
    state, happened = advance(state, market, passed + 1, end)
    events.extend(happened)
    return Outcome(state, tuple(events), market.start, end)


def equity_curve(market: Market, events: Sequence[Event], bankroll: Decimal, start: int, stop: int) -> FloatArray:
    """Equity at the close of each bar in [start, stop), shape (stop - start,), for display (float64)."""
    curve = np.full(max(0, stop - start), float(bankroll))
    wallet, size, entry, reached = float(bankroll), 0.0, 0.0, start
    marks, linear = market.mark.close, market.rules.contract is Contract.LINEAR

    def fill_to(bar: int) -> None:
        nonlocal reached
        bar = min(max(bar, reached), stop)
        held = marks[reached:bar]
        gain = held - entry if linear or size == 0.0 else 1.0 / entry - 1.0 / held
        curve[reached - start : bar - start] = wallet + size * gain
        reached = bar

    for event in events:
        fill_to(event.bar)
        wallet += _wallet_change(event)
        if isinstance(event, PositionChanged):
            size, entry = float(event.size), float(event.entry)
    fill_to(stop)
    return curve


def _wallet_change(event: Event) -> float:
    match event:
        case OrderFilled():
            return float(event.realised_pnl - event.fee + event.insurance)
        case FundingPaid():
            return -float(event.amount)
        case LiquidationStep():
            return float(event.realised_pnl - event.fee)
        case Liquidated():
            return float(event.insurance)
        case _:
            return 0.0
