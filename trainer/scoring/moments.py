"""The decisions of a session: all commands of one symbol at a bar that change exposure or protection, and answers.

In hedge mode each leg is judged by itself, like a symbol.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby
from typing import Literal

from trainer.core.units import ZERO, in_context, parse_decimal
from trainer.engine.advance import advance
from trainer.engine.apply import apply
from trainer.engine.commands import ClosePosition, Command, Decision, Note, PlaceOrder, PlaceScaled, as_chance
from trainer.engine.events import Event, OrderFilled
from trainer.engine.lanes import focus, lane_numbers
from trainer.engine.market import Market
from trainer.engine.state import State, opening_state
from trainer.engine.words import PositionMode, Role, Side

DOOM = "liquidation_chance"
"""Kind of the note that says the chance of a liquidation within a day, the stop ignored, as a fraction."""
MomentKind = Literal["entry", "add", "reduce", "close", "protect", "cancel"]


@dataclass(frozen=True, slots=True)
class Moment:
    """One decision: the account before and after all commands of a bar on one symbol. A reversal is judged from flat.

    The slot decided on is in focus in both. `probability` is the chance said with the entry, `doom` that of a
    liquidation within a day; None without one. `checkpoint` names the question it answers; `is_placed` is False for an
    answer whose order was never sent.
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
            said = as_chance(command.probability) if isinstance(command, PlaceOrder | PlaceScaled) else said
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
        events: list[Event] = []
        for command in commands:
            state, answer = apply(state, command, market, bar)
            events += answer
        yield from _of_bar(market, bar, before, state, commands, events)


def _of_bar(
    market: Market, bar: int, before: State, after: State, commands: tuple[Command, ...], events: Sequence[Event]
) -> Iterator[Moment]:
    """One decision for each slot that changed, in the order in which the log came to them."""
    changed = [lane for lane in _in_order(market, before, after, events)
               if _kind(focus(before, lane), focus(after, lane)) is not None]  # fmt: skip
    for place, lane in enumerate(changed):
        is_last = place == len(changed) - 1
        start = focus(before, lane)
        end = focus(after if is_last else _so_far(market, start, after, lane, events), lane)
        own = commands if len(changed) == 1 else _own(commands, market, after, lane)
        kind = _kind(start, end)
        if kind is not None:
            chances = (as_chance(one.probability) for one in own if isinstance(one, PlaceOrder | PlaceScaled))
            said = next((chance for chance in chances if chance), None)
            known = _flat(start, market, bar) if _turned(start, end) else start
            yield Moment(bar, market.close_ms(bar), kind, known, end, own, said, _doom(own))
        before = end


def _in_order(market: Market, before: State, after: State, events: Sequence[Event]) -> list[int]:
    """Slots by their first event, then those without one."""
    told = [lane_of(market, event.symbol, event.position_side) for event in events]
    return list(dict.fromkeys((*told, *lane_numbers(before), *lane_numbers(after))))


def _so_far(market: Market, before: State, after: State, lane: int, events: Sequence[Event]) -> State:
    """The account with one slot as it ended and its fills paid, the other slots as they were."""
    done = focus(after, lane)
    paid = sum(
        (event.realised_pnl - event.fee + event.insurance for event in events
         if isinstance(event, OrderFilled) and lane_of(market, event.symbol, event.position_side) == lane),
        ZERO,
    )  # fmt: skip
    return replace(
        focus(before, lane), wallet=before.wallet + paid, leverage=done.leverage, margin_mode=done.margin_mode,
        position=done.position, orders=done.orders, taken_bar=done.taken_bar, taken_buy=done.taken_buy,
        taken_sell=done.taken_sell, refills=done.refills, ladder_bar=done.ladder_bar, seq=after.seq,
        next_order=after.next_order,
    )  # fmt: skip


def lane_of(market: Market, symbol: str | None, leg: Side | None) -> int:
    """The slot of a symbol (the first one where none is named) and, in hedge mode, of a leg."""
    place = next((place for place, one in enumerate(market.markets) if one.symbol == symbol), 0)
    return 2 * place + (leg is Side.SHORT)


def _own(commands: Sequence[Command], market: Market, after: State, lane: int) -> tuple[Command, ...]:
    """Those that name this slot, each with the notes after it; a note before any stands with the first slot."""
    found, is_own = [], lane == 0
    for command in commands:
        if not isinstance(command, Note):
            leg = getattr(command, "position_side", None) if after.position_mode is PositionMode.HEDGE else None
            is_own = lane_of(market, getattr(command, "symbol", None), leg) == lane
        if is_own:
            found.append(command)
    return tuple(found)


def _size(state: State) -> Decimal:
    return state.position.size if state.position is not None else Decimal(0)


def _turned(before: State, after: State) -> bool:
    return _size(before) * _size(after) < 0


def _flat(before: State, market: Market, bar: int) -> State:
    own = market.markets[before.lane // 2]
    closed, _ = apply(focus(before, 0), ClosePosition(symbol=own.symbol, position_side=before.leg), market, bar)
    return replace(focus(closed, before.lane), orders=())


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
    """The chance of a liquidation said last."""
    said = [one.text for one in commands if isinstance(one, Note) and one.kind == DOOM]
    return as_chance(parse_decimal("liquidation_chance", said[-1])) if said else None
