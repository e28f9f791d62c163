"""Signs of tilt between a trade and the next entry: in a finished session, and in an order that is being built."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from statistics import fmean, quantiles, stdev

from trainer.core.clock import MINUTE_MS
from trainer.core.language import english
from trainer.core.units import in_context
from trainer.core.wording import gain, share, times
from trainer.scoring.facts import TradeFacts
from trainer.scoring.settings import DEFAULTS, ScoreSettings


@dataclass(frozen=True, slots=True)
class TiltTrigger:
    """Two signs of tilt within a few bars of a lost trade."""

    trade: int
    time_ms: int
    signs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NextEntry:
    """What follows a trade: the bar, what is at risk and how, and how often its stop was moved away."""

    bar: int
    risk_fraction: Decimal | None
    leverage: Decimal
    is_complete: bool
    widened: int = 0


@in_context
def tilt_of(facts: Sequence[TradeFacts], settings: ScoreSettings) -> tuple[TiltTrigger, ...]:
    """Triggers of a session, by nothing but the session: a quick re-entry is one within `tilt_bars`.

    After a lost trade at least two of quick re-entry, larger risk, no plan, stop moved; or after a result of at least
    1 R an effective leverage two standard deviations above that of the trades so far (three at least).
    """
    triggers = []
    for index, (_, after) in enumerate(pairwise(facts), 1):
        entry = NextEntry(
            after.trade.opened_bar, after.risk_fraction, after.leverage, after.is_complete, after.widened
        )  # fmt: skip
        signs = signs_of(facts[:index], entry, settings, settings.tilt_bars)
        if signs:
            triggers.append(TiltTrigger(index, after.trade.opened_ms, signs))
    return tuple(triggers)


@in_context
def signs_of(
    earlier: Sequence[TradeFacts], entry: NextEntry, settings: ScoreSettings, quick_bars: int
) -> tuple[str, ...]:
    """The signs that an entry after these trades gives, in words; none while they are too few for a trigger."""
    if not earlier:
        return ()
    signs = _after_a_loss(earlier[-1], entry, settings, quick_bars)
    jump = _leverage_jump(earlier, entry, settings)
    if jump:
        signs.append(jump)
    return tuple(signs) if len(signs) >= settings.tilt_signs or jump else ()


def re_entry_minutes(facts: Sequence[TradeFacts]) -> tuple[int, ...]:
    """Minutes from every closed trade to the next entry."""
    return tuple(
        (after.trade.opened_ms - before.trade.closed_ms) // MINUTE_MS
        for before, after in pairwise(facts)
        if before.trade.closed_ms is not None
    )


def quick_minutes(gaps: Sequence[int]) -> float | None:
    """A learner's own 10th percentile of minutes to the next entry; None under twenty of them."""
    if len(gaps) < DEFAULTS.least_gaps:
        return None
    return quantiles(gaps, n=DEFAULTS.quick_share, method="inclusive")[0]


def _leverage_jump(earlier: Sequence[TradeFacts], after: NextEntry, settings: ScoreSettings) -> str:
    last = earlier[-1].trade.r
    if len(earlier) < settings.least_for_spread or last is None or abs(last) < settings.tilt_large_r:
        return ""
    usual = [float(item.leverage) for item in earlier]
    far = fmean(usual) + settings.tilt_deviations * stdev(usual)
    if float(after.leverage) <= far or after.leverage <= max(item.leverage for item in earlier):
        return ""
    return english("leverage {leverage} after {last} R").format(leverage=times(after.leverage), last=gain(last))


def _after_a_loss(before: TradeFacts, after: NextEntry, settings: ScoreSettings, quick_bars: int) -> list[str]:
    closed = before.trade.closed_bar
    if closed is None or before.trade.net >= 0:
        return []
    signs = []
    gap = after.bar - closed
    if gap <= quick_bars:
        signs.append(english("re-entry after {gap} bars").format(gap=gap))
    was, now = before.risk_fraction, after.risk_fraction
    if was and now and now > was * settings.tilt_risk_step:
        signs.append(english("risk from {was} to {now}").format(was=share(was), now=share(now)))
    if not after.is_complete:
        signs.append(english("plan left open"))
    if after.widened:
        signs.append(english("stop moved away"))
    return signs
