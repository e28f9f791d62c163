"""The answer key on the recorded crash: first touches of either side, funding and the depth by hours."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest

from trainer.core.paths import scenarios_dir
from trainer.engine.market import Market
from trainer.engine.words import Side
from trainer.scenarios.load import load_scenario
from trainer.scoring.answer_key import answer_key
from trainer.session.markets import market_of

BANKROLL = Decimal(10_000)


@pytest.fixture(scope="module")
def crash() -> Market:
    return market_of(load_scenario(scenarios_dir() / "2020-03-12-black-thursday-btc"))


def test_both_sides_at_every_leverage(crash: Market) -> None:
    bar = crash.start + 960
    long, short = answer_key(crash, bar, BANKROLL, len(crash))
    assert (long.side, short.side) == (Side.LONG, Side.SHORT)
    assert [row.leverage for row in long.table.rows] == [2, 3, 5, 10, 20, 50, 100]
    gone = long.liquidated
    assert {leverage for leverage, _ in gone} >= {5, 10, 20, 50, 100}
    times = [time for _, time in gone]
    assert times == sorted(times, reverse=True)
    for leverage, time in gone:
        row = next(row for row in long.table.rows if row.leverage == leverage)
        place = int(np.searchsorted(crash.last.time_ms, time, side="right")) - 1
        before = crash.mark.low[bar + 1 : place]
        assert row.liquidation is not None and float(row.liquidation) < float(before.min(initial=np.inf))


def test_the_depth_by_hours_is_that_of_the_bars(crash: Market) -> None:
    bar = crash.start + 960
    long, short = answer_key(crash, bar, BANKROLL, len(crash))
    entry = float(crash.last_close(bar))
    for hours, depth in long.worst:
        low = crash.mark.low[bar + 1 : bar + 1 + hours * 60].min()
        assert float(depth) == pytest.approx(min(0.0, low / entry - 1))
    assert [hours for hours, _ in short.worst] == [1, 4, 24]
    early = answer_key(crash, bar, BANKROLL, bar + 100)[0]
    assert [hours for hours, _ in early.worst] == [1]


def test_nothing_after_the_last_revealed_bar_is_read(crash: Market) -> None:
    bar = crash.start + 960
    stop = bar + 100
    long, _ = answer_key(crash, bar, BANKROLL, stop)
    assert all(time <= crash.close_ms(stop - 1) for _, time in long.liquidated)
