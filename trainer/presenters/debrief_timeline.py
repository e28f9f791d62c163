"""The timeline of a Debrief: equities of the session and its ghosts bar by bar, its fills, and a reading."""

from __future__ import annotations

from decimal import Decimal

from trainer.core.language import retold, tr
from trainer.engine.equity import curve_of, equity_curve
from trainer.engine.events import Liquidated, OrderFilled
from trainer.presenters.amounts import amounts_of
from trainer.presenters.debrief_decisions import moment_text
from trainer.presenters.debrief_views import EquityLine, EquityMoment, EquityReading, EquityView
from trainer.presenters.desk_marks import fill_text
from trainer.presenters.desk_texts import clock_text, number, price_places
from trainer.presenters.desk_views import Tone
from trainer.presenters.zone import zone_text
from trainer.scoring.scorecard import Scorecard
from trainer.session.session import Session

GHOSTS = ("rules", "unstopped", "flipped")
"""Twins that are drawn beside the session."""
_LEAST_BARS = 10


def timeline_of(session: Session, card: Scorecard) -> EquityView:
    """Own equity, then the ghosts that differ from it, at the close of every bar from shortly before the first fill."""
    market, bankroll = session.market, session.record.bankroll
    stop = card.upto_bar + 1
    start = _first_bar(session, stop)
    amounts = amounts_of(market.rules)
    own = equity_curve(market, session.events, bankroll, start, stop)
    lines = [
        EquityLine("own", tr("You"), tr("Your equity {equity}").format(equity=amounts.text(card.outcome.equity)), own)
    ]
    for key in GHOSTS:
        twin = card.twin(key)
        if twin is not None and twin.fills:
            curve = curve_of(market, twin.steps, bankroll, start, stop)
            lines.append(
                EquityLine(key, retold(twin.label), f"{retold(twin.label)} {amounts.text(twin.equity)}", curve)
            )

    def told(bar: int) -> str:
        return moment_text(market.close_ms(bar))

    return EquityView(
        lines=tuple(lines),
        moments=_moments(session, start, stop),
        prices=market.last.close[start:stop],
        times=(told(start), told((start + stop - 1) // 2), told(stop - 1)),
        first_ms=market.close_ms(start),
        step_ms=market.last.timeframe_ms,
        price_places=price_places(market.rules.tick),
        settled=amounts.settled,
        bankroll=float(bankroll),
    )


def _first_bar(session: Session, stop: int) -> int:
    """A tenth of what is shown lies before the first fill, as nothing moved until then."""
    first = next((event.bar for event in session.events if isinstance(event, OrderFilled)), session.record.start_bar)
    return max(session.record.start_bar, first - max(_LEAST_BARS, (stop - first) // 9))


def _moments(session: Session, start: int, stop: int) -> tuple[EquityMoment, ...]:
    """Every fill of the session and every liquidation by its bar, in order."""
    places = price_places(session.market.rules.tick)
    found = []
    for event in session.events:
        if isinstance(event, OrderFilled) and start <= event.bar < stop:
            tone: Tone = "long" if event.side.sign > 0 else "short"
            mark = "▲" if event.side.sign > 0 else "▼"
            found.append(EquityMoment(event.bar - start, f"{mark} {fill_text(event, places)}", tone))
        elif isinstance(event, Liquidated) and start <= event.bar < stop:
            text = tr("Liquidated {clock}").format(clock=clock_text(event.time_ms))
            found.append(EquityMoment(event.bar - start, text, "liquidation"))
    return tuple(found)


def reading_of(view: EquityView, place: int) -> EquityReading:
    """What stood at the close of a bar, by its place from the first one shown."""
    price = number(Decimal(f"{view.prices[place]:.8f}"), view.price_places)
    equities = tuple((line.label, number(Decimal(f"{line.equity[place]:.8f}"))) for line in view.lines)
    fills = tuple(moment.text for moment in view.moments if moment.place == place)
    at = view.first_ms + place * view.step_ms
    return EquityReading(f"{moment_text(at)} {zone_text(at)}", price, equities, fills)


def next_moment(view: EquityView, place: int, direction: int) -> int:
    """The bar of the next fill after `place`, or of the one before it; `place` where there is none."""
    places = [moment.place for moment in view.moments if (moment.place - place) * direction > 0]
    return (min(places) if direction > 0 else max(places)) if places else place
