"""The same trade under a contract that settles in quote and one that settles in coin: alike in what has no unit."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.kit.markets import D, binance, flat, free, leverage, long, market, play, short
from trainer.engine.commands import Decision
from trainer.engine.rules import VenueRules
from trainer.scoring.scorecard import Scorecard, score_session
from trainer.scoring.timing import shape_of
from trainer.venues.load import load_rules

LINEAR = free(binance())
INVERSE = replace(free(load_rules("bitmex", "BTCUSD")), taker_fee=D(0))


def rows(sold: int) -> list[tuple[float, ...]]:
    return [*flat(8_000, 2), (sold, sold, sold, sold, 1_000), *flat(sold, 2)]


def scored(
    rules: VenueRules, bankroll: str, size: str, *, stop: str = "7600", target: str | None = None, sold: int = 10_000
) -> Scorecard:
    """Bought at 8,000 with a stop and sold at a price."""
    plan = {"stop": stop} if target is None else {"stop": stop, "target": target}
    log = ((0, leverage(2)), (0, long(size, **plan)), (2, short(size)))
    where = market(rows(sold), rules=rules)
    outcome = play(where, *log, bankroll=D(bankroll))
    decisions = [Decision(bar, command) for bar, command in log]
    return score_session(
        where, decisions, outcome.events, D(bankroll), upto_bar=4, is_finished=True, with_twins=False
    )  # fmt: skip


BOTH = pytest.mark.parametrize(
    ("rules", "bankroll", "size"), [(LINEAR, "8000", "0.8"), (INVERSE, "1", "6400")], ids=["in quote", "in coin"]
)


@BOTH
def test_leverage_is_what_is_held_over_the_bankroll(rules: VenueRules, bankroll: str, size: str) -> None:
    card = scored(rules, bankroll, size)
    assert card.highest_leverage == D("0.8")
    (rule,) = (one for one in card.rules if one.rule == "leverage")
    assert rule.state == "kept"


@BOTH
def test_a_move_of_the_distance_to_the_stop_is_about_one_r(rules: VenueRules, bankroll: str, size: str) -> None:
    (facts,) = scored(rules, bankroll, size).facts
    shape = shape_of(facts, market(rows(10_000), rules=rules), 4)
    assert shape is not None and shape.per_r == pytest.approx(1, abs=0.1)


@BOTH
@pytest.mark.parametrize(("sold", "as_planned"), [(10_050, True), (9_500, False)])
def test_an_exit_near_the_target_is_as_planned(
    rules: VenueRules, bankroll: str, size: str, sold: int, as_planned: bool
) -> None:
    (facts,) = scored(rules, bankroll, size, stop="6000", target="10200", sold=sold).facts
    assert facts.left_as_planned is as_planned


@BOTH
def test_costs_are_a_part_of_what_the_target_pays(rules: VenueRules, bankroll: str, size: str) -> None:
    card = scored(replace(rules, taker_fee=D("0.005")), bankroll, size, target="8400", sold=8_300)
    (rule,) = (one for one in card.rules if one.rule == "cost")
    assert (rule.state, rule.text) == (
        "caution", "Costs in and out are 20 % of what the target pays; the rule is 20 %.",
    )  # fmt: skip
