"""Rows of the panels below the chart, one pure function a panel."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from trainer.core.units import ZERO, in_context
from trainer.engine.events import (
    AutoDeleveraged,
    AutoMarginChanged,
    Event,
    FundingPaid,
    LeverageChanged,
    Liquidated,
    LiquidationTriggered,
    MarginChanged,
    OrderAccepted,
    OrderAmended,
    OrderCancelled,
    OrderExpired,
    OrderFilled,
    OrderRejected,
    OrderTriggered,
    PositionModeChanged,
)
from trainer.engine.state import Order
from trainer.engine.words import OrderKind, Role
from trainer.journal.trades import Trade
from trainer.presenters.amounts import Amounts
from trainer.presenters.desk_texts import (
    age_text,
    clock_text,
    gain,
    leverage_text,
    number,
    price_places,
    ratio_figure,
    side_figure,
)
from trainer.presenters.desk_views import DASH, Figure, RowView
from trainer.presenters.figures import HIDDEN, percent, signed
from trainer.presenters.lines import POSITION, LineFacts, break_even, roe, size_text

_ROLE_WORDS = {Role.ENTRY: "Entry", Role.STOP: "Stop", Role.TARGET: "Target", Role.CLOSE: "Close"}
_KIND_WORDS = {
    OrderKind.MARKET: "Market",
    OrderKind.LIMIT: "Limit",
    OrderKind.STOP_MARKET: "Stop",
    OrderKind.STOP_LIMIT: "Stop limit",
    OrderKind.TAKE_PROFIT_MARKET: "Take profit",
    OrderKind.TAKE_PROFIT_LIMIT: "Take profit limit",
    OrderKind.TRAILING_STOP: "Trailing stop",
}
_REASON_WORDS = {
    "market": "Market",
    "limit": "Limit",
    "stop": "Stop",
    "target": "Target",
    "stop_market": "Stop",
    "take_profit_market": "Target",
    "close": "Closed",
    "time_exit": "Time stop",
    "liquidation": "Liquidated",
    "liquidated": "Liquidated",
    "deleveraged": "Deleveraged",
}


def reason_text(reason: str) -> str:
    """A fill's or trade's reason in words."""
    return _REASON_WORDS.get(reason, reason.replace("_", " ").capitalize())


def excursion_text(trade: Trade, is_hidden: bool) -> str:
    """MAE and MFE in R."""
    if is_hidden:
        return HIDDEN
    if trade.mae_r is None or trade.mfe_r is None:
        return DASH
    return f"{signed(trade.mae_r)} / {signed(trade.mfe_r)}"


def position_rows(facts: LineFacts, trade: Trade | None, now_ms: int) -> list[RowView]:
    """The open position, in hedge mode that of one leg, at most one row."""
    position = facts.state.position
    if position is None:
        return []
    hidden, places = facts.is_hidden, price_places(facts.rules.tick)
    unrealised = position.unrealised(facts.mark)
    level = facts.liquidation
    share_of = roe(position, facts.mark)
    in_r = unrealised / facts.one_r if facts.one_r else None
    mode = "iso" if position.mode.value == "isolated" else "cross"
    cells = (
        side_figure(position.side, f"{leverage_text(position.leverage)} {mode}"),
        Figure(f"{position.quantity:,f}"),
        Figure(number(position.entry, places)),
        Figure(number(facts.mark, places)),
        Figure(number(level, places), "liquidation") if level is not None else Figure(DASH, "quiet"),
        Figure(percent(abs(facts.mark - level) / facts.mark)) if level is not None else Figure(DASH, "quiet"),
        ratio_figure(facts.margin_ratio),
        facts.amounts.gain(unrealised, is_hidden=hidden),
        gain(share_of * 100, 1, is_hidden=hidden, suffix=" %"),
        gain(in_r, is_hidden=hidden),
        Figure(excursion_text(trade, hidden) if trade else DASH, "quiet"),
        Figure(HIDDEN if hidden else facts.amounts.signed(-position.fees)),
        Figure(HIDDEN if hidden else facts.amounts.signed(-position.funding)),
        Figure(age_text(now_ms - position.opened_ms)),
        Figure(facts.amounts.text(position.notional(facts.mark))),
        Figure(
            facts.amounts.text(position.margin) if position.margin else DASH, "plain" if position.margin else "quiet"
        ),
        Figure(number(break_even(position, facts.rules), places)),
        Figure(facts.amounts.beside(unrealised, facts.mark, with_sign=True) if not hidden else HIDDEN, "quiet"),
    )
    return [RowView(facts.named(POSITION), cells)]


@in_context
def order_rows(facts: LineFacts, closes: dict[int, int]) -> list[RowView]:
    """Working orders, oldest first; `closes` maps a bar to the time it closed."""
    places = price_places(facts.rules.tick)
    return [_order_row(facts, order, closes.get(order.placed_bar), places) for order in facts.state.orders]


def _order_row(facts: LineFacts, order: Order, placed_ms: int | None, places: int) -> RowView:
    away = abs(order.level - facts.mark) / facts.mark
    cells = (
        Figure(f"{'▲ Buy' if order.side.sign > 0 else '▼ Sell'} {_KIND_WORDS[order.kind].lower()}", order.side.value),
        Figure(_ROLE_WORDS[order.role] if facts.leg is None else f"{_ROLE_WORDS[order.role]}, {facts.leg}", "quiet"),
        Figure(size_text(order.size) if order.size is not None else "position"),
        Figure(number(order.level, places)),
        Figure(percent(away)),
        Figure(clock_text(placed_ms) if placed_ms is not None else DASH, "quiet"),
        Figure(number(order.limit, places)) if order.limit is not None else Figure(DASH, "quiet"),
        _bracket(order, places),
        Figure(_conditions(order), "quiet"),
    )
    return RowView(order.order_id, cells, can_cancel=True, is_of_row=len(facts.state.row(order.order_id)) > 1)


def _bracket(order: Order, places: int) -> Figure:
    """Stop and target the order brings once it has filled."""
    parts = [f"{word} {number(level, places)}" for word, level in (("stop", order.stop), ("target", order.target))
             if level is not None]  # fmt: skip
    parts += [f"target {number(one.price, places)} ({percent(one.share, 0)})" for one in order.targets]
    return Figure(" / ".join(parts)) if parts else Figure(DASH, "quiet")


def _conditions(order: Order) -> str:
    """Trigger source, reduce-only, post-only and the time it ends, in words."""
    parts = [f"on {order.source.value}"] if order.kind.is_triggered else []
    parts += ["reduce only"] if order.reduce_only else []
    parts += ["post only"] if order.post_only else []
    parts += [f"until {clock_text(order.expires)}"] if order.expires is not None else []
    return ", ".join(parts)


def fill_rows(events: Iterable[Event], places: int, amounts: Amounts, is_hidden: bool) -> list[RowView]:
    """Fills with what each cost, newest first."""
    rows = []
    for event in events:
        if isinstance(event, OrderFilled):
            word = "▲ Bought" if event.side.sign > 0 else "▼ Sold"
            parts = (event.fee, event.half_spread, event.impact, event.gap)
            cells = (
                Figure(word, event.side.value),
                Figure(reason_text(event.reason), "quiet"),
                Figure(clock_text(event.time_ms)),
                Figure(f"{event.size:,f}"),
                Figure(number(event.price, places)),
                Figure("maker" if event.maker else "taker", "quiet"),
                *(Figure(amounts.signed(-part)) for part in (*parts, sum(parts, ZERO))),
                amounts.gain(event.realised_pnl, is_hidden=is_hidden),
            )
            rows.append(RowView(str(event.seq), cells))
    return rows[::-1]


def funding_rows(events: Iterable[Event], places: int, amounts: Amounts) -> list[RowView]:
    """Funding payments, newest first; a cost is negative."""
    rows = [
        RowView(
            str(event.seq),
            (
                Figure(clock_text(event.time_ms)),
                Figure(percent(event.rate, 4)),
                Figure(number(event.mark, places)),
                amounts.gain(-event.amount),
            ),
        )
        for event in events
        if isinstance(event, FundingPaid)
    ]
    return rows[::-1]


def closed_rows(trades: Sequence[Trade], places: int, amounts: Amounts, is_hidden: bool) -> list[RowView]:
    """Closed trades, newest first; a liquidated one says so in words and ground."""
    rows = []
    for index, trade in enumerate(trades):
        if trade.closed_ms is None:
            continue
        liquidated = reason_text(str(trade.reason)) == "Liquidated"
        mode = "iso" if str(trade.mode) == "isolated" else "cross"
        leaving = number(trade.exit, places) if trade.exit is not None else DASH
        tone = "liquidation" if liquidated else "plain"
        cells = (
            side_figure(trade.side, f"{leverage_text(trade.leverage)} {mode}"),
            Figure(f"{trade.size:,f}"),
            Figure(number(trade.entry, places)),
            Figure(leaving, tone),  # type: ignore[arg-type]  # one of two tone words
            Figure(reason_text(str(trade.reason)), "liquidation" if liquidated else "quiet"),
            amounts.gain(trade.price_pnl, is_hidden=is_hidden),
            Figure(amounts.signed(-trade.fees)),
            Figure(amounts.signed(-trade.funding)),
            Figure(amounts.signed(-trade.liquidation_fee)),
            amounts.gain(trade.net, is_hidden=is_hidden),
            gain(trade.r, is_hidden=is_hidden),
            Figure(excursion_text(trade, is_hidden), "quiet"),
            Figure(clock_text(trade.closed_ms)),
            Figure(age_text(trade.closed_ms - trade.opened_ms), "quiet"),
            Figure(amounts.signed(-trade.slippage), "quiet"),
        )
        rows.append(RowView(str(index), cells, is_liquidated=liquidated))
    return rows[::-1]


def log_rows(events: Sequence[Event], places: int, amounts: Amounts, newest: int = 200) -> list[RowView]:
    """Every event in words, newest first, the newest only."""
    rows = []
    for event in events[::-1][:newest]:
        text = event_text(event, places, amounts)
        if text:
            tone = "liquidation" if isinstance(event, Liquidated | LiquidationTriggered) else "plain"
            name = event.name.replace("_", " ").capitalize()
            cells = (Figure(clock_text(event.time_ms)), Figure(name, tone), Figure(text))  # type: ignore[arg-type]  # one of two tone words
            rows.append(RowView(str(event.seq), cells))
    return rows


def event_text(event: Event, places: int, amounts: Amounts) -> str:
    """What happened, in one line; empty for events another line already tells."""
    texts = (_order_text(event, places), _fill_text(event, places, amounts), _account_text(event, places, amounts))
    return next(filter(None, texts), "") or _mode_text(event, places)


def _mode_text(event: Event, places: int) -> str:
    match event:
        case AutoDeleveraged():
            return f"{event.size:f} closed by the venue at {number(event.price, places)}"
        case PositionModeChanged():
            return "Long and short side by side" if event.mode == "hedge" else "One net position a symbol"
        case AutoMarginChanged():
            return "Added at the trigger from free margin" if event.is_on else "No longer added at the trigger"
        case _:
            return ""


def _order_text(event: Event, places: int) -> str:
    match event:
        case OrderAccepted():
            price = f" at {number(event.price, places)}" if event.price is not None else ""
            size = f" {event.size:f}" if event.size is not None else ""
            return f"{'Buy' if event.side.sign > 0 else 'Sell'} {event.kind.replace('_', ' ')}{size}{price}"
        case OrderRejected():
            allowed = f"; allowed: {event.allowed}" if event.allowed else ""
            return f"{event.reason.replace('_', ' ').capitalize()}: {event.field} {event.given}{allowed}"
        case OrderAmended():
            return f"Moved to {number(event.price, places)}" if event.price is not None else "Changed"
        case OrderCancelled():
            return f"Cancelled: {event.reason.replace('_', ' ')}"
        case _:
            return ""


def _fill_text(event: Event, places: int, amounts: Amounts) -> str:
    match event:
        case OrderTriggered():
            return f"Touched {number(event.trigger, places)}"
        case OrderExpired():
            return "Its time passed without a fill"
        case OrderFilled():
            word = "Bought" if event.side.sign > 0 else "Sold"
            return f"{word} {event.size:f} at {number(event.price, places)}, fee {amounts.text(event.fee)}"
        case FundingPaid():
            return f"{percent(event.rate, 4)} on {number(event.mark, places)}: {amounts.signed(-event.amount)}"
        case _:
            return ""


def _account_text(event: Event, places: int, amounts: Amounts) -> str:
    match event:
        case LeverageChanged():
            return f"{leverage_text(event.leverage)} {event.margin_mode}"
        case MarginChanged():
            return f"{amounts.signed(event.amount)} into the position: {event.reason.replace('_', ' ')}"
        case LiquidationTriggered():
            mark, needed = number(event.mark, places), amounts.text(event.requirement)
            return f"Mark {mark}: equity {amounts.text(event.equity)}, needed {needed}"
        case Liquidated():
            return f"Cost {amounts.text(event.loss)}, borne by the venue {amounts.text(event.insurance)}"
        case _:
            return ""
