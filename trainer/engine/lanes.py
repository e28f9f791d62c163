"""Several positions behind one wallet: bringing a slot into focus, and adding up the others."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from trainer.core.frozen import changed
from trainer.core.units import ZERO, in_context
from trainer.engine.account import Account, account, order_margin
from trainer.engine.beside import NOTHING, Beside
from trainer.engine.margin import balance_behind, frozen_fee, initial_margin, required
from trainer.engine.market import Market
from trainer.engine.rules import VenueRules
from trainer.engine.state import Lane, State
from trainer.engine.words import MarginMode


def lane_numbers(state: State) -> tuple[int, ...]:
    """Numbers of all slots that were ever used, ascending."""
    if not state.others:
        return (state.lane,)
    return tuple(sorted((state.lane, *(lane.number for lane in state.others))))


def focus(state: State, number: int) -> State:
    """The same account with this slot open; a slot never used begins with its sibling's leverage and mode."""
    if number == state.lane:
        return state
    put_away = Lane(
        state.lane, state.leverage, state.margin_mode, state.position, state.orders, state.taken_bar, state.taken_buy,
        state.taken_sell, state.refills, state.ladder_bar,
    )  # fmt: skip
    lanes = {lane.number: lane for lane in (put_away, *state.others)}
    sibling = lanes.get(number ^ 1)
    wanted = lanes.pop(number, None)
    if wanted is None:
        wanted = Lane(number) if sibling is None else Lane(number, sibling.leverage, sibling.margin_mode)
    return changed(
        state, lane=number, others=tuple(lanes[key] for key in sorted(lanes)), leverage=wanted.leverage,
        margin_mode=wanted.margin_mode, position=wanted.position, orders=wanted.orders, refills=wanted.refills,
        ladder_bar=wanted.ladder_bar, taken_bar=wanted.taken_bar, taken_buy=wanted.taken_buy,
        taken_sell=wanted.taken_sell,
    )  # fmt: skip


def without_unused(state: State) -> tuple[Lane, ...]:
    """The slots out of focus, those left out that hold nothing but what a new one would begin with."""
    kept: list[Lane] = []
    for lane in sorted(state.others, key=lambda one: -one.number):  # a short leg before the long one it begins like
        other = (
            state
            if lane.number == state.lane + 1
            else next((one for one in state.others if one.number == lane.number - 1), None)
        )
        begins = Lane(lane.number)
        if lane.number % 2 and other is not None:
            begins = Lane(lane.number, other.leverage, other.margin_mode)
        has_leg = any(one.number == lane.number + 1 for one in kept)
        if lane != begins or (has_leg and not lane.number % 2):
            kept.append(lane)
    return tuple(sorted(kept, key=lambda one: one.number))


def beside_of(state: State, market: Market, marks: Sequence[Decimal]) -> Beside:
    """Sums over the slots out of focus; `marks` are by place in the market."""
    if not state.others:
        return NOTHING
    sums = dict.fromkeys(
        ("unrealised", "isolated_unrealised", "isolated", "requirement", "isolated_need", "initial", "orders",
         "frozen", "notional", "sibling_gain", "sibling_need"), ZERO,
    )  # fmt: skip
    crosses, sibling = 0, None
    for lane in state.others:
        place = lane.number // 2
        rules, mark, position = market.markets[place].rules, marks[place], lane.position
        sums["orders"] += order_margin(lane, rules)
        if position is None:
            continue
        gain, needed = position.unrealised(mark), required(rules, state, position, mark)
        aside = frozen_fee(rules, position.size, position.entry, position.leverage)
        sums["notional"] += position.notional(mark)
        if position.mode is MarginMode.ISOLATED:
            sums["isolated"] += position.margin + aside
            sums["isolated_unrealised"] += gain
            sums["isolated_need"] += needed + aside
            continue
        if _is_pair(state, lane):
            sibling, sums["sibling_gain"], sums["sibling_need"] = position, gain, needed
        crosses += 1
        sums["frozen"] += aside
        sums["unrealised"] += gain
        sums["requirement"] += needed
        sums["initial"] += initial_margin(rules, position.size, mark, position.leverage)
    return Beside(**sums, crosses=crosses, sibling=sibling)


def _is_pair(state: State, lane: Lane) -> bool:
    """Whether the lane is the other leg of the symbol in focus, whose own position is cross."""
    position = state.position
    return lane.number == state.lane ^ 1 and position is not None and position.mode is MarginMode.CROSS


def excess(state: State, rules: VenueRules, mark: Decimal, beside: Beside) -> Decimal:
    """Equity of the cross account less its requirement, seen from a cross position in focus; 0 or less liquidates."""
    position = state.position
    if position is None:
        return ZERO
    equity = balance_behind(state, position, beside) + position.unrealised(mark)
    return equity - required(rules, state, position, mark) - beside.requirement


def closes(market: Market, bar: int) -> tuple[Decimal, ...]:
    """Mark of every symbol at the close of a bar."""
    if not market.others:
        return (market.mark_close(bar),)
    return tuple(one.mark_close(bar) for one in market.markets)


@in_context
def account_at(state: State, market: Market, bar: int) -> Account:
    """Figures of the whole account at the close of a bar."""
    marks = closes(market, bar)
    return account(state, marks[0], market.rules, beside_of(state, market, marks))
