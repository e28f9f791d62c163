"""The same decisions on the same candles under other venues' rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_EVEN, Decimal

from trainer.core.units import ONE, floor_to, in_context, money
from trainer.engine.commands import AmendOrder, Command, Decision, PlaceOrder, PlaceScaled
from trainer.engine.contract import Contract
from trainer.engine.events import Liquidated, OrderRejected, PositionChanged
from trainer.engine.lanes import account_at
from trainer.engine.market import Market
from trainer.engine.rules import VenueRules
from trainer.engine.run import run
from trainer.engine.state import TargetShare


@dataclass(frozen=True, slots=True)
class VenueRow:
    """One venue: `liquidation` is the price after the first entry, costs are fees, funding and liquidation fees.

    `net` and `costs` are in quote; those of an inverse contract were in coin and are valued at the last mark.
    """

    rules: VenueRules
    liquidation: Decimal | None
    liquidated_ms: int | None
    net: Decimal
    costs: Decimal
    refused: int


@in_context
def under_venues(
    markets: Sequence[Market],
    decisions: Sequence[Decision],
    bankroll: Decimal,
    stop: int,
    own: Contract = Contract.LINEAR,
) -> tuple[VenueRow, ...]:
    """Run the log over bars [start, stop) of each market; prices go to the venue's tick, sizes down to its lot.

    The log's sizes and the bankroll are those of `own`. A contract of the other kind is traded with the bankroll
    exchanged at the start, and for the same value at each decision.
    """
    return tuple(_row(market, decisions, bankroll, stop, own) for market in markets)


def _row(market: Market, decisions: Sequence[Decision], bankroll: Decimal, stop: int, own: Contract) -> VenueRow:
    rules = market.rules
    inverse = rules.contract is Contract.INVERSE
    stake, first = bankroll, market.last_close(market.start)
    if rules.contract is not own:
        stake = money(bankroll / first if inverse else bankroll * first)
    log = [Decision(one.bar, on_grid_of(rules, one.command, market.last_close(one.bar), own)) for one in decisions]
    outcome = run(market, log, stake, stop)
    mark = market.mark_close(outcome.stop - 1)
    worth = mark if inverse else ONE
    totals = outcome.state.totals
    opened = next((e for e in outcome.events if isinstance(e, PositionChanged) and e.size != 0), None)
    return VenueRow(
        rules=rules,
        liquidation=None if opened is None else opened.liquidation_price,
        liquidated_ms=next((event.time_ms for event in outcome.events if isinstance(event, Liquidated)), None),
        net=(account_at(outcome.state, market, outcome.stop - 1).equity - stake) * worth,
        costs=(totals.fees + totals.funding + totals.liquidation_fees) * worth,
        refused=sum(isinstance(event, OrderRejected) for event in outcome.events),
    )


def on_grid_of(rules: VenueRules, command: Command, last: Decimal, own: Contract = Contract.LINEAR) -> Command:
    """The command with prices on the nearest tick and sizes on the lot below; coins become value, or the reverse."""
    if isinstance(command, PlaceScaled):
        return _scaled(rules, command, own)
    if not isinstance(command, PlaceOrder | AmendOrder):
        return command
    size = command.size
    if size is not None and rules.contract is not own:
        at = command.price or command.trigger or last
        size = size * at if rules.contract is Contract.INVERSE else size / at
    if isinstance(command, PlaceOrder):
        offset, activation = _nearest(command.offset, rules.tick), _nearest(command.activation, rules.tick)
        command = replace(command, offset=offset, activation=activation)
    return replace(
        command,
        size=None if size is None else floor_to(size, rules.lot),
        price=_nearest(command.price, rules.tick),
        trigger=_nearest(command.trigger, rules.tick),
        stop=_nearest(command.stop, rules.tick),
        target=_nearest(command.target, rules.tick),
        targets=_targets(command.targets, rules.tick),
    )


def _scaled(rules: VenueRules, command: PlaceScaled, own: Contract) -> PlaceScaled:
    size, middle = command.size, (command.first_price + command.last_price) / 2
    if rules.contract is not own:
        size = size * middle if rules.contract is Contract.INVERSE else size / middle
    return replace(
        command,
        size=floor_to(size, rules.lot),
        first_price=_on_tick(command.first_price, rules.tick),
        last_price=_on_tick(command.last_price, rules.tick),
        stop=_nearest(command.stop, rules.tick),
        target=_nearest(command.target, rules.tick),
        targets=_targets(command.targets, rules.tick),
    )


def _targets(targets: tuple[TargetShare, ...], tick: Decimal) -> tuple[TargetShare, ...]:
    return tuple(replace(one, price=_on_tick(one.price, tick)) for one in targets)


def _nearest(price: Decimal | None, tick: Decimal) -> Decimal | None:
    return None if price is None else _on_tick(price, tick)


def _on_tick(price: Decimal, tick: Decimal) -> Decimal:
    return (price / tick).to_integral_value(ROUND_HALF_EVEN) * tick
