"""A position and its protection as levels and money, read from the engine, so that futures can be played against it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np

from trainer.core.units import ZERO, in_context
from trainer.engine.apply import apply
from trainer.engine.commands import Command
from trainer.engine.contract import Contract
from trainer.engine.costs import slipped
from trainer.engine.events import Event, OrderRejected
from trainer.engine.lanes import beside_of, closes, focus
from trainer.engine.margin import balance_behind, frozen_fee, liquidation_price
from trainer.engine.market import Market
from trainer.engine.rules import Settlement
from trainer.engine.state import Position, State, opening_state
from trainer.engine.words import MarginMode, Role
from trainer.journal.filling import fresh_entries, once_filled
from trainer.market.candles import FloatArray
from trainer.scoring.passage import Ending, Exits, Levels
from trainer.scoring.settings import DEFAULTS


@dataclass(frozen=True, slots=True)
class Bracket:
    """One position from now on; money in the settlement asset, prices and rates as floats.

    `size` is unsigned, `entry` its average, `booked` what is won or lost already when the position stands (wallet
    after less wallet and unrealised result before), `slip` and `fee` fractions of the exit price, `wiped` the result
    at liquidation. `funding` holds (bar of the futures, money paid there) at the last settled rate. `bars` is the
    horizon. `place` is the symbol's in its account; of a cross position `aside` is set apart for its closing fee.
    Of several targets `targets` holds (level, None for what none closes; share of the size); of one of the `parts`
    `part` is its share of the whole. Assumed: a target that is met does not move the liquidation price of the rest.
    """

    levels: Levels
    size: float
    entry: float
    booked: float
    slip: float
    fee: float
    wiped: float
    funding: tuple[tuple[int, float], ...]
    bars: int
    is_inverse: bool = False
    place: int = 0
    is_cross: bool = False
    aside: float = 0.0
    targets: tuple[tuple[float | None, float], ...] = ()
    part: float = 1.0

    @property
    def parts(self) -> tuple[Bracket, ...]:
        """One position for each target, all with the same stop; itself where it has one target at most."""
        return tuple(self._part(level, share) for level, share in self.targets) or (self,)

    def _part(self, level: float | None, share: float) -> Bracket:
        return replace(
            self, levels=replace(self.levels, target=level), size=self.size * share, booked=self.booked * share,
            wiped=self.wiped * share, funding=tuple((bar, amount * share) for bar, amount in self.funding),
            aside=self.aside * share, targets=(), part=share,
        )  # fmt: skip

    def gain(self, price: FloatArray) -> FloatArray:
        """Price P&L at these exit prices."""
        signed = self.levels.sign * self.size
        return signed * (1.0 / self.entry - 1.0 / price) if self.is_inverse else signed * (price - self.entry)

    def results(self, exits: Exits) -> FloatArray:
        """Change of equity from now to the end of every path, all costs in it, shape (N,)."""
        left = exits.price * (1.0 - self.levels.sign * self.slip)
        worth = self.size / left if self.is_inverse else self.size * left
        result = self.booked + self.gain(left) - worth * self.fee
        result[exits.ending == Ending.LIQUIDATED] = self.booked + self.wiped
        for bar, amount in self.funding:
            result -= amount * ((exits.bar >= bar) & (exits.entered < bar))
        result[exits.ending == Ending.UNFILLED] = 0.0
        return result

    @property
    def is_stop_inside(self) -> bool:
        """Whether a stop stands that the price meets before the liquidation price."""
        stop, wall = self.levels.stop, self.levels.liquidation
        return stop is not None and (wall is None or (stop - wall) * self.levels.sign > 0)

    @property
    def planned_loss(self) -> float:
        """Loss of the position from its entry when its stop is met (else at liquidation), closing costs in it."""
        if self.levels.stop is None or not self.is_stop_inside:
            return -self.wiped
        left = np.array([self.levels.stop * (1.0 - self.levels.sign * self.slip)])
        worth = self.size / left if self.is_inverse else self.size * left
        return -float((self.gain(left) - worth * self.fee)[0])

    def gross(self, exits: Exits, start: float, unit: float) -> FloatArray:
        """Price move from `start` in multiples of `unit` (a price distance), before costs; 0 where unfilled."""
        moved = self.levels.sign * (exits.price - start) / unit
        moved[exits.ending == Ending.UNFILLED] = 0.0
        return np.asarray(moved)


@in_context
def after_commands(
    state: State, market: Market, bar: int, commands: Sequence[Command]
) -> tuple[State, tuple[Event, ...]] | None:
    """The account after these commands at a bar's close, the same slot in focus; None when the venue refuses one."""
    events: tuple[Event, ...] = ()
    lane, state = state.lane, focus(state, 0)
    for command in commands:
        state, answer = apply(state, command, market, bar)
        if any(isinstance(event, OrderRejected) for event in answer):
            return None
        events += answer
    return focus(state, lane), events


def bracket_after(market: Market, bar: int, bankroll: Decimal, commands: Sequence[Command]) -> Bracket | None:
    """The bracket a fresh account holds after these commands, over a day; None when refused or flat."""
    state = opening_state(bankroll)
    answer = after_commands(state, market, bar, commands)
    return None if answer is None else bracket_of(state, answer[0], market, bar, len(market) - 1)


def horizon(market: Market, bar: int, last_bar: int, time_exit: int | None = None) -> int:
    """Bars ahead that are played: to the time stop, one day or the scenario's end, whichever is first; 1 at least."""
    step = market.last.timeframe_ms
    ends = [DEFAULTS.horizon_ms // step, last_bar - bar]
    if time_exit is not None:
        ends.append(-(-(time_exit - market.close_ms(bar)) // step))
    return max(1, min(ends))


@in_context
def bracket_of(before: State, after: State, market: Market, bar: int, last_bar: int) -> Bracket | None:
    """What stands after a decision in the slot in focus, a resting entry as it will be once filled; None when nothing
    is at stake. `market` is that of the account; the liquidation price takes the marks of other symbols as they are.

    An entry that rests beside an open position is left out until it fills. Several entries count once all of them have
    filled, at their own prices: from the touch of the one farthest from the market on.
    """
    bare, market_price = replace(before, orders=()), market.markets[after.lane // 2].last_close(bar)
    resting = fresh_entries(bare, after) if after.position is None else ()
    waiting = max(resting, key=lambda order: abs(order.level - market_price), default=None)
    filled = after if waiting is None else once_filled(bare, after, (), market, bar)[0]
    position = filled.position
    if position is None:
        return None
    place = after.lane // 2
    own, beside = market.markets[place], beside_of(filled, market, closes(market, bar))
    held = ZERO if before.position is None else before.position.unrealised(own.mark_close(bar))
    stop, target = filled.protective(Role.STOP), filled.protective(Role.TARGET)
    level = liquidation_price(filled, own.rules, beside)
    levels = Levels(
        position.side.sign, _float(stop.level if stop else None), _float(target.level if target else None),
        _float(level), _float(waiting.level if waiting else None), waiting is not None and waiting.kind.is_triggered,
    )  # fmt: skip
    price = waiting.level if waiting else own.last_close(bar)
    cost = slipped(own, bar, position.side.opposite, position.quantity, price, ZERO)
    slip = abs(cost.price - price) / price if cost is not None else ZERO
    fee = own.rules.taker_fee if own.use_fees else ZERO
    bars = horizon(own, bar, last_bar, position.time_exit)
    behind = balance_behind(filled, position, beside)
    is_cross = position.mode is MarginMode.CROSS
    aside = frozen_fee(own.rules, position.size, position.entry, position.leverage, filled.wallet) if is_cross else ZERO
    return Bracket(
        levels=levels, size=float(position.quantity), entry=float(position.entry),
        booked=float(filled.wallet - (before.wallet + held)), slip=float(slip), fee=float(fee),
        wiped=float(_wiped(behind, position, level, own, slip)), funding=_funding(own, bar, position, bars), bars=bars,
        is_inverse=own.rules.contract is Contract.INVERSE, place=place, is_cross=is_cross, aside=float(aside),
        targets=_targets(filled, position),
    )  # fmt: skip


def _targets(filled: State, position: Position) -> tuple[tuple[float | None, float], ...]:
    """Level and share of the size of each of several targets, the nearest first; none where there is one at most."""
    shares: dict[Decimal, Decimal] = {}
    left = position.quantity
    orders = [order for order in filled.orders if order.role is Role.TARGET and order.reduce_only]
    for order in sorted(orders, key=lambda order: order.level * position.side.sign):
        closes_now = min(left, order.size or left)
        left -= closes_now
        shares[order.level] = shares.get(order.level, ZERO) + closes_now
    rows: list[tuple[float | None, float]] = [
        (float(level), float(size / position.quantity)) for level, size in shares.items() if size
    ]
    if left and rows:
        rows.append((None, float(left / position.quantity)))
    return tuple(rows) if len(rows) > 1 else ()


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _wiped(behind: Decimal, position: Position, level: Decimal | None, market: Market, slip: Decimal) -> Decimal:
    """Result of the position when liquidated: all that stood behind it, or what is left after price and fee."""
    if level is None or market.rules.settlement is Settlement.TAKEOVER:
        return -behind
    price = level * (1 - position.side.sign * slip)
    fee = position.notional(price) * (market.rules.liquidation_fee if market.use_fees else ZERO)
    return max(-behind, position.unrealised(price) - fee)


def _funding(market: Market, bar: int, position: Position, bars: int) -> tuple[tuple[int, float], ...]:
    """Stamps ahead as the settled ones suggest: their spacing and the last rate; none before the first one."""
    now, step = market.close_ms(bar), market.last.timeframe_ms
    settled = [stamp for stamp in market.funding if stamp.time_ms < now]
    if not settled:
        return ()
    spacing = settled[-1].time_ms - settled[-2].time_ms if len(settled) > 1 else DEFAULTS.funding_spacing_ms
    amount = float(position.size * settled[-1].rate) * float(market.last_close(bar))
    if market.rules.contract is Contract.INVERSE:
        amount = float(position.size * settled[-1].rate) / float(market.last_close(bar))
    place = settled[-1].time_ms + spacing
    found = []
    while spacing > 0 and place < now + bars * step:
        found.append((max(0, (place - now) // step), amount))
        place += spacing
    return tuple(found)
