"""Engine state: one frozen value that a log can always rebuild."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal

from trainer.core.units import ZERO
from trainer.engine.contract import Contract
from trainer.engine.words import MarginMode, OrderKind, PositionMode, Role, Side, TriggerSource

USUAL_LEVERAGE = Decimal(2)


@dataclass(frozen=True, slots=True)
class Position:
    """An open position. `size` is signed (long > 0), `margin` the isolated balance (0 in cross).

    `realised` is what parts closed before have booked: P&L, less liquidation fees, with what the venue bore; `fees` and
    `funding` are those of the whole trade, positive when paid.
    """

    size: Decimal
    entry: Decimal
    margin: Decimal
    mode: MarginMode
    leverage: Decimal
    opened_bar: int
    opened_ms: int
    realised: Decimal = ZERO
    fees: Decimal = ZERO
    funding: Decimal = ZERO
    time_exit: int | None = None
    contract: Contract = Contract.LINEAR

    @property
    def side(self) -> Side:
        """Long or short."""
        return Side.LONG if self.size > 0 else Side.SHORT

    @property
    def quantity(self) -> Decimal:
        """Absolute size: base units, or quote units of an inverse contract."""
        return abs(self.size)

    def unrealised(self, mark: Decimal) -> Decimal:
        """Unrealised P&L at a mark, in the settlement asset."""
        return self.contract.gain(self.size, self.entry, mark)

    def notional(self, mark: Decimal) -> Decimal:
        """Absolute value at a mark."""
        return self.contract.worth(self.size, mark)


@dataclass(frozen=True, slots=True)
class Trail:
    """How a trailing stop follows: a fraction or an offset behind the best price, None until it is active."""

    callback: Decimal | None
    offset: Decimal | None
    best: Decimal | None = None

    def level(self, best: Decimal, *, falls: bool) -> Decimal:
        """Trigger behind a best price: below it when a falling price fires the order."""
        distance = best * self.callback if self.callback is not None else self.offset or ZERO
        return best - distance if falls else best + distance


@dataclass(frozen=True, slots=True)
class TargetShare:
    """One of several targets: its trigger and the share (0 < share <= 1) of the fill it closes."""

    price: Decimal
    share: Decimal


@dataclass(frozen=True, slots=True)
class Order:
    """A resting order. `size` None follows the position; `level` is its limit price or trigger; `limit` the
    limit price it takes once triggered. A trailing stop's `level` moves, and is its activation price until then.
    Orders of one `group` cancel each other: the first that fires ends the rest."""

    order_id: str
    side: Side
    kind: OrderKind
    role: Role
    size: Decimal | None
    level: Decimal
    source: TriggerSource
    reduce_only: bool
    age: int
    placed_bar: int
    stop: Decimal | None = None
    target: Decimal | None = None
    expires: int | None = None
    time_exit: int | None = None
    post_only: bool = False
    limit: Decimal | None = None
    trail: Trail | None = None
    targets: tuple[TargetShare, ...] = ()
    group: str | None = None

    @property
    def first_target(self) -> Decimal | None:
        """The target it brings, or the first of several."""
        return self.targets[0].price if self.targets else self.target

    @property
    def is_waiting(self) -> bool:
        """Whether this is a trailing stop before its activation."""
        return self.trail is not None and self.trail.best is None

    def trailed(self, price: Decimal) -> Order:
        """The order after its series stood at this price: an active trailing stop follows a better one."""
        trail = self.trail
        if trail is None or trail.best is None:
            return self
        best = max(trail.best, price) if self.falls else min(trail.best, price)
        return self if best == trail.best else self.activated(best)

    def activated(self, best: Decimal) -> Order:
        """The order following from this best price."""
        if self.trail is None:
            return self
        moved = replace(self, trail=replace(self.trail, best=best))
        return replace(moved, level=self.trail.level(best, falls=moved.falls))

    @property
    def falls(self) -> bool:
        """Whether a falling price reaches the level (else a rising one does)."""
        buys = self.side is Side.LONG
        if self.is_waiting:
            return buys
        return buys if self.kind is OrderKind.LIMIT or self.kind.is_target else not buys


@dataclass(frozen=True, slots=True)
class Totals:
    """Running sums in the settlement asset; slippage is itemised and already inside realised P&L."""

    realised: Decimal = ZERO
    fees: Decimal = ZERO
    funding: Decimal = ZERO
    liquidation_fees: Decimal = ZERO
    insurance: Decimal = ZERO
    slippage: Decimal = ZERO
    liquidations: int = 0
    fills: int = 0


@dataclass(frozen=True, slots=True)
class Lane:
    """What one position slot holds while another is in focus: a symbol, in hedge mode one side of it.

    `number` is twice the symbol's place in the market, one more for a short leg. `refills` says that free margin is
    added at the trigger; `ladder_bar` is the bar of a first liquidation step whose next one waits, else -1.
    """

    number: int
    leverage: Decimal = USUAL_LEVERAGE
    margin_mode: MarginMode = MarginMode.ISOLATED
    position: Position | None = None
    orders: tuple[Order, ...] = ()
    taken_bar: int = -1
    taken_buy: Decimal = ZERO
    taken_sell: Decimal = ZERO
    refills: bool = False
    ladder_bar: int = -1


@dataclass(frozen=True, slots=True)
class State:
    """Wallet (realised money, isolated margins included), totals, and position slots.

    The slot in focus lies open in the fields that `Lane` has too; `others` keeps the rest, by number. Between commands
    and bars the first slot is in focus: the only one of an account with one symbol in one-way mode.
    """

    bankroll: Decimal
    wallet: Decimal
    leverage: Decimal = USUAL_LEVERAGE
    margin_mode: MarginMode = MarginMode.ISOLATED
    position: Position | None = None
    orders: tuple[Order, ...] = ()
    totals: Totals = field(default_factory=Totals)
    seq: int = 0
    next_order: int = 1
    taken_bar: int = -1
    taken_buy: Decimal = ZERO
    taken_sell: Decimal = ZERO
    refills: bool = False
    ladder_bar: int = -1
    lane: int = 0
    others: tuple[Lane, ...] = ()
    position_mode: PositionMode = PositionMode.ONE_WAY

    @property
    def leg(self) -> Side | None:
        """Side of the slot in focus in hedge mode; None in one-way mode."""
        if self.position_mode is PositionMode.ONE_WAY:
            return None
        return Side.SHORT if self.lane % 2 else Side.LONG

    @property
    def is_idle(self) -> bool:
        """Whether nothing is open and nothing rests, in any slot."""
        idle = self.position is None and not self.orders
        return idle and all(lane.position is None and not lane.orders for lane in self.others)

    def order(self, order_id: str) -> Order | None:
        """The resting order with this id, in the slot in focus."""
        return next((order for order in self.orders if order.order_id == order_id), None)

    def row(self, order_id: str) -> tuple[Order, ...]:
        """What still rests, in the slot in focus, of the row of limits this order was placed with; itself at least."""
        parent, _, number = order_id.rpartition("-")
        if not parent or not number.isdigit():
            return tuple(order for order in self.orders if order.order_id == order_id)
        ids = {order.order_id: order.order_id.rpartition("-") for order in self.orders if order.kind is OrderKind.LIMIT}
        return tuple(
            order
            for order in self.orders
            if order.order_id in ids and ids[order.order_id][0] == parent and ids[order.order_id][2].isdigit()
        )

    def taken(self, bar: int, side: Side) -> Decimal:
        """Size that takers of this account already took of the symbol on this side at this bar, in both legs."""
        buys = side is Side.LONG
        total = ZERO
        if self.taken_bar == bar:
            total = self.taken_buy if buys else self.taken_sell
        for lane in self.others:
            if lane.number == self.lane ^ 1 and lane.taken_bar == bar:
                total += lane.taken_buy if buys else lane.taken_sell
        return total

    @property
    def stops(self) -> tuple[Order, ...]:
        """Every stop of the position that could fire now; a trailing one before its activation could not."""
        return tuple(one for one in self.orders if one.role is Role.STOP and one.reduce_only and not one.is_waiting)

    def protective(self, role: Role) -> Order | None:
        """The position's stop or target, if one rests."""
        return next((order for order in self.orders if order.role is role and order.reduce_only), None)


def opening_state(bankroll: Decimal) -> State:
    """An account before its first command."""
    return State(bankroll=bankroll, wallet=bankroll)
