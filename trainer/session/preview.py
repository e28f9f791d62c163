"""What an order would do, by the engine itself on a copy of the state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from trainer.core.units import ZERO, in_context
from trainer.engine.account import Account, account
from trainer.engine.apply import apply
from trainer.engine.commands import Command
from trainer.engine.events import OrderFilled, OrderRejected
from trainer.engine.lanes import account_at, beside_of, closes, focus, lane_of_leg
from trainer.engine.margin import liquidation_price
from trainer.engine.market import Market
from trainer.engine.state import Order, Position, State
from trainer.engine.words import MarginMode
from trainer.journal.filling import filled, fresh_entries, once_filled
from trainer.session.closing import booked, break_even, exit_rate, stopped_out


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """Before and after one command. Money in the settlement asset; fractions as fractions; costs positive.

    For an order that rests the figures are those after its fill at its own price, of a row after all of it, and
    `resting` is the state before that fill (None for other orders); of a leg in hedge mode they are the leg's, the
    other one standing beside it. `loss_at_stop`, below 0 for a gain, is that of the whole trade once its stops have
    closed all of it, with every cost and their expected slippage; `one_r` and `risk_fraction` are the same loss, where
    the stops leave a part (or lie beyond liquidation) the loss at liquidation.
    """

    rejected: OrderRejected | None
    after: State
    resting: State | None = None
    account_now: Account
    account_after: Account
    margin: Decimal = ZERO
    notional: Decimal = ZERO
    effective_leverage: Decimal = ZERO
    fees_in_out: Decimal = ZERO
    next_funding_ms: int | None = None
    next_funding_amount: Decimal | None = None
    liquidation_price: Decimal | None = None
    liquidation_distance: Decimal | None = None
    loss_at_stop: Decimal | None = None
    risk_fraction: Decimal | None = None
    one_r: Decimal | None = None
    break_even: Decimal | None = None
    fill_price: Decimal | None = None
    entry_fee: Decimal = ZERO
    average_entry: Decimal | None = None
    slippage: Decimal | None = None


@in_context
def preview(state: State, command: Command, market: Market, bar: int) -> Preview:
    """Ask the engine without keeping the answer."""
    now = account_at(state, market, bar)
    after, events = apply(state, command, market, bar)
    rejected = next((event for event in events if isinstance(event, OrderRejected)), None)
    lane = lane_of_leg(after, getattr(command, "position_side", None))
    if rejected is not None:
        return Preview(rejected=rejected, after=focus(state, lane), account_now=now, account_after=now)
    before, placed = focus(state, lane), focus(after, lane)
    held, resting = before.position, placed if fresh_entries(before, placed) else None
    after, events = once_filled(before, placed, events, market, bar)
    fills = [event for event in events if isinstance(event, OrderFilled)]
    paid = _paid(held, after.position, fills)
    if after.position is None or not fills:
        return Preview(
            rejected=None, after=after, resting=resting, account_now=now,
            account_after=account_at(after, market, bar), fees_in_out=paid,
        )  # fmt: skip
    return replace(_described(after, after.position, fills, market, bar, now, paid), resting=resting)


def _paid(held: Position | None, after: Position | None, fills: list[OrderFilled]) -> Decimal:
    """What the trade that the order opens, goes on with or ends has paid: of a fill that turns it the opened share."""
    if after is not None:
        return after.fees
    return (ZERO if held is None else held.fees) + sum((fill.fee for fill in fills), ZERO)


def _described(
    after: State, position: Position, fills: list[OrderFilled], market: Market, bar: int, now: Account, paid: Decimal
) -> Preview:
    rules = market.rules
    price = fills[-1].price
    # the account is valued where the order fills: a resting order is not worth today's mark
    beside = beside_of(after, market, (price, *closes(market, bar)[1:]))
    figures = account(after, price, rules, beside)
    level = liquidation_price(after, rules, beside)
    isolated = position.mode is MarginMode.ISOLATED
    notional = position.notional(price)
    leave = stopped_out(market, bar, position, after.stops, level, price)
    rate = exit_rate(market)
    loss = _loss_at_liquidation(position, level, after) if leave is None else -leave.net
    stamp = market.next_funding(bar)
    return Preview(
        rejected=None,
        after=after,
        account_now=now,
        account_after=figures,
        margin=position.margin if isolated else figures.position_margin,
        notional=notional,
        effective_leverage=figures.effective_leverage,
        fees_in_out=paid + (position.notional(price) * rate if leave is None else leave.fees),
        next_funding_ms=stamp.time_ms if stamp else None,
        next_funding_amount=_next_funding(market, bar, position, price),
        liquidation_price=level,
        liquidation_distance=abs(price - level) / price if level is not None else None,
        loss_at_stop=loss if leave is not None else None,
        risk_fraction=loss / after.bankroll if loss is not None else None,
        one_r=loss,
        break_even=break_even(position, rate, level, price),
        fill_price=price,
        entry_fee=sum((fill.fee for fill in fills), ZERO),
        average_entry=position.entry,
        slippage=sum((fill.half_spread + fill.impact for fill in fills), ZERO),
    )


@in_context
def liquidation_once_filled(state: State, orders: Sequence[Order], market: Market, bar: int) -> Decimal | None:
    """Liquidation price of the leg in focus once these resting entries of it have filled at their own prices."""
    after, _ = filled(state, orders, market, bar)
    beside = beside_of(after, market, (orders[-1].level, *closes(market, bar)[1:]))
    return liquidation_price(after, market.rules, beside)


def _loss_at_liquidation(position: Position, level: Decimal | None, after: State) -> Decimal | None:
    """What the whole trade loses with all that stands behind the position; None where nothing liquidates it."""
    behind = position.margin if position.mode is MarginMode.ISOLATED else after.wallet
    return None if level is None else behind - booked(position)


def _next_funding(market: Market, bar: int, position: Position, price: Decimal) -> Decimal | None:
    """Amount the next stamp would cost at this price and the last settled rate: the coming rate is not known yet."""
    now = market.close_ms(bar)
    if market.next_funding(bar) is None:
        return None
    settled = [stamp.rate for stamp in market.funding if stamp.time_ms < now]
    return position.side.sign * position.notional(price) * settled[-1] if settled else None
