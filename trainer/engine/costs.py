"""The slippage model: half spread plus square-root impact, from revealed bars only."""

from __future__ import annotations

import math
from decimal import Decimal

import msgspec
import numpy as np

from trainer.core.clock import DAY_MS
from trainer.core.units import ONE, ZERO, exact, in_context, round_to_tick
from trainer.engine.market import Market
from trainer.engine.state import State
from trainer.engine.words import Side


class FillEstimate(msgspec.Struct, frozen=True, gc=False):
    """A fill moved against the learner. `half_spread` and `impact` are money; impact holds the tick rounding too."""

    price: Decimal
    half_spread: Decimal
    impact: Decimal


def day_figures(market: Market, bar: int) -> tuple[float, float]:
    """Volatility and base volume of the last 1,440 minutes up to and with `bar`.

    sigma = sqrt(fsum(r * r)), r = close / previous close - 1. Only + - * / and fsum, so equal on every machine.
    """
    known = market.day_cache.get(bar)
    if known is not None:
        return known
    times = market.last.time_ms
    first = int(np.searchsorted(times, int(times[bar]) + market.last.timeframe_ms - DAY_MS, side="left"))
    sums = market.day_sums
    market.day_cache[bar] = figures = math.sqrt(sums.squares(first, bar + 1)), sums.volume(first, bar + 1)
    return figures


def impact_fraction(market: Market, bar: int, size: Decimal, taken: Decimal) -> float | None:
    """Impact per coin as a fraction of price for `size` coins more after `taken` at this bar; None without volume."""
    sigma, volume = day_figures(market, bar)
    if volume <= 0.0:
        return None
    before, after = float(taken), float(taken + size)
    factor = market.rules.costs.impact * sigma
    cost = factor * (after * math.sqrt(after / volume) - before * math.sqrt(before / volume))
    return cost / float(size)


def slipped(
    market: Market, bar: int, side: Side, size: Decimal, base: Decimal, taken: Decimal, mark: Decimal | None = None
) -> FillEstimate | None:
    """The base price moved against the learner; None where the last day had no volume. `bar` must be complete.

    The venue's band lies around its mark, or around `mark` for a fill still to come.
    """
    if not market.use_slippage:
        return FillEstimate(round_to_tick(base, market.rules.tick, up=side is Side.LONG), ZERO, ZERO)
    contract = market.rules.contract
    fraction = impact_fraction(market, bar, contract.coins(size, base), contract.coins(taken, base))
    if fraction is None:
        return None
    half = market.rules.costs.half_spread
    price = base * (ONE + side.sign * (half + exact(fraction)))
    price = _within_band(market, market.mark_close(bar) if mark is None else mark, side, base, price)
    price = max(market.rules.tick, round_to_tick(price, market.rules.tick, up=side is Side.LONG))
    spread = contract.worth(size, base) * half
    return FillEstimate(price, spread, abs(contract.gain(size, base, price)) - spread)


def capped(
    market: Market, cost: FillEstimate, side: Side, size: Decimal, base: Decimal, limit: Decimal
) -> FillEstimate:
    """A taker fill that may not be worse than a limit price."""
    if side.sign * (cost.price - limit) <= 0:
        return cost
    whole = abs(market.rules.contract.gain(size, base, limit))
    spread = min(cost.half_spread, whole)
    return FillEstimate(limit, spread, whole - spread)


def crosses(market: Market, side: Side, base: Decimal, limit: Decimal) -> bool:
    """Whether a limit price meets the other side of the market: at or beyond last plus the half spread."""
    return side.sign * (limit - base * (ONE + side.sign * market.rules.costs.half_spread)) >= 0


def _within_band(market: Market, mark: Decimal, side: Side, base: Decimal, price: Decimal) -> Decimal:
    """Bound slippage by the venue's band around the mark; never better than the base price."""
    band = market.rules.price_band
    if band is None:
        return price
    limit = mark * (ONE + side.sign * band)
    return max(base, min(price, limit)) if side is Side.LONG else min(base, max(price, limit))


@in_context
def estimate(market: Market, bar: int, side: Side, size: Decimal, state: State) -> FillEstimate | None:
    """What a market order of this size would get at the close of `bar`; None where there is no volume."""
    return slipped(market, bar, side, size, market.last_close(bar), state.taken(bar, side))
