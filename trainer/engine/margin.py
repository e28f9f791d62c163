"""Margin arithmetic: requirements, liquidation and bankruptcy prices. Formulas: venues' help pages (rules 4.1, 4.2)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from trainer.core.units import ONE, ZERO, in_context
from trainer.engine.beside import NOTHING, Beside
from trainer.engine.contract import Contract
from trainer.engine.rules import Basis, Measure, Scheme, Tier, VenueRules
from trainer.engine.state import Position, State
from trainer.engine.words import MarginMode, Side


def maintenance(rules: VenueRules, value: Decimal, measured: Decimal | None = None) -> Decimal:
    """Maintenance margin of a value: N * (rate + slope * measure) - amount, never below 0.

    `measured` is the size in the unit of the tier bounds; the value itself where it is not given.
    """
    count = value if measured is None else measured
    tier = rules.tier_for(count)
    return max(ZERO, value * (tier.rate + rules.slope * count) - tier.amount)


def requirement(rules: VenueRules, size: Decimal, entry: Decimal, mark: Decimal) -> Decimal:
    """What equity must stay above at a mark: maintenance plus the closing fee where the venue counts it."""
    price = entry if rules.basis is Basis.ENTRY else mark
    value = rules.contract.worth(size, price)
    return maintenance(rules, value, rules.measured(size, price)) + value * rules.closing_fee_rate


def required(rules: VenueRules, state: State, position: Position, mark: Decimal) -> Decimal:
    """Requirement of an open position; in cross a frozen closing fee is part of it, isolated it cancels."""
    needed = requirement(rules, position.size, position.entry, mark)
    if position.mode is MarginMode.CROSS:
        needed += frozen_fee(rules, position.size, position.entry, position.leverage, state.wallet)
    return needed


def initial_margin(rules: VenueRules, size: Decimal, price: Decimal, leverage: Decimal) -> Decimal:
    """Value / leverage; where the rate grows with size, at least value * (least rate + slope * size)."""
    value = rules.contract.worth(size, price)
    if rules.slope == 0:
        return value / leverage
    return value * max(ONE / leverage, ONE / rules.maximum_leverage + rules.slope * rules.measured(size, price))


def frozen_rate(rules: VenueRules, sign: int, leverage: Decimal) -> Decimal:
    """What of the value at the entry is set aside for the closing fee; 0 on venues that do not."""
    if not rules.freezes_closing_fee:
        return ZERO
    turn = -sign if rules.contract is Contract.LINEAR else sign
    return (ONE + turn / leverage) * rules.taker_fee


def frozen_fee(
    rules: VenueRules, size: Decimal, entry: Decimal, leverage: Decimal, wallet: Decimal | None = None
) -> Decimal:
    """Taker fee of a close at the bankruptcy price, on venues that set it aside at the entry; else 0.

    The bankruptcy price follows from the leverage; in the classic rules (maintenance at entry) a cross wallet does.
    """
    if not rules.freezes_closing_fee:
        return ZERO
    sign = 1 if size > 0 else -1
    if wallet is not None and rules.basis is Basis.ENTRY:
        at = bankruptcy_price(rules, size, entry, wallet, rules.taker_fee)
        return ZERO if at is None or at == 0 else rules.contract.worth(size, at) * rules.taker_fee
    return rules.contract.worth(size, entry) * frozen_rate(rules, sign, leverage)


def balance_behind(state: State, position: Position, beside: Beside = NOTHING) -> Decimal:
    """Money behind the position: its margin when isolated; in cross the wallet less isolated margins, and the P&L of
    the other cross positions."""
    if position.mode is MarginMode.ISOLATED:
        return position.margin
    return state.wallet - beside.isolated + beside.unrealised


def tier_level(rules: VenueRules, tier: Tier, size: Decimal, entry: Decimal, balance: Decimal) -> Decimal | None:
    """Mark at which balance + P&L equals the requirement of one tier; None where there is none.

    Linear: L = (Q * E - M - A) / (Q - |Q| * (m + c)); inverse: L = K * (s + m + c) / (K * s / E + M + A).
    """
    quantity = abs(size)
    count = quantity if rules.measure is Measure.SIZE else rules.contract.worth(size, entry)
    if rules.basis is Basis.ENTRY:
        rate = tier.rate + rules.slope * count + rules.closing_fee_rate
        needed = max(ZERO, rules.contract.worth(size, entry) * rate - tier.amount)
        return bankruptcy_price(rules, size, entry, balance - needed) or None
    if rules.contract is Contract.INVERSE:
        return _inverse_level(rules, tier, size, balance + size / entry + tier.amount)
    rate = tier.rate + rules.closing_fee_rate + (rules.slope * quantity if rules.measure is Measure.SIZE else ZERO)
    divisor = size - quantity * rate
    if divisor == 0:
        return None
    level = (size * entry - balance - tier.amount) / divisor
    return level if level > 0 else None


def _inverse_level(rules: VenueRules, tier: Tier, size: Decimal, stake: Decimal) -> Decimal | None:
    """Solve stake - s * V = V * (m + c) + slope * V^2 for the value V = |K| / L; stake = M + K * s / E + A."""
    sign = 1 if size > 0 else -1
    rate = sign + tier.rate + rules.closing_fee_rate
    if rules.slope == 0:
        value = stake / rate if rate != 0 else ZERO
    else:
        root = rate * rate + 4 * rules.slope * stake
        if root < 0:
            return None
        value = (root.sqrt() - rate) / (2 * rules.slope) if sign > 0 else (-rate - root.sqrt()) / (2 * rules.slope)
    return abs(size) / value if value > 0 else None


@in_context
def isolated_liquidation(rules: VenueRules, size: Decimal, entry: Decimal, balance: Decimal) -> Decimal | None:
    """Liquidation price of a signed size with this balance, the tier taken at that price; None if no price does it."""
    if rules.basis is Basis.ENTRY or rules.measure is Measure.SIZE:
        return tier_level(rules, rules.tier_for(rules.measured(size, entry)), size, entry, balance)
    if rules.scheme is Scheme.WHOLE and len(rules.tiers) > 1:
        return _walk_tiers(rules, size, entry, balance)
    for tier in rules.tiers:
        level = tier_level(rules, tier, size, entry, balance)
        if level is None:
            continue
        value = rules.contract.worth(size, level)
        if (value > tier.floor or tier.floor == 0) and (tier.cap is None or value <= tier.cap):
            return level
    last = rules.tiers[-1]
    level = tier_level(rules, last, size, entry, balance)
    beyond = level is not None and last.cap is not None and rules.contract.worth(size, level) > last.cap
    return level if beyond else None


def _walk_tiers(rules: VenueRules, size: Decimal, entry: Decimal, balance: Decimal) -> Decimal | None:
    """Walk whole-position tiers from the entry against the position; a border itself may be the liquidation price."""
    is_long = size > 0
    grows = is_long is (rules.contract is Contract.INVERSE)  # whether the value grows as the price turns against it
    place = rules.tiers.index(rules.tier_for(rules.contract.worth(size, entry)))
    tiers = rules.tiers[place:] if grows else rules.tiers[place::-1]
    for step, tier in enumerate(tiers):
        level = tier_level(rules, tier, size, entry, balance)
        near, far = (tier.floor, tier.cap) if grows else (tier.cap, tier.floor)
        if level is None:
            continue
        if step and near is not None:
            border = rules.contract.price_at(size, near)
            level = min(level, border) if is_long else max(level, border)
        end = rules.contract.price_at(size, far) if far else None
        if end is None or (level >= end if is_long else level <= end):
            return level
    last = tiers[-1]
    return tier_level(rules, last, size, entry, balance) if grows else None


@in_context
def stricter_from(rules: VenueRules, position: Position) -> Decimal | None:
    """Price beyond which a gain lifts a position into a stricter whole-position tier; None where none does."""
    grows = (position.size > 0) is (rules.contract is Contract.LINEAR)  # whether the value grows with a gain
    if rules.scheme is not Scheme.WHOLE or rules.measure is Measure.SIZE or rules.basis is Basis.ENTRY or not grows:
        return None
    cap = rules.tier_for(position.notional(position.entry)).cap
    return None if cap is None else rules.contract.price_at(position.size, cap)


def liquidation_of(rules: VenueRules, state: State, position: Position, beside: Beside = NOTHING) -> Decimal | None:
    """Liquidation price of a position of this account, the marks of other symbols standing still."""
    balance = balance_behind(state, position, beside)
    if position.mode is MarginMode.ISOLATED:
        return isolated_liquidation(rules, position.size, position.entry, balance)
    balance -= frozen_fee(rules, position.size, position.entry, position.leverage, state.wallet)
    sibling = beside.sibling
    if sibling is None:
        return isolated_liquidation(rules, position.size, position.entry, balance - beside.requirement)
    balance -= beside.sibling_gain + beside.requirement - beside.sibling_need
    balance -= frozen_fee(rules, sibling.size, sibling.entry, sibling.leverage, state.wallet)
    return hedged_liquidation(rules, (position, sibling), balance)


@in_context
def hedged_liquidation(
    rules: VenueRules, legs: tuple[Position, Position], balance: Decimal, other_tiers: Sequence[Tier] | None = None
) -> Decimal | None:
    """The one liquidation price that both cross legs of a symbol share; None where no price does it.

    Linear: L = (sum(Q * E) - M - sum(A)) / (sum(Q) - sum(|Q| * (m + c))) over both signed sizes, each leg in its own
    tier (Binance's full cross form); inverse in the value of one unit, v = 1 / L, likewise. Of several such prices the
    one nearest to the entries counts. `other_tiers` are those of the second leg where they differ.
    """
    pairs = ((own, other) for own in rules.tiers for other in other_tiers or rules.tiers)
    found = [
        level
        for pair in pairs
        if (level := _pair_level(rules, pair, legs, balance)) is not None and _in_tiers(rules, pair, legs, level)
    ]
    middle = (legs[0].entry + legs[1].entry) / 2
    return min(found, key=lambda level: abs(level - middle), default=None)


def _pair_level(
    rules: VenueRules, tiers: tuple[Tier, Tier], legs: tuple[Position, Position], balance: Decimal
) -> Decimal | None:
    net = legs[0].size + legs[1].size
    amounts = tiers[0].amount + tiers[1].amount
    if rules.basis is Basis.ENTRY:
        values = [rules.contract.worth(leg.size, leg.entry) for leg in legs]
        rates = [tier.rate + rules.closing_fee_rate for tier in tiers]
        needed = sum((value * rate for value, rate in zip(values, rates, strict=True)), ZERO) - amounts
        stake, divisor = balance - needed, net
    else:
        weights = (leg.quantity * (tier.rate + rules.closing_fee_rate) for leg, tier in zip(legs, tiers, strict=True))
        stake, weight = balance + amounts, sum(weights, ZERO)
        divisor = net - weight if rules.contract is Contract.LINEAR else net + weight
    if divisor == 0:
        return None
    if rules.contract is Contract.LINEAR:
        level = (sum((leg.size * leg.entry for leg in legs), ZERO) - stake) / divisor
        return level if level > 0 else None
    value = (sum((leg.size / leg.entry for leg in legs), ZERO) + stake) / divisor
    return ONE / value if value > 0 else None


def _in_tiers(rules: VenueRules, tiers: tuple[Tier, Tier], legs: tuple[Position, Position], level: Decimal) -> bool:
    for leg, tier in zip(legs, tiers, strict=True):
        count = rules.measured(leg.size, level if rules.basis is Basis.MARK else leg.entry)
        if (count <= tier.floor and tier.floor != 0) or (tier.cap is not None and count > tier.cap):
            return False
    return True


@in_context
def liquidation_price(state: State, rules: VenueRules, beside: Beside = NOTHING) -> Decimal | None:
    """Liquidation price of the open position; None without a position or without such a price."""
    return None if state.position is None else liquidation_of(rules, state, state.position, beside)


@in_context
def bankruptcy_price(
    rules: VenueRules, size: Decimal, entry: Decimal, balance: Decimal, fee: Decimal = ZERO
) -> Decimal | None:
    """Price at which the balance is used up, after a closing fee at that price where `fee` is its rate.

    Linear: (Q * E - M) / (Q - |Q| * fee), not below 0; inverse: |K| / V with V = (M + K * s / E) / (s + fee),
    None where a short can never lose its balance.
    """
    quantity = abs(size)
    if rules.contract is Contract.LINEAR:
        return max(ZERO, (size * entry - balance) / (size - quantity * fee))
    value = (balance + size / entry) / ((Side.LONG if size > 0 else Side.SHORT).sign + fee)
    return quantity / value if value > 0 else None


def is_liquidated(state: State, rules: VenueRules, mark: Decimal, beside: Beside = NOTHING) -> bool:
    """Whether equity of the open position (cross: of the account) no longer exceeds its requirement at this mark."""
    position = state.position
    if position is None:
        return False
    equity = balance_behind(state, position, beside) + position.unrealised(mark)
    needed = required(rules, state, position, mark)
    if position.mode is MarginMode.CROSS:
        needed += beside.requirement
    return equity <= needed
