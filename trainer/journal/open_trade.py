"""A trade in the making: what is known of an open position's trade while its events are read."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from trainer.core.units import ZERO
from trainer.engine.events import Event, OrderAmended, OrderCancelled, OrderFilled, OrderTriggered
from trainer.engine.words import MarginMode, Side
from trainer.journal.risk import Opening, Stretch


@dataclass(slots=True)
class OpenTrade:
    """A trade from its first fill on; money in the settlement asset, positive costs are paid."""

    side: Side
    first: OrderFilled
    leverage: Decimal
    mode: MarginMode
    opening: Opening | None = None
    size: Decimal = ZERO
    largest: Decimal = ZERO
    average: Decimal = ZERO
    bought: Decimal = ZERO
    bought_value: Decimal = ZERO
    sold: Decimal = ZERO
    sold_value: Decimal = ZERO
    price_pnl: Decimal = ZERO
    fees: Decimal = ZERO
    funding: Decimal = ZERO
    carried: Decimal = ZERO  # fees and funding that no closed part has borne
    liquidation_fee: Decimal = ZERO
    insurance: Decimal = ZERO
    slippage: Decimal = ZERO
    reason: str = ""
    stop_id: str | None = None
    entry_stop: Decimal | None = None
    target: Decimal | None = None
    stops: list[tuple[int, Decimal | None]] = field(default_factory=list)
    stretches: list[Stretch] = field(default_factory=list)
    since: Event | None = None
    ambiguous: bool = False


def set_stop(trade: OpenTrade, event: Event, order_id: str | None, level: Decimal | None) -> None:
    """Follow the position's stop to a level, None for taken off; what stood with the first fill is what 1R is from."""
    if event.bar == trade.first.bar and event.phase is trade.first.phase:
        trade.entry_stop = level
    trade.stop_id = order_id
    if not trade.stops or trade.stops[-1][1] != level:
        trade.stops.append((event.time_ms, level))


def protect(trade: OpenTrade, event: Event) -> None:
    """Follow the position's stop: moved, taken off by the learner, or touched before anything told its level."""
    is_stop = event.order_id == trade.stop_id if trade.stop_id else str(event.order_id).endswith("-stop")
    if not is_stop:
        return
    match event:
        case OrderAmended():
            set_stop(trade, event, event.order_id, event.price)
        case OrderCancelled() if event.reason == "learner":
            trade.stop_id = None
            if trade.stops:
                trade.stops.append((event.time_ms, None))
        case OrderTriggered() if not trade.stops:
            trade.entry_stop = event.trigger
            trade.stops.append((trade.first.time_ms, event.trigger))
        case _:
            return
