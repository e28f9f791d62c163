"""A session reveals, keeps, rewinds and resumes without ever trusting anything but its log."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from tests.kit.scenes import BARS, FALL_AT, START_BAR, made_candles, made_scenario
from trainer.engine.commands import AmendOrder, ClosePosition, PlaceOrder, SetLeverage
from trainer.engine.events import Liquidated, OrderFilled, OrderRejected
from trainer.engine.version import ENGINE_VERSION
from trainer.engine.words import OrderKind, Side
from trainer.journal.entries import JournalError
from trainer.journal.records import SessionRecord
from trainer.journal.trades import trades_of
from trainer.market.candles import Candles
from trainer.session.markets import market_of
from trainer.session.session import PauseOn, Session, SessionError

LONG = PlaceOrder(side=Side.LONG, size=Decimal("0.5"))
EVERYTHING = frozenset(PauseOn)


def fresh(candles: Candles | None = None, **options: object) -> Session:
    """A session over the made-up scenario that keeps nothing."""
    scenario = made_scenario(candles)
    market = market_of(scenario)
    record = SessionRecord(
        "s1", scenario.id, scenario.content_hash, scenario.title, "BTCUSDT", 60_000, market.rules, ENGINE_VERSION,
        Decimal(10_000), market.start, len(market) - 1, 0,
    )  # fmt: skip
    return Session(record, scenario, market, **options)  # type: ignore[arg-type]


def resumed(session: Session) -> Session:
    """The same session opened again from what it journalled."""
    return fresh(takes=session.takes, entries=session._all_entries, place=session.place)


def test_a_session_starts_with_the_bar_that_closes_at_the_start() -> None:
    session = fresh()
    assert session.cursor == START_BAR - 1
    assert len(session.revealed) == START_BAR


def test_the_future_cannot_be_read() -> None:
    session = fresh()
    with pytest.raises(IndexError, match="not revealed"):
        session.revealed.bar(START_BAR)
    with pytest.raises(IndexError, match="not all revealed"):
        session.revealed.window(0, START_BAR + 1)
    session.advance()
    assert session.revealed.bar(START_BAR).time_ms == session.market.last.time_ms[START_BAR]


def test_a_refused_command_is_journalled_and_changes_nothing() -> None:
    session = fresh()
    before = session.state
    answer = session.give(PlaceOrder(side=Side.LONG, size=Decimal(1_000)))
    assert answer.rejected is not None
    assert isinstance(session.events[-1], OrderRejected)
    assert replace(session.state, seq=before.seq) == before
    assert len(session.entries) == 1


@pytest.mark.parametrize("batch", [1, 7, 1000])
def test_batches_of_any_size_end_alike(batch: int) -> None:
    session, single = fresh(), fresh()
    for one in (session, single):
        one.give(SetLeverage(leverage=Decimal(10)))
        one.give(LONG)
    while not session.is_at_end:
        session.advance(batch)
    while not single.is_at_end:
        single.advance(1)
    assert session.events == single.events
    assert session.state == single.state
    assert any(isinstance(event, Liquidated) for event in session.events)


def test_an_advance_stops_at_each_cause_and_names_it() -> None:
    session = fresh()
    session.give(SetLeverage(leverage=Decimal(10)))
    session.give(PlaceOrder(side=Side.LONG, size=Decimal("0.5"), stop=Decimal(9_500)))
    causes = []
    while not session.is_at_end:
        advance = session.advance(BARS, EVERYTHING)
        assert advance.last == session.cursor
        causes.append((advance.paused, session.cursor))
    names = [cause for cause, _ in causes]
    assert (PauseOn.EVENT, 199) in causes
    assert (PauseOn.CHECKPOINT, 249) in causes
    assert (PauseOn.FUNDING, 300) in causes
    assert PauseOn.STOP in names
    assert names[-1] is None
    falls = [bar for cause, bar in causes if cause is PauseOn.STOP]
    assert FALL_AT < falls[0] < FALL_AT + 20


def test_a_margin_warning_comes_before_the_liquidation() -> None:
    session = fresh(made_candles(step=20))
    session.give(SetLeverage(leverage=Decimal(10)))
    session.give(LONG)
    causes = frozenset({PauseOn.MARGIN_WARNING, PauseOn.LIQUIDATION})
    first, second = session.advance(BARS, causes), session.advance(BARS, causes)
    assert (first.paused, second.paused) == (PauseOn.MARGIN_WARNING, PauseOn.LIQUIDATION)
    assert first.last < second.last


def test_resumed_equals_never_stopped() -> None:
    session, straight = fresh(), fresh()
    for one in (session, straight):
        one.give(PlaceOrder(side=Side.LONG, size=Decimal("0.3"), stop=Decimal(9_700), target=Decimal(10_400)))
        one.advance(60)
        one.give(AmendOrder(order_id="o1-stop", trigger=Decimal(9_800)))
        one.note("note", "moved the stop up")
        one.advance(90)
    session = resumed(session)
    for one in (session, straight):
        one.give(ClosePosition(fraction=Decimal("0.5")))
        one.advance(BARS)
    assert session.events == straight.events
    assert session.entries == straight.entries


def test_a_rewind_opens_a_take_and_leaves_later_decisions_behind() -> None:
    session = fresh()
    session.advance(10)
    session.give(LONG)
    session.advance(50)
    session.give(ClosePosition())
    session.advance(5)
    furthest = session.cursor
    session.rewind(START_BAR + 20)
    assert (session.take, session.cursor, session.furthest) == (2, START_BAR + 20, furthest)
    assert [type(entry.command) for entry in session.entries] == [PlaceOrder]
    session.give(PlaceOrder(side=Side.SHORT, size=Decimal("0.5")))
    assert session.entries[-1].is_seen
    assert session.state.position is None
    again = resumed(session)
    assert again.events == session.events
    with pytest.raises(SessionError, match="rewind"):
        session.rewind(session.cursor)


def test_a_changed_entry_is_found() -> None:
    session = fresh()
    session.give(LONG)
    session.advance(3)
    session.note("note", "fine")
    entries = session._all_entries
    forged = [replace(entries[0], command=PlaceOrder(side=Side.SHORT, size=Decimal("0.5"))), *entries[1:]]
    with pytest.raises(JournalError, match="entry 1"):
        fresh(takes=session.takes, entries=forged, place=session.place)
    with pytest.raises(JournalError, match="missing"):
        fresh(takes=session.takes, entries=entries[1:], place=session.place)


def test_other_candles_under_the_same_log_are_refused() -> None:
    session = fresh()
    session.give(LONG)
    session.advance(3)
    session.note("note", "fine")
    market = market_of(made_scenario(made_candles(seed=8)))
    with pytest.raises(SessionError, match="other events"):
        Session(session.record, session.scenario, market, entries=session._all_entries, place=session.place)


def test_a_preview_is_the_fill() -> None:
    session = fresh()
    command = PlaceOrder(side=Side.LONG, size=Decimal("0.4"), stop=Decimal(9_800))
    seen = session.preview(command)
    session.give(command)
    assert session.state == seen.after
    assert seen.fill_price == next(e.price for e in session.events if isinstance(e, OrderFilled))
    assert seen.account_after == session.account() or seen.fill_price != session.market.mark_close(session.cursor)
    assert session.trades()[-1].one_r == seen.one_r


def test_a_preview_of_a_resting_order_is_its_fill_at_its_price() -> None:
    session = fresh()
    price = Decimal("9900")
    seen = session.preview(PlaceOrder(side=Side.LONG, kind=OrderKind.LIMIT, size=Decimal("0.4"), price=price))
    assert seen.fill_price == price
    assert seen.liquidation_price is not None
    assert session.state.orders == ()


def test_later_bars_change_nothing_before_them() -> None:
    candles = made_candles()
    columns = [column.copy() for column in candles.columns]
    for column in columns[1:5]:
        column[350:] = column[350:] * 1.5
    other = Candles(*columns, 60_000)
    results = []
    for data in (candles, other):
        session = fresh(data)
        session.give(PlaceOrder(side=Side.LONG, size=Decimal("0.4"), stop=Decimal(9_800)))
        session.advance(349 - session.cursor)
        results.append((session.state, session.account(), session.trades(), session.preview(LONG)))
    assert results[0] == results[1]
    assert np.array_equal(fresh(candles).revealed.window(0, 100).close, fresh(other).revealed.window(0, 100).close)


@pytest.mark.parametrize("seed", range(8))
def test_trades_kept_from_bar_to_bar_equal_trades_read_anew(seed: int) -> None:
    draw, session = np.random.default_rng(seed), fresh()
    seen: set[str] = set()
    while not session.is_at_end:
        price = session.market.last_close(session.cursor)
        stop = price * Decimal("0.985") if draw.random() < 0.5 else None
        size = Decimal(int(draw.integers(1, 9))) / 10
        side = Side.LONG if draw.random() < 0.6 else Side.SHORT
        commands = (
            PlaceOrder(side=side, size=size, stop=stop if side is Side.LONG else None),
            PlaceOrder(side=side, kind=OrderKind.LIMIT, size=size, price=price - 10 * side.sign),
            AmendOrder(order_id="o1-stop", price=price * Decimal("0.98")),
            SetLeverage(leverage=Decimal(int(draw.integers(2, 40)))),
            ClosePosition(),
        )
        if draw.random() < 0.4:
            session.give(commands[int(draw.integers(len(commands)))])
        if draw.random() < 0.03 and session.cursor > START_BAR + 3:
            session.rewind(session.cursor - int(draw.integers(1, 4)))
        anew = trades_of(session.events, session.market, session.cursor, session.decisions)
        assert session.trades() == anew == session.trades()
        seen.update(trade.reason for trade in anew)
        session.advance(int(draw.integers(1, 4)))
    assert session.trades() == trades_of(session.events, session.market, session.cursor, session.decisions)
    assert len(seen) > 1
