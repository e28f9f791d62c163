"""One entry at every leverage of a ladder: where the line lay and when the recorded mark reached it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from trainer.core.clock import MINUTE_MS, iso
from trainer.core.units import ZERO, exact, in_context
from trainer.engine.events import FundingPaid, Liquidated
from trainer.engine.market import Market
from trainer.engine.words import Side
from trainer.journal.holding import hold_isolated
from trainer.journal.trades import Trade
from trainer.scoring.counterfactual import LADDER


@dataclass(frozen=True, slots=True)
class SurvivalRow:
    """An isolated entry held without a stop. `is_allowed` False: the venue refuses this leverage at this size.

    `minutes` runs from the entry to the open of the liquidating bar; `lost` is the margin gone, funding included.
    """

    leverage: Decimal
    is_allowed: bool
    margin: Decimal
    liquidation: Decimal | None
    liquidated_ms: int | None
    minutes: int | None
    lost: Decimal
    funding: Decimal

    @property
    def survived(self) -> bool:
        """Whether the position was still open at the end."""
        return self.is_allowed and self.liquidated_ms is None

    def as_dict(self) -> dict[str, object]:
        """JSON-ready row; times as ISO UTC."""
        at = None if self.liquidated_ms is None else iso(self.liquidated_ms)
        return {
            "leverage": self.leverage, "allowed": self.is_allowed, "margin": self.margin,
            "liquidation_price": self.liquidation, "liquidated": at, "minutes": self.minutes, "lost": self.lost,
            "funding": self.funding,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Survival:
    """The table of one entry over bars (bar, stop), with the worst and best move met, as fractions of the entry."""

    side: Side
    entry: Decimal
    opened_ms: int
    worst: Decimal
    best: Decimal
    rows: tuple[SurvivalRow, ...]

    def highest(self) -> Decimal | None:
        """The highest leverage of the ladder that would have lived."""
        return max((row.leverage for row in self.rows if row.survived), default=None)

    def as_dict(self) -> dict[str, object]:
        """JSON-ready form."""
        return {
            "side": str(self.side), "entry": self.entry, "opened": iso(self.opened_ms), "worst": self.worst,
            "best": self.best, "rows": [row.as_dict() for row in self.rows],
        }  # fmt: skip


@in_context
def survival(
    market: Market,
    side: Side,
    size: Decimal,
    entry: Decimal,
    bar: int,
    stop: int,
    leverages: Sequence[Decimal] = LADDER,
) -> Survival:
    """Hold `size` (base units, above 0) from the close of `bar` through bars (bar, stop) at each leverage.

    The engine moves the market: funding, maintenance tiers and the mark path are those of the session.
    """
    opened_ms = market.close_ms(bar)
    rows = tuple(_row(market, side, size, entry, bar, stop, leverage) for leverage in leverages)
    worst, best = _moves(market, side, entry, bar, stop)
    return Survival(side, entry, opened_ms, worst, best, rows)


@in_context
def survival_of(market: Market, trade: Trade, stop: int, leverages: Sequence[Decimal] = LADDER) -> Survival:
    """The table for a trade's size and average entry, to `stop`, as if nothing had been done after the entry."""
    return survival(market.of(trade.symbol), trade.side, trade.size, trade.entry, trade.opened_bar, stop, leverages)


def _row(
    market: Market, side: Side, size: Decimal, entry: Decimal, bar: int, stop: int, leverage: Decimal
) -> SurvivalRow:
    held = hold_isolated(market, side, size, entry, bar, stop, leverage)
    if held is None:
        return SurvivalRow(leverage, False, ZERO, None, None, None, ZERO, ZERO)
    gone = next((event for event in held.events if isinstance(event, Liquidated)), None)
    funding = sum((event.amount for event in held.events if isinstance(event, FundingPaid)), ZERO)
    if gone is None:
        return SurvivalRow(leverage, True, held.margin, held.liquidation, None, None, ZERO, funding)
    minutes = max(0, (gone.time_ms - market.close_ms(bar)) // MINUTE_MS)
    lost = held.margin - held.after.wallet
    return SurvivalRow(leverage, True, held.margin, held.liquidation, gone.time_ms, minutes, lost, funding)


def _moves(market: Market, side: Side, entry: Decimal, bar: int, stop: int) -> tuple[Decimal, Decimal]:
    span = slice(bar + 1, stop)
    if bar + 1 >= stop:
        return ZERO, ZERO
    low, high = exact(market.mark.low[span].min()), exact(market.mark.high[span].max())
    down, up = (low - entry) / entry, (high - entry) / entry
    return (min(ZERO, down), max(ZERO, up)) if side is Side.LONG else (min(ZERO, -up), max(ZERO, -down))
