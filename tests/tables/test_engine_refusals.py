"""Every refusal: its reason, the field it names, what was given and what is allowed."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest

from tests.kit.markets import (
    MINUTE_MS,
    START_MS,
    D,
    answer,
    binance,
    flat,
    free,
    leverage,
    limit,
    long,
    market,
    only,
    play,
    short,
    stop_market,
    take_profit,
)
from trainer.core.errors import FieldError
from trainer.engine.commands import AddMargin, AmendOrder, CancelOrder, ClosePosition, Command, PlaceOrder, RemoveMargin
from trainer.engine.events import OrderRejected
from trainer.engine.words import MarginMode, OrderKind, Reject, Side
from trainer.venues.load import load_rules

LONG, SHORT = Side.LONG, Side.SHORT
CROSS = MarginMode.CROSS
NOW = START_MS + MINUTE_MS
HERE = market(flat(10_000, 2))
BANDED = market(flat(10_000, 2), rules=replace(binance(), maker_fee=D(0), taker_fee=D(0)))
OPEN = long("1", stop="9900")  # as o1, with o1-stop; leverage 2 unless set

REST, NAMED = limit(LONG, "0.1", "9900"), limit(LONG, "0.1", "9900", order_id="a")
R, ISOLATED_ONLY = Reject, "isolated margin only; in cross the whole wallet counts"
LOT, TICK, SMALL = "above 0 in steps of 0.001", "above 0 in steps of 0.1", "a notional of at least 100"
WHEN_OPEN, WHEN_FLAT = "only with an open position", "only without a position and orders"
RESTING, ONE_LOT = "a price that rests (post-only)", "at least one lot of 0.001"
change, change_stop = partial(AmendOrder, order_id="o1"), partial(AmendOrder, order_id="o1-stop")

# (what stands before, the command, reason, field, given, allowed)
CASES: list[tuple[list[Command], Command, Reject, str, str, str]] = [
    # sizes
    ([], long("0.0015"), R.BAD_SIZE, "size", "0.0015", "steps of 0.001"),
    ([], long("0"), R.BAD_SIZE, "size", "0", LOT),
    ([], long("-1"), R.BAD_SIZE, "size", "-1", LOT),
    ([], long("NaN"), R.BAD_SIZE, "size", "NaN", LOT),
    ([], PlaceOrder(side=LONG), R.BAD_SIZE, "size", "None", LOT),
    ([], long("0.009"), R.BELOW_MINIMUM, "size", "0.009", SMALL),  # 90 < 100
    ([], limit(LONG, "0.01", "9999.9"), R.BELOW_MINIMUM, "size", "0.01", SMALL),
    ([OPEN], limit(SHORT, None, "10100", reduce_only=True), R.BAD_SIZE, "size", "None", LOT),
    # prices
    ([], limit(LONG, "1", "9999.95"), R.BAD_PRICE, "price", "9999.95", TICK),
    ([], limit(LONG, "1", "0"), R.BAD_PRICE, "price", "0", TICK),
    ([], PlaceOrder(side=LONG, kind=OrderKind.LIMIT, size=D(1)), R.BAD_PRICE, "price", "None", TICK),
    ([], stop_market(LONG, "1", "10000.05"), R.BAD_PRICE, "trigger", "10000.05", TICK),
    ([], long("1", stop="9900.01"), R.BAD_PRICE, "stop", "9900.01", TICK),
    ([], long("1", target="-5"), R.BAD_PRICE, "target", "-5", TICK),
    # the side of the price
    ([], stop_market(LONG, "1", "10000"), R.WRONG_SIDE_OF_PRICE, "trigger", "10000", "above 10000.0"),
    ([], stop_market(SHORT, "1", "10001"), R.WRONG_SIDE_OF_PRICE, "trigger", "10001", "below 10000.0"),
    ([], take_profit(LONG, "1", "10001"), R.WRONG_SIDE_OF_PRICE, "trigger", "10001", "below 10000.0"),
    ([], take_profit(SHORT, "1", "9999"), R.WRONG_SIDE_OF_PRICE, "trigger", "9999", "above 10000.0"),
    ([], long("1", stop="10000"), R.WRONG_SIDE_OF_PRICE, "stop", "10000", "below 10000.0"),
    ([], long("1", target="9999"), R.WRONG_SIDE_OF_PRICE, "target", "9999", "above 10000.0"),
    ([], short("1", stop="9999"), R.WRONG_SIDE_OF_PRICE, "stop", "9999", "above 10000.0"),
    ([], short("1", target="10001"), R.WRONG_SIDE_OF_PRICE, "target", "10001", "below 10000.0"),
    ([], limit(LONG, "1", "9500", stop="9600"), R.WRONG_SIDE_OF_PRICE, "stop", "9600", "below 9500"),
    ([], limit(LONG, "1", "10000", post_only=True), R.WRONG_SIDE_OF_PRICE, "price", "10000", RESTING),
    # times and ids
    ([], limit(LONG, "1", "9900", expires=NOW), R.BAD_VALUE, "expires", str(NOW), "a time after now"),
    ([], long("1", time_exit=NOW), R.BAD_VALUE, "time_exit", str(NOW), "a time after now"),
    ([NAMED], NAMED, R.DUPLICATE_ID, "id", "a", "an id not in use"),
    ([], AmendOrder(order_id="x"), R.UNKNOWN_ORDER, "id", "x", "a resting order"),
    ([], CancelOrder(order_id="x"), R.UNKNOWN_ORDER, "id", "x", "a resting order"),
    # reduce-only and closing
    ([], short("1", reduce_only=True), R.NO_POSITION, "reduce_only", "true", WHEN_OPEN),
    ([OPEN], long("1", reduce_only=True), R.REDUCE_ONLY, "side", "long", "short"),
    ([], ClosePosition(), R.NO_POSITION, "fraction", "1", WHEN_OPEN),
    ([OPEN], ClosePosition(fraction=D("0")), R.BAD_VALUE, "fraction", "0", "above 0, at most 1"),
    ([OPEN], ClosePosition(fraction=D("1.1")), R.BAD_VALUE, "fraction", "1.1", "above 0, at most 1"),
    ([OPEN], ClosePosition(fraction=D("0.0001")), R.BELOW_MINIMUM, "fraction", "0.0001", ONE_LOT),
    # margin: 2.1 at 10,000 with 2x need 10,500 of 10,000
    ([], long("2.1"), R.INSUFFICIENT_MARGIN, "size", "10500.00", "10000.00"),
    ([], limit(LONG, "2.1", "9900"), R.INSUFFICIENT_MARGIN, "size", "10395.00", "10000.00"),
    ([OPEN], long("1.1"), R.INSUFFICIENT_MARGIN, "size", "5500.00", "5000.00"),
    ([], AddMargin(amount=D("1")), R.NO_POSITION, "amount", "1", WHEN_OPEN),
    ([OPEN], AddMargin(amount=D("5000.01")), R.INSUFFICIENT_MARGIN, "amount", "5000.01", "5000.00"),
    ([OPEN], AddMargin(amount=D("-1")), R.BAD_VALUE, "amount", "-1", "above 0"),
    ([OPEN], RemoveMargin(amount=D("0.01")), R.INSUFFICIENT_MARGIN, "amount", "0.01", "0.00"),
    ([OPEN], RemoveMargin(amount=D("Infinity")), R.BAD_VALUE, "amount", "Infinity", "above 0"),
    ([leverage(2, CROSS), OPEN], AddMargin(amount=D("1")), R.MODE_LOCKED, "amount", "1", ISOLATED_ONLY),
    # leverage and mode: 30.1 * 10,000 = 301,000 lies in the tier of 100x
    ([], leverage(151), R.LEVERAGE_ABOVE_TIER, "leverage", "151", "1 to 150"),
    ([], leverage("0.5"), R.LEVERAGE_ABOVE_TIER, "leverage", "0.5", "1 to 150"),
    ([], leverage("NaN"), R.LEVERAGE_ABOVE_TIER, "leverage", "NaN", "1 to 150"),
    ([leverage(150)], long("30.1"), R.LEVERAGE_ABOVE_TIER, "leverage", "150", "100"),
    ([leverage(150), limit(LONG, "30", "9900")], REST, R.LEVERAGE_ABOVE_TIER, "leverage", "150", "100"),
    ([leverage(100), long("30.1")], leverage(101), R.LEVERAGE_ABOVE_TIER, "leverage", "101", "1 to 100"),
    ([OPEN], leverage(2, CROSS), R.MODE_LOCKED, "margin_mode", "cross", WHEN_FLAT),
    ([REST], leverage(2, CROSS), R.MODE_LOCKED, "margin_mode", "cross", WHEN_FLAT),
    # changes of resting orders
    ([REST], change(size=D("0.0005")), R.BAD_SIZE, "size", "0.0005", "steps of 0.001"),
    ([REST], change(price=D("10000")), R.WRONG_SIDE_OF_PRICE, "price", "10000", "below 10000.0"),
    ([REST], change(trigger=D("9000")), R.BAD_PRICE, "trigger", "9000", "this order has a price"),
    # 3 * 9,900 / 2 = 14,850, of which 495 are reserved already
    ([REST], change(size=D("3")), R.INSUFFICIENT_MARGIN, "size", "14355.00", "9505.00"),
    ([limit(LONG, "0.011", "9900")], change(price=D("9000")), R.BELOW_MINIMUM, "size", "0.011", SMALL),
    ([OPEN], change_stop(trigger=D("10000")), R.WRONG_SIDE_OF_PRICE, "trigger", "10000", "below 10000.0"),
    ([OPEN], change_stop(price=D("9800")), R.BAD_PRICE, "price", "9800", "this order has a trigger"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "command", "reason", "field", "given", "allowed"), CASES)
def test_a_refusal_names_field_and_figures(
    before: list[Command], command: Command, reason: Reject, field: str, given: str, allowed: str
) -> None:
    state = play(HERE, *((0, item) for item in before), bankroll="10000", stop=1).state
    if any(item == long("30.1") or item == leverage(150) for item in before):
        state = replace(state, wallet=D("1000000"))
    same, events = answer(HERE, state, command)
    found = only(events, OrderRejected)
    assert (found.reason, found.field, found.given, found.allowed) == (reason, field, given, allowed)
    assert replace(same, seq=state.seq) == state


@pytest.mark.parametrize(("side", "price"), [(LONG, "9499.9"), (SHORT, "10500.1"), (LONG, "10500.1")])
def test_a_limit_outside_the_band_is_refused_even_when_it_would_cross(side: Side, price: str) -> None:
    """5 % around the mark 10,000."""
    found = only(play(BANDED, (0, limit(side, "1", price))).events, OrderRejected)
    assert (found.reason, found.field, found.allowed) == (Reject.OUTSIDE_BAND, "price", "9500.0 to 10500.0")


def test_a_limit_that_closes_may_lie_outside_the_band() -> None:
    outcome = play(BANDED, (0, long("1")), (0, limit(SHORT, "1", "12000", reduce_only=True)))
    assert not any(isinstance(event, OrderRejected) for event in outcome.events)


def test_every_reason_is_covered_here_or_by_name_elsewhere() -> None:
    elsewhere = {Reject.OUTSIDE_BAND, Reject.WOULD_LIQUIDATE, Reject.NO_VOLUME}
    elsewhere |= {Reject.POSITION_SIDE, Reject.POSITION_MODE, Reject.NOT_OFFERED}  # test_engine_hedge
    elsewhere |= {Reject.UNKNOWN_SYMBOL, Reject.OUTAGE}  # test_engine_cross, test_engine_hazards
    assert {case[2] for case in CASES} | elsewhere == set(Reject)


@pytest.mark.parametrize("bars", [(1, 0), (2,), (-1,)])
def test_a_log_out_of_time_order_or_outside_the_market_is_malformed(bars: tuple[int, ...]) -> None:
    with pytest.raises(FieldError, match="decision"):
        play(HERE, *((bar, long("0.1")) for bar in bars))


def test_coin_is_told_in_millionths_what_is_free_rounded_down() -> None:
    """1,000 USD at 10,000 and 2x hold 0.05 BTC of 0.1234567: 0.073456 is free, and 0.073457 already too much."""
    where = market(flat(10_000), rules=free(load_rules("bitmex", "BTCUSD")))
    state = play(where, (0, long("1000")), stop=1, bankroll="0.1234567").state
    for command, given, allowed in (
        (AddMargin(amount=D("0.073457")), "0.073457", "0.073456"),
        (long("1500"), "0.075000", "0.073456"),
    ):
        found = only(answer(where, state, command)[1], OrderRejected)
        assert (found.reason, found.given, found.allowed) == (R.INSUFFICIENT_MARGIN, given, allowed)


def test_a_band_of_a_small_price_is_told_on_its_ticks() -> None:
    rules = replace(free(), tick=D("0.00001"), price_band=D("0.05"), minimum_notional=D(0))
    found = only(play(market(flat(0.05), rules=rules), (0, limit(LONG, "1", "0.04"))).events, OrderRejected)
    assert (found.reason, found.allowed) == (R.OUTSIDE_BAND, "0.0475 to 0.0525")


@pytest.mark.parametrize(("command", "allowed"), [
    (long("1", stop="900"), "below 872.9"), (short("1", stop="800"), "above 872.8"),
    (long("1", target="800"), "above 872.8"), (short("1", target="900"), "below 872.9"),
])  # fmt: skip
def test_a_price_off_the_grid_is_told_on_it(command: PlaceOrder, allowed: str) -> None:
    """A blind market's prices are scaled: 872.8235445600001 lies between two ticks."""
    found = only(play(market(flat(872.8235445600001), rules=free()), (0, command)).events, OrderRejected)
    assert (found.reason, found.allowed) == (R.WRONG_SIDE_OF_PRICE, allowed)
