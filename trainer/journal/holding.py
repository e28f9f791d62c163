"""One entry held and nothing else done: what the recorded market alone makes of it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from trainer.core.units import in_context, money
from trainer.engine.advance import advance
from trainer.engine.events import Event
from trainer.engine.margin import frozen_fee, initial_margin, liquidation_price
from trainer.engine.market import Market
from trainer.engine.state import Position, State
from trainer.engine.words import MarginMode, Side


@dataclass(frozen=True, slots=True)
class Held:
    """The account after the bars, which at first held the margin and no more, and what happened."""

    margin: Decimal
    liquidation: Decimal | None
    after: State
    events: tuple[Event, ...]


@in_context
def hold_isolated(
    market: Market, side: Side, size: Decimal, entry: Decimal, bar: int, stop: int, leverage: Decimal
) -> Held | None:
    """Hold `size` (> 0) isolated from the close of `bar` through bars (bar, stop); None where the tier forbids it.

    The engine moves the market: funding, maintenance tiers and mark path are those of the session.
    """
    if leverage > market.rules.leverage_allowed(market.rules.measured(size, market.mark_close(bar))):
        return None
    rules, signed = market.rules, side.sign * size
    margin = initial_margin(rules, size, entry, leverage)
    position = Position(
        signed, entry, margin, MarginMode.ISOLATED, leverage, bar, market.close_ms(bar), contract=rules.contract
    )
    wallet = margin + money(frozen_fee(rules, signed, entry, leverage))
    state = State(bankroll=wallet, wallet=wallet, leverage=leverage, position=position)
    after, events = advance(state, market, bar + 1, stop)
    return Held(margin, liquidation_price(state, market.rules), after, events)
