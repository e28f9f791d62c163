"""The six rules, each judged from what the learner did, with the figures that decided it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from trainer.core.language import english
from trainer.core.units import ZERO, in_context
from trainer.core.wording import clock, counted, number, price, share, times
from trainer.engine.market import Market
from trainer.scoring.facts import TradeFacts
from trainer.scoring.posterior import Posterior, posterior
from trainer.scoring.settings import DEFAULTS, Blackout, ScoreSettings

RuleState = Literal["kept", "caution", "broken", "unknown"]
Rule = Literal["leverage", "plan", "size", "stop", "event", "cost"]

TITLES: dict[Rule, str] = {
    "leverage": english("Start with low leverage"),
    "plan": english("Clear entry and exit levels"),
    "size": english("Small positions"),
    "stop": english("Respect the stop"),
    "event": english("Avoid high-volatility events"),
    "cost": english("Check funding and fees"),
}
"""The rules in the order they are always shown."""


@dataclass(frozen=True, slots=True)
class Check:
    """One rule applied to one trade; `state` None where it does not apply. `severity` orders texts, larger is worse."""

    state: RuleState | None
    text: str = ""
    severity: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class RuleResult:
    """A rule over a session: the worst state met, the sentence that says why, and kept of applicable checks."""

    rule: Rule
    title: str
    state: RuleState
    text: str
    kept: int
    checks: int
    posterior: Posterior

    def as_dict(self) -> dict[str, object]:
        """JSON-ready form."""
        return {
            "rule": self.rule, "title": self.title, "state": self.state, "text": self.text, "kept": self.kept,
            "checks": self.checks, "posterior": self.posterior.as_dict(),
        }  # fmt: skip


Judge = Callable[[TradeFacts], Check]
_RANK: dict[RuleState, int] = {"unknown": 0, "kept": 1, "caution": 2, "broken": 3}
_NOT_APPLICABLE = Check(None)
_KEPT = Check("kept")


@in_context
def judge_rules(
    facts: Sequence[TradeFacts],
    market: Market,
    *,
    blackouts: Sequence[Blackout] | None = None,
    reasons: Sequence[int] = (),
    settings: ScoreSettings = DEFAULTS,
) -> tuple[RuleResult, ...]:
    """All six rules over a session's trades. `blackouts` None means that no calendar is known; `reasons` are the times
    (ms) at which the learner wrote down a plan."""
    excused = _excused(facts, reasons, settings)
    judges: dict[Rule, Judge] = {
        "leverage": lambda item: _leverage(item, settings),
        "plan": _plan,
        "size": lambda item: _size(item, settings),
        "stop": lambda item: _stop(item, settings),
        "event": lambda item: _event(item, blackouts, excused, settings),
        "cost": lambda item: _cost(item, market, settings),
    }
    return tuple(_over(rule, (judge(item) for item in facts)) for rule, judge in judges.items())


def _over(rule: Rule, checks: Iterable[Check]) -> RuleResult:
    met: list[tuple[RuleState, Check]] = [(check.state, check) for check in checks if check.state is not None]
    kept = sum(state == "kept" for state, _ in met)
    if not met:
        return RuleResult(rule, TITLES[rule], "unknown", _UNKNOWN[rule], 0, 0, posterior(0, 0))
    state, worst = max(met, key=lambda pair: (_RANK[pair[0]], pair[1].severity))
    of_all, text = english("Kept in {kept} of {met}."), worst.text
    if state == "kept":
        said = counted(kept, english("{count} check"), english("{count} checks"))
        text = f"{of_all.format(kept=said, met=len(met))} {text}".strip()
    elif len(met) > 1:
        text = f"{text} {of_all.format(kept=kept, met=len(met))}"
    return RuleResult(rule, TITLES[rule], state, text, kept, len(met), posterior(kept, len(met)))


_UNKNOWN: dict[Rule, str] = {
    "leverage": english("No entry yet: nothing to judge."),
    "plan": english("No entry yet: nothing to judge."),
    "size": english("The risk of no trade is known."),
    "stop": english("No stop was set, so none could be kept."),
    "event": english("This scenario has no calendar of scheduled events."),
    "cost": english("No target was set, so costs cannot be held against it."),
}


def _leverage(item: TradeFacts, settings: ScoreSettings) -> Check:
    fact = english("Highest effective leverage {leverage}; your ceiling is {ceiling}.").format(
        leverage=times(item.leverage), ceiling=times(settings.ceiling)
    )
    if item.leverage <= settings.ceiling:
        return Check("kept", fact, item.leverage)
    return Check("broken", fact, item.leverage)


def _plan(item: TradeFacts) -> Check:
    at = clock(item.trade.opened_ms)
    if item.stop_beyond and item.liquidation is not None:
        text = english(
            "The stop of the {at} entry lay beyond liquidation at {liquidation}: it could never fire."
        ).format(at=at, liquidation=price(item.liquidation))
        return Check("broken", text, Decimal(3))
    if not item.has_stop_inside:
        return Check(
            "broken",
            english("The {at} entry had no stop. With one the loss is chosen before it.").format(at=at),
            Decimal(2),
        )
    if not item.is_complete:
        return Check(
            "caution", english("The {at} entry had a stop and no target or time stop.").format(at=at), Decimal(1)
        )
    if item.left_as_planned is False:
        left = item.trade.exit or item.trade.entry
        return Check(
            "caution",
            english("The {at} trade left at {left}, away from its planned levels.").format(at=at, left=price(left)),
        )
    return _KEPT


def _size(item: TradeFacts, settings: ScoreSettings) -> Check:
    risk = item.risk_fraction
    if risk is None:
        return _NOT_APPLICABLE
    fact = english("Largest planned loss {risk} of the bankroll; the rule is {limit}.").format(
        risk=share(risk), limit=share(settings.small_risk, 0)
    )
    if risk <= settings.small_risk:
        return Check("kept", fact, risk)
    return Check("caution" if risk <= settings.large_risk else "broken", fact, risk)


def _stop(item: TradeFacts, settings: ScoreSettings) -> Check:
    trade = item.trade
    if not trade.stop_path:
        return _NOT_APPLICABLE
    if item.widened:
        last = trade.stop_path[-1][1]
        end = english("taken off") if last is None else english("left at {last}").format(last=price(last))
        first = trade.first_stop if trade.first_stop is not None else trade.entry
        often = (
            "once" if item.widened == 1 else counted(item.widened, english("{count} time"), english("{count} times"))
        )
        text = english("The stop was moved away {often}: planned {first}, {end}.").format(
            often=often, first=price(first), end=end
        )
        return Check("broken", text, item.overrun_r + 1)
    if item.overrun_r > settings.overrun_r and not item.was_gap:
        text = english("The loss went {excess} R past the plan.").format(excess=number(item.overrun_r))
        return Check("broken", text, item.overrun_r)
    if item.overrun_r > settings.overrun_r:
        return Check(
            "kept",
            english("A gap took {excess} R beyond the plan; the stop itself was kept.").format(
                excess=number(item.overrun_r)
            ),
        )
    return _KEPT


def _excused(facts: Sequence[TradeFacts], reasons: Sequence[int], settings: ScoreSettings) -> frozenset[int]:
    """Times of entries with a reason of their own."""
    found, before = set(), -1
    for moment in sorted(entry.time_ms for item in facts for entry in item.entries):
        if has_reason(moment, before, reasons, settings):
            found.add(moment)
        before = moment
    return frozenset(found)


def has_reason(now_ms: int, before_ms: int, reasons: Iterable[int], settings: ScoreSettings = DEFAULTS) -> bool:
    """Whether a plan was written after the entry before (`before_ms`, -1 for none), no longer than `reason_ms` ago."""
    return any(max(before_ms, now_ms - settings.reason_ms) < written <= now_ms for written in reasons)


def _event(
    item: TradeFacts, blackouts: Sequence[Blackout] | None, excused: frozenset[int], settings: ScoreSettings
) -> Check:
    """New exposure in the calm breaks the rule, unless its reason was written before and it risks half as much."""
    if blackouts is None:
        return _NOT_APPLICABLE
    kept = _KEPT
    for entry in item.entries:
        event = next((one for one in blackouts if one.start_ms <= entry.time_ms < one.stop_ms), None)
        if event is None:
            continue
        fact = english("New exposure at {time}, inside the calm around: {title}.").format(
            time=clock(entry.time_ms), title=event.title
        )
        risk = item.risk_fraction
        if risk is None or risk > settings.event_risk or entry.time_ms not in excused:
            return Check("broken", fact, entry.leverage)
        kept = Check(
            "kept",
            english("{fact} A reason was written before, and the planned loss is {risk}.").format(
                fact=fact, risk=share(risk)
            ),
        )
    return kept


def _cost(item: TradeFacts, market: Market, settings: ScoreSettings) -> Check:
    """Expected fees and slippage, in and out, against what the target pays; from the fill, not from the result.

    An entry that was given where no cost is shown is at best a caution.
    """
    unseen = next((entry for entry in item.entries if entry.plan.cost_shown is False), None)
    if unseen is not None:
        return Check(
            "caution",
            english("The {time} entry was given where its costs are not shown.").format(time=clock(unseen.time_ms)),
        )
    target, first = item.trade.first_target, item.entries[0]
    if target is None:
        return _NOT_APPLICABLE
    contract = market.rules.contract
    reward = contract.gain(item.trade.side.sign * first.size, first.price, target)
    if reward <= 0:
        return _NOT_APPLICABLE
    leaving = contract.worth(first.size, target) * market.rules.taker_fee if market.use_fees else ZERO
    part = (first.fee + leaving + 2 * first.slippage) / reward
    limit = share(settings.cost_of_target, 0)
    fact = english("Costs in and out are {part} of what the target pays; the rule is {limit}.").format(
        part=share(part, 0), limit=limit
    )
    if part <= settings.cost_of_target:
        return Check("kept", fact, part)
    return Check("caution" if part <= 2 * settings.cost_of_target else "broken", fact, part)
