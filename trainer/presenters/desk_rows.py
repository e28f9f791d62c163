"""Rows of the panels below the chart, one pure function a panel."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

from trainer.core.language import english, lowered, tr
from trainer.core.units import ZERO, in_context
from trainer.engine.events import (
    AutoDeleveraged,
    Event,
    FundingPaid,
    LiquidationStep,
    OrderFilled,
    PositionChanged,
)
from trainer.engine.state import Order
from trainer.engine.words import Role, Side
from trainer.journal.trades import Trade
from trainer.presenters.amounts import Amounts
from trainer.presenters.desk_texts import (
    age_text,
    clock_text,
    clocks,
    gain,
    leg_text,
    leverage_text,
    number,
    price_places,
    ratio_figure,
    short_mode,
    side_figure,
)
from trainer.presenters.desk_views import DASH, Figure, RowView
from trainer.presenters.figures import HIDDEN, percent, signed
from trainer.presenters.lines import KIND_WORDS, POSITION, LineFacts, closing_size, exit_net, roe, size_text

Clock = Callable[[int], str]
_Filled = tuple[OrderFilled | LiquidationStep | AutoDeleveraged, Side, str, tuple[Decimal | None, ...]]

_ROLE_WORDS = {
    Role.ENTRY: english("Entry"),
    Role.STOP: english("Stop"),
    Role.TARGET: english("Target"),
    Role.CLOSE: english("Close"),
}
_REASON_WORDS = {
    "market": english("Market"),
    "limit": english("Limit"),
    "stop": english("Stop"),
    "target": english("Target"),
    "stop_market": english("Stop"),
    "take_profit_market": english("Target"),
    "close": english("Closed"),
    "time_exit": english("Time stop"),
    "liquidation": english("Liquidated"),
    "liquidated": english("Liquidated"),
    "deleveraged": english("Deleveraged"),
}


def is_liquidated(reason: object) -> bool:
    """Whether a fill's or trade's reason is the venue's liquidation."""
    return str(reason) in ("liquidation", "liquidated")


def reason_text(reason: str) -> str:
    """A fill's or trade's reason in words."""
    return tr(_REASON_WORDS.get(reason, reason.replace("_", " ").capitalize()))


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
    in_r = exit_net(facts, position, facts.mark, slips=False) / facts.one_r if facts.one_r else None
    mode = short_mode(position.mode)
    cells = (
        side_figure(position.side, f"{leverage_text(position.leverage)} {mode}"),
        Figure(size_text(position.quantity)),
        Figure(number(position.entry, places)),
        Figure(number(facts.mark, places)),
        Figure(number(level, places), "liquidation") if level is not None else Figure(DASH, "quiet"),
        Figure(percent(abs(facts.mark - level) / facts.mark)) if level is not None else Figure(DASH, "quiet"),
        ratio_figure(facts.margin_ratio),
        facts.amounts.gain(unrealised, is_hidden=hidden),
        gain(share_of * 100, is_hidden=hidden, suffix=" %"),
        gain(in_r, is_hidden=hidden),
        Figure(excursion_text(trade, hidden) if trade else DASH, "quiet"),
        Figure(HIDDEN if hidden else facts.amounts.signed(-position.fees)),
        Figure(HIDDEN if hidden else facts.amounts.signed(-position.funding)),
        Figure(age_text(now_ms - position.opened_ms)),
        Figure(facts.amounts.text(position.notional(facts.mark))),
        Figure(
            facts.amounts.text(position.margin) if position.margin else DASH, "plain" if position.margin else "quiet"
        ),
        Figure(number(facts.break_even, places)) if facts.break_even is not None else Figure(DASH, "quiet"),
        Figure(facts.amounts.beside(unrealised, facts.mark, with_sign=True) if not hidden else HIDDEN, "quiet"),
    )
    return [RowView(facts.named(POSITION), cells)]


@in_context
def order_rows(facts: LineFacts, closes: dict[int, int]) -> list[RowView]:
    """Working orders, oldest first; `closes` maps a bar to the time it closed."""
    places, clock = price_places(facts.rules.tick), clocks(closes.values())
    return [_order_row(facts, order, closes.get(order.placed_bar), clock, places) for order in facts.state.orders]


def _kind_text(order: Order) -> str:
    kind = lowered(tr(KIND_WORDS[order.kind]))
    return (tr("▲ Buy {kind}") if order.side.sign > 0 else tr("▼ Sell {kind}")).format(kind=kind)


def _role_text(role: Role, leg: Side | None) -> str:
    word = tr(_ROLE_WORDS[role])
    return word if leg is None else f"{word}, {leg_text(leg)}"


def _order_row(facts: LineFacts, order: Order, placed_ms: int | None, clock: Clock, places: int) -> RowView:
    away = abs(order.level - facts.mark) / facts.mark
    closes = closing_size(facts, order)
    cells = (
        Figure(_kind_text(order), order.side.value),
        Figure(_role_text(order.role, facts.leg), "quiet"),
        Figure(size_text(closes) if closes is not None else tr("position")),
        Figure(number(order.level, places)),
        Figure(percent(away)),
        Figure(clock(placed_ms) if placed_ms is not None else DASH, "quiet"),
        Figure(number(order.limit, places)) if order.limit is not None else Figure(DASH, "quiet"),
        _bracket(order, places),
        Figure(_conditions(order, closes), "quiet"),
    )
    return RowView(order.order_id, cells, can_cancel=True, is_of_row=len(facts.state.row(order.order_id)) > 1)


def _bracket(order: Order, places: int) -> Figure:
    """Stop and target the order brings once it has filled."""
    brought = ((tr("stop"), order.stop), (tr("target"), order.target))
    parts = [f"{word} {number(level, places)}" for word, level in brought if level is not None]
    parts += [
        tr("target {price} ({share})").format(price=number(one.price, places), share=percent(one.share, 0))
        for one in order.targets
    ]
    return Figure(" / ".join(parts)) if parts else Figure(DASH, "quiet")


def _conditions(order: Order, closes: Decimal | None) -> str:
    """Trigger source, reduce-only (its own size where less is left), post-only and the time it ends, in words."""
    parts = [tr("on {source}").format(source=order.source.value)] if order.kind.is_triggered else []
    if order.reduce_only:
        own = order.size if order.size != closes else None
        parts += [tr("reduce only, up to {size}").format(size=size_text(own)) if own else tr("reduce only")]
    parts += [tr("post only")] if order.post_only else []
    parts += [tr("until {expires}").format(expires=clock_text(order.expires))] if order.expires is not None else []
    return ", ".join(parts)


def fill_rows(events: Iterable[Event], places: int, amounts: Amounts) -> list[RowView]:
    """Fills and what the venue closed by itself, with what each cost, newest first."""
    told, held = list[_Filled](), dict[tuple[str, Side | None], Side]()
    for event in events:
        place = event.symbol, event.position_side
        match event:
            case OrderFilled():
                parts = (event.fee, event.half_spread, event.impact, event.gap)
                told.append((event, event.side, reason_text(event.reason), parts))
            case LiquidationStep() if place in held:
                costs = (event.fee, None, event.slippage, None)
                told.append((event, held[place].opposite, reason_text("liquidation"), costs))
            case AutoDeleveraged() if place in held:
                told.append((event, held[place].opposite, reason_text("deleveraged"), (None,) * 4))
            case PositionChanged() if event.size != 0:
                held[place] = Side.LONG if event.size > 0 else Side.SHORT
            case _:
                continue
    clock = clocks(event.time_ms for event, *_ in told)
    return [_fill_row(filled, clock, places, amounts) for filled in told[::-1]]


def _fill_row(filled: _Filled, clock: Clock, places: int, amounts: Amounts) -> RowView:
    """A row of the fills; a part that is None is not told apart from the others."""
    event, side, reason, parts = filled
    maker = isinstance(event, OrderFilled) and event.maker
    word = f"▲ {tr('Bought')}" if side.sign > 0 else f"▼ {tr('Sold')}"
    total = sum((part for part in parts if part is not None), ZERO)
    cells = (
        Figure(word, side.value),
        Figure(reason, "quiet"),
        Figure(clock(event.time_ms)),
        Figure(size_text(event.size)),
        Figure(number(event.price, places)),
        Figure(tr("maker") if maker else tr("taker"), "quiet"),
        *(Figure(DASH, "quiet") if part is None else Figure(amounts.signed(-part)) for part in (*parts, total)),
        amounts.gain(event.realised_pnl),
    )
    return RowView(str(event.seq), cells, is_liquidated=isinstance(event, LiquidationStep))


def funding_rows(events: Iterable[Event], places: int, amounts: Amounts) -> list[RowView]:
    """Funding payments, newest first; a cost is negative."""
    paid = [event for event in events if isinstance(event, FundingPaid)]
    clock = clocks(event.time_ms for event in paid)
    rows = [
        RowView(
            str(event.seq),
            (
                Figure(clock(event.time_ms)),
                Figure(percent(event.rate, 4)),
                Figure(number(event.mark, places)),
                amounts.gain(-event.amount),
            ),
        )
        for event in paid
    ]
    return rows[::-1]


def closed_rows(trades: Sequence[Trade], places: int, amounts: Amounts) -> list[RowView]:
    """Closed trades, newest first; a liquidated one says so in words and ground."""
    rows, clock = [], clocks(trade.closed_ms for trade in trades if trade.closed_ms is not None)
    for index, trade in enumerate(trades):
        if trade.closed_ms is None:
            continue
        liquidated = is_liquidated(trade.reason)
        mode = short_mode(str(trade.mode))
        leaving = number(trade.exit, places) if trade.exit is not None else DASH
        tone = "liquidation" if liquidated else "plain"
        cells = (
            side_figure(trade.side, f"{leverage_text(trade.leverage)} {mode}"),
            Figure(size_text(trade.size)),
            Figure(number(trade.entry, places)),
            Figure(leaving, tone),  # type: ignore[arg-type]  # one of two tone words
            Figure(reason_text(str(trade.reason)), "liquidation" if liquidated else "quiet"),
            amounts.gain(trade.price_pnl),
            Figure(amounts.signed(-trade.fees)),
            Figure(amounts.signed(-trade.funding)),
            Figure(amounts.signed(-trade.liquidation_fee)),
            amounts.gain(trade.net),
            gain(trade.r, is_hidden=amounts.is_hidden),
            Figure(excursion_text(trade, amounts.is_hidden), "quiet"),
            Figure(clock(trade.closed_ms)),
            Figure(age_text(trade.closed_ms - trade.opened_ms), "quiet"),
            Figure(amounts.signed(-trade.slippage), "quiet"),
        )
        rows.append(RowView(str(index), cells, is_liquidated=liquidated))
    return rows[::-1]
