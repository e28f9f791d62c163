"""What the ticket can build is priced as the engine plays it: several targets, both legs of a hedge, a scaled entry."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np
import pytest

from tests.kit.bots import BANKROLL
from tests.kit.told import told
from tests.kit.wallets import HEDGE, leg
from trainer.core.paths import scenarios_dir
from trainer.engine.commands import Command, Decision, PlaceOrder, PlaceScaled, SetLeverage
from trainer.engine.events import Event, Liquidated, OrderFilled
from trainer.engine.lanes import account_at, focus
from trainer.engine.market import Market
from trainer.engine.run import run
from trainer.engine.state import TargetShare
from trainer.engine.words import MarginMode, Role, Side
from trainer.market.candles import FloatArray
from trainer.scenarios.load import load_scenario
from trainer.scoring.ahead import Ahead, FuturesSource
from trainer.scoring.moments import moments_of
from trainer.scoring.passage import Ending, as_candles
from trainer.scoring.stakes import Played, Stakes, play, stakes_of
from trainer.session.markets import market_of

D = Decimal
PATHS, BARS = 60, 360


@dataclass(frozen=True)
class Scene:
    """A bar of the recorded crash and six hours of futures after it."""

    market: Market
    bar: int
    ahead: Ahead

    @property
    def price(self) -> float:
        return float(self.market.last_close(self.bar))

    @property
    def ends_ms(self) -> int:
        return self.market.close_ms(self.bar) + (BARS - 10) * 60_000

    def at(self, share: float) -> Decimal:
        """A price so far from now, on the tick."""
        return D(f"{self.price * (1 + share):.1f}")


@pytest.fixture(scope="module")
def scene() -> Scene:
    market = market_of(load_scenario(scenarios_dir() / "2020-03-12-black-thursday-btc"))
    market = replace(market, rules=replace(market.rules, price_band=None))
    bar = market.start + 1_120
    return Scene(market, bar, FuturesSource("ticket", market, bar + BARS).ahead(bar, frozenset({0})))


def log_of(scene: Scene, *commands: Command) -> tuple[Decision, ...]:
    return tuple(Decision(scene.bar, command) for command in commands)


def engine_end(scene: Scene, log: tuple[Decision, ...], path: int) -> tuple[float, tuple[Event, ...]]:
    """Equity at the end of one future, and what happened on the way."""
    market, bar = scene.market, scene.bar
    drawn = as_candles(market.last.slice(0, bar + 1), scene.ahead.passages[0].futures, path)
    there = Market(market.rules, drawn, drawn, start=bar)
    outcome = run(there, log, BANKROLL)
    return float(account_at(outcome.state, there, len(there) - 1).equity), outcome.events


def modelled(scene: Scene, log: tuple[Decision, ...]) -> tuple[Stakes, Played, FloatArray]:
    """What the last decision leaves at stake, how it is played, and the equity each future ends with."""
    moment = list(moments_of(scene.market, log, BANKROLL, scene.bar + 1))[-1]
    stakes = stakes_of(moment.before, moment.after, scene.market, scene.bar, len(scene.market) - 1)
    played = play(stakes, scene.ahead)
    start = float(account_at(focus(moment.before, 0), scene.market, scene.bar).equity)
    return stakes, played, start + played.account


@pytest.mark.parametrize("mode", MarginMode)
def test_each_of_several_targets_closes_its_share(scene: Scene, mode: MarginMode) -> None:
    """The nearest target alone would end a path at its price with all of the position."""
    targets = (TargetShare(scene.at(0.01), D("0.5")), TargetShare(scene.at(0.02), D("0.3")),
               TargetShare(scene.at(0.04), D("0.2")))  # fmt: skip
    order = PlaceOrder(side=Side.LONG, size=D(3), stop=scene.at(-0.02), targets=targets, time_exit=scene.ends_ms)
    log = log_of(scene, SetLeverage(leverage=D(10), margin_mode=mode), order)
    stakes, played, equity = modelled(scene, log)
    assert stakes.own is not None and played.exits is not None
    assert [part.part for part in stakes.own.parts] == pytest.approx([0.5, 0.3, 0.2])
    ends = [engine_end(scene, log, path) for path in range(PATHS)]
    off = np.abs(np.array([end for end, _ in ends]) - equity[:PATHS])
    counts = {sum(isinstance(one, OrderFilled) and one.reason == Role.TARGET for one in events) for _, events in ends}
    told(f"Three targets, {mode}: {counts} of them filled, equity off by {np.sort(off)[-3:].round(2)} at most")
    assert counts == {0, 1, 2, 3}
    assert (off > 0.003 * float(BANKROLL)).sum() <= 1


@pytest.mark.parametrize(
    ("mode", "sizes"),
    [(MarginMode.CROSS, ("22", "4")), (MarginMode.CROSS, ("9", "9")), (MarginMode.ISOLATED, ("2", "3"))],
    ids=["cross, mostly long", "cross, even", "isolated"],
)
def test_both_legs_of_a_hedge_end_as_the_engine_ends_them(
    scene: Scene, mode: MarginMode, sizes: tuple[str, str]
) -> None:
    """The short leg has two targets; cross legs stand behind one balance, isolated ones each behind its margin."""
    targets = (TargetShare(scene.at(-0.02), D("0.6")), TargetShare(scene.at(-0.15), D("0.4")))
    long = PlaceOrder(side=Side.LONG, size=D(sizes[0]), time_exit=scene.ends_ms)
    short = PlaceOrder(side=Side.SHORT, size=D(sizes[1]), targets=targets, time_exit=scene.ends_ms)
    setting = SetLeverage(leverage=D(20), margin_mode=mode)
    log = log_of(scene, HEDGE, setting, leg(Side.LONG, long), leg(Side.SHORT, short))
    stakes, played, equity = modelled(scene, log)
    assert len(stakes.beside) == 1 and (stakes.balance is not None) is (mode is MarginMode.CROSS)
    ends = [engine_end(scene, log, path) for path in range(PATHS)]
    off = np.abs(np.array([end for end, _ in ends]) - equity[:PATHS])
    gone = [any(isinstance(one, Liquidated) and one.position_side is Side.SHORT for one in events)
            for _, events in ends]  # fmt: skip
    assert played.exits is not None
    model = (played.exits.ending[:PATHS] == Ending.LIQUIDATED).tolist()
    differs = sum(one != other for one, other in zip(gone, model, strict=True))
    told(f"Hedge, {mode} {sizes}: short leg gone on {sum(gone)} of {PATHS}, {differs} differ, equity off by "
         f"{np.sort(off)[-4:].round(1)} at most")  # fmt: skip
    assert differs <= 1
    assert (off > 0.003 * float(BANKROLL)).sum() <= 2


def test_a_scaled_entry_counts_once_all_of_it_has_filled(scene: Scene) -> None:
    """Where the whole row fills the end is the engine's; where the price never comes to its last order it is 0."""
    row = PlaceScaled(side=Side.LONG, size=D(2), first_price=scene.at(-0.005), last_price=scene.at(-0.02), count=D(4),
                      stop=scene.at(-0.05), target=scene.at(0.03), time_exit=scene.ends_ms)  # fmt: skip
    log = log_of(scene, SetLeverage(leverage=D(10)), row)
    stakes, played, equity = modelled(scene, log)
    assert stakes.own is not None and stakes.own.levels.entry == float(scene.at(-0.02)) and played.exits is not None
    whole, none, off = 0, 0, []
    for path in range(PATHS):
        end, events = engine_end(scene, log, path)
        filled = sum(isinstance(one, OrderFilled) and one.side is Side.LONG for one in events)
        if filled == 4:
            whole += 1
            off.append(abs(end - equity[path]))
        elif filled == 0:
            none += 1
            assert end == float(BANKROLL)
        if filled < 4:
            assert played.exits.ending[path] == Ending.UNFILLED and equity[path] == float(BANKROLL)
    told(f"Scaled entry: {whole} of {PATHS} filled whole, {none} not at all; off by {np.sort(off)[-3:].round(2)}")
    assert whole > 10 and none > 0
    assert sum(one > 0.003 * float(BANKROLL) for one in off) <= 1
