"""How sure a count of kept checks makes us: Beta(2, 2) and an 80 % interval, without a statistics package."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trainer.scoring.settings import DEFAULTS

_GRID = 4001


@dataclass(frozen=True, slots=True)
class Posterior:
    """Mean and central 80 % interval of a rate after `kept` of `checks`, all in 0..1."""

    kept: int
    checks: int
    mean: float
    low: float
    high: float

    def as_dict(self) -> dict[str, object]:
        """JSON-ready figures, four decimals."""
        return {
            "kept": self.kept, "checks": self.checks, "mean": round(self.mean, 4), "low": round(self.low, 4),
            "high": round(self.high, 4),
        }  # fmt: skip


def posterior(kept: int, checks: int, prior: float = DEFAULTS.prior) -> Posterior:
    """Beta(prior + kept, prior + missed) of a rate; the interval by the trapezium rule on 4,001 points."""
    a, b = prior + kept, prior + checks - kept
    x = np.linspace(0.0, 1.0, _GRID)[1:-1]
    log_density = (a - 1.0) * np.log(x) + (b - 1.0) * np.log1p(-x)
    density = np.exp(log_density - log_density.max())
    mass = np.concatenate(([0.0], np.cumsum((density[1:] + density[:-1]) / 2.0)))
    mass /= mass[-1]
    low, high = np.interp([DEFAULTS.tail80, 1.0 - DEFAULTS.tail80], mass, x)
    return Posterior(kept, checks, a / (a + b), float(low), float(high))
