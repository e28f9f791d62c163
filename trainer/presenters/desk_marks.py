"""What else the chart carries: fills, the funding strip and where the stop has stood."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from trainer.core.units import exact
from trainer.engine.events import Event, OrderFilled
from trainer.engine.words import Side
from trainer.journal.trades import Trade
from trainer.presenters.chart_views import FundingStripView, MarkerKind, MarkerView, StopHistoryView
from trainer.presenters.desk_rows import reason_text
from trainer.presenters.desk_texts import clock_text, number, span_text
from trainer.presenters.desk_views import MarkerTone, ScrubMark
from trainer.presenters.figures import percent
from trainer.session.session import Session


def markers_of(events: Iterable[Event], trades: Sequence[Trade]) -> tuple[MarkerView, ...]:
    """Entry and exit of every trade, joined; an open trade has its entry only."""
    markers: list[MarkerView] = []
    for trade in trades:
        side: Literal["long", "short"] = "long" if trade.side is Side.LONG else "short"
        entry = MarkerView(trade.opened_ms, float(trade.entry), "entry", side)
        markers.append(entry)
        if trade.closed_ms is None or trade.exit is None:
            continue
        kind: MarkerKind = "liquidated" if reason_text(str(trade.reason)) == "Liquidated" else "exit"
        label = ""
        if kind == "liquidated":
            label = f"{clock_text(trade.closed_ms)}  liquidated at {number(trade.exit)}"
        markers.append(MarkerView(trade.closed_ms, float(trade.exit), kind, side, label, joined_to=len(markers) - 1))
    return tuple(markers)


def scrub_marks(session: Session) -> tuple[ScrubMark, ...]:
    """Fills of this take as places on the scrubber."""
    start, total = session.market.start, max(1, session.last_bar - session.market.start)
    marks = []
    for event in session.events:
        if isinstance(event, OrderFilled):
            tone: MarkerTone = "long" if event.side.sign > 0 else "short"
            if reason_text(event.reason) == "Liquidated":
                tone = "liquidation"
            marks.append(ScrubMark(max(0.0, (event.bar - start) / total), tone))
    return tuple(marks)


def funding_strip(session: Session) -> FundingStripView | None:
    """Settled stamps up to now and when the next one comes; its rate is not told. None without funding."""
    market = session.market
    if not market.funding:
        return None
    now = market.close_ms(session.cursor)
    settled = tuple(
        (stamp.time_ms, percent(stamp.rate, 4), float(stamp.rate)) for stamp in market.funding if stamp.time_ms < now
    )
    coming = market.next_funding(session.cursor)
    text = ""
    if coming is not None:
        text = f"next in {span_text(coming.time_ms - now)} at {clock_text(coming.time_ms)}"
    return FundingStripView(settled, text, f"Funding, {market.rules.funding_hours} h")


def stop_history(trade: Trade | None) -> StopHistoryView | None:
    """Where the stop of the open trade has stood, from the plan on; None before it moved."""
    if trade is None:
        return None
    points = tuple((time_ms, float(price)) for time_ms, price in trade.stop_path if price is not None)
    if len(points) < 2:
        return None
    removed = trade.stop_path[-1] if trade.stop_path[-1][1] is None else None
    return StopHistoryView(points, removed[0] if removed else None, f"{number(exact(points[0][1]))} plan")
