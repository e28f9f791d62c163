"""The same laws with several positions behind one wallet: two symbols, hedge mode, cross and isolated together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.kit.markets import pick
from tests.kit.tapes import Story, crowds
from tests.property import test_engine_laws as single
from trainer.core.units import ZERO
from trainer.engine.account import account
from trainer.engine.advance import advance
from trainer.engine.events import PositionChanged
from trainer.engine.lanes import account_at, beside_of, closes, focus, lane_numbers
from trainer.engine.margin import is_liquidated
from trainer.engine.words import MarginMode

SAME = (
    single.test_the_wallet_is_the_sum_of_the_events_to_the_last_digit,
    single.test_the_totals_are_the_sums_of_the_events,
    single.test_sizes_stay_on_the_lot_and_prices_on_the_tick,
    single.test_a_refused_command_changes_nothing,
    single.test_events_are_numbered_and_in_time_order,
    single.test_skipping_ahead_equals_stepping_every_bar,
    single.test_one_bar_at_a_time_equals_the_whole_run,
    single.test_the_same_log_gives_the_same_events_twice,
)


@pytest.mark.parametrize("law", SAME, ids=lambda law: law.__name__)
@given(story=crowds())
def test_what_holds_for_one_position_holds_for_several(law: Callable[..., None], story: Story) -> None:
    inner: Any = law
    inner.hypothesis.inner_test(story)


@given(crowds(), st.data())
def test_cutting_an_advance_in_two_changes_nothing(story: Story, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(story.market) - 1))
    cut = data.draw(st.integers(start + 1, len(story.market)))
    state = single.play_story(story, stop=start + 1).state
    whole, events = advance(state, story.market, start + 1, len(story.market))
    half, first = advance(state, story.market, start + 1, cut)
    rest, second = advance(half, story.market, cut, len(story.market))
    assert (rest, first + second) == (whole, events)


@given(crowds(), st.data())
def test_other_future_bars_change_nothing_up_to_the_cursor(story: Story, data: st.DataObject) -> None:
    cursor = data.draw(st.integers(0, len(story.market) - 1))
    where = story.market
    others = tuple(single.spliced(one, where.last, cursor) for one in where.others)
    changed = replace(single.spliced(where, where.others[0].last, cursor), others=others)
    seen, unseen = (single.play_story(story, one, stop=cursor + 1) for one in (where, changed))
    assert (seen.state, seen.events) == (unseen.state, unseen.events)


@given(crowds())
def test_no_slot_is_left_to_be_liquidated_and_no_account_lies_below_zero(story: Story) -> None:
    for bar, state in single.closes(story):
        marks = closes(story.market, bar)
        assert state.lane == 0
        for lane in lane_numbers(state):
            seen = focus(state, lane)
            rules, mark = story.market.markets[lane // 2].rules, marks[lane // 2]
            if seen.ladder_bar != bar:
                assert not is_liquidated(seen, rules, mark, beside_of(seen, story.market, marks))
            assert seen.lane == lane and focus(seen, 0) == focus(state, 0)
        assert state.wallet >= 0
        assert account_at(state, story.market, bar).equity >= 0 or any(
            focus(state, lane).ladder_bar == bar for lane in lane_numbers(state)
        )


@given(crowds())
def test_the_account_is_the_same_from_every_slot(story: Story) -> None:
    """Wallet, equity, free margin, margins and leverage do not depend on which position lies in focus."""
    for bar, state in single.closes(story):
        marks = closes(story.market, bar)
        found = []
        for lane in lane_numbers(state):
            seen = focus(state, lane)
            rules = story.market.markets[lane // 2].rules
            figures = account(seen, marks[lane // 2], rules, beside_of(seen, story.market, marks))
            found.append((figures.equity, figures.free_margin, figures.order_margin, figures.position_margin,
                          figures.unrealised, figures.maintenance))  # fmt: skip
        for other in found[1:]:
            assert all(abs(one - two) < Decimal("1E-18") for one, two in zip(found[0], other, strict=True))


@given(crowds())
def test_events_name_the_symbol_and_the_leg_they_are_about(story: Story) -> None:
    sizes: dict[tuple[str, object], Decimal] = {}
    outcome = single.play_story(story)
    for event in pick(outcome.events, PositionChanged):
        sizes[event.symbol, event.position_side] = event.size
        if event.position_side is not None:
            assert event.size * event.position_side.sign >= 0
    for lane in lane_numbers(outcome.state):
        seen = focus(outcome.state, lane)
        symbol = story.market.markets[lane // 2].symbol
        assert sizes.get((symbol, seen.leg), ZERO) == (seen.position.size if seen.position else ZERO)


@given(crowds())
def test_no_cross_loss_reaches_into_an_isolated_margin(story: Story) -> None:
    """Once no cross position is open, the wallet holds all isolated margins; a closing fee may come out of them."""
    fees = ZERO
    for _, state in single.closes(story):
        held = [one for lane in lane_numbers(state) if (one := focus(state, lane).position) is not None]
        fees = state.totals.fees
        if all(one.mode is MarginMode.ISOLATED for one in held):
            assert state.wallet - sum((one.margin for one in held), ZERO) >= -fees
