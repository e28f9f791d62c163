"""The log of the Desk: every event of the session in one line."""

from __future__ import annotations

from collections.abc import Sequence

from trainer.core.language import english, localised, lowered, tr
from trainer.engine.events import (
    AutoDeleveraged,
    AutoMarginChanged,
    Event,
    FundingPaid,
    LeverageChanged,
    Liquidated,
    LiquidationStep,
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
from trainer.engine.words import OrderKind
from trainer.presenters.amounts import Amounts
from trainer.presenters.desk_texts import clocks, leverage_text, mode_text, number
from trainer.presenters.desk_views import Figure, RowView
from trainer.presenters.figures import percent
from trainer.presenters.lines import KIND_WORDS

WORDS = (
    english("Auto deleveraged"), english("Auto margin changed"), english("Funding paid"), english("Leverage changed"),
    english("Liquidated"), english("Liquidation step"), english("Liquidation triggered"), english("Margin changed"),
    english("Order accepted"), english("Order amended"), english("Order cancelled"), english("Order expired"),
    english("Order filled"), english("Order rejected"), english("Order triggered"), english("Position changed"),
    english("Position mode changed"), english("Unknown order"), english("Duplicate id"), english("Bad size"),
    english("Bad price"), english("Bad value"), english("Below minimum"), english("Wrong side of price"),
    english("Outside band"), english("No position"), english("Reduce only"), english("Insufficient margin"),
    english("Leverage above tier"), english("Mode locked"), english("Would liquidate"), english("No volume"),
    english("Unknown symbol"), english("Position side"), english("Position mode"), english("Not offered"),
    english("Outage"), english("Auto"), english("Leverage"), english("Post only"), english("Time exit"),
    english("Learner"), english("Group"), english("Liquidation"), english("Position closed"), english("Replaced"),
)  # fmt: skip
"""Names of events and reasons as `_word` makes them, so that they stand in the catalogue."""


def _word(name: str) -> str:
    """An engine's name as a word: order_accepted gives Order accepted."""
    return name.replace("_", " ").capitalize()


def log_rows(events: Sequence[Event], places: int, amounts: Amounts, newest: int = 200) -> list[RowView]:
    """Every event in words, newest first, the newest only."""
    rows, shown = [], events[::-1][:newest]
    clock = clocks(event.time_ms for event in shown)
    for event in shown:
        text = event_text(event, places, amounts)
        if text:
            tone = "liquidation" if isinstance(event, Liquidated | LiquidationStep | LiquidationTriggered) else "plain"
            name = tr(_word(event.name))
            cells = (Figure(clock(event.time_ms)), Figure(name, tone), Figure(text))  # type: ignore[arg-type]  # one of two tone words
            rows.append(RowView(str(event.seq), cells))
    return rows


def event_text(event: Event, places: int, amounts: Amounts) -> str:
    """What happened, in one line; empty for events another line already tells."""
    texts = (_order_text(event, places), _fill_text(event, places, amounts), _account_text(event, places, amounts))
    return next(filter(None, texts), "") or _mode_text(event, places)


def _mode_text(event: Event, places: int) -> str:
    match event:
        case AutoDeleveraged():
            return tr("{size} closed by the venue at {price}").format(
                size=localised(f"{event.size:f}"), price=number(event.price, places)
            )
        case PositionModeChanged():
            return tr("Long and short side by side") if event.mode == "hedge" else tr("One net position a symbol")
        case AutoMarginChanged():
            return tr("Added at the trigger from free margin") if event.is_on else tr("No longer added at the trigger")
        case _:
            return ""


def _order_text(event: Event, places: int) -> str:
    match event:
        case OrderAccepted():
            price = tr(" at {price}").format(price=number(event.price, places)) if event.price is not None else ""
            size = f" {localised(f'{event.size:f}')}" if event.size is not None else ""
            words = tr("Buy {kind}{size}{price}") if event.side.sign > 0 else tr("Sell {kind}{size}{price}")
            return words.format(kind=lowered(tr(KIND_WORDS[OrderKind(event.kind)])), size=size, price=price)
        case OrderRejected():
            allowed = tr("; allowed: {allowed}").format(allowed=event.allowed) if event.allowed else ""
            return f"{tr(_word(event.reason))}: {event.field} {event.given}{allowed}"
        case OrderAmended():
            return (
                tr("Moved to {price}").format(price=number(event.price, places))
                if event.price is not None
                else tr("Changed")
            )
        case OrderCancelled():
            return tr("Cancelled: {reason}").format(reason=lowered(tr(_word(event.reason))))
        case _:
            return ""


def _fill_text(event: Event, places: int, amounts: Amounts) -> str:
    match event:
        case OrderTriggered():
            return tr("Touched {trigger}").format(trigger=number(event.trigger, places))
        case OrderExpired():
            return tr("Its time passed without a fill")
        case OrderFilled():
            word = tr("Bought") if event.side.sign > 0 else tr("Sold")
            return tr("{word} {size} at {price}, fee {fee}").format(
                word=word,
                size=localised(f"{event.size:f}"),
                price=number(event.price, places),
                fee=amounts.text(event.fee),
            )
        case FundingPaid():
            return tr("{rate} on {mark}: {amount}").format(
                rate=percent(event.rate, 4), mark=number(event.mark, places), amount=amounts.signed(-event.amount)
            )
        case _:
            return ""


def _account_text(event: Event, places: int, amounts: Amounts) -> str:
    match event:
        case LeverageChanged():
            return f"{leverage_text(event.leverage)} {mode_text(event.margin_mode)}"
        case MarginChanged():
            return tr("{amount} into the position: {reason}").format(
                amount=amounts.signed(event.amount), reason=lowered(tr(_word(event.reason)))
            )
        case LiquidationTriggered():
            mark, needed = number(event.mark, places), amounts.text(event.requirement)
            return tr("Mark {mark}: equity {equity}, needed {needed}").format(
                mark=mark, equity=amounts.text(event.equity), needed=needed
            )
        case LiquidationStep():
            return tr("{size} closed by the venue at {price}, fee {fee}").format(
                size=localised(f"{event.size:f}"), price=number(event.price, places), fee=amounts.text(event.fee)
            )
        case Liquidated():
            return tr("Cost {loss}, borne by the venue {insurance}").format(
                loss=amounts.text(event.loss), insurance=amounts.text(event.insurance)
            )
        case _:
            return ""
