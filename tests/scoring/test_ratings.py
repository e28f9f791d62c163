"""What the Process Rating must prove: luck cannot move it, structure can (scoring design, 9)."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from tests.kit.bots import BANKROLL, disciplined, rated, reckless, unit_of
from tests.kit.told import told
from trainer.core.paths import scenarios_dir
from trainer.engine.commands import AmendOrder, CancelOrder, ClosePosition, Command, Decision, Note, PlaceOrder
from trainer.engine.market import Market
from trainer.engine.run import run
from trainer.engine.words import OrderKind, Side
from trainer.journal.codec import decision_lines, parse_decisions
from trainer.journal.trades import trades_of
from trainer.scenarios.load import load_scenario
from trainer.scoring.calibration import Answer, calibrate
from trainer.scoring.futures import futures, past_of, seed_of
from trainer.scoring.passage import as_candles
from trainer.scoring.process import Blunder
from trainer.scoring.ratings import Ratings, Terms, rate_session
from trainer.scoring.scorecard import score_session
from trainer.scoring.structure import LossLabel, label_of
from trainer.session.markets import market_of

SIDES = (Side.LONG, Side.SHORT)
COUNTS = (12, pytest.param(60, marks=pytest.mark.nightly))


@pytest.fixture(scope="module")
def crash() -> Market:
    return market_of(load_scenario(scenarios_dir() / "2020-03-12-black-thursday-btc"))


def story(market: Market, *more: Decision, last: int = 300) -> tuple[int, tuple[Decision, ...], Ratings]:
    """A planned long 960 bars in, what follows it, and the ratings of all."""
    bar = market.start + 960
    log = (*(Decision(bar, command) for command in disciplined(market, bar, Side.LONG)), *more)
    outcome = run(market, log, BANKROLL, bar + last + 1)
    trades = trades_of(outcome.events, market, bar + last, log)
    held = outcome.state.position
    equity = outcome.state.wallet + (held.unrealised(market.mark_close(bar + last)) if held else 0)
    return bar, log, rate_session(Terms(market, log, BANKROLL, "s", bar + last, bar + 600, trades, equity=equity))


def with_later(market: Market, bar: int, factor: float) -> Market:
    last = market.last
    shift = np.where(np.arange(len(last)) > bar, factor, 1.0)
    moved = [column * shift for column in (last.open, last.high, last.low, last.close)]
    other = replace(last, open=moved[0], high=moved[1], low=moved[2], close=moved[3])
    return replace(market, last=other, mark=other)


@pytest.mark.parametrize("factor", [0.5, 1.7])
def test_bars_after_a_decision_change_neither_its_loss_nor_its_label(crash: Market, factor: float) -> None:
    bar = crash.start + 960
    for commands in (disciplined(crash, bar, Side.LONG, "0.02"), reckless(crash, bar, Side.LONG)):
        log = tuple(Decision(bar, command) for command in commands)
        one, other = (
            rate_session(Terms(market, log, BANKROLL, "s", bar, bar + 240)).decisions[0]
            for market in (crash, with_later(crash, bar, factor))
        )
        assert replace(one, trade=None) == replace(other, trade=None)
        told(f"1. Later bars times {factor}: loss {one.loss} and {other.loss} bp, {one.label} and {other.label}; n = 1")


def test_the_rating_prefers_a_small_planned_risk(crash: Market) -> None:
    """Loss by risk falls to about 1 % and rises steeply after it, as on the prototype."""
    bar = crash.start + 960
    losses = [rated(crash, bar, disciplined(crash, bar, Side.LONG, risk), hours=24).loss or 0.0
              for risk in ("0.0025", "0.005", "0.0098", "0.02", "0.05", "0.1")]  # fmt: skip
    assert losses[0] > losses[1] and max(losses[1:3]) < 5
    assert losses[2] < losses[3] < losses[4] < losses[5] and losses[4] > 40 and losses[5] > 200


def bars_of(market: Market, count: int) -> list[int]:
    return [int(bar) for bar in np.linspace(market.start + 10, len(market) - 300, count)]


@pytest.mark.parametrize("count", COUNTS)
def test_a_reckless_bot_rates_worse_than_a_disciplined_one_though_it_often_wins(crash: Market, count: int) -> None:
    """60 bars (12 in the short run) around the crash; 4,000 resampled sessions of 20 decisions at 10x and at 20x."""
    bars = bars_of(crash, count)
    rng = np.random.default_rng(11)
    calm = np.array([rated(crash, bar, disciplined(crash, bar, SIDES[place % 2])).loss
                     for place, bar in enumerate(bars)], dtype=float)  # fmt: skip
    wild_nets, calm_nets = [], []
    for leverage in ("10", "20"):
        found = [rated(crash, bar, reckless(crash, bar, SIDES[place % 2], leverage)) for place, bar in enumerate(bars)]
        assert all(Blunder.NO_STOP in item.blunders and item.label is LossLabel.BLUNDER for item in found)
        wild = np.minimum(np.array([item.loss for item in found], dtype=float), 500)
        draw = rng.integers(0, count, (4_000, 20))
        worse = np.mean(wild[draw].mean(axis=1) > np.minimum(calm, 500)[draw].mean(axis=1))
        told(
            f"2. Reckless at {leverage}x rates worse in {worse:.2%} of 4,000 sessions of 20 over {count} bars: "
            f"mean loss {wild.mean():.1f} against {calm.mean():.1f} bp"
        )
        assert worse >= 0.99
    for place, bar in enumerate(bars):
        for nets, commands in (
            (wild_nets, reckless(crash, bar, SIDES[place % 2])),
            (calm_nets, disciplined(crash, bar, SIDES[place % 2])),
        ):
            state = run(crash, [Decision(bar, one) for one in commands], BANKROLL, bar + 241)
            held = state.state.position
            nets.append(float(state.state.wallet + (held.unrealised(crash.mark_close(bar + 240)) if held else 0)))
    draw = rng.integers(0, count, (4_000, 5))
    wins = np.mean(np.array(wild_nets)[draw].sum(axis=1) > np.array(calm_nets)[draw].sum(axis=1))
    told(f"2. and earns more in {wins:.1%} of 4,000 sessions of 5 trades over {count} bars")
    assert wins >= 0.2


@pytest.mark.parametrize("count", COUNTS)
def test_a_coin_flip_with_perfect_structure_gives_next_to_nothing_away(crash: Market, count: int) -> None:
    """60 bars (12 in the short run), 1 % risk, costs at most 0.15 R: mean loss at most 3 bp, whatever the side."""
    found = []
    for place, bar in enumerate(bars_of(crash, count)):
        unit, price = unit_of(crash, bar), crash.last_close(bar)
        if price * Decimal("0.0014") <= unit * Decimal("0.15"):
            found.append(rated(crash, bar, disciplined(crash, bar, SIDES[place % 2])).loss or 0.0)
    told(f"3. A coin flip with perfect structure: mean loss {sum(found) / len(found):.2f} bp, n = {len(found)}")
    assert len(found) >= count / 2
    assert sum(found) / len(found) <= 3.0


def test_a_true_sixty_per_cent_shows_in_brier_and_not_in_the_rating(crash: Market) -> None:
    """4,000 samples of 800 answers: positive Brier skill in at least 99 %; the loss does not know the chance said."""
    rng = np.random.default_rng(3)
    happened = rng.random((4_000, 800)) < 0.6
    brier = np.mean((0.6 - happened) ** 2, axis=1)
    shown = np.mean(1 - brier / 0.25 > 0)
    assert shown >= 0.99
    whole = calibrate([Answer(0, 0.6, bool(item)) for item in happened[0]])
    assert whole.brier == pytest.approx(np.mean((0.6 - happened[0, -100:]) ** 2))
    bar = crash.start + 960
    said = [rated(crash, bar, disciplined(crash, bar, Side.LONG, chance=chance)).loss for chance in ("0.5", "0.6")]
    told(f"4. A true 60 % has Brier skill in {shown:.2%} of 4,000 samples of 800; loss {said[0]} and {said[1]} bp")
    assert said[0] == said[1]


def test_passing_is_free_and_earns_no_rating(crash: Market) -> None:
    bar = crash.start + 960
    passes = tuple(Decision(bar + place, Note(text="p: Wait", kind="checkpoint")) for place in range(10))
    none = rate_session(Terms(crash, passes, BANKROLL, "s", bar + 20, bar + 240))
    assert none.rating is None and none.accuracy is None
    entry = tuple(Decision(bar, command) for command in disciplined(crash, bar, Side.LONG, "0.02"))
    forty = tuple(Decision(bar + 1 + place, Note(text="p: Wait", kind="checkpoint")) for place in range(40))
    with_, without = (rate_session(Terms(crash, log, BANKROLL, "s", bar + 60, bar + 240)).rating
                      for log in ((*entry, *forty), entry))  # fmt: skip
    told(f"7. Ten passes: rating {none.rating}; forty beside an entry: {with_} bp, without them {without} bp")
    assert with_ == without is not None


def test_labels_have_their_limits() -> None:
    assert [label_of(loss) for loss in (0, 2, 2.01, 5, 5.01, 20, 20.01, 75, 75.01)] == [
        LossLabel.BEST, LossLabel.BEST, LossLabel.GOOD, LossLabel.GOOD, LossLabel.INACCURACY, LossLabel.INACCURACY,
        LossLabel.MISTAKE, LossLabel.MISTAKE, LossLabel.BLUNDER,
    ]  # fmt: skip


def test_taking_the_stop_off_while_losing_is_a_blunder_and_closing_never_is(crash: Market) -> None:
    later = crash.start + 960 + 20
    bar, _, removed = story(crash, Decision(later, CancelOrder()))
    assert later > bar and crash.last_close(later) < crash.last_close(bar)
    assert set(removed.decisions[1].blunders) >= {Blunder.NO_STOP, Blunder.WIDENED}
    _, _, closed = story(crash, Decision(later, ClosePosition(fraction=Decimal("0.5"))))
    assert closed.decisions[1].kind == "reduce"
    assert closed.decisions[1].blunders == () and (closed.decisions[1].loss or 0.0) <= 5.0


def test_a_stop_moved_away_costs_more_than_one_moved_closer(crash: Market) -> None:
    later = crash.start + 960 + 5
    bar, log, plain = story(crash)
    order = next(entry.command for entry in log if isinstance(entry.command, PlaceOrder))
    assert order.stop is not None and plain.decisions[0].label in (LossLabel.BEST, LossLabel.GOOD)
    price = crash.last_close(later)
    near, far = (order.stop + price) / 2, order.stop - 3 * (price - order.stop)
    moved = []
    for stop in (near, far):
        command = AmendOrder(order_id="o1-stop", trigger=stop.quantize(Decimal("0.1")))
        moved.append(story(crash, Decision(later, command))[2].decisions[1])
    assert [item.kind for item in moved] == ["protect", "protect"]
    assert (moved[1].loss or 0.0) > (moved[0].loss or 0.0)
    assert moved[0].blunders == () and moved[1].blunders == (Blunder.WIDENED,)
    assert bar < later


def test_an_entry_that_waits_is_priced_as_it_would_fill(crash: Market) -> None:
    bar = crash.start + 960
    unit, price = unit_of(crash, bar), crash.last_close(bar).quantize(Decimal("0.1"))
    limit = PlaceOrder(
        side=Side.LONG, kind=OrderKind.LIMIT, price=price - unit, size=Decimal("0.1"), stop=price - 2 * unit,
        target=price + unit, probability=Decimal("0.5"),
    )  # fmt: skip
    found = rated(crash, bar, [limit])
    assert found.kind == "entry" and found.loss is not None and found.stopped + found.reached < 0.9
    assert found.price == limit.price


def test_the_work_tells_how_far_it_is(crash: Market) -> None:
    bar = crash.start + 960
    log = tuple(Decision(bar, command) for command in reckless(crash, bar, Side.LONG))
    told: list[tuple[int, int]] = []
    rate_session(Terms(crash, log, BANKROLL, "s", bar, bar + 60), lambda done, total: told.append((done, total)))
    assert told == [(0, 1), (1, 1)]


def test_too_short_a_past_gives_no_rating(crash: Market) -> None:
    short = replace(crash, last=crash.last.slice(0, 1_300), mark=crash.last.slice(0, 1_300), start=1_000)
    log = tuple(Decision(1_100, command) for command in reckless(short, 1_100, Side.LONG)[:0]) or (
        Decision(1_100, PlaceOrder(side=Side.LONG, size=Decimal("0.1"))),
    )
    ratings = rate_session(Terms(short, log, BANKROLL, "s", 1_200, 1_299))
    assert ratings.decisions[0].loss is None and ratings.rating is None and ratings.luck is None


def test_luck_and_decisions_sum_to_the_result(crash: Market) -> None:
    later = crash.start + 960 + 20
    bar, log, found = story(crash, Decision(later, ClosePosition(fraction=Decimal("0.5"))))
    outcome = run(crash, log, BANKROLL, bar + 301)
    held = outcome.state.position
    equity = outcome.state.wallet + (held.unrealised(crash.mark_close(bar + 300)) if held else 0)
    assert found.luck is not None
    off = abs(found.luck.total - math.log(float(equity / BANKROLL)))
    told(f"5. The luck identity is off by {off:.1e}, n = {len(found.decisions)} decisions")
    assert off <= 1e-9


def simulated_luck(crash: Market, sessions: int) -> list[float]:
    """Luck of sessions whose bars are drawn from the generator itself: an entry, then half of it closed."""
    bar, minutes = crash.start + 960, 60
    past = past_of(crash.last, bar)
    assert past is not None
    before = crash.last.slice(0, bar + 1)
    ahead = futures(past, seed_of("other", bar), minutes, sessions)
    entry = disciplined(crash, bar, Side.LONG)[1]
    assert isinstance(entry, PlaceOrder)
    order = replace(entry, time_exit=crash.close_ms(bar) + (minutes - 2) * 60_000)
    log = (Decision(bar, order), Decision(bar + 20, ClosePosition(fraction=Decimal("0.5"))))
    found = []
    for path in range(sessions):
        series = as_candles(before, ahead, path)
        market = Market(crash.rules, series, series, (), start=bar - 1)
        equity = run(market, log, BANKROLL, bar + minutes + 1).state.wallet
        terms = Terms(market, log, BANKROLL, "luck", bar + minutes, bar + minutes, equity=equity)
        luck = rate_session(terms).luck
        assert luck is not None
        found.append(luck.luck)
    return found


@pytest.mark.parametrize("sessions", [40, pytest.param(500, marks=pytest.mark.nightly)])
def test_luck_is_nothing_on_average(crash: Market, sessions: int) -> None:
    """Mean luck 0 within 3 SE on sessions simulated from the generator."""
    found = np.array(simulated_luck(crash, sessions))
    error = found.std(ddof=1) / math.sqrt(sessions)
    told(f"5. Mean luck {found.mean():+.5f}, standard error {error:.5f}, n = {sessions} simulated sessions")
    assert abs(found.mean()) <= 3 * error


@pytest.mark.parametrize(
    ("then", "expected", "graded"),
    [
        (CancelOrder(), [(0.02, LossLabel.BEST), (6.61, LossLabel.BLUNDER)], 59.0),
        (ClosePosition(fraction=Decimal("0.5")), [(0.02, LossLabel.BEST), (1.78, LossLabel.BEST)], 98.8),
    ],
    ids=["stop taken off", "half closed"],
)
def test_a_session_file_gives_the_same_labels_losses_and_grade_everywhere(
    crash: Market, then: Command, expected: list[tuple[float, LossLabel]], graded: float
) -> None:
    """What one machine found, to 0.01 bp and 0.1 of the grade, is found by every other that runs these tests."""
    bar, log, found = story(crash, Decision(crash.start + 980, then))
    again = parse_decisions([json.loads(json.dumps(line)) for line in decision_lines(log, crash)], crash)
    assert again == log
    events = run(crash, again, BANKROLL, bar + 301).events
    card = score_session(
        crash, again, events, BANKROLL, upto_bar=bar + 300, is_finished=True, with_twins=False, ratings=found
    )
    rows, score = [(item.loss, item.label) for item in found.decisions], card.grade.as_dict()["score"]
    told(
        f"6. One session file: {[(loss, str(label)) for loss, label in rows]}, grade {score}; n = {len(rows)} decisions"
    )
    assert (rows, score) == (expected, graded)
