"""A wallet of two symbols: futures move the first, the other's position stands still, and the text says so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.kit.bots import BANKROLL, disciplined
from tests.kit.wallets import eth
from trainer.core.paths import scenarios_dir
from trainer.engine.commands import ClosePosition, Decision
from trainer.engine.joined import joined
from trainer.engine.market import Market
from trainer.engine.run import run
from trainer.engine.words import Side
from trainer.presenters.how import HOW
from trainer.scenarios.load import load_scenario
from trainer.scoring.ratings import Ratings, Terms, rate_session
from trainer.session.markets import market_of


@pytest.fixture(scope="module")
def front() -> Market:
    return market_of(load_scenario(scenarios_dir() / "2020-03-12-black-thursday-btc"))


def wallet(front: Market, factor: float) -> Market:
    """A second symbol beside the first: its prices times a factor."""
    last = front.last
    moved = {name: getattr(last, name) * factor for name in ("open", "high", "low", "close")}
    series = replace(last, **moved)
    return joined([front, replace(front, rules=replace(front.rules, symbol="ETHUSDT"), last=series, mark=series)])


def rated(market: Market, log: tuple[Decision, ...], bar: int) -> Ratings:
    equity = run(market, log, BANKROLL, bar + 61).state.wallet
    return rate_session(Terms(market, log, BANKROLL, "wallet", bar + 60, bar + 240, equity=equity))


def test_the_other_symbol_changes_no_price_and_is_not_priced(front: Market) -> None:
    bar = front.start + 960
    own = tuple(Decision(bar, command) for command in disciplined(front, bar, Side.LONG, "0.02"))
    alone = rated(front, own, bar).decisions
    beside = (
        *(Decision(bar - 30, eth(command)) for command in disciplined(front, bar - 30, Side.SHORT)[1:]),
        *own,
        Decision(bar + 30, eth(ClosePosition())),
    )
    for factor in (0.02, 0.05):
        both = rated(wallet(front, factor), own, bar)
        assert both.decisions == alone, "its candles move nothing"
    held = rated(wallet(front, 1.0), beside, bar)
    assert [item.bar for item in held.decisions] == [bar], "decisions on the other symbol have no price"
    assert held.decisions[0].kind == "entry" and held.decisions[0].size == alone[0].size
    assert held.decisions[0].loss == pytest.approx(alone[0].loss, abs=1.0), "its position stands still"


def test_the_text_says_so() -> None:
    assert "the others' positions stand still, and decisions on them are not priced" in HOW["futures"]
