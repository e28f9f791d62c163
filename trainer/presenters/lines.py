"""Lines of the chart: position, orders, liquidation, break-even, and what dragging them means."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from trainer.core.units import in_context, round_to_tick
from trainer.engine.commands import AmendOrder, Command, PlaceOrder
from trainer.engine.rules import VenueRules
from trainer.engine.state import Order, Position, State
from trainer.engine.words import OrderKind, Role, Side
from trainer.presenters.chart_views import LineView
from trainer.presenters.desk_texts import coin_and_quote, number, price_places, share
from trainer.presenters.figures import HIDDEN, percent, signed, signed_percent

POSITION = "position"
LIQUIDATION = "liquidation"
BREAK_EVEN = "break_even"


@dataclass(frozen=True, slots=True)
class LineFacts:
    """What the lines are drawn from at the newest bar. `one_r` is the money of 1R, `atr` a price distance."""

    state: State
    rules: VenueRules
    mark: Decimal
    liquidation: Decimal | None
    one_r: Decimal | None
    atr: float | None
    is_hidden: bool = False


@in_context
def break_even(position: Position, rules: VenueRules) -> Decimal:
    """Price at which closing as taker ends at 0: sign q (P - E) = fees + funding + P q t."""
    sign = Decimal(position.side.sign)
    costs = position.fees + position.funding
    return (sign * position.quantity * position.entry + costs) / (position.quantity * (sign - rules.taker_fee))


def lines_of(facts: LineFacts) -> tuple[LineView, ...]:
    """Every line, bottom to top."""
    lines = [_order_line(facts, order) for order in facts.state.orders]
    position = facts.state.position
    if position is not None:
        lines = [_break_even_line(facts, position), *lines, _position_line(facts, position)]
        if facts.liquidation is not None:
            lines.append(_liquidation_line(facts, position, facts.liquidation))
    return tuple(lines)


@in_context
def result_cells(facts: LineFacts, level: Decimal) -> tuple[str, ...]:
    """Money and R of the open position if it closed at this level; the closing fee is not in it."""
    position = facts.state.position
    if position is None:
        return ()
    if facts.is_hidden:
        return (HIDDEN, HIDDEN)
    money = position.unrealised(level)
    cells = (signed(money),)
    return (*cells, f"{signed(share(money, facts.one_r))} R") if facts.one_r else cells


@in_context
def away_text(facts: LineFacts, level: Decimal) -> tuple[str, str]:
    """Distance from the mark in per cent and in ATR (empty without enough bars)."""
    distance = abs(facts.mark - level)
    in_atr = f"{number(float(distance) / facts.atr, 1)} ATR" if facts.atr else ""
    return percent(distance / facts.mark), in_atr


def _position_line(facts: LineFacts, position: Position) -> LineView:
    moved = (facts.mark - position.entry) / position.entry * position.side.sign
    word = "Long" if position.side is Side.LONG else "Short"
    results = result_cells(facts, facts.mark)
    quote = coin_and_quote(facts.rules.symbol)[1]
    money = f"{results[0]} {quote}" if not facts.is_hidden else HIDDEN
    change = HIDDEN if facts.is_hidden else signed_percent(moved)
    cells = (f"{word} {position.quantity:f}", money, *results[1:], change)
    return LineView(
        POSITION, "position", float(position.entry), cells, side=position.side.value, draggable=True,
        from_time_ms=None, note="Drag from here to set a stop or a target",
    )  # fmt: skip


def _liquidation_line(facts: LineFacts, position: Position, level: Decimal) -> LineView:
    away, in_atr = away_text(facts, level)
    cells = ("Liquidation", f"{away} away", *((in_atr,) if in_atr else ()))
    note = "The venue closes the position here"
    return LineView(
        LIQUIDATION, "liquidation", float(level), cells, side=position.side.value, from_time_ms=position.opened_ms,
        note=note,
    )  # fmt: skip


def _break_even_line(facts: LineFacts, position: Position) -> LineView:
    level = break_even(position, facts.rules)
    cells = ("Break-even", number(level, price_places(facts.rules.tick)))
    return LineView(BREAK_EVEN, "break_even", float(level), cells, from_time_ms=position.opened_ms)


def _order_line(facts: LineFacts, order: Order) -> LineView:
    if order.role is Role.STOP:
        word = "Stop" if order.trail is None else "Trailing stop"
        if order.is_waiting:
            word += " from here"
        cells = (word, *result_cells(facts, order.level))
        draggable = order.trail is None  # it moves by itself
        return LineView(order.order_id, "stop", float(order.level), cells, draggable=draggable, closable=True)
    if order.role is Role.TARGET:
        cells = ("Target", *result_cells(facts, order.level))
        return LineView(order.order_id, "target", float(order.level), cells, draggable=True, closable=True)
    kind = "Limit" if order.kind is OrderKind.LIMIT else "Stop"
    side = "buy" if order.side is Side.LONG else "sell"
    size = f"{order.size:f}" if order.size is not None else "all"
    cells = (f"{kind} {side} {size}", number(order.level, price_places(facts.rules.tick)))
    return LineView(
        order.order_id,
        "order",
        float(order.level),
        cells,
        side=order.side.value,
        draggable=order.trail is None,
        closable=True,
    )


# dragging


def snapped(facts: LineFacts, price: float) -> Decimal:
    """The tick nearest to a dragged price."""
    tick = facts.rules.tick
    exact = Decimal(repr(price))
    below = round_to_tick(exact, tick, up=False)
    return below if exact - below <= tick / 2 else below + tick


def role_of_drag(facts: LineFacts, line_id: str, price: Decimal) -> Role:
    """What a drag means: the order's own role, or from the position line a stop behind the mark, a target ahead."""
    order = facts.state.order(line_id)
    if order is not None:
        return order.role
    position = facts.state.position
    ahead = position is not None and (price - facts.mark) * position.side.sign > 0
    return Role.TARGET if ahead else Role.STOP


def drag_refusal(facts: LineFacts, line_id: str, price: Decimal) -> str:
    """Why a line cannot rest at this price; empty when it can."""
    position = facts.state.position
    if line_id in (LIQUIDATION, BREAK_EVEN):
        return "This line follows from the position"
    role = role_of_drag(facts, line_id, price)
    if position is None or role not in (Role.STOP, Role.TARGET):
        return ""
    places = price_places(facts.rules.tick)
    sign = position.side.sign
    if role is Role.STOP and facts.liquidation is not None and (price - facts.liquidation) * sign <= 0:
        return f"cannot pass liquidation at {number(facts.liquidation, places)}"
    behind = (price - facts.mark) * sign < 0
    if role is Role.STOP and not behind:
        return f"a stop lies {'below' if sign > 0 else 'above'} {number(facts.mark, places)}"
    if role is Role.TARGET and behind:
        return f"a target lies {'above' if sign > 0 else 'below'} {number(facts.mark, places)}"
    return ""


def drag_cells(facts: LineFacts, line_id: str, price: Decimal) -> tuple[str, ...]:
    """The pill while dragging: what it is, money, R and distance from the mark."""
    order = facts.state.order(line_id)
    role = role_of_drag(facts, line_id, price)
    if role in (Role.STOP, Role.TARGET) and facts.state.position is not None:
        word = "Stop" if role is Role.STOP else "Target"
        return (word, *result_cells(facts, price), away_text(facts, price)[0])
    word = "Limit" if order is not None and order.kind is OrderKind.LIMIT else "Stop"
    return (word, number(price, price_places(facts.rules.tick)), away_text(facts, price)[0])


def drag_command(facts: LineFacts, line_id: str, price: Decimal) -> Command | None:
    """The command a finished drag asks for; None when the line stands for nothing that can move."""
    order = facts.state.order(line_id)
    if order is not None:
        if order.level == price:
            return None
        if order.kind.is_triggered:
            return AmendOrder(order_id=line_id, trigger=price)
        return AmendOrder(order_id=line_id, price=price)
    position = facts.state.position
    if line_id != POSITION or position is None:
        return None
    is_stop = role_of_drag(facts, line_id, price) is Role.STOP
    kind = OrderKind.STOP_MARKET if is_stop else OrderKind.TAKE_PROFIT_MARKET
    return PlaceOrder(side=position.side.opposite, kind=kind, trigger=price, reduce_only=True)


def break_even_command(facts: LineFacts) -> Command | None:
    """Move or set the stop at the break-even price, on the tick that does not lose; None without a position."""
    position = facts.state.position
    if position is None:
        return None
    level = round_to_tick(break_even(position, facts.rules), facts.rules.tick, up=position.side is Side.LONG)
    stop = facts.state.protective(Role.STOP)
    if stop is not None:
        return AmendOrder(order_id=stop.order_id, trigger=level)
    return PlaceOrder(side=position.side.opposite, kind=OrderKind.STOP_MARKET, trigger=level, reduce_only=True)


def reverse_command(state: State) -> Command | None:
    """Close the position and open the same size on the other side; None without a position."""
    position = state.position
    if position is None:
        return None
    return PlaceOrder(side=position.side.opposite, size=position.quantity * 2)


@in_context
def roe(position: Position, mark: Decimal) -> Decimal:
    """Unrealised P&L over the margin the position was opened with."""
    opening = position.quantity * position.entry / position.leverage
    return share(position.unrealised(mark), opening)
