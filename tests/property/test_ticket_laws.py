"""Laws of orders as the ticket builds them: a row is worth its size, an order of a leg touches that leg alone."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import assume, given
from hypothesis import strategies as st

from tests.kit.markets import BANKROLL, flat, free, market
from tests.kit.tapes import sizes
from tests.kit.wallets import HEDGE
from trainer.engine.apply import apply
from trainer.engine.commands import PlaceScaled
from trainer.engine.events import OrderRejected
from trainer.engine.lanes import focus, orders_of
from trainer.engine.scaled import rungs_of
from trainer.engine.state import State, opening_state
from trainer.engine.words import Side, Sizing
from trainer.presenters.ticket_fields import TicketFields, TicketKind, command_of

D = Decimal
WHERE = market(flat(10_000, 5), rules=free())
STEPS = st.integers(-600, 600).map(lambda halves: D(10_000) + D(halves) / 2)


@st.composite
def typed(draw: st.DrawFn) -> TicketFields:
    """A ticket in hedge mode with an order at market or a row."""
    side = draw(st.sampled_from(Side))
    closes = draw(st.booleans())
    far = D(10_000) - side.sign * 500
    return TicketFields(
        side=side, kind=draw(st.sampled_from((TicketKind.MARKET, TicketKind.SCALED))), size=draw(sizes()),
        price=draw(STEPS), last_price=draw(STEPS), count=D(draw(st.integers(2, 12))),
        sizing=draw(st.sampled_from(Sizing)), stop=None if closes else far, target=None if closes else 20_000 - far,
        target_2=None if closes else 20_000 - far + side.sign * 100, share_2=None if closes else D(40),
        probability=None if closes else D("0.5"), reduce_only=closes, is_hedge=True,
    )  # fmt: skip


def legs(state: State) -> tuple[Decimal, Decimal]:
    """Sizes of the long and the short leg, 0 where none is open."""
    found = (focus(state, lane).position for lane in (0, 1))
    long, short = (D(0) if one is None else one.size for one in found)
    return long, short


@given(st.lists(typed(), min_size=1, max_size=8))
def test_an_order_of_a_leg_leaves_the_other_alone_and_never_turns_its_own(orders: list[TicketFields]) -> None:
    state, _ = apply(opening_state(BANKROLL * 100), HEDGE, WHERE, 0)
    for fields in orders:
        command = command_of(fields, fields.size)
        assert command is not None and command.position_side is fields.leg
        before, resting = legs(state), {order.order_id for order in orders_of(state)}
        state, events = apply(state, command, WHERE, 0)
        after = legs(state)
        own = int(fields.leg is Side.SHORT)
        assert after[1 - own] == before[1 - own]
        assert after[0] >= 0 >= after[1]
        grown = abs(after[own]) - abs(before[own])
        assert grown <= 0 if fields.reduce_only else grown >= 0
        if any(isinstance(event, OrderRejected) for event in events):
            assert after == before and {order.order_id for order in orders_of(state)} == resting


@given(typed(), st.booleans())
def test_a_row_of_the_ticket_is_worth_its_size(fields: TicketFields, is_hedge: bool) -> None:
    command = command_of(fields, fields.size)
    assume(isinstance(command, PlaceScaled))
    assert isinstance(command, PlaceScaled)
    rungs = rungs_of(WHERE.rules, command)
    assert sum(size for _, size in rungs) == fields.size and len(rungs) == fields.count
    low, high = sorted((command.first_price, command.last_price))
    assert all(low <= price <= high and price % WHERE.rules.tick == 0 for price, _ in rungs)
    tail = [size for _, size in rungs]
    assert tail == sorted(tail)
    state = opening_state(BANKROLL * 100)
    if is_hedge:
        state, _ = apply(state, HEDGE, WHERE, 0)
    after, events = apply(state, command, WHERE, 0)
    if any(isinstance(event, OrderRejected) for event in events):
        assert orders_of(after) == orders_of(state) and legs(after) == legs(state)
        return
    entries = [order.size or D(0) for order in orders_of(after) if order.placed_bar == 0 and not order.reduce_only]
    assert sum(entries) + sum(abs(size) for size in legs(after)) == fields.size or fields.reduce_only
