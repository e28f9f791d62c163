"""Futures of every symbol of an account: the same moments of the past drawn for all, and the same signs (design, 2).

A seed alone says which past bar comes next and whether it is mirrored. Symbols of one account share their clock, so
what happened to them together is drawn together; each has its own shapes and its own volatility, and each price stays
a martingale by itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from trainer.engine.market import Market
from trainer.market.candles import FloatArray
from trainer.scoring.brackets import Bracket
from trainer.scoring.futures import Futures, Told, futures, past_of, seed_of
from trainer.scoring.passage import Exits, Passages, last_to_end
from trainer.scoring.settings import DEFAULTS


@dataclass
class FuturesSource:
    """Futures by bar of one scenario; the newest few are kept, as they are large (115 MB for a day of minutes).

    `place` is that of a symbol in its account. Path n of one symbol and path n of another are the same future.
    """

    scenario_id: str
    market: Market
    last_bar: int
    keeps: int = 1
    _known: dict[tuple[int, int, int], Futures | None] = field(default_factory=dict)

    def at(self, bar: int, batch: int = 0, place: int = 0, told: Told | None = None) -> Futures | None:
        """The batch of futures of a symbol after a bar; None where its past is too short or never moved."""
        key = (bar, batch, place)
        if key not in self._known:
            last = self.market.markets[place].last
            past = past_of(last, bar)
            bars = max(1, min(DEFAULTS.horizon_ms // last.timeframe_ms, self.last_bar - bar))
            found = None if past is None else futures(past, seed_of(self.scenario_id, bar, batch), bars, told=told)
            while len(self._known) >= self.keeps * len(self.market.markets):
                self._known.pop(next(iter(self._known)))
            self._known[key] = found
        return self._known[key]

    def ahead(self, bar: int, places: frozenset[int], batch: int = 0, told: Told | None = None) -> Ahead:
        """The batch of futures of several symbols; one without futures stands still and is left out."""
        drawn = ((place, self.at(bar, batch, place, told)) for place in sorted(places))
        return Ahead({place: Passages(found) for place, found in drawn if found is not None})


@dataclass(slots=True)
class Ahead:
    """One batch of futures of an account by the places of its symbols."""

    passages: dict[int, Passages]
    _beside: dict[Bracket, FloatArray | float] = field(default_factory=dict)
    _prices: dict[tuple[int, bool], FloatArray] = field(default_factory=dict)

    @property
    def paths(self) -> int:
        """N; 0 where no symbol has futures."""
        return next((one.futures.paths for one in self.passages.values()), 0)

    @property
    def bars(self) -> int:
        """T; 0 where no symbol has futures."""
        return next((one.futures.bars for one in self.passages.values()), 0)

    def play(self, bracket: Bracket) -> tuple[Exits, FloatArray] | None:
        """Where every path ends for a position alone behind its margin, and its change of equity, shape (N,); None
        where its symbol stands still."""
        passages = self.passages.get(bracket.place)
        if passages is None:
            return None
        exits = [passages.exits(part.levels, part.bars) for part in bracket.parts]
        results = [part.results(found) for part, found in zip(bracket.parts, exits, strict=True)]
        return last_to_end(exits), np.sum(results, axis=0)

    def beside(self, bracket: Bracket) -> FloatArray | float:
        """The change of equity of a position that every choice leaves as it is: played once."""
        if bracket not in self._beside:
            found = self.play(bracket)
            self._beside[bracket] = 0.0 if found is None else found[1]
        return self._beside[bracket]

    def extreme(self, place: int, *, falls: bool) -> FloatArray:
        """Lowest (else highest) price of a symbol in every bar, shape (T, N)."""
        key = (place, falls)
        if key not in self._prices:
            drawn = self.passages[place].futures
            self._prices[key] = drawn.price * np.exp(drawn.low if falls else drawn.high)
        return self._prices[key]
