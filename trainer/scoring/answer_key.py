"""The answer key of a moment: what the recorded bars held for either side at every leverage, and how deep it went."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from trainer.core.clock import HOUR_MS
from trainer.core.units import in_context
from trainer.engine.contract import Contract
from trainer.engine.market import Market
from trainer.engine.words import Side
from trainer.scoring.counterfactual import LADDER
from trainer.scoring.settings import DEFAULTS
from trainer.scoring.survival import Survival, survival

HOURS = DEFAULTS.key_hours
_BORROWED = tuple(step for step in LADDER if step > 1)


@dataclass(frozen=True, slots=True)
class KeySide:
    """One side held isolated without a stop from a bar's close: a row a leverage, and the worst move met by 1, 4, 24 h.

    `worst` holds (hours, fraction of the entry, at most 0), fewer where the bars end before.
    """

    side: Side
    table: Survival
    worst: tuple[tuple[int, Decimal], ...]

    @property
    def liquidated(self) -> tuple[tuple[Decimal, int], ...]:
        """Leverages that were liquidated, with the time of each (ms)."""
        return tuple((row.leverage, row.liquidated_ms) for row in self.table.rows if row.liquidated_ms is not None)


@in_context
def answer_key(market: Market, bar: int, bankroll: Decimal, stop: int) -> tuple[KeySide, KeySide]:
    """Both sides for a notional of the bankroll, over bars (bar, stop), by the engine: its funding, tiers and mark."""
    price = market.last_close(bar)
    size = bankroll * price if market.rules.contract is Contract.INVERSE else bankroll / price
    long, short = (_side(market, side, size, bar, stop) for side in (Side.LONG, Side.SHORT))
    return long, short


def _side(market: Market, side: Side, size: Decimal, bar: int, stop: int) -> KeySide:
    entry = market.last_close(bar)
    table = survival(market, side, size, entry, bar, stop, _BORROWED)
    worst = []
    for hours in HOURS:
        end = bar + 1 + hours * HOUR_MS // market.last.timeframe_ms
        if end <= stop:
            worst.append((hours, survival(market, side, size, entry, bar, end, ()).worst))
    return KeySide(side, table, tuple(worst))
