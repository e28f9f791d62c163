"""A wallet of two symbols: futures are drawn together, and decisions on either are priced with the other beside it."""

from __future__ import annotations

import math
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from tests.kit.bots import BANKROLL, disciplined
from tests.kit.told import told
from tests.kit.wallets import eth
from trainer.core.paths import scenarios_dir
from trainer.engine.commands import AmendOrder, ClosePosition, Command, Decision, Note, PlaceOrder, SetLeverage
from trainer.engine.events import Liquidated, OrderFilled
from trainer.engine.joined import joined
from trainer.engine.lanes import account_at, focus
from trainer.engine.market import Market
from trainer.engine.run import run
from trainer.engine.state import State
from trainer.engine.words import MarginMode, Side
from trainer.journal.protection import plans_of
from trainer.journal.trades import trades_of
from trainer.market.candles import FloatArray
from trainer.scenarios.load import load_scenario
from trainer.scoring.ahead import Ahead, FuturesSource
from trainer.scoring.facts import entries_of, facts_of
from trainer.scoring.futures import PATHS, futures, past_of, seed_of
from trainer.scoring.moments import DOOM, moments_of
from trainer.scoring.passage import Ending, as_candles
from trainer.scoring.ratings import Ratings, Terms, rate_session
from trainer.scoring.scorecard import score_session
from trainer.scoring.settings import DEFAULTS
from trainer.scoring.stakes import Played, play, stakes_of
from trainer.session.markets import market_of


@pytest.fixture(scope="module")
def front() -> Market:
    return market_of(load_scenario(scenarios_dir() / "2020-03-12-black-thursday-btc"))


@pytest.fixture(scope="module")
def both(front: Market) -> Market:
    """The recorded bitcoin and ether of the crash behind one wallet."""
    return joined([front, market_of(load_scenario(scenarios_dir() / "2020-03-12-black-thursday-eth"))])


def wallet(front: Market, factor: float) -> Market:
    """A second symbol beside the first: its prices times a factor."""
    last = front.last
    moved = {name: getattr(last, name) * factor for name in ("open", "high", "low", "close")}
    series = replace(last, **moved)
    return joined([front, replace(front, rules=replace(front.rules, symbol="ETHUSDT"), last=series, mark=series)])


def rated(market: Market, log: tuple[Decision, ...], bar: int) -> Ratings:
    state = run(market, log, BANKROLL, bar + 61).state
    equity = account_at(state, market, bar + 60).equity
    return rate_session(Terms(market, log, BANKROLL, "wallet", bar + 60, bar + 240, equity=equity))


def at(bar: int, *commands: Command) -> tuple[Decision, ...]:
    return tuple(Decision(bar, command) for command in commands)


# the futures


def drawn(market: Market, bar: int) -> tuple[Ahead, FloatArray, FloatArray]:
    """Both symbols a day ahead, and their closes as logs."""
    ahead = FuturesSource("both", market, bar + 1_440).ahead(bar, frozenset({0, 1}))
    one, other = (ahead.passages[place].futures.close for place in (0, 1))
    return ahead, one, other


def test_symbols_share_stamps_and_signs(front: Market) -> None:
    """The same bars times a factor move the same way; the same bars turned round move the other way."""
    bar = front.start + 960
    _, one, other = drawn(wallet(front, 0.02), bar)
    assert np.allclose(one, other, atol=1e-12)
    last = front.last
    turned = replace(last, open=1e6 / last.open, high=1e6 / last.low, low=1e6 / last.high, close=1e6 / last.close)
    mirror = replace(front, rules=replace(front.rules, symbol="ETHUSDT"), last=turned, mark=turned)
    _, one, other = drawn(joined([front, mirror]), bar)
    steps = [np.diff(close, axis=0) for close in (one, other)]
    assert np.allclose(steps[0] - steps[1], 2 * np.arctanh(np.tanh((steps[0] - steps[1]) / 2)))
    assert np.corrcoef(steps[0].ravel(), steps[1].ravel())[0, 1] < -0.999


def test_each_symbol_stays_a_martingale_and_they_move_together_as_they_did(both: Market) -> None:
    """E[P_T] = P within 3 SE for either, 2,000 paths; hourly correlation of the futures near that of the window."""
    bar = both.start + 960
    ahead, one, other = drawn(both, bar)
    for close in (one, other):
        for bars in (60, 360, 1_440):
            price = np.exp(close[bars - 1])
            assert abs(price.mean() - 1) <= 3 * price.std() / math.sqrt(PATHS)
    window = slice(bar + 1 - 14_400, bar + 1, 60)
    past = [np.diff(np.log(market.last.close[window])) for market in both.markets]
    ahead_of = [np.diff(close[59::60], axis=0).ravel() for close in (one, other)]
    was, will = np.corrcoef(*past)[0, 1], np.corrcoef(*ahead_of)[0, 1]
    told(f"Hourly correlation of bitcoin and ether: {was:.2f} in the past, {will:.2f} in the futures")
    assert ahead.paths == PATHS and will > 0.5 and abs(was - will) < 0.2


def test_the_first_symbol_is_drawn_as_if_it_were_alone(front: Market, both: Market) -> None:
    bar = front.start + 960
    past = past_of(front.last, bar)
    assert past is not None
    alone = futures(past, seed_of("both", bar), 1_440)
    offset = int(np.searchsorted(both.last.time_ms, front.last.time_ms[bar]))
    if np.array_equal(both.last.close[: offset + 1][-14_400:], front.last.close[: bar + 1][-14_400:]):
        there = past_of(both.last, offset)
        assert there is not None and np.array_equal(futures(there, seed_of("both", bar), 1_440).close, alone.close)


# prices of decisions


def test_the_other_symbol_s_candles_alone_change_no_price(front: Market) -> None:
    bar = front.start + 960
    own = at(bar, *disciplined(front, bar, Side.LONG, "0.02"))
    (alone,) = rated(front, own, bar).decisions
    for factor in (0.02, 0.05):
        (found,) = rated(wallet(front, factor), own, bar).decisions
        assert replace(found, symbol="") == alone and found.symbol == "BTCUSDT"


def test_a_decision_on_the_second_symbol_costs_what_it_would_alone(front: Market) -> None:
    bar, market = front.start + 960, wallet(front, 0.5)
    second = market.others[0]
    commands = disciplined(second, bar, Side.LONG, "0.02")
    (alone,) = rated(second, at(bar, *commands), bar).decisions
    (found,) = rated(market, at(bar, *(eth(one) for one in commands)), bar).decisions
    assert replace(found, symbol="", lane=0) == alone
    assert (found.lane, found.symbol) == (2, "ETHUSDT") and found.loss is not None


@pytest.mark.parametrize("mode", MarginMode)
def test_what_is_open_beside_it_counts(front: Market, mode: MarginMode) -> None:
    """Prices that move as one: a second long on top of a first is a larger risk, a short against it a smaller one."""
    bar, market = front.start + 960, wallet(front, 0.5)
    cross = SetLeverage(leverage=Decimal(10), margin_mode=mode)
    held = at(bar - 30, cross, disciplined(front, bar - 30, Side.LONG, "0.02")[1])

    def loss(side: Side, before: tuple[Decision, ...]) -> float:
        more = at(bar, eth(cross), eth(disciplined(market.others[0], bar, side, "0.02")[1]))
        found = rated(market, (*before, *more), bar).decisions[-1]
        assert found.symbol == "ETHUSDT" and found.loss is not None
        return found.loss

    beside = [loss(side, held) for side in (Side.LONG, Side.SHORT)]
    alone = [loss(side, ()) for side in (Side.LONG, Side.SHORT)]
    told(f"A second long at 2 % costs {beside[0]} bp beside a long, {alone[0]} alone; a short {beside[1]}, {alone[1]}")
    assert beside[0] > alone[0] + 1.0
    assert beside[1] < beside[0]


def test_luck_and_decisions_sum_to_the_result_with_two_symbols(both: Market) -> None:
    bar = both.start + 960
    second = both.others[0]
    log = (
        *at(bar, *disciplined(both, bar, Side.LONG)),
        *at(bar, *(eth(one) for one in disciplined(second, bar, Side.SHORT))),
        *at(bar + 20, eth(ClosePosition(fraction=Decimal("0.5")))), *at(bar + 40, ClosePosition()),
    )  # fmt: skip
    found = rated(both, log, bar)
    assert [item.symbol for item in found.decisions] == ["BTCUSDT", "ETHUSDT", "ETHUSDT", "BTCUSDT"]
    assert all(item.loss is not None for item in found.decisions)
    equity = account_at(run(both, log, BANKROLL, bar + 61).state, both, bar + 60).equity
    assert found.luck is not None and found.luck.error is not None and found.luck.error > 0
    off = abs(found.luck.total - math.log(float(equity / BANKROLL)))
    told(f"5. Two symbols: the luck identity is off by {off:.1e}, n = {len(found.decisions)} decisions")
    assert off <= 1e-9


def simulated_luck(both: Market, sessions: int) -> list[float]:
    """Luck of sessions whose bars are drawn from the generator, both symbols together."""
    bar, minutes = both.start + 960, 60
    second = both.others[0]
    pasts = [past_of(one.last, bar) for one in both.markets]
    ahead = [futures(past, seed_of("other", bar), minutes, sessions) for past in pasts if past is not None]
    ends = both.close_ms(bar) + (minutes - 2) * 60_000
    orders = [replace(order, time_exit=ends) for one in (both, second)
              if isinstance(order := disciplined(one, bar, Side.LONG)[1], PlaceOrder)]  # fmt: skip
    log = (*at(bar, orders[0], eth(orders[1])), *at(bar + 20, eth(ClosePosition(fraction=Decimal("0.5")))))
    found = []
    for path in range(sessions):
        drawn = [as_candles(one.last.slice(0, bar + 1), each, path)
                 for one, each in zip(both.markets, ahead, strict=True)]  # fmt: skip
        market = Market(
            both.rules, drawn[0], drawn[0], (), start=bar - 1,
            others=(Market(second.rules, drawn[1], drawn[1], (), start=bar - 1),),
        )  # fmt: skip
        equity = run(market, log, BANKROLL, bar + minutes + 1).state.wallet
        terms = Terms(market, log, BANKROLL, "luck", bar + minutes, bar + minutes, equity=equity)
        luck = rate_session(terms).luck
        assert luck is not None
        found.append(luck.luck)
    return found


@pytest.mark.parametrize("sessions", [24, pytest.param(500, marks=pytest.mark.nightly)])
@pytest.mark.timeout(1_200)
def test_luck_is_nothing_on_average_with_two_symbols(both: Market, sessions: int) -> None:
    """Mean luck 0 within 3 SE on sessions of two symbols simulated from the generator."""
    found = np.array(simulated_luck(both, sessions))
    error = found.std(ddof=1) / math.sqrt(sessions)
    told(
        f"5. Two symbols: mean luck {found.mean():+.5f}, standard error {error:.5f}, n = {sessions} simulated sessions"
    )
    assert abs(found.mean()) <= 3 * error


# the engine on the same paths


def engine_end(market: Market, ahead: Ahead, bar: int, path: int, log: tuple[Decision, ...]) -> tuple[State, list[str]]:
    """The account at the end of one future of both symbols, and by symbol how its position ended."""
    series = [as_candles(one.last.slice(0, bar + 1), ahead.passages[place].futures, path)
              for place, one in enumerate(market.markets)]  # fmt: skip
    others = tuple(
        Market(one.rules, drawn, drawn, start=bar) for one, drawn in zip(market.others, series[1:], strict=True)
    )
    outcome = run(Market(market.rules, series[0], series[0], start=bar, others=others), log, BANKROLL)
    ends = dict.fromkeys((one.symbol for one in market.markets), "held")
    for event in outcome.events:
        if isinstance(event, Liquidated):
            ends[event.symbol] = "liquidated"
        elif isinstance(event, OrderFilled) and event.reason in ("stop", "target"):
            ends[event.symbol] = event.reason
    return outcome.state, list(ends.values())


WORDS = {Ending.HELD: "held", Ending.STOPPED: "stop", Ending.TARGET: "target", Ending.LIQUIDATED: "liquidated"}


def modelled(market: Market, ahead: Ahead, bar: int, log: tuple[Decision, ...]) -> tuple[list[Played], FloatArray]:
    """The same account as the score plays it, seen from either slot, and its equity at the end."""
    moment = list(moments_of(market, log, BANKROLL, bar + 1))[-1]
    front, last = focus(moment.after, 0), len(market) - 1
    states = ((front, front), (moment.before, moment.after))
    played = [play(stakes_of(*pair, market, bar, last), ahead) for pair in states]
    ends = [float(account_at(focus(pair[0], 0), market, bar).equity) + one.account
            for pair, one in zip(states, played, strict=True)]  # fmt: skip
    assert np.allclose(*ends, atol=1e-6)
    return played, ends[0]


@pytest.mark.parametrize("mode", MarginMode)
@pytest.mark.parametrize("sides", [(Side.LONG, Side.LONG), (Side.LONG, Side.SHORT)], ids=["same", "opposite"])
def test_the_engine_ends_the_same_accounts_the_same_way(
    both: Market, mode: MarginMode, sides: tuple[Side, Side]
) -> None:
    """60 paths of six hours in the crash, two positions behind one wallet, one with stop and target: same endings.

    In cross a fall of one takes both along. Both leave by their time stop at last, so that equity agrees to 0.3 % of
    the bankroll but for what the venue's ladder leaves over.
    """
    bar, second = both.start + 1_120, both.others[0]
    ahead = FuturesSource("engine", both, bar + 360).ahead(bar, frozenset({0, 1}))
    price, turn, ends_ms = second.last_close(bar), sides[1].sign, both.close_ms(bar) + 350 * 60_000
    stop, target = (Decimal(f"{float(price) * (1 + turn * part):.2f}") for part in (-0.09, 0.06))
    size = {MarginMode.CROSS: ("14", "200"), MarginMode.ISOLATED: ("1", "60")}[mode]
    setting = SetLeverage(leverage=Decimal(20), margin_mode=mode)
    last = PlaceOrder(side=sides[1], size=Decimal(size[1]), stop=stop, target=target, time_exit=ends_ms)
    first = PlaceOrder(side=sides[0], size=Decimal(size[0]), time_exit=ends_ms)
    log = at(bar, setting, eth(setting), first, eth(last))
    played, equity = modelled(both, ahead, bar, log)
    differs, apart, seen = 0, 0, set()
    for path in range(60):
        state, ends = engine_end(both, ahead, bar, path, log)
        model = [WORDS[Ending(one.exits.ending[path])] for one in played if one.exits is not None]
        seen |= set(ends)
        differs += model != ends
        apart += abs(float(state.wallet) - equity[path]) > 0.003 * float(BANKROLL)
    told(f"{mode}, {sides}: endings {seen}, {differs} of 60 paths differ, {apart} in equity by more than 0.3 %")
    assert differs <= 1 and apart <= 2
    assert {"held", "liquidated"} <= seen


# decisions of a bar


def test_each_symbol_of_a_bar_is_one_decision_whatever_the_order_of_its_commands(front: Market) -> None:
    """An entry, one on the other symbol, then the first one's stop: two decisions, both with their stop."""
    bar, market = front.start + 960, wallet(front, 0.5)
    one, other = (disciplined(each, bar, Side.LONG)[1] for each in market.markets)
    assert isinstance(one, PlaceOrder) and isinstance(other, PlaceOrder)
    log = at(
        bar, replace(one, order_id="a"), Note(text="0.2", kind=DOOM), eth(replace(other, order_id="b")),
        Note(text="0.3", kind=DOOM), AmendOrder(order_id="a-stop", trigger=one.stop and one.stop - 10),
    )  # fmt: skip
    found = list(moments_of(market, log, BANKROLL, bar + 1))
    assert [(item.before.lane, item.kind, item.doom) for item in found] == [
        (0, "entry", Decimal("0.2")), (2, "entry", Decimal("0.3")),
    ]  # fmt: skip
    stop = found[0].after.orders[0].level
    assert one.stop is not None and stop == one.stop - 10
    assert found[0].after.wallet == found[1].before.wallet
    whole = run(market, log, BANKROLL, bar + 1).state
    assert focus(found[1].after, 0) == whole
    assert focus(found[1].before, 0).position == whole.position


@pytest.mark.parametrize(("text", "chance"), [("1", Decimal(1)), ("1.05", None), ("-0.05", None)])
def test_what_is_no_chance_is_kept_played_and_not_scored_as_one(
    front: Market, text: str, chance: Decimal | None
) -> None:
    bar, market = front.start + 960, wallet(front, 0.5)
    order = replace(disciplined(market, bar, Side.LONG)[1], probability=Decimal(text))
    log = at(bar, order, Note(text=text, kind=DOOM))
    found = list(moments_of(market, log, BANKROLL, bar + 1))
    assert [(item.kind, item.doom, item.probability) for item in found] == [("entry", chance, chance)]
    result = run(market, log, BANKROLL, bar + 1)
    assert result.state.position is not None
    assert [plan.probability for plan in plans_of(result.events, log).values()] == [chance]


def test_facts_and_outcome_keep_the_symbols_apart(both: Market) -> None:
    bar, second = both.start + 960, both.others[0]
    log = (
        *at(bar, *disciplined(both, bar, Side.LONG)),
        *at(bar + 2, *(eth(one) for one in disciplined(second, bar + 2, Side.SHORT, "0.02"))),
        *at(bar + 4, ClosePosition()),
    )  # fmt: skip
    outcome = run(both, log, BANKROLL, bar + 6)
    trades = trades_of(outcome.events, both, bar + 5, log)
    entries = entries_of(outcome.events, log, BANKROLL, both.rules.contract)
    facts = facts_of(trades, entries, outcome.events, BANKROLL, DEFAULTS)
    assert [(item.trade.symbol, item.entries[0].side) for item in facts] == [
        ("BTCUSDT", Side.LONG), ("ETHUSDT", Side.SHORT),
    ]  # fmt: skip
    assert all(len(item.entries) == 1 and item.is_complete for item in facts)
    card = score_session(both, log, outcome.events, BANKROLL, upto_bar=bar + 5, is_finished=True, with_twins=False)
    assert card.outcome.equity == account_at(outcome.state, both, bar + 5).equity


def test_a_symbol_without_futures_stands_still(front: Market) -> None:
    """One that never moved in the window has nothing to draw from: its position adds nothing, the other is priced."""
    bar = front.start + 960
    last = front.last
    still = replace(last, **{name: np.full(len(last), 100.0) for name in ("open", "high", "low", "close")})
    market = joined([front, replace(front, rules=replace(front.rules, symbol="ETHUSDT"), last=still, mark=still)])
    log = (
        *at(bar - 1, eth(PlaceOrder(side=Side.LONG, size=Decimal(1)))),
        *at(bar, *disciplined(front, bar, Side.LONG)),
    )  # fmt: skip
    unpriced, priced = rated(market, log, bar).decisions
    assert unpriced.loss is None and priced.loss is not None
