"""What is told after a liquidation, on the recorded minutes of 12 March 2020, against the engine itself."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from trainer.coaching.liquidation import LADDER, LiquidationStory, explain_liquidation
from trainer.core.clock import parse_utc
from trainer.core.paths import scenarios_dir
from trainer.engine.commands import CancelOrder, Command, Decision, PlaceOrder, SetLeverage, SetPositionMode
from trainer.engine.events import Liquidated
from trainer.engine.market import Market
from trainer.engine.run import run
from trainer.engine.words import PositionMode, Side
from trainer.journal.trades import trades_of
from trainer.scenarios.load import load_scenario
from trainer.session.markets import market_of

BANKROLL = Decimal(10_000)


def bar_at(market: Market, text: str) -> int:
    wanted = parse_utc("time", text)
    return next(bar for bar in range(market.start, len(market)) if market.close_ms(bar) == wanted)


@pytest.fixture(scope="module")
def market() -> Market:
    return market_of(load_scenario(Path(scenarios_dir()) / "2020-03-12-black-thursday-btc"))


def told(market: Market, *commands: tuple[str, Command], upto: str = "2020-03-12T10:45:00Z",
         leg: Side | None = None) -> LiquidationStory:  # fmt: skip
    log = tuple(Decision(bar_at(market, time), command) for time, command in commands)
    last = bar_at(market, upto)
    events = run(market, log, BANKROLL, last + 1).events
    trade = [one for one in trades_of(events, market, last, log) if one.position_side is leg][-1]
    story = explain_liquidation(market, events, log, BANKROLL, last, trade)
    assert story is not None
    return story


EIGHT = "2020-03-12T08:00:00Z"
TEN_TIMES = (EIGHT, SetLeverage(leverage=Decimal(10)))


def survives(market: Market, leverage: Decimal, upto: str) -> bool:
    opened = bar_at(market, EIGHT)
    log = [
        Decision(opened, SetLeverage(leverage=leverage)),
        Decision(opened, PlaceOrder(side=Side.LONG, size=Decimal("0.6"))),
    ]
    outcome = run(market, log, BANKROLL, bar_at(market, upto) + 1)
    return not any(isinstance(event, Liquidated) for event in outcome.events)


def test_the_leverage_that_lived_is_the_highest_of_the_ladder_that_does(market: Market) -> None:
    story = told(market, TEN_TIMES, (EIGHT, PlaceOrder(side=Side.LONG, size=Decimal("0.6"))))
    lower = [step for step in LADDER if step < 10]
    alive = [step for step in lower if survives(market, step, "2020-03-12T10:45:00Z")]
    assert story.lived_at == max(alive)
    assert f"At {story.lived_at}× the same size would still be open" in story.survivors()[-1]


def test_later_bars_are_not_known_to_the_story(market: Market) -> None:
    """Right after 10:45 5x is open; by the next morning it is not, and only then the story says so."""
    entry = (EIGHT, PlaceOrder(side=Side.LONG, size=Decimal("0.6")))
    assert told(market, TEN_TIMES, entry).lived_at == 5
    assert told(market, TEN_TIMES, entry, upto="2020-03-13T03:00:00Z").lived_at == 2


def test_a_stop_that_was_taken_off_is_left_where_it_was(market: Market) -> None:
    story = told(
        market, TEN_TIMES, (EIGHT, PlaceOrder(side=Side.LONG, size=Decimal("0.6"), stop=Decimal(7240))),
        ("2020-03-12T10:15:00Z", CancelOrder()),
    )  # fmt: skip
    assert story.stop is not None
    assert story.stop.was_planned and story.stop.stop == 7240
    assert Decimal(-100) < story.stop.net < Decimal(-90)
    assert story.stop.saved == story.stop.net - story.trade.net
    assert story.survivors()[0].startswith("The stop you first set, 7,240.00, would have cost ")


def test_without_a_stop_one_halfway_is_tried(market: Market) -> None:
    story = told(market, TEN_TIMES, (EIGHT, PlaceOrder(side=Side.LONG, size=Decimal("0.6"))))
    assert story.stop is not None and not story.stop.was_planned
    assert story.line < story.stop.stop < story.trade.entry
    assert story.stop.net > story.trade.net


def test_margin_left_starts_near_the_whole_and_ends_near_nothing(market: Market) -> None:
    story = told(market, TEN_TIMES, (EIGHT, PlaceOrder(side=Side.LONG, size=Decimal("0.6"))))
    margin = story.trade.size * story.trade.entry / 10
    assert float(story.path[0].margin_left) == pytest.approx(float(margin), rel=0.01)
    assert story.path[-1].margin_left < margin / 3
    assert all(point.margin_left >= 0 for point in story.path)


def test_of_two_legs_the_story_is_that_of_the_one_that_was_liquidated(market: Market) -> None:
    hedge, size = SetPositionMode(mode=PositionMode.HEDGE), Decimal("0.6")
    legs = [(EIGHT, PlaceOrder(side=side, size=size, position_side=side)) for side in (Side.LONG, Side.SHORT)]
    pair = told(market, (EIGHT, hedge), TEN_TIMES, *legs, upto="2020-03-12T10:45:00Z", leg=Side.LONG)
    alone = told(market, (EIGHT, hedge), TEN_TIMES, legs[0], upto="2020-03-12T10:45:00Z", leg=Side.LONG)
    assert pair.trade.position_side is Side.LONG
    assert (pair.line, pair.path, pair.lived_at) == (alone.line, alone.path, alone.lived_at)
