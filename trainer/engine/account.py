"""What the account bar shows, from state and mark alone."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from trainer.core.units import ZERO, in_context
from trainer.engine.beside import NOTHING, Beside
from trainer.engine.margin import balance_behind, frozen_fee, frozen_rate, initial_margin, required
from trainer.engine.rules import VenueRules
from trainer.engine.state import Lane, Order, State
from trainer.engine.words import MarginMode, OrderKind, Side


@dataclass(frozen=True, slots=True)
class Account:
    """Figures in the settlement asset. `margin_ratio` is requirement / balance behind the position in focus, in cross
    behind the account; None when flat."""

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


def order_margin(state: State | Lane, rules: VenueRules) -> Decimal:
    """Margin and fees reserved by resting orders of a slot: the larger side, the part that closes left out."""
    if not state.orders:
        return ZERO
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


def raw_free_margin(state: State, rules: VenueRules, mark: Decimal, beside: Beside = NOTHING) -> Decimal:
    """Free margin before it is cut at 0; negative means the venue would have refused."""
    free = state.wallet - order_margin(state, rules)
    free -= beside.orders + beside.frozen + beside.isolated + beside.initial
    unrealised = beside.unrealised
    position = state.position
    if position is not None:
        free -= frozen_fee(rules, position.size, position.entry, position.leverage)
        if position.mode is MarginMode.ISOLATED:
            free -= position.margin
        else:
            free -= initial_margin(rules, position.size, mark, position.leverage)
            unrealised += position.unrealised(mark)
    return free + (unrealised if rules.gains_back_orders else min(ZERO, unrealised))


@in_context
def account(state: State, mark: Decimal, rules: VenueRules, beside: Beside = NOTHING) -> Account:
    """All account figures with this mark of the symbol in focus and the other symbols as `beside` has them."""
    position = state.position
    own = position.unrealised(mark) if position else ZERO
    unrealised = own + beside.unrealised + beside.isolated_unrealised
    equity = state.wallet + unrealised
    held, needed = beside.isolated + beside.initial, beside.requirement
    notional = beside.notional
    behind = state.wallet - beside.isolated + beside.unrealised
    watched = beside.crosses > 0
    if position is not None:
        notional += position.notional(mark)
        isolated = position.mode is MarginMode.ISOLATED
        held += position.margin if isolated else initial_margin(rules, position.size, mark, position.leverage)
        own_need = required(rules, state, position, mark)
        needed = own_need if isolated else needed + own_need
        behind = balance_behind(state, position, beside) + own
        watched = True
        fee = frozen_fee(rules, position.size, position.entry, position.leverage)
        held += fee
    ratio: Decimal | None = None
    if watched:
        ratio = needed / behind if behind > 0 else Decimal(1)
    if position is not None and position.mode is MarginMode.ISOLATED:
        needed += fee + beside.requirement
    return Account(
        wallet=state.wallet,
        equity=equity,
        free_margin=max(ZERO, raw_free_margin(state, rules, mark, beside)),
        order_margin=order_margin(state, rules) + beside.orders,
        position_margin=held + beside.frozen,
        unrealised=unrealised,
        maintenance=needed + beside.isolated_need,
        margin_ratio=ratio,
        effective_leverage=notional / equity if equity > 0 else ZERO,
    )
