"""A scenario of the learner's own as typed, and what is wrong with it: judged field by field while it is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import partial
from typing import TypeVar

import msgspec

from trainer.collection.series import SeriesInfo, SeriesKey
from trainer.core.clock import DAY_MS, HOUR_MS, MINUTE_MS, iso, parse_utc
from trainer.core.errors import FieldError, TrainerError
from trainer.core.units import parse_decimal
from trainer.market.timeframe import timeframe_name
from trainer.scenarios.load import TIMEFRAMES
from trainer.scenarios.measure import moment
from trainer.scenarios.records import Header
from trainer.supply.questions import TEMPLATES, template_of
from trainer.venues.load import load_rules

T = TypeVar("T")

MOST_BARS = 100_000
WARM_UP_DAYS = {MINUTE_MS: 10, HOUR_MS: 60}
_LONGEST_WARM_UP = 60


@dataclass(frozen=True, slots=True)
class DraftEvent:
    """Something that happened, as typed: UTC times; shown from `revealed` on."""

    time: str
    revealed: str
    title: str
    blind_title: str = ""
    detail: str = ""
    source: str = "the maker of this scenario"


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
class Draft:
    """What the learner typed, word for word."""

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
    tags: tuple[str, ...] = ("own",)
    concepts: tuple[str, ...] = ("size-from-risk", "liquidation-distance")
    events: tuple[DraftEvent, ...] = ()
    questions: tuple[DraftQuestion, ...] = ()
    hazards: tuple[DraftHazard, ...] = ()
    facts: tuple[tuple[str, str], ...] = field(default=())
    """Sentences told after the end, each with who said so."""


@dataclass(frozen=True, slots=True)
class DraftProblem:
    """What is wrong with one field of a draft."""

    field: str
    sentence: str


def problems_of(draft: Draft, info: SeriesInfo) -> tuple[DraftProblem, ...]:
    """Everything that is wrong with a draft, without reading its candles; empty when it can be built."""
    found: list[DraftProblem] = []

    def check(name: str, work: Callable[[], T]) -> T | None:
        try:
            return work()
        except FieldError as error:
            found.append(DraftProblem(name, str(error)))
        except (TrainerError, msgspec.ValidationError) as error:
            found.append(DraftProblem(name, f"{name}: {str(error).partition(' - at ')[0]}"))
        return None

    for name in ("id", "title", "blind_title", "briefing"):
        check(name, lambda name=name: _text(name, getattr(draft, name)))  # type: ignore[misc]  # mypy sees no default
    check("bankroll", lambda: _bankroll(draft.bankroll))
    check("venue", lambda: load_rules(draft.venue, draft.series.symbol))
    days = check("warm_up_days", lambda: warm_up_days(draft.warm_up_days)) or 1
    start = check("start", lambda: _inside(info, "start", parse_utc("start", draft.start)))
    end = check("end", lambda: _inside(info, "end", parse_utc("end", draft.end)))
    if start is not None and end is not None:
        check("end", lambda: _window(info, start, end, days))
        for name, work in _row_checks(draft, start - days * DAY_MS, start, end):
            check(name, work)
    return tuple(found)


def _row_checks(draft: Draft, first: int, start: int, end: int) -> Iterator[tuple[str, Callable[[], None]]]:
    """A check for each typed row."""
    for number, event in enumerate(draft.events, 1):
        yield f"event {number}", partial(_event, number, event, first, end)
    for number, row in enumerate(draft.questions, 1):
        yield f"question {number}", partial(_question, number, row, start, end)
        yield f"question {number}", partial(_not_out, number, row, draft.hazards)
    for number, hazard in enumerate(draft.hazards, 1):
        yield f"hazard {number}", partial(_hazard, number, hazard, start, end)


def suggested(info: SeriesInfo) -> Draft:
    """A draft to begin with: the last three days of a series with as much warm-up as it has."""
    frame = info.key.timeframe_ms
    end = (info.last_ms + frame) // HOUR_MS * HOUR_MS
    length = 14 * DAY_MS if frame >= HOUR_MS else 3 * DAY_MS
    start = max(end - length, info.first_ms + (end - info.first_ms) // 2) // HOUR_MS * HOUR_MS
    wanted = WARM_UP_DAYS.get(frame, 30)
    days = max(1, min(wanted, (start - info.first_ms) // DAY_MS))
    step = (end - start) // 6
    questions = tuple(DraftQuestion(iso((start + step * (k + 1)) // frame * frame), TEMPLATES[k].id) for k in range(5))
    day = moment(start)
    return Draft(
        info.key, f"{day:%Y-%m-%d}-own-{info.key.symbol.lower()}", f"{info.key.symbol}, {day:%d %B %Y}".lstrip("0"),
        "A market of my own", f"Candles of {info.key.symbol} from my own library. You have 10,000 USDT.",
        iso(start), iso(end), str(days), questions=questions,
    )  # fmt: skip


def with_evenly(draft: Draft, count: int) -> Draft:
    """The draft with its questions spread evenly over the window; raises FieldError for times that cannot be read."""
    start, end = parse_utc("start", draft.start), parse_utc("end", draft.end)
    frame, step = draft.series.timeframe_ms, (end - start) // (count + 1)
    rows = tuple(
        DraftQuestion(iso((start + step * (k + 1)) // frame * frame), TEMPLATES[k % len(TEMPLATES)].id)
        for k in range(count)
    )
    return replace(draft, questions=rows)


def _text(name: str, value: str) -> None:
    kinds = {field.name: field.type for field in msgspec.structs.fields(Header)}
    msgspec.convert(value, kinds[name])


def _bankroll(text: str) -> None:
    _text("bankroll", text)
    value = parse_decimal("bankroll", text)
    if not Decimal(100) <= value <= Decimal(10_000_000):
        raise FieldError("bankroll", text, "100 to 10,000,000")


def warm_up_days(text: str) -> int:
    """Whole days of warm-up; raises FieldError."""
    if not text.strip().isdigit() or not 1 <= int(text) <= _LONGEST_WARM_UP:
        raise FieldError("warm_up_days", text or "nothing", f"whole days from 1 to {_LONGEST_WARM_UP}")
    return int(text)


def _inside(info: SeriesInfo, name: str, time_ms: int) -> int:
    until = info.last_ms + info.key.timeframe_ms
    if not info.first_ms <= time_ms <= until:
        raise FieldError(name, iso(time_ms), f"{iso(info.first_ms)} to {iso(until)}, which the series holds")
    if time_ms % info.key.timeframe_ms:
        raise FieldError(name, iso(time_ms), f"a time on the {timeframe_name(info.key.timeframe_ms)} grid")
    return time_ms


def _window(info: SeriesInfo, start: int, end: int, days: int) -> None:
    frame = info.key.timeframe_ms
    if frame not in TIMEFRAMES.values():
        raise FieldError("series", timeframe_name(frame), f"bars of {', '.join(TIMEFRAMES)}")
    if end - start < 10 * frame:
        raise FieldError("end", iso(end), f"at least ten bars after the start, {iso(start + 10 * frame)} or later")
    bars = (end - start + days * DAY_MS) // frame
    if bars > MOST_BARS:
        raise FieldError("end", iso(end), f"a window of at most {MOST_BARS:,} bars with its warm-up; this has {bars:,}")
    if start - frame < info.first_ms:
        raise FieldError("start", iso(start), f"after {iso(info.first_ms + frame)}, so that a bar lies before it")


def _event(number: int, event: DraftEvent, first: int, end: int) -> None:
    time, revealed = parse_utc(f"event {number}", event.time), parse_utc(f"event {number}", event.revealed)
    if not event.title.strip():
        raise FieldError(f"event {number}", "nothing", "a title")
    if not first <= time <= revealed <= end:
        raise FieldError(f"event {number}", f"{event.time} shown {event.revealed}",
                         f"{iso(first)} to {iso(end)}, shown no earlier than it happened")  # fmt: skip


def _question(number: int, row: DraftQuestion, start: int, end: int) -> None:
    time = parse_utc(f"question {number}", row.time)
    if not start <= time < end:
        raise FieldError(f"question {number}", row.time, f"{iso(start)} to {iso(end)}")
    template_of(row.question)


def _not_out(number: int, row: DraftQuestion, hazards: tuple[DraftHazard, ...]) -> None:
    """No order can be given during an outage, so nothing may be asked then."""
    for hazard in (hazard for hazard in hazards if hazard.kind == "outage"):
        first, until = parse_utc("hazard", hazard.time), parse_utc("hazard", hazard.until)
        if first <= parse_utc(f"question {number}", row.time) <= until:
            raise FieldError(
                f"question {number}", row.time, f"a time outside the outage of {iso(first)} to {iso(until)}"
            )


def _hazard(number: int, hazard: DraftHazard, start: int, end: int) -> None:
    name = f"hazard {number}"
    if hazard.kind not in ("outage", "adl"):
        raise FieldError(name, hazard.kind, "outage or adl")
    time, until = parse_utc(name, hazard.time), parse_utc(name, hazard.until)
    if not start <= time < until <= end:
        raise FieldError(name, f"{hazard.time} to {hazard.until}", f"{iso(start)} to {iso(end)}")
    if not 0 < parse_decimal(name, hazard.value) <= 1:
        raise FieldError(name, hazard.value, "above 0, at most 1")
