"""What a window's candles show: extremes, the largest moves within a day, the sketch of the warm-up."""

from __future__ import annotations

from collections import deque
from datetime import UTC, datetime
from typing import Any

from trainer.core.clock import DAY_MS
from trainer.market.candles import Candles, FloatArray

SKETCH_POINTS = 96


def sketch_of(closes: FloatArray) -> tuple[float, ...]:
    """Closes thinned to SKETCH_POINTS and scaled to 0..1."""
    count = min(SKETCH_POINTS, len(closes))
    picked = [float(closes[round(i * (len(closes) - 1) / max(1, count - 1))]) for i in range(count)]
    low, high = min(picked), max(picked)
    return tuple(round((value - low) / (high - low), 3) if high > low else 0.5 for value in picked)


def outcome_of(played: Candles) -> dict[str, Any]:
    """Low, high and their bars; the largest fall and rise from an extreme of the 24 hours before, as fractions."""
    low, high = int(played.low.argmin()), int(played.high.argmax())
    fall, rise = _largest_moves(played)
    return {
        "low": figure(float(played.low[low])),
        "low_time": moment(int(played.time_ms[low])),
        "high": figure(float(played.high[high])),
        "high_time": moment(int(played.time_ms[high])),
        "largest_fall_24h": f"{fall:.4f}",
        "largest_rise_24h": f"{rise:.4f}",
    }


def _largest_moves(candles: Candles) -> tuple[float, float]:
    highs: deque[tuple[int, float]] = deque()
    lows: deque[tuple[int, float]] = deque()
    fall = rise = 0.0
    for time_ms, high, low in zip(candles.time_ms.tolist(), candles.high.tolist(), candles.low.tolist(), strict=True):
        for queue in (highs, lows):
            while queue and queue[0][0] <= time_ms - DAY_MS:
                queue.popleft()
        if highs:
            fall = min(fall, low / highs[0][1] - 1)
        if lows:
            rise = max(rise, high / lows[0][1] - 1)
        while highs and highs[-1][1] <= high:
            highs.pop()
        while lows and lows[-1][1] >= low:
            lows.pop()
        highs.append((time_ms, high))
        lows.append((time_ms, low))
    return fall, rise


def moment(time_ms: int) -> datetime:
    """UTC time of a stamp."""
    return datetime.fromtimestamp(time_ms / 1000, UTC)


def figure(value: float) -> str:
    """Shortest exact text of a price or volume, never in powers of ten."""
    short = repr(value)
    return f"{value:.12f}".rstrip("0").rstrip(".") if "e" in short else short.removesuffix(".0")
