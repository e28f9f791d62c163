"""What the learner waits for, in a real window without a display; run with `pytest tests/perf -n 0 -s`.

Goals on two cores (milliseconds, median): first paint 1,200 from a cold process, opening a session 150, one step 16,
a decision on disk and on screen 10; memory of a running session 250 MB.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from statistics import median

from PySide6.QtWidgets import QApplication

from trainer.app import Cascade
from trainer.engine.commands import AmendOrder, PlaceOrder, SetLeverage
from trainer.engine.words import Side
from trainer.presenters.home_views import StartChoice

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

MEMORY = """
import resource, sys
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
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
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
    used = in_fresh_process(MEMORY, tmp_path)
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
