"""Where the money went, on random markets: what the costs leave is what the account gained, to the last digit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tests.kit.markets import MINUTE_MS, START_MS, D, binance, flat, leverage, long, market, pick, play, short
from tests.kit.tapes import Story, crowds, stories
from trainer.core.units import ZERO, in_context
from trainer.engine.account import account
from trainer.engine.commands import Decision
from trainer.engine.events import AutoDeleveraged, LiquidationStep, OrderFilled
from trainer.engine.lanes import account_at
from trainer.engine.market import Hazard, Market
from trainer.engine.run import Outcome
from trainer.engine.words import HazardKind
from trainer.scoring.costs import CostSplit, split_costs
from trainer.scoring.scorecard import score_session

BIG = D("250000")


@st.composite
def deleveraged(draw: st.DrawFn, told: st.SearchStrategy[Story]) -> Story:
    """A story in which the venue deleverages winners at some opens."""
    story = draw(told)
    bars = draw(st.lists(st.integers(1, len(story.market) - 1), min_size=1, max_size=4, unique=True))
    shares = [D(draw(st.integers(1, 100))) / 100 for _ in bars]
    happening = tuple(
        Hazard(HazardKind.ADL, START_MS + bar * MINUTE_MS, START_MS + (bar + 1) * MINUTE_MS, share)
        for bar, share in zip(sorted(bars), shares, strict=True)
    )
    others = tuple(replace(one, hazards=happening) for one in story.market.others)
    return replace(story, market=replace(story.market, hazards=happening, others=others))


@st.composite
def falls(draw: st.DrawFn) -> Story:
    """A position whose ladder goes in steps, each of which slips; a small move for or against it, then a fall."""
    side = draw(st.sampled_from((long, short)))
    later = draw(st.lists(st.sampled_from((10_100, 9_900, 9_780, 9_550, 9_000, 10_300)), min_size=3, max_size=6))
    rows = [*flat(10_000, 3), *((a, max(a, b), min(a, b), b) for a, b in pairwise((10_000, *later)))]
    size, multiple = draw(st.integers(40, 60)), draw(st.sampled_from((25, 50)))
    return Story(market(rows, rules=binance()), ((2, leverage(multiple)), (2, side(str(size)))), BIG)


def split_of(story: Story, outcome: Outcome) -> CostSplit:
    """The costs of a run as its score tells them."""
    where, last = story.market, len(story.market) - 1
    log = [Decision(bar, command) for bar, command in story.log]
    return score_session(
        where, log, outcome.events, story.bankroll, upto_bar=last, is_finished=True, with_twins=False
    ).costs


@in_context
def books_close(story: Story) -> Outcome:
    """Play a story; its score must tell what the account gained, in the wallet and with what is still open."""
    outcome = play(story.market, *story.log, bankroll=story.bankroll)
    costs, wallet = split_of(story, outcome), outcome.state.wallet
    assert split_costs(outcome.events).net == wallet - story.bankroll
    assert costs.net - costs.unrealised == wallet - story.bankroll
    missed = costs.net - (equity_of(story.market, outcome) - story.bankroll)
    assert abs(missed) < D("1E-20")  # a mean entry has 34 digits; what a wallet holds is exact
    paid = (costs.half_spread, costs.impact, costs.gap, costs.liquidation_slippage)
    assert costs.slippage == sum(paid, ZERO) == slipped(outcome.events)
    assert costs.total == costs.slippage + costs.fees + costs.funding + costs.liquidation_fees
    assert costs.net == costs.market - costs.total + costs.insurance + costs.unrealised
    return outcome


def equity_of(where: Market, outcome: Outcome) -> Decimal:
    """What the account is worth at the last close."""
    if where.others:
        return account_at(outcome.state, where, len(where) - 1).equity
    return account(outcome.state, where.mark_close(len(where) - 1), where.rules).equity


def slipped(events: Sequence[object]) -> Decimal:
    """Slippage told by the events, the venue's part with it."""
    fills = [one for one in events if isinstance(one, OrderFilled)]
    steps = [one for one in events if isinstance(one, LiquidationStep)]
    return sum((f.half_spread + f.impact + f.gap for f in fills), ZERO) + sum((s.slippage for s in steps), ZERO)


@given(deleveraged(stories()))
def test_the_net_of_the_costs_is_the_change_of_equity(story: Story) -> None:
    books_close(story)


@given(deleveraged(crowds()))
def test_the_net_of_the_costs_is_the_change_of_equity_of_a_wallet(story: Story) -> None:
    books_close(story)


@given(deleveraged(falls()))
def test_the_net_of_the_costs_holds_through_ladders_and_deleveragings(story: Story) -> None:
    books_close(story)


def test_a_ladder_in_steps_after_a_deleveraging_is_told_whole() -> None:
    """50 long at 50x on 10,000; at 10,100 the venue takes a tenth, and the fall after it closes the rest in steps."""
    rows = [*flat(10_000, 3), (10_000, 10_100, 10_000, 10_100), (10_100, 10_100, 9_780, 9_780), *flat(9_780, 2)]
    taken = Hazard(HazardKind.ADL, START_MS + 4 * MINUTE_MS, START_MS + 5 * MINUTE_MS, D("0.1"))
    where = replace(market(rows, rules=binance()), hazards=(taken,))
    outcome = books_close(Story(where, ((2, leverage(50)), (2, long("50"))), BIG))
    (reduced,), steps = pick(outcome.events, AutoDeleveraged), pick(outcome.events, LiquidationStep)
    assert reduced.realised_pnl > 0 and len(steps) > 1 and all(step.slippage > 0 for step in steps)
    costs = split_costs(outcome.events)
    assert costs.liquidation_slippage == sum((step.slippage for step in steps), ZERO)
