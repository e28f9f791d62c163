"""The planned loss of an entry, 1R, and how far a trade went against and for the learner."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from trainer.core.units import ZERO, exact, in_context
from trainer.engine.contract import Contract
from trainer.engine.costs import slipped
from trainer.engine.margin import requirement
from trainer.engine.market import Market
from trainer.engine.words import Side


@dataclass(frozen=True, slots=True)
class Opening:
    """A first fill. `bar` is the newest complete bar at that moment, `margin` the isolated balance (0 in cross)."""

    bar: int
    side: Side
    size: Decimal
    entry: Decimal
    fee: Decimal
    margin: Decimal
    liquidation: Decimal | None


@in_context
def risk_at_entry(market: Market, opening: Opening, stop: Decimal | None) -> Decimal | None:
    """1R: size * |entry - stop| + both fees + expected stop slippage.

    Without a stop, or with one beyond the liquidation price, the loss at liquidation; None where that has no bound.
    """
    if stop is None or not is_inside(opening.side, stop, opening.liquidation):
        return _loss_at_liquidation(market, opening)
    rate = market.rules.taker_fee if market.use_fees else ZERO
    cost = slipped(market, max(0, opening.bar), opening.side.opposite, opening.size, stop, ZERO, stop)
    price = cost.price if cost is not None else stop
    contract = market.rules.contract
    loss = -contract.gain(opening.side.sign * opening.size, opening.entry, price)
    return loss + opening.fee + contract.worth(opening.size, price) * rate


def is_inside(side: Side, stop: Decimal, liquidation: Decimal | None) -> bool:
    """Whether a falling (short: rising) price meets the stop before the liquidation price."""
    return liquidation is None or (stop - liquidation) * side.sign > 0


def _loss_at_liquidation(market: Market, opening: Opening) -> Decimal | None:
    """All that stood behind the position at its fill, with the entry fee; where no price liquidates it, its value for
    the side that can lose no more than that."""
    contract, level = market.rules.contract, opening.liquidation
    if opening.margin > 0:
        return opening.margin + opening.fee
    if level is None:
        bounded = Side.LONG if contract is Contract.LINEAR else Side.SHORT
        return contract.worth(opening.size, opening.entry) + opening.fee if opening.side is bounded else None
    distance = abs(contract.gain(opening.size, opening.entry, level))
    return distance + requirement(market.rules, opening.size, opening.entry, level) + opening.fee


@dataclass(frozen=True, slots=True)
class Stretch:
    """Bars [first, last] with one signed size and entry; `realised` is what the trade had booked before.

    `first` and `last` count whole bars only; `prices` are single prices certain to have been met besides.
    """

    first: int
    last: int
    size: Decimal
    entry: Decimal
    realised: Decimal
    prices: tuple[Decimal, ...] = ()


@in_context
def excursions(market: Market, stretches: list[Stretch]) -> tuple[Decimal, Decimal]:
    """Worst and best result before costs in money, at most 0 and at least 0, on the last price."""
    worst = best = ZERO
    for stretch in stretches:
        met = list(stretch.prices)
        if stretch.first <= stretch.last:
            span = slice(stretch.first, stretch.last + 1)
            met += [exact(market.last.low[span].min()), exact(market.last.high[span].max())]
        for price in met:
            result = stretch.realised
            if stretch.size != 0:
                result += market.rules.contract.gain(stretch.size, stretch.entry, price)
            worst, best = min(worst, result), max(best, result)
    return worst, best
