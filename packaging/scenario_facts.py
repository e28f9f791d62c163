"""Funding stamps and sourced events of a window."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

ASSUMED = "0.0001"
EVENTS = Path(__file__).with_name("scenario_events.json")


def stamp(time: datetime) -> int:
    """Milliseconds since 1970."""
    return int(time.timestamp()) * 1000


def funding_of(coin: str, start: datetime, end: datetime, recorded: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Stamps every eight hours in [start, end]: the recorded rate, else the labelled assumption."""
    known: dict[datetime, float] = {}
    for block in recorded:
        if block["coin"] != coin:
            continue
        first: date = block["first"]
        begin = datetime(first.year, first.month, first.day, tzinfo=UTC)
        known |= {begin + timedelta(hours=8 * i): rate for i, rate in enumerate(block["rates"])}
    rows = []
    at = datetime(start.year, start.month, start.day, tzinfo=UTC)
    while at <= end:
        if at >= start:
            rate = known.get(at)
            figure = ASSUMED if rate is None else f"{rate / 100:.6f}"
            rows.append({"stamp": at, "rate": figure, "kind": "assumed" if rate is None else "recorded"})
        at += timedelta(hours=8)
    return rows


def events_of(episode: str, warm_up: datetime, end: datetime) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Sourced events told inside a window, by the time they are revealed, and the facts told after its end."""
    document = json.loads(EVENTS.read_text(encoding="utf-8"))[episode]
    events = []
    for item in document["events"]:
        time, revealed = _time(item["time"]), _time(item["revealed_at"])
        if warm_up <= time <= revealed <= end:
            events.append({**item, "time": time, "revealed_at": revealed})
    return sorted(events, key=lambda item: (item["revealed_at"], item["time"])), document["facts"]


def _time(value: str) -> datetime:
    found = datetime.fromisoformat(value.replace("Z", "+00:00"))
    return found if found.tzinfo else found.replace(tzinfo=UTC)
