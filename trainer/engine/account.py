"""What the account bar shows, from state and mark alone."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from trainer.core.units import ZERO, in_context
from trainer.engine.margin import balance_behind, frozen_fee, frozen_rate, initial_margin, required
from trainer.engine.rules import VenueRules
from trainer.engine.state import Order, State
from trainer.engine.words import MarginMode, OrderKind, Side


@dataclass(frozen=True, slots=True)
class Account:
    """Figures in the settlement asset. `margin_ratio` is requirement / balance behind the position, None when flat."""

    wallet: Decimal
    equity: Decimal
    free_margin: Decimal
    order_margin: Decimal
    position_margin: Decimal
    unrealised: Decimal
    maintenance: Decimal
    margin_ratio: Decimal | None
    effective_leverage: Decimal


def rests_on_margin(order: Order) -> bool:
    """Whether a resting order reserves margin: limits that open; triggers reserve nothing until they fire."""
    return order.kind is OrderKind.LIMIT and not order.reduce_only and order.size is not None


def order_margin(state: State, rules: VenueRules) -> Decimal:
    """Margin and fees reserved by resting orders: the larger side, the part that closes left out."""
    needs = [ZERO]
    held = state.position.size if state.position else ZERO
    for side in Side:
        orders = [order for order in state.orders if order.side is side and rests_on_margin(order)]
        quantity = sum((order.size for order in orders if order.size is not None), ZERO)
        if quantity == 0:
            continue
        worth = rules.contract.worth
        value = sum((worth(order.size, order.level) for order in orders if order.size is not None), ZERO)
        closing = min(quantity, abs(held)) if held * side.sign < 0 else ZERO
        opening_value = value * (quantity - closing) / quantity
        rate = max(ZERO, rules.maker_fee) + frozen_rate(rules, side.sign, state.leverage)
        needs.append(opening_value / state.leverage + opening_value * rate)
    return max(needs)


def raw_free_margin(state: State, rules: VenueRules, mark: Decimal) -> Decimal:
    """Free margin before it is cut at 0; negative means the venue would have refused."""
    free = state.wallet - order_margin(state, rules)
    position = state.position
    if position is None:
        return free
    free -= frozen_fee(rules, position.size, position.entry, position.leverage)
    if position.mode is MarginMode.ISOLATED:
        return free - position.margin
    unrealised = position.unrealised(mark)
    backing = unrealised if rules.gains_back_orders else min(ZERO, unrealised)
    return free - initial_margin(rules, position.size, mark, position.leverage) + backing


@in_context
def account(state: State, mark: Decimal, rules: VenueRules) -> Account:
    """All account figures at one mark."""
    position = state.position
    unrealised = position.unrealised(mark) if position else ZERO
    equity = state.wallet + unrealised
    held = needed = notional = ZERO
    ratio: Decimal | None = None
    if position is not None:
        notional = position.notional(mark)
        needed = required(rules, state, position, mark)
        isolated = position.mode is MarginMode.ISOLATED
        held = position.margin if isolated else initial_margin(rules, position.size, mark, position.leverage)
        behind = balance_behind(state, position) + unrealised
        ratio = needed / behind if behind > 0 else Decimal(1)
        fee = frozen_fee(rules, position.size, position.entry, position.leverage)
        held += fee
        needed += fee if isolated else ZERO
    return Account(
        wallet=state.wallet,
        equity=equity,
        free_margin=max(ZERO, raw_free_margin(state, rules, mark)),
        order_margin=order_margin(state, rules),
        position_margin=held,
        unrealised=unrealised,
        maintenance=needed,
        margin_ratio=ratio,
        effective_leverage=notional / equity if equity > 0 else ZERO,
    )
