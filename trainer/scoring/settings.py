"""Every parameter of the score in one place; a session keeps the version it was scored with."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from trainer.core.clock import DAY_MS, HOUR_MS, MINUTE_MS

SCORING_VERSION = 7
"""Raised by any change of parameters or formulas; curves over time break visibly where it changes."""


Steps = tuple[Decimal, ...]
_RISKS: Steps = tuple(Decimal(step) for step in ("0.0025", "0.005", "0.01", "0.02", "0.05", "0.1", "0.2"))
_CEILINGS: Steps = tuple(Decimal(step) for step in (1, 2, 3, 5, 10))
_LEVERAGES: Steps = tuple(Decimal(step) for step in (1, 2, 3, 5, 10, 20, 50, 100))


@dataclass(frozen=True, slots=True)
class ScoreSettings:
    """Every parameter of rules, grade, prices of decisions, futures and statistics; no other module holds one.

    Fractions as fractions, losses in bp of the bankroll, R in multiples of the planned loss, times in bars or ms.
    Constants of numerical methods (grids, bisection steps) are no parameters and stand where they are used.
    """

    # rules and grade
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
    weight_accuracy: float = 0.40
    weight_discipline: float = 0.25
    weight_calibration: float = 0.15
    weight_adherence: float = 0.10
    weight_calm: float = 0.10
    prior: float = 2.0
    calm_before_ms: int = 30 * MINUTE_MS
    calm_after_ms: int = HOUR_MS
    event_risk: Decimal = Decimal("0.005")
    reason_ms: int = 24 * HOUR_MS

    # tilt and house money
    tilt_bars: int = 5
    tilt_risk_step: Decimal = Decimal("1.5")
    tilt_trigger: float = 25.0
    tilt_signs: int = 2
    tilt_large_r: Decimal = Decimal(1)
    tilt_deviations: float = 2.0
    least_for_spread: int = 3
    least_gaps: int = 20
    quick_share: int = 10
    """A quick re-entry lies in the first of this many equal parts of the learner's own gaps."""
    least_steps: int = 12
    least_of_a_kind: int = 3

    # price of a decision
    grant_of_sd: float = 0.15
    grant_of_best: float = 0.5
    counted_bp: float = 0.5
    counted_risk: float = 0.0005
    loss_cap: float = 500.0
    accuracy_scale: float = 40.0
    good_loss: float = 20.0
    label_limits: tuple[float, float, float, float] = (2.0, 5.0, 20.0, 75.0)
    """Largest loss that is still best, good, an inaccuracy, a mistake."""
    likely_liquidation: float = 0.2
    folds: int = 10
    noise_bp: float = 1.0
    noise_share: float = 0.1
    risk_aversion: int = 8
    ruin: float = 0.01
    menu_risks: Steps = _RISKS
    menu_leverages: Steps = _LEVERAGES
    menu_stop_ranges: tuple[int, ...] = (1, 2, 3)
    menu_part: Decimal = Decimal("0.5")
    """What is closed of a position, added to it, and left of the way to its stop."""
    risk_rounding: float = 1.001
    """A cent of rounding to the lot is no larger risk."""
    range_hours: int = 14
    least_range_hours: int = 3

    # futures; a change needs a new GENERATOR_VERSION too
    paths: int = 2_000
    most_paths: int = 16_000
    horizon_ms: int = DAY_MS
    window_days: int = 10
    least_bars: int = 24
    short_days: int = 3
    half_life_ms: int = 240 * MINUTE_MS
    revert_ms: int = 3 * DAY_MS
    variance_floor: float = 0.05
    variance_cap: float = 9.0
    largest_shape: float = 8.0
    block_bars: int = 60
    block_bars_from_hour: int = 12
    chunk: int = 250
    """Paths drawn at a time: it orders the random numbers, so it is part of what a seed means."""
    funding_spacing_ms: int = 8 * HOUR_MS

    # what else was possible
    ladder: Steps = _LEVERAGES
    twin_stop_ranges: int = 2
    hold_share: Decimal = Decimal("0.995")
    ceiling_room: Decimal = Decimal("0.98")
    most_tables: int = 5
    key_hours: tuple[int, ...] = (1, 4, 24)
    timing_sessions: int = 2_000
    timing_trades: int = 3
    most_exact_flips: int = 16
    trades_to_see_a_tenth: int = 1_570

    # statistics
    z80: float = 1.2816
    tail80: float = 0.1
    last_answers: int = 100
    least_answers: int = 20
    least_in_bin: int = 10
    base_brier: float = 0.25
    calibration_slope: float = 2.0
    mastered_in_a_row: int = 3
    least_of_set: int = 2
    ceiling_steps: Steps = _CEILINGS
    """Steps a ceiling rises by; none leads above the last (assumed: beyond it a day's noise liquidates)."""
    rating_sessions: int = 8
    few_sessions: int = 10
    few_trades: int = 30
    trend_sessions: int = 10
    least_trend_sessions: int = 4
    least_mean_trades: int = 5
    glicko_rating: float = 1_500.0
    glicko_deviation: float = 350.0
    glicko_volatility: float = 0.06
    glicko_tau: float = 0.5
    checkpoint_rating: float = 900.0
    checkpoint_step: float = 200.0
    checkpoint_deviation: float = 60.0


DEFAULTS = ScoreSettings()


@dataclass(frozen=True, slots=True)
class Blackout:
    """A scheduled event known in advance and the span (ms, UTC) in which new exposure is a gamble."""

    title: str
    start_ms: int
    stop_ms: int
