"""Laws of the engine on random markets and random decisions: books, grids, time."""

from __future__ import annotations

from dataclasses import fields, replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tests.kit.markets import candles, names, pick, play, step_by_step, wallet_from
from tests.kit.tapes import Story, rows, stories
from trainer.core.units import ZERO, in_context, on_grid
from trainer.engine.account import account
from trainer.engine.advance import advance
from trainer.engine.apply import apply
from trainer.engine.bar import step_bar
from trainer.engine.events import (
    Event,
    FundingPaid,
    Liquidated,
    LiquidationStep,
    OrderFilled,
    OrderRejected,
    PositionChanged,
)
from trainer.engine.margin import is_liquidated
from trainer.engine.market import Market
from trainer.engine.rules import Settlement
from trainer.engine.run import Outcome
from trainer.engine.state import State, opening_state
from trainer.engine.words import MarginMode
from trainer.market.candles import Candles

CLOSING = {"stop", "target", "close", "time_exit"}


def play_story(story: Story, where: Market | None = None, stop: int | None = None) -> Outcome:
    """The whole story in one run, up to `stop`."""
    log = [item for item in story.log if stop is None or item[0] < stop]
    return play(where or story.market, *log, bankroll=story.bankroll, stop=stop)


# the books


@given(stories())
def test_the_wallet_is_the_sum_of_the_events_to_the_last_digit(story: Story) -> None:
    state, bankroll = opening_state(story.bankroll), story.bankroll
    events: list[Event] = []
    for bar in range(len(story.market)):
        if bar:
            state, happened = advance(state, story.market, bar, bar + 1)
            events.extend(happened)
        for _, command in (item for item in story.log if item[0] == bar):
            state, happened = apply(state, command, story.market, bar)
            events.extend(happened)
            assert state.wallet == wallet_from(events, bankroll)
        totals = state.totals
        assert (
            state.wallet
            == wallet_from(events, bankroll)
            == bankroll + (totals.realised - totals.fees - totals.funding - totals.liquidation_fees + totals.insurance)
        )


@given(stories())
def test_the_totals_are_the_sums_of_the_events(story: Story) -> None:
    outcome = play_story(story)
    fills, steps = pick(outcome.events, OrderFilled), pick(outcome.events, LiquidationStep)
    ends, totals = pick(outcome.events, Liquidated), outcome.state.totals
    assert totals.fees == sum((fill.fee for fill in fills), ZERO)
    assert totals.funding == sum((event.amount for event in pick(outcome.events, FundingPaid)), ZERO)
    assert totals.liquidation_fees == sum((step.fee for step in steps), ZERO)
    assert totals.realised == sum((item.realised_pnl for item in (*fills, *steps)), ZERO)
    assert totals.insurance == sum((item.insurance for item in (*fills, *ends)), ZERO)
    assert (totals.fills, totals.liquidations) == (len(fills), len(ends))
    parts = [(fill.half_spread + fill.impact + fill.gap) for fill in fills] + [step.slippage for step in steps]
    assert abs(totals.slippage - sum(parts, ZERO)) <= len(fills) * Decimal("2E-8")


@given(stories())
def test_price_pnl_is_that_of_the_position_changes(story: Story) -> None:
    """Each closing books size * (price - entry) of the position before it, by its own events alone."""
    size = entry = ZERO
    for event in play_story(story).events:
        if isinstance(event, OrderFilled | LiquidationStep):
            closed = min(event.size, abs(size))
            if isinstance(event, OrderFilled) and (size == 0 or event.side.sign * size > 0):
                closed = ZERO
            expected = (1 if size > 0 else -1) * closed * (event.price - entry)
            assert abs(event.realised_pnl - expected) <= Decimal("1E-8")
            if isinstance(event, LiquidationStep):
                size -= closed.copy_sign(size)
        elif isinstance(event, PositionChanged):
            size, entry = event.size, event.entry


@given(stories())
def test_equity_reconciles_with_its_parts(story: Story) -> None:
    for bar, state in closes(story):
        mark = story.market.mark_close(bar)
        found = account(state, mark, story.market.rules)
        position = state.position
        assert abs(found.equity - state.wallet - found.unrealised) < Decimal("1E-20")
        if found.free_margin == 0 or not story.market.rules.gains_back_orders:
            continue
        cross = position is not None and position.mode is MarginMode.CROSS
        parts = found.free_margin + found.order_margin + found.position_margin + (ZERO if cross else found.unrealised)
        assert abs(parts - found.equity) < Decimal("1E-20")


def closes(story: Story) -> list[tuple[int, State]]:
    """The state at each close before the commands given there."""
    state, found = opening_state(story.bankroll), []
    for bar in range(len(story.market)):
        if bar:
            state, _ = advance(state, story.market, bar, bar + 1)
        found.append((bar, state))
        for _, command in (item for item in story.log if item[0] == bar):
            state, _ = apply(state, command, story.market, bar)
    return found


@given(stories())
def test_no_account_below_zero_and_nothing_survives_its_liquidation(story: Story) -> None:
    for bar, state in closes(story):
        mark = story.market.mark_close(bar)
        assert not is_liquidated(state, story.market.rules, mark)
        assert state.wallet >= 0
        assert account(state, mark, story.market.rules).equity >= 0


@given(stories())
def test_a_command_never_leaves_a_position_that_is_liquidated_at_once(story: Story) -> None:
    """An opening order whose own slippage would do it is refused; closing is always allowed."""
    state = opening_state(story.bankroll)
    for bar in range(len(story.market)):
        if bar:
            state, _ = advance(state, story.market, bar, bar + 1)
        for _, command in (item for item in story.log if item[0] == bar):
            before = abs(state.position.size) if state.position else ZERO
            state, _ = apply(state, command, story.market, bar)
            if state.position is not None and abs(state.position.size) > before:
                assert not is_liquidated(state, story.market.rules, story.market.mark_close(bar))


@given(stories())
def test_an_isolated_position_never_costs_more_than_its_margin(story: Story) -> None:
    """A closing fee that was set aside beside the margin (takeover venues) comes on top."""
    margin, beside, isolated = ZERO, ZERO, True
    for event in play_story(story).events:
        if isinstance(event, LiquidationStep) and story.market.rules.settlement is Settlement.TAKEOVER:
            beside += event.fee
        if event.name == "leverage_changed":
            isolated = event.margin_mode == MarginMode.ISOLATED  # type: ignore[attr-defined]  # known by its name
        elif isinstance(event, PositionChanged):
            margin = event.margin
        elif isinstance(event, FundingPaid):
            margin -= event.amount
        elif isinstance(event, Liquidated) and isolated:
            assert event.loss - beside <= max(margin, ZERO) + Decimal("1E-8")
            beside = ZERO


# orders and grids


@given(stories())
def test_closing_orders_never_open_and_never_turn(story: Story) -> None:
    size = ZERO
    closing = False
    for event in play_story(story).events:
        if isinstance(event, OrderFilled):
            closing = event.reason in CLOSING
        elif isinstance(event, PositionChanged):
            if closing:
                assert abs(event.size) <= abs(size) and event.size * size >= 0
            size, closing = event.size, False


@given(stories())
def test_a_closed_position_leaves_no_protective_order(story: Story) -> None:
    for _, state in closes(story):
        for order in state.orders:
            if order.reduce_only:
                assert state.position is not None and order.side is state.position.side.opposite


@given(stories())
def test_sizes_stay_on_the_lot_and_prices_on_the_tick(story: Story) -> None:
    rules = story.market.rules
    for event in play_story(story).events:
        if isinstance(event, OrderFilled | LiquidationStep | PositionChanged):
            assert on_grid(abs(event.size), rules.lot)
        if isinstance(event, OrderFilled):
            assert event.size > 0 and event.price > 0 and on_grid(event.price, rules.tick)
        if isinstance(event, LiquidationStep) and rules.settlement is Settlement.MARKET:
            assert on_grid(event.price, rules.tick)


@given(stories())
def test_a_refused_command_changes_nothing(story: Story) -> None:
    state = opening_state(story.bankroll)
    for bar in range(len(story.market)):
        if bar:
            state, _ = advance(state, story.market, bar, bar + 1)
        for _, command in (item for item in story.log if item[0] == bar):
            before = state
            state, events = apply(before, command, story.market, bar)
            if pick(events, OrderRejected):
                assert len(events) == 1 and replace(state, seq=before.seq) == before


@given(stories())
def test_events_are_numbered_and_in_time_order(story: Story) -> None:
    events = play_story(story).events
    assert [event.seq for event in events] == list(range(len(events)))
    moments = [(event.bar, event.phase != "open", event.phase == "command") for event in events]
    assert moments == sorted(moments)


# time


@given(stories())
def test_skipping_ahead_equals_stepping_every_bar(story: Story) -> None:
    state = opening_state(story.bankroll)
    events: list[Event] = []
    for bar in range(len(story.market)):
        if bar:
            state, happened = in_context(step_bar)(state, story.market, bar)
            events.extend(happened)
        for _, command in (item for item in story.log if item[0] == bar):
            state, answered = apply(state, command, story.market, bar)
            events.extend(answered)
    skipped = play_story(story)
    assert skipped.events == tuple(events) and skipped.state == state


@given(stories())
def test_one_bar_at_a_time_equals_the_whole_run(story: Story) -> None:
    assert step_by_step(story.market, *story.log, bankroll=story.bankroll) == play_story(story)


@given(stories(), st.data())
def test_cutting_an_advance_in_two_changes_nothing(story: Story, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(story.market) - 1))
    cut = data.draw(st.integers(start + 1, len(story.market)))
    state = play_story(story, stop=start + 1).state
    whole, events = advance(state, story.market, start + 1, len(story.market))
    half, first = advance(state, story.market, start + 1, cut)
    rest, second = advance(half, story.market, cut, len(story.market))
    assert (rest, first + second) == (whole, events)


@given(stories(), st.data())
def test_a_run_resumed_from_its_log_goes_on_as_if_never_stopped(story: Story, data: st.DataObject) -> None:
    cursor = data.draw(st.integers(0, len(story.market) - 1))
    fresh = replace(story.market)  # another process: no cache
    resumed = play_story(story, fresh, stop=cursor + 1)
    state, events = resumed.state, list(resumed.events)
    for bar in range(cursor + 1, len(fresh)):
        state, happened = advance(state, fresh, bar, bar + 1)
        events.extend(happened)
        for _, command in (item for item in story.log if item[0] == bar):
            state, happened = apply(state, command, fresh, bar)
            events.extend(happened)
    whole = play_story(story)
    assert (state, tuple(events)) == (whole.state, whole.events)


@given(stories(), st.data())
def test_other_future_bars_change_nothing_up_to_the_cursor(story: Story, data: st.DataObject) -> None:
    count = len(story.market)
    cursor = data.draw(st.integers(0, count - 1))
    other = candles(data.draw(rows(count)))
    changed = spliced(story.market, other, cursor)
    seen, unseen = (play_story(story, where, stop=cursor + 1) for where in (story.market, changed))
    assert (seen.state, seen.events) == (unseen.state, unseen.events)


def spliced(where: Market, other: Candles, cursor: int) -> Market:
    """The market with everything after the cursor taken from other candles, the mark and the funding too."""
    keep = cursor + 1

    def joined(series: Candles) -> Candles:
        columns = {}
        for field in ("open", "high", "low", "close", "volume"):
            column = getattr(series, field).copy()
            column[keep:] = getattr(other, field)[keep:]
            columns[field] = column
        return Candles(series.time_ms, timeframe_ms=series.timeframe_ms, **columns)

    last = joined(where.last)
    end = where.close_ms(cursor)
    funding = tuple(item for item in where.funding if item.time_ms < end)
    return replace(where, last=last, mark=joined(where.mark) if where.has_mark else last, funding=funding)


@given(stories())
def test_the_same_log_gives_the_same_events_twice(story: Story) -> None:
    first, second = play_story(story), play_story(story, replace(story.market))
    assert first == second and names(first.events) == names(second.events)


def test_every_field_of_the_totals_is_checked_above() -> None:
    assert {item.name for item in fields(opening_state(Decimal(1)).totals)} == {
        "realised", "fees", "funding", "liquidation_fees", "insurance", "slippage", "liquidations", "fills",
    }  # fmt: skip
