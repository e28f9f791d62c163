"""Leverage after results, the rating over sessions, reliability with intervals; from made-up learners."""

from __future__ import annotations

import math
from decimal import Decimal
from random import Random
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest

from trainer.scoring.calibration import Answer, calibrate
from trainer.scoring.facts import TradeFacts
from trainer.scoring.habits import RECENT, Step, after_results, house_money, rating_curve, student
from trainer.scoring.rated import interval_of
from trainer.scoring.settings import DEFAULTS
from trainer.scoring.tilt import quick_minutes, tilt_of


def learner(after_win: float, trades: int = 300, seed: int = 4) -> list[Step]:
    """Leverage around 1, times `after_win` after a win."""
    dice = Random(seed)
    steps = []
    for place in range(trades):
        before = 0 if place % 6 == 0 else dice.choice((1, -1))
        steps.append(Step(before, math.exp(dice.gauss(0, 0.2)) * (after_win if before > 0 else 1.0)))
    return steps


def test_a_learner_who_doubles_after_a_win_is_seen_and_one_who_does_not_is_not() -> None:
    won, lost = after_results(learner(1.9))
    assert won is not None and lost is not None
    assert won.is_clear and won.mean == pytest.approx(1.9, rel=0.1)
    assert not lost.is_clear and lost.mean == pytest.approx(1.0, rel=0.1)


def test_the_interval_holds_what_it_says() -> None:
    """80 % intervals over 300 learners hold the true ratio in 72 to 88 % of them."""
    inside = 0
    for seed in range(300):
        won, _ = after_results(learner(1.3, 60, seed))
        assert won is not None
        inside += won.low <= 1.3 <= won.high
    assert 0.72 <= inside / 300 <= 0.88


def test_too_few_trades_say_nothing() -> None:
    assert after_results(learner(2.0, 8)) == (None, None)
    assert after_results([Step(1, 1.0)] * 30) == (None, None)


def test_the_curve_rolls_over_the_last_sessions_and_agrees_with_the_plain_mean() -> None:
    dice = Random(1)
    sessions = [(place, tuple(dice.expovariate(0.1) for _ in range(dice.randint(0, 6)))) for place in range(40)]
    points = rating_curve(sessions)
    rated = [losses for _, losses in sessions if losses]
    assert len(points) == len(rated)
    recent = [loss for some in rated[-RECENT:] for loss in some]
    low, high = interval_of(recent) or (0.0, 0.0)
    assert points[-1].rolling == pytest.approx(sum(recent) / len(recent))
    assert (points[-1].low, points[-1].high) == (pytest.approx(low), pytest.approx(high))


def test_the_parts_of_the_brier_score_sum_to_it() -> None:
    """Murphy: reliability - resolution + uncertainty, exact where each group holds one said chance."""
    dice = Random(2)
    answers = [Answer(0, chance, dice.random() < 0.6) for chance in (0.3, 0.6, 0.8) for _ in range(30)]
    found = calibrate(answers)
    assert found.brier is not None and found.reliability is not None
    assert found.resolution is not None and found.uncertainty is not None
    assert found.brier == pytest.approx(found.reliability - found.resolution + found.uncertainty)
    assert all(one.interval[0] <= one.happened <= one.interval[1] for one in found.bins)


def facts(leverage: str, r: str) -> TradeFacts:
    """A planned trade as tilt sees it: this leverage, this result."""
    trade = SimpleNamespace(r=Decimal(r), net=Decimal(r), closed_bar=10, opened_bar=100, opened_ms=0)
    plan = {"is_complete": True, "widened": 0, "risk_fraction": Decimal("0.01")}
    return cast(TradeFacts, SimpleNamespace(trade=trade, leverage=Decimal(leverage), **plan))


@pytest.mark.parametrize(
    ("last", "leverage", "expected"),
    [("1.4", "3", 1), ("-1", "3", 1), ("0.4", "3", 0), ("1.4", "1.1", 0)],
    ids=["after a large win", "after a large loss", "after a small result", "at the usual leverage"],
)
def test_leverage_far_above_the_usual_after_a_large_result_is_tilt(last: str, leverage: str, expected: int) -> None:
    session = [facts("1", "0.2"), facts("1.1", "-0.1"), facts("0.9", "0.3"), facts("1", last), facts(leverage, "0")]
    assert len(tilt_of(session, DEFAULTS)) == expected


def test_a_quick_re_entry_is_the_learner_s_own_tenth_percentile_from_twenty_on() -> None:
    assert quick_minutes(range(19)) is None
    assert quick_minutes(range(0, 210, 10)) == 20
    assert quick_minutes([30] * 40) == 30


def made(**kinds: list[float]) -> list[Step]:
    """Trades by what came before them: won, lost or neither."""
    before = {"won": 1, "lost": -1, "neither": 0}
    return [Step(before[kind], leverage) for kind, leverages in kinds.items() for leverage in leverages]


def test_the_meter_is_the_regression_and_its_closed_form() -> None:
    """Ratios are those of geometric means; errors those of two groups with one pooled variance (numpy and by hand)."""
    dice = Random(9)
    groups = {kind: [math.exp(dice.gauss(mean, 0.4)) for _ in range(size)]
              for kind, mean, size in (("won", 0.6, 9), ("lost", -0.1, 7), ("neither", 0.0, 5))}  # fmt: skip
    found = house_money(made(**groups))
    logs = {kind: np.log(values) for kind, values in groups.items()}
    assert found.after_win is not None and found.after_loss is not None and found.win_to_loss is not None
    assert found.after_win.mean == pytest.approx(math.exp(logs["won"].mean() - logs["neither"].mean()))
    assert found.after_loss.mean == pytest.approx(math.exp(logs["lost"].mean() - logs["neither"].mean()))
    marks = np.array([[1, kind == "won", kind == "lost"] for kind in logs for _ in logs[kind]], dtype=float)
    y = np.concatenate(list(logs.values()))
    fit, residual, *_ = np.linalg.lstsq(marks, y, rcond=None)
    error = math.sqrt(residual[0] / (len(y) - 3) * np.linalg.inv(marks.T @ marks)[1, 1])
    half = student(len(y) - 3) * error
    assert found.after_win.low == pytest.approx(math.exp(fit[1] - half))
    assert found.after_win.high == pytest.approx(math.exp(fit[1] + half))
    apart = logs["won"].mean() - logs["lost"].mean()
    pooled = sum(((logs[kind] - logs[kind].mean()) ** 2).sum() for kind in ("won", "lost")) / (9 + 7 - 2)
    half = student(14) * math.sqrt(pooled * (1 / 9 + 1 / 7))
    assert (found.win_to_loss.mean, found.win_to_loss.low, found.win_to_loss.high) == pytest.approx(
        tuple(math.exp(apart + turn * half) for turn in (0, -1, 1))
    )


@pytest.mark.parametrize(
    ("free", "expected"), [(4, 1.5332), (5, 1.4759), (9, 1.3830), (14, 1.3450), (30, 1.3104), (10_000, 1.2816)]
)
def test_half_widths_are_student_s(free: int, expected: float) -> None:
    assert student(free) == pytest.approx(expected, abs=0.001)


def test_the_interval_of_few_trades_holds_what_it_says() -> None:
    """80 % intervals of a win against a loss over 400 sessions of twelve trades hold the true ratio in 75 to 85 %."""
    dice, inside = Random(6), 0
    for _ in range(400):
        found = house_money(made(
            won=[1.5 * math.exp(dice.gauss(0, 0.3)) for _ in range(5)],
            lost=[math.exp(dice.gauss(0, 0.3)) for _ in range(6)], neither=[1.0],
        )).win_to_loss  # fmt: skip
        assert found is not None
        inside += found.low <= 1.5 <= found.high
    assert 0.75 <= inside / 400 <= 0.85


@pytest.mark.parametrize(
    ("sizes", "lacking", "known"),
    [
        ((0, 0, 0), (12, 3, 3, 3), ()),
        ((4, 1, 2), (5, 0, 2, 1), ()),
        ((6, 5, 1), (0, 0, 0, 2), ("win_to_loss",)),
        ((6, 2, 9), (0, 0, 1, 0), ()),
        ((5, 4, 3), (0, 0, 0, 0), ("after_win", "after_loss", "win_to_loss")),
    ],
)
def test_what_is_lacking(
    sizes: tuple[int, int, int], lacking: tuple[int, int, int, int], known: tuple[str, ...]
) -> None:
    won, lost, neither = ([1.0 + place / 10 for place in range(size)] for size in sizes)
    found = house_money(made(won=won, lost=lost, neither=neither))
    assert found.lacking == lacking
    names = ("after_win", "after_loss", "win_to_loss")
    assert tuple(name for name in names if getattr(found, name) is not None) == known
