"""Small made-up markets from rows of candles, and short words for commands: the ground of every engine test.

A row is (open, high, low, close) with an optional fifth figure, the base volume (default 1,000). Bar k opens k
timeframes after `START_MS`. Rules come from the shipped venue files; `free()` takes their costs away so that a case can
be worked by hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TypeVar

import numpy as np

from trainer.engine.advance import advance
from trainer.engine.apply import apply
from trainer.engine.commands import Command, Decision, PlaceOrder, SetLeverage
from trainer.engine.events import AutoDeleveraged, Event, FundingPaid, Liquidated, LiquidationStep, OrderFilled
from trainer.engine.market import FundingStamp, Market
from trainer.engine.rules import Costs, VenueRules
from trainer.engine.run import Outcome, run
from trainer.engine.state import State, opening_state
from trainer.engine.words import MarginMode, OrderKind, PathRule, Side, TimeInForce, TriggerSource
from trainer.market.candles import Candles
from trainer.venues.load import load_rules

START_MS = 1_577_836_800_000  # 2020-01-01T00:00:00Z
MINUTE_MS = 60_000
VOLUME = 1_000.0
BANKROLL = Decimal(10_000)
Row = Sequence[float]
Kind = TypeVar("Kind", bound=Event)


def D(text: str | int) -> Decimal:  # noqa: N802 - the usual short name of an exact number
    """An exact number from its text."""
    return Decimal(text)


# rules


def binance(symbol: str = "BTCUSDT") -> VenueRules:
    """Binance USDⓈ-M as shipped."""
    return load_rules("binance_usdm", symbol)


def generic(symbol: str = "BTCUSDT") -> VenueRules:
    """The teaching venue as shipped."""
    return load_rules("generic", symbol)


def free(rules: VenueRules | None = None) -> VenueRules:
    """The rules (default Binance) without fees, spread, impact and price band; grid, tiers and ladder stay."""
    zero = Decimal(0)
    return replace(
        rules or binance(), maker_fee=zero, taker_fee=zero, liquidation_fee=zero, price_band=None,
        costs=Costs(zero, 0.0),
    )  # fmt: skip


def with_fees(
    rules: VenueRules | None = None, *, maker: str = "0.0002", taker: str = "0.0005", liquidation: str = "0.0125"
) -> VenueRules:
    """Rules that charge fees but move no price."""
    return replace(
        free(rules), maker_fee=Decimal(maker), taker_fee=Decimal(taker), liquidation_fee=Decimal(liquidation)
    )


# series


def candles(rows: Iterable[Row], *, timeframe_ms: int = MINUTE_MS, start_ms: int = START_MS) -> Candles:
    """Candles of these rows, one after the other without gaps."""
    table = np.array([tuple(row) if len(row) == 5 else (*row, VOLUME) for row in rows], dtype=np.float64)
    stamps = start_ms + np.arange(len(table), dtype=np.int64) * timeframe_ms
    opened, high, low, close, volume = (np.ascontiguousarray(column) for column in table.T)
    return Candles(stamps, opened, high, low, close, volume, timeframe_ms)


def flat(price: float, bars: int = 1) -> list[Row]:
    """Bars in which nothing moves."""
    return [(price, price, price, price)] * bars


def stamp(bar: int, rate: str, *, timeframe_ms: int = MINUTE_MS) -> FundingStamp:
    """Funding at the moment this bar opens."""
    return FundingStamp(START_MS + bar * timeframe_ms, Decimal(rate))


def market(
    rows: Iterable[Row],
    *,
    rules: VenueRules | None = None,
    mark: Iterable[Row] | None = None,
    funding: Iterable[FundingStamp] = (),
    timeframe_ms: int = MINUTE_MS,
    path: PathRule = PathRule.ADVERSE,
    start: int = 0,
) -> Market:
    """A market of these rows; without `rules` it is Binance free of costs, without `mark` the mark is last."""
    last = candles(rows, timeframe_ms=timeframe_ms)
    marks = last if mark is None else candles(mark, timeframe_ms=timeframe_ms)
    return Market(rules or free(), last, marks, tuple(funding), start=start, path_rule=path)


# commands


def long(size: str, **more: str | bool | int) -> PlaceOrder:
    """Buy at market; other fields of PlaceOrder by name, numbers as text."""
    return order(Side.LONG, OrderKind.MARKET, size, **more)


def short(size: str, **more: str | bool | int) -> PlaceOrder:
    """Sell at market."""
    return order(Side.SHORT, OrderKind.MARKET, size, **more)


def limit(side: Side, size: str | None, price: str, **more: str | bool | int) -> PlaceOrder:
    """A limit order."""
    return order(side, OrderKind.LIMIT, size, price=price, **more)


def stop_market(side: Side, size: str | None, trigger: str, **more: str | bool | int) -> PlaceOrder:
    """A stop-market order."""
    return order(side, OrderKind.STOP_MARKET, size, trigger=trigger, **more)


def take_profit(side: Side, size: str | None, trigger: str, **more: str | bool | int) -> PlaceOrder:
    """A take-profit-market order."""
    return order(side, OrderKind.TAKE_PROFIT_MARKET, size, trigger=trigger, **more)


def order(side: Side, kind: OrderKind, size: str | None, **more: str | bool | int) -> PlaceOrder:
    """Any order; the money fields are given as text."""
    money = {"price", "trigger", "stop", "target", "probability", "callback", "offset", "activation"}
    fields = {name: Decimal(value) if name in money else value for name, value in more.items()}
    fields["time_in_force"] = TimeInForce(str(more.get("time_in_force", "gtc")))
    fields["trigger_source"] = TriggerSource(str(more.get("trigger_source", "last")))
    quantity = None if size is None else Decimal(size)
    return PlaceOrder(side=side, kind=kind, size=quantity, **fields)  # type: ignore[arg-type]  # fields by name


def leverage(value: int | str, mode: MarginMode | None = None) -> SetLeverage:
    """Choose leverage, and isolated or cross."""
    return SetLeverage(leverage=Decimal(value), margin_mode=mode)


# runs


def play(
    where: Market, *log: tuple[int, Command], bankroll: Decimal | str = BANKROLL, stop: int | None = None
) -> Outcome:
    """Run a log of (bar, command) pairs to the end of the market."""
    return run(where, [Decision(bar, command) for bar, command in log], Decimal(bankroll), stop)


def answer(where: Market, state: State, command: Command, bar: int = 0) -> tuple[State, tuple[Event, ...]]:
    """One command at the close of a bar."""
    return apply(state, command, where, bar)


def after(where: Market, *commands: Command, bar: int = 0, bankroll: Decimal | str = BANKROLL) -> State:
    """State after several commands at the close of one bar."""
    state = opening_state(Decimal(bankroll))
    for command in commands:
        state, _ = apply(state, command, where, bar)
    return state


def step_by_step(where: Market, *log: tuple[int, Command], bankroll: Decimal | str = BANKROLL) -> Outcome:
    """The same as `play`, one bar at a time."""
    state = opening_state(Decimal(bankroll))
    events: list[Event] = []
    for bar in range(where.start, len(where)):
        if bar > where.start:
            state, happened = advance(state, where, bar, bar + 1)
            events.extend(happened)
        for _, command in (item for item in log if item[0] == bar):
            state, happened = apply(state, command, where, bar)
            events.extend(happened)
    return Outcome(state, tuple(events), where.start, len(where))


# reading events


def names(events: Iterable[Event]) -> list[str]:
    """The event names in order."""
    return [event.name for event in events]


def pick(events: Iterable[Event], kind: type[Kind]) -> list[Kind]:
    """All events of one kind."""
    return [event for event in events if isinstance(event, kind)]


def only(events: Iterable[Event], kind: type[Kind]) -> Kind:
    """The one event of a kind; fails when there are none or several."""
    (found,) = pick(events, kind)
    return found


def wallet_from(events: Iterable[Event], bankroll: Decimal | str = BANKROLL) -> Decimal:
    """The wallet the events alone lead to: bankroll + realised - fees - funding - liquidation fees + insurance."""
    wallet = Decimal(bankroll)
    for event in events:
        if isinstance(event, OrderFilled):
            wallet += event.realised_pnl - event.fee + event.insurance
        elif isinstance(event, FundingPaid):
            wallet -= event.amount
        elif isinstance(event, LiquidationStep):
            wallet += event.realised_pnl - event.fee
        elif isinstance(event, Liquidated):
            wallet += event.insurance
        elif isinstance(event, AutoDeleveraged):
            wallet += event.realised_pnl
    return wallet
