"""The flip twin: the same log with every side turned round, its prices at the same distances on the other side.

Prices of an entry, its stop and its targets are mirrored at the close it was decided at; later changes of a stop or a
target at the entries, so that each lies as far from the twin's entry as it did from the learner's. Leverage, sizes,
time stops and closes stay.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from trainer.core.units import round_to_tick
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
    SetAutoMargin,
)
from trainer.engine.events import Event, PositionChanged
from trainer.engine.lanes import focus, lane_numbers
from trainer.engine.market import Market
from trainer.engine.state import State
from trainer.engine.words import Role, Side
from trainer.scoring.moments import lane_of


@dataclass(frozen=True, slots=True)
class _Mirror:
    """Where prices are mirrored: level -> twice the centre - level, on the tick."""

    twice: Decimal
    tick: Decimal
    up: bool

    def of(self, level: Decimal | None) -> Decimal | None:
        """The mirrored price; None where there is none above 0."""
        if level is None:
            return None
        found = round_to_tick(self.twice - level, self.tick, up=self.up)
        return found if found > 0 else None


class Flipped:
    """Turns the commands of a log round; `events` are those of the learner's own run."""

    def __init__(self, market: Market, events: Sequence[Event]) -> None:
        """Remember the learner's entries, by slot and bar."""
        self._market = market
        self._entries: dict[int, list[tuple[int, Decimal]]] = {}
        self._newest: dict[int, Decimal] = {}
        for event in events:
            if isinstance(event, PositionChanged) and event.size != 0:
                lane = lane_of(market, event.symbol, event.position_side)
                self._entries.setdefault(lane, []).append((event.bar, event.entry))

    def change(self, state: State, decision: Decision) -> Iterable[Command]:
        """What stands for one command on the other side; `state` is the twin's account."""
        command = decision.command
        match command:
            case PlaceOrder():
                yield self._placed(state, decision.bar, command)
            case PlaceScaled():
                mirror = self._at_close(command.symbol, decision.bar, command.side.opposite)
                first, last = mirror.of(command.first_price), mirror.of(command.last_price)
                if first is not None and last is not None:
                    yield replace(
                        command, side=command.side.opposite, first_price=first, last_price=last,
                        stop=mirror.of(command.stop), target=mirror.of(command.target),
                        position_side=_turned(command.position_side),
                    )  # fmt: skip
            case AmendOrder():
                yield self._amended(state, decision.bar, command)
            case CancelOrder() | ClosePosition() | AddMargin() | RemoveMargin() | SetAutoMargin():
                yield replace(command, position_side=_turned(command.position_side))
            case _:
                yield command

    def _placed(self, state: State, bar: int, command: PlaceOrder) -> Command:
        side, leg = command.side.opposite, _turned(command.position_side)
        lane = lane_of(self._market, command.symbol, leg)
        mirror = self._at_close(command.symbol, bar, side)
        if command.reduce_only:
            mirror = self._at_entry(state, lane, bar, side) or mirror
        else:
            self._newest[lane] = mirror.twice
        return replace(
            command, side=side, position_side=leg, price=mirror.of(command.price), trigger=mirror.of(command.trigger),
            activation=mirror.of(command.activation), stop=mirror.of(command.stop), target=mirror.of(command.target),
            targets=tuple(
                replace(one, price=level) for one in command.targets if (level := mirror.of(one.price)) is not None
            ),
        )  # fmt: skip

    def _amended(self, state: State, bar: int, command: AmendOrder) -> Command:
        lane = next((lane for lane in lane_numbers(state) if focus(state, lane).order(command.order_id)), 0)
        order = focus(state, lane).order(command.order_id)
        if order is None:
            return command
        mirror = self._at_entry(state, lane, bar, order.side)
        if order.role is Role.ENTRY or mirror is None:
            mirror = self._at_close(self._market.markets[lane // 2].symbol, bar, order.side)
        return replace(
            command, price=mirror.of(command.price), trigger=mirror.of(command.trigger),
            stop=mirror.of(command.stop), target=mirror.of(command.target),
        )  # fmt: skip

    def _at_close(self, symbol: str | None, bar: int, side: Side) -> _Mirror:
        own = self._market.of(symbol or "")
        return _Mirror(2 * own.last_close(bar), own.rules.tick, up=side is Side.SHORT)

    def _at_entry(self, state: State, lane: int, bar: int, side: Side) -> _Mirror | None:
        """The learner's entry and the twin's are each other's mirror; where the learner had none, the close at which
        the twin's entry was decided."""
        position, known = focus(state, lane).position, self._entries.get(lane, [])
        place = bisect_right(known, bar, key=lambda pair: pair[0])
        if position is not None and place:
            twice: Decimal | None = known[place - 1][1] + position.entry
        else:
            twice = self._newest.get(lane)
        tick = self._market.markets[lane // 2].rules.tick
        return None if twice is None else _Mirror(twice, tick, up=side is Side.SHORT)


def _turned(leg: Side | None) -> Side | None:
    return None if leg is None else leg.opposite
