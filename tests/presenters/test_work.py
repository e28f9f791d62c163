"""Work beside the window: it tells, it stops, it survives its owner, and a refusal becomes a sentence."""

from __future__ import annotations

import threading

from pytestqt.qtbot import QtBot

from trainer.core.errors import TrainerError
from trainer.presenters.work import Told, Work


def test_a_job_tells_how_far_it_is_and_what_it_found(qtbot: QtBot) -> None:
    work, seen = Work(), []
    work.progressed.connect(lambda done, total: seen.append((done, total)))

    def job(told: Told) -> str:
        told(0, 2)
        told(1, 2)
        return "found"

    with qtbot.waitSignal(work.done, timeout=10_000) as waiting:
        work.start(job)
    assert waiting.args == ["found"] and seen == [(0, 2), (1, 2)] and not work.is_busy


def test_a_stopped_job_ends_at_its_next_step_and_tells_nothing(qtbot: QtBot) -> None:
    work, heard, go, steps = Work(), [], threading.Event(), []
    work.done.connect(heard.append)

    def job(told: Told) -> str:
        for step in range(100):
            told(step, 100)
            steps.append(step)
            go.wait(10)
        return "never wanted"

    work.start(job)
    qtbot.waitUntil(lambda: len(steps) == 1, timeout=10_000)
    work.stop()
    go.set()
    assert work.wait() and len(steps) == 1
    qtbot.wait(20)
    assert heard == [] and not work.is_busy


def test_a_new_job_takes_the_place_of_the_one_before(qtbot: QtBot) -> None:
    work, heard = Work(), []
    work.done.connect(heard.append)
    work.start(lambda _told: "old")
    with qtbot.waitSignal(work.done, timeout=10_000):
        work.start(lambda _told: "new")
    assert work.wait()
    qtbot.wait(20)
    assert heard == ["new"]


def test_a_refusal_becomes_a_sentence(qtbot: QtBot) -> None:
    work = Work()

    def job(_told: Told) -> None:
        raise TrainerError("candles: one is missing")

    with qtbot.waitSignal(work.failed, timeout=10_000) as waiting:
        work.start(job)
    assert waiting.args == ["candles: one is missing"]


def test_a_job_outlives_its_owner_in_silence(qtbot: QtBot) -> None:
    work, go = Work(), threading.Event()

    def job(_told: Told) -> str:
        go.wait(10)
        return "nobody hears it"

    work.start(job)
    other = Work()
    work.deleteLater()
    qtbot.wait(50)
    go.set()
    assert other.wait()
