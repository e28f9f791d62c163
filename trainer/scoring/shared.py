"""Several cross positions behind one balance, over the same futures: they are liquidated together.

In every bar each symbol goes first to the extreme against its net position, all of them at once, as in the engine's
adverse rule. Where what is left of the balance then no longer covers what the open positions need, all of them are
closed at the point of that leg at which it just did. Assumed: in one bar a stop goes before the account's liquidation
and that before a target; the venue's ladder is taken as one step; funding is paid but not watched for on the way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from trainer.engine.crowd import SLACK, requirements
from trainer.engine.rules import Basis, Settlement, VenueRules
from trainer.market.candles import FloatArray, IntArray
from trainer.scoring.ahead import Ahead
from trainer.scoring.brackets import Bracket
from trainer.scoring.futures import BoolArray
from trainer.scoring.passage import Ending, Exits


@dataclass(frozen=True, slots=True)
class Balance:
    """The wallet less isolated margins, in the settlement asset, and the rules of each symbol by its place."""

    money: float
    rules: dict[int, VenueRules]
    use_fees: bool = True


@dataclass(frozen=True, eq=False, slots=True)
class Together:
    """Exits and change of equity of each position, in the order asked, and the change of all, arrays of shape (N,)."""

    exits: tuple[Exits, ...]
    results: tuple[FloatArray, ...]
    total: FloatArray


@dataclass(frozen=True, eq=False, slots=True)
class _Leg:
    """A position without its liquidation: where each path leaves it, and the cash that then comes to the balance."""

    bracket: Bracket
    rules: VenueRules
    exits: Exits
    results: FloatArray
    cash: FloatArray
    begins: IntArray
    falls: bool

    @property
    def is_waiting(self) -> bool:
        """Whether it is an entry that still rests; what it costs to fill is then not paid yet."""
        return self.bracket.levels.entry is not None

    def is_open(self, bars: IntArray, columns: IntArray) -> BoolArray:
        """Whether it is open at the worst point of these bars (broadcast over `columns` of the paths)."""
        ends, kept = self.exits.bar[columns], self.exits.ending[columns] == Ending.TARGET
        found: BoolArray = (bars >= self.begins[columns]) & ((bars < ends) | (kept & (bars == ends)))
        return found

    def margin(self, prices: FloatArray) -> FloatArray:
        """Unrealised result at these prices less what the venue wants to stand behind the position there."""
        bracket = self.bracket
        return bracket.gain(prices) - _needed(bracket, self.rules, prices)

    def part(self, prices: FloatArray, is_open: BoolArray, bars: IntArray, columns: IntArray) -> FloatArray:
        """What it adds to the balance at these prices of these bars: its margin while open, then its cash."""
        over = bars >= self.exits.bar[columns]
        return np.where(is_open, self.margin(prices), np.where(over, self.cash[columns], 0.0))


def _needed(bracket: Bracket, rules: VenueRules, prices: FloatArray) -> FloatArray:
    at = np.full_like(prices, bracket.entry) if rules.basis is Basis.ENTRY else prices
    whole = bracket.size / bracket.part
    values = whole / at if bracket.is_inverse else whole * at
    return requirements(rules, whole, values, SLACK) * bracket.part + bracket.aside


def shared_exits(brackets: Sequence[Bracket], balance: Balance, ahead: Ahead) -> Together:
    """Play cross positions that share a balance; one whose price never takes it there ends as it would alone."""
    legs = _legs(brackets, balance, ahead)
    total: FloatArray = np.sum([leg.results for leg in legs], axis=0)
    alone = Together(tuple(leg.exits for leg in legs), tuple(leg.results for leg in legs), total)
    columns = _in_danger(legs, balance.money, ahead)
    gone = _fallen(legs, balance.money, ahead, columns)
    hit = gone >= 0
    columns, gone = columns[hit], gone[hit]
    if not len(columns):
        return alone
    fraction = _fraction(legs, balance.money, ahead, columns, gone)
    ended = [_closed(leg, balance, ahead, columns, gone, fraction) for leg in legs]
    left = balance.money + np.sum([cash for _, _, cash in ended], axis=0)
    if any(rules.settlement is Settlement.TAKEOVER for rules in balance.rules.values()):
        left = np.zeros(len(columns))
    booked = sum(leg.bracket.booked for leg in legs if not leg.is_waiting)
    total[columns] = booked + np.maximum(0.0, left) - balance.money
    return Together(tuple(one for one, _, _ in ended), tuple(results for _, results, _ in ended), total)


def _legs(brackets: Sequence[Bracket], balance: Balance, ahead: Ahead) -> list[_Leg]:
    net: dict[int, float] = {}
    for one in brackets:
        net[one.place] = net.get(one.place, 0.0) + one.levels.sign * one.size
    found = []
    for one in brackets:
        bare = replace(one, levels=replace(one.levels, liquidation=None))
        exits = ahead.passages[one.place].exits(bare.levels, one.bars)
        results = bare.results(exits)
        cash = results if one.levels.entry is not None else results - one.booked
        begins = exits.entered + 1 if one.levels.is_trigger else exits.entered
        found.append(_Leg(bare, balance.rules[one.place], exits, results, cash, begins, net[one.place] >= 0))
    return found


def _in_danger(legs: Sequence[_Leg], money: float, ahead: Ahead) -> IntArray:
    """Paths whose positions could fall short if each met its worst price of all at the same time."""
    left = np.full(ahead.paths, money)
    for leg in legs:
        drawn = ahead.passages[leg.bracket.place].futures
        low, high = (drawn.price * np.exp(bound[-1]) for bound in (drawn.lowest, drawn.highest))
        gain = np.minimum(leg.bracket.gain(low), leg.bracket.gain(high))
        need = np.maximum(_needed(leg.bracket, leg.rules, low), _needed(leg.bracket, leg.rules, high))
        left += np.minimum(gain - need, np.minimum(0.0, leg.cash))
    return np.flatnonzero(left <= 0.0)


def _fallen(legs: Sequence[_Leg], money: float, ahead: Ahead, columns: IntArray) -> IntArray:
    """First bar on these paths in which the balance falls short, -1 where none does."""
    bars = np.arange(ahead.bars)[:, None]
    left = np.full((ahead.bars, len(columns)), money)
    any_open = np.zeros(left.shape, dtype=bool)
    for leg in legs:
        is_open = leg.is_open(bars, columns)
        left += leg.part(ahead.extreme(leg.bracket.place, falls=leg.falls)[:, columns], is_open, bars, columns)
        any_open |= is_open
    short = any_open & (left <= 0.0)
    return np.where(short.any(axis=0), short.argmax(axis=0), -1)


def _fraction(legs: Sequence[_Leg], money: float, ahead: Ahead, columns: IntArray, gone: IntArray) -> FloatArray:
    """How far along the leg from the open to the worst point what is left falls to 0, 0 to 1."""
    at_open, at_worst = np.full(len(columns), money), np.full(len(columns), money)
    for leg in legs:
        is_open = leg.is_open(gone, columns)
        start, worst = _ends(leg, ahead, columns, gone)
        at_open += leg.part(start, is_open, gone, columns)
        at_worst += leg.part(worst, is_open, gone, columns)
    found: FloatArray = np.clip(at_open / np.maximum(at_open - at_worst, 1e-12), 0.0, 1.0)
    return found


def _ends(leg: _Leg, ahead: Ahead, columns: IntArray, gone: IntArray) -> tuple[FloatArray, FloatArray]:
    """Open and worst price of these bars."""
    place = leg.bracket.place
    drawn = ahead.passages[place].futures
    start = np.where(gone > 0, drawn.price * np.exp(drawn.close[gone - 1, columns]), drawn.price)
    return start, ahead.extreme(place, falls=leg.falls)[gone, columns]


def _closed(
    leg: _Leg, balance: Balance, ahead: Ahead, columns: IntArray, gone: IntArray, fraction: FloatArray
) -> tuple[Exits, FloatArray, FloatArray]:
    """The position with these paths liquidated at these bars; and on them the cash that comes to the balance."""
    bracket, exits = leg.bracket, leg.exits
    start, worst = _ends(leg, ahead, columns, gone)
    price = start + fraction * (worst - start)
    sold = price * (1.0 - bracket.levels.sign * bracket.slip)
    worth = bracket.size / sold if bracket.is_inverse else bracket.size * sold
    rate = float(leg.rules.liquidation_fee) if balance.use_fees else 0.0
    closed = bracket.gain(sold) - worth * rate + (bracket.booked if leg.is_waiting else 0.0)
    is_open, waits = leg.is_open(gone, columns), gone < leg.begins[columns]
    cash = np.where(is_open, closed, np.where(waits, 0.0, leg.cash[columns]))
    kind, bar, left, results = exits.ending.copy(), exits.bar.copy(), exits.price.copy(), leg.results.copy()
    for mask, ending in ((is_open, Ending.LIQUIDATED), (waits, Ending.UNFILLED)):
        kind[columns[mask]], bar[columns[mask]] = ending, gone[mask]
    left[columns[is_open]] = price[is_open]
    results[columns] = np.where(is_open | waits, cash, results[columns])
    results[columns[is_open]] += 0.0 if leg.is_waiting else bracket.booked
    return Exits(kind, bar, left, exits.entered), results, cash
