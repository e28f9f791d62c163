"""The engine's working copy of a state: fills, margin and events are booked here and frozen again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import msgspec

from trainer.core.frozen import changed
from trainer.core.units import ZERO, floor_to, money, money_up
from trainer.engine.account import raw_free_margin
from trainer.engine.beside import NOTHING, Beside
from trainer.engine.costs import FillEstimate
from trainer.engine.events import Event, OrderCancelled, OrderFilled, PositionChanged
from trainer.engine.lanes import beside_of, closes, focus, lane_numbers, without_unused
from trainer.engine.margin import initial_margin, liquidation_price
from trainer.engine.market import Market
from trainer.engine.state import Order, Position, State, TargetShare
from trainer.engine.words import MarginMode, OrderKind, Phase, Role, Side, TriggerSource


class Fill(msgspec.Struct, frozen=True, gc=False):
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


@dataclass(frozen=True, slots=True)
class Saved:
    """A point of a book to come back to."""

    state: State
    sums: dict[str, Any]
    seq: int
    events: int


class Book:
    """One mutable account while a command or a bar is worked; `freeze()` gives the next state."""

    def __init__(
        self, state: State, market: Market, bar: int, phase: Phase, marks: Sequence[Decimal] | None = None
    ) -> None:
        """Start from a state at a bar; event times follow from bar and phase. `marks` are those of all symbols now."""
        self.state = changed(state)  # the book's own copy, written in place until it is frozen
        self.opened = state
        self.seq = state.seq
        self.root = self.market = market
        self.rules = market.rules
        self.bar = bar
        self.marks = list(closes(market, bar) if marks is None else marks)
        self.sums: dict[str, Any] = {}
        self.events: list[Event] = []
        self.tied = False  # a liquidation met an order at the very same point of the path
        self.phase = phase
        at_close = phase is Phase.COMMAND
        self.time_ms = market.close_ms(bar) if at_close else int(market.last.time_ms[bar])
        self.leg = state.leg

    def emit(self, event: type[Event], order_id: str | None = None, /, **values: Any) -> None:  # noqa: ANN401 - fields of any event
        """Append an event of this kind at the present moment."""
        self.events.append(
            event(
                seq=self.seq, time_ms=self.time_ms, bar=self.bar, phase=self.phase, symbol=self.rules.symbol,
                position_side=self.leg, order_id=order_id, **values,
            )
        )  # fmt: skip
        self.seq += 1

    def freeze(self) -> State:
        """The state as it now is, its first slot in focus. The book is closed by this: it writes no more."""
        self.focus(0)
        if self.state.others:
            self.set(others=without_unused(self.state))
        if self.sums:
            totals = self.state.totals
            self.set(totals=changed(totals, **{name: getattr(totals, name) + more for name, more in self.sums.items()}))
        self.set(seq=self.seq)
        return self.state

    def set(self, **values: Any) -> None:  # noqa: ANN401 - fields of State
        """Replace fields of the state."""
        for name, value in values.items():
            object.__setattr__(self.state, name, value)

    def add_totals(self, **amounts: Decimal | int) -> None:
        """Add to the running sums."""
        sums = self.sums
        for name, value in amounts.items():
            sums[name] = sums.get(name, 0) + value

    def save(self) -> Saved:
        """A point to come back to."""
        return Saved(changed(self.state), dict(self.sums), self.seq, len(self.events))

    def restore(self, saved: Saved) -> None:
        """Undo everything since this point was saved."""
        self.state, self.sums, self.seq = saved.state, saved.sums, saved.seq
        del self.events[saved.events :]

    # slots

    def focus(self, number: int) -> None:
        """Bring a position slot into focus: what follows is about its symbol and leg."""
        if number == self.state.lane:
            return
        self.state = focus(self.state, number)
        self.market = self.root.markets[number // 2]
        self.rules, self.leg = self.market.rules, self.state.leg

    def speak_of(self, number: int) -> None:
        """Let events name this slot without bringing it into focus: the state stays as it is."""
        self.rules = self.root.markets[number // 2].rules
        if self.leg is not None:
            self.leg = Side.SHORT if number % 2 else Side.LONG

    @property
    def mark(self) -> Decimal:
        """Mark of the symbol in focus now."""
        return self.marks[self.state.lane // 2]

    def beside(self) -> Beside:
        """What the other slots count for now."""
        return beside_of(self.state, self.root, self.marks) if self.state.others else NOTHING

    def free_margin(self, mark: Decimal) -> Decimal:
        """Free margin at a mark of the symbol in focus; negative where the venue would have refused."""
        return raw_free_margin(self.state, self.rules, mark, self.beside())

    @property
    def opened_margin(self) -> Decimal:
        """Free margin of the account as the book found it, at the marks of now."""
        state = focus(self.opened, self.state.lane)
        return raw_free_margin(state, self.rules, self.mark, beside_of(state, self.root, self.marks))

    # orders

    def has_order(self, order_id: str) -> bool:
        """Whether this id, or one that it or a resting order gives to its stop and targets, is taken in any slot."""
        orders = self.state.orders
        if self.state.others:
            orders += tuple(order for lane in self.state.others for order in lane.orders)
        before = f"{order_id}-"
        for order in orders:
            one = order.order_id
            if one == order_id or one.startswith(before) or before.startswith(f"{one}-"):
                return True
        return False

    def end_group(self, group: str | None) -> None:
        """One order of a group was filled: the others are cancelled, in every slot."""
        if group is None:
            return
        here = self.state.lane
        for lane in lane_numbers(self.state):
            self.focus(lane)
            self.cancel(tuple(order for order in self.state.orders if order.group == group), "group")
        self.focus(here)

    def drop(self, order_id: str) -> None:
        """Take an order off the book without an event."""
        self.set(orders=tuple(order for order in self.state.orders if order.order_id != order_id))

    def add(self, order: Order) -> None:
        """Put an order on the book."""
        self.set(orders=(*self.state.orders, order))

    def cancel(self, orders: tuple[Order, ...], reason: str) -> None:
        """Cancel these orders with an event each."""
        if not orders:
            return
        gone = {order.order_id for order in orders}
        self.set(orders=tuple(order for order in self.state.orders if order.order_id not in gone))
        for order in orders:
            self.emit(OrderCancelled, order.order_id, reason=reason)

    def protect(
        self, parent: str, side: Side, stop: Decimal | None, target: Decimal | None,
        targets: tuple[TargetShare, ...] = (), size: Decimal = ZERO,
    ) -> None:  # fmt: skip
        """Attach stop and target to the position of this side, replacing earlier ones; several targets share `size`."""
        self._share_out(parent, side, targets, size)
        for role, level, kind in (
            (Role.STOP, stop, OrderKind.STOP_MARKET),
            (Role.TARGET, target, OrderKind.TAKE_PROFIT_MARKET),
        ):
            if level is None:
                continue
            if self.state.orders:
                self.cancel(tuple(o for o in self.state.orders if o.role is role and o.size is None), "replaced")
            self.add(
                Order(
                    f"{parent}-{role}", side.opposite, kind, role, None, level, self.rules.default_trigger, True,
                    self.seq, self.bar,
                )
            )  # fmt: skip

    @property
    def has_trails(self) -> bool:
        """Whether a trailing stop rests in the slot in focus."""
        return any(order.trail is not None for order in self.state.orders)

    def _share_out(self, parent: str, side: Side, targets: tuple[TargetShare, ...], size: Decimal) -> None:
        """A take-profit order a share, on the lot; shares of 1 together leave nothing over."""
        left, whole = size, sum((target.share for target in targets), ZERO) == 1
        for number, target in enumerate(targets, 1):
            part = left if whole and number == len(targets) else min(left, self.lots(size * target.share))
            left -= part
            if part > 0:
                self.add(
                    Order(
                        f"{parent}-target-{number}", side.opposite, OrderKind.TAKE_PROFIT_MARKET, Role.TARGET, part,
                        target.price, self.rules.default_trigger, True, self.seq, self.bar,
                    )
                )  # fmt: skip

    def trail(self, prices: Mapping[TriggerSource, Decimal]) -> None:
        """Let trailing stops of the slot in focus follow prices that were reached."""
        self.set(orders=tuple(order.trailed(prices[order.source]) for order in self.state.orders))

    # fills

    def fill(self, fill: Fill) -> None:
        """Book a whole fill: reduce what is open first, open the rest, pay the fee, tell what happened."""
        position = self.state.position
        closing = ZERO
        if position is not None and position.side is not fill.side:
            closing = min(fill.size, position.quantity)
        realised, insured = self.reduce(closing, fill.cost.price)
        opened = fill.size - closing
        fee = self._pay_fee(fill)
        if opened > 0:
            self._increase(fill, opened, money(fee * opened / fill.size))
        insured += self.floor_wallet()
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
            level = liquidation_price(self.state, self.rules, self.beside())
            self.emit(
                PositionChanged, size=position.size, entry=position.entry, margin=position.margin,
                liquidation_price=level,
            )  # fmt: skip
        if self.state.orders:
            side = None if position is None else position.side
            stale = tuple(o for o in self.state.orders if o.reduce_only and (side is None or o.side is side))
            self.cancel(stale, "position_closed")

    def reduce(self, size: Decimal, price: Decimal) -> tuple[Decimal, Decimal]:
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
        kept = None
        if left != 0:
            total = position.realised + realised + insured
            kept = changed(position, size=left, margin=position.margin - freed, realised=total)
        self.set(wallet=self.state.wallet + realised + insured, position=kept)
        if kept is None:
            self.set(ladder_bar=-1)
        self.add_totals(realised=realised, insurance=insured)
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
        fee = ZERO
        if self.market.use_fees:
            amount = self.rules.contract.worth(fill.size, fill.cost.price) * rate
            fee = money_up(amount) if self.rules.rounds_fees_up and amount > 0 else money(amount)
        self.set(wallet=self.state.wallet - fee)
        self.add_totals(fees=fee)
        position = self.state.position
        if position is not None:
            self.set(position=changed(position, fees=position.fees + fee))
        return fee

    def floor_wallet(self) -> Decimal:
        """A wallet cannot owe: once no cross position is left, the venue bears what isolated margins lack in it."""
        position, beside = self.state.position, self.beside()
        if position is not None or beside.crosses:
            return ZERO
        insured = money_up(beside.isolated - self.state.wallet)
        if insured <= 0:
            return ZERO
        self.set(wallet=self.state.wallet + insured)
        self.add_totals(insurance=insured)
        return insured

    def taken(self, side: Side) -> Decimal:
        """Size that takers of this account on this side already took of the symbol at this bar."""
        return self.state.taken(self.bar, side)

    def take(self, side: Side, size: Decimal) -> None:
        """Remember what a taker took, so that the next one at this bar pays the higher impact."""
        state = self.state
        is_new = state.taken_bar != self.bar
        buy, sell = (ZERO, ZERO) if is_new else (state.taken_buy, state.taken_sell)
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
