"""Short reports at the foot of the chart: what filled, what was paid, why play stopped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from trainer.core.language import english, localised, tr
from trainer.core.units import in_context
from trainer.engine.events import (
    AutoDeleveraged,
    Event,
    FundingPaid,
    Liquidated,
    LiquidationStep,
    MarginChanged,
    OrderCancelled,
    OrderExpired,
    OrderFilled,
)
from trainer.engine.rules import VenueRules
from trainer.journal.trades import Exit
from trainer.presenters.amounts import Amounts, amounts_of
from trainer.presenters.desk_rows import is_liquidated, reason_text
from trainer.presenters.desk_texts import number, price_places, share
from trainer.presenters.desk_views import ToastView
from trainer.presenters.figures import percent, signed
from trainer.session.session import PauseOn

PAUSE_WORDS = {
    PauseOn.CHECKPOINT: english("Checkpoint. Replay paused."),
    PauseOn.EVENT: english("Event in the calendar. Replay paused."),
    PauseOn.FUNDING: english("Funding was settled. Replay paused."),
    PauseOn.PLUS_R: english("+1 R reached. Replay paused."),
    PauseOn.MINUS_R: english("−1 R reached. Replay paused."),
    PauseOn.SESSION: english("A new session begins. Replay paused."),
}
_EXITS = ("stop", "stop_market", "target", "take_profit_market", "time_exit", "close")
_ENDED = {
    "no_volume": english("no volume was traded"),
    "ioc": english("nothing, or not all, could be filled at once"),
    "fok": english("not all of it could be filled at once"),
    "post_only": english("it would have filled at once, and it is post-only"),
    "insufficient_margin": english("too little margin was free for it"),
}


def toasts_of(
    events: Iterable[Event], rules: VenueRules, exits: Mapping[int, Exit], *, is_hidden: bool = False
) -> list[ToastView]:
    """One toast for each thing worth interrupting for; without results while they are hidden.

    `exits` tells by event number what each fill or step of the venue came to that closed something.
    """
    toasts = []
    places = price_places(rules.tick)
    for event in events:
        toast = _toast(event, rules, places, exits.get(event.seq), is_hidden)
        if toast is not None:
            toasts.append(toast)
    return toasts


def _toast(event: Event, rules: VenueRules, places: int, result: Exit | None, is_hidden: bool) -> ToastView | None:
    amounts = amounts_of(rules, is_hidden=is_hidden)
    told = "" if result is None or is_hidden else f", {_told(result, amounts)}"
    match event:
        case OrderFilled():
            return _fill_toast(event, places, told)
        case FundingPaid():
            words = (
                tr("paid {amount} {settled} at {rate}")
                if event.amount > 0
                else tr("received {amount} {settled} at {rate}")
            )
            return ToastView(
                tr("Funding"),
                words.format(
                    amount=amounts.text(abs(event.amount)),
                    settled=amounts.settled,
                    rate=percent(event.rate, 4),
                ),
            )
        case LiquidationStep() if result is not None:
            text = tr("{size} at {price}{result}").format(
                size=localised(f"{event.size:,f}"), price=number(event.price, places), result=told
            )
            return ToastView(tr("Partly liquidated"), text, "liquidation")
        case Liquidated():
            text = tr("the trade ends at {result}").format(result=told.removeprefix(", ")) if told else ""
            return ToastView(tr("Liquidated"), text, "liquidation", "explain", tr("Explain"))
        case AutoDeleveraged() | MarginChanged():
            return _venue_toast(event, places, amounts, told)
        case _:
            return _ended_toast(event)


def _ended_toast(event: Event) -> ToastView | None:
    """An order that ended without a fill and without the learner."""
    if isinstance(event, OrderExpired):
        return ToastView(tr("Order expired"), tr("without a fill"))
    if isinstance(event, OrderCancelled) and event.reason in _ENDED:
        return ToastView(tr("Order cancelled"), tr(_ENDED[event.reason]), "caution")
    return None


def _venue_toast(event: AutoDeleveraged | MarginChanged, places: int, amounts: Amounts, told: str) -> ToastView | None:
    """What the venue did to a position by itself."""
    if isinstance(event, AutoDeleveraged):
        text = tr("the venue closed {size} at {price} against a bankrupt position").format(
            size=localised(f"{event.size:,f}"), price=number(event.price, places)
        )
        return ToastView(tr("Deleveraged"), text + told, "caution")
    if event.reason != "auto":
        return None
    text = tr("{amount} {settled} of free margin went into the position").format(
        amount=amounts.text(event.amount), settled=amounts.settled
    )
    return ToastView(tr("Auto margin"), text, "caution")


def _fill_toast(event: OrderFilled, places: int, told: str) -> ToastView | None:
    reason = reason_text(event.reason)
    if is_liquidated(event.reason):
        return None
    price = number(event.price, places)
    if event.reason in _EXITS:
        return ToastView(
            tr("{reason} filled").format(reason=reason) if event.reason != "close" else reason,
            tr("at {price}{result}").format(price=price, result=told),
        )
    return ToastView(
        tr("Bought") if event.side.sign > 0 else tr("Sold"),
        tr("{size} at {price}{result}").format(size=localised(f"{event.size:,f}"), price=price, result=told),
    )


@in_context
def _told(result: Exit, amounts: Amounts) -> str:
    """Net in money and, when 1R is known, in R: '+48.10 USDT net, +0.88 R'."""
    money = tr("{money} {settled} net").format(money=amounts.signed(result.net), settled=amounts.settled)
    return f"{money}, {signed(share(result.net, result.one_r))} R" if result.one_r else money


def pause_toast(cause: PauseOn, margin_ratio: Decimal | None) -> ToastView | None:
    """Why play stopped by itself; None where a fill or liquidation has told it already."""
    if cause is PauseOn.MARGIN_WARNING and margin_ratio is not None:
        title = tr("Margin ratio {margin_ratio}.").format(margin_ratio=percent(margin_ratio, 1))
        return ToastView(title, tr("Replay paused; nothing has been changed."), "caution")
    text = PAUSE_WORDS.get(cause)
    return ToastView(tr(text)) if text else None
