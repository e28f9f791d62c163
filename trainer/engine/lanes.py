"""Several positions behind one wallet: bringing a slot into focus, and adding up the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from trainer.core.frozen import changed
from trainer.core.units import ZERO, in_context
from trainer.engine.account import Account, account, order_margin
from trainer.engine.beside import NOTHING, Beside
from trainer.engine.margin import balance_behind, frozen_fee, initial_margin, liquidation_price, required
from trainer.engine.market import Market
from trainer.engine.rules import VenueRules
from trainer.engine.state import Lane, Order, Position, State
from trainer.engine.words import MarginMode, PositionMode, Side


def lane_numbers(state: State) -> tuple[int, ...]:
    """Numbers of all slots that were ever used, ascending."""
    if not state.others:
        return (state.lane,)
    return tuple(sorted((state.lane, *(lane.number for lane in state.others))))


def positions_of(state: State) -> list[tuple[int, Position]]:
    """Every open position with the number of its slot."""
    slots = ((state.lane, state.position), *((lane.number, lane.position) for lane in state.others))
    return [(number, position) for number, position in sorted(slots, key=lambda slot: slot[0]) if position is not None]


def orders_of(state: State) -> tuple[Order, ...]:
    """Every resting order, slot by slot."""
    return tuple(order for number in lane_numbers(state) for order in focus(state, number).orders)


def lane_of_order(state: State, order_id: str) -> int | None:
    """The slot an order rests in; None where none of this id does."""
    return next((lane for lane in lane_numbers(state) if focus(state, lane).order(order_id) is not None), None)


def lane_of_leg(state: State, leg: Side | None, place: int = 0) -> int:
    """The slot of a symbol's long or short leg; in one-way mode that of its one position."""
    return 2 * place + (state.position_mode is PositionMode.HEDGE and leg is Side.SHORT)


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
    """Figures of the whole account at the close of a bar; the margin ratio is the highest of its positions."""
    marks = closes(market, bar)
    whole = _seen(state, market, marks)
    if not state.others:
        return whole
    ratios = (_seen(focus(state, lane), market, marks).margin_ratio for lane in lane_numbers(state))
    return replace(whole, margin_ratio=max((ratio for ratio in ratios if ratio is not None), default=None))


@in_context
def account_seen(state: State, market: Market, bar: int) -> Account:
    """The same seen from the slot in focus: the margin ratio is that of its own position."""
    return _seen(state, market, closes(market, bar))


@in_context
def liquidation_seen(state: State, market: Market, bar: int) -> Decimal | None:
    """Liquidation price of the position in focus, the others valued at the close of a bar."""
    rules = market.markets[state.lane // 2].rules
    return liquidation_price(state, rules, beside_of(state, market, closes(market, bar)))


def _seen(state: State, market: Market, marks: Sequence[Decimal]) -> Account:
    place = state.lane // 2
    return account(state, marks[place], market.markets[place].rules, beside_of(state, market, marks))
