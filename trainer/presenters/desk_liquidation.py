"""The explanation of a liquidation: what was done, what the venue did, the bill and the lesson."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from trainer.core.units import ZERO, exact, in_context
from trainer.engine.events import Liquidated, LiquidationTriggered
from trainer.engine.margin import requirement
from trainer.journal.trades import Trade
from trainer.presenters.desk_rows import reason_text
from trainer.presenters.desk_texts import (
    clock_text,
    coin_and_quote,
    gain,
    leverage_text,
    number,
    price_places,
    share,
    span_text,
)
from trainer.presenters.desk_views import CostLine, LiquidationView, StoryLine
from trainer.presenters.figures import percent
from trainer.session.session import Session

_MOVES_TOLD = 2


@in_context
def explain(session: Session, trades: Sequence[Trade]) -> LiquidationView | None:
    """The newest liquidated trade, explained; None when there is none."""
    trade = next((item for item in reversed(trades) if reason_text(str(item.reason)) == "Liquidated"), None)
    if trade is None or trade.closed_ms is None or trade.closed_bar is None or trade.exit is None:
        return None
    coin, quote = coin_and_quote(session.market.symbol)
    places = price_places(session.market.rules.tick)
    margin = trade.size * trade.entry / trade.leverage
    lost = min(margin, abs(trade.price_pnl))
    side = "Long" if trade.side.sign > 0 else "Short"
    mode = "isolated" if str(trade.mode) == "isolated" else "cross"
    left = max(ZERO, margin - lost)
    return LiquidationView(
        title="Position liquidated",
        subtitle=f"{side} {trade.size:f} {coin}, {leverage_text(trade.leverage)} {mode}, "
        f"open {span_text(trade.closed_ms - trade.opened_ms)}, closed {clock_text(trade.closed_ms)} UTC",
        story=(*_moves(trade, places), *_venue_lines(session, trade, places)),
        margin_title=f"Your margin, {number(margin)} {quote}",
        lost_share=float(share(lost, margin)),
        lost_text=f"lost to price {number(lost)}",
        maintenance_text=f"left {number(left)}",
        margin_note=_margin_note(session, trade, places),
        bill=_bill(trade),
        total=CostLine(
            f"Total, {percent(share(abs(trade.net), session.state.bankroll), 1)} of bankroll",
            gain(trade.net),
            gain(trade.r, suffix=" R"),
        ),
        lesson=_lesson(trade, places),
        rewind_bar=max(session.market.start, trade.opened_bar),
    )


def _moves(trade: Trade, places: int) -> tuple[StoryLine, ...]:
    lines = []
    path = trade.stop_path
    for before, (time_ms, price) in pairwise(path):
        if price is None:
            at = f" at {number(before[1], places)}" if before[1] is not None else ""
            lines.append(StoryLine(clock_text(time_ms), f"You removed the stop{at}."))
        elif before[1] is not None:
            text = f"You moved the stop from {number(before[1], places)} to {number(price, places)}."
            lines.append(StoryLine(clock_text(time_ms), text))
        else:
            lines.append(StoryLine(clock_text(time_ms), f"You set a stop at {number(price, places)}."))
    if not path:
        lines.append(StoryLine(clock_text(trade.opened_ms), "You opened without a stop."))
    return tuple(lines[-_MOVES_TOLD:])


def _venue_lines(session: Session, trade: Trade, places: int) -> tuple[StoryLine, ...]:
    bar = trade.closed_bar
    if bar is None or trade.closed_ms is None or trade.exit is None:
        return ()
    triggered = [e for e in session.events if isinstance(e, LiquidationTriggered) and e.bar == bar]
    level = triggered[-1].mark if triggered else trade.exit
    at = clock_text(trade.closed_ms)
    lines = [
        StoryLine(
            at,
            f"At {number(level, places)} your margin equalled the maintenance margin, "
            "so the venue closed the position.",
            is_liquidation=True,
        )
    ]
    if bar <= session.cursor:
        close = exact(session.revealed.bar(bar).close)
        beyond = (close - level) * trade.side.sign
        if beyond > 0:
            end = clock_text(session.market.close_ms(bar))
            word = "above" if trade.side.sign > 0 else "below"
            text = f"The bar ended at {number(close, places)}, {number(beyond, places)} {word} that level."
            text += " A wick is enough."
            lines.append(StoryLine(end, text))
    return tuple(lines)


def _margin_note(session: Session, trade: Trade, places: int) -> str:
    rules = session.market.rules
    at = trade.exit or trade.entry
    needed = requirement(rules, trade.size * at)
    rate = share(needed, trade.size * at)
    closed = [event for event in session.events if isinstance(event, Liquidated)]
    borne = closed[-1].insurance if closed else ZERO
    fee = f" The liquidation fee took {number(trade.liquidation_fee)} of it." if trade.liquidation_fee else ""
    fund = f" The venue bore {number(borne)} beyond your margin." if borne > 0 else ""
    mark = "" if session.market.has_mark else " Mark is taken from the last price: this scenario has no mark series."
    return f"Maintenance is {percent(rate, 2)} of the value at {number(at, places)}.{fee}{fund}{mark}"


def _bill(trade: Trade) -> tuple[CostLine, ...]:
    def line(label: str, money: Decimal) -> CostLine:
        in_r = money / trade.one_r if trade.one_r else None
        return CostLine(label, gain(money), gain(in_r, suffix=" R"))

    return (
        line("Price", trade.price_pnl),
        line("Liquidation fee", -trade.liquidation_fee),
        line("Fees", -trade.fees),
        line("Funding", -trade.funding),
    )


def _lesson(trade: Trade, places: int) -> str:
    if trade.first_stop is None:
        return "A stop inside the liquidation line would have chosen the loss before the entry."
    return f"The stop you first planned, {number(trade.first_stop, places)}, would have closed this trade near −1 R."
