"""A stretch of candles as a strip: lowest and highest of a few hundred slots, scaled to 0..1, with its marks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trainer.market.candles import Candles

SLOTS = 480
Slot = tuple[float, float] | None
"""Lowest and highest of a slot; None where no bar lies in it."""


@dataclass(frozen=True, slots=True)
class StripMark:
    """A moment, or a stretch, that is marked: question, event, hazard."""

    kind: str
    first_ms: int
    until_ms: int


@dataclass(frozen=True, slots=True)
class StripView:
    """Slots from `first_ms` to `until_ms`, the played window, the warm-up before it and marks."""

    first_ms: int
    until_ms: int
    slots: tuple[Slot, ...]
    warm_up_ms: int
    start_ms: int
    end_ms: int
    marks: tuple[StripMark, ...] = ()
    words: str = ""


def slots_of(candles: Candles, first_ms: int, until_ms: int, count: int = SLOTS) -> tuple[Slot, ...]:
    """Lowest low and highest high of each of `count` equal stretches of [first_ms, until_ms)."""
    low, high = np.searchsorted(candles.time_ms, [first_ms, until_ms])
    if high <= low or until_ms <= first_ms:
        return (None,) * count
    place = (candles.time_ms[low:high] - first_ms) * count // (until_ms - first_ms)
    begins = np.flatnonzero(np.diff(place, prepend=-1))
    lows = np.minimum.reduceat(candles.low[low:high], begins)
    highs = np.maximum.reduceat(candles.high[low:high], begins)
    bottom, span = float(lows.min()), float(highs.max() - lows.min()) or 1.0
    found: list[Slot] = [None] * count
    for slot, lowest, highest in zip(place[begins].tolist(), lows.tolist(), highs.tolist(), strict=True):
        found[slot] = ((lowest - bottom) / span, (highest - bottom) / span)
    return tuple(found)
