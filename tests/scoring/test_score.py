"""What a score may know and must not: no later bar, no outcome in the process, the ledger to the last digit."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from trainer.core.paths import scenarios_dir
from trainer.engine.commands import CancelOrder, Decision, PlaceOrder, SetLeverage
from trainer.engine.market import Market
from trainer.engine.run import run
from trainer.engine.words import Side
from trainer.scenarios.load import load_scenario
from trainer.scoring.process import Blunder
from trainer.scoring.scorecard import Scorecard, score_session
from trainer.scoring.verdict import Verdict
from trainer.session.markets import market_of

BANKROLL = Decimal(10_000)


@pytest.fixture(scope="module")
def market() -> Market:
    return market_of(load_scenario(scenarios_dir() / "2020-03-12-black-thursday-btc"))


def log(market: Market, *, keeps_stop: bool) -> list[Decision]:
    bar = market.start + 960
    entry = PlaceOrder(
        side=Side.LONG, size=Decimal("0.6"), stop=Decimal(7240), target=Decimal(9800), probability=Decimal("0.5")
    )
    decisions = [Decision(bar, SetLeverage(leverage=Decimal(10))), Decision(bar, entry)]
    return decisions if keeps_stop else [*decisions, Decision(bar + 30, CancelOrder())]


def card(market: Market, decisions: list[Decision], stop: int) -> Scorecard:
    events = run(market, decisions, BANKROLL, stop).events
    return score_session(market, decisions, events, BANKROLL, upto_bar=stop - 1, is_finished=True)


@pytest.mark.parametrize("after", [40, 150, 600])
def test_other_later_bars_change_nothing(market: Market, after: int) -> None:
    stop = market.start + 960 + after
    last = market.last
    shift = np.where(np.arange(len(last)) >= stop, 1.5, 1.0)
    moved = [column * shift for column in (last.open, last.high, last.low, last.close)]
    other = replace(last, open=moved[0], high=moved[1], low=moved[2], close=moved[3])
    changed = replace(market, last=other, mark=other)
    decisions = log(market, keeps_stop=False)
    assert card(market, decisions, stop).as_dict() == card(changed, decisions, stop).as_dict()


def test_taking_the_stop_away_is_judged_and_leaving_it_is_not(market: Market) -> None:
    stop = market.start + 960 + 300
    kept, removed = (card(market, log(market, keeps_stop=keeps), stop) for keeps in (True, False))
    assert removed.outcome.liquidations == 1 and kept.outcome.liquidations == 0
    assert kept.grade.score is not None and removed.grade.score is not None
    assert kept.grade.score > removed.grade.score
    assert kept.verdict is Verdict.UNLUCKY_LOSS and removed.verdict is Verdict.DESERVED_LOSS


def test_a_stop_taken_off_is_a_blunder_only_while_the_trade_loses(market: Market) -> None:
    bar = market.start + 960
    found = []
    for side, stop, target in ((Side.LONG, 7000, 9800), (Side.SHORT, 8200, 4000)):
        entry = PlaceOrder(side=side, size=Decimal("0.1"), stop=Decimal(stop), target=Decimal(target))
        decisions = [Decision(bar, entry), Decision(bar + 60, CancelOrder())]
        scored = card(market, decisions, bar + 120)
        assert scored.facts[0].widened == 1
        found.append({item.kind for item in scored.blunders})
    assert market.mark_close(bar + 60) < market.last_close(bar)
    assert found == [{Blunder.WIDENED}, set()]


def test_the_same_decisions_grade_the_same_whether_they_win_or_lose(market: Market) -> None:
    """The bars after the entry are turned over: what lost now gains, and the process must not know."""
    bar, stop = market.start + 960, market.start + 960 + 300
    last = market.last
    turn = 2 * float(last.close[bar])
    later = np.arange(len(last)) > bar
    columns = {
        "open": np.where(later, turn - last.open, last.open), "high": np.where(later, turn - last.low, last.high),
        "low": np.where(later, turn - last.high, last.low), "close": np.where(later, turn - last.close, last.close),
    }  # fmt: skip
    mirrored = replace(last, **columns)
    gaining = replace(market, last=mirrored, mark=mirrored)
    decisions = log(market, keeps_stop=True)
    decisions[1] = replace(decisions[1], command=replace(decisions[1].command, target=Decimal(7545)))
    lost, won = card(market, decisions, stop), card(gaining, decisions, stop)
    assert lost.outcome.net < 0 < won.outcome.net
    assert (lost.grade.discipline, lost.grade.adherence) == (won.grade.discipline, won.grade.adherence)
    assert [score.is_sound for score in lost.scores] == [score.is_sound for score in won.scores]


def test_the_money_of_the_ledger_is_the_money_of_the_score(market: Market) -> None:
    stop = market.start + 960 + 300
    decisions = log(market, keeps_stop=False)
    state = run(market, decisions, BANKROLL, stop).state
    scored = card(market, decisions, stop)
    assert scored.outcome.equity == state.wallet and scored.outcome.net == state.wallet - BANKROLL
    assert sum((trade.net for trade in scored.trades), Decimal(0)) == scored.outcome.net
    costs = scored.costs
    slipped = costs.half_spread + costs.impact + costs.gap + costs.liquidation_slippage
    assert slipped == costs.slippage == sum((trade.slippage for trade in scored.trades), Decimal(0))
    paid = slipped + costs.fees + costs.funding + costs.liquidation_fees
    assert costs.market - paid + costs.insurance == scored.outcome.net
