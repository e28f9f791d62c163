"""The prices of one bar: corners of every symbol's path, and where on a leg a level is met."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from trainer.core.units import exact
from trainer.engine.market import Market
from trainer.engine.words import TriggerSource
from trainer.market.candles import Candles

LAST, MARK, INDEX = TriggerSource.LAST, TriggerSource.MARK, TriggerSource.INDEX


@dataclass(frozen=True, slots=True)
class Prices:
    """Open, high, low and close of one bar of one series."""

    open: Decimal
    high: Decimal
    low: Decimal
    close: Decimal

    def turns(self, *, low_first: bool) -> tuple[Decimal, Decimal, Decimal, Decimal]:
        """The four corners of the path."""
        first, second = (self.low, self.high) if low_first else (self.high, self.low)
        return self.open, first, second, self.close


@dataclass(frozen=True, slots=True)
class BarPrices:
    """One bar of one symbol on its three series; they are one object where a series is borrowed."""

    last: Prices
    mark: Prices
    index: Prices

    def opens(self) -> dict[TriggerSource, Decimal]:
        """Where each series opens."""
        return {LAST: self.last.open, MARK: self.mark.open, INDEX: self.index.open}


@dataclass(frozen=True, slots=True)
class Leg:
    """A straight piece of one symbol's path; (from, to) of last, mark and index, which move by the same fraction."""

    last: tuple[Decimal, Decimal]
    mark: tuple[Decimal, Decimal]
    index: tuple[Decimal, Decimal]

    def of(self, source: TriggerSource) -> tuple[Decimal, Decimal]:
        """From and to of one series."""
        return self.last if source is LAST else self.mark if source is MARK else self.index

    def at(self, source: TriggerSource, fraction: Decimal) -> Decimal:
        """Price of a series at a fraction of the leg."""
        start, stop = self.of(source)
        return start + (stop - start) * fraction

    def ends(self) -> dict[TriggerSource, Decimal]:
        """Where each series ends."""
        return {LAST: self.last[1], MARK: self.mark[1], INDEX: self.index[1]}


def prices(candles: Candles, bar: int) -> Prices:
    """One bar as exact Decimals."""
    return Prices(
        exact(candles.open[bar]), exact(candles.high[bar]), exact(candles.low[bar]), exact(candles.close[bar])
    )


def bar_prices(market: Market, bar: int) -> BarPrices:
    """One bar of one symbol."""
    last = prices(market.last, bar)
    mark = prices(market.mark, bar) if market.has_mark else last
    return BarPrices(last, mark, mark if market.index is None else prices(market.index, bar))


def legs_of(bars: list[BarPrices], low_first: list[bool]) -> list[list[Leg]]:
    """The three legs of a bar, each with a piece for every symbol."""
    corners = [
        tuple(series.turns(low_first=low) for series in (one.last, one.mark, one.index))
        for one, low in zip(bars, low_first, strict=True)
    ]
    return [
        [
            Leg((last[piece], last[piece + 1]), (mark[piece], mark[piece + 1]), (index[piece], index[piece + 1]))
            for last, mark, index in corners
        ]
        for piece in range(3)
    ]


def reach(
    here: Decimal, span: tuple[Decimal, Decimal], level: Decimal, *, falls: bool, through: bool, done: Decimal
) -> Decimal | None:
    """Fraction of the leg at which the level is met from `done` on, or None. `through`: a touch is not enough."""
    start, stop = span
    if _past(here, level, falls=falls, through=through):
        return done
    if stop == start or not _past(stop, level, falls=falls, through=through):
        return None
    return max(done, (level - start) / (stop - start))


def _past(price: Decimal, level: Decimal, *, falls: bool, through: bool) -> bool:
    if price == level:
        return not through
    return price < level if falls else price > level
