"""A year of the library's minutes beside a bundled scenario, step by step in one window.

Run with `pytest tests/perf/test_library_replay.py -n 0 -s`. Other programs disturb both alike: the ratio is judged.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from statistics import median

from PySide6.QtWidgets import QApplication

from tests.perf.test_library_speed import YEAR, walk
from trainer.app import Cascade
from trainer.collection.series import Part, SeriesKey
from trainer.collection.shelf import Collection
from trainer.core.clock import iso
from trainer.engine.commands import PlaceOrder, SetLeverage
from trainer.engine.words import Side
from trainer.presenters.home_views import StartChoice
from trainer.supply.draft import DraftQuestion, suggested
from trainer.supply.ground import span_of
from trainer.supply.make import build

BUNDLED = "2020-03-12-black-thursday-btc"
KEY = SeriesKey("BTCUSDT", "perp", "last", 60_000)
MOST = 1.3
FRAME = 34
"""Bars of one frame at the highest speed."""


def year_scenario(home: Path) -> str:
    """A scenario that plays a whole year, made the way the editor makes it."""
    shelf = Collection(home)
    info = shelf.add(KEY, walk(YEAR), Part("year.csv", "CSV", "a" * 64, YEAR, 0, 0, 0))
    span = span_of(info)
    start = span.first_ms + 10 * 86_400_000
    draft = replace(suggested(span), id="a-year", start=iso(start), end=iso(span.until_ms), warm_up_days="10",
                    questions=(DraftQuestion(iso(start + 86_400_000 * 300), "size"),))  # fmt: skip
    began = time.perf_counter()
    build(draft, shelf, home / "scenarios")
    print(f"\nbuilt in {time.perf_counter() - began:.1f} s")  # noqa: T201 - the figures of this run
    return draft.id


def opened(app: QApplication, home: Path, scenario_id: str) -> tuple[Cascade, float, float]:
    """The window with the session open, the seconds it took, and the longest the window stood still."""
    cascade = Cascade(app, home)
    cascade.start()
    cascade.open_library()
    app.processEvents()
    began = before = time.perf_counter()
    cascade.start_session(StartChoice(scenario_id, Decimal(10_000), "binance_usdm", False, False))
    stood = 0.0
    while cascade.desk is None:
        app.processEvents()
        now = time.perf_counter()
        stood, before = max(stood, now - before), now
        time.sleep(0.001)
    app.processEvents()
    taken, stood = time.perf_counter() - began, max(stood, time.perf_counter() - before)
    presenter = cascade.desk.presenter
    for pause in presenter.replay.auto_pause:
        presenter.replay.set_auto_pause(pause, False)
    price = presenter.session.market.last_close(presenter.session.cursor)
    stop, target = Decimal(round(price / 4)), Decimal(round(price * 3))
    presenter.orders.give(SetLeverage(leverage=Decimal(1)))
    presenter.orders.give(PlaceOrder(side=Side.LONG, size=Decimal("0.1"), stop=stop, target=target))
    return cascade, taken, stood


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def test_a_year_replays_as_smoothly_as_a_scenario(qapp: QApplication, tmp_path: Path) -> None:
    year = year_scenario(tmp_path / "own")
    opened(qapp, tmp_path / "first", BUNDLED)[0].window.close()  # with what is loaded only once
    sessions = [opened(qapp, tmp_path / "bundled", BUNDLED), opened(qapp, tmp_path / "own", year)]
    taken: dict[str, list[list[float]]] = {"step": [[], []], "frame": [[], []]}

    def frame(cascade: Cascade, bars: int) -> None:
        assert cascade.desk is not None
        cascade.desk.presenter.replay._move(bars)
        cascade.desk.chart.canvas.viewport().repaint()
        qapp.processEvents()

    for cascade, _, _ in sessions:
        frame(cascade, 1)
    for name, bars, turns in (("step", 1, 200), ("frame", FRAME, 60)):
        for _ in range(turns):
            for place, (cascade, _, _) in enumerate(sessions):
                taken[name][place].append(timed(lambda cascade=cascade, bars=bars: frame(cascade, bars)))
    ratios = {name: median(both[1]) / median(both[0]) for name, both in taken.items()}
    figures = ", ".join(
        f"{name} {median(both[1]):.1f} ms beside {median(both[0]):.1f} ms, {ratios[name]:.2f} times"
        for name, both in taken.items()
    )
    (_, taken_bundled, stood_bundled), (_, taken_year, stood_year) = sessions
    print(  # noqa: T201 - as above
        f"a year: opened in {taken_year:.2f} s beside {taken_bundled:.2f} s, the window standing still for "
        f"{stood_year * 1000:.0f} ms at most beside {stood_bundled * 1000:.0f} ms; {figures}"
    )
    for cascade, _, _ in sessions:
        assert cascade.desk is not None and cascade.desk.presenter.session.state.position is not None
        cascade.window.close()
    assert all(ratio <= MOST for ratio in ratios.values()), ratios
    assert stood_year <= MOST * stood_bundled
