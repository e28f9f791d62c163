"""What a learner may ask of the venue."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from trainer.engine.state import TargetShare
from trainer.engine.words import MarginMode, OrderKind, PositionMode, Side, Sizing, TimeInForce, TriggerSource


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceOrder:
    """Ask for a new order; answered by OrderAccepted or OrderRejected.

    `size` in base units; None with `reduce_only` means "whatever the position is". `stop` and `target` become
    reduce-only orders of the position once this order fills, one cancelling the other. `time_exit` (ms) closes the
    position this order opened at the open of the first bar from then on; `expires` (ms) ends a resting order.
    A stop_limit or take_profit_limit becomes a limit order at `price` once `trigger` is touched.
    A trailing_stop follows the best price since its `activation` (at once without one) at a distance of `callback`
    (a fraction of that price) or `offset` (in price).
    Triggers watch `trigger_source`, or the series the venue's own orders watch where it is not given.
    `targets` close shares of this fill, each by a take-profit order of its own, instead of one `target`. Of orders
    with the same `group` the first to fill cancels the rest. Every command that names no `symbol` means the first of
    the market; `position_side` names the leg in hedge mode, where side long buys and side short sells.
    `cost_shown` says whether the expected cost stood before the learner when the order was given, None where that is
    not known, and `chance_after` that the chance was typed with futures of the same bar in sight; like `probability`
    they are for the score, the engine skips them.
    """

    side: Side
    kind: OrderKind = OrderKind.MARKET
    size: Decimal | None = None
    price: Decimal | None = None
    trigger: Decimal | None = None
    trigger_source: TriggerSource | None = None
    callback: Decimal | None = None
    offset: Decimal | None = None
    activation: Decimal | None = None
    stop: Decimal | None = None
    target: Decimal | None = None
    targets: tuple[TargetShare, ...] = ()
    group: str | None = None
    reduce_only: bool = False
    post_only: bool = False
    time_in_force: TimeInForce = TimeInForce.GTC
    expires: int | None = None
    time_exit: int | None = None
    probability: Decimal | None = None
    cost_shown: bool | None = None
    chance_after: bool = False
    order_id: str | None = None
    symbol: str | None = None
    position_side: Side | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceScaled:
    """Ask for `count` limit orders from one price to another, all of them or none.

    Their sizes are alike or rise, by `sizing`; what the lot leaves over goes to the last. Ids are `order_id` (or the
    next free one) with -1, -2 and so on. Each brings the stop and targets, which are replaced as the next one fills.
    """

    side: Side
    size: Decimal
    first_price: Decimal
    last_price: Decimal
    count: Decimal
    stop: Decimal | None = None
    target: Decimal | None = None
    reduce_only: bool = False
    post_only: bool = False
    expires: int | None = None
    order_id: str | None = None
    symbol: str | None = None
    position_side: Side | None = None
    sizing: Sizing = Sizing.EVEN
    targets: tuple[TargetShare, ...] = ()
    time_exit: int | None = None
    probability: Decimal | None = None
    cost_shown: bool | None = None
    chance_after: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendOrder:
    """Change figures of a resting order; None leaves one as it is. `targets` replace all that an entry brings."""

    order_id: str
    size: Decimal | None = None
    price: Decimal | None = None
    trigger: Decimal | None = None
    stop: Decimal | None = None
    target: Decimal | None = None
    targets: tuple[TargetShare, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelOrder:
    """Cancel one resting order, or all of them (of `symbol`, where it is given) when `order_id` is None.

    With `whole_row` go the others that still rest of the row the order was placed with by PlaceScaled.
    """

    order_id: str | None = None
    symbol: str | None = None
    position_side: Side | None = None
    whole_row: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosePosition:
    """Close this fraction (0 < f <= 1) of the position at market; in hedge mode of both legs or of the named one."""

    fraction: Decimal = Decimal(1)
    symbol: str | None = None
    position_side: Side | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddMargin:
    """Move free margin into an isolated position."""

    amount: Decimal
    symbol: str | None = None
    position_side: Side | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveMargin:
    """Take margin out of an isolated position, as far as initial margin allows."""

    amount: Decimal
    symbol: str | None = None
    position_side: Side | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetLeverage:
    """Choose a symbol's leverage and, while nothing of it is open or resting, the margin mode."""

    leverage: Decimal
    margin_mode: MarginMode | None = None
    symbol: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPositionMode:
    """One net position a symbol, or long and short side by side; only while nothing is open or resting."""

    mode: PositionMode


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAutoMargin:
    """Whether free margin is added to an isolated position when it would be liquidated, on venues that offer it."""

    is_on: bool
    symbol: str | None = None
    position_side: Side | None = None


PLAN = "plan"
"""Kind of a note that holds the learner's reason for what comes next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """An entry the engine skips: journal text, checkpoint answers, self-grades. `kind` says which."""

    text: str
    kind: str = "note"


Trading = PlaceOrder | PlaceScaled | CancelOrder | ClosePosition | AddMargin | RemoveMargin | SetAutoMargin
"""Commands that name a symbol and, in hedge mode, a leg."""
Command = Trading | AmendOrder | SetLeverage | SetPositionMode | Note


@dataclass(frozen=True, slots=True)
class Decision:
    """One entry of the decision log: the command and the bar whose close it was given at."""

    bar: int
    command: Command


def as_chance(said: Decimal | None) -> Decimal | None:
    """What counts as a chance of what was said: a figure outside 0 to 1, which an old log may hold, is none."""
    return said if said is not None and said.is_finite() and 0 <= said <= 1 else None
