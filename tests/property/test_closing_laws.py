"""What a position has booked is what its trade tells, on random paths; a price of a net result leads to that result."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tests.kit.tapes import Story, crowds, stories
from trainer.core.units import MONEY_QUANTUM
from trainer.engine.commands import Decision
from trainer.engine.lanes import positions_of
from trainer.engine.run import run
from trainer.journal.trades import trades_of
from trainer.session.closing import booked, net_at, price_of_net

D = Decimal


@given(st.one_of(stories(), crowds()))
def test_a_position_and_its_trade_have_booked_the_same(story: Story) -> None:
    """To one unit of the last decimal for each turn, where a fee is split between two trades."""
    log = [Decision(bar, command) for bar, command in story.log]
    for stop in sorted({bar + 1 for bar, _ in story.log} | {len(story.market)}):
        outcome = run(story.market, [one for one in log if one.bar < stop], story.bankroll, stop)
        open_trades = [one for one in trades_of(outcome.events, story.market, stop - 1, log) if one.closed_ms is None]
        nets = sorted(one.net for one in open_trades)
        held = sorted(booked(position) for _, position in positions_of(outcome.state))
        assert len(nets) == len(held)
        assert all(abs(a - b) <= MONEY_QUANTUM for a, b in zip(nets, held, strict=True))


@given(st.one_of(stories(), crowds()), st.integers(-2_000, 2_000))
def test_closing_at_the_price_of_a_net_result_nets_it(story: Story, wanted: int) -> None:
    state = run(story.market, [Decision(bar, command) for bar, command in story.log], story.bankroll).state
    rate = story.market.rules.taker_fee
    for _, position in positions_of(state):
        price = price_of_net(position, rate, D(wanted))
        if price is not None:
            assert abs(net_at(position, price, rate) - wanted) < D("1e-12")
