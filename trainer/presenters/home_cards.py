"""Scenarios and sessions turned into the cards of Home; pure functions without a clock of their own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from trainer.core.clock import DAY_MS, HOUR_MS
from trainer.core.errors import TrainerError
from trainer.journal.records import SessionSummary
from trainer.presenters.home_views import ContinueView, RecentView, ScenarioCardView
from trainer.scenarios.load import ScenarioHeader
from trainer.supply.recipe import expected_bytes, size_words
from trainer.venues.load import read_venue, venues_dir

QUOTES = ("USDT", "USDC", "USD")
_WORDS = {minutes * 60_000: text for minutes, text in ((1, "1m"), (5, "5m"), (15, "15m"), (60, "1h"), (240, "4h"))}
_MOST_TRAINED = 2
_CONCEPTS = {
    "no-trade": "not trading",
    "long-short": "long and short",
    "funding-drag": "funding cost",
    "after-a-win": "calm after a win",
    "stop-noise": "stops and noise",
    "stop-gap": "stops that gap",
    "hold-the-stop": "holding the stop",
    "complete-plan": "a complete plan",
    "ruin": "risk of ruin",
}


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
    return f"{days:g} d"


def venue_title(venue: str) -> str:
    """A venue's own name, or its id when its file cannot be read."""
    try:
        return read_venue(venues_dir() / f"{venue}.toml").title
    except TrainerError:
        return venue


def concept_words(concepts: Iterable[str]) -> list[str]:
    """Concept ids as words."""
    return [_CONCEPTS.get(concept, concept.replace("-", " ")) for concept in concepts]


def scenario_card(header: ScenarioHeader, played: Sequence[SessionSummary], *, hides_title: bool) -> ScenarioCardView:
    """The card of one scenario; `played` are its sessions, the blind ones only once they are finished."""
    title = header.blind_title if hides_title else header.title
    name = "Hidden" if hides_title else coin_of(header.symbol)
    line = f"{name} · {header.timeframe} · {length_text(header.end_ms - header.start_ms)}"
    tried, strong = tried_text(header, played)
    trains = "Trains " + ", ".join(concept_words(header.concepts)[:_MOST_TRAINED])
    spoken = f"{title}. {line}. Level {header.difficulty} of 5. {tried} {strong}".strip() + f". {trains}."
    return ScenarioCardView(
        id=header.id, title=title, line=line, level=header.difficulty, tried=tried, tried_strong=strong, trains=trains,
        sketch=header.sketch, spoken=spoken,
    )  # fmt: skip


def tried_text(header: ScenarioHeader, played: Sequence[SessionSummary]) -> tuple[str, str]:
    """How far the learner got: quiet words and, after them, the figure."""
    if header.record.download is not None and not header.has_candles:
        return "to fetch", f"about {size_words(expected_bytes(header.record.download))}"
    if not header.has_candles:
        return "candles missing", ""
    scores = [one.process for one in played if one.process is not None]
    if scores:
        return "best process", str(max(scores))
    if any(one.state == "open" for one in played):
        return "open", ""
    if played:
        return ("1 session", "") if len(played) == 1 else (f"{len(played)} sessions", "")
    return "not tried", ""


def continue_view(session: SessionSummary, header: ScenarioHeader | None) -> ContinueView:
    """Where a session stopped; a blind one names neither symbol nor date, and shows no sketch to find its card by."""
    symbol = "Symbol hidden" if session.is_blind else session.symbol
    timeframe = _WORDS.get(session.timeframe_ms, "")
    line = " · ".join(part for part in (symbol, timeframe, f"{venue_title(session.venue)} rules") if part)
    rows = [("Stopped at", f"bar {session.bar:,} of {session.bars_total:,}")]
    if not session.is_blind:
        rows.append(("Market time", market_time(session.cursor_ms)))
    rows.append(("Decisions", str(session.decisions)))
    if session.take > 1:
        rows.append(("Take", str(session.take)))
    sketch = header.sketch if header is not None and not session.is_blind else ()
    return ContinueView(session.session_id, session.scenario_title, line, tuple(rows[:3]), sketch)


def market_time(time_ms: int) -> str:
    """Text such as "12 Mar 2020 10:41" in UTC."""
    return datetime.fromtimestamp(time_ms / 1000, UTC).strftime("%d %b %Y %H:%M").lstrip("0")


def recent_view(session: SessionSummary, now_ms: int) -> RecentView:
    """One line of the recent sessions; process before outcome, so no profit here."""
    if session.state == "open":
        result = f"open, bar {session.bar:,}"
    elif session.process is not None:
        result = f"process {session.process}"
    else:
        result = "no decision" if not session.decisions else "finished"
    when = days_ago(session.touched_ms, now_ms)
    return RecentView(session.session_id, session.scenario_title, when, result, session.state == "open")


def days_ago(then_ms: int, now_ms: int) -> str:
    """Words such as "today", "yesterday", "5 days ago" by UTC days."""
    days = now_ms // DAY_MS - then_ms // DAY_MS
    if days <= 0:
        return "today"
    return "yesterday" if days == 1 else f"{days} days ago"
