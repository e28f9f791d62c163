"""Which command asked for which accepted order: the plan a fill carries is in the log, not in the events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from trainer.engine.commands import AmendOrder, CancelOrder, Command, Decision, Note, PlaceOrder
from trainer.engine.events import (
    Event,
    LeverageChanged,
    MarginChanged,
    OrderAccepted,
    OrderAmended,
    OrderCancelled,
    OrderRejected,
)
from trainer.engine.words import OrderKind, Phase

_MOVED_BY_LEARNER = frozenset({"added", "removed"})


@dataclass(frozen=True, slots=True)
class Plan:
    """What an accepted order was placed with. `is_stop` and `is_target` mark protective orders of their own."""

    stop: Decimal | None = None
    target: Decimal | None = None
    time_exit: int | None = None
    probability: Decimal | None = None
    is_stop: bool = False
    is_target: bool = False


def answers_of(events: Sequence[Event], decisions: Sequence[Decision]) -> list[tuple[Decision, Event | None]]:
    """Every command with the first event it caused; None for notes and for cancelling nothing."""
    heads = [event for event in events if _is_head(event)]
    place = 0
    pairs: list[tuple[Decision, Event | None]] = []
    for decision in decisions:
        command = decision.command
        found = heads[place] if place < len(heads) and heads[place].bar == decision.bar else None
        if isinstance(command, Note):
            found = None
        elif isinstance(command, CancelOrder) and command.order_id is None:
            found = found if isinstance(found, OrderCancelled) else None
            while place < len(heads) and isinstance(heads[place], OrderCancelled) and heads[place].bar == decision.bar:
                place += 1
        elif found is not None:
            place += 1
        pairs.append((decision, found))
    return pairs


def plans_of(events: Sequence[Event], decisions: Sequence[Decision]) -> dict[int, Plan]:
    """Plan of every accepted order, by `seq` of its OrderAccepted, later amendments of a resting entry included.

    Without decisions only protective orders of their own are known, by their kind and missing size.
    """
    plans = {event.seq: _alone(event) for event in events if isinstance(event, OrderAccepted)}
    newest: dict[str | None, int] = {}
    for decision, answer in answers_of(events, decisions):
        command = decision.command
        if isinstance(answer, OrderAccepted):
            newest[answer.order_id] = answer.seq
            plans[answer.seq] = _placed(command)
        elif isinstance(command, AmendOrder) and isinstance(answer, OrderAmended):
            seq = newest.get(command.order_id)
            if seq is not None:
                plans[seq] = _amended(plans[seq], command)
    return plans


def _is_head(event: Event) -> bool:
    if event.phase is not Phase.COMMAND:
        return False
    match event:
        case OrderAccepted() | OrderRejected() | OrderAmended() | LeverageChanged():
            return True
        case OrderCancelled():
            return event.reason == "learner"
        case MarginChanged():
            return event.reason in _MOVED_BY_LEARNER
        case _:
            return False


def _alone(event: OrderAccepted) -> Plan:
    protective = event.size is None
    return Plan(
        is_stop=protective and OrderKind(event.kind).is_stop,
        is_target=protective and OrderKind(event.kind).is_target,
    )


def _placed(command: Command) -> Plan:
    if not isinstance(command, PlaceOrder):
        return Plan()
    if command.reduce_only:
        return Plan(is_stop=command.kind.is_stop, is_target=command.kind.is_target)
    return Plan(command.stop, command.target, command.time_exit, command.probability)


def _amended(plan: Plan, command: AmendOrder) -> Plan:
    return replace(
        plan,
        stop=plan.stop if command.stop is None else command.stop,
        target=plan.target if command.target is None else command.target,
    )
