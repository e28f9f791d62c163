"""Answers to checkpoints are priced as what their option would have placed; a pass is free and no game."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest
from msgspec import structs

from trainer.core.clock import parse_utc
from trainer.engine.commands import ClosePosition, PlaceOrder
from trainer.engine.words import Side
from trainer.journal.checkpoints import CHECKPOINT, checkpoint_answer
from trainer.presenters.desk_board import DeskBoard, DeskOptions
from trainer.presenters.desk_ticket_notes import lamps_of
from trainer.presenters.ticket_fields import TicketFields
from trainer.scoring.glicko import Glicko
from trainer.scoring.process import Blunder
from trainer.scoring.progress import checkpoint_skill, decode_result, encode_result, result_of
from trainer.scoring.ratings import rate_session
from trainer.session.library import Library, StartTerms
from trainer.session.rating import blackouts_of, commands_of, rating_terms
from trainer.session.session import Preview, Session
from trainer.storage.store import MEMORY, Store

SCENARIO = "2020-03-12-black-thursday-btc"


@pytest.fixture
def library() -> Iterator[Library]:
    shown = Library(Store(MEMORY))
    yield shown
    shown.close()


def asked(library: Library, *, trades: bool) -> tuple[Session, str]:
    """A session at the first checkpoint whose menu holds both, answered with a trade or without one."""
    session = library.start(StartTerms(scenario_id=SCENARIO))
    for point in session.scenario.checkpoints:
        option = next((one for one in point.option if (one.side is not None) is trades and
                       (not trades or one.size is not None)), None)  # fmt: skip
        if option is None:
            continue
        session.advance(int((point.time_ms - session.now_ms) // session.market.last.timeframe_ms))
        session.note(CHECKPOINT, checkpoint_answer(point.id, option.text))
        return session, point.id
    raise AssertionError("the scenario asks nothing of this kind")


def test_an_answer_that_trades_is_priced_and_rated(library: Library) -> None:
    session, name = asked(library, trades=True)
    ratings = rate_session(rating_terms(session))
    (answer,) = ratings.decisions
    assert answer.checkpoint == name and answer.kind == "entry" and answer.trade is None
    assert answer.loss is not None and answer.label is not None
    assert ratings.luck is not None and ratings.luck.decisions == 0
    library.finish(session)
    card = library.keep_score(session, ratings, {})
    result = result_of("s", 1, session.record.bankroll, card, difficulty=4)
    assert decode_result(encode_result(result)) == result
    skill, answered = checkpoint_skill([result, result])
    assert answered == 1 and skill.deviation < Glicko().deviation
    expected = math.exp(-answer.loss / 40) - 1 / (1 + math.exp((1_700 - 1_500) / 173.7178))
    assert math.copysign(1, skill.rating - 1_500) == math.copysign(1, expected)


def test_a_pass_is_free(library: Library) -> None:
    session, _ = asked(library, trades=False)
    ratings = rate_session(rating_terms(session))
    assert ratings.decisions == () and ratings.rating is None
    card = library.finish(session)
    assert checkpoint_skill([result_of("s", 1, session.record.bankroll, card)]) == (Glicko(), 0)


def test_a_declared_ceiling_is_kept_with_the_session_and_judges_it(library: Library) -> None:
    usual = library.start(StartTerms(scenario_id=SCENARIO))
    strict = library.start(StartTerms(scenario_id=SCENARIO, ceiling=Decimal("0.5")))
    for session in (usual, strict):
        size = (session.record.bankroll / session.market.last_close(session.cursor)).quantize(Decimal("0.001"))
        assert session.give(PlaceOrder(side=Side.LONG, size=size)).rejected is None
        session.advance(5)
    assert library.resume(strict.session_id).record.ceiling == Decimal("0.5")
    broken = [{one.kind for one in library.scorecard(session).blunders} for session in (usual, strict)]
    assert broken[1] - broken[0] == {Blunder.LEVERAGE}
    assert rating_terms(strict).settings.ceiling == Decimal("0.5")


def test_an_answer_and_the_order_it_placed_are_one_decision(library: Library) -> None:
    session, name = asked(library, trades=True)
    (alone,) = rate_session(rating_terms(session)).decisions
    point = next(one for one in session.scenario.checkpoints if one.id == name)
    chosen = next(one for one in point.option if one.side is not None and one.size is not None)
    for command in commands_of(chosen):
        assert session.give(command).rejected is None
    (placed,) = rate_session(rating_terms(session)).decisions
    assert placed.checkpoint == name and placed.trade == 0
    assert (placed.loss, placed.label) == (alone.loss, alone.label)
    library.finish(session)
    assert library.keep_score(session, rate_session(rating_terms(session)), {}).answers == ()


@pytest.mark.parametrize(("clock", "state"), [("12:14", "kept"), ("12:15", "broken"), ("13:44", "broken")])
def test_new_exposure_near_an_announced_event_breaks_the_fifth_rule(library: Library, clock: str, state: str) -> None:
    """The ECB decided on 12 March 2020 at 12:45: calm from half an hour before to an hour after."""
    session = library.start(StartTerms(scenario_id=SCENARIO))
    at = parse_utc("time", f"2020-03-12T{clock}:00Z")
    session.advance((at - session.now_ms) // session.market.last.timeframe_ms)
    assert session.now_ms == at
    assert event_lamp(session) == state
    assert session.give(PlaceOrder(side=Side.LONG, size=Decimal("0.1"))).rejected is None
    session.advance(60)
    (rule,) = (one for one in library.scorecard(session).rules if one.rule == "event")
    assert rule.state == state and ("ECB" in rule.text) is (state == "broken")


@pytest.mark.parametrize(
    ("plan_at", "size", "state"),
    [
        ("12:10", "0.2", "kept"),  # 200 of stop distance on 0.2 BTC: 0.4 % of the bankroll
        ("12:10", "0.5", "broken"),  # 1 %
        (None, "0.2", "broken"),
    ],
)
def test_a_written_reason_and_half_the_size_are_allowed_near_an_event(
    library: Library, plan_at: str | None, size: str, state: str
) -> None:
    session = library.start(StartTerms(scenario_id=SCENARIO))
    minute = session.market.last.timeframe_ms
    session.advance((parse_utc("time", "2020-03-12T12:10:00Z") - session.now_ms) // minute)
    if plan_at is not None:
        session.note("plan", "The rate decision is priced in; small, with the stop below the range.")
    session.advance(10)
    mark = session.market.mark_close(session.cursor)
    near = mark.quantize(Decimal(1))
    order = PlaceOrder(side=Side.LONG, size=Decimal(size), stop=near - 200, target=near + 400)
    preview = session.preview(order)
    assert preview.rejected is None and event_lamp(session, preview) == state
    assert session.give(order).rejected is None
    session.advance(60)
    (rule,) = (one for one in library.scorecard(session).rules if one.rule == "event")
    assert rule.state == state and "inside the calm" in rule.text


def test_a_written_reason_is_good_for_one_entry(library: Library) -> None:
    session = library.start(StartTerms(scenario_id=SCENARIO))
    minute = session.market.last.timeframe_ms
    session.advance((parse_utc("time", "2020-03-12T12:15:00Z") - session.now_ms) // minute)
    session.note("plan", "Small, with the stop below the range.")
    near = session.market.mark_close(session.cursor).quantize(Decimal(1))
    order = PlaceOrder(side=Side.LONG, size=Decimal("0.2"), stop=near - 200, target=near + 400)
    preview = session.preview(order)
    for command in (order, ClosePosition()):
        session.give(command)
        session.advance(1)
    assert session.state.position is None and event_lamp(session, preview) == "broken"
    session.note("plan", "The bounce failed; once more, as small.")
    assert event_lamp(session, preview) == "kept"


@pytest.mark.parametrize(("is_shown", "state"), [(True, "kept"), (None, "kept"), (False, "caution")])
def test_costs_not_shown_before_an_entry_are_a_caution(library: Library, is_shown: bool | None, state: str) -> None:
    session = library.start(StartTerms(scenario_id=SCENARIO))
    near = session.market.mark_close(session.cursor).quantize(Decimal(1))
    order = PlaceOrder(side=Side.LONG, size=Decimal("0.1"), stop=near - 200, target=near + 800, cost_shown=is_shown)
    assert session.give(order).rejected is None
    session.advance(2)
    (rule,) = (one for one in library.scorecard(session).rules if one.rule == "cost")
    assert rule.state == state


def event_lamp(session: Session, preview: Preview | None = None) -> str:
    facts = DeskBoard(session, DeskOptions()).facts()
    lamps, _ = lamps_of(session, facts, TicketFields(size=Decimal("0.01")), preview, Decimal(3))
    return next(str(one.state) for one in lamps if one.rule == "event")


def test_without_a_calendar_nothing_is_said_of_events(library: Library) -> None:
    session = library.start(StartTerms(scenario_id=SCENARIO))
    session.scenario = replace(session.scenario, record=structs.replace(session.scenario.record, event=()))
    assert blackouts_of(session) is None and event_lamp(session) == "unknown"
    assert session.give(PlaceOrder(side=Side.LONG, size=Decimal("0.1"))).rejected is None
    (rule,) = (one for one in library.scorecard(session).rules if one.rule == "event")
    assert rule.state == "unknown" and rule.checks == 0
