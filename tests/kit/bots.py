"""Simple traders for laws of the score: each gives the commands of one decision at a bar."""

from __future__ import annotations

from decimal import Decimal
from math import sqrt

from trainer.engine.commands import Command, Decision, PlaceOrder, SetLeverage
from trainer.engine.market import Market
from trainer.engine.words import Side
from trainer.scoring.futures import past_of
from trainer.scoring.rated import RatedDecision
from trainer.scoring.ratings import Terms, rate_session

BANKROLL = Decimal(10_000)
HOURS = 4


def unit_of(market: Market, bar: int, minutes: int = 240) -> Decimal:
    """Volatility of some minutes in price, on the tick."""
    past = past_of(market.last, bar)
    assert past is not None
    width = past.price * sqrt(past.variance * minutes * 60_000 / past.timeframe_ms)
    return Decimal(f"{width:.1f}")


def disciplined(market: Market, bar: int, side: Side, risk: str = "0.01", chance: str = "0.5") -> list[Command]:
    """Stop and target one unit away, a set share of the bankroll at risk with its costs in it, isolated at 10x."""
    price, unit = market.last_close(bar).quantize(Decimal("0.1")), unit_of(market, bar)
    per_coin = unit + price * Decimal("0.0014")
    size = (BANKROLL * Decimal(risk) / per_coin).quantize(Decimal("0.001"), "ROUND_DOWN")
    stop, target = price - side.sign * unit, price + side.sign * unit
    order = PlaceOrder(side=side, size=size, stop=stop, target=target, probability=Decimal(chance))
    return [SetLeverage(leverage=Decimal(10)), order]


def reckless(market: Market, bar: int, side: Side, leverage: str = "10") -> list[Command]:
    """A fifth of the bankroll as margin, no stop: at liquidation all of it is gone."""
    price = market.last_close(bar)
    size = (BANKROLL / 5 * Decimal(leverage) / price).quantize(Decimal("0.001"), "ROUND_DOWN")
    return [SetLeverage(leverage=Decimal(leverage)), PlaceOrder(side=side, size=size)]


def rated(market: Market, bar: int, commands: list[Command], hours: int = HOURS) -> RatedDecision:
    """The price of one decision, the scenario ending some hours later."""
    ends = min(len(market) - 1, bar + hours * 3_600_000 // market.last.timeframe_ms)
    log = tuple(Decision(bar, command) for command in commands)
    (found,) = rate_session(Terms(market, log, BANKROLL, "bots", bar, ends)).decisions
    return found
