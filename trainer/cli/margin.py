"""`trainer margin`: one position's margins and prices, exactly as the engine computes them."""

from __future__ import annotations

import argparse
from dataclasses import replace
from decimal import Decimal

from trainer.cli.output import emit, emit_json, table
from trainer.core.errors import FieldError
from trainer.core.units import ONE, ZERO, in_context, on_grid, parse_decimal, round_to_tick
from trainer.engine.margin import bankruptcy_price, initial_margin, isolated_liquidation, requirement
from trainer.engine.rules import Tier, VenueRules
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
    parser.add_argument("--contract", default="linear", choices=["linear"])
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
    rules = load_rules(options.venue, options.symbol)
    if options.side not in list(Side):
        raise FieldError("side", options.side, "long or short")
    side = Side(options.side)
    entry, size, leverage = (_needed(options, name) for name in ("entry", "size", "leverage"))
    rules, notes = _overridden(options, rules, entry, size, leverage)
    mark = _given(options, "mark", positive=True) or entry
    signed = size * side.sign
    isolated = options.margin_mode == MarginMode.ISOLATED
    opening = initial_margin(size, entry if isolated else mark, leverage)
    balance = _balance(options, rules, signed, opening, mark)
    level = isolated_liquidation(rules, signed, entry, balance)
    tick = rules.tick
    return {
        "initial_margin": opening,
        "maintenance_margin": requirement(rules, size * mark),
        "liquidation_price": None if level is None else level.quantize(TWELVE),
        "liquidation_price_displayed": None if level is None else round_to_tick(level, tick, up=side is Side.LONG),
        "bankruptcy_price": bankruptcy_price(signed, entry, balance).quantize(TWELVE),
        "tier": rules.tiers.index(rules.tier_for(size * mark)) + 1,
        "order_cost": initial_margin(size, entry, leverage) + size * entry * rules.taker_fee,
        "notes": notes,
    }


def _overridden(
    options: argparse.Namespace, rules: VenueRules, entry: Decimal, size: Decimal, leverage: Decimal
) -> tuple[VenueRules, list[str]]:
    """Rules with an explicit rate and amount; then grid and caps become notes instead of errors."""
    fee = _given(options, "fee-rate")
    if fee is not None:
        rules = replace(rules, closing_fee_rate=fee)
    rate, amount = _given(options, "maintenance-rate"), _given(options, "maintenance-amount")
    notes = [
        f"{name}: {rules.title} does not count it before the trigger"
        for name in ("funding-rate", "liquidation-fee-rate")
        if _given(options, name) is not None
    ]
    broken = len(notes)
    allowed = rules.leverage_allowed(size * entry)
    if leverage > allowed:
        notes.append(f"leverage: {leverage:f} is above the {allowed:f} this size allows")
    if not on_grid(size, rules.lot):
        notes.append(f"size: {size:f} is not in steps of {rules.lot:f}")
    if not on_grid(entry, rules.tick):
        notes.append(f"entry: {entry:f} is not in steps of {rules.tick:f}")
    if rate is None:
        if amount is not None:
            raise FieldError("maintenance-amount", amount, "give --maintenance-rate with it")
        for note in notes[broken:]:
            field, rest = note.split(": ", 1)
            given, why = rest.split(" ", 1)
            raise FieldError(field, given, f"it {why}")
        return rules, notes
    if not 0 <= rate < 1:
        raise FieldError("maintenance-rate", rate, "a fraction from 0 to below 1")
    tier = Tier(ZERO, None, rate, amount or ZERO, max(leverage, ONE))
    return replace(rules, tiers=(tier,)), notes


def _balance(
    options: argparse.Namespace, rules: VenueRules, signed: Decimal, opening: Decimal, mark: Decimal
) -> Decimal:
    """Money behind the position: isolated margin less funding paid, or the wallet and what other positions leave."""
    paid = _given(options, "funding-paid") or ZERO
    if options.margin_mode == MarginMode.ISOLATED:
        given = _given(options, "margin", positive=True)
        return (opening if given is None else given) - paid
    wallet = _given(options, "wallet", positive=True)
    if wallet is None:
        raise FieldError("wallet", "nothing", "cross needs the wallet balance")
    return wallet - paid + sum((_other(text) for text in options.other), ZERO)


def _other(text: str) -> Decimal:
    """Unrealised P&L less maintenance of another cross position."""
    parts = text.split(",")
    if len(parts) != 7 or parts[1] not in list(Side):
        raise FieldError("other", text, "symbol,side,size,entry,mark,rate,amount")
    size, entry, mark, rate, amount = (parse_decimal("other", part) for part in parts[2:])
    return Side(parts[1]).sign * size * (mark - entry) - (size * mark * rate - amount)
