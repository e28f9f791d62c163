"""The leverage ladder: the same decisions at other leverages, isolated, prices kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from trainer.core.clock import iso
from trainer.core.units import floor_to, in_context
from trainer.engine.account import account
from trainer.engine.commands import AmendOrder, Command, Decision, PlaceOrder, PlaceScaled, SetLeverage
from trainer.engine.events import Event, LeverageChanged, Liquidated, OrderRejected
from trainer.engine.market import Market
from trainer.engine.run import Outcome, run
from trainer.engine.state import State, opening_state
from trainer.engine.words import MarginMode
from trainer.journal.protection import answers_of
from trainer.journal.trades import trades_of
from trainer.scoring.settings import DEFAULTS
from trainer.scoring.twins import named, replay

LADDER = DEFAULTS.ladder
"""Leverages of the survival tables."""


@dataclass(frozen=True, slots=True)
class LadderRow:
    """The whole log at one leverage; `fees` holds liquidation fees too, `first_liquidation` is a time in ms."""

    leverage: Decimal
    trades: int
    rejected: int
    liquidations: int
    first_liquidation: int | None
    equity: Decimal
    fees: Decimal
    funding: Decimal

    def as_dict(self) -> dict[str, object]:
        """JSON-ready row; times as ISO UTC."""
        first = None if self.first_liquidation is None else iso(self.first_liquidation)
        return {
            "leverage": self.leverage, "trades": self.trades, "rejected": self.rejected,
            "liquidations": self.liquidations, "first_liquidation": first, "equity": self.equity, "fees": self.fees,
            "funding": self.funding,
        }  # fmt: skip


@in_context
def sweep(
    market: Market,
    decisions: Sequence[Decision],
    bankroll: Decimal,
    leverages: Sequence[Decimal],
    *,
    hold_size: bool | None = None,
    stop: int | None = None,
    progress: Callable[[], object] = lambda: None,
) -> list[LadderRow]:
    """One row a leverage, in the order given. Sizes become size * leverage / own leverage, cut to the lot.

    `hold_size` keeps the sizes instead, so that leverage moves the liquidation price only. `stop` ends before that
    bar; `progress` is called after each row and may raise to end the work. Raises FieldError for a decision outside
    the market or out of order.
    """
    end = len(market) if stop is None else stop
    own = run(market, decisions, bankroll, end)
    log = named(decisions, own.events)
    scaled = _with_own_leverage(log, own.events)
    rows = []
    for leverage in leverages:
        rows.append(_row(market, scaled, bankroll, leverage, end, keeps=bool(hold_size)))
        progress()
    return rows


def _with_own_leverage(log: Sequence[Decision], events: Sequence[Event]) -> list[tuple[Decision, Decimal]]:
    """Each decision with the leverage that was set when it was given."""
    leverage = opening_state(Decimal(1)).leverage
    rows = []
    for decision, answer in answers_of(events, log):
        if isinstance(answer, LeverageChanged):
            leverage = answer.leverage
        rows.append((decision, leverage))
    return rows


def _row(
    market: Market,
    log: Sequence[tuple[Decision, Decimal]],
    bankroll: Decimal,
    leverage: Decimal,
    end: int,
    *,
    keeps: bool,
) -> LadderRow:
    lot = market.rules.lot
    set_it = SetLeverage(leverage=leverage, margin_mode=MarginMode.ISOLATED)
    moved = [Decision(market.start, set_it)]
    for decision, own in log:
        factor = Decimal(1) if keeps else leverage / own
        moved.append(Decision(decision.bar, _moved(decision.command, factor, lot, set_it)))

    def change(state: State, decision: Decision) -> Iterable[Command]:
        # a leverage the venue refuses outright trades nothing, rather than at whatever was set before
        if state.leverage != leverage and decision.command is not set_it:
            return (set_it,)
        return (decision.command,)

    outcome = replay(market, moved, bankroll, end, change)
    return _figures(market, outcome, leverage)


def _moved(command: Command, factor: Decimal, lot: Decimal, set_it: SetLeverage) -> Command:
    if isinstance(command, SetLeverage):
        return set_it
    if isinstance(command, PlaceOrder | PlaceScaled | AmendOrder) and command.size is not None and factor != 1:
        return replace(command, size=floor_to(command.size * factor, lot))
    return command


def _figures(market: Market, outcome: Outcome, leverage: Decimal) -> LadderRow:
    totals = outcome.state.totals
    last = outcome.stop - 1
    first = next((event.time_ms for event in outcome.events if isinstance(event, Liquidated)), None)
    return LadderRow(
        leverage=leverage,
        trades=len(trades_of(outcome.events, market, last)),
        rejected=sum(isinstance(event, OrderRejected) for event in outcome.events),
        liquidations=totals.liquidations,
        first_liquidation=first,
        equity=account(outcome.state, market.mark_close(last), market.rules).equity,
        fees=totals.fees + totals.liquidation_fees,
        funding=totals.funding,
    )
