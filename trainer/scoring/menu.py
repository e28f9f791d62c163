"""What else could have been decided at the same bar: one thing varied at a time, at most 24 choices."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from trainer.core.language import english
from trainer.core.units import floor_to, in_context, round_to_tick
from trainer.core.wording import price as price_text
from trainer.core.wording import share, times
from trainer.engine.commands import AmendOrder, CancelOrder, ClosePosition, Command, PlaceOrder, SetLeverage
from trainer.engine.market import Market
from trainer.engine.state import Order, Position, State
from trainer.engine.words import MarginMode, OrderKind, Role, Side, TimeInForce
from trainer.scoring.alternatives import hourly_range
from trainer.scoring.brackets import Bracket, after_commands
from trainer.scoring.settings import ScoreSettings
from trainer.scoring.stakes import Stakes, stakes_of


@dataclass(frozen=True, slots=True)
class Option:
    """One choice and what would stand after it, in the slot decided on and beside it; `booked` is paid at once.

    `risk` is the planned loss and `leverage` the notional of the slot decided on, both over the bankroll.
    """

    key: str
    label: str
    stakes: Stakes
    booked: float
    risk: float
    leverage: float
    is_admissible: bool

    @property
    def bracket(self) -> Bracket | None:
        """What stands in the slot decided on; None leaves nothing at stake there."""
        return self.stakes.own


@dataclass(frozen=True, slots=True)
class Here:
    """Where a decision is taken: the account before it, the slot in focus, and the terms it is judged under.

    `root` is the market of the whole account.
    """

    root: Market
    bar: int
    before: State
    last_bar: int
    settings: ScoreSettings

    @property
    def market(self) -> Market:
        """The symbol decided on."""
        return self.root.markets[self.before.lane // 2]

    @property
    def bankroll(self) -> Decimal:
        """The training bankroll W."""
        return self.before.bankroll

    def option(self, key: str, label: str, commands: Sequence[Command]) -> Option | None:
        """The choice of these commands from the account before; None when the venue refuses them."""
        said = [_addressed(one, self.market.symbol, self.before.leg) for one in commands]
        answer = after_commands(self.before, self.root, self.bar, said)
        return None if answer is None else self.standing(key, label, answer[0])

    @in_context
    def standing(self, key: str, label: str, after: State) -> Option:
        """The choice that led to this account."""
        stakes = stakes_of(self.before, after, self.root, self.bar, self.last_bar)
        bracket = stakes.own
        if bracket is None:
            booked = float(after.wallet - _worth(self.before, self.market, self.bar))
            return Option(key, label, stakes, booked, 0.0, 0.0, is_admissible=True)
        whole = float(self.bankroll)
        opens = self.before.position is None
        loss = bracket.planned_loss - (bracket.booked if opens else 0.0)
        price = bracket.entry if opens else float(self.market.last_close(self.bar))
        worth = bracket.size / price if bracket.is_inverse else bracket.size * price
        risk, leverage = loss / whole, worth / whole
        is_small = risk <= float(self.settings.small_risk) * self.settings.risk_rounding
        fits = bracket.is_stop_inside and is_small and leverage <= float(self.settings.ceiling)
        return Option(key, label, stakes, bracket.booked, risk, leverage, fits)


def _addressed(command: Command, symbol: str, leg: Side | None) -> Command:
    """The command said of one slot; those that name an order find it by its id."""
    match command:
        case PlaceOrder() | CancelOrder() | ClosePosition():
            return replace(command, symbol=symbol, position_side=leg)
        case SetLeverage():
            return replace(command, symbol=symbol)
        case _:
            return command


def _worth(state: State, market: Market, bar: int) -> Decimal:
    """The wallet and the unrealised result of the slot in focus."""
    held = state.position.unrealised(market.mark_close(bar)) if state.position else Decimal(0)
    return state.wallet + held


@in_context
def entry_menu(here: Here, after: State, chosen: Option) -> tuple[Option, ...]:
    """No trade, and the entry with another risk, leverage, stop or margin mode; only what the venue would take."""
    order = entry_order(after)
    found = [here.standing("none", english("No trade"), replace(here.before, orders=()))]
    if order is None or order.size is None:
        return tuple(found)
    base = replace(here, before=replace(here.before, orders=(), leverage=after.leverage))
    mode = after.position.mode if after.position is not None else after.margin_mode
    own = SetLeverage(leverage=after.leverage, margin_mode=mode)

    def add(key: str, label: str, setting: SetLeverage, placed: PlaceOrder) -> None:
        option = base.option(key, label, (setting, placed))
        if option is not None and option.bracket is not None:
            found.append(option)

    for risk in here.settings.menu_risks if chosen.risk > 0 else ():
        size = floor_to(order.size * risk / Decimal(repr(chosen.risk)), here.market.rules.lot)
        if size > 0:
            add(f"risk_{risk}", english("Risk {risk}").format(risk=share(risk, 2)), own, replace(order, size=size))
    for leverage in here.settings.menu_leverages:
        add(
            f"leverage_{leverage}",
            english("At {leverage}").format(leverage=times(leverage)),
            replace(own, leverage=leverage),
            order,
        )
    for key, label, stop in _stops(here, order):
        add(key, label, own, replace(order, stop=stop))
    other = MarginMode.CROSS if mode is MarginMode.ISOLATED else MarginMode.ISOLATED
    add("mode", english("With {other} margin").format(other=other), replace(own, margin_mode=other), order)
    return tuple(found)


def _stops(here: Here, order: PlaceOrder) -> list[tuple[str, str, Decimal | None]]:
    """No stop, and one at one to three hourly ranges from the entry."""
    found: list[tuple[str, str, Decimal | None]] = [("stop_none", english("Without a stop"), None)]
    width = hourly_range(here.market, here.bar)
    level = order.price or order.trigger or here.market.last_close(here.bar)
    for ranges in here.settings.menu_stop_ranges if width else ():
        stop = _on_tick(here, level - order.side.sign * ranges * (width or level), order.side)
        if stop > 0:
            found.append(
                (
                    f"stop_{ranges}",
                    english("Stop at {ranges} hourly ranges, {stop}").format(ranges=ranges, stop=price_text(stop)),
                    stop,
                )
            )
    return found


def _on_tick(here: Here, level: Decimal, side: Side) -> Decimal:
    return round_to_tick(level, here.market.rules.tick, up=side is Side.SHORT)


def entry_order(after: State) -> PlaceOrder | None:
    """The one order that would have made this account from a flat one; None when nothing was opened."""
    waiting = next((order for order in after.orders if order.role is Role.ENTRY), None)
    position = after.position
    if position is not None:
        stop, target = after.protective(Role.STOP), after.protective(Role.TARGET)
        return PlaceOrder(
            side=position.side, size=position.quantity, stop=stop.level if stop else None,
            target=target.level if target else None, time_exit=position.time_exit,
        )  # fmt: skip
    if waiting is None:
        return None
    rests = waiting.kind.is_triggered
    return PlaceOrder(
        side=waiting.side, kind=OrderKind.STOP_MARKET if rests else OrderKind.LIMIT, size=waiting.size,
        price=None if rests else waiting.level, trigger=waiting.level if rests else None, stop=waiting.stop,
        target=waiting.first_target, time_exit=waiting.time_exit, time_in_force=TimeInForce.GTC,
    )  # fmt: skip


@in_context
def position_menu(here: Here) -> tuple[Option, ...]:
    """Of an open position: hold, close, halve, stop to break-even, tighten, widen, remove the stop, add."""
    position, stop = here.before.position, here.before.protective(Role.STOP)
    assert position is not None
    found = [here.standing("hold", english("Hold the plan"), here.before)]
    choices: list[tuple[str, str, Callable[[], Sequence[Command]]]] = [
        ("close", english("Close"), lambda: (ClosePosition(),)),
        ("halve", english("Close half"), lambda: (ClosePosition(fraction=here.settings.menu_part),)),
        ("break_even", english("Stop to break-even"), lambda: _moved(here, position, stop, position.entry)),
        ("tighten", english("Tighten the stop"), lambda: _moved(here, position, stop, _nearer(here, position, stop))),
        ("widen", english("Widen the stop"), lambda: _moved(here, position, stop, _farther(here, position, stop))),
        ("remove", english("Remove the stop"), lambda: (CancelOrder(order_id=stop.order_id),) if stop else ()),
        ("add", english("Add half"), lambda: _added(here, position)),
    ]
    for key, label, commands in choices:
        given = tuple(commands())
        option = here.option(key, label, given) if given else None
        if option is not None:
            found.append(option)
    return tuple(found)


def _moved(here: Here, position: Position, stop: Order | None, level: Decimal | None) -> tuple[Command, ...]:
    if level is None or level <= 0:
        return ()
    on_tick = _on_tick(here, level, position.side)
    if stop is not None:
        return (AmendOrder(order_id=stop.order_id, trigger=on_tick),)
    return (PlaceOrder(side=position.side.opposite, kind=OrderKind.STOP_MARKET, trigger=on_tick, reduce_only=True),)


def _nearer(here: Here, position: Position, stop: Order | None) -> Decimal | None:
    """Half of the way to the stop; without one a stop at one hourly range."""
    now = here.market.last_close(here.bar)
    if stop is not None:
        return now + (stop.level - now) * here.settings.menu_part
    width = hourly_range(here.market, here.bar)
    return None if width is None else now - position.side.sign * width


def _farther(here: Here, position: Position, stop: Order | None) -> Decimal | None:
    width = hourly_range(here.market, here.bar)
    return None if stop is None or width is None else stop.level - position.side.sign * width


def _added(here: Here, position: Position) -> tuple[Command, ...]:
    size = floor_to(position.quantity * here.settings.menu_part, here.market.rules.lot)
    return (PlaceOrder(side=position.side, size=size),) if size > 0 else ()
