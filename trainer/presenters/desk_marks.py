"""What else the chart carries: fills, the funding strip and where the stop has stood."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import Literal

from trainer.core.language import localised, tr
from trainer.core.units import exact
from trainer.engine.events import OrderFilled
from trainer.engine.rules import VenueRules
from trainer.engine.words import Side
from trainer.journal.trades import Trade
from trainer.presenters.amounts import amounts_of
from trainer.presenters.chart_views import FundingStripView, MarkerKind, MarkerView, StopHistoryView
from trainer.presenters.desk_rows import is_liquidated, reason_text
from trainer.presenters.desk_texts import (
    clock_text,
    date_text,
    leverage_text,
    number,
    price_places,
    span_text,
    zoned_text,
)
from trainer.presenters.desk_views import DASH, MarkerTone, ScrubMark
from trainer.presenters.figures import percent, signed
from trainer.session.session import Session


def markers_of(trades: Sequence[Trade], rules: VenueRules, *, is_hidden: bool = False) -> tuple[MarkerView, ...]:
    """Entry and exit of every trade, joined; an open trade has its entry only."""
    markers: list[MarkerView] = []
    for trade in trades:
        side: Literal["long", "short"] = "long" if trade.side is Side.LONG else "short"
        markers.append(
            MarkerView(trade.opened_ms, float(trade.entry), "entry", side, details=_entry_details(trade, rules))
        )
        if trade.closed_ms is None or trade.exit is None:
            continue
        kind: MarkerKind = "liquidated" if is_liquidated(trade.reason) else "exit"
        label = ""
        if kind == "liquidated":
            label = tr("{clock}  liquidated at {price}").format(
                clock=clock_text(trade.closed_ms), price=number(trade.exit, price_places(rules.tick))
            )
        details = _exit_details(trade, rules, is_hidden)
        at, joined = float(trade.exit), len(markers) - 1
        markers.append(MarkerView(trade.closed_ms, at, kind, side, label, joined_to=joined, details=details))
    return tuple(markers)


def _entry_details(trade: Trade, rules: VenueRules) -> tuple[str, ...]:
    amounts, places = amounts_of(rules), price_places(rules.tick)
    word = f"▲ {tr('Bought')}" if trade.side is Side.LONG else f"▼ {tr('Sold')}"
    risk = f", 1 R {amounts.text(trade.one_r)} {amounts.settled}" if trade.one_r else ""
    plan = [f"{name} {number(level, places)}" for name, level in ((tr("stop"), trade.first_stop),
            (tr("target"), trade.first_target)) if level is not None]  # fmt: skip
    return (
        tr("{word} {size} at {entry}").format(
            word=word, size=amounts.size(trade.size), entry=number(trade.entry, places)
        ),
        f"{date_text(trade.opened_ms)} {zoned_text(trade.opened_ms)}, {leverage_text(trade.leverage)}{risk}",
        tr("Plan: {plan}").format(plan=", ".join(plan)) if plan else tr("No stop and no target at the entry"),
    )


def _exit_details(trade: Trade, rules: VenueRules, is_hidden: bool) -> tuple[str, ...]:
    assert trade.closed_ms is not None
    amounts, places = amounts_of(rules), price_places(rules.tick)
    head = tr("{reason} at {price}").format(
        reason=reason_text(str(trade.reason)), price=number(trade.exit, places) if trade.exit is not None else DASH
    )
    when = tr("{clock}, open {length}").format(
        clock=zoned_text(trade.closed_ms), length=span_text(trade.closed_ms - trade.opened_ms)
    )
    if is_hidden:
        return (head, when)
    in_r = f" = {signed(trade.r)} R" if trade.r is not None else ""
    costs = ", ".join(
        f"{name} {amounts.signed(-paid)}"
        for name, paid in ((tr("fees"), trade.fees), (tr("funding"), trade.funding), (tr("slippage"), trade.slippage),
                           (tr("liquidation fee"), trade.liquidation_fee))
        if paid
    )  # fmt: skip
    return (
        head,
        when,
        tr("Net {net} {settled}{in_r}").format(net=amounts.signed(trade.net), settled=amounts.settled, in_r=in_r),
        costs,
    )


def fill_text(event: OrderFilled, places: int) -> str:
    """Stop, 0.6 at 7,240.00."""
    return tr("{reason}, {size} at {price}").format(
        reason=reason_text(event.reason), size=localised(f"{event.size:,f}"), price=number(event.price, places)
    )


def scrub_marks(session: Session) -> tuple[ScrubMark, ...]:
    """Fills of this take, told events and met checkpoints as places on the scrubber; nothing that is still to come."""
    market = session.market
    start, total = market.start, max(1, session.last_bar - market.start)
    places = price_places(market.rules.tick)
    marks = []
    for event in session.events:
        if isinstance(event, OrderFilled):
            tone: MarkerTone = "long" if event.side.sign > 0 else "short"
            if is_liquidated(event.reason):
                tone = "liquidation"
            text = f"{clock_text(event.time_ms)} {fill_text(event, places)}"
            marks.append(ScrubMark(max(0.0, (event.bar - start) / total), tone, "fill", text))
    span = market.last.timeframe_ms * total
    opened = market.close_ms(start)
    is_blind = session.record.is_blind and not session.is_finished
    for told in session.scenario.events:
        if told.revealed_ms <= session.now_ms:
            title = told.blind_title or tr("Event") if is_blind else told.title
            words = f"{clock_text(told.revealed_ms)} {title}"
            marks.append(ScrubMark(_share(told.revealed_ms - opened, span), "caution", "event", words))
    for point in session.scenario.checkpoints:
        if point.time_ms <= session.now_ms:
            title = point.blind_title or tr("a question") if is_blind else point.title
            words = tr("{clock} Checkpoint: {title}").format(clock=clock_text(point.time_ms), title=title)
            marks.append(ScrubMark(_share(point.time_ms - opened, span), "accent", "checkpoint", words))
    return tuple(marks)


def _share(part: int, whole: int) -> float:
    return min(1.0, max(0.0, part / whole))


def funding_strip(session: Session, before: FundingStripView | None = None) -> FundingStripView | None:
    """Settled stamps up to now and when the next one comes; its rate is not told. None without funding.

    The stamps of the strip before are handed on while no other was settled.
    """
    market = session.market
    if not market.funding:
        return None
    now = market.close_ms(session.cursor)
    count = bisect_left(market.funding, now, key=lambda stamp: stamp.time_ms)
    settled = before.stamps if before is not None else ()
    if len(settled) != count:
        settled = tuple((stamp.time_ms, percent(stamp.rate, 4), float(stamp.rate)) for stamp in market.funding[:count])
    coming = market.next_funding(session.cursor)
    text = ""
    if coming is not None:
        left, clock = coming.time_ms - now, clock_text(coming.time_ms)
        text = (
            tr("next in {left} at {clock}").format(left=span_text(left), clock=clock)
            if left > 0
            else tr("due now, {clock}").format(clock=clock)
        )
    return FundingStripView(
        settled, text, tr("Funding, {funding_hours} h").format(funding_hours=market.rules.funding_hours)
    )


def stop_history(trade: Trade | None) -> StopHistoryView | None:
    """Where the stop of the open trade has stood, from the plan on; None before it moved."""
    if trade is None:
        return None
    points = tuple((time_ms, float(price)) for time_ms, price in trade.stop_path if price is not None)
    if len(points) < 2:
        return None
    removed = trade.stop_path[-1] if trade.stop_path[-1][1] is None else None
    return StopHistoryView(
        points, removed[0] if removed else None, tr("{level} plan").format(level=number(exact(points[0][1])))
    )
