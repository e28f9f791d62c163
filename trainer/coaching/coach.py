"""At most three texts after a session, each tied to a figure: what cost most, then the next step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from trainer.core.language import english
from trainer.core.units import ZERO, in_context
from trainer.core.wording import clock, counted, gain, number, share

MOST = 3


class RuleFact(Protocol):
    """One of the six rules as judged over a session."""

    @property
    def rule(self) -> str:
        """Its id."""

    @property
    def state(self) -> str:
        """kept, caution, broken or unknown."""

    @property
    def text(self) -> str:
        """The figure that decided."""


class TradeFact(Protocol):
    """One trade on both axes."""

    @property
    def opened_ms(self) -> int:
        """When it was opened."""

    @property
    def r(self) -> Decimal | None:
        """Result in R."""

    @property
    def net(self) -> Decimal:
        """Result in money."""

    @property
    def verdict(self) -> str:
        """deserved_win, unlucky_loss, lucky_win, deserved_loss, even or none."""

    @property
    def text(self) -> str:
        """Which figure decided."""


class TiltFact(Protocol):
    """Signs of tilt after a lost trade."""

    @property
    def time_ms(self) -> int:
        """When the next trade was opened."""

    @property
    def signs(self) -> tuple[str, ...]:
        """What was seen."""


@dataclass(frozen=True, slots=True)
class CoachNote:
    """One text; `concept` names what to practise, `tone` is caution for what needs repair."""

    key: str
    text: str
    concept: str
    tone: str = "plain"


_CONCEPTS = {
    "leverage": "leverage-ceiling", "plan": "complete-plan", "size": "size-from-risk", "stop": "hold-the-stop",
    "event": "event-days", "cost": "fees",
}  # fmt: skip
_STEPS = {
    "leverage": english("Next session: choose the ceiling first, then the size."),
    "plan": english("Next session: write stop and target before the click."),
    "size": english("Next session: let the stop distance choose the size."),
    "stop": english("Next session: move a stop only towards the price."),
    "event": english("Next session: wait until the scheduled minutes are over."),
    "cost": english("Next session: a wider target, or no trade."),
}
_ORDER = ("stop", "plan", "size", "leverage", "event", "cost")


@in_context
def coach_notes(
    rules: Sequence[RuleFact],
    trades: Sequence[TradeFact],
    tilt: Sequence[TiltFact],
    *,
    costs: Decimal,
    net: Decimal,
    liquidations: int,
) -> tuple[CoachNote, ...]:
    """Up to three notes, the most useful first. `costs` is everything paid to trade, `net` the session's result."""
    if not trades:
        return (CoachNote("flat", english("No trade, no cost. Passing is a decision too."), "no-trade"),)
    notes = [
        *_liquidated(trades, liquidations),
        *_lucky(trades),
        *_met(rules, "broken"),
        *_tilt(tilt),
        *_unlucky(trades),
        *_costs(costs, net),
        *_met(rules, "caution"),
    ]
    return tuple(notes[:MOST]) or (_kept(trades, net),)


def _liquidated(trades: Sequence[TradeFact], liquidations: int) -> list[CoachNote]:
    if not liquidations:
        return []
    worst = min(trades, key=lambda trade: trade.net)
    times = "once" if liquidations == 1 else counted(liquidations, english("{count} time"), english("{count} times"))
    text = english("Liquidated {times}. The trade of {time} cost {net}. ").format(
        times=times, time=clock(worst.opened_ms), net=number(abs(worst.net))
    )
    text += english("A stop before the liquidation price chooses the loss before the entry.")
    return [CoachNote("liquidated", text, "stop-before-liquidation", "caution")]


def _lucky(trades: Sequence[TradeFact]) -> list[CoachNote]:
    lucky = [trade for trade in trades if trade.verdict == "lucky_win"]
    if not lucky:
        return []
    best = max(lucky, key=lambda trade: trade.net)
    text = english("Lucky win at {time}: {text} The money is real, the decision would not last.").format(
        time=clock(best.opened_ms), text=best.text
    )
    return [CoachNote("lucky_win", text, "process-outcome", "caution")]


def _met(rules: Sequence[RuleFact], state: str) -> list[CoachNote]:
    met = sorted((rule for rule in rules if rule.state == state), key=lambda rule: _ORDER.index(rule.rule))
    return [
        CoachNote(f"rule_{rule.rule}", f"{rule.text} {_STEPS[rule.rule]}", _CONCEPTS[rule.rule], "caution")
        for rule in met
    ]


def _tilt(tilt: Sequence[TiltFact]) -> list[CoachNote]:
    if not tilt:
        return []
    first = tilt[0]
    text = english("After the loss before {time}: {signs}. Five bars of stepping first.").format(
        time=clock(first.time_ms), signs=", ".join(first.signs)
    )
    return [CoachNote("tilt", text, "tilt", "caution")]


def _unlucky(trades: Sequence[TradeFact]) -> list[CoachNote]:
    unlucky = [trade for trade in trades if trade.verdict == "unlucky_loss"]
    if not unlucky:
        return []
    lost = sum((trade.r for trade in unlucky if trade.r is not None), ZERO)
    text = english("{unlucky} of sound decisions, {lost} R together. Nothing to repair.").format(
        unlucky=counted(len(unlucky), english("{count} loss"), english("{count} losses")), lost=gain(lost)
    )
    return [CoachNote("unlucky_loss", text, "process-outcome")]


def _costs(costs: Decimal, net: Decimal) -> list[CoachNote]:
    gross = net + costs
    if costs <= 0 or gross <= 0 or costs * 2 < gross:
        return []
    text = english("Costs took {costs}, {share} of what the price gave. Fewer or wider trades.").format(
        costs=number(costs), share=share(costs / gross, 0)
    )
    return [CoachNote("costs", text, "break-even")]


def _kept(trades: Sequence[TradeFact], net: Decimal) -> CoachNote:
    return CoachNote(
        "kept",
        english("{trades}, {net}, every rule kept. Same again.").format(
            trades=counted(len(trades), english("{count} trade"), english("{count} trades")), net=gain(net)
        ),
        "complete-plan",
    )
