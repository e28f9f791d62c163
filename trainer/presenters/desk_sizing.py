"""From a typed size to contract units: size units, largest size, what the shut button says."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from trainer.core.language import tr
from trainer.core.units import ONE, ZERO, floor_to, in_context
from trainer.engine.contract import Contract
from trainer.engine.margin import frozen_rate
from trainer.engine.rules import VenueRules
from trainer.engine.words import Side, Sizing
from trainer.presenters.ticket_fields import HUNDRED, SizeUnit, TicketFields, TicketKind

_LONGEST_BUTTON = 40


@dataclass(frozen=True, slots=True)
class SizeBasis:
    """What a size is worked out from: entry price, bankroll and the money one R stands for, in the settlement asset."""

    entry: Decimal
    bankroll: Decimal
    one_r: Decimal


def entry_price(fields: TicketFields, last: Decimal) -> Decimal:
    """The price the entry is expected at, before slippage; of a scaled entry the mean over its sizes."""
    if fields.kind is TicketKind.SCALED and fields.price is not None and fields.last_price is not None:
        return _mean_price(fields.price, fields.last_price, fields.sizing)
    if fields.kind.order_kind.has_limit and fields.limit is not None:
        return fields.limit
    return fields.price if fields.kind.needs_price and fields.price is not None else last


@in_context
def _mean_price(first: Decimal, last: Decimal, sizing: Sizing) -> Decimal:
    """Sizes 1 : 2 : ... : n at evenly spaced prices average two thirds of the way, whatever n; alike ones half way."""
    share = Decimal(1) / 2 if sizing is Sizing.EVEN else Decimal(2) / 3
    return first + (last - first) * share


@in_context
def risk_money(fields: TicketFields, basis: SizeBasis) -> Decimal | None:
    """The loss at the stop the learner asked for, in the settlement asset; None for units that do not name one."""
    if fields.size is None or not fields.unit.needs_stop:
        return None
    if fields.unit is SizeUnit.R:
        return fields.size * basis.one_r
    return basis.bankroll * fields.size / HUNDRED


@in_context
def contract_size(fields: TicketFields, basis: SizeBasis, rules: VenueRules) -> Decimal | None:
    """Size in contract units on the lot, rounded down; None while it cannot be known (a risk without a stop).

    A size typed in the unit the contract is counted in is left as it is, on the lot or not.
    """
    size = fields.size
    counted = SizeUnit.QUOTE if rules.contract is Contract.INVERSE else SizeUnit.COIN
    if size is None or fields.unit is counted:
        return size
    if basis.entry <= 0:
        return None
    worth = size
    if fields.unit is SizeUnit.BANKROLL:
        worth = basis.bankroll * size / HUNDRED
    elif fields.unit.needs_stop:
        risk, each = risk_money(fields, basis), unit_loss(fields, basis.entry, rules)
        return floor_to(risk / each, rules.lot) if risk is not None and each > 0 else None
    return floor_to(worth / rules.contract.worth(ONE, basis.entry), rules.lot)


@in_context
def unit_loss(fields: TicketFields, entry: Decimal, rules: VenueRules) -> Decimal:
    """What one unit of size loses at the stop, both fees and the spread of what fills as taker in; 0 without a stop."""
    if fields.stop is None or fields.stop <= 0:
        return ZERO
    contract, taken = rules.contract, rules.taker_fee + rules.costs.half_spread
    enters = rules.maker_fee if fields.kind in (TicketKind.LIMIT, TicketKind.SCALED) else taken
    loss = -contract.gain(Decimal(fields.side.sign), entry, fields.stop)
    return max(ZERO, loss + contract.worth(ONE, entry) * enters + contract.worth(ONE, fields.stop) * taken)


@in_context
def largest_size(
    free: Decimal, entry: Decimal, leverage: Decimal, rules: VenueRules, side: Side, closing: Decimal
) -> Decimal:
    """Largest size the free margin opens at this leverage, plus what only closes; on the lot, 0 or more."""
    rate = ONE / leverage + rules.taker_fee + frozen_rate(rules, side.sign, leverage)
    each = rules.contract.worth(ONE, entry) * (ONE + rules.costs.half_spread) * rate
    if each <= 0:
        return ZERO
    return floor_to(max(ZERO, free / each + closing), rules.lot)


def sentence_of(missing: tuple[str, ...]) -> str:
    """The missing parts as the text of the shut button: 'Type a size and a chance to enter', or the first of many."""
    if not missing:
        return ""
    said = [tr(one) for one in missing]
    whole = tr("Type {some} and {last} to enter").format(some=", ".join(said[:-1]), last=said[-1])
    return (
        whole
        if len(missing) > 1 and len(whole) <= _LONGEST_BUTTON
        else tr("Type {missing} to enter").format(missing=said[0])
    )
