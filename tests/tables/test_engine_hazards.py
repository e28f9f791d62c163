"""What a scenario scripts and what a venue does at the trigger: outage, deleveraging, auto margin, waiting ladder."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from tests.kit.markets import (
    MINUTE_MS,
    START_MS,
    D,
    Row,
    answer,
    flat,
    free,
    generic,
    leverage,
    limit,
    long,
    market,
    names,
    only,
    pick,
    play,
    short,
    wallet_from,
)
from trainer.core.errors import FieldError
from trainer.engine.commands import CancelOrder, Command, Note, SetAutoMargin
from trainer.engine.events import (
    AutoDeleveraged,
    Liquidated,
    LiquidationStep,
    MarginChanged,
    OrderFilled,
    OrderRejected,
    PositionChanged,
)
from trainer.engine.market import Hazard, Market
from trainer.engine.rules import VenueRules
from trainer.engine.words import HazardKind, MarginMode, Reject, Side
from trainer.venues.load import load_rules

ON = SetAutoMargin(is_on=True)


def scripted(rows: Iterable[Row], kind: HazardKind, first: int, until: int, value: str = "1") -> Market:
    """A market with one hazard from the open of bar `first` to that of bar `until`."""
    hazard = Hazard(kind, START_MS + first * MINUTE_MS, START_MS + until * MINUTE_MS, D(value))
    return replace(market(rows), hazards=(hazard,))


# outages: commands at the close of bars 1 and 2 fall into [2, 4)


@pytest.mark.parametrize("command", [long("0.1"), CancelOrder(), leverage(3), limit(Side.LONG, "0.1", "9900")])
def test_an_outage_takes_no_commands(command: Command) -> None:
    where = scripted(flat(10_000, 6), HazardKind.OUTAGE, 2, 4)
    found = [only(answer(where, play(where, stop=bar + 1).state, command, bar)[1], OrderRejected) for bar in (1, 2)]
    assert {(one.reason, one.field) for one in found} == {(Reject.OUTAGE, "time")}
    _, events = answer(where, play(where, stop=4).state, command, 3)
    assert not pick(events, OrderRejected)


def test_notes_are_written_during_an_outage() -> None:
    where = scripted(flat(10_000, 6), HazardKind.OUTAGE, 2, 4)
    assert play(where, (2, Note(text="it does not answer"))).events == ()


def test_resting_orders_and_liquidation_live_through_an_outage() -> None:
    rows = [*flat(10_000, 2), (10_000, 10_000, 9_700, 9_700), (9_700, 9_700, 8_000, 8_000), *flat(8_000, 2)]
    where = scripted(rows, HazardKind.OUTAGE, 2, 5)
    stopped = play(where, (0, leverage(10)), (0, long("1", stop="9800")))
    assert pick(stopped.events, OrderFilled)[-1].reason == "stop"
    assert pick(play(where, (0, leverage(10)), (0, long("1"))).events, Liquidated)


# auto-deleveraging at the open of bar 2


@pytest.mark.parametrize(("value", "left"), [("0.5", "0.5"), ("1", "0"), ("0.0001", "0.999")])
def test_a_winner_is_deleveraged_at_the_open_without_a_fee(value: str, left: str) -> None:
    rows = [*flat(10_000), (10_000, 10_000, 9_500, 9_500), (9_400, 9_500, 9_300, 9_450), *flat(9_450)]
    outcome = play(scripted(rows, HazardKind.ADL, 2, 3, value), (0, short("1")))
    event = only(outcome.events, AutoDeleveraged)
    size = D(1) - D(left)
    assert (event.bar, event.phase, event.size, event.price) == (2, "open", size, D("9400.0"))
    assert event.realised_pnl == 600 * size
    assert pick(outcome.events, PositionChanged)[-1].size == -D(left)
    assert outcome.state.wallet == wallet_from(outcome.events) == 10_000 + 600 * size


def test_a_loser_is_not_deleveraged() -> None:
    rows = [*flat(10_000), (10_000, 10_000, 9_500, 9_500), *flat(9_400, 2)]
    outcome = play(scripted(rows, HazardKind.ADL, 2, 3), (0, long("1")))
    assert not pick(outcome.events, AutoDeleveraged)


def test_deleveraging_ends_the_protective_orders_of_a_position_that_is_gone() -> None:
    rows = [*flat(10_000), (10_000, 10_000, 9_500, 9_500), *flat(9_400, 2)]
    outcome = play(scripted(rows, HazardKind.ADL, 2, 3), (0, short("1", stop="10500", target="9000")))
    assert outcome.state.is_idle


# auto margin: 10x long of 0.5 at 10,000, margin 500, liquidation 9,036.1


AUTO = free(generic())
DROP = [*flat(10_000, 2), (10_000, 10_000, 8_800, 8_800), *flat(8_800)]


def test_auto_margin_carries_a_position_through_its_liquidation_price() -> None:
    where = market(DROP, rules=AUTO)
    outcome = play(where, (0, leverage(10)), (0, long("0.5")), (0, ON))
    added = [event for event in pick(outcome.events, MarginChanged) if event.reason == "auto"]
    assert added and not pick(outcome.events, Liquidated)
    # back to 10 % of the value at the trigger: margin - loss = 0.1 * 0.5 * L
    assert outcome.state.position is not None
    assert outcome.state.position.margin == 500 + sum(event.amount for event in added)
    assert outcome.state.wallet == 10_000


def test_auto_margin_ends_where_the_free_margin_does() -> None:
    where = market([*flat(10_000, 2), (10_000, 10_000, 5_000, 5_000), *flat(5_000)], rules=AUTO)
    outcome = play(where, (0, leverage(10)), (0, long("0.5")), (0, ON), bankroll="700")
    assert [event.reason for event in pick(outcome.events, MarginChanged)] == ["auto"]
    assert only(outcome.events, Liquidated).loss <= 700


def test_without_auto_margin_it_is_liquidated() -> None:
    where = market(DROP, rules=AUTO)
    assert pick(play(where, (0, leverage(10)), (0, long("0.5"))).events, Liquidated)
    off = SetAutoMargin(is_on=False)
    assert pick(play(where, (0, leverage(10)), (0, long("0.5")), (0, ON), (1, off)).events, Liquidated)


@pytest.mark.parametrize(
    ("rules", "before", "reason", "field"),
    [
        (free(), [], Reject.NOT_OFFERED, "is_on"),
        (AUTO, [leverage(5, MarginMode.CROSS)], Reject.MODE_LOCKED, "is_on"),
    ],
    ids=["Binance has none", "cross"],
)
def test_auto_margin_is_refused_where_it_does_not_exist(
    rules: VenueRules, before: list[Command], reason: Reject, field: str
) -> None:
    where = market(flat(10_000, 2), rules=rules)
    found = only(play(where, *((0, item) for item in before), (0, ON)).events, OrderRejected)
    assert (found.reason, found.field) == (reason, field)


# a ladder that waits: Hyperliquid closes a fifth above 100,000, and what is left at the next open


HYPER = replace(load_rules("hyperliquid", "BTCUSDT"), costs=free().costs, taker_fee=D(0))


def large(*rows: Row) -> Market:
    """Twenty of BTC at 10,000 are 200,000."""
    return market([*flat(10_000, 2), *rows], rules=HYPER)


LARGE = [leverage(20), long("20")]


def test_the_first_step_closes_a_fifth_and_the_rest_goes_at_the_next_open() -> None:
    where = large((10_000, 10_000, 9_500, 9_500), (9_400, 9_500, 9_300, 9_400), *flat(9_400))
    outcome = play(where, *((0, item) for item in LARGE), bankroll="20000")
    steps = pick(outcome.events, LiquidationStep)
    assert [(step.bar, step.phase, step.size) for step in steps] == [(2, "path", D(4)), (3, "open", D(16))]
    assert steps[1].price == D("9400") and only(outcome.events, Liquidated).bar == 3


def test_a_position_that_has_recovered_by_the_next_open_lives_on() -> None:
    where = large((10_000, 10_000, 9_620, 9_800), (9_900, 9_950, 9_900, 9_950), *flat(9_950))
    outcome = play(where, *((0, item) for item in LARGE), bankroll="20000")
    assert [step.size for step in pick(outcome.events, LiquidationStep)] == [D(4)]
    assert outcome.state.position is not None and outcome.state.position.size == D(16)
    assert outcome.state.ladder_bar == -1


def test_a_second_liquidation_later_begins_with_a_fifth_again() -> None:
    where = large(
        (10_000, 10_000, 9_620, 9_800), (9_900, 9_950, 9_900, 9_950), (9_950, 9_950, 9_000, 9_000), *flat(9_000)
    )  # fmt: skip
    outcome = play(where, *((0, item) for item in LARGE), bankroll="20000")
    assert [step.size for step in pick(outcome.events, LiquidationStep)][:2] == [D(4), D("3.2")]


def test_a_small_position_goes_at_once() -> None:
    where = large((10_000, 10_000, 9_000, 9_000), *flat(9_000))
    outcome = play(where, (0, leverage(20)), (0, long("5")))
    assert [step.size for step in pick(outcome.events, LiquidationStep)] == [D(5)]


def test_cross_positions_wait_together() -> None:
    log = [leverage(20, MarginMode.CROSS), long("20")]
    where = large((10_000, 10_000, 9_500, 9_500), (9_400, 9_500, 9_300, 9_400), *flat(9_400))
    outcome = play(where, *((0, item) for item in log), bankroll="10050")
    assert [step.bar for step in pick(outcome.events, LiquidationStep)] == [2, 3]
    assert names(outcome.events).count("liquidated") == 1


# fees that a venue rounds up


def test_a_coin_fee_is_rounded_up_to_the_satoshi() -> None:
    """Bybit inverse: 1,000 USD at 9,999.5, taker 0.055 %: 0.0000550027... BTC."""
    rules = load_rules("bybit_inverse", "BTCUSD")
    where = replace(market(flat(9_999.5, 2), rules=rules), use_slippage=False)
    fill = only(play(where, (0, long("1000")), bankroll="1").events, OrderFilled)
    assert fill.fee == D("0.00005501")


def test_a_hazard_that_cannot_be_is_refused() -> None:
    with pytest.raises(FieldError, match="hazard"):
        scripted(flat(10_000, 3), HazardKind.ADL, 1, 2, "1.5")
