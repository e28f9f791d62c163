"""The costs of a debrief: every row told, and together they are all that was paid."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from tests.kit.markets import D, binance, flat, leverage, long, market, pick, play
from trainer.engine.commands import Decision
from trainer.engine.events import LiquidationStep
from trainer.presenters.amounts import amounts_of
from trainer.presenters.debrief_records import costs_of
from trainer.scoring.scorecard import score_session


def test_the_rows_of_the_costs_hold_the_slippage_of_a_liquidation() -> None:
    """Half spread 0.5 bp and impact: a ladder in two steps slips, which belongs to spread and slippage."""
    rules = binance()
    where = market([*flat(10_000, 2), (10_000, 10_000, 9_780, 9_780), *flat(9_780, 2)], rules=rules)
    log = ((1, leverage(50)), (1, long("50")))
    outcome = play(where, *log, bankroll=D("250000"))
    card = score_session(
        where, [Decision(*one) for one in log], outcome.events, D("250000"), upto_bar=len(where) - 1,
        is_finished=True, with_twins=False,
    )  # fmt: skip
    taken = sum((step.slippage for step in pick(outcome.events, LiquidationStep)), Decimal(0))
    assert taken > 0
    amounts = amounts_of(rules)
    rows = costs_of(card, amounts)
    said = next(row.figure.text for row in rows if row.label == "Spread and slippage")
    costs = card.costs
    assert said == amounts.gain(-(costs.half_spread + costs.impact + taken)).text
    left = replace(card, costs=replace(costs, liquidation_slippage=Decimal(0)))
    assert said != next(row.figure.text for row in costs_of(left, amounts) if row.label == "Spread and slippage")
