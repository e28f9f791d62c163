"""Equity and margin ratio bar by bar, from the accounts a session has passed through: for curves on the screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from trainer.engine.contract import Contract
from trainer.engine.crowd import requirements
from trainer.engine.lanes import positions_of
from trainer.engine.margin import frozen_fee
from trainer.engine.market import Market
from trainer.engine.rules import Basis
from trainer.engine.state import Position, State
from trainer.engine.words import MarginMode
from trainer.market.candles import FloatArray


@dataclass(frozen=True, slots=True)
class Standing:
    """The account as it stood from the close of a bar on, until the next one."""

    bar: int
    state: State


@dataclass(frozen=True, slots=True, eq=False)
class Curves:
    """Equity in the settlement asset and margin ratio as a fraction (NaN while flat) at bar closes, shape (m,) each."""

    equity: FloatArray
    ratio: FloatArray


def curves_of(market: Market, standings: Sequence[Standing], start: int, stop: int) -> Curves:
    """Both at the close of every bar in [start, stop), float64; of several standings at one bar the last counts.

    The first standing reaches back to `start`. The ratio is that of `account_at`: requirement over the balance behind a
    position, of cross positions together, the highest of these; 1 where nothing is left behind it.
    """
    equity, ratio = np.empty(max(0, stop - start)), np.full(max(0, stop - start), np.nan)
    place = max(0, len(standings) - 1)
    while place and standings[place].bar > start:
        place -= 1
    for number in range(place, len(standings)):
        first = start if number == place else max(start, standings[number].bar)
        end = min(stop, standings[number + 1].bar) if number + 1 < len(standings) else stop
        if first < end:
            part = slice(first - start, end - start)
            equity[part], ratio[part] = _stretch(standings[number].state, market, first, end)
    return Curves(equity, ratio)


def _stretch(state: State, market: Market, start: int, stop: int) -> tuple[FloatArray, FloatArray]:
    """Equity and ratio over bars through which the account stood still."""
    worst = np.full(stop - start, np.nan)
    gains, crossed, needed = np.zeros(stop - start), np.zeros(stop - start), np.zeros(stop - start)
    balance, has_cross = float(state.wallet), False
    for number, position in positions_of(state):
        where = market.markets[number // 2]
        gain, need = _at_closes(where, position, start, stop)
        gains += gain
        rules = where.rules
        if position.mode is MarginMode.ISOLATED:
            aside = frozen_fee(rules, position.size, position.entry, position.leverage)
            balance -= float(position.margin + aside)
            worst = np.fmax(worst, _over(need, float(position.margin) + gain))
        else:
            has_cross = True
            crossed += gain
            set_aside = frozen_fee(rules, position.size, position.entry, position.leverage, state.wallet)
            needed += need + float(set_aside)
    if has_cross:
        worst = np.fmax(worst, _over(needed, balance + crossed))
    return float(state.wallet) + gains, worst


def _at_closes(market: Market, position: Position, start: int, stop: int) -> tuple[FloatArray, FloatArray]:
    """Unrealised P&L and requirement of a position at the mark closes of [start, stop)."""
    rules, marks = market.rules, market.mark.close[start:stop]
    size, entry = float(position.size), float(position.entry)
    is_linear = rules.contract is Contract.LINEAR
    gain = size * (marks - entry) if is_linear else size * (1.0 / entry - 1.0 / marks)
    prices = np.full(stop - start, entry) if rules.basis is Basis.ENTRY else marks
    values = abs(size) * prices if is_linear else abs(size) / prices
    return gain, requirements(rules, abs(size), values)


def _over(needed: FloatArray, behind: FloatArray) -> FloatArray:
    return np.divide(needed, behind, out=np.ones_like(needed), where=behind > 0)
