"""Margin arithmetic: requirements, liquidation and bankruptcy prices. Formulas: Binance and OKX help pages."""

from __future__ import annotations

from decimal import Decimal

from trainer.core.units import ZERO, in_context
from trainer.engine.rules import Tier, VenueRules
from trainer.engine.state import Position, State
from trainer.engine.words import MarginMode


def maintenance(rules: VenueRules, notional: Decimal) -> Decimal:
    """Maintenance margin of a notional under marginal tiers: N * rate - amount, never below 0."""
    tier = rules.tier_for(notional)
    return max(ZERO, notional * tier.rate - tier.amount)


def requirement(rules: VenueRules, notional: Decimal) -> Decimal:
    """What equity must stay above: maintenance plus the closing fee where the venue counts it."""
    return maintenance(rules, notional) + notional * rules.closing_fee_rate


def initial_margin(size: Decimal, price: Decimal, leverage: Decimal) -> Decimal:
    """Margin to open: |size| * price / leverage."""
    return abs(size) * price / leverage


def balance_behind(state: State, position: Position) -> Decimal:
    """Money behind the position: its margin when isolated, the whole wallet in cross."""
    return position.margin if position.mode is MarginMode.ISOLATED else state.wallet


def tier_level(tier: Tier, fee: Decimal, size: Decimal, entry: Decimal, balance: Decimal) -> Decimal | None:
    """Mark at which balance + P&L equals the requirement of one tier; None where there is none.

    L = (size * E - M - A) / (size - |size| * (m + c)), size signed (venue rules 4.1).
    """
    quantity = abs(size)
    divisor = size - quantity * (tier.rate + fee)
    if divisor == 0:
        return None
    level = (size * entry - balance - tier.amount) / divisor
    return level if level > 0 else None


@in_context
def isolated_liquidation(rules: VenueRules, size: Decimal, entry: Decimal, balance: Decimal) -> Decimal | None:
    """Liquidation price of a signed size with this balance, the tier taken at that price; None if no price does it."""
    quantity = abs(size)
    for tier in rules.tiers:
        level = tier_level(tier, rules.closing_fee_rate, size, entry, balance)
        if level is None:
            continue
        notional = quantity * level
        if (notional > tier.floor or tier.floor == 0) and (tier.cap is None or notional <= tier.cap):
            return level
    last = rules.tiers[-1]
    level = tier_level(last, rules.closing_fee_rate, size, entry, balance)
    return level if level is not None and last.cap is not None and quantity * level > last.cap else None


@in_context
def liquidation_price(state: State, rules: VenueRules) -> Decimal | None:
    """Liquidation price of the open position; None without a position or without such a price."""
    position = state.position
    if position is None:
        return None
    return isolated_liquidation(rules, position.size, position.entry, balance_behind(state, position))


@in_context
def bankruptcy_price(size: Decimal, entry: Decimal, balance: Decimal) -> Decimal:
    """Price at which the balance is used up: E - M / size, size signed; not below 0."""
    return max(ZERO, entry - balance / size)


def is_liquidated(state: State, rules: VenueRules, mark: Decimal) -> bool:
    """Whether equity of the open position no longer exceeds its requirement at this mark."""
    position = state.position
    if position is None:
        return False
    equity = balance_behind(state, position) + position.unrealised(mark)
    return equity <= requirement(rules, position.notional(mark))
