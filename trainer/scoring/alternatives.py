"""The twins of a session: flat, held at 1x, half size, with a stop, without stops, turned round, and by the rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

import numpy as np

from trainer.core.clock import HOUR_MS
from trainer.core.language import english
from trainer.core.units import ONE, ZERO, exact, floor_to, in_context, round_to_tick
from trainer.engine.commands import (
    AddMargin,
    AmendOrder,
    CancelOrder,
    ClosePosition,
    Command,
    Decision,
    PlaceOrder,
    PlaceScaled,
    RemoveMargin,
    SetLeverage,
)
from trainer.engine.events import Event
from trainer.engine.market import Market
from trainer.engine.state import Order, State
from trainer.engine.words import MarginMode, Role, Side
from trainer.scoring.flipped import Flipped
from trainer.scoring.settings import DEFAULTS, ScoreSettings
from trainer.scoring.twins import NOTHING, Twin, as_given, named, replay, twin_of

TWINS = 8
"""How many twins a session has."""


@in_context
def alternatives(
    market: Market,
    decisions: Sequence[Decision],
    events: Sequence[Event],
    bankroll: Decimal,
    stop: int,
    settings: ScoreSettings = DEFAULTS,
    progress: Callable[[], object] = lambda: None,
) -> tuple[Twin, ...]:
    """Every twin over bars [market.start, stop); `events` are those the decisions caused.

    `progress` is called after each run and may raise to end the work.
    """
    log = named(decisions, events)
    rules = RulePerfect(market, bankroll, settings)
    runs = [
        ("own", english("As you traded"), log, as_given),
        ("rules", english("Your entries, by the rules"), log, rules.change),
        ("half", english("Half the size"), log, lambda _, decision: (_half(decision.command, market.rules.lot),)),
        ("stopped", english("A stop on every entry"), log, lambda _, decision: (_with_stop(market, decision),)),
        ("unstopped", english("No stops at all"), log, _without_stops),
        ("flipped", english("Your trades, other side"), log, Flipped(market, events).change),
        ("hold", english("Held at 1×"), (_hold(market, bankroll),), as_given),
        ("flat", english("No trade"), (), as_given),
    ]
    twins = []
    for key, label, decided, change in runs:
        twins.append(twin_of(market, replay(market, decided, bankroll, stop, change), key, label))
        progress()
    return tuple(twins)


@in_context
def hourly_range(market: Market, bar: int) -> Decimal | None:
    """Mean true range of the last 14 whole hours up to and with `bar`, in price; None under three hours."""
    candles = market.last
    width = max(1, HOUR_MS // candles.timeframe_ms)
    hours = min(DEFAULTS.range_hours, (bar + 1) // width)
    if hours < DEFAULTS.least_range_hours:
        return None
    span = slice(bar + 1 - hours * width, bar + 1)
    high = candles.high[span].reshape(hours, width).max(axis=1)
    low = candles.low[span].reshape(hours, width).min(axis=1)
    close = candles.close[span].reshape(hours, width)[:, -1]
    before = np.concatenate((low[:1], close[:-1]))
    true_range = np.maximum(high, before) - np.minimum(low, before)
    return exact(float(true_range.mean()))


def stop_by_range(market: Market, bar: int, side: Side, entry: Decimal) -> Decimal | None:
    """A stop two hourly ranges from the entry, on the tick; None without enough bars or below 0."""
    width = hourly_range(market, bar)
    if width is None or width <= 0:
        return None
    level = round_to_tick(
        entry - side.sign * DEFAULTS.twin_stop_ranges * width, market.rules.tick, up=side is Side.SHORT
    )
    return level if level > 0 else None


def _hold(market: Market, bankroll: Decimal) -> Decision:
    size = floor_to(bankroll * DEFAULTS.hold_share / market.last_close(market.start), market.rules.lot)
    return Decision(market.start, PlaceOrder(side=Side.LONG, size=size))


def _half(command: Command, lot: Decimal) -> Command:
    if isinstance(command, PlaceOrder | PlaceScaled | AmendOrder) and command.size is not None:
        return replace(command, size=max(lot, floor_to(command.size / 2, lot)))
    return command


def _entry_level(market: Market, decision: Decision, command: PlaceOrder) -> Decimal:
    return command.price or command.trigger or market.last_close(decision.bar)


def _with_stop(market: Market, decision: Decision) -> Command:
    command = decision.command
    if not isinstance(command, PlaceOrder) or command.reduce_only or command.stop is not None:
        return command
    level = _entry_level(market, decision, command)
    return replace(command, stop=stop_by_range(market, decision.bar, command.side, level))


def _without_stops(state: State, decision: Decision) -> Iterable[Command]:
    command = decision.command
    match command:
        case PlaceOrder() if command.reduce_only and command.kind.is_stop:
            return NOTHING
        case PlaceOrder() | PlaceScaled():
            return (replace(command, stop=None),)
        case AmendOrder() if state.order(command.order_id) is None:
            return NOTHING
        case AmendOrder():
            return (replace(command, stop=None),)
        case _:
            return (command,)


class RulePerfect:
    """The learner's own entries and directions; leverage and risk capped, stops never widened, exits as planned."""

    def __init__(self, market: Market, bankroll: Decimal, settings: ScoreSettings) -> None:
        """Caps come from the settings, sizes from the bankroll at the start."""
        self._market = market
        self._bankroll = bankroll
        self._settings = settings

    def change(self, state: State, decision: Decision) -> Iterable[Command]:
        """What the rules make of one command."""
        command = decision.command
        match command:
            case PlaceOrder() if not command.reduce_only:
                return self._entry(state, decision, command)
            case PlaceOrder():
                return self._protection(state, command)
            case AmendOrder():
                return self._amended(state, command)
            case CancelOrder():
                return _cancelled(state, command)
            case _:
                return self._settled(state, command)

    def _settled(self, state: State, command: Command) -> Iterable[Command]:
        match command:
            case SetLeverage():
                return (self._capped(state, command),)
            case ClosePosition():
                return NOTHING if _has_planned_exit(state) else (command,)
            case AddMargin() | RemoveMargin():
                return NOTHING
            case _:
                return (command,)

    def _capped(self, state: State, command: SetLeverage) -> SetLeverage:
        locked = state.position is not None or state.orders
        mode = None if locked else MarginMode.ISOLATED
        return SetLeverage(leverage=max(ONE, min(command.leverage, self._settings.ceiling)), margin_mode=mode)

    def _entry(self, state: State, decision: Decision, command: PlaceOrder) -> Iterable[Command]:
        waits = any(order.role is Role.ENTRY for order in state.orders)
        if state.position is not None or waits or command.size is None:
            return NOTHING
        level = _entry_level(self._market, decision, command)
        stop = command.stop or stop_by_range(self._market, decision.bar, command.side, level)
        if stop is None or (level - stop) * command.side.sign <= 0:
            return NOTHING
        size = floor_to(min(command.size, self._largest(level, stop)), self._market.rules.lot)
        return (replace(command, size=size, stop=stop),) if size > 0 else NOTHING

    def _largest(self, level: Decimal, stop: Decimal) -> Decimal:
        """Size at which the loss at the stop, costs included, is the risk the rules allow; leverage under its cap."""
        rates = 2 * (self._market.rules.taker_fee + self._market.rules.costs.half_spread)
        per_unit = abs(level - stop) + level * rates
        by_risk = self._settings.small_risk * self._bankroll / per_unit
        # a hair under the ceiling: the fill may come a little worse than the level
        return min(by_risk, self._settings.ceiling * self._bankroll * self._settings.ceiling_room / level)

    def _protection(self, state: State, command: PlaceOrder) -> Iterable[Command]:
        if command.kind.is_stop and command.trigger is not None:
            return (command,) if _tightens(state, command.trigger) else NOTHING
        if _has_planned_exit(state):
            return NOTHING
        return (command,)

    def _amended(self, state: State, command: AmendOrder) -> Iterable[Command]:
        order = state.order(command.order_id)
        if order is None:
            return NOTHING
        if order.role is Role.STOP:
            return (command,) if command.trigger is not None and _tightens(state, command.trigger) else NOTHING
        if order.role is Role.ENTRY:
            return (replace(command, size=None, stop=_closer(order, command.stop)),)
        return NOTHING


def _has_planned_exit(state: State) -> bool:
    position = state.position
    return position is not None and (position.time_exit is not None or state.protective(Role.TARGET) is not None)


def _tightens(state: State, level: Decimal) -> bool:
    position, stop = state.position, state.protective(Role.STOP)
    if position is None:
        return False
    return stop is None or (level - stop.level) * position.side.sign > ZERO


def _closer(order: Order, stop: Decimal | None) -> Decimal | None:
    if stop is None or order.stop is None:
        return stop
    return stop if (stop - order.stop) * order.side.sign > 0 else order.stop


def _cancelled(state: State, command: CancelOrder) -> Iterable[Command]:
    """Entries may be taken off, protection may not."""
    wanted = [order for order in state.orders if command.order_id in (None, order.order_id)]
    return tuple(CancelOrder(order_id=order.order_id) for order in wanted if order.role is Role.ENTRY)
