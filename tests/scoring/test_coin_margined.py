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
ROWS = [*flat(8_000, 2), (10_000, 10_000, 10_000, 10_000, 1_000), *flat(10_000, 2)]


def scored(rules: VenueRules, bankroll: str, size: str) -> Scorecard:
    """Bought at 8,000 with a stop at 7,600 and sold at 10,000."""
    log = ((0, leverage(2)), (0, long(size, stop="7600")), (2, short(size)))
    where = market(ROWS, rules=rules)
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
    shape = shape_of(facts, market(ROWS, rules=rules), 4)
    assert shape is not None and shape.per_r == pytest.approx(1, abs=0.1)
