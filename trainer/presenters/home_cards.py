"""Scenarios and sessions turned into the cards of Home; pure functions without a clock of their own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from trainer.core.clock import DAY_MS, HOUR_MS
from trainer.core.errors import TrainerError
from trainer.core.language import localised, tr
from trainer.journal.records import SessionSummary
from trainer.presenters.concepts import concept_words
from trainer.presenters.dates import day_year_text
from trainer.presenters.home_views import ContinueView, RecentView, ScenarioCardView
from trainer.scenarios.load import ScenarioHeader
from trainer.supply.recipe import expected_bytes, size_words
from trainer.venues.load import read_venue, venues_dir

QUOTES = ("USDT", "USDC", "USD")
_WORDS = {minutes * 60_000: text for minutes, text in ((1, "1m"), (5, "5m"), (15, "15m"), (60, "1h"), (240, "4h"))}
_MOST_TRAINED = 2


def coin_of(symbol: str) -> str:
    """BTC of BTCUSDT."""
    return next((symbol.removesuffix(quote) for quote in QUOTES if symbol.endswith(quote)), symbol)


def quote_of(symbol: str) -> str:
    """USDT of BTCUSDT; nothing where it is unknown."""
    return next((quote for quote in QUOTES if symbol.endswith(quote)), "")


def length_text(duration_ms: int) -> str:
    """Text such as "36 h" below four days, else "5 d" or "3.5 d"."""
    if duration_ms < 4 * DAY_MS:
        return f"{round(duration_ms / HOUR_MS)} h"
    days = round(2 * duration_ms / DAY_MS) / 2
    return localised(f"{days:g} d")


def venue_title(venue: str) -> str:
    """A venue's own name, or its id when its file cannot be read."""
    try:
        return read_venue(venues_dir() / f"{venue}.toml").title
    except TrainerError:
        return venue


def scenario_card(header: ScenarioHeader, played: Sequence[SessionSummary], *, hides_title: bool) -> ScenarioCardView:
    """The card of one scenario; `played` are its sessions, the blind ones only once they are finished."""
    title = header.blind_title if hides_title else header.title
    name = tr("Hidden") if hides_title else coin_of(header.symbol)
    line = f"{name} · {header.timeframe} · {length_text(header.end_ms - header.start_ms)}"
    tried, strong = tried_text(header, played)
    trains = tr("Trains {concepts}").format(concepts=", ".join(concept_words(header.concepts)[:_MOST_TRAINED]))
    spoken = (
        tr("{title}. {line}. Level {difficulty} of 5. {tried} {strong}")
        .format(title=title, line=line, difficulty=header.difficulty, tried=tried, strong=strong)
        .strip()
        + f". {trains}."
    )
    return ScenarioCardView(
        id=header.id, title=title, line=line, level=header.difficulty, tried=tried, tried_strong=strong, trains=trains,
        sketch=header.sketch, spoken=spoken,
    )  # fmt: skip


def tried_text(header: ScenarioHeader, played: Sequence[SessionSummary]) -> tuple[str, str]:
    """How far the learner got: quiet words and, after them, the figure."""
    if header.record.download is not None and not header.has_candles:
        return tr("to fetch"), tr("about {size}").format(
            size=localised(size_words(expected_bytes(header.record.download)))
        )
    if not header.has_candles:
        return tr("candles missing"), ""
    scores = [one.process for one in played if one.process is not None]
    if scores:
        return tr("best process"), str(max(scores))
    if any(one.state == "open" for one in played):
        return tr("open"), ""
    if played:
        return (tr("1 session"), "") if len(played) == 1 else (tr("{played} sessions").format(played=len(played)), "")
    return tr("not tried"), ""


def continue_view(session: SessionSummary, header: ScenarioHeader | None) -> ContinueView:
    """Where a session stopped; a blind one names neither symbol nor date, and shows no sketch to find its card by."""
    symbol = tr("Symbol hidden") if session.is_blind else session.symbol
    timeframe = _WORDS.get(session.timeframe_ms, "")
    line = " · ".join(
        part for part in (symbol, timeframe, tr("{venue} rules").format(venue=venue_title(session.venue))) if part
    )
    rows = [
        (
            tr("Stopped at"),
            tr("bar {bar} of {bars_total}").format(
                bar=localised(f"{session.bar:,}"), bars_total=localised(f"{session.bars_total:,}")
            ),
        )
    ]
    if not session.is_blind:
        rows.append((tr("Market time"), market_time(session.cursor_ms)))
    rows.append((tr("Decisions"), str(session.decisions)))
    if session.take > 1:
        rows.append((tr("Take"), str(session.take)))
    sketch = header.sketch if header is not None and not session.is_blind else ()
    return ContinueView(session.session_id, session.scenario_title, line, tuple(rows[:3]), sketch)


def market_time(time_ms: int) -> str:
    """Text such as "12 Mar 2020 10:41" in UTC."""
    when = datetime.fromtimestamp(time_ms / 1000, UTC)
    return f"{day_year_text(when)} {when:%H:%M}"


def recent_view(session: SessionSummary, now_ms: int) -> RecentView:
    """One line of the recent sessions; process before outcome, so no profit here."""
    if session.state == "open":
        result = tr("open, bar {bar}").format(bar=localised(f"{session.bar:,}"))
    elif session.process is not None:
        result = tr("process {process}").format(process=session.process)
    else:
        result = tr("no decision") if not session.decisions else tr("finished")
    when = days_ago(session.touched_ms, now_ms)
    return RecentView(session.session_id, session.scenario_title, when, result, session.state == "open")


def days_ago(then_ms: int, now_ms: int) -> str:
    """Words such as "today", "yesterday", "5 days ago" by UTC days."""
    days = now_ms // DAY_MS - then_ms // DAY_MS
    if days <= 0:
        return tr("today")
    return tr("yesterday") if days == 1 else tr("{days} days ago").format(days=days)
