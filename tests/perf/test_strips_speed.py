"""What the strips of the account cost: a step, a long jump, and a command; run with `pytest tests/perf -n 0 -s`.

Goals (milliseconds, median): a step 1, a jump of 10,000 bars 30, both with 200,000 bars behind.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from decimal import Decimal
from statistics import median

import numpy as np

from tests.kit.scenes import START_MS, made_scenario
from trainer.engine.commands import PlaceOrder, SetLeverage
from trainer.engine.version import ENGINE_VERSION
from trainer.engine.words import OrderKind, Side
from trainer.journal.records import SessionRecord
from trainer.market.candles import Candles
from trainer.presenters.account_history import AccountHistory
from trainer.session.markets import market_of
from trainer.session.session import Session

BARS, BEHIND, JUMP = 240_000, 200_000, 10_000
D = Decimal


def long_session() -> Session:
    """A quiet walk with a long at 3x behind which 200 limits rest, of which many fill on the way."""
    draw = np.random.default_rng(3)
    close = np.round(10_000 * np.exp(np.cumsum(draw.normal(0.0, 0.0002, BARS))), 1)
    opened = np.concatenate([[10_000.0], close[:-1]])
    high, low = np.maximum(opened, close) + 0.5, np.minimum(opened, close) - 0.5
    times = START_MS + np.arange(BARS, dtype=np.int64) * 60_000
    candles = Candles(times, opened, high, low, close, np.full(BARS, 50.0), 60_000)
    scenario = made_scenario(candles)
    market = market_of(scenario)
    record = SessionRecord(
        "s1", scenario.id, scenario.content_hash, scenario.title, "BTCUSDT", 60_000, market.rules, ENGINE_VERSION,
        Decimal(1_000_000), market.start, len(market) - 1, 0,
    )  # fmt: skip
    session = Session(record, scenario, market)
    session.give(SetLeverage(leverage=D(3)))
    session.give(PlaceOrder(side=Side.LONG, size=D(5)))
    last = session.market.last_close(session.cursor)
    for place in range(1, 201):
        price = (last - place * 4).quantize(D("0.1"))
        session.give(PlaceOrder(side=Side.LONG, kind=OrderKind.LIMIT, size=D("0.01"), price=price))
    return session


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def test_a_step_a_jump_and_a_command_behind_many_bars() -> None:
    session = long_session()
    history = AccountHistory(session)
    session.advance(BEHIND)
    whole = timed(history.follow)
    stepping = []
    for _ in range(300):
        session.advance()
        stepping.append(timed(history.follow))
    jumping = []
    for _ in range(3):
        session.advance(JUMP)
        jumping.append(timed(history.follow))
    deciding = []
    for _ in range(20):
        session.give(PlaceOrder(side=Side.LONG, size=D("0.01")))
        deciding.append(timed(history.follow))
    sys.stdout.write(
        f"\nstrips behind {session.cursor:,} bars and {len(session.standings)} changes: all of it {whole:.1f} ms, "
        f"a step {median(stepping):.3f} ms, {JUMP:,} bars {median(jumping):.2f} ms, a command {median(deciding):.2f}\n"
    )
    assert median(stepping) <= 1 and median(jumping) <= 30 and median(deciding) <= 5
