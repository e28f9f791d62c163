"""What a learner may ask of the venue."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from trainer.engine.words import MarginMode, OrderKind, Side, TimeInForce, TriggerSource


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceOrder:
    """Ask for a new order; answered by OrderAccepted or OrderRejected.

    `size` in base units; None with `reduce_only` means "whatever the position is". `stop` and `target` become
    reduce-only orders of the position once this order fills, one cancelling the other. `time_exit` (ms) closes the
    position this order opened at the open of the first bar from then on; `expires` (ms) ends a resting order.
    A stop_limit or take_profit_limit becomes a limit order at `price` once `trigger` is touched.
    A trailing_stop follows the best price since its `activation` (at once without one) at a distance of `callback`
    (a fraction of that price) or `offset` (in price).
    """

    side: Side
    kind: OrderKind = OrderKind.MARKET
    size: Decimal | None = None
    price: Decimal | None = None
    trigger: Decimal | None = None
    trigger_source: TriggerSource = TriggerSource.LAST
    callback: Decimal | None = None
    offset: Decimal | None = None
    activation: Decimal | None = None
    stop: Decimal | None = None
    target: Decimal | None = None
    reduce_only: bool = False
    post_only: bool = False
    time_in_force: TimeInForce = TimeInForce.GTC
    expires: int | None = None
    time_exit: int | None = None
    probability: Decimal | None = None
    order_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendOrder:
    """Change size, price or trigger of a resting order; None leaves a figure as it is."""

    order_id: str
    size: Decimal | None = None
    price: Decimal | None = None
    trigger: Decimal | None = None
    stop: Decimal | None = None
    target: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelOrder:
    """Cancel one resting order, or all of them when `order_id` is None."""

    order_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosePosition:
    """Close this fraction (0 < f <= 1) of the position at market."""

    fraction: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class AddMargin:
    """Move free margin into an isolated position."""

    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveMargin:
    """Take margin out of an isolated position, as far as initial margin allows."""

    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class SetLeverage:
    """Choose leverage and, while nothing is open or resting, the margin mode."""

    leverage: Decimal
    margin_mode: MarginMode | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """An entry the engine skips: journal text, checkpoint answers, self-grades. `kind` says which."""

    text: str
    kind: str = "note"


Command = PlaceOrder | AmendOrder | CancelOrder | ClosePosition | AddMargin | RemoveMargin | SetLeverage | Note


@dataclass(frozen=True, slots=True)
class Decision:
    """One entry of the decision log: the command and the bar whose close it was given at."""

    bar: int
    command: Command
