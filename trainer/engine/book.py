"""The engine's working copy of a state: fills, margin and events are booked here and frozen again."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from trainer.core.frozen import changed
from trainer.core.units import ZERO, floor_to, money
from trainer.engine.costs import FillEstimate
from trainer.engine.events import Event, OrderCancelled, OrderFilled, PositionChanged
from trainer.engine.margin import initial_margin, liquidation_price
from trainer.engine.market import Market
from trainer.engine.state import Order, Position, State, Totals
from trainer.engine.words import MarginMode, OrderKind, Phase, Role, Side, TriggerSource


@dataclass(frozen=True, slots=True)
class Fill:
    """A fill about to be booked. `gap` is the money lost between trigger and base price."""

    order_id: str
    side: Side
    size: Decimal
    base: Decimal
    cost: FillEstimate
    maker: bool
    reason: str
    gap: Decimal = ZERO
    time_exit: int | None = None


class Book:
    """One mutable account while a command or a bar is worked; `freeze()` gives the next state."""

    def __init__(self, state: State, market: Market, bar: int, phase: Phase) -> None:
        """Start from a state at a bar; event times follow from bar and phase."""
        self.state = state
        self.opened = state
        self.seq = state.seq
        self.market = market
        self.rules = market.rules
        self.bar = bar
        self.events: list[Event] = []
        self.tied = False  # a liquidation met an order at the very same point of the path
        self.enter(phase)

    def enter(self, phase: Phase) -> None:
        """Move on to the next phase of the same bar."""
        self.phase = phase
        at_close = phase is Phase.COMMAND
        self.time_ms = self.market.close_ms(self.bar) if at_close else int(self.market.last.time_ms[self.bar])

    def emit(self, event: type[Event], order_id: str | None = None, /, **values: Any) -> None:  # noqa: ANN401 - fields of any event
        """Append an event of this kind at the present moment."""
        at: dict[str, Any] = {
            "seq": self.seq,
            "time_ms": self.time_ms,
            "bar": self.bar,
            "phase": self.phase,
            "symbol": self.rules.symbol,
        }
        self.events.append(event(order_id=order_id, **at, **values))
        self.seq += 1

    def freeze(self) -> State:
        """The state as it now is."""
        return changed(self.state, seq=self.seq)

    def set(self, **values: Any) -> None:  # noqa: ANN401 - fields of State
        """Replace fields of the state."""
        self.state = changed(self.state, **values)

    def add_totals(self, **amounts: Decimal | int) -> None:
        """Add to the running sums."""
        totals: Totals = self.state.totals
        self.set(totals=changed(totals, **{name: getattr(totals, name) + value for name, value in amounts.items()}))

    # orders

    def drop(self, order_id: str) -> None:
        """Take an order off the book without an event."""
        self.set(orders=tuple(order for order in self.state.orders if order.order_id != order_id))

    def add(self, order: Order) -> None:
        """Put an order on the book."""
        self.set(orders=(*self.state.orders, order))

    def cancel(self, orders: tuple[Order, ...], reason: str) -> None:
        """Cancel these orders with an event each."""
        for order in orders:
            self.drop(order.order_id)
            self.emit(OrderCancelled, order.order_id, reason=reason)

    def protect(self, parent: str, side: Side, stop: Decimal | None, target: Decimal | None) -> None:
        """Attach stop and target to the position of this side, replacing earlier ones."""
        for role, level, kind in (
            (Role.STOP, stop, OrderKind.STOP_MARKET),
            (Role.TARGET, target, OrderKind.TAKE_PROFIT_MARKET),
        ):
            if level is None:
                continue
            self.cancel(tuple(o for o in self.state.orders if o.role is role and o.size is None), "replaced")
            self.add(
                Order(
                    f"{parent}-{role}", side.opposite, kind, role, None, level, TriggerSource.LAST, True,
                    self.seq, self.bar,
                )
            )  # fmt: skip

    def trail(self, last: Decimal, mark: Decimal) -> None:
        """Let trailing stops follow prices that were reached."""
        if any(order.trail is not None for order in self.state.orders):
            prices = {TriggerSource.LAST: last, TriggerSource.MARK: mark}
            self.set(orders=tuple(order.trailed(prices[order.source]) for order in self.state.orders))

    # fills

    def fill(self, fill: Fill) -> None:
        """Book a whole fill: reduce what is open first, open the rest, pay the fee, tell what happened."""
        position = self.state.position
        closing = ZERO
        if position is not None and position.side is not fill.side:
            closing = min(fill.size, position.quantity)
        realised, insured = self._reduce(closing, fill.cost.price)
        opened = fill.size - closing
        fee = self._pay_fee(fill)
        if opened > 0:
            self._increase(fill, opened, money(fee * opened / fill.size))
        insured += self._floor_wallet()
        if not fill.maker:
            self.take(fill.side, fill.size)
        slippage = fill.cost.half_spread + fill.cost.impact + fill.gap
        self.add_totals(slippage=money(slippage), fills=1)
        self.emit(
            OrderFilled, fill.order_id, side=fill.side, size=fill.size, price=fill.cost.price, mid=fill.base,
            half_spread=money(fill.cost.half_spread), impact=money(fill.cost.impact), gap=money(fill.gap), fee=fee,
            maker=fill.maker, realised_pnl=realised, reason=fill.reason, insurance=insured,
        )  # fmt: skip
        self.after_position()

    def after_position(self) -> None:
        """Tell the position as it now is and take protective orders off a closed or turned one."""
        position = self.state.position
        if position is None:
            self.emit(PositionChanged, size=ZERO, entry=ZERO, margin=ZERO, liquidation_price=None)
        else:
            level = liquidation_price(self.state, self.rules)
            self.emit(
                PositionChanged, size=position.size, entry=position.entry, margin=position.margin,
                liquidation_price=level,
            )  # fmt: skip
        stale = tuple(
            order
            for order in self.state.orders
            if order.reduce_only and (position is None or order.side is position.side)
        )
        self.cancel(stale, "position_closed")

    def _reduce(self, size: Decimal, price: Decimal) -> tuple[Decimal, Decimal]:
        """Close part of the position; an isolated price loss beyond the margin it frees is borne by the venue."""
        position = self.state.position
        if position is None or size == 0:
            return ZERO, ZERO
        realised = money(self.rules.contract.gain(position.side.sign * size, position.entry, price))
        freed = position.margin * size / position.quantity
        insured = ZERO
        if position.mode is MarginMode.ISOLATED and realised < -freed:
            insured = money(-freed - realised)
        left = position.size - position.side.sign * size
        self.set(wallet=self.state.wallet + realised + insured)
        self.add_totals(realised=realised, insurance=insured)
        kept = None
        if left != 0:
            kept = changed(position, size=left, margin=position.margin - freed, realised=position.realised + realised)
        self.set(position=kept)
        return realised, insured

    def _increase(self, fill: Fill, size: Decimal, fee: Decimal) -> None:
        price = fill.cost.price
        isolated = self.state.margin_mode is MarginMode.ISOLATED
        margin = initial_margin(self.rules, size, price, self.state.leverage) if isolated else ZERO
        old = self.state.position
        if old is None:
            opened = Position(
                fill.side.sign * size, price, margin, self.state.margin_mode, self.state.leverage, self.bar,
                self.time_ms, fees=fee, time_exit=fill.time_exit, contract=self.rules.contract,
            )  # fmt: skip
            self.set(position=opened)
            return
        total = old.quantity + size
        entry = self.rules.contract.mean_entry(old.quantity, old.entry, size, price)
        self.set(
            position=changed(
                old, size=fill.side.sign * total, entry=entry, margin=old.margin + margin,
                time_exit=fill.time_exit if fill.time_exit is not None else old.time_exit,
            )
        )  # fmt: skip

    def _pay_fee(self, fill: Fill) -> Decimal:
        rate = self.rules.maker_fee if fill.maker else self.rules.taker_fee
        fee = money(self.rules.contract.worth(fill.size, fill.cost.price) * rate) if self.market.use_fees else ZERO
        self.set(wallet=self.state.wallet - fee)
        self.add_totals(fees=fee)
        position = self.state.position
        if position is not None:
            self.set(position=changed(position, fees=position.fees + fee))
        return fee

    def _floor_wallet(self) -> Decimal:
        """A wallet cannot owe: with nothing isolated in it, what lies below 0 is borne by the venue."""
        position = self.state.position
        if self.state.wallet >= 0 or (position is not None and position.mode is MarginMode.ISOLATED):
            return ZERO
        if position is not None:
            return ZERO
        insured = -self.state.wallet
        self.set(wallet=ZERO)
        self.add_totals(insurance=insured)
        return insured

    def taken(self, side: Side) -> Decimal:
        """Size that takers of this account on this side already took at this bar."""
        if self.state.taken_bar != self.bar:
            return ZERO
        return self.state.taken_buy if side is Side.LONG else self.state.taken_sell

    def take(self, side: Side, size: Decimal) -> None:
        """Remember what a taker took, so that the next one at this bar pays the higher impact."""
        buy, sell = self.taken(Side.LONG), self.taken(Side.SHORT)
        if side is Side.LONG:
            buy += size
        else:
            sell += size
        self.set(taken_bar=self.bar, taken_buy=buy, taken_sell=sell)

    def reduce_size(self, order: Order) -> Decimal:
        """How much a reduce-only order may close now: its size cut to the position, 0 when nothing is there."""
        position = self.state.position
        if position is None or position.side is order.side:
            return ZERO
        return position.quantity if order.size is None else min(order.size, position.quantity)

    def lots(self, size: Decimal) -> Decimal:
        """Size cut to the lot."""
        return floor_to(size, self.rules.lot)
