"""What the learner waits for, in a real window without a display; run with `pytest tests/perf -n 0 -s`.

Goals on two cores (milliseconds, median): first paint 1,200 from a cold process, opening a session 150, one step 16,
a decision on disk and on screen 10; memory of a running session 250 MB.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from statistics import median

import numpy as np
from PySide6.QtWidgets import QApplication

from trainer.app import Cascade
from trainer.core.paths import scenarios_dir
from trainer.engine.commands import AmendOrder, PlaceOrder, SetLeverage
from trainer.engine.version import ENGINE_VERSION
from trainer.engine.words import Side
from trainer.journal.records import SessionRecord
from trainer.market.candles import Candles
from trainer.presenters.home_views import StartChoice
from trainer.scenarios.load import load_scenario
from trainer.scenarios.series import SymbolSeries
from trainer.session.markets import market_of
from trainer.session.session import Session

CHOICE = StartChoice("2020-03-12-black-thursday-btc", Decimal(10_000), "binance_usdm", False, False)
START_UP = """
import sys, time
began = time.perf_counter()
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from trainer.app import Cascade
app = QApplication([])
cascade = Cascade(app, Path(sys.argv[1]))
cascade.start()
app.processEvents()
cascade.window.grab()
print((time.perf_counter() - began) * 1000)
"""

# the peak of this program alone: ru_maxrss would carry over the peak of the process that started it
PEAK = """
from pathlib import Path
status = Path("/proc/self/status").read_text()
print(int(status.split("VmHWM:")[1].split()[0]) / 1024)
"""
MEMORY = """
import sys
from decimal import Decimal
from pathlib import Path
from PySide6.QtWidgets import QApplication
from trainer.app import Cascade
from trainer.presenters.home_views import StartChoice
app = QApplication([])
cascade = Cascade(app, Path(sys.argv[1]))
cascade.start()
cascade.open_library()
cascade.start_session(StartChoice("2020-03-12-black-thursday-btc", Decimal(10_000), "binance_usdm", False, False))
for _ in range(500):
    cascade.desk.presenter.replay.step()
    app.processEvents()
cascade.window.close()
"""


def in_fresh_process(program: str, folder: Path) -> float:
    command = [sys.executable, "-c", program, str(folder)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def test_start_up(tmp_path: Path) -> None:
    taken = [in_fresh_process(START_UP, tmp_path) for _ in range(5)]
    sys.stdout.write(f"\nfirst paint {median(taken):.0f} ms\n")
    assert median(taken) <= 1_200


def test_memory(tmp_path: Path) -> None:
    used = in_fresh_process(MEMORY + PEAK, tmp_path)
    sys.stdout.write(f"\nmemory of a session {used:.0f} MB\n")
    assert used <= 250


def test_open_step_decide(qapp: QApplication, tmp_path: Path) -> None:
    cascade = Cascade(qapp, tmp_path)
    cascade.start()
    cascade.open_library()
    cascade.start_session(CHOICE)
    assert cascade.desk is not None
    session_id = cascade.desk.presenter.session.session_id
    opening = median(timed(lambda: (cascade.open_session(session_id), qapp.processEvents())) for _ in range(5))
    desk = cascade.desk
    presenter = desk.presenter
    presenter.replay.set_auto_pause(next(iter(presenter.replay.auto_pause)), False)
    presenter.orders.give(SetLeverage(leverage=Decimal(5)))
    presenter.orders.give(PlaceOrder(side=Side.LONG, size=Decimal("0.1"), stop=Decimal(4000), target=Decimal(12000)))

    def step() -> None:
        presenter.replay.step()
        desk.chart.canvas.viewport().repaint()
        qapp.processEvents()

    step()
    stepping = median(timed(step) for _ in range(200))
    order = session_stop(cascade)

    def amend(price: int) -> None:
        presenter.orders.give(AmendOrder(order_id=order, trigger=Decimal(price)))
        qapp.processEvents()

    deciding = median(timed(lambda price=4001 + place: amend(price)) for place in range(50))
    sys.stdout.write(f"\nopen {opening:.0f} ms, step {stepping:.1f} ms, decision {deciding:.1f} ms\n")
    cascade.window.close()
    assert opening <= 150 and stepping <= 16 and deciding <= 10


def session_stop(cascade: Cascade) -> str:
    assert cascade.desk is not None
    orders = cascade.desk.presenter.session.state.orders
    return next(order.order_id for order in orders if order.role.value == "stop")


def long_session(bars: int) -> Session:
    """A session over Black Thursday with a seeded random walk before it (for timing only)."""
    scenario = load_scenario(scenarios_dir() / "2020-03-12-black-thursday-btc")
    own = scenario.candles
    draw = np.random.default_rng(7)
    steps = np.exp(np.cumsum(draw.normal(0.0, 0.0008, bars))[::-1])
    close = own.open[0] * steps / steps[-1]
    stamps = own.time_ms[0] - np.arange(bars, 0, -1) * 60_000
    walk = (stamps, close, close * 1.0004, close * 0.9996, close, np.full(bars, 40.0))
    columns = [np.concatenate((early, late)) for early, late in zip(walk, own.columns, strict=True)]
    longer = replace(scenario, series=SymbolSeries(Candles(*columns, own.timeframe_ms)))
    market = market_of(longer)
    record = SessionRecord(
        session_id="timing", scenario_id=scenario.id, scenario_hash="timing", scenario_title="timing",
        symbol=scenario.symbol, timeframe_ms=60_000, rules=market.rules, engine_version=ENGINE_VERSION,
        bankroll=Decimal(10_000), start_bar=market.start, last_bar=len(market) - 1, started_ms=0,
    )  # fmt: skip
    return Session(record, longer, market)


def test_a_step_and_a_fast_frame_at_100_000_bars(qapp: QApplication, tmp_path: Path) -> None:
    cascade = Cascade(qapp, tmp_path)
    cascade.start()
    cascade.open_library()
    session = long_session(100_000)
    assert session.market.start > 100_000
    cascade.show_session(session)
    assert cascade.desk is not None
    desk, replay = cascade.desk, cascade.desk.presenter.replay
    desk.chart_bar.timeframe_chosen.emit(60_000)
    desk.presenter.orders.give(
        PlaceOrder(side=Side.LONG, size=Decimal("0.1"), stop=Decimal(3000), target=Decimal(12000))
    )

    def frame(bars: int) -> None:
        replay._move(bars)
        desk.chart.canvas.viewport().repaint()
        qapp.processEvents()

    frame(1)
    stepping = sorted(timed(lambda: frame(1)) for _ in range(200))
    playing = sorted(timed(lambda: frame(34)) for _ in range(50))
    sys.stdout.write(
        f"\n100,000 bars: step {median(stepping):.1f} ms (95 % under {stepping[190]:.1f}), "
        f"frame of 34 bars {median(playing):.1f} ms (95 % under {playing[47]:.1f})\n"
    )
    cascade.desk = None
    cascade.window.close()
    assert median(stepping) <= 16 and playing[47] <= 33
