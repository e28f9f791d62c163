"""The window while a year of minutes is imported; run with `pytest tests/perf/test_import_stall.py -n 0 -s`."""

from __future__ import annotations

import time
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.perf.test_library_speed import YEAR, csv_file, walk
from trainer.app import Cascade
from trainer.ui.data_page.page import DataPage

LONGEST = 0.100


class Heart(QObject):
    """Beats every 5 ms in the window's thread and remembers the longest pause."""

    def __init__(self) -> None:
        super().__init__()
        self._last = time.perf_counter()
        self.pauses: list[float] = []
        self._timer = QTimer(self)
        self._timer.setInterval(5)
        self._timer.timeout.connect(self.beat)
        self._timer.start()

    @Slot()
    def beat(self) -> None:
        now = time.perf_counter()
        self.pauses.append(now - self._last)
        self._last = now


def test_the_window_never_waits_for_an_import(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    path = csv_file(tmp_path / "BTCUSDT-1m.csv", walk(YEAR))
    cascade = Cascade(qapp, tmp_path / "home")
    qtbot.addWidget(cascade.window)
    cascade.window.show()
    cascade.open_library()
    cascade.window.show_page("data")
    page = cascade.window.page("data")
    assert isinstance(page, DataPage)
    page.import_file(path)
    qtbot.wait(50)
    heart = Heart()
    qtbot.waitUntil(lambda: page.dialog is not None and page.dialog.go.isEnabled(), timeout=60_000)
    read = sorted(heart.pauses)
    heart.pauses.clear()
    assert page.dialog is not None
    page.dialog.go.click()
    qtbot.waitUntil(lambda: page.presenter.candles.view is None, timeout=60_000)
    kept = sorted(heart.pauses)
    longest = [f"{pauses[-1] * 1000:.0f} ms" for pauses in (read, kept)]
    print(f"\nlongest pause while reading {longest[0]}, while keeping {longest[1]}")  # noqa: T201 - the figures of this run
    began = time.perf_counter()
    page.import_file(path)
    qtbot.wait(200)
    page.dialog.reject()
    assert page.presenter.candles._look.wait(200), "a cancelled import went on for more than 200 ms"
    print(f"cancelled after {time.perf_counter() - began - 0.2:.3f} s")  # noqa: T201 - as above
    cascade.window.close()
    assert read[-1] <= LONGEST and kept[-1] <= LONGEST
