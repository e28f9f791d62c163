"""The same log under another rule, through the same engine: sessions that could have been, on recorded candles."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from trainer.core.units import in_context
from trainer.engine.account import account
from trainer.engine.advance import advance
from trainer.engine.apply import apply
from trainer.engine.commands import Command, Decision, PlaceOrder
from trainer.engine.equity import Step, steps_of
from trainer.engine.events import Event, OrderAccepted
from trainer.engine.market import Market
from trainer.engine.run import Outcome
from trainer.engine.state import State, opening_state
from trainer.journal.protection import answers_of

Change = Callable[[State, Decision], Iterable[Command]]
"""Given the twin's account at a decision, the commands the twin gives in its place."""

NOTHING: Final[tuple[Command, ...]] = ()


@dataclass(frozen=True, slots=True)
class Twin:
    """A session that could have been. `equity` is valued at the mark of the last bar, open positions not closed.

    `steps` lead to its equity bar by bar.
    """

    key: str
    label: str
    net: Decimal
    equity: Decimal
    fees: Decimal
    funding: Decimal
    liquidations: int
    fills: int
    steps: tuple[Step, ...]

    def as_dict(self) -> dict[str, object]:
        """JSON-ready figures without the steps."""
        return {
            "key": self.key, "label": self.label, "net": self.net, "equity": self.equity, "fees": self.fees,
            "funding": self.funding, "liquidations": self.liquidations, "fills": self.fills,
        }  # fmt: skip


def named(decisions: Sequence[Decision], events: Sequence[Event]) -> tuple[Decision, ...]:
    """The log with every order's id written out, so that leaving one out renames none of the others."""
    result = []
    for number, (decision, answer) in enumerate(answers_of(events, decisions)):
        command = decision.command
        if isinstance(command, PlaceOrder) and command.order_id is None:
            order_id = answer.order_id if isinstance(answer, OrderAccepted) else f"x{number}"
            command = replace(command, order_id=order_id)
        result.append(Decision(decision.bar, command))
    return tuple(result)


def as_given(state: State, decision: Decision) -> Iterable[Command]:
    """The change that changes nothing."""
    del state
    return (decision.command,)


@in_context
def replay(market: Market, decisions: Sequence[Decision], bankroll: Decimal, stop: int, change: Change) -> Outcome:
    """Run a log over bars [market.start, stop), each command replaced by what `change` makes of it."""
    state = opening_state(bankroll)
    events: list[Event] = []
    passed = market.start
    for decision in decisions:
        if decision.bar >= stop:
            break
        state, happened = advance(state, market, passed + 1, decision.bar + 1)
        events.extend(happened)
        passed = decision.bar
        for command in change(state, decision):
            state, happened = apply(state, command, market, decision.bar)
            events.extend(happened)
    state, happened = advance(state, market, passed + 1, stop)
    events.extend(happened)
    return Outcome(state, tuple(events), market.start, stop)


@in_context
def twin_of(market: Market, outcome: Outcome, key: str, label: str) -> Twin:
    """Figures of a run under a name."""
    equity = account(outcome.state, market.mark_close(outcome.stop - 1), market.rules).equity
    totals = outcome.state.totals
    return Twin(
        key, label, equity - outcome.state.bankroll, equity, totals.fees + totals.liquidation_fees, totals.funding,
        totals.liquidations, totals.fills, steps_of(outcome.events),
    )  # fmt: skip
