"""One bar, its path and the ambiguous flag: which of two levels is met first."""

from __future__ import annotations

from functools import partial

import pytest

from tests.kit.markets import (
    D,
    flat,
    leverage,
    limit,
    long,
    market,
    names,
    only,
    pick,
    play,
    short,
    stamp,
    stop_market,
)
from trainer.engine.commands import AddMargin, Command
from trainer.engine.events import Event, FundingPaid, LiquidationTriggered, OrderFilled
from trainer.engine.words import PathRule, Phase, Side

LONG, SHORT = Side.LONG, Side.SHORT
ADVERSE, ADAPTIVE = PathRule.ADVERSE, PathRule.ADAPTIVE
QUIET = (10_000, 10_000, 10_000, 10_000)
BUY = long("1", stop="9900", target="10100")
SELL = short("1", stop="10100", target="9900")

# both levels inside the bar: (order, candle, rule) -> which leg closes
BOTH: list[tuple[str, Command, tuple[float, ...], PathRule, str]] = [
    ("long, adverse: low first", BUY, (10_000, 10_110, 9_850, 10_000), ADVERSE, "stop"),
    ("long, adverse though the high is nearer", BUY, (10_000, 10_101, 9_800, 10_000), ADVERSE, "stop"),
    ("long, adaptive: high nearer", BUY, (10_000, 10_101, 9_800, 10_000), ADAPTIVE, "target"),
    ("long, adaptive: low nearer", BUY, (10_000, 10_300, 9_899, 10_000), ADAPTIVE, "stop"),
    ("long, adaptive: tie falls first", BUY, (10_000, 10_150, 9_850, 10_000), ADAPTIVE, "stop"),
    ("short, adverse: high first", SELL, (10_000, 10_150, 9_890, 10_000), ADVERSE, "stop"),
    ("short, adaptive: low nearer", SELL, (10_000, 10_150, 9_890, 10_000), ADAPTIVE, "target"),
    ("short, adaptive: tie falls first", SELL, (10_000, 10_150, 9_850, 10_000), ADAPTIVE, "target"),
]


@pytest.mark.parametrize(("name", "command", "candle", "rule", "leg"), BOTH, ids=[case[0] for case in BOTH])
def test_a_bar_that_meets_stop_and_target_is_ambiguous(
    name: str, command: Command, candle: tuple[float, ...], rule: PathRule, leg: str
) -> None:
    outcome = play(market([QUIET, candle], path=rule), (0, command))
    assert pick(outcome.events, OrderFilled)[1].reason == leg
    assert [event.ambiguous for event in outcome.events if event.bar == 1] == [True] * 4
    assert not any(event.ambiguous for event in outcome.events if event.bar == 0)


@pytest.mark.parametrize("candle", [(10_000, 10_050, 9_900, 9_950), (10_000, 10_100, 9_950, 10_050)])
def test_a_bar_that_meets_one_level_is_not_ambiguous(candle: tuple[float, ...]) -> None:
    outcome = play(market([QUIET, candle]), (0, BUY))
    assert outcome.state.position is None and not any(event.ambiguous for event in outcome.events)


def test_the_open_is_never_ambiguous() -> None:
    """A gap beyond the stop settles it before the target's side of the bar."""
    outcome = play(market([QUIET, (9_800, 10_200, 9_700, 10_000)]), (0, BUY))
    fill = pick(outcome.events, OrderFilled)[1]
    assert (fill.price, fill.phase, fill.ambiguous) == (D("9800"), Phase.OPEN, False)


# liquidation against stops: 1 at 10,000 with 10x: level 9,036.14


@pytest.mark.parametrize(
    ("stop", "candle", "liquidated"),
    [
        ("9100", (10_000, 10_000, 8_900, 9_000), False),  # the stop is nearer
        ("9036.2", (10_000, 10_000, 8_900, 9_000), False),  # by six cents
        ("9036.1", (10_000, 10_000, 8_900, 9_000), True),  # by four cents the other way
        ("9000", (10_000, 10_000, 8_900, 9_000), True),
        ("9100", (9_030, 9_030, 8_900, 9_000), True),  # at the open liquidation beats stops
        ("9100", (9_050, 9_060, 8_900, 9_000), False),  # open between stop and level: the stop, at the open
    ],
)
def test_the_nearer_of_stop_and_liquidation_wins(stop: str, candle: tuple[float, ...], liquidated: bool) -> None:
    outcome = play(market([QUIET, candle]), (0, leverage(10)), (0, long("1", stop=stop)))
    assert bool(pick(outcome.events, LiquidationTriggered)) is liquidated
    assert outcome.state.position is None


def test_an_exact_tie_liquidates_and_says_ambiguous() -> None:
    """Margin 1,036: level 8,964/0.996 = 9,000, the stop's own price."""
    log: list[tuple[int, Command]] = [(0, leverage(10)), (0, long("1", stop="9000")), (0, AddMargin(amount=D("36")))]
    outcome = play(market([QUIET, (10_000, 10_000, 8_900, 9_000)]), *log)
    assert only(outcome.events, LiquidationTriggered).ambiguous


def test_a_stop_on_last_may_be_passed_by_while_the_mark_liquidates() -> None:
    last = [QUIET, (10_000, 10_000, 9_200, 9_300)]
    mark = [QUIET, (10_000, 10_000, 9_000, 9_300)]
    outcome = play(market(last, mark=mark), (0, leverage(10)), (0, long("1", stop="9100")))
    assert pick(outcome.events, LiquidationTriggered) != []


def test_last_and_mark_turn_at_equal_fractions() -> None:
    """Stop on last at 9,500 is met at half of the leg to 9,000; the mark's level 9,036.14 on its leg to 9,100 never."""
    last = [QUIET, (10_000, 10_000, 9_000, 9_300)]
    mark = [QUIET, (10_000, 10_000, 9_100, 9_300)]
    outcome = play(market(last, mark=mark), (0, leverage(10)), (0, long("1", stop="9500")))
    assert pick(outcome.events, OrderFilled)[1].price == D("9500")


def test_liquidation_with_a_target_in_the_same_bar() -> None:
    """Adverse: the low is visited first, the target at 10,400 is never reached, and the bar says ambiguous."""
    rows = [QUIET, (10_000, 10_500, 8_900, 10_000)]
    outcome = play(market(rows), (0, leverage(10)), (0, long("1", target="10400")))
    assert only(outcome.events, LiquidationTriggered).ambiguous and outcome.state.wallet == D("9036.1")


# entries inside a bar

LATE = (10_000, 10_060, 9_900, 9_960)
buy = partial(limit, LONG, "1", "9950")

ENTRIES: list[tuple[str, Command, tuple[float, ...], list[str], bool]] = [
    # flat: the nearer extreme first. High 10,050 then low 9,900: in at 9,950, out at 9,920 on the same leg; the other
    # path meets them in the same order
    ("in and stopped", buy(stop="9920"), (10_000, 10_050, 9_900, 9_950), ["9950", "9920"], False),
    # high first: the target 10,040 was before the entry and is not met again; the other path would meet it
    ("target was earlier", buy(target="10040"), (10_000, 10_050, 9_900, 9_950), ["9950"], True),
    # low 9,940 nearer: in on the way down, target on the way up; the other path does not reach it
    ("in and out with a gain", buy(target="10040"), (10_000, 10_100, 9_940, 10_000), ["9950", "10040"], True),
    ("entry alone", buy(), (10_000, 10_050, 9_900, 9_950), ["9950"], False),
    # high first: in, then stopped; low first: in at the end and still there at 9,960
    ("buy stop stopped", stop_market(LONG, "1", "10050", stop="9950"), LATE, ["10050", "9950"], True),
]  # fmt: skip


@pytest.mark.parametrize(("name", "command", "candle", "prices", "ambiguous"), ENTRIES, ids=[c[0] for c in ENTRIES])
def test_an_entry_meets_only_the_rest_of_the_path(
    name: str, command: Command, candle: tuple[float, ...], prices: list[str], ambiguous: bool
) -> None:
    outcome = play(market([QUIET, candle]), (0, command))
    fills = pick(outcome.events, OrderFilled)
    assert [fill.price for fill in fills] == [D(price) for price in prices]
    assert {event.ambiguous for event in outcome.events if event.bar == 1} == {ambiguous}


def test_an_entry_can_be_liquidated_in_its_own_bar() -> None:
    """50x at 9,950: margin 199, level (9,950 - 199)/0.996 = 9,790.16."""
    rows = [QUIET, (10_000, 10_050, 9_700, 9_750)]
    outcome = play(market(rows), (0, leverage(50)), (0, limit(LONG, "1", "9950")))
    assert names(outcome.events)[-3:] == ["liquidation_step", "liquidated", "position_changed"]


def test_the_order_of_the_open() -> None:
    """Expiry, time exit and funding come before the crossed orders; the closed position pays no funding."""
    moment = stamp(1, "0.0001")
    rows = [QUIET, (9_800, 9_800, 9_800, 9_800)]
    log: list[tuple[int, Command]] = [
        (0, long("1", stop="9900", time_exit=moment.time_ms + 60_000)),
        (0, limit(LONG, "0.1", "9900", expires=moment.time_ms + 60_000)),
    ]
    outcome = play(market([QUIET, QUIET, *rows[1:]], funding=[stamp(2, "0.0001")]), *log)
    assert [name for name in names(outcome.events) if name != "position_changed"][-3:] == [
        "order_expired", "order_filled", "order_cancelled",
    ]  # fmt: skip
    assert pick(outcome.events, FundingPaid) == []


def test_funding_is_charged_on_what_was_held_before_the_opens_fills() -> None:
    """A limit that fills at the very open of the stamp's bar does not pay."""
    rows = [QUIET, (9_900, 9_900, 9_900, 9_900)]
    outcome = play(market(rows, funding=[stamp(1, "0.0001")]), (0, limit(LONG, "1", "9950")))
    assert pick(outcome.events, FundingPaid) == [] and outcome.state.position is not None


def test_times_and_phases_of_events() -> None:
    where = market([QUIET, (9_900, 9_900, 9_900, 9_900), (9_900, 9_900, 9_800, 9_850)])
    outcome = play(where, (0, limit(LONG, "1", "9950", stop="9850")))

    def heads(event: Event) -> tuple[str, Phase, int]:
        return event.name, event.phase, (event.time_ms - where.last.time_ms[0]) // 60_000

    shown = [heads(event) for event in outcome.events if event.name.startswith("order_")]
    assert shown == [
        ("order_accepted", Phase.COMMAND, 1),  # the close of bar 0
        ("order_filled", Phase.OPEN, 1),  # the open of bar 1
        ("order_triggered", Phase.PATH, 2),
        ("order_filled", Phase.PATH, 2),
    ]
    assert [event.seq for event in outcome.events] == list(range(len(outcome.events)))


def test_nothing_happens_while_nothing_is_armed() -> None:
    assert play(market([*flat(10_000, 3), (10_000, 99_999, 1, 10_000)])).events == ()
