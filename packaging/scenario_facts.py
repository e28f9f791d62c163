"""What a window's candles show: extremes, largest moves within a day, the sketch, funding stamps, sourced events."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from scenario_sources import HOUR_MS, Row

DAY_MS = 24 * HOUR_MS
SKETCH_POINTS = 96
ASSUMED = "0.0001"
EVENTS = Path(__file__).with_name("scenario_events.json")


def moment(time_ms: int) -> datetime:
    """UTC time of a stamp."""
    return datetime.fromtimestamp(time_ms / 1000, UTC)


def stamp(time: datetime) -> int:
    """Milliseconds since 1970."""
    return int(time.timestamp()) * 1000


def sketch_of(rows: Sequence[Row]) -> list[float]:
    """Closes of the warm-up rows thinned to SKETCH_POINTS and scaled to 0..1."""
    closes = [row[4] for row in rows]
    count = min(SKETCH_POINTS, len(closes))
    picked = [closes[round(i * (len(closes) - 1) / max(1, count - 1))] for i in range(count)]
    low, high = min(picked), max(picked)
    return [round((value - low) / (high - low), 3) if high > low else 0.5 for value in picked]


def outcome_of(rows: Sequence[Row]) -> dict[str, Any]:
    """Low, high and their bars; the largest fall and rise from an extreme of the 24 hours before, as fractions."""
    low = min(rows, key=lambda row: row[3])
    high = max(rows, key=lambda row: row[2])
    fall, rise = _largest_moves(rows)
    return {
        "low": text(low[3]), "low_time": moment(low[0]), "high": text(high[2]), "high_time": moment(high[0]),
        "largest_fall_24h": f"{fall:.4f}", "largest_rise_24h": f"{rise:.4f}",
    }  # fmt: skip


def _largest_moves(rows: Sequence[Row]) -> tuple[float, float]:
    highs: deque[tuple[int, float]] = deque()
    lows: deque[tuple[int, float]] = deque()
    fall = rise = 0.0
    for row in rows:
        for queue in (highs, lows):
            while queue and queue[0][0] <= row[0] - DAY_MS:
                queue.popleft()
        if highs:
            fall = min(fall, row[3] / highs[0][1] - 1)
        if lows:
            rise = max(rise, row[2] / lows[0][1] - 1)
        while highs and highs[-1][1] <= row[2]:
            highs.pop()
        while lows and lows[-1][1] >= row[3]:
            lows.pop()
        highs.append((row[0], row[2]))
        lows.append((row[0], row[3]))
    return fall, rise


def text(value: float) -> str:
    """Shortest exact text of a price or volume, never in powers of ten."""
    short = repr(value)
    return f"{value:.12f}".rstrip("0").rstrip(".") if "e" in short else short.removesuffix(".0")


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
