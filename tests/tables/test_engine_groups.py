"""Several targets, scaled entries, orders that cancel each other, triggers on the index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from tests.kit.markets import (
    D,
    Row,
    answer,
    candles,
    flat,
    free,
    leverage,
    limit,
    long,
    market,
    names,
    only,
    pick,
    play,
    stop_market,
    take_profit,
)
from trainer.engine.commands import AmendOrder, CancelOrder, Decision, PlaceOrder, PlaceScaled
from trainer.engine.events import OrderAccepted, OrderCancelled, OrderFilled, OrderRejected
from trainer.engine.market import Market
from trainer.engine.state import TargetShare
from trainer.engine.words import OrderKind, Reject, Role, Side, Sizing, TriggerSource
from trainer.journal.protection import answers_of, plans_of
from trainer.venues.load import load_rules

LONG, SHORT = Side.LONG, Side.SHORT
HERE = market(flat(10_000, 3))
RISING: list[Row] = [
    *flat(10_000, 2), (10_000, 10_250, 10_000, 10_250), (10_250, 10_450, 10_250, 10_450), *flat(10_450)
]  # fmt: skip


def shares(*parts: tuple[str, str]) -> tuple[TargetShare, ...]:
    """Targets from (price, share)."""
    return tuple(TargetShare(D(price), D(share)) for price, share in parts)


def entry(*parts: tuple[str, str], size: str = "1", stop: str | None = "9900") -> PlaceOrder:
    """A long at market with several targets."""
    return replace(long(size, stop=stop) if stop else long(size), targets=shares(*parts))


def fills(where: Market, *log: tuple[int, object]) -> list[tuple[str, Decimal, Decimal]]:
    """(order id, size, price) of every fill."""
    outcome = play(where, *log)  # type: ignore[arg-type]  # commands
    return [(str(fill.order_id), fill.size, fill.price) for fill in pick(outcome.events, OrderFilled)]


# several targets


def test_each_target_closes_its_share_and_the_stop_what_is_left() -> None:
    found = fills(market(RISING), (0, leverage(3)), (0, entry(("10200", "0.5"), ("10400", "0.5"))))
    assert found == [
        ("o1", D(1), D("10000.0")), ("o1-target-1", D("0.5"), D("10200.0")), ("o1-target-2", D("0.5"), D("10400.0")),
    ]  # fmt: skip


def test_a_stop_after_the_first_target_closes_the_rest_and_ends_the_others() -> None:
    rows = [*flat(10_000, 2), (10_000, 10_250, 10_000, 10_250), (10_250, 10_250, 9_800, 9_800), *flat(9_800)]
    outcome = play(market(rows), (0, leverage(3)), (0, entry(("10200", "0.3"), ("10400", "0.7"))))
    assert [(one.size, one.reason) for one in pick(outcome.events, OrderFilled)] == [
        (D(1), "market"), (D("0.3"), "target"), (D("0.7"), "stop"),
    ]  # fmt: skip
    assert outcome.state.is_idle


@pytest.mark.parametrize(
    ("size", "parts", "expected"),
    [
        ("0.01", ["0.333", "0.333", "0.334"], ["0.003", "0.003", "0.004"]),
        ("0.01", ["0.25", "0.25"], ["0.002", "0.002"]),
        ("0.01", ["0.05", "0.95"], ["0.010"]),
        ("0.01", ["1"], ["0.01"]),
    ],
)
def test_shares_lie_on_the_lot_and_a_whole_leaves_nothing_over(
    size: str, parts: list[str], expected: list[str]
) -> None:
    targets = tuple(TargetShare(D(10_100 + 100 * place), D(share)) for place, share in enumerate(parts))
    state = play(HERE, (0, replace(long(size), targets=targets)), stop=1).state
    assert [order.size for order in state.orders if order.role is Role.TARGET] == [D(text) for text in expected]


def test_a_resting_entry_brings_its_targets_along() -> None:
    rows = [*flat(10_000, 2), (10_000, 10_000, 9_800, 9_950), (9_950, 10_250, 9_950, 10_250), *flat(10_250)]
    order = replace(limit(LONG, "1", "9900"), targets=shares(("10100", "0.5"), ("10200", "0.5")))
    assert [one[0] for one in fills(market(rows), (0, leverage(3)), (0, order))] == [
        "o1", "o1-target-1", "o1-target-2",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("command", "field", "allowed"),
    [
        (entry(("9900", "0.5"), stop=None), "targets", "above 10000.0"),
        (entry(("10100", "0"), stop=None), "targets", "shares above 0, at most 1"),
        (entry(("10100", "NaN"), stop=None), "targets", "shares above 0, at most 1"),
        (entry(("10100", "0.6"), ("10200", "0.6"), stop=None), "targets", "shares of 1 at most together"),
        (entry(("10100.05", "1"), stop=None), "targets", "above 0 in steps of 0.1"),
        (replace(entry(("10100", "1"), stop=None), target=D(10_200)), "targets", "either one target or several"),
    ],
)
def test_targets_that_cannot_be_are_refused(command: PlaceOrder, field: str, allowed: str) -> None:
    found = only(answer(HERE, play(HERE, stop=1).state, command)[1], OrderRejected)
    assert (found.field, found.allowed) == (field, allowed)


# scaled entries


def scaled(side: Side, size: str, first: str, last: str, count: str, **more: Decimal) -> PlaceScaled:
    """A row of limits."""
    return PlaceScaled(side=side, size=D(size), first_price=D(first), last_price=D(last), count=D(count), **more)  # type: ignore[arg-type]  # fields by name


def rising(side: Side, size: str, first: str, last: str, count: str) -> PlaceScaled:
    """A row whose sizes grow."""
    return replace(scaled(side, size, first, last, count), sizing=Sizing.RISING)


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        # rising: 1 : 2 : 3 towards the last price, what the lot leaves over at the last
        (rising(LONG, "0.6", "9900", "9700", "3"), [("0.1", "9900"), ("0.2", "9800"), ("0.3", "9700")]),
        (rising(SHORT, "0.1", "10100", "10400", "3"), [("0.016", "10100"), ("0.033", "10250"), ("0.051", "10400")]),
        (scaled(LONG, "0.3", "9900", "9700", "3"), [("0.1", "9900"), ("0.1", "9800"), ("0.1", "9700")]),
        (scaled(SHORT, "0.3", "10100", "10400", "3"), [("0.1", "10100"), ("0.1", "10250"), ("0.1", "10400")]),
        (scaled(LONG, "0.1", "9900", "9800", "3"), [("0.033", "9900"), ("0.033", "9850"), ("0.034", "9800")]),
        # a third of 100 lies between two ticks: a buy rests on the lower, a sell on the upper one
        (
            scaled(LONG, "0.4", "9900", "9800", "4"),
            [("0.1", "9900"), ("0.1", "9866.6"), ("0.1", "9833.3"), ("0.1", "9800")],
        ),
        (
            scaled(SHORT, "0.4", "10100", "10200", "4"),
            [("0.1", "10100"), ("0.1", "10133.4"), ("0.1", "10166.7"), ("0.1", "10200")],
        ),
    ],
)
def test_a_row_of_limits_shares_size_and_prices(command: PlaceScaled, expected: list[tuple[str, str]]) -> None:
    outcome = play(HERE, (0, command), stop=1)
    accepted = pick(outcome.events, OrderAccepted)
    assert [(one.size, one.price) for one in accepted] == [(D(size), D(price)) for size, price in expected]
    assert [one.order_id for one in accepted] == [f"o1-{number}" for number in range(1, len(expected) + 1)]


@pytest.mark.parametrize(
    ("command", "reason", "field"),
    [
        (scaled(LONG, "0.3", "9900", "9700", "1"), Reject.BAD_VALUE, "count"),
        (scaled(LONG, "0.3", "9900", "9700", "2.5"), Reject.BAD_VALUE, "count"),
        (scaled(LONG, "0.3", "9900", "9700", "51"), Reject.BAD_VALUE, "count"),
        (scaled(LONG, "0.3", "9900.05", "9700", "3"), Reject.BAD_PRICE, "first_price"),
        (scaled(LONG, "0.3", "9900", "-1", "3"), Reject.BAD_PRICE, "last_price"),
        (scaled(LONG, "0.02", "9900", "9700", "3"), Reject.BELOW_MINIMUM, "size"),
        (rising(LONG, "0.05", "9900", "9700", "3"), Reject.BELOW_MINIMUM, "size"),
        (scaled(LONG, "0.3", "9900", "9700", "3", stop=D(9_800)), Reject.WRONG_SIDE_OF_PRICE, "stop"),
        (scaled(LONG, "3", "9900", "9700", "3"), Reject.INSUFFICIENT_MARGIN, "size"),
    ],
)
def test_a_row_is_refused_whole(command: PlaceScaled, reason: Reject, field: str) -> None:
    state, events = answer(HERE, play(HERE, stop=1).state, command)
    found = only(events, OrderRejected)
    assert (found.reason, found.field) == (reason, field)
    assert len(events) == 1 and not state.orders


def test_a_scaled_entry_averages_in_and_its_last_fill_sets_the_stop() -> None:
    rows = [*flat(10_000, 2), (10_000, 10_000, 9_690, 9_690), *flat(9_690)]
    outcome = play(market(rows), (0, scaled(LONG, "0.3", "9900", "9700", "3", stop=D(9_500))))
    position = outcome.state.position
    assert position is not None and (position.size, position.entry) == (D("0.3"), D(9_800))
    assert [order.level for order in outcome.state.orders if order.role is Role.STOP] == [D(9_500)]


def test_every_order_of_a_row_brings_what_the_row_was_planned_with() -> None:
    row = replace(scaled(LONG, "0.2", "9900", "9800", "2", stop=D(9_500)), targets=shares(("10100", "0.5")),
                  time_exit=HERE.close_ms(2), probability=D("0.4"))  # fmt: skip
    orders = play(HERE, (0, row), stop=1).state.orders
    assert [(one.stop, one.targets, one.time_exit) for one in orders] == [(D(9_500), row.targets, row.time_exit)] * 2


def test_cancelling_the_row_leaves_what_filled_and_other_orders() -> None:
    rows = [*flat(10_000, 2), (10_000, 10_000, 9_890, 9_890), *flat(9_890, 2)]
    row, other = scaled(LONG, "0.3", "9900", "9700", "3", stop=D(9_500)), limit(LONG, "0.1", "9600")
    gone = CancelOrder(order_id="o1-3", whole_row=True)
    outcome = play(market(rows), (0, row), (0, other), (3, gone))
    assert [one.order_id for one in pick(outcome.events, OrderCancelled)] == ["o1-2", "o1-3"]
    assert outcome.state.position is not None and outcome.state.position.size == D("0.1")
    assert {one.order_id for one in outcome.state.orders} == {"o1-1-stop", "o4"}


def test_answers_of_a_row_and_of_its_end_are_told_apart() -> None:
    log = [
        Decision(0, scaled(LONG, "0.3", "9900", "9700", "3", stop=D(9_500))),
        Decision(0, rising(LONG, "0.3", "9600", "9500", "2")),
        Decision(0, CancelOrder(order_id="o1-2", whole_row=True)),
        Decision(0, replace(limit(LONG, "0.1", "9600"), stop=D(9_000))),
    ]  # fmt: skip
    events = play(HERE, *((one.bar, one.command) for one in log), stop=1).events
    assert [answer.order_id for _, answer in answers_of(events, log) if answer is not None] == [
        "o1-1", "o4-1", "o1-1", "o6"
    ]  # fmt: skip
    accepted = [one for one in events if isinstance(one, OrderAccepted)]
    plans = plans_of(events, log)
    assert [plans[one.seq].stop for one in accepted] == [D(9_500)] * 3 + [None] * 2 + [D(9_000)]


# several targets of a resting entry


def resting(*parts: tuple[str, str]) -> PlaceOrder:
    """A long that rests at 9,900 with several targets."""
    return replace(limit(LONG, "1", "9900"), stop=D(9_500), targets=shares(*parts))


def test_the_targets_of_a_resting_entry_are_changed_together() -> None:
    rows = [*flat(10_000, 2), (10_000, 10_000, 9_890, 9_890), *flat(9_890, 2)]
    moved = AmendOrder(order_id="o1", targets=shares(("10050", "0.25"), ("10300", "0.75")))
    log = [(0, leverage(3)), (0, resting(("10100", "0.5"), ("10200", "0.5"))), (1, moved)]
    outcome = play(market(rows), *log)
    targets = [(one.level, one.size) for one in outcome.state.orders if one.role is Role.TARGET]
    assert targets == [(D(10_050), D("0.25")), (D(10_300), D("0.75"))]


def test_several_targets_take_the_place_of_one() -> None:
    single = replace(limit(LONG, "0.1", "9900"), target=D(10_100))
    order = play(HERE, (0, single), (0, AmendOrder(order_id="o1", targets=shares(("10200", "0.5")))), stop=1).state
    assert (order.orders[0].target, order.orders[0].targets) == (None, shares(("10200", "0.5")))


@pytest.mark.parametrize(
    ("order", "targets", "allowed"),
    [
        (resting(("10100", "0.5")), shares(("9800", "0.5")), "above 9900"),
        (resting(("10100", "0.5")), shares(("10100", "0.8"), ("10200", "0.4")), "shares of 1 at most together"),
    ],
)
def test_targets_that_cannot_be_are_refused_in_a_change_too(
    order: PlaceOrder, targets: tuple[TargetShare, ...], allowed: str
) -> None:
    state = play(HERE, (0, leverage(3)), (0, order), stop=1).state
    after, events = answer(HERE, state, AmendOrder(order_id="o1", targets=targets))
    assert only(events, OrderRejected).allowed == allowed and after.orders == state.orders


def test_an_order_that_only_closes_brings_no_targets() -> None:
    state = play(HERE, (0, long("0.1", stop="9500")), stop=1).state
    _, events = answer(HERE, state, AmendOrder(order_id="o1-stop", targets=shares(("10200", "0.5"))))
    assert only(events, OrderRejected).field == "targets"


# orders that cancel each other


def breakout() -> Sequence[PlaceOrder]:
    """A stop-market on either side: whichever comes first ends the other."""
    return (
        stop_market(LONG, "0.1", "10100", group="g"), stop_market(SHORT, "0.1", "9900", group="g"),
    )  # fmt: skip


@pytest.mark.parametrize(("low", "high", "side"), [(10_000, 10_150, LONG), (9_850, 10_000, SHORT)])
def test_of_a_group_the_first_to_fill_ends_the_rest(low: float, high: float, side: Side) -> None:
    rows = [*flat(10_000, 2), (10_000, high, low, 10_000), *flat(10_000)]
    outcome = play(market(rows), *((0, item) for item in breakout()))
    assert only(outcome.events, OrderFilled).side is side
    assert only(outcome.events, OrderCancelled).reason == "group"
    assert not outcome.state.orders


def test_a_part_of_the_position_can_have_a_bracket_of_its_own() -> None:
    """Stop and target of half, one cancelling the other; the stop of the rest stays."""
    rows = [*flat(10_000, 2), (10_000, 10_250, 10_000, 10_250), *flat(10_250)]
    log = [
        leverage(3), long("1", stop="9500"),
        stop_market(SHORT, "0.5", "9900", reduce_only=True, group="half"),
        take_profit(SHORT, "0.5", "10200", reduce_only=True, group="half"),
    ]  # fmt: skip
    outcome = play(market(rows), *((0, item) for item in log))
    assert [(fill.size, fill.price) for fill in pick(outcome.events, OrderFilled)][1:] == [(D("0.5"), D("10200.0"))]
    assert [order.level for order in outcome.state.orders] == [D(9_500)]


def test_a_market_order_ends_its_group_at_once() -> None:
    outcome = play(HERE, (0, limit(LONG, "0.1", "9900", group="g")), (1, long("0.1", group="g")))
    assert only(outcome.events, OrderCancelled).reason == "group"


def test_a_group_whose_order_lacks_margin_stays() -> None:
    """An order cancelled for want of margin was no fill."""
    rows = [*flat(10_000, 2), (10_000, 10_150, 10_000, 10_100), *flat(10_100)]
    log = [stop_market(LONG, "5", "10100", group="g"), limit(LONG, "0.1", "9900", group="g")]
    outcome = play(market(rows), *((0, item) for item in log))
    assert only(outcome.events, OrderCancelled).reason == "insufficient_margin"
    assert len(outcome.state.orders) == 1


# the index


def indexed(index: list[Row], last: list[Row]) -> Market:
    """A market whose index is a series of its own."""
    return replace(market(last), index=candles(index))


def test_an_index_trigger_watches_the_index_and_fills_at_last() -> None:
    last = [*flat(10_000, 2), (10_000, 10_020, 9_980, 10_000), *flat(10_000)]
    index = [*flat(10_000, 2), (10_000, 10_000, 9_880, 9_880), *flat(9_880)]
    order = stop_market(SHORT, "0.1", "9900", trigger_source="index")
    found = only(play(indexed(index, last), (0, order)).events, OrderFilled)
    assert found.bar == 2 and D("9980") <= found.price <= D("10020")
    assert not pick(play(market(last), (0, order)).events, OrderFilled)


def test_without_an_index_the_mark_stands_for_it() -> None:
    mark = [*flat(10_000, 2), (10_000, 10_000, 9_880, 9_880), *flat(9_880)]
    where = market([*flat(10_000, 4)], mark=mark)
    assert names(play(where, (0, stop_market(SHORT, "0.1", "9900", trigger_source="index"))).events).count(
        "order_filled"
    ) == 1  # fmt: skip


@pytest.mark.parametrize("side", [LONG, SHORT])
def test_the_side_of_an_index_trigger_is_judged_at_the_index(side: Side) -> None:
    where = indexed(flat(10_500, 3), flat(10_000, 3))
    state = play(where, stop=1).state
    _, events = answer(where, state, stop_market(side, "0.1", "10200", trigger_source="index"))
    assert bool(pick(events, OrderRejected)) is (side is LONG)


def test_a_trailing_stop_can_follow_the_index() -> None:
    last = flat(10_000, 6)
    index = [*flat(10_000, 2), (10_000, 10_400, 10_000, 10_400), (10_400, 10_400, 10_150, 10_150), *flat(10_150, 2)]
    order = PlaceOrder(
        side=SHORT, kind=OrderKind.TRAILING_STOP, offset=D(200), trigger_source=TriggerSource.INDEX,
        reduce_only=True,
    )  # fmt: skip
    outcome = play(indexed(index, last), (0, long("0.1")), (0, order))
    assert [fill.bar for fill in pick(outcome.events, OrderFilled)] == [0, 3]


def test_a_venue_s_own_triggers_watch_what_its_file_says() -> None:
    """Hyperliquid: the mark. A wick of last alone leaves the stop where it is, unless the order names last."""
    rules = free(load_rules("hyperliquid", "BTCUSDT"))
    last = [*flat(10_000, 2), (10_000, 10_000, 9_800, 10_000), *flat(10_000)]
    where = market(last, mark=flat(10_000, 4), rules=rules)
    entry = PlaceOrder(side=LONG, size=D("0.1"), stop=D(9_900))
    assert len(pick(play(where, (0, entry)).events, OrderFilled)) == 1
    assert len(pick(play(replace(where, rules=free()), (0, entry)).events, OrderFilled)) == 2
    own = stop_market(SHORT, "0.1", "9900", reduce_only=True, trigger_source="last")
    assert len(pick(play(where, (0, entry), (0, own)).events, OrderFilled)) == 2
