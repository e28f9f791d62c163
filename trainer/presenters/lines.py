"""Lines of the chart: position, orders, liquidation, break-even, and what dragging them means."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from trainer.core.units import floor_to, in_context, round_to_tick
from trainer.engine.commands import AmendOrder, Command, PlaceOrder
from trainer.engine.contract import Contract
from trainer.engine.rules import VenueRules
from trainer.engine.state import Order, Position, State
from trainer.engine.words import OrderKind, Role, Side
from trainer.presenters.amounts import Amounts, amounts_of
from trainer.presenters.chart_views import LineKind, LineView
from trainer.presenters.desk_texts import number, price_places, share
from trainer.presenters.figures import HIDDEN, percent, signed, signed_percent

POSITION = "position"
LIQUIDATION = "liquidation"
BREAK_EVEN = "break_even"
ATTACHED = ":"
"""Between an entry's id and 'stop' or 'target' in the id of the line of what it brings."""
SEVERAL = "#"
"""Between an entry's id and the number of one of the targets it brings: such a line is only looked at."""
_WORDS = {
    OrderKind.MARKET: "Market",
    OrderKind.LIMIT: "Limit",
    OrderKind.STOP_MARKET: "Stop",
    OrderKind.STOP_LIMIT: "Stop limit",
    OrderKind.TAKE_PROFIT_MARKET: "Take profit",
    OrderKind.TAKE_PROFIT_LIMIT: "Take profit limit",
    OrderKind.TRAILING_STOP: "Trailing stop",
}


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

    @property
    def amounts(self) -> Amounts:
        """The units of the contract."""
        return amounts_of(self.rules)


@in_context
def break_even(position: Position, rules: VenueRules) -> Decimal:
    """Price at which closing as taker ends at 0.

    Linear: sign q (P - E) = costs + P q t; inverse: sign K (1/E - 1/P) = costs + K t / P, costs = fees + funding.
    """
    sign = Decimal(position.side.sign)
    costs = position.fees + position.funding
    if rules.contract is Contract.INVERSE:
        return position.quantity * (sign + rules.taker_fee) / (sign * position.quantity / position.entry - costs)
    return (sign * position.quantity * position.entry + costs) / (position.quantity * (sign - rules.taker_fee))


def lines_of(facts: LineFacts) -> tuple[LineView, ...]:
    """Every line, bottom to top."""
    lines = [line for order in facts.state.orders for line in _order_lines(facts, order)]
    position = facts.state.position
    if position is not None:
        lines = [_break_even_line(facts, position), *lines, _position_line(facts, position)]
        if facts.liquidation is not None:
            lines.append(_liquidation_line(facts, position, facts.liquidation))
    return tuple(lines)


def size_text(size: Decimal) -> str:
    """A size without zeros at its end: a share of one is worked out with more places than it has."""
    return f"{size.normalize():,f}"


@in_context
def result_cells(facts: LineFacts, level: Decimal, size: Decimal | None = None) -> tuple[str, ...]:
    """Money and R of the open position, or of `size` of it, closed at this level; the closing fee is not in it."""
    position = facts.state.position
    if position is None:
        return ()
    if facts.is_hidden:
        return (HIDDEN, HIDDEN)
    part = position.quantity if size is None else min(size, position.quantity)
    money = facts.rules.contract.gain(position.side.sign * part, position.entry, level)
    cells = (facts.amounts.signed(money),)
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
    money = f"{results[0]} {facts.amounts.settled}" if not facts.is_hidden else HIDDEN
    change = HIDDEN if facts.is_hidden else signed_percent(moved)
    cells = (f"{word} {position.quantity:,f}", money, *results[1:], change)
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


def _order_lines(facts: LineFacts, order: Order) -> list[LineView]:
    """The order's own line and, of a resting entry, those of the stop and target it will bring."""
    lines = [_order_line(facts, order)]
    for name, level in (("stop", order.stop), ("target", order.target)):
        if level is not None:
            kind: LineKind = "stop_preview" if name == "stop" else "target_preview"
            cells = (f"{name.capitalize()} once filled", *_entry_result(facts, order, level))
            lines.append(LineView(f"{order.order_id}{ATTACHED}{name}", kind, float(level), cells,
                                  side=order.side.value, draggable=True))  # fmt: skip
    for place, one in enumerate(order.targets, 1):
        part = order.size * one.share if order.size is not None else None
        cells = (f"Target {place} once filled", percent(one.share, 0), *_entry_result(facts, order, one.price, part))
        lines.append(LineView(f"{order.order_id}{SEVERAL}{place}", "target_preview", float(one.price), cells,
                              side=order.side.value))  # fmt: skip
    return lines


@in_context
def _entry_result(facts: LineFacts, order: Order, level: Decimal, part: Decimal | None = None) -> tuple[str, ...]:
    size = order.size if part is None else part
    if facts.is_hidden or size is None:
        return ()
    entry = order.limit if order.limit is not None else order.level
    return (facts.amounts.signed(facts.rules.contract.gain(order.side.sign * size, entry, level)),)


def _order_line(facts: LineFacts, order: Order) -> LineView:
    places = price_places(facts.rules.tick)
    draggable = order.trail is None  # it moves by itself
    size = size_text(order.size) if order.size is not None else "all"
    limit = (f"limit {number(order.limit, places)}",) if order.limit is not None else ()
    if order.role in (Role.STOP, Role.TARGET):
        kind: LineKind = "stop" if order.role is Role.STOP else "target"
        word = "Trailing stop" if order.trail is not None else kind.capitalize()
        word += " from here" if order.is_waiting else ""
        part = (size,) if order.size is not None else ()
        cells = (word, *part, *result_cells(facts, order.limit or order.level, order.size), *limit)
        return LineView(order.order_id, kind, float(order.level), cells, draggable=draggable, closable=True)
    verb = "buy" if order.side is Side.LONG else "sell"
    cells = (f"{_WORDS[order.kind]} {verb} {size}", number(order.level, places), *limit)
    cells += ("reduce only",) if order.reduce_only else ()
    return LineView(
        order.order_id, "order", float(order.level), cells, side=order.side.value, draggable=draggable, closable=True
    )


# dragging


def snapped(facts: LineFacts, price: float) -> Decimal:
    """The tick nearest to a dragged price."""
    tick = facts.rules.tick
    exact = Decimal(repr(price))
    below = round_to_tick(exact, tick, up=False)
    return below if exact - below <= tick / 2 else below + tick


def order_of_line(facts: LineFacts, line_id: str) -> Order | None:
    """The order a line stands for, also that of a stop or target it will bring."""
    return facts.state.order(line_id.split(ATTACHED)[0])


def role_of_drag(facts: LineFacts, line_id: str, price: Decimal) -> Role:
    """What a drag means: the order's own role, or from the position line a stop behind the mark, a target ahead."""
    order = order_of_line(facts, line_id)
    if ATTACHED in line_id:
        return Role(line_id.split(ATTACHED)[1])
    if order is not None:
        return order.role
    position = facts.state.position
    ahead = position is not None and (price - facts.mark) * position.side.sign > 0
    return Role.TARGET if ahead else Role.STOP


def drag_refusal(facts: LineFacts, line_id: str, price: Decimal) -> str:
    """Why a line cannot rest at this price; empty when it can."""
    if line_id in (LIQUIDATION, BREAK_EVEN):
        return "This line follows from the position"
    role, order = role_of_drag(facts, line_id, price), order_of_line(facts, line_id)
    if ATTACHED in line_id and order is not None:
        entry = order.limit if order.limit is not None else order.level
        return _side_refusal(facts, role, price, entry, order.side)
    position = facts.state.position
    if position is None or role not in (Role.STOP, Role.TARGET):
        return ""
    if role is Role.STOP and facts.liquidation is not None and (price - facts.liquidation) * position.side.sign <= 0:
        return f"cannot pass liquidation at {number(facts.liquidation, price_places(facts.rules.tick))}"
    return _side_refusal(facts, role, price, facts.mark, position.side)


def _side_refusal(facts: LineFacts, role: Role, price: Decimal, reference: Decimal, side: Side) -> str:
    """Stops lie behind the reference and targets ahead of it."""
    places = price_places(facts.rules.tick)
    behind = (price - reference) * side.sign < 0
    if role is Role.STOP and not behind:
        return f"a stop lies {'below' if side is Side.LONG else 'above'} {number(reference, places)}"
    if role is Role.TARGET and behind:
        return f"a target lies {'above' if side is Side.LONG else 'below'} {number(reference, places)}"
    return ""


def drag_cells(facts: LineFacts, line_id: str, price: Decimal) -> tuple[str, ...]:
    """The pill while dragging: what it is, money, R and distance from the mark."""
    order = order_of_line(facts, line_id)
    role, away = role_of_drag(facts, line_id, price), away_text(facts, price)[0]
    if ATTACHED in line_id and order is not None:
        return (role.capitalize(), *_entry_result(facts, order, price), away)
    if role in (Role.STOP, Role.TARGET) and facts.state.position is not None:
        size = order.size if order is not None else None
        if line_id == POSITION and role is Role.TARGET:
            size = split_of(facts)
        part = (size_text(size),) if size is not None else ()
        return (role.capitalize(), *part, *result_cells(facts, price, size), away)
    word = _WORDS[order.kind] if order is not None else "Stop"
    return (word, number(price, price_places(facts.rules.tick)), away)


@in_context
def split_of(facts: LineFacts) -> Decimal | None:
    """Size of a further target: half of the largest that rests, on the lot; None for the first, or one lot only."""
    position = facts.state.position
    largest = largest_target(facts)
    if position is None or largest is None:
        return None
    half = floor_to((largest.size or position.quantity) / 2, facts.rules.lot)
    return half if half > 0 else None


def largest_target(facts: LineFacts) -> Order | None:
    """The target that closes most; one of the whole position closes all."""
    position = facts.state.position
    targets = [order for order in facts.state.orders if order.role is Role.TARGET and order.reduce_only]
    if position is None or not targets:
        return None
    return max(targets, key=lambda order: order.size or position.quantity)


@in_context
def drag_commands(facts: LineFacts, line_id: str, price: Decimal) -> tuple[Command, ...]:
    """What a finished drag asks for; nothing where the line cannot move. A further target takes half of the largest."""
    order = order_of_line(facts, line_id)
    if order is not None and ATTACHED in line_id:
        is_stop = line_id.endswith(Role.STOP)
        moved = AmendOrder(order_id=order.order_id, stop=price) if is_stop else None
        return (moved or AmendOrder(order_id=order.order_id, target=price),)
    if order is not None:
        return () if order.level == price else (_moved(order, price),)
    position = facts.state.position
    if line_id != POSITION or position is None:
        return ()
    is_stop = role_of_drag(facts, line_id, price) is Role.STOP
    kind = OrderKind.STOP_MARKET if is_stop else OrderKind.TAKE_PROFIT_MARKET
    fresh = PlaceOrder(side=position.side.opposite, kind=kind, trigger=price, reduce_only=True)
    largest, half = largest_target(facts), split_of(facts)
    if is_stop or largest is None or half is None:
        return (fresh,)
    rest = (largest.size or position.quantity) - half
    return (AmendOrder(order_id=largest.order_id, size=rest), replace(fresh, size=half))


def _moved(order: Order, price: Decimal) -> Command:
    """The order at another level; a limit behind a trigger keeps its distance."""
    if not order.kind.is_triggered:
        return AmendOrder(order_id=order.order_id, price=price)
    limit = order.limit + price - order.level if order.limit is not None else None
    return AmendOrder(order_id=order.order_id, trigger=price, price=limit)


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
    return PlaceOrder(side=position.side.opposite, size=position.quantity * 2, cost_shown=False)


@in_context
def roe(position: Position, mark: Decimal) -> Decimal:
    """Unrealised P&L over the margin the position was opened with."""
    opening = position.notional(position.entry) / position.leverage
    return share(position.unrealised(mark), opening)
