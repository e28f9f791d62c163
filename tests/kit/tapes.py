"""Random markets and decision logs for laws that must hold on every path.

40 examples a law by default; CASCADE_EXAMPLES=5000 asks for more. Examples are derived from the test's name, so that a
plain run is the same everywhere; with CASCADE_EXAMPLES they are drawn afresh.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.vendor.pretty import RepresentationPrinter

from tests.kit.markets import Row, binance, free, generic, market, stamp
from trainer.engine.commands import (
    AddMargin,
    AmendOrder,
    CancelOrder,
    ClosePosition,
    Command,
    PlaceOrder,
    PlaceScaled,
    RemoveMargin,
    SetAutoMargin,
    SetLeverage,
    SetPositionMode,
)
from trainer.engine.joined import joined
from trainer.engine.market import Market
from trainer.engine.rules import Settlement, Tier, VenueRules
from trainer.engine.state import TargetShare
from trainer.engine.words import MarginMode, OrderKind, PathRule, PositionMode, Side, TimeInForce, TriggerSource
from trainer.venues.load import list_venues, load_rules

ASKED = os.environ.get("CASCADE_EXAMPLES", "")
settings.register_profile(
    "cascade", max_examples=int(ASKED or 40), derandomize=not ASKED, deadline=None, database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)  # fmt: skip
settings.load_profile("cascade")

BASE = 10_000
MOST_BARS = 30
BORDERS = tuple(
    Tier(Decimal(floor), None if cap is None else Decimal(cap), Decimal(rate), Decimal(0), Decimal(leverage))
    for floor, cap, rate, leverage in (
        (0, 9_950, "0.004", 125), (9_950, 10_050, "0.006", 80), (10_050, 10_300, "0.02", 25), (10_300, None, "0.04", 12)
    )
)  # fmt: skip
INVERSE = ("bitmex", "bybit_inverse", "bybit_inverse_classic", "deribit")
RULES: tuple[VenueRules, ...] = (
    binance(),
    generic(),
    free(),
    free(generic()),
    replace(generic(), settlement=Settlement.TAKEOVER),
    replace(binance(), closing_fee_rate=Decimal("0.0005"), gains_back_orders=False),
    *(load_rules(venue, "BTCUSDT") for venue in list_venues() if venue not in INVERSE),
    replace(load_rules("kucoin_futures", "BTCUSDT"), tiers=BORDERS),
)
LARGE = st.integers(-900, 900)
SMALL = st.integers(-60, 60)


@dataclass(frozen=True, repr=False)
class Story:
    """A market, a log in time order and a bankroll."""

    market: Market
    log: tuple[tuple[int, Command], ...]
    bankroll: Decimal

    def __repr__(self) -> str:
        """What is needed to rebuild a failing example, without the tiers."""
        where = self.market
        series = [
            [tuple(float(x) for x in row) for row in zip(*one.columns[1:], strict=True)]
            for one in (where.last, where.mark)[: 1 + where.has_mark]
        ]
        lines = [f"{where.rules.venue} {where.rules.settlement} {where.path_rule} bankroll {self.bankroll}", *series]
        return "\n".join(str(line) for line in (*lines, where.funding, *self.log))

    def _repr_pretty_(self, printer: RepresentationPrinter, cycle: bool) -> None:
        printer.text(repr(self))


@st.composite
def rows(draw: st.DrawFn, bars: int) -> list[Row]:
    """Candles of a seeded walk (one draw, so that examples are quick)."""
    return walk(Random(draw(st.integers(0, 2**32))), bars)


def walk(dice: Random, bars: int) -> list[Row]:
    """Candles on a grid of a half (exact in float64) with gaps, wicks, silent bars and now and then a crash."""
    found: list[Row] = []
    price = float(BASE)
    for _ in range(bars):
        reach = 900 if dice.random() < 0.2 else 60
        opened = price + (dice.randint(-reach, reach) / 2 if dice.random() < 0.3 else 0)
        opened = max(200.0, opened)
        price = max(200.0, opened + dice.randint(-reach, reach) / 2)
        found.append((*_wicks(dice, opened, price), float(dice.choice((1_000, 1_000, 50, 2, 0)))))
    return found


def beside(dice: Random, around: list[Row]) -> list[Row]:
    """A mark near these candles."""
    pairs = ((row[0] + dice.randint(-20, 20) / 2, row[3] + dice.randint(-20, 20) / 2) for row in around)
    return [_wicks(dice, opened, close) for opened, close in pairs]


def _wicks(dice: Random, opened: float, close: float) -> tuple[float, float, float, float]:
    high, low = (dice.choice((0, dice.randint(0, 60) / 2)) for _ in range(2))
    return opened, max(opened, close) + high, max(50.0, min(opened, close) - low), close


@st.composite
def markets(draw: st.DrawFn, rules: st.SearchStrategy[VenueRules] | None = None, bars: int | None = None) -> Market:
    """A market under one of the venues' rules, with or without a mark of its own, with funding at some opens."""
    count = bars or draw(st.integers(3, MOST_BARS))
    dice = Random(draw(st.integers(0, 2**32)))
    last = walk(dice, count)
    mark = beside(dice, last) if draw(st.booleans()) else None
    rates = draw(st.lists(st.tuples(st.integers(1, count - 1), st.integers(-300, 300)), max_size=3))
    funding = [stamp(bar, str(Decimal(rate) / 100_000)) for bar, rate in sorted(rates)]
    chosen = draw(st.sampled_from(RULES) if rules is None else rules)
    return market(last, rules=chosen, mark=mark, funding=funding, path=draw(st.sampled_from(PathRule)))


def sizes(most: int = 3_000) -> st.SearchStrategy[Decimal]:
    """Lots of 0.001."""
    return st.integers(10, most).map(lambda lots: Decimal(lots) / 1_000)


def level(close: float, offset: int) -> Decimal:
    """A price on the grid of a half beside a close."""
    return Decimal(repr(max(100.0, close + offset / 2)))


@st.composite
def orders(draw: st.DrawFn, close: float) -> PlaceOrder:
    """Any order near this close; a good part of them is refused, which is an answer too."""
    side, kind = draw(st.sampled_from(Side)), draw(st.sampled_from(OrderKind))
    near = level(close, draw(st.one_of(SMALL, LARGE)))
    stop = draw(st.none() | st.integers(1, 900)) if draw(st.booleans()) else None
    target = draw(st.none() | st.integers(1, 900))
    base = float(near) if kind is not OrderKind.MARKET else close
    reduce_only = draw(st.integers(0, 3)) == 0
    trailing = kind is OrderKind.TRAILING_STOP
    by_share = draw(st.booleans())
    return PlaceOrder(
        callback=Decimal(draw(st.integers(1, 100))) / 1_000 if trailing and by_share else None,
        offset=Decimal(draw(st.integers(1, 400))) / 2 if trailing and not by_share else None,
        activation=near if trailing and draw(st.booleans()) else None,
        side=side,
        kind=kind,
        size=draw(st.none() | sizes()) if reduce_only else draw(sizes()),
        price=level(base, draw(SMALL)) if kind.has_limit else near if kind is OrderKind.LIMIT else None,
        trigger=near if kind.is_triggered and kind is not OrderKind.TRAILING_STOP else None,
        trigger_source=draw(st.sampled_from(TriggerSource)),
        stop=None if stop is None else level(base, -side.sign * stop),
        target=None if target is None else level(base, side.sign * target),
        reduce_only=reduce_only,
        post_only=draw(st.integers(0, 5)) == 0,
        time_in_force=draw(st.sampled_from((TimeInForce.GTC, TimeInForce.GTC, TimeInForce.IOC, TimeInForce.FOK))),
    )


@st.composite
def commands(draw: st.DrawFn, where: Market, bar: int) -> Command:
    """Anything a learner may ask at the close of this bar."""
    close = float(where.last.close[bar])
    amount = Decimal(draw(st.integers(1, 500_000))) / 100
    kind = draw(st.integers(0, 11))
    if kind <= 5:
        placed = draw(orders(close))
        if draw(st.integers(0, 4)) == 0:
            placed = replace(placed, expires=where.close_ms(bar) + draw(st.integers(1, 10)) * 45_000)
        if draw(st.integers(0, 4)) == 0:
            placed = replace(placed, time_exit=where.close_ms(bar) + draw(st.integers(1, 10)) * 45_000)
        return placed
    some_id = draw(st.sampled_from(("o1", "o2", "o3", "o1-stop", "o2-target", "o2-stop")))
    moved = level(close, draw(LARGE))
    mode = draw(st.sampled_from((None, None, MarginMode.ISOLATED, MarginMode.CROSS)))
    others: tuple[Command, ...] = (
        ClosePosition(fraction=Decimal(draw(st.integers(1, 100))) / 100),
        AddMargin(amount=amount),
        RemoveMargin(amount=amount),
        SetLeverage(leverage=Decimal(draw(st.sampled_from((1, 2, 3, 7, 20, 50, 100, 125)))), margin_mode=mode),
        CancelOrder(order_id=draw(st.none() | st.just(some_id))),
        AmendOrder(order_id=some_id, price=moved)
        if "-" not in some_id
        else AmendOrder(order_id=some_id, trigger=moved),
    )
    return others[kind - 6]


@st.composite
def logs(draw: st.DrawFn, where: Market, most: int = 8) -> tuple[tuple[int, Command], ...]:
    """A log that often begins with a leverage and an entry, so that something is at stake."""
    log: list[tuple[int, Command]] = []
    if draw(st.integers(0, 3)):
        mode = draw(st.sampled_from(MarginMode))
        log.append((0, SetLeverage(leverage=Decimal(draw(st.sampled_from((2, 10, 50, 100)))), margin_mode=mode)))
        log.append((0, PlaceOrder(side=draw(st.sampled_from(Side)), size=draw(sizes(20_000)))))
    bars = sorted(draw(st.lists(st.integers(0, len(where) - 1), max_size=most)))
    return (*log, *((bar, draw(commands(where, bar))) for bar in bars))


@st.composite
def stories(draw: st.DrawFn, rules: st.SearchStrategy[VenueRules] | None = None) -> Story:
    """A whole run to be."""
    where = draw(markets(rules))
    return Story(where, draw(logs(where)), Decimal(draw(st.sampled_from((500, 10_000, 250_000)))))


# several positions behind one wallet

PAIRED = tuple(load_rules(venue, "BTCUSDT") for venue in list_venues() if venue not in INVERSE)


@st.composite
def crowds(draw: st.DrawFn) -> Story:
    """Two symbols in one wallet, one of them with gaps, one-way or hedged, mostly in cross."""
    rules = draw(st.sampled_from(PAIRED))
    one = draw(markets(st.just(rules), draw(st.integers(6, MOST_BARS))))
    other = _with_gaps(draw, draw(markets(st.just(replace(rules, symbol="ETHUSDT")), len(one))))
    where = joined((one, other))
    hedged = rules.offers_hedge and draw(st.booleans())
    log: list[tuple[int, Command]] = []
    if hedged:
        log.append((0, SetPositionMode(mode=PositionMode.HEDGE)))
    mode = draw(st.sampled_from((MarginMode.CROSS, MarginMode.CROSS, MarginMode.ISOLATED)))
    for market_of in where.markets:
        multiple = Decimal(draw(st.sampled_from((2, 3, 7, 10, 50))))
        log.append((0, SetLeverage(leverage=multiple, margin_mode=mode, symbol=market_of.symbol)))
        for side in draw(st.sampled_from(((), (Side.LONG,), (Side.SHORT,), tuple(Side)))):
            entry = PlaceOrder(side=side, size=draw(sizes(6_000)))
            log.append((0, _addressed(entry, market_of, side if hedged else None)))
            log.append((0, _addressed(SetAutoMargin(is_on=draw(st.booleans())), market_of, side if hedged else None)))
    for bar in sorted(draw(st.lists(st.integers(0, len(where) - 1), max_size=8))):
        about = draw(st.sampled_from(where.markets))
        leg = draw(st.sampled_from(Side)) if hedged else None
        log.append((bar, _addressed(draw(richer(about, bar)), about, leg)))
    return Story(where, tuple(log), Decimal(draw(st.sampled_from((2_000, 20_000, 250_000)))))


@st.composite
def richer(draw: st.DrawFn, where: Market, bar: int) -> Command:
    """Any command, now and then with several targets or in a group, or a row of limits."""
    command = draw(commands(where, bar))
    if not isinstance(command, PlaceOrder):
        return command
    if draw(st.integers(0, 4)) == 0:
        close = float(where.last.close[bar])
        ends = [level(close, -command.side.sign * draw(st.integers(1, 200))) for _ in range(2)]
        return PlaceScaled(
            side=command.side, size=draw(sizes()), first_price=ends[0], last_price=ends[1],
            count=Decimal(draw(st.integers(2, 4))), reduce_only=command.reduce_only,
        )  # fmt: skip
    command = replace(command, group=draw(st.sampled_from((None, None, "g", "h"))))
    if command.target is not None and not command.reduce_only:
        share = Decimal(draw(st.integers(1, 10))) / 10
        further = command.target + command.side.sign * 10
        targets = (TargetShare(command.target, share), TargetShare(further, 1 - share))
        command = replace(command, target=None, targets=targets[: 1 if share == 1 else 2])
    return command


def _with_gaps(draw: st.DrawFn, where: Market) -> Market:
    """The market without some of its bars."""
    dice = Random(draw(st.integers(0, 2**32)))
    kept = [bar for bar in range(len(where)) if bar == 0 or dice.random() < 0.8]
    last = where.last.taken(kept)
    return replace(where, last=last, mark=where.mark.taken(kept) if where.has_mark else last)


def _addressed(command: Command, where: Market, leg: Side | None) -> Command:
    """The command, said of this symbol and, in hedge mode, this leg."""
    if isinstance(command, AmendOrder):
        return command
    if isinstance(command, SetLeverage):
        return replace(command, symbol=where.symbol)
    if isinstance(command, CancelOrder) and command.order_id is not None:
        return command
    return replace(command, symbol=where.symbol, position_side=leg)
