"""Every parameter of the score in one place; a session keeps the version it was scored with."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from trainer.core.clock import HOUR_MS, MINUTE_MS

SCORING_VERSION = 4
"""Raised by any change of parameters or formulas; curves over time break visibly where it changes."""


@dataclass(frozen=True, slots=True)
class ScoreSettings:
    """Limits of the rules and weights of the grade. Fractions as fractions, money-free, times in bars or ms."""

    ceiling: Decimal = Decimal(3)
    small_risk: Decimal = Decimal("0.01")
    large_risk: Decimal = Decimal("0.02")
    blunder_risk: Decimal = Decimal("0.05")
    exit_tolerance_r: Decimal = Decimal("0.1")
    overrun_r: Decimal = Decimal("0.1")
    cost_of_target: Decimal = Decimal("0.2")
    outcome_r: Decimal = Decimal("0.1")
    good_process: float = 80.0
    blunder_cap: float = 59.0
    rated_entries: int = 3
    rated_decisions: int = 10
    tilt_bars: int = 5
    tilt_risk_step: Decimal = Decimal("1.5")
    tilt_trigger: float = 25.0
    weight_accuracy: float = 0.40
    weight_discipline: float = 0.25
    weight_calibration: float = 0.15
    weight_adherence: float = 0.10
    weight_calm: float = 0.10
    prior: float = 2.0
    grant_of_sd: float = 0.15
    grant_of_best: float = 0.5
    counted_bp: float = 0.5
    counted_risk: float = 0.0005
    loss_cap: float = 500.0
    accuracy_scale: float = 40.0
    good_loss: float = 20.0
    likely_liquidation: float = 0.2
    folds: int = 10
    noise_bp: float = 1.0
    noise_share: float = 0.1
    calm_before_ms: int = 30 * MINUTE_MS
    calm_after_ms: int = HOUR_MS
    event_risk: Decimal = Decimal("0.005")
    reason_ms: int = 24 * HOUR_MS


DEFAULTS = ScoreSettings()


@dataclass(frozen=True, slots=True)
class Blackout:
    """A scheduled event known in advance and the span (ms, UTC) in which new exposure is a gamble."""

    title: str
    start_ms: int
    stop_ms: int
