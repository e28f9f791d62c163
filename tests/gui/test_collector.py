"""Garbage is collected in the window's thread, never in a worker's."""

from __future__ import annotations

import gc
import threading
import weakref

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from trainer.presenters.work import Told, Work
from trainer.ui.collector import WindowCollector


class Knot:
    """A cycle that only the collector can undo."""

    def __init__(self) -> None:
        self.itself = self


def allocate(_told: Told) -> int:
    """Enough new containers to wake the automatic collector many times."""
    return len([[number] for number in range(200_000)])


def test_a_worker_that_allocates_does_not_collect(qtbot: QtBot) -> None:
    parent = QObject()
    collector, work = WindowCollector(parent), Work(parent)
    threads: list[int] = []
    knot = Knot()
    weakref.finalize(knot, lambda: threads.append(threading.get_ident()))
    del knot
    with qtbot.waitSignal(work.done, timeout=20_000):
        work.start(allocate)
    work.wait()
    held = [[number] for number in range(5_000)]  # makes the youngest generation due
    qtbot.waitUntil(lambda: bool(threads), timeout=20_000)
    assert threads == [threading.get_ident()] and not gc.isenabled() and held
    collector.end()
    assert gc.isenabled()
