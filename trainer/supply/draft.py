"""A scenario of the learner's own as typed, word for word: a new one on a series, or one made before, opened again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from trainer.collection.series import SeriesKey, parsed_key
from trainer.core.clock import DAY_MS, HOUR_MS, MINUTE_MS, iso, parse_utc
from trainer.core.language import english
from trainer.market.timeframe import timeframe_name
from trainer.scenarios.load import ScenarioHeader
from trainer.scenarios.measure import moment
from trainer.scenarios.records import Header, MarketEvent, millis
from trainer.supply.questions import TEMPLATES

OWN = "own"
"""The version in the source of a scenario that was made here."""
MAKER = "the maker of this scenario"
EVENT_KINDS = (
    english("own"),
    english("exchange"),
    english("macro"),
    english("market"),
    english("protocol"),
    english("regulation"),
    english("scheduled"),
    english("social"),
)
PRECISIONS = (english("minute"), english("hour"), english("day"))
WARM_UP_DAYS = {MINUTE_MS: 10, HOUR_MS: 60}


@dataclass(frozen=True, slots=True)
class Span:
    """The bars a draft may use: their series, the open of the first, the close of the last (ms, UTC)."""

    key: SeriesKey
    first_ms: int
    until_ms: int


@dataclass(frozen=True, slots=True)
class DraftEvent:
    """Something that happened, as typed: UTC times; shown from `revealed` on, its label before where it was known."""

    time: str
    revealed: str
    title: str
    blind_title: str = ""
    detail: str = ""
    source: str = MAKER
    kind: str = OWN
    precision: str = "minute"
    known: str = "no"
    calendar_label: str = ""
    verified: str = "yes"


@dataclass(frozen=True, slots=True)
class DraftQuestion:
    """When which question is asked."""

    time: str
    question: str


@dataclass(frozen=True, slots=True)
class DraftHazard:
    """A scripted outage, or a forced closing of `value` of a winning position."""

    kind: str
    time: str
    until: str
    value: str = "1"


@dataclass(frozen=True, slots=True)
class DraftFact:
    """A sentence told after the end, with who said so."""

    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What the learner typed. `base` is the scenario it was opened from; empty for a new one."""

    series: SeriesKey
    id: str
    title: str
    blind_title: str
    briefing: str
    start: str
    end: str
    warm_up_days: str = "10"
    bankroll: str = "10000"
    venue: str = "binance_usdm"
    difficulty: int = 3
    tags: str = OWN
    """Words with commas between them."""
    concepts: tuple[str, ...] = ("size-from-risk", "liquidation-distance")
    events: tuple[DraftEvent, ...] = ()
    questions: tuple[DraftQuestion, ...] = ()
    hazards: tuple[DraftHazard, ...] = ()
    facts: tuple[DraftFact, ...] = ()
    base: str = ""


def suggested(span: Span) -> Draft:
    """A draft to begin with: the last three days of a series with as much warm-up as it has."""
    frame, symbol = span.key.timeframe_ms, span.key.symbol
    end = span.until_ms // HOUR_MS * HOUR_MS
    length = 14 * DAY_MS if frame >= HOUR_MS else 3 * DAY_MS
    start = max(end - length, span.first_ms + (end - span.first_ms) // 2) // HOUR_MS * HOUR_MS
    days = max(1, min(WARM_UP_DAYS.get(frame, 30), (start - span.first_ms) // DAY_MS))
    day = moment(start)
    draft = Draft(
        span.key, f"{day:%Y-%m-%d}-own-{symbol.lower()}", f"{symbol}, {day:%d %B %Y}".replace(", 0", ", "),
        "A market of my own", f"Candles of {symbol} from my own library. You have 10,000 USDT.",
        iso(start), iso(end), str(days),
    )  # fmt: skip
    return with_evenly(draft, 5)


def with_evenly(draft: Draft, count: int) -> Draft:
    """The draft with its questions spread evenly over the window; raises FieldError for times that cannot be read."""
    start, end = parse_utc("start", draft.start), parse_utc("end", draft.end)
    frame, step = draft.series.timeframe_ms, (end - start) // (count + 1)
    rows = tuple(
        DraftQuestion(iso((start + step * (k + 1)) // frame * frame), TEMPLATES[k % len(TEMPLATES)].id)
        for k in range(count)
    )
    return replace(draft, questions=rows)


def with_window(draft: Draft, start_ms: int, end_ms: int) -> Draft:
    """The draft with another window; questions, events and hazards stay where they were typed."""
    return replace(draft, start=iso(start_ms), end=iso(end_ms))


def why_closed(record: Header) -> str:
    """Why a scenario cannot be opened in the editor; nothing for one that was made there."""
    key = parsed_key(record.source.package)
    if record.download is not None:
        return "it was fetched, and its facts are the venue's"
    if record.source.version != OWN or key is None:
        return "it was not made in this editor"
    if (key.symbol, timeframe_name(key.timeframe_ms)) != (record.symbol, record.timeframe) or record.market:
        return "it holds more than the editor shows"
    if len(record.ask) != len(record.checkpoint) or any(ask.words for ask in record.ask):
        return "its questions were written by hand"
    return ""


def reopened(header: ScenarioHeader) -> Draft:
    """The draft that builds this scenario again; only for one without a reason in `why_closed`."""
    record = header.record
    key = parsed_key(record.source.package)
    assert key is not None
    days = -(-(header.start_ms - header.warm_up_ms) // DAY_MS)
    return Draft(
        key, record.id, record.title, record.blind_title, record.briefing, _text(record.start), _text(record.end),
        str(days), record.bankroll, record.venue, record.difficulty, ", ".join(record.tags), record.concepts,
        tuple(_event(event) for event in record.event),
        tuple(DraftQuestion(_text(ask.time), ask.question) for ask in record.ask),
        tuple(DraftHazard(row.kind, _text(row.time), _text(row.until), row.value) for row in record.hazard),
        tuple(DraftFact(fact.text, fact.source) for fact in record.outcome.fact),
        base=record.id,
    )  # fmt: skip


def event_row(event: DraftEvent) -> dict[str, Any]:
    """An event as scenario.toml holds it; raises FieldError for times that cannot be read."""
    return {
        "time": moment(parse_utc("happened", event.time)),
        "revealed_at": moment(parse_utc("shown from", event.revealed)),
        "known_in_advance": event.known == "yes", "verified": event.verified == "yes",
        **{name: getattr(event, name).strip() for name in ("title", "blind_title", "detail", "source", "kind",
                                                            "precision", "calendar_label")},
    }  # fmt: skip


def tags_of(text: str) -> tuple[str, ...]:
    """The words of typed tags, each once."""
    return tuple(dict.fromkeys(word for word in (part.strip() for part in text.split(",")) if word))


def _event(event: MarketEvent) -> DraftEvent:
    return DraftEvent(
        _text(event.time), _text(event.revealed_at), event.title, event.blind_title, event.detail, event.source,
        event.kind, event.precision, _yes(event.known_in_advance), event.calendar_label, _yes(event.verified),
    )  # fmt: skip


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _text(time: datetime) -> str:
    return iso(millis(time))
