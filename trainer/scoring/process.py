"""The grade of a session: blunders, adherence and the weighted score. Profit is nowhere in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

import numpy as np

from trainer.core.language import english
from trainer.core.units import in_context
from trainer.core.wording import clock, price, share, times
from trainer.engine.market import Market
from trainer.scoring.discipline import RuleResult
from trainer.scoring.facts import TradeFacts
from trainer.scoring.settings import ScoreSettings


class Blunder(StrEnum):
    """A decision that is a blunder whatever it earned."""

    STOP_BEYOND = "stop_beyond_liquidation"
    NO_STOP = "no_stop"
    RISK = "risk_above_5_percent"
    WIDENED = "stop_widened"
    LEVERAGE = "leverage_above_ceiling"
    LIKELY_LIQUIDATION = "liquidation_before_stop_above_20_percent"


@dataclass(frozen=True, slots=True)
class BlunderFact:
    """A blunder with the trade it belongs to (its place in the list), its time and the figures."""

    kind: Blunder
    trade: int
    time_ms: int
    text: str


@dataclass(frozen=True, slots=True)
class Grade:
    """Parts in 0..100, None where nothing fell under them; `score` None until a trade was made.

    `is_rated` needs enough entries; `capped` says that a blunder held the score at its cap.
    """

    accuracy: float | None
    discipline: float | None
    calibration: float | None
    adherence: float | None
    calm: float | None
    score: float | None
    is_rated: bool
    capped: bool

    def as_dict(self) -> dict[str, object]:
        """JSON-ready form, one decimal."""
        names = ("accuracy", "discipline", "calibration", "adherence", "calm", "score")
        parts: dict[str, object] = {name: _rounded(getattr(self, name)) for name in names}
        return parts | {"rated": self.is_rated, "capped": self.capped}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


@in_context
def blunders_of(facts: Sequence[TradeFacts], market: Market, settings: ScoreSettings) -> tuple[BlunderFact, ...]:
    """Every hard blunder of a session, in order of the trades."""
    return tuple(blunder for index, item in enumerate(facts) for blunder in _blunders(index, item, market, settings))


def _widened_at_a_loss(item: TradeFacts, market: Market) -> bool:
    """Whether the stop was moved away or taken off while the mark of that bar stood against the entry."""
    sign, path = item.trade.side.sign, item.trade.stop_path
    for (_, before), (time_ms, after) in pairwise(path):
        if before is None or (after is not None and (before - after) * sign <= 0):
            continue
        bar = int(np.searchsorted(market.last.time_ms, time_ms - market.last.timeframe_ms))
        if (market.of(item.trade.symbol).mark_close(bar) - item.trade.entry) * sign < 0:
            return True
    return False


def _blunders(index: int, item: TradeFacts, market: Market, settings: ScoreSettings) -> list[BlunderFact]:
    trade, found = item.trade, []

    def add(kind: Blunder, text: str) -> None:
        found.append(BlunderFact(kind, index, trade.opened_ms, f"{clock(trade.opened_ms)}: {text}"))

    if item.stop_beyond and item.liquidation is not None:
        add(
            Blunder.STOP_BEYOND,
            english("the stop lay beyond liquidation at {liquidation}.").format(liquidation=price(item.liquidation)),
        )
    elif not item.has_stop_inside:
        add(Blunder.NO_STOP, english("no stop stood at the entry."))
    if item.risk_fraction is not None and item.risk_fraction > settings.blunder_risk:
        add(
            Blunder.RISK,
            english("{risk} of the bankroll at risk.").format(risk=share(item.risk_fraction)),
        )
    if item.widened and _widened_at_a_loss(item, market):
        add(Blunder.WIDENED, english("the stop was moved away or taken off while the trade lost."))
    if item.leverage > settings.ceiling:
        add(
            Blunder.LEVERAGE,
            english("effective leverage {leverage}, ceiling {ceiling}.").format(
                leverage=times(item.leverage), ceiling=times(settings.ceiling)
            ),
        )
    return found


def adherence_of(facts: Sequence[TradeFacts]) -> float | None:
    """100 * share of closed, planned trades that were left as planned; None without one."""
    judged = [item.left_as_planned for item in facts if item.left_as_planned is not None and item.has_stop_inside]
    return 100.0 * sum(judged) / len(judged) if judged else None


def grade(
    facts: Sequence[TradeFacts],
    rules: Sequence[RuleResult],
    *,
    accuracy: float | None,
    calibration: float | None,
    decisions: int,
    has_blunder: bool,
    settings: ScoreSettings,
    triggers: int,
) -> Grade:
    """Weighted mean of the parts that have cases; a hard blunder caps it."""
    checks = sum(rule.checks for rule in rules)
    discipline = 100.0 * sum(rule.kept for rule in rules) / checks if checks else None
    adherence = adherence_of(facts)
    calm = 100.0 - min(100.0, settings.tilt_trigger * triggers) if len(facts) > 1 else None
    weighted = [
        (settings.weight_accuracy, accuracy),
        (settings.weight_discipline, discipline),
        (settings.weight_calibration, calibration),
        (settings.weight_adherence, adherence),
        (settings.weight_calm, calm),
    ]
    present = [(weight, value) for weight, value in weighted if value is not None]
    score: float | None = None
    capped = False
    if facts and present:
        score = sum(weight * value for weight, value in present) / sum(weight for weight, _ in present)
        capped = has_blunder and score > settings.blunder_cap
        score = min(score, settings.blunder_cap) if has_blunder else score
    entries = sum(len(item.entries) for item in facts)
    is_rated = entries >= settings.rated_entries and decisions >= settings.rated_decisions
    return Grade(accuracy, discipline, calibration, adherence, calm, score, is_rated, capped)
