"""What happened: the engine's only output besides the state."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

import msgspec

from trainer.core.clock import iso
from trainer.core.units import ZERO
from trainer.engine.words import Phase, Side


class Event(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Common head: running number, time (ms, UTC), bar index and phase within the bar."""

    name: ClassVar[str] = "event"
    seq: int = 0
    time_ms: int = 0
    bar: int = 0
    phase: Phase = Phase.COMMAND
    symbol: str = ""
    position_side: Side | None = None
    order_id: str | None = None
    ambiguous: bool = False


class OrderAccepted(Event, frozen=True, kw_only=True, gc=False):
    """The order rests or is about to fill."""

    name: ClassVar[str] = "order_accepted"
    side: Side
    kind: str
    size: Decimal | None
    price: Decimal | None


class OrderRejected(Event, frozen=True, kw_only=True, gc=False):
    """The venue refused a command; `field` names what was wrong, `given` and `allowed` the figures."""

    name: ClassVar[str] = "order_rejected"
    reason: str
    field: str
    given: str = ""
    allowed: str = ""


class OrderAmended(Event, frozen=True, kw_only=True, gc=False):
    """A resting order changed."""

    name: ClassVar[str] = "order_amended"
    size: Decimal | None
    price: Decimal | None


class OrderTriggered(Event, frozen=True, kw_only=True, gc=False):
    """A trigger was touched."""

    name: ClassVar[str] = "order_triggered"
    trigger: Decimal


class OrderCancelled(Event, frozen=True, kw_only=True, gc=False):
    """A resting order ended without a fill."""

    name: ClassVar[str] = "order_cancelled"
    reason: str


class OrderExpired(Event, frozen=True, kw_only=True, gc=False):
    """A resting order reached its time."""

    name: ClassVar[str] = "order_expired"


class OrderFilled(Event, frozen=True, kw_only=True, gc=False):
    """A whole fill. Cost parts are money of the settlement asset: half spread, impact and gap are inside `price`."""

    name: ClassVar[str] = "order_filled"
    side: Side
    size: Decimal
    price: Decimal
    mid: Decimal
    half_spread: Decimal
    impact: Decimal
    gap: Decimal
    fee: Decimal
    maker: bool
    realised_pnl: Decimal
    reason: str
    insurance: Decimal = ZERO


class PositionChanged(Event, frozen=True, kw_only=True, gc=False):
    """The position after a fill or margin change; size is signed, 0 when closed."""

    name: ClassVar[str] = "position_changed"
    size: Decimal
    entry: Decimal
    margin: Decimal
    liquidation_price: Decimal | None


class LeverageChanged(Event, frozen=True, kw_only=True, gc=False):
    """Leverage or margin mode of the symbol changed."""

    name: ClassVar[str] = "leverage_changed"
    leverage: Decimal
    margin_mode: str


class MarginChanged(Event, frozen=True, kw_only=True, gc=False):
    """Isolated margin moved by `amount` (positive = into the position)."""

    name: ClassVar[str] = "margin_changed"
    amount: Decimal
    reason: str


class FundingPaid(Event, frozen=True, kw_only=True, gc=False):
    """Funding at a stamp; a positive amount was paid, a negative one received."""

    name: ClassVar[str] = "funding_paid"
    rate: Decimal
    mark: Decimal
    amount: Decimal


class LiquidationTriggered(Event, frozen=True, kw_only=True, gc=False):
    """Equity of the position (cross: of the account) no longer exceeds the maintenance requirement."""

    name: ClassVar[str] = "liquidation_triggered"
    mark: Decimal
    equity: Decimal
    requirement: Decimal


class LiquidationStep(Event, frozen=True, kw_only=True, gc=False):
    """One closing step of the venue's ladder; `fee` is the liquidation fee, `slippage` is inside `price`."""

    name: ClassVar[str] = "liquidation_step"
    size: Decimal
    price: Decimal
    fee: Decimal
    realised_pnl: Decimal
    slippage: Decimal = ZERO


class Liquidated(Event, frozen=True, kw_only=True, gc=False):
    """The ladder ended with the position gone. `loss` is what the position cost, `insurance` what the venue bore."""

    name: ClassVar[str] = "liquidated"
    loss: Decimal
    insurance: Decimal


class AutoDeleveraged(Event, frozen=True, kw_only=True, gc=False):
    """The venue closed part of a winning position against a bankrupt one, at this price and without a fee."""

    name: ClassVar[str] = "auto_deleveraged"
    size: Decimal
    price: Decimal
    realised_pnl: Decimal


class PositionModeChanged(Event, frozen=True, kw_only=True, gc=False):
    """One-way or hedge mode was chosen for the account."""

    name: ClassVar[str] = "position_mode_changed"
    mode: str


class AutoMarginChanged(Event, frozen=True, kw_only=True, gc=False):
    """Whether free margin is added to this position at the trigger."""

    name: ClassVar[str] = "auto_margin_changed"
    is_on: bool


_HEAD = ("seq", "time_ms", "bar", "phase", "symbol")


def as_dict(event: Event) -> dict[str, object]:
    """JSON-ready form: snake_case keys, money as strings, the time as ISO UTC."""
    row: dict[str, object] = {"seq": event.seq, "time": iso(event.time_ms), "bar": event.bar}
    row |= {"phase": str(event.phase), "event": event.name, "symbol": event.symbol}
    row |= {name: plain(getattr(event, name)) for name in event.__struct_fields__ if name not in _HEAD}
    return row


def plain(value: object) -> object:
    """One value as JSON: Decimal as plain text, enums as their word."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, StrEnum):
        return str(value)
    return value
