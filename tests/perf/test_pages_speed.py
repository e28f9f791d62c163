"""The fan that follows the ticket, and progress over two thousand sessions; processor time beside the page's budget.

Run with `pytest tests/perf/test_pages_speed.py -n 0 -s`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from statistics import median
from time import process_time

import pytest

from trainer.core.paths import scenarios_dir
from trainer.core.units import floor_to, round_to_tick
from trainer.engine.commands import ClosePosition, PlaceOrder, SetLeverage
from trainer.engine.state import opening_state
from trainer.engine.words import Side
from trainer.presenters.progress import view_of
from trainer.presenters.progress_filter import Filter
from trainer.scenarios.load import load_scenario
from trainer.scoring.ahead import FuturesSource
from trainer.scoring.brackets import after_commands, bracket_of
from trainer.scoring.habits import Step
from trainer.scoring.passage import Passages
from trainer.scoring.progress import SessionResult, decode_result, encode_result
from trainer.scoring.settings import SCORING_VERSION
from trainer.session.library import Library, StartTerms
from trainer.session.markets import market_of
from trainer.session.otherwise import otherwise_job
from trainer.storage.store import MEMORY, Store, StoredScore

SESSIONS = 2_000
LONG = "2020-07-01-summer-btc"


def spent(work: Callable[[], object], rounds: int) -> float:
    """Median processor seconds of one call, the first left out."""
    found = []
    for _ in range(rounds + 1):
        begun = process_time()
        work()
        found.append(process_time() - begun)
    return median(found[1:])


def test_the_fan_follows_an_edit() -> None:
    market = market_of(load_scenario(scenarios_dir() / "2020-03-12-black-thursday-btc"))
    bar = market.start + 960
    drawn = FuturesSource("speed", market, len(market) - 1).at(bar)
    assert drawn is not None
    passages = Passages(drawn)
    state, leverages = opening_state(Decimal(10_000)), iter(range(10**6))

    def follow() -> None:
        leverage = Decimal(2 + next(leverages) % 90)
        order = PlaceOrder(side=Side.LONG, size=Decimal("0.2"), target=Decimal(7600))
        answer = after_commands(state, market, bar, (SetLeverage(leverage=leverage), order))
        assert answer is not None
        bracket = bracket_of(state, answer[0], market, bar, len(market) - 1)
        assert bracket is not None
        bracket.results(passages.exits(bracket.levels, bracket.bars))

    seconds = spent(follow, 20)
    print(f"the fan follows an edit in {seconds * 1000:.1f} ms")  # noqa: T201 - a measurement
    assert seconds <= 0.1


@pytest.fixture(scope="module")
def library() -> Library:
    """Two thousand finished sessions in memory."""
    shown = Library(Store(MEMORY))
    session = shown.start(StartTerms(scenario_id="2020-03-12-black-thursday-btc"))
    place, summary = session.place, session.summary()
    for number in range(SESSIONS):
        record = replace(session.record, session_id=f"s{number:05d}", started_ms=number)
        line = replace(summary, session_id=record.session_id, state="finished", touched_ms=number)
        rules = dict.fromkeys(("leverage", "plan", "size", "stop", "event", "cost"), (4, 5))
        steps = tuple(Step((number + k) % 3 - 1, 1.0 + k / 5) for k in range(6))
        result = SessionResult(
            record.session_id, number, Decimal(10_000), Decimal(1), (Decimal("0.5"),) * 5, 80.0, rules, 0, Decimal(2),
            0, losses=(5.0, 9.0, 1.0) * 3, version=SCORING_VERSION, steps=steps,
        )  # fmt: skip
        shown.store.create(record, place, line)
        score = StoredScore(record.session_id, number, 1, {}, (), encode_result(result).decode())
        shown.store.finish(record.session_id, place, line, score)
        assert decode_result(encode_result(result)) == result
    shown.delete(session.session_id)
    return shown


@pytest.mark.parametrize("chosen", [Filter(), Filter(period="90", venue="binance_usdm", mode="open")])
def test_progress_over_two_thousand_sessions(library: Library, chosen: Filter) -> None:
    """Everything the page needs, from the store to the view, with and without filters."""
    seconds = spent(lambda: view_of(library.summaries(), library.results(), chosen), 5)
    print(f"progress over {SESSIONS:,} sessions in {seconds * 1000:.0f} ms")  # noqa: T201 - a measurement
    assert seconds <= 0.3


def test_ten_thousand_bars_traded_otherwise() -> None:
    """All twins, leverages, survival tables and venues of a session of 10,000 bars with 30 decisions."""
    shown = Library(Store(MEMORY))
    session = shown.start(StartTerms(scenario_id=LONG))
    bars = min(10_000, session.last_bar - session.cursor)
    for number in range(15):
        price = session.market.last_close(session.cursor)
        side = Side.LONG if number % 2 else Side.SHORT
        stop, target = (
            round_to_tick(price * (1 + side.sign * share), session.market.rules.tick, up=True)
            for share in (Decimal("-0.03"), Decimal("0.04"))
        )
        size = floor_to(session.record.bankroll / 10 / price, session.market.rules.lot)
        assert session.give(PlaceOrder(side=side, size=size, stop=stop, target=target)).rejected is None
        session.advance(bars // 30)
        session.give(ClosePosition())
        session.advance(bars // 30)
    shown.finish(session)
    seconds = spent(lambda: otherwise_job(session)(lambda _done, _total: None), 3)
    print(f"{bars:,} bars, {len(session.decisions)} decisions, traded otherwise in {seconds * 1000:.0f} ms")  # noqa: T201
    assert len(session.decisions) == 30 and seconds <= 3
    shown.close()
