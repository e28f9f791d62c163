"""The generator of futures: a martingale before, in and after a crash, whatever is wagered on it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from math import erf, exp, log, sqrt

import numpy as np
import pytest

from tests.kit.markets import candles, flat
from trainer.core.clock import DAY_MS
from trainer.core.paths import scenarios_dir
from trainer.engine.commands import Command, Decision, PlaceOrder, SetLeverage
from trainer.engine.events import Liquidated, OrderFilled
from trainer.engine.market import Market
from trainer.engine.run import run
from trainer.engine.words import OrderKind, Side
from trainer.market.candles import Candles
from trainer.scenarios.load import load_scenario
from trainer.scoring.brackets import bracket_after
from trainer.scoring.futures import PATHS, Futures, Past, futures, past_of, seed_of
from trainer.scoring.passage import Ending, Levels, Passages, as_candles
from trainer.session.markets import market_of

MOMENTS = {
    "before": "2020-03-12T04:00", "in": "2020-03-12T10:46", "after": "2020-03-12T20:00",
}  # fmt: skip
BANKROLL = Decimal(10_000)
BRACKETS = ((0.5, 2.0), (1.0, 1.0), (2.0, 0.5))


@pytest.fixture(scope="module")
def crash() -> Market:
    return market_of(load_scenario(scenarios_dir() / "2020-03-12-black-thursday-btc"))


def bar_at(where: Market, moment: str) -> int:
    wanted = int(datetime.fromisoformat(moment).replace(tzinfo=UTC).timestamp() * 1000)
    return int(np.searchsorted(where.last.time_ms, wanted))


@pytest.fixture(scope="module", params=MOMENTS, ids=list(MOMENTS))
def drawn(request: pytest.FixtureRequest, crash: Market) -> tuple[Past, Futures]:
    bar = bar_at(crash, MOMENTS[request.param])
    past = past_of(crash.last, bar)
    assert past is not None
    return past, futures(past, seed_of("test", bar), 1_440)


def test_the_price_is_a_martingale(drawn: tuple[Past, Futures]) -> None:
    """E[P_T] = P within 3 SE at an hour, six hours and a day, 2,000 paths."""
    for bars in (60, 360, 1_440):
        price = np.exp(drawn[1].close[bars - 1])
        assert abs(price.mean() - 1) <= 3 * price.std() / sqrt(PATHS)


@pytest.mark.parametrize("sign", [1, -1], ids=["long", "short"])
@pytest.mark.parametrize(("stop", "target"), BRACKETS)
def test_every_bracket_is_worth_nothing_before_costs(
    drawn: tuple[Past, Futures], stop: float, target: float, sign: int
) -> None:
    """Gross E[R] = 0 within 3 SE, 2,000 paths, a day's limit; the unit is three hours' volatility."""
    past, ahead = drawn
    unit = past.price * sqrt(past.variance * 180)
    levels = Levels(sign, past.price - sign * stop * unit, past.price + sign * target * unit, None)
    exits = Passages(ahead).exits(levels)
    gross = sign * (exits.price - past.price) / (stop * unit)
    assert abs(gross.mean()) <= 3 * gross.std() / sqrt(PATHS)


def test_volatility_does_not_run_away(drawn: tuple[Past, Futures]) -> None:
    """Mean square 24 h volatility of the paths is at most four times the forecast of the variance now."""
    past, ahead = drawn
    steps = np.diff(ahead.close, axis=0, prepend=0.0)
    path = [past.variance]
    revert = 1 - 0.5 ** (past.timeframe_ms / (3 * DAY_MS))
    for _ in range(1_439):
        path.append(path[-1] + revert * (past.mean - path[-1]))
    assert float((steps**2).sum(axis=0).mean()) <= 4 * sum(path)


def test_bars_hold_together(drawn: tuple[Past, Futures]) -> None:
    ahead = drawn[1]
    opened = np.vstack([np.zeros(ahead.paths), ahead.close[:-1]])
    assert (ahead.high >= np.maximum(opened, ahead.close)).all()
    assert (ahead.low <= np.minimum(opened, ahead.close)).all()


def first_passage(barrier: float, variance: float, drift: float) -> float:
    """P(a Brownian motion with drift reaches b < 0 by time 1)."""

    def normal(x: float) -> float:
        return 0.5 * (1 + erf(x / sqrt(2)))

    s = sqrt(variance)
    return normal((barrier - drift) / s) + exp(2 * drift * barrier / variance) * normal((barrier + drift) / s)


@pytest.mark.parametrize("distance", [0.01, 0.02, 0.04])
def test_first_passage_agrees_with_the_closed_form(distance: float) -> None:
    """20,000 paths of Gaussian bars of constant variance; barrier shifted by 0.5826 s sqrt(dt), within 3 SE.

    Broadie, Glasserman and Kou (1997). Each bar is a close alone, so passage is watched at closes.
    """
    bars, paths, variance = 240, 20_000, 0.02**2
    rng = np.random.default_rng(5)
    steps = rng.normal(-variance / bars / 2, sqrt(variance / bars), (bars, paths))
    close = np.cumsum(steps, axis=0)
    lowest, highest = np.minimum.accumulate(close, axis=0), np.maximum.accumulate(close, axis=0)
    ahead = Futures(100.0, 60_000, close, close, close, lowest, highest)
    met = Passages(ahead).exits(Levels(1, 100 * (1 - distance), None, None)).share(Ending.STOPPED)
    shifted = log(1 - distance) - 0.5826 * sqrt(variance / bars)
    expected = first_passage(shifted, variance, -variance / 2)
    assert abs(met - expected) <= 3 * sqrt(expected * (1 - expected) / paths)


def test_gaussian_shapes_keep_their_variance() -> None:
    """Shapes of pure Gaussian bars at constant variance: a day's variance of the futures is the past's, within 3 SE."""
    rng = np.random.default_rng(8)
    body = rng.normal(0, 1, 10_000)
    shapes = np.stack([body, np.maximum(body, 0), np.minimum(body, 0)]) / sqrt(np.mean(body**2))
    past = Past(100.0, shapes, 1e-6, 1e-6, 60_000, is_short=False)
    last = futures(past, 3, 1_440).close[-1]
    assert np.var(last) == pytest.approx(1_440e-6, rel=0.15)


def test_nothing_after_now_is_read(crash: Market) -> None:
    bar = bar_at(crash, MOMENTS["before"])
    last = crash.last
    shift = np.where(np.arange(len(last)) > bar, 3.0, 1.0)
    moved = [column * shift for column in (last.open, last.high, last.low, last.close)]
    other = replace(last, open=moved[0], high=moved[1], low=moved[2], close=moved[3])
    (a, b) = (past_of(series, bar) for series in (last, other))
    assert a is not None and b is not None
    assert np.array_equal(futures(a, 1, 60).close, futures(b, 1, 60).close)


def test_a_seed_names_scenario_and_bar_and_gives_the_same_paths(crash: Market) -> None:
    past = past_of(crash.last, bar_at(crash, MOMENTS["before"]))
    assert past is not None
    assert len({seed_of("a", 1), seed_of("a", 2), seed_of("b", 1), seed_of("a", 1, 1)}) == 4
    one, again = (futures(past, seed_of("a", 1), 30) for _ in range(2))
    assert np.array_equal(one.close, again.close)
    # the first 16 bytes, little end first, of the SHA-256 of "a|1|1"
    assert seed_of("a", 1) == 195268552919952650912566875047506553428


@pytest.mark.parametrize(
    ("bars", "known", "is_short"), [(1_439, False, False), (1_440, True, True), (5_000, True, False)]
)
def test_a_day_of_bars_is_needed(bars: int, known: bool, is_short: bool) -> None:
    rng = np.random.default_rng(1)
    close = 100 * np.exp(np.cumsum(rng.normal(0, 0.001, bars)))
    opened = np.concatenate(([100.0], close[:-1]))
    rows = np.stack([opened, np.maximum(opened, close), np.minimum(opened, close), close], axis=1)
    past = past_of(candles(rows.tolist()), bars - 1)
    assert (past is not None) is known
    assert past is None or past.is_short is is_short


def test_a_market_that_never_moved_has_no_futures() -> None:
    assert past_of(candles(flat(100.0, 2_000)), 1_999) is None


# the engine on the same paths


Ended = tuple[Ending, int]


def engine_ending(crash: Market, past: Candles, ahead: Futures, path: int, commands: list[Command]) -> Ended:
    """How the full engine ends one path, and on which bar of it."""
    series = as_candles(past, ahead, path)
    where = Market(crash.rules, series, series, (), start=len(past) - 1)
    log_ = [Decision(len(past) - 1, command) for command in commands]
    events = run(where, log_, BANKROLL).events
    for event in events:
        if isinstance(event, Liquidated):
            return Ending.LIQUIDATED, event.bar - len(past)
        if isinstance(event, OrderFilled) and event.reason in ("stop", "target"):
            return Ending.STOPPED if event.reason == "stop" else Ending.TARGET, event.bar - len(past)
    return Ending.HELD if any(isinstance(event, OrderFilled) for event in events) else Ending.UNFILLED, ahead.bars


@pytest.mark.parametrize("leverage", ["3", "50"])
@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize("kind", [OrderKind.MARKET, OrderKind.LIMIT])
def test_the_engine_ends_the_same_paths_the_same_way(crash: Market, side: Side, leverage: str, kind: OrderKind) -> None:
    """40 paths of six hours in the crash: same ending, same bar. Levels come from the engine's own position."""
    bar = bar_at(crash, MOMENTS["in"])
    past = past_of(crash.last, bar)
    assert past is not None
    ahead = futures(past, seed_of("engine", bar), 360, 40)
    unit = Decimal(f"{past.price * sqrt(past.variance * 60):.1f}")
    base = crash.last_close(bar).quantize(Decimal("0.1"))
    base -= side.sign * unit if kind is OrderKind.LIMIT else 0
    order = PlaceOrder(
        side=side, kind=kind, size=Decimal("0.5"), price=base if kind is OrderKind.LIMIT else None,
        stop=None if leverage == "50" else base - side.sign * unit, target=base + side.sign * 2 * unit,
    )  # fmt: skip
    commands: list[Command] = [SetLeverage(leverage=Decimal(leverage)), order]
    bracket = bracket_after(crash, bar, BANKROLL, commands)
    assert bracket is not None
    exits = Passages(ahead).exits(bracket.levels)
    before = crash.last.slice(0, bar + 1)
    found = [engine_ending(crash, before, ahead, path, commands) for path in range(ahead.paths)]
    assert found == [(Ending(kind), int(at)) for kind, at in zip(exits.ending, exits.bar, strict=True)]
    assert len({ending for ending, _ in found}) >= 2
