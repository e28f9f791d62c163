"""Which command asked for which accepted order: the plan a fill carries is in the log, not in the events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from itertools import islice, takewhile

from trainer.engine.commands import (
    AmendOrder,
    CancelOrder,
    ClosePosition,
    Command,
    Decision,
    Note,
    PlaceOrder,
    PlaceScaled,
    SetLeverage,
    as_chance,
)
from trainer.engine.events import (
    AutoMarginChanged,
    Event,
    LeverageChanged,
    MarginChanged,
    OrderAccepted,
    OrderAmended,
    OrderCancelled,
    OrderRejected,
    PositionChanged,
    PositionModeChanged,
)
from trainer.engine.words import OrderKind, Phase, Side

_MOVED_BY_LEARNER = frozenset({"added", "removed"})


@dataclass(frozen=True, slots=True)
class Plan:
    """What an accepted order was placed with. `is_stop` and `is_target` mark protective orders of their own."""

    stop: Decimal | None = None
    target: Decimal | None = None
    time_exit: int | None = None
    probability: Decimal | None = None
    cost_shown: bool | None = None
    chance_after: bool = False
    is_stop: bool = False
    is_target: bool = False


def answers_of(events: Sequence[Event], decisions: Sequence[Decision]) -> list[tuple[Decision, Event | None]]:
    """Every command with the first event it caused; None for notes and for cancelling nothing."""
    return [(decision, next(iter(found), None)) for decision, found in _matched(events, decisions)]


def _matched(events: Sequence[Event], decisions: Sequence[Decision]) -> list[tuple[Decision, list[Event]]]:
    """Every command with the events that answer it: one, or one an order or leg it was about."""
    heads = [event for event in events if _is_head(event)]
    held = _legs_held(events)
    place = 0
    pairs: list[tuple[Decision, list[Event]]] = []
    for decision in decisions:
        later = islice(heads, place, None)
        here = list(takewhile(partial(_is_at, decision.bar), later))
        count = _answers(decision.command, here, held)
        pairs.append((decision, here[:count]))
        place += count
    return pairs


def _answers(command: Command, here: Sequence[Event], held: dict[int, frozenset[Side | None]]) -> int:
    """How many of the heads that follow at this bar are the command's."""
    if isinstance(command, Note) or not here:
        return 0
    if isinstance(command, CancelOrder) and command.order_id is None:
        return len(list(takewhile(lambda event: isinstance(event, OrderCancelled), here)))
    count = 1
    first = here[0]
    if isinstance(command, PlaceScaled) or (isinstance(command, CancelOrder) and command.whole_row):
        return len(list(takewhile(partial(_is_of_row, first), here)))
    if first.position_side is not None and isinstance(command, SetLeverage):
        count = 2
    elif first.position_side is not None and isinstance(command, ClosePosition) and command.position_side is None:
        count = len(held.get(first.seq, ()))
    return 1 if isinstance(first, OrderRejected) else count


def _is_of_row(first: Event, event: Event) -> bool:
    """Whether this answers the command that `first` answers: the same happened to an order of the same row."""
    parent = str(first.order_id).rpartition("-")[0]
    return event is first or (type(event) is type(first) and str(event.order_id).rpartition("-")[0] == parent != "")


def _legs_held(events: Sequence[Event]) -> dict[int, frozenset[Side | None]]:
    """Legs of its symbol that were open just before each accepted order, by its number."""
    held: dict[str, set[Side | None]] = {}
    found: dict[int, frozenset[Side | None]] = {}
    for event in events:
        legs = held.setdefault(event.symbol, set())
        if isinstance(event, PositionChanged):
            (legs.add if event.size != 0 else legs.discard)(event.position_side)
        elif isinstance(event, OrderAccepted):
            found[event.seq] = frozenset(legs)
    return found


def plans_of(events: Sequence[Event], decisions: Sequence[Decision]) -> dict[int, Plan]:
    """Plan of every accepted order, by `seq` of its OrderAccepted, later amendments of a resting entry included.

    Without decisions only protective orders of their own are known, by their kind and missing size.
    """
    plans = {event.seq: _alone(event) for event in events if isinstance(event, OrderAccepted)}
    newest: dict[str | None, int] = {}
    for decision, answers in _matched(events, decisions):
        command = decision.command
        for answer in answers:
            if isinstance(answer, OrderAccepted):
                newest[answer.order_id] = answer.seq
                plans[answer.seq] = _placed(command, answer)
            elif isinstance(command, AmendOrder) and isinstance(answer, OrderAmended):
                seq = newest.get(command.order_id)
                if seq is not None:
                    plans[seq] = _amended(plans[seq], command)
    return plans


def _is_at(bar: int, event: Event) -> bool:
    return event.bar == bar


def _is_head(event: Event) -> bool:
    if event.phase is not Phase.COMMAND:
        return False
    match event:
        case OrderAccepted() | OrderRejected() | OrderAmended() | LeverageChanged():
            return True
        case PositionModeChanged() | AutoMarginChanged():
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


def _placed(command: Command, answer: OrderAccepted) -> Plan:
    if not isinstance(command, PlaceOrder | PlaceScaled):
        return Plan()
    against = answer.position_side not in (None, command.side)
    if command.reduce_only or against:
        kind = command.kind if isinstance(command, PlaceOrder) else OrderKind.LIMIT
        return Plan(is_stop=kind.is_stop, is_target=kind.is_target)
    return Plan(
        command.stop, _first_target(command), command.time_exit, as_chance(command.probability), command.cost_shown,
        command.chance_after,
    )  # fmt: skip


def _first_target(command: PlaceOrder | PlaceScaled | AmendOrder) -> Decimal | None:
    return command.targets[0].price if command.targets else command.target


def _amended(plan: Plan, command: AmendOrder) -> Plan:
    return replace(
        plan,
        stop=plan.stop if command.stop is None else command.stop,
        target=plan.target if (target := _first_target(command)) is None else target,
    )
