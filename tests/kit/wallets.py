"""Markets of several symbols and commands that name symbol and leg."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from tests.kit.markets import Row, free, market
from trainer.engine.commands import Command, SetPositionMode
from trainer.engine.joined import joined
from trainer.engine.market import Market
from trainer.engine.rules import VenueRules
from trainer.engine.words import PositionMode, Side

HEDGE = SetPositionMode(mode=PositionMode.HEDGE)


def two(
    btc: Iterable[Row], eth: Iterable[Row], *, rules: VenueRules | None = None, mark: Iterable[Row] | None = None
) -> Market:
    """BTCUSDT in front with ETHUSDT in the same wallet, under the same rules (default Binance free of costs)."""
    chosen = rules or free()
    other = market(eth, rules=replace(chosen, symbol="ETHUSDT"))
    return joined((market(btc, rules=chosen, mark=mark), other))


def eth(command: Command) -> Command:
    """The command, said of ETHUSDT."""
    return replace(command, symbol="ETHUSDT")  # type: ignore[call-arg]  # for commands that name a symbol


def leg(side: Side, command: Command) -> Command:
    """The command, said of one leg in hedge mode."""
    return replace(command, position_side=side)  # type: ignore[call-arg]  # for commands that name a leg
