"""The same views for every chart: pan over 300 bars, the whole range, one bar appended; medians of CPU milliseconds."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable
from statistics import median
from typing import Any

import numpy as np

SHOWN, WIDTH, HEIGHT = 300, 1600, 900
BUDGET_SECONDS = 6.0
MORE = 260


def bars(count: int) -> np.ndarray[Any, np.dtype[np.float64]]:
    """A seeded walk (for timing only): time in seconds, open, high, low, close, volume, shape (6, count)."""
    draw = np.random.default_rng(7)
    close = 8_000.0 * np.exp(np.cumsum(draw.normal(0.0, 0.0008, count)))
    opened = np.concatenate(([8_000.0], close[:-1]))
    wick = np.abs(draw.normal(0.0, 0.0006, count)) * close
    high, low = np.maximum(opened, close) + wick, np.minimum(opened, close) - wick
    return np.array((np.arange(count) * 60.0, opened, high, low, close, np.full(count, 40.0)))


def spent(work: Callable[[Any], object], cases: Iterable[Any]) -> float:
    """Median CPU milliseconds of work over cases, cut short when the budget is used up."""
    samples: list[float] = []
    ends = time.perf_counter() + BUDGET_SECONDS
    for case in cases:
        began = time.process_time()
        work(case)
        samples.append((time.process_time() - began) * 1e3)
        if time.perf_counter() > ends and len(samples) > 3:
            break
    return median(samples[1:])


def measure(count: int, show: Callable[[tuple[float, float]], object], append: Callable[[int], object]) -> None:
    """Print pan, whole range and append; show paints a range of bars once, append adds a bar and paints."""
    middle = count // 2
    pan = spent(show, [(middle + 7 * step, middle + 7 * step + SHOWN) for step in range(200)])
    step = max(1, count // 4000)
    whole = spent(show, [(step * place, step * place + count * 0.9) for place in range(60)])
    show((count - SHOWN, count))
    added = spent(append, range(MORE - 10))
    sys.stdout.write(f"{pan:.3f} {whole:.3f} {added:.3f}\n")
    sys.stdout.flush()
