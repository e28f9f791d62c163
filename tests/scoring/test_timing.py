"""Trades at random bars and on the other side: as the engine plays them, fair to a coin, telling of an oracle."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest

from tests.kit.bots import BANKROLL, disciplined, unit_of
from trainer.core.paths import scenarios_dir
from trainer.engine.commands import Decision, PlaceOrder
from trainer.engine.events import OrderFilled
from trainer.engine.market import Market
from trainer.engine.run import run
from trainer.engine.words import Side
from trainer.journal.trades import trades_of
from trainer.scenarios.load import load_scenario
from trainer.scoring.facts import entries_of, facts_of
from trainer.scoring.settings import DEFAULTS
from trainer.scoring.timing import Shape, Timing, results_at, sign_flip, timing_of
from trainer.session.markets import market_of


@pytest.fixture(scope="module")
def crash() -> Market:
    return market_of(load_scenario(scenarios_dir() / "2020-03-12-black-thursday-btc")).charging(
        slippage=False, fees=False
    )


def test_fifty_random_entries_end_as_in_the_engine(crash: Market) -> None:
    """Side, stop and target in per cent from the close; 50 entries through the engine, its own ticks and fills."""
    rng = np.random.default_rng(9)
    shape = Shape(1, 0.008, 0.012, 240, 1.0, 0.0, 100.0)
    upto = len(crash) - 1
    bars = rng.integers(crash.start, upto - 300, 50)
    found = results_at(crash, shape, bars, upto)
    for bar, r in zip(bars.tolist(), found.tolist(), strict=True):
        price = crash.last_close(bar)
        stop, target = (price * Decimal(share) for share in ("0.992", "1.012"))
        order = PlaceOrder(
            side=Side.LONG, size=Decimal("0.1"), stop=stop.quantize(Decimal("0.1")),
            target=target.quantize(Decimal("0.1")), time_exit=crash.close_ms(bar) + 240 * 60_000,
        )  # fmt: skip
        fills = [event for event in run(crash, [Decision(bar, order)], BANKROLL, bar + 260).events
                 if isinstance(event, OrderFilled)]  # fmt: skip
        gained = float(fills[-1].price / fills[0].price - 1) / 0.008
        gapped = float(fills[-1].gap) > 0
        assert gained == pytest.approx(r, abs=0.02) or gapped, (bar, gained, r)


def traded(market: Market, entries: list[tuple[int, Side]]) -> Timing | None:
    log = [Decision(bar, command) for bar, side in entries for command in disciplined(market, bar, side)[1:]]
    upto = entries[-1][0] + 700
    events = run(market, log, BANKROLL, upto + 1).events
    trades = trades_of(events, market, upto, log)
    facts = facts_of(trades, entries_of(events, log, BANKROLL, market.rules.contract), events, BANKROLL, DEFAULTS)
    return timing_of(market, facts, "t", upto)


def test_one_who_knows_the_side_stands_above_random_bars_and_one_who_knows_it_wrong_below(crash: Market) -> None:
    """Five bracketed entries; the side is looked up in what came after."""
    bars = [crash.start + 900 + 600 * place for place in range(5)]
    sides = []
    for bar in bars:
        width = float(unit_of(crash, bar)) / float(crash.last.close[bar])
        shape = Shape(1, width, width, 600, 1.0, 0.0, 100.0)
        sides.append(Side.LONG if results_at(crash, shape, np.array([bar]), len(crash) - 1)[0] > 0 else Side.SHORT)
    knows = traded(crash, list(zip(bars, sides, strict=True)))
    errs = traded(crash, [(bar, side.opposite) for bar, side in zip(bars, sides, strict=True)])
    assert knows is not None and errs is not None
    assert knows.percentile > 0.9 and errs.percentile < 0.2
    assert knows.own_r > knows.flipped_r and errs.own_r < errs.flipped_r
    assert knows.p_direction <= 0.1 and errs.p_direction >= 0.8


def test_under_three_trades_nothing_is_said(crash: Market) -> None:
    assert traded(crash, [(crash.start + 1_000, Side.SHORT), (crash.start + 1_900, Side.SHORT)]) is None


def test_the_sign_flip_test_is_exact() -> None:
    own, other = np.array([1.0, 2.0, -1.0]), np.array([-1.0, -2.0, 1.0])
    assert sign_flip(own, other) == pytest.approx(3 / 8)
    rng = np.random.default_rng(5)
    found = []
    for _ in range(400):
        r = rng.normal(0, 1, 10)
        found.append(sign_flip(r, -r))
    assert np.mean(np.array(found) <= 0.1) == pytest.approx(0.1, abs=0.05)
