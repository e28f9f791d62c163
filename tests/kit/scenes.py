"""A small made-up scenario for tests of sessions: a walk of 600 minutes with one deep fall."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from trainer.market.candles import Candles
from trainer.scenarios.load import Scenario
from trainer.scenarios.records import Checkpoint, CheckpointOption, FundingRow, Header, MarketEvent, Outcome, Source
from trainer.scenarios.series import SymbolSeries

START_MS = 1_577_836_800_000  # 2020-01-01T00:00:00Z
BARS, START_BAR = 600, 120
FALL_AT = 400


def at(minute: int) -> datetime:
    """The moment this many minutes after the first bar opens."""
    return datetime.fromtimestamp(START_MS / 1000 + minute * 60, UTC)


def made_candles(seed: int = 7, step: int = 100) -> Candles:
    """Minute candles near 10,000 that fall by a fifth from bar 400 on, `step` a bar, on a grid of 0.1."""
    rng = np.random.default_rng(seed)
    steps = rng.normal(0, 3, BARS)
    steps[FALL_AT : FALL_AT + 2_000 // step] -= step
    close = np.round(10_000 + np.cumsum(steps), 1)
    opened = np.concatenate([[10_000.0], close[:-1]])
    wick = np.round(np.abs(rng.normal(0, 2, (2, BARS))), 1)
    high = np.round(np.maximum(opened, close) + wick[0], 1)
    low = np.round(np.minimum(opened, close) - wick[1], 1)
    times = START_MS + np.arange(BARS, dtype=np.int64) * 60_000
    return Candles(times, opened, high, low, close, np.full(BARS, 50.0), 60_000)


def made_scenario(candles: Candles | None = None) -> Scenario:
    """The candles with a funding stamp at minute 300, an event at 200 and a checkpoint at 250."""
    candles = candles or made_candles()
    question = Checkpoint(
        id="quiet-hour", time=at(250), title="A quiet hour", question="What do you do now?", why="It is quiet.",
        concepts=("position-size",), option=(CheckpointOption(text="Wait"), CheckpointOption(text="Buy", side="long")),
    )  # fmt: skip
    header = Header(
        id="made-up", title="Made for tests", blind_title="A walk", briefing="A walk made for tests, not history.",
        symbol="BTCUSDT", contract="linear", venue="binance_usdm", timeframe="1m", warm_up=at(0), start=at(START_BAR),
        end=at(BARS), bankroll="10000", bars=BARS, difficulty=1, tags=("test",), concepts=("position-size",),
        sketch=(0.0, 0.5, 1.0),
        source=Source(
            venue="none", market="perp", publisher="tests", package="none", version="0", archive_sha256="0" * 64,
            licence="none", candles_are="made for tests", sha256="0" * 64,
        ),
        outcome=Outcome(
            low="1", low_time=at(500), high="2", high_time=at(130), largest_fall_24h="0.2", largest_rise_24h="0.01"
        ),
        funding=(FundingRow(stamp=at(300), rate="0.0001", kind="assumed"),),
        event=(MarketEvent(time=at(200), revealed_at=at(200), title="A headline", kind="news", source="tests"),),
        checkpoint=(question,),
    )  # fmt: skip
    return Scenario(Path("made-up"), header, SymbolSeries(candles))
