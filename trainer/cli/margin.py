"""`trainer margin`: one position's margins and prices, exactly as the engine computes them."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, replace
from decimal import Decimal

from trainer.cli.output import emit, emit_json, table
from trainer.core.errors import FieldError
from trainer.core.units import ONE, ZERO, in_context, on_grid, parse_decimal
from trainer.engine.contract import Contract
from trainer.engine.margin import (
    bankruptcy_price,
    frozen_fee,
    hedged_liquidation,
    initial_margin,
    isolated_liquidation,
    requirement,
)
from trainer.engine.rules import Basis, Measure, Tier, VenueRules
from trainer.engine.state import Position
from trainer.engine.words import MarginMode, Side
from trainer.venues.load import load_rules

TWELVE = Decimal("1E-12")


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = commands.add_parser("margin", help="margin, liquidation and bankruptcy price of one position")
    for name in ("venue", "symbol", "side", "entry", "size", "leverage"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--margin-mode", default="isolated", choices=[mode.value for mode in MarginMode])
    for name in ("margin", "wallet", "maintenance-rate", "maintenance-amount", "fee-rate", "funding-rate"):
        parser.add_argument(f"--{name}")
    for name in ("funding-paid", "liquidation-fee-rate", "mark"):
        parser.add_argument(f"--{name}")
    parser.add_argument("--contract", choices=[kind.value for kind in Contract])
    parser.add_argument("--other", action="append", default=[], metavar="symbol,side,size,entry,mark,rate,amount")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Compute and print."""
    result = compute(options)
    if options.json:
        emit_json(result)
    else:
        rows = [(key.replace("_", " "), "none" if value is None else value) for key, value in result.items()]
        emit(table(("figure", "value"), [row for row in rows if row[0] != "notes"]))
        for note in result["notes"] if isinstance(result["notes"], list) else []:
            emit(f"note: {note}")
    return 0


def _given(options: argparse.Namespace, name: str, *, positive: bool = False) -> Decimal | None:
    text = getattr(options, name.replace("-", "_"))
    if text is None:
        return None
    value = parse_decimal(name, text)
    if positive and value <= 0:
        raise FieldError(name, text, "it must be above 0")
    return value


def _needed(options: argparse.Namespace, name: str) -> Decimal:
    value = _given(options, name, positive=True)
    if value is None:
        raise FieldError(name, "nothing", "a number above 0 is needed")
    return value


@in_context
def compute(options: argparse.Namespace) -> dict[str, object]:
    """All figures as Decimal or None; raises FieldError for what the venue does not allow."""
    rules = _with_contract(options, load_rules(options.venue, options.symbol))
    if options.side not in list(Side):
        raise FieldError("side", options.side, "long or short")
    side = Side(options.side)
    entry, size, leverage = (_needed(options, name) for name in ("entry", "size", "leverage"))
    rules, notes = _overridden(options, rules, entry, size, leverage)
    mark = _given(options, "mark", positive=True) or entry
    signed = size * side.sign
    isolated = options.margin_mode == MarginMode.ISOLATED
    opening = initial_margin(rules, size, entry if isolated else mark, leverage)
    mode = MarginMode(options.margin_mode)
    balance = _balance(options, rules, opening)
    reserve = frozen_fee(rules, signed, entry, leverage, None if isolated else balance)
    level = _level(
        options, rules, Position(signed, entry, ZERO, mode, leverage, 0, 0, contract=rules.contract), balance
    )
    charged = ZERO if isolated else (rules.taker_fee if rules.freezes_closing_fee else ZERO)
    bankrupt = bankruptcy_price(rules, signed, entry, balance, charged)
    at_mark = frozen_fee(rules, signed, mark, leverage)
    fees = rules.contract.worth(size, entry) * rules.taker_fee + frozen_fee(rules, signed, entry, leverage)
    return {
        "initial_margin": opening + (reserve if isolated else at_mark),
        "maintenance_margin": requirement(rules, size, entry, mark) + (at_mark if isolated else reserve),
        "liquidation_price": None if level is None else level.quantize(TWELVE),
        "liquidation_price_displayed": None if level is None else _shown(rules, level, side),
        "bankruptcy_price": None if bankrupt is None else bankrupt.quantize(TWELVE),
        "tier": rules.tiers.index(rules.tier_for(rules.measured(size, mark))) + 1,
        "order_cost": initial_margin(rules, size, entry, leverage) + fees,
        "notes": notes,
    }


def _level(options: argparse.Namespace, rules: VenueRules, position: Position, balance: Decimal) -> Decimal | None:
    """Liquidation price; in cross an `--other` of the same symbol and other side is a leg whose mark moves along."""
    size, entry, leverage = position.size, position.entry, position.leverage
    if position.mode is MarginMode.ISOLATED:
        return isolated_liquidation(rules, size, entry, balance)
    left = balance - frozen_fee(rules, size, entry, leverage, balance)
    others = map(_parsed, options.other)
    siblings = [other for other in others if other.symbol == options.symbol and other.size * size < 0]
    if not siblings:
        return isolated_liquidation(rules, size, entry, left)
    if len(siblings) > 1:
        raise FieldError("other", siblings[1].symbol, "one other leg of the same symbol at most")
    other = siblings[0]
    leg = replace(position, size=other.size, entry=other.entry)
    left -= other.standing(rules) + frozen_fee(rules, other.size, other.entry, leverage, balance)
    tiers = (Tier(ZERO, None, other.rate, other.amount, leverage),)
    return hedged_liquidation(rules, (position, leg), left, tiers)


@dataclass(frozen=True, slots=True)
class Other:
    """Another cross position of the wallet; `size` is signed."""

    symbol: str
    size: Decimal
    entry: Decimal
    mark: Decimal
    rate: Decimal
    amount: Decimal

    def standing(self, rules: VenueRules) -> Decimal:
        """Its unrealised P&L less its maintenance."""
        price = self.entry if rules.basis is Basis.ENTRY else self.mark
        needed = rules.contract.worth(self.size, price) * self.rate - self.amount
        return rules.contract.gain(self.size, self.entry, self.mark) - needed


def _parsed(text: str) -> Other:
    parts = text.split(",")
    if len(parts) != 7 or parts[1] not in list(Side):
        raise FieldError("other", text, "symbol,side,size,entry,mark,rate,amount")
    size, entry, mark, rate, amount = (parse_decimal("other", part) for part in parts[2:])
    for name, value in (("size", size), ("entry", entry), ("mark", mark)):
        if value <= 0:
            raise FieldError(f"other {name}", value, "it must be above 0")
    return Other(parts[0], Side(parts[1]).sign * size, entry, mark, rate, amount)


def _shown(rules: VenueRules, level: Decimal, side: Side) -> Decimal:
    shown = rules.displayed(level, is_long=side is Side.LONG)
    return shown if on_grid(shown, rules.tick) else shown.quantize(TWELVE)


def _with_contract(options: argparse.Namespace, rules: VenueRules) -> VenueRules:
    """The contract as shipped, or the other kind when it is asked for with an explicit rate."""
    if options.contract is None or options.contract == rules.contract:
        return rules
    if options.maintenance_rate is None:
        raise FieldError("contract", options.contract, f"{rules.title} {rules.symbol} is {rules.contract}")
    return replace(rules, contract=Contract(options.contract), measure=Measure.VALUE, slope=ZERO)


def _overridden(
    options: argparse.Namespace, rules: VenueRules, entry: Decimal, size: Decimal, leverage: Decimal
) -> tuple[VenueRules, list[str]]:
    """Rules with an explicit rate and amount; then grid and caps become notes instead of errors.

    An explicit rate replaces the whole requirement: a closing fee counts only where `--fee-rate` (or, on venues that
    count it at the mark, `--liquidation-fee-rate`) gives it.
    """
    fee, penalty, funding = (_given(options, f"{name}-rate") for name in ("fee", "liquidation-fee", "funding"))
    rate, amount = _given(options, "maintenance-rate"), _given(options, "maintenance-amount")
    if rate is None and amount is not None:
        raise FieldError("maintenance-amount", amount, "give --maintenance-rate with it")
    if rate is not None and not 0 <= rate < 1:
        raise FieldError("maintenance-rate", rate, "a fraction from 0 to below 1")
    notes = _off_limits(rules, entry, size, leverage)
    if rate is None and notes:
        field, rest = notes[0].split(": ", 1)
        given, why = rest.split(" ", 1)
        raise FieldError(field, given, f"it {why}")
    rules, said = _with_fees(rules, fee, penalty, funding, is_explicit=rate is not None)
    if rate is not None:
        tier = Tier(ZERO, None, rate, amount or ZERO, max(leverage, ONE))
        rules = replace(rules, tiers=(tier,), slope=ZERO)
    return rules, notes + said


def _off_limits(rules: VenueRules, entry: Decimal, size: Decimal, leverage: Decimal) -> list[str]:
    """What of the position the venue would refuse."""
    notes = []
    allowed = rules.leverage_allowed(rules.measured(size, entry))
    if leverage > allowed:
        notes.append(f"leverage: {leverage:f} is above the {allowed.normalize():f} this size allows")
    if not on_grid(size, rules.lot):
        notes.append(f"size: {size:f} is not in steps of {rules.lot:f}")
    if not on_grid(entry, rules.tick):
        notes.append(f"entry: {entry:f} is not in steps of {rules.tick:f}")
    return notes


def _with_fees(
    rules: VenueRules, fee: Decimal | None, penalty: Decimal | None, funding: Decimal | None, *, is_explicit: bool
) -> tuple[VenueRules, list[str]]:
    """Rules with these fees in the requirement, and what was given but does not count."""
    notes = []
    counts_fee = rules.closing_fee_rate > 0
    if rules.freezes_closing_fee:
        taker = fee if fee is not None else (ZERO if is_explicit else rules.taker_fee)
        rules = replace(rules, taker_fee=taker)
    else:
        given = fee if fee is not None or not counts_fee else penalty
        default = ZERO if is_explicit else rules.closing_fee_rate
        rules = replace(rules, closing_fee_rate=default if given is None else given)
        rules = replace(rules, taker_fee=rules.taker_fee if fee is None else fee)
    if penalty is not None and not counts_fee:
        notes.append(f"liquidation-fee-rate: {rules.title} does not count it before the trigger")
    if funding is not None:
        if rules.counts_next_funding:
            rules = replace(rules, closing_fee_rate=rules.closing_fee_rate + max(ZERO, funding))
        else:
            notes.append(f"funding-rate: {rules.title} does not count it before the trigger")
    return rules, notes


def _balance(options: argparse.Namespace, rules: VenueRules, opening: Decimal) -> Decimal:
    """Money behind the position: isolated margin less funding paid, or the wallet and what other positions leave."""
    paid = _given(options, "funding-paid") or ZERO
    if options.margin_mode == MarginMode.ISOLATED:
        given = _given(options, "margin", positive=True)
        return (opening if given is None else given) - paid
    wallet = _given(options, "wallet", positive=True)
    if wallet is None:
        raise FieldError("wallet", "nothing", "cross needs the wallet balance")
    return wallet - paid + sum((_parsed(text).standing(rules) for text in options.other), ZERO)
