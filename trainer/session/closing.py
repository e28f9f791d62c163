"""What a trade nets once its position is closed at a price, every cost in, and the price at which that is nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from trainer.core.units import ZERO, in_context, round_to_tick
from trainer.engine.contract import Contract
from trainer.engine.costs import crosses, slipped
from trainer.engine.market import Market
from trainer.engine.state import Order, Position
from trainer.engine.words import OrderKind, Side

_NEARER = 8  # tries; each misses by a part of the slippage that the one before missed by


@dataclass(frozen=True, slots=True)
class StoppedOut:
    """The whole trade ended by the stops of its position: its net, every cost in, and the fees of the way out."""

    net: Decimal
    fees: Decimal


def exit_rate(market: Market) -> Decimal:
    """Fee rate of an exit as taker."""
    return market.rules.taker_fee if market.use_fees else ZERO


def maker_rate(market: Market) -> Decimal:
    """Fee rate of a fill as maker."""
    return market.rules.maker_fee if market.use_fees else ZERO


@in_context
def booked(position: Position) -> Decimal:
    """What the whole trade has booked so far: parts closed before, less fees and funding."""
    return position.realised - position.fees - position.funding


@in_context
def net_at(position: Position, price: Decimal, rate: Decimal) -> Decimal:
    """What the whole trade nets if all that is open fills at this price and pays this fee rate."""
    return booked(position) + position.unrealised(price) - position.notional(price) * rate


@in_context
def net_of_part(position: Position, size: Decimal, price: Decimal, rate: Decimal, carried: Decimal) -> Decimal:
    """What closing a part nets: less the fee of its exit and its share of the costs `carried` until then."""
    gain = position.contract.gain(position.side.sign * size, position.entry, price)
    return gain - position.contract.worth(size, price) * rate - carried * size / position.quantity


@in_context
def round_trip(
    market: Market, bar: int, side: Side, size: Decimal, entry: Decimal, fee: Decimal, level: Decimal, *, slips: bool
) -> Decimal:
    """What an entry at this price and fee nets once it leaves at a level; what `slips` is a stop at market."""
    contract = market.rules.contract
    price = stop_fill(market, bar, side.opposite, size, level) if slips else level
    return contract.gain(side.sign * size, entry, price) - fee - contract.worth(size, price) * exit_rate(market)


@in_context
def resting_entry(market: Market, bar: int, order: Order, size: Decimal) -> tuple[Decimal, Decimal]:
    """Price and fee an entry that rests is expected to fill at: a limit as maker, a trigger at market with slippage.

    One with a limit fills no worse than it, and as maker at it where the trigger lies beyond it.
    """
    worth, limit = market.rules.contract.worth, order.level if order.kind is OrderKind.LIMIT else order.limit
    if limit is not None and (order.kind is OrderKind.LIMIT or not crosses(market, order.side, order.level, limit)):
        return limit, worth(size, limit) * maker_rate(market)
    price = stop_fill(market, bar, order.side, size, order.level)
    if limit is not None:
        price = min(price, limit) if order.side is Side.LONG else max(price, limit)
    return price, worth(size, price) * exit_rate(market)


@in_context
def stop_fill(market: Market, bar: int, side: Side, size: Decimal, level: Decimal) -> Decimal:
    """The price a stop on this side is expected to fill at: worse than its level by the slippage as of `bar`.

    The mark will stand near the level by then, and the venue's band around it.
    """
    cost = slipped(market, bar, side, size, level, ZERO, level)
    return level if cost is None else cost.price


@in_context
def stopped_out(
    market: Market, bar: int, position: Position, stops: Iterable[Order], liquidation: Decimal | None, price: Decimal
) -> StoppedOut | None:
    """What the stops come to, nearest first, each leaving with its own size; None where they leave a part open.

    A stop leaves at its limit, else at what a stop at market gets; one past liquidation, seen from `price`, never does.
    """
    sign, left, net, fees = position.side.sign, position.quantity, booked(position), ZERO
    for stop in sorted(stops, key=lambda one: -sign * one.level):
        if is_past_liquidation(position.side, stop.level, liquidation, price):
            return None
        part = left if stop.size is None else min(left, stop.size)
        at = stop.limit if stop.limit is not None else stop_fill(market, bar, position.side.opposite, part, stop.level)
        fee = position.contract.worth(part, at) * exit_rate(market)
        net, fees = net + position.contract.gain(sign * part, position.entry, at) - fee, fees + fee
        left -= part
        if left == 0:
            return StoppedOut(net, fees)
    return None


@in_context
def stop_level(market: Market, bar: int, position: Position, stop: Order | None, price: Decimal) -> Decimal:
    """The level, on a tick, at which a stop is expected to leave at this price or better.

    Beyond it by what a stop at market slips as of `bar`, or by what the limit of this stop lies behind its trigger.
    """
    sign, tick = position.side.sign, market.rules.tick
    if stop is not None and stop.limit is not None:
        return round_to_tick(price + stop.level - stop.limit, tick, up=sign > 0)
    level = round_to_tick(price, tick, up=sign > 0)
    for _ in range(_NEARER):
        missed = sign * (price - stop_fill(market, bar, position.side.opposite, position.quantity, level))
        if missed <= 0:
            break
        level = round_to_tick(level + sign * missed, tick, up=sign > 0)
    return level


@in_context
def price_of_net(position: Position, rate: Decimal, net: Decimal) -> Decimal | None:
    """The price at which closing ends the whole trade at this net result; None where no price does.

    Linear: sign q (P - E) - q P t = net - booked; inverse: sign K (1/E - 1/P) - K t / P = net - booked.
    """
    sign, size, wanted = Decimal(position.side.sign), position.quantity, net - booked(position)
    if position.contract is Contract.INVERSE:
        above, below = size * (sign + rate), sign * size / position.entry - wanted
    else:
        above, below = sign * size * position.entry + wanted, size * (sign - rate)
    price = above / below if below else ZERO
    return price if price > 0 else None


def break_even(position: Position, rate: Decimal, liquidation: Decimal | None, mark: Decimal) -> Decimal | None:
    """The price at which closing ends the whole trade at 0; None where no price does, or liquidation comes first."""
    price = price_of_net(position, rate, ZERO)
    return None if price is None or is_past_liquidation(position.side, price, liquidation, mark) else price


def is_past_liquidation(side: Side, stop: Decimal, level: Decimal | None, price: Decimal) -> bool:
    """Whether a stop would never fire: it lies at or past the liquidation price, on the side where a loss is.

    Two cross legs share one liquidation price, which lies on the side where the smaller one gains.
    """
    return level is not None and (price - level) * side.sign > 0 and (stop - level) * side.sign <= 0
