"""Everything an account has at stake, played over the same futures: what is decided on, and the positions beside it.

Included: every position and resting entry of every symbol and leg, each with its stop, target, time stop, funding and
closing costs. An isolated position beside the one decided on adds its change of equity, path by path. Cross positions
share one balance: see `shared`. Assumed: the other positions are left as they stand, each to its own horizon of at
most a day; money that an isolated position frees does not come to the aid of a cross one before the horizon; a symbol
whose past is too short to draw from stands still.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from trainer.core.units import in_context
from trainer.engine.lanes import focus, lane_numbers
from trainer.engine.market import Market
from trainer.engine.rules import VenueRules
from trainer.engine.state import State
from trainer.engine.words import MarginMode
from trainer.market.candles import FloatArray
from trainer.scoring.ahead import Ahead
from trainer.scoring.brackets import Bracket, bracket_of
from trainer.scoring.passage import Exits, last_to_end
from trainer.scoring.shared import Balance, shared_exits


@dataclass(frozen=True, slots=True)
class Stakes:
    """What stands after a decision: `own` in the slot decided on (None: nothing), and what stands `beside` it.

    `balance` is what several cross positions share, None where each stands alone behind its margin.
    """

    own: Bracket | None
    beside: tuple[Bracket, ...] = ()
    balance: Balance | None = None

    @property
    def places(self) -> frozenset[int]:
        """Symbols whose price matters."""
        return frozenset(one.place for one in (self.own, *self.beside) if one is not None)


@dataclass(frozen=True, eq=False, slots=True)
class Played:
    """`exits` and `results` (change of equity, shape (N,)) of what was decided on; `account` the whole change.

    `exits` None where nothing is at stake in the slot, or its symbol has no futures.
    """

    exits: Exits | None
    results: FloatArray
    account: FloatArray


@in_context
def stakes_of(before: State, after: State, market: Market, bar: int, last_bar: int) -> Stakes:
    """What an account holds after a decision in the slot in focus of both states."""
    own = bracket_of(before, after, market, bar, last_bar)
    lanes = [lane for lane in lane_numbers(after) if lane != after.lane]
    seen = (focus(after, lane) for lane in lanes)
    beside = tuple(found for one in seen if (found := bracket_of(one, one, market, bar, last_bar)) is not None)
    return Stakes(own, beside, _balance(after, market, (own, *beside)))


def _balance(after: State, market: Market, brackets: Sequence[Bracket | None]) -> Balance | None:
    """The cross balance: wallet less isolated margins; None where fewer than two cross positions share it."""
    shares = [one for one in brackets if one is not None and one.is_cross]
    if len(shares) < 2:
        return None
    held = [focus(after, lane).position for lane in lane_numbers(after)]
    apart = sum(float(one.margin) for one in held if one is not None and one.mode is MarginMode.ISOLATED)
    rules: dict[int, VenueRules] = {one.place: market.markets[one.place].rules for one in shares}
    return Balance(float(after.wallet) - apart, rules, market.use_fees)


def play(stakes: Stakes, ahead: Ahead) -> Played:
    """Play what is at stake over one batch of futures."""
    account = np.zeros(ahead.paths)
    exits: Exits | None = None
    results = np.zeros(ahead.paths)
    alone = [one for one in (stakes.own, *stakes.beside) if one is not None]
    crossed = [one for one in alone if one.is_cross and one.place in ahead.passages]
    if stakes.balance is not None and crossed:
        alone = [one for one in alone if not one.is_cross]
        together = shared_exits([part for one in crossed for part in one.parts], stakes.balance, ahead)
        account = account + together.total
        if crossed[0] is stakes.own:
            parts = len(stakes.own.parts)
            exits, results = last_to_end(together.exits[:parts]), np.sum(together.results[:parts], axis=0)
    for one in alone:
        if one is not stakes.own:
            account = account + ahead.beside(one)
        elif (found := ahead.play(one)) is not None:
            exits, results = found
            account = account + results
    return Played(exits, results, account)
