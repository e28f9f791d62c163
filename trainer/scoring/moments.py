"""The decisions of a session: all commands of one bar that change exposure or protection, and checkpoint answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby
from typing import Literal

from trainer.core.units import in_context, parse_decimal
from trainer.engine.advance import advance
from trainer.engine.apply import apply
from trainer.engine.commands import ClosePosition, Command, Decision, Note, PlaceOrder
from trainer.engine.market import Market
from trainer.engine.state import State, opening_state
from trainer.engine.words import Role

DOOM = "liquidation_chance"
"""Kind of the note that says the chance of a liquidation within a day, the stop ignored, as a fraction."""
MomentKind = Literal["entry", "add", "reduce", "close", "protect", "cancel"]


@dataclass(frozen=True, slots=True)
class Moment:
    """One decision: the account before and after all commands of a bar. A reversal is judged from flat.

    `probability` is the chance said with the entry, `doom` that of a liquidation within a day; None without one.
    `checkpoint` names the question it answers; `is_placed` is False for an answer whose order was never sent.
    """

    bar: int
    time_ms: int
    kind: MomentKind
    before: State
    after: State
    commands: tuple[Command, ...]
    probability: Decimal | None = None
    doom: Decimal | None = None
    checkpoint: str = ""
    is_placed: bool = True


@dataclass(frozen=True, slots=True)
class CheckpointAnswer:
    """An answer to a checkpoint as the commands it stands for, at a bar; none of them passes."""

    checkpoint: str
    bar: int
    commands: tuple[Command, ...]


@in_context
def answered(market: Market, answers: Sequence[CheckpointAnswer], bankroll: Decimal) -> Iterator[Moment]:
    """Answers as decisions of a fresh account; a pass and what the venue would refuse are left out."""
    for answer in answers:
        before = state = opening_state(bankroll)
        said = None
        for command in answer.commands:
            state, _ = apply(state, command, market, answer.bar)
            said = command.probability if isinstance(command, PlaceOrder) else said
        if _kind(before, state) == "entry":
            yield Moment(
                answer.bar, market.close_ms(answer.bar), "entry", before, state, answer.commands, said, None,
                answer.checkpoint, is_placed=False,
            )  # fmt: skip


def with_answers(placed: Sequence[Moment], answers: Sequence[Moment]) -> tuple[Moment, ...]:
    """One decision for an answer and the order it placed at its bar; answers that placed nothing follow at the end."""
    orders = {answer.bar: answer for answer in answers}
    joined, matched = [], set()
    for moment in placed:
        answer = orders.get(moment.bar)
        if answer is not None and moment.kind == "entry" and _sent(answer) & _sent(moment):
            matched.add(answer.checkpoint)
            said = moment.probability or answer.probability
            moment = replace(moment, checkpoint=answer.checkpoint, probability=said)
        joined.append(moment)
    return (*joined, *(answer for answer in answers if answer.checkpoint not in matched))


def _sent(moment: Moment) -> set[PlaceOrder]:
    """Its orders, whatever chance was said with them."""
    return {replace(one, probability=None, order_id=None) for one in moment.commands if isinstance(one, PlaceOrder)}


@in_context
def moments_of(market: Market, decisions: Sequence[Decision], bankroll: Decimal, stop: int) -> Iterator[Moment]:
    """Every decision of a log over bars [market.start, stop), in order; bars that changed nothing are left out."""
    state, passed = opening_state(bankroll), market.start
    for bar, group in groupby((item for item in decisions if item.bar < stop), key=lambda item: item.bar):
        state, _ = advance(state, market, passed + 1, bar + 1)
        passed, before = bar, state
        commands = tuple(decision.command for decision in group)
        for command in commands:
            state, _ = apply(state, command, market, bar)
        kind = _kind(before, state)
        if kind is not None:
            start = _flat(before, market, bar) if _turned(before, state) else before
            said = next((c.probability for c in commands if isinstance(c, PlaceOrder) and c.probability), None)
            yield Moment(bar, market.close_ms(bar), kind, start, state, commands, said, _doom(commands))


def _size(state: State) -> Decimal:
    return state.position.size if state.position is not None else Decimal(0)


def _turned(before: State, after: State) -> bool:
    return _size(before) * _size(after) < 0


def _flat(before: State, market: Market, bar: int) -> State:
    closed, _ = apply(before, ClosePosition(), market, bar)
    return replace(closed, orders=())


def _kind(before: State, after: State) -> MomentKind | None:
    held, holds = abs(_size(before)), abs(_size(after))
    if _turned(before, after) or (held == 0 and holds > 0):
        return "entry"
    if held != holds:
        return "close" if holds == 0 else "add" if holds > held else "reduce"
    if held > 0:
        return "protect" if _protection(before) != _protection(after) else None
    resting, rests = _entries(before), _entries(after)
    if resting == rests:
        return None
    return "entry" if rests else "cancel"


def _protection(state: State) -> tuple[object, ...]:
    position = state.position
    margin = None if position is None else (position.margin, position.leverage, position.time_exit)
    return (margin, *((order.role, order.level, order.size) for order in state.orders if order.reduce_only))


def _entries(state: State) -> tuple[object, ...]:
    return tuple(
        (order.level, order.size, order.side, order.stop, order.target, order.targets)
        for order in state.orders
        if order.role is Role.ENTRY
    )


def _doom(commands: Sequence[Command]) -> Decimal | None:
    said = [one.text for one in commands if isinstance(one, Note) and one.kind == DOOM]
    return parse_decimal("liquidation_chance", said[-1]) if said else None
