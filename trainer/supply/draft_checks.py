"""What is wrong with a draft, field by field, told while it is typed and without reading a candle."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any, TypeVar

import msgspec

from trainer.core.clock import DAY_MS, iso, parse_utc
from trainer.core.errors import FieldError, TrainerError
from trainer.core.language import english
from trainer.core.units import parse_decimal
from trainer.market.timeframe import timeframe_name
from trainer.scenarios.load import TIMEFRAMES
from trainer.scenarios.records import Fact, Header, MarketEvent
from trainer.supply.draft import Draft, DraftEvent, DraftFact, DraftHazard, DraftQuestion, Span, event_row, tags_of
from trainer.supply.questions import template_of
from trainer.venues.load import load_rules

T = TypeVar("T")

MOST_BARS = 600_000
"""A year of minutes with its warm-up."""
MOST_WORDS = 12
_LONGEST_WARM_UP = 60
_TYPES = {field.name: field.type for field in msgspec.structs.fields(Header)}


@dataclass(frozen=True, slots=True)
class DraftProblem:
    """What is wrong with one field of a draft."""

    field: str
    sentence: str


def problems_of(draft: Draft, span: Span, taken: frozenset[str] = frozenset()) -> tuple[DraftProblem, ...]:
    """Everything that is wrong with a draft on these bars; `taken` are the ids of other scenarios. Empty: build it."""
    found: list[DraftProblem] = []

    def check(name: str, work: Callable[[], T]) -> T | None:
        try:
            return work()
        except FieldError as error:
            found.append(DraftProblem(name, str(error)))
        except (TrainerError, msgspec.ValidationError) as error:
            found.append(DraftProblem(name, f"{name}: {_words(error)}"))
        return None

    for name in ("id", "title", "blind_title", "briefing"):
        check(name, partial(_typed, name, getattr(draft, name)))
    check("id", partial(_free, draft, taken))
    check("bankroll", partial(_bankroll, draft.bankroll))
    check("venue", partial(load_rules, draft.venue, draft.series.symbol))
    check("tags", partial(_words_of, "tags", tags_of(draft.tags)))
    check("concepts", partial(_words_of, "concepts", draft.concepts))
    days = check("warm_up_days", partial(warm_up_days, draft.warm_up_days)) or 1
    start = check("start", lambda: _inside(span, "start", parse_utc("start", draft.start)))
    end = check("end", lambda: _inside(span, "end", parse_utc("end", draft.end)))
    if start is not None and end is not None:
        check("end", partial(_window, span, start, end, days))
        for name, work in _row_checks(draft, start - days * DAY_MS, start, end):
            check(name, work)
    return tuple(found)


def _words(error: Exception) -> str:
    """A sentence without the reader's own notation."""
    text, _, key = str(error).partition(" - at `$")
    field = key.strip("`").lstrip(".").replace("_", " ")
    return f"{field}: {text}" if field else text


def _row_checks(draft: Draft, first: int, start: int, end: int) -> Iterator[tuple[str, Callable[[], None]]]:
    """A check for each typed row."""
    for number, event in enumerate(draft.events, 1):
        yield (
            english("event {number}").format(number=number),
            partial(_event, english("event {number}").format(number=number), event, first, end),
        )
    for number, row in enumerate(draft.questions, 1):
        yield (
            english("question {number}").format(number=number),
            partial(_question, english("question {number}").format(number=number), row, draft.hazards, start, end),
        )
    for number, hazard in enumerate(draft.hazards, 1):
        yield (
            english("hazard {number}").format(number=number),
            partial(_hazard, english("hazard {number}").format(number=number), hazard, start, end),
        )
    for number, fact in enumerate(draft.facts, 1):
        yield english("fact {number}").format(number=number), partial(_fact, fact)


def _typed(name: str, value: object) -> Any:  # noqa: ANN401 - whatever the record holds under this name
    return msgspec.convert(value, _TYPES[name])


def _free(draft: Draft, taken: frozenset[str]) -> None:
    if draft.id != draft.base and draft.id in taken:
        raise FieldError("id", draft.id, english("one that no other scenario has"))


def _words_of(name: str, words: tuple[str, ...]) -> None:
    if not 1 <= len(words) <= MOST_WORDS:
        raise FieldError(name, len(words) or "nothing", english("1 to {most}").format(most=MOST_WORDS))
    _typed(name, words)


def _bankroll(text: str) -> None:
    _typed("bankroll", text)
    if not Decimal(100) <= parse_decimal("bankroll", text) <= Decimal(10_000_000):
        raise FieldError("bankroll", text, "100 to 10,000,000")


def warm_up_days(text: str) -> int:
    """Whole days of warm-up; raises FieldError."""
    if not text.strip().isdigit() or not 1 <= int(text) <= _LONGEST_WARM_UP:
        raise FieldError(
            "warm_up_days",
            text or "nothing",
            english("whole days from 1 to {most}").format(most=_LONGEST_WARM_UP),
        )
    return int(text)


def _inside(span: Span, name: str, time_ms: int) -> int:
    if not span.first_ms <= time_ms <= span.until_ms:
        raise FieldError(
            name,
            iso(time_ms),
            english("{first} to {until}, which the series holds").format(
                first=iso(span.first_ms), until=iso(span.until_ms)
            ),
        )
    if time_ms % span.key.timeframe_ms:
        raise FieldError(
            name,
            iso(time_ms),
            english("a time on the {timeframe} grid").format(timeframe=timeframe_name(span.key.timeframe_ms)),
        )
    return time_ms


def _window(span: Span, start: int, end: int, days: int) -> None:
    frame = span.key.timeframe_ms
    if frame not in TIMEFRAMES.values():
        raise FieldError(
            "series", timeframe_name(frame), english("bars of {timeframes}").format(timeframes=", ".join(TIMEFRAMES))
        )
    if end - start < 10 * frame:
        raise FieldError(
            "end",
            iso(end),
            english("at least ten bars after the start, {start} or later").format(start=iso(start + 10 * frame)),
        )
    bars = (end - start + days * DAY_MS) // frame
    if bars > MOST_BARS:
        raise FieldError(
            "end",
            iso(end),
            english("a window of at most {most} bars with its warm-up; this has {bars}").format(
                most=f"{MOST_BARS:,}", bars=f"{bars:,}"
            ),
        )
    if start - frame < span.first_ms:
        raise FieldError(
            "start",
            iso(start),
            english("after {first}, so that a bar lies before it").format(first=iso(span.first_ms + frame)),
        )


def _event(name: str, event: DraftEvent, first: int, end: int) -> None:
    time, revealed = parse_utc(name, event.time), parse_utc(name, event.revealed)
    if not event.title.strip():
        raise FieldError(name, "nothing", english("a title"))
    if not first <= time <= revealed <= end:
        raise FieldError(
            name,
            english("{time} shown {revealed}").format(time=event.time, revealed=event.revealed),
            english("{first} to {end}, shown no earlier than it happened").format(first=iso(first), end=iso(end)),
        )
    msgspec.convert(event_row(event), MarketEvent)


def _question(name: str, row: DraftQuestion, hazards: tuple[DraftHazard, ...], start: int, end: int) -> None:
    """Inside the window, and not during an outage: no order can be given then."""
    time = parse_utc(name, row.time)
    if not start <= time < end:
        raise FieldError(name, row.time, english("{start} to {end}").format(start=iso(start), end=iso(end)))
    template_of(row.question)
    for hazard in (hazard for hazard in hazards if hazard.kind == "outage"):
        first, until = parse_utc("hazard", hazard.time), parse_utc("hazard", hazard.until)
        if first <= time <= until:
            raise FieldError(
                name,
                row.time,
                english("a time outside the outage of {first} to {until}").format(first=iso(first), until=iso(until)),
            )


def _hazard(name: str, hazard: DraftHazard, start: int, end: int) -> None:
    if hazard.kind not in ("outage", "adl"):
        raise FieldError(name, hazard.kind, english("outage or adl"))
    time, until = parse_utc(name, hazard.time), parse_utc(name, hazard.until)
    if not start <= time < until <= end:
        raise FieldError(
            name,
            english("{time} to {until}").format(time=hazard.time, until=hazard.until),
            english("{start} to {end}, the end after the start").format(start=iso(start), end=iso(end)),
        )
    if not 0 < parse_decimal(name, hazard.value) <= 1:
        raise FieldError(name, hazard.value, english("above 0, at most 1"))


def _fact(fact: DraftFact) -> None:
    msgspec.convert({"text": fact.text.strip(), "source": fact.source.strip()}, Fact)
