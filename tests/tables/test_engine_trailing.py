"""Trailing stops: activation, the best price, gaps, and that skipping bars loses nothing of them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.kit.markets import D, flat, leverage, long, market, names, only, order, pick, play, short, step_by_step
from trainer.engine.commands import AmendOrder, PlaceOrder
from trainer.engine.events import OrderAmended, OrderFilled, OrderRejected, OrderTriggered
from trainer.engine.words import OrderKind, Side

LONG, SHORT = Side.LONG, Side.SHORT
QUIET = (10_000, 10_000, 10_000, 10_000)
RISE = (10_000, 10_100, 10_000, 10_100)


def trailing(side: Side, size: str | None = None, **more: str | bool | int) -> PlaceOrder:
    """A trailing stop; without a size it follows the position."""
    if size is None:
        more["reduce_only"] = True
    return order(side, OrderKind.TRAILING_STOP, size, **more)


@pytest.mark.parametrize(
    ("case", "guard", "bars", "exit_price"),
    [
        ("one per cent behind the best", trailing(SHORT, callback="0.01"), [RISE, (10_100, 10_100, 9_900, 9_900)],
         "9999"),
        ("an offset behind the best", trailing(SHORT, offset="50"), [RISE, (10_100, 10_100, 9_900, 9_900)], "10050"),
        ("from the placing on", trailing(SHORT, callback="0.01"), [(10_000, 10_000, 9_850, 9_850)], "9900"),
        ("a gap fills at the open", trailing(SHORT, callback="0.01"), [RISE, (9_800, 9_800, 9_700, 9_700)], "9800"),
        ("a gap up lifts it first", trailing(SHORT, offset="50"), [(10_200, 10_200, 10_100, 10_100)], "10150"),
        ("not yet active", trailing(SHORT, offset="50", activation="10200"), [RISE, (10_100, 10_100, 9_900, 9_900)],
         None),
        ("active from its price", trailing(SHORT, offset="50", activation="10080"),
         [RISE, (10_100, 10_100, 9_900, 9_900)], "10050"),
        ("active at a gap", trailing(SHORT, offset="50", activation="10080"), [(10_300, 10_300, 10_200, 10_200)],
         "10250"),
        ("never reached", trailing(SHORT, callback="0.05"), [RISE, (10_100, 10_100, 9_900, 9_900)], None),
    ],
    ids=lambda value: value if isinstance(value, str) and " " in value else "",
)  # fmt: skip
def test_a_long_with_a_trailing_stop(
    case: str, guard: PlaceOrder, bars: list[tuple[float, ...]], exit_price: str | None
) -> None:
    outcome = play(market([QUIET, QUIET, *bars]), (0, long("0.5")), (1, guard))
    fills = pick(outcome.events, OrderFilled)[1:]
    assert [fill.price for fill in fills] == ([] if exit_price is None else [D(exit_price)]), case
    assert (outcome.state.position is None) is (exit_price is not None)


def test_a_short_is_followed_downwards() -> None:
    bars = [QUIET, QUIET, (10_000, 10_000, 9_900, 9_900), (9_900, 10_050, 9_900, 10_050)]
    outcome = play(market(bars), (0, short("0.5")), (1, trailing(LONG, callback="0.01")))
    assert pick(outcome.events, OrderFilled)[-1].price == D("9999") and outcome.state.position is None


def test_an_entry_may_trail_too() -> None:
    """Buy once the price has turned up by 100 from its lowest."""
    bars = [QUIET, QUIET, (10_000, 10_000, 9_500, 9_500), (9_500, 9_700, 9_500, 9_700)]
    outcome = play(market(bars), (1, trailing(LONG, "0.5", offset="100")))
    assert only(outcome.events, OrderFilled).price == D("9600")


def test_an_extreme_that_comes_later_in_the_bar_is_not_used() -> None:
    """Adverse path of a long: the low first. 9,960 is above 9,950, so the high afterwards cannot have moved it up."""
    bars = [QUIET, QUIET, (10_000, 10_100, 9_960, 10_060)]
    outcome = play(market(bars), (0, long("0.5")), (1, trailing(SHORT, offset="50")))
    assert outcome.state.position is not None
    assert outcome.state.orders[0].level == D("10050")


def test_skipped_bars_move_the_stop_as_stepped_ones_do() -> None:
    prices = [10_000 + 7 * step for step in range(300)]
    rows = [(float(p), p + 3.0, p - 3.0, float(p)) for p in prices] + [(12_000.0, 12_000.0, 11_000.0, 11_000.0)]
    log = (0, leverage(2)), (0, long("0.5")), (1, trailing(SHORT, callback="0.02"))
    skipped, stepped = play(market(rows), *log), step_by_step(market(rows), *log)
    assert skipped.events == stepped.events and skipped.state == stepped.state
    best = Decimal(10_000 + 7 * 299 + 3)
    assert only(skipped.events, OrderTriggered).trigger == best * D("0.98")
    half = play(market(rows), *log, stop=150)
    assert half.state == step_by_step(market(rows[:150]), *log).state


def test_activation_is_told() -> None:
    outcome = play(
        market([QUIET, QUIET, RISE]), (0, long("0.5")), (1, trailing(SHORT, offset="50", activation="10080"))
    )
    assert only(outcome.events, OrderAmended).price == D("10030")
    assert names(outcome.events)[-1] == "order_amended" and outcome.state.orders[0].level == D("10050")


@pytest.mark.parametrize(
    ("guard", "field"),
    [
        (trailing(SHORT), "callback"),
        (trailing(SHORT, callback="0.01", offset="50"), "callback"),
        (trailing(SHORT, callback="0.0005"), "callback"),
        (trailing(SHORT, callback="0.2"), "callback"),
        (trailing(SHORT, offset="50.01"), "offset"),
        (trailing(SHORT, offset="20000"), "offset"),
        (trailing(SHORT, offset="50", activation="9900"), "activation"),
        (trailing(LONG, "0.5", offset="50", activation="10100"), "activation"),
        (trailing(SHORT, offset="50", activation="10080.01"), "activation"),
    ],
)
def test_what_does_not_fit_together_is_refused(guard: PlaceOrder, field: str) -> None:
    outcome = play(market(flat(10_000, 3)), (0, long("0.5")), (1, guard))
    assert only(outcome.events, OrderRejected).field == field


def test_a_trailing_stop_is_not_moved_by_hand() -> None:
    change = AmendOrder(order_id="o2", trigger=D("9900"))
    outcome = play(market(flat(10_000, 3)), (0, long("0.5")), (0, trailing(SHORT, offset="50")), (1, change))
    assert only(outcome.events, OrderRejected).field == "trigger" and outcome.state.orders[0].level == D("9950")
