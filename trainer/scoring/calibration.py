"""Said chances against what happened: +d before -d within 24 h, whatever became of the position."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from trainer.core.clock import iso
from trainer.core.units import in_context
from trainer.engine.market import Market
from trainer.scoring.facts import TradeFacts
from trainer.scoring.settings import DEFAULTS

LEAST_ANSWERS = DEFAULTS.least_answers


@dataclass(frozen=True, slots=True)
class Answer:
    """A chance said at an entry. `happened` is None while undecided, for both in one bar, and for neither in time.

    `is_after` says that futures of the same bar were in sight; such an answer is kept and never counted.
    """

    time_ms: int
    probability: float
    happened: bool | None
    is_after: bool = False

    def as_dict(self) -> dict[str, object]:
        """JSON-ready form."""
        return {
            "time": iso(self.time_ms), "probability": self.probability, "happened": self.happened,
            "after_futures": self.is_after,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers of one said chance (or of neighbouring ones, ten at least): mean said, share that happened."""

    said: float
    happened: float
    count: int

    @property
    def interval(self) -> tuple[float, float]:
        """80 % interval of the rate behind the share: Wilson's."""
        z, n, p = DEFAULTS.z80, self.count, self.happened
        middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
        return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True, slots=True)
class Calibration:
    """Brier score, skill against always saying 0.5, Murphy's parts; `score` (0..100) from twenty answers on.

    Brier = reliability - resolution + uncertainty, over the bins (Murphy 1973).
    """

    counted: int
    excluded: int
    brier: float | None
    skill: float | None
    reliability: float | None
    score: float | None
    bins: tuple[Bin, ...]
    resolution: float | None = None
    uncertainty: float | None = None

    def as_dict(self) -> dict[str, object]:
        """JSON-ready form, four decimals."""
        row: dict[str, object] = {"counted": self.counted, "excluded": self.excluded}
        for name in ("brier", "skill", "reliability", "resolution", "uncertainty", "score"):
            value = getattr(self, name)
            row[name] = None if value is None else round(value, 4)
        return row | {
            "bins": [{"said": round(b.said, 4), "happened": round(b.happened, 4), "count": b.count} for b in self.bins]
        }


@in_context
def answers_in(facts: Sequence[TradeFacts], market: Market, upto_bar: int) -> tuple[Answer, ...]:
    """The answers given with entries that had a stop, resolved by bars after the fill's bar up to `upto_bar`."""
    answers = []
    for item in facts:
        stop = item.trade.stop_path[0][1] if item.has_stop_inside else None
        if item.probability is None or stop is None:
            continue
        first = item.entries[0]
        own, distance = market.of(item.trade.symbol), abs(first.price - stop)
        happened = resolve(own, first.bar, first.price, distance, first.side.sign, upto_bar)
        answers.append(Answer(first.time_ms, float(item.probability), happened, first.plan.chance_after))
    return tuple(answers)


def resolve(market: Market, bar: int, price: Decimal, distance: Decimal, sign: int, upto_bar: int) -> bool | None:
    """Whether price + sign * d was met before price - sign * d in bars (bar, upto_bar] and 24 h; None if unsettled."""
    times = market.last.time_ms
    end = min(upto_bar + 1, int(np.searchsorted(times, int(times[bar]) + DEFAULTS.horizon_ms, side="right")))
    up, down = float(price + distance), float(price - distance)
    risen = market.last.high[bar + 1 : end] >= up
    fallen = market.last.low[bar + 1 : end] <= down
    met = risen | fallen
    if not bool(met.any()):
        return None
    first = int(met.argmax())
    if bool(risen[first]) and bool(fallen[first]):
        return None
    return bool(risen[first]) == (sign > 0)


def calibrate(answers: Sequence[Answer]) -> Calibration:
    """Brier, skill and Murphy's reliability over the last hundred settled answers.

    score = 100 clip(1 - 2 sqrt(max(0, REL - REL0)), 0, 1) with REL0 = bins / n * mean p (1 - p), bins of ten or more.
    """
    counted = [(a.probability, float(a.happened)) for a in answers if a.happened is not None and not a.is_after]
    settled = counted[-DEFAULTS.last_answers :]
    excluded = len([a for a in answers if a.happened is None])
    count = len(settled)
    if not count:
        return Calibration(0, excluded, None, None, None, None, ())
    brier = math.fsum((p - o) ** 2 for p, o in settled) / count
    bins = _bins(settled)
    reliability = math.fsum(b.count * (b.said - b.happened) ** 2 for b in bins) / count
    score = None
    if count >= LEAST_ANSWERS:
        noise = len(bins) / count * math.fsum(p * (1 - p) for p, _ in settled) / count
        score = 100.0 * min(1.0, max(0.0, 1.0 - DEFAULTS.calibration_slope * math.sqrt(max(0.0, reliability - noise))))
    rate = math.fsum(o for _, o in settled) / count
    resolution = math.fsum(b.count * (b.happened - rate) ** 2 for b in bins) / count
    return Calibration(
        count,
        excluded,
        brier,
        1.0 - brier / DEFAULTS.base_brier,
        reliability,
        score,
        bins,
        resolution,
        rate * (1.0 - rate),
    )


def _bins(settled: Sequence[tuple[float, float]]) -> tuple[Bin, ...]:
    """Neighbouring chances joined until each bin holds ten; a short rest joins the bin before it."""
    groups: list[list[tuple[float, float]]] = []
    for pair in sorted(settled):
        is_same = bool(groups) and groups[-1][-1][0] == pair[0]
        if groups and (is_same or len(groups[-1]) < DEFAULTS.least_in_bin):
            groups[-1].append(pair)
        else:
            groups.append([pair])
    if len(groups) > 1 and len(groups[-1]) < DEFAULTS.least_in_bin:
        groups[-2] += groups.pop()
    return tuple(
        Bin(math.fsum(p for p, _ in group) / len(group), math.fsum(o for _, o in group) / len(group), len(group))
        for group in groups
    )
