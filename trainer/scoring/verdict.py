"""Two axes, never one: how it was decided, and what it earned."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from trainer.core.language import english
from trainer.core.units import ZERO, in_context
from trainer.core.wording import gain, number, times
from trainer.scoring.facts import TradeFacts
from trainer.scoring.process import Blunder, BlunderFact
from trainer.scoring.rated import RatedDecision
from trainer.scoring.settings import ScoreSettings


class OutcomeWord(StrEnum):
    """What came of it, in units of the planned loss."""

    GOOD = "good"
    BAD = "bad"
    EVEN = "even"
    OPEN = "open"


class Verdict(StrEnum):
    """Process and outcome together; the lucky win is the dangerous one."""

    DESERVED_WIN = "deserved_win"
    UNLUCKY_LOSS = "unlucky_loss"
    LUCKY_WIN = "lucky_win"
    DESERVED_LOSS = "deserved_loss"
    EVEN = "even"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class TradeScore:
    """One trade on both axes. `text` says which figure decided; `blunders` are empty for a sound decision."""

    index: int
    opened_ms: int
    r: Decimal | None
    net: Decimal
    risk_fraction: Decimal | None
    leverage: Decimal
    is_sound: bool
    blunders: tuple[Blunder, ...]
    outcome: OutcomeWord
    verdict: Verdict
    text: str
    ambiguous: bool


def outcome_of(r: Decimal | None, net: Decimal, settings: ScoreSettings) -> OutcomeWord:
    """Good above +0.1 R, bad below -0.1 R; where 1R is unknown the sign of the money."""
    measure, limit = (net, ZERO) if r is None else (r, settings.outcome_r)
    if measure > limit:
        return OutcomeWord.GOOD
    return OutcomeWord.BAD if measure < -limit else OutcomeWord.EVEN


def verdict_of(is_sound: bool, outcome: OutcomeWord) -> Verdict:
    """The cell of the two-axis table."""
    match outcome:
        case OutcomeWord.GOOD:
            return Verdict.DESERVED_WIN if is_sound else Verdict.LUCKY_WIN
        case OutcomeWord.BAD:
            return Verdict.UNLUCKY_LOSS if is_sound else Verdict.DESERVED_LOSS
        case OutcomeWord.EVEN:
            return Verdict.EVEN
        case _:
            return Verdict.NONE


@in_context
def score_trade(
    index: int,
    item: TradeFacts,
    blunders: tuple[BlunderFact, ...],
    settings: ScoreSettings,
    rated: tuple[RatedDecision, ...] = (),
) -> TradeScore:
    """One trade: sound when none of its decisions cost more than 20 bp and nothing in it was a blunder.

    Where its decisions have no price (the past was too short), a complete plan and a small risk stand for it.
    """
    trade = item.trade
    own = tuple(blunder for blunder in blunders if blunder.trade == index)
    small = item.risk_fraction is not None and item.risk_fraction <= settings.large_risk
    losses = [one.loss for one in rated if one.loss is not None]
    is_cheap = max(losses) <= settings.good_loss if losses else item.is_complete and small
    is_sound = not own and not any(one.blunders for one in rated) and is_cheap
    outcome = outcome_of(trade.r, trade.net, settings) if trade.closed_ms is not None else OutcomeWord.OPEN
    verdict = verdict_of(is_sound, outcome)
    return TradeScore(
        index, trade.opened_ms, trade.r, trade.net, item.risk_fraction, item.leverage, is_sound,
        tuple(blunder.kind for blunder in own), outcome, verdict, _text(item, own, verdict, rated), trade.ambiguous,
    )  # fmt: skip


def _text(item: TradeFacts, own: tuple[BlunderFact, ...], verdict: Verdict, rated: tuple[RatedDecision, ...]) -> str:
    result = f"{gain(item.trade.r)} R" if item.trade.r is not None else gain(item.trade.net)
    match verdict:
        case Verdict.DESERVED_WIN:
            return english("{result}, with the plan written before it and kept.").format(result=result)
        case Verdict.UNLUCKY_LOSS:
            return english("{result}, as planned. Nothing to repair.").format(result=result)
        case Verdict.NONE:
            return english("Still open at {leverage} effective leverage.").format(leverage=times(item.leverage))
        case _:
            reason = own[0].text if own else _missing(item, rated)
            return f"{result}. {reason}"


def _missing(item: TradeFacts, rated: tuple[RatedDecision, ...]) -> str:
    if any(Blunder.NO_STOP in one.blunders for one in rated):
        return english("Its stop was taken off.")
    worst = max(rated, key=lambda one: one.loss or 0.0, default=None)
    if worst is not None and worst.loss:
        return english("Its costliest decision gave {loss} bp away.").format(loss=number(Decimal(str(worst.loss)), 1))
    if not item.is_complete:
        return english("The plan had no target or time stop.")
    return (
        english("Larger than the rule allows.") if item.risk_fraction is not None else english("Its risk is not known.")
    )
