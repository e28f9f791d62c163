"""Long work beside the window: frozen terms in, one result out, progress on the way, stoppable."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from threading import Event
from typing import Any

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal, Slot

from trainer.core.errors import TrainerError

Told = Callable[[int, int], None]
Job = Callable[[Told], Any]
"""Does the work and tells (done, of how many); stops with WorkStopped once told that it is no longer wanted."""


class WorkStopped(Exception):  # noqa: N818 - not an error: the learner went on
    """The work was cancelled."""


class Work(QObject):
    """One job at a time beside the window; a new one stops the one before it."""

    progressed = Signal(int, int)
    """Done, of how many."""
    done = Signal(object)
    """What the job returned; nothing is told of a job that was stopped."""
    failed = Signal(str)
    """A sentence for the learner."""

    _finished = Signal(object, object, str)

    def __init__(self, parent: QObject | None = None) -> None:
        """Idle."""
        super().__init__(parent)
        # the application's own pool: one of its own would be waited for while it is deleted
        self._pool = QThreadPool.globalInstance()
        self._wanted: Event | None = None
        self._finished.connect(self._on_finished)

    @property
    def is_busy(self) -> bool:
        """Whether a job is under way."""
        return self._wanted is not None

    def start(self, job: Job) -> None:
        """Begin a job; what it returns comes with `done`."""
        self.stop()
        self._wanted = Event()
        self._wanted.set()
        self._pool.start(_Runnable(self, job, self._wanted))

    @Slot()
    def stop(self) -> None:
        """Let go of the job under way; it ends at its next step and tells nothing."""
        if self._wanted is not None:
            self._wanted.clear()
            self._wanted = None

    def wait(self, most_ms: int = 30_000) -> bool:
        """Wait until no work is under way; whether it came to that."""
        return self._pool.waitForDone(most_ms)

    @Slot(object, object, str)
    def _on_finished(self, wanted: Event, result: object, trouble: str) -> None:
        if wanted is not self._wanted:
            return
        self._wanted = None
        if trouble:
            self.failed.emit(trouble)
        else:
            self.done.emit(result)


class _Runnable(QRunnable):
    """Runs a job and hands its end to the thread of its Work."""

    def __init__(self, work: Work, job: Job, wanted: Event) -> None:
        super().__init__()
        self._work, self._job, self._wanted = work, job, wanted

    def run(self) -> None:
        """Called by the pool, in its own thread."""
        result, trouble = None, ""
        try:
            result = self._job(self._told)
        except WorkStopped:
            return
        except TrainerError as error:
            trouble = str(error)
        with suppress(RuntimeError):  # the window was taken down meanwhile: nobody waits for it
            self._work._finished.emit(self._wanted, result, trouble)

    def _told(self, done: int, total: int) -> None:
        if not self._wanted.is_set():
            raise WorkStopped
        try:
            self._work.progressed.emit(done, total)
        except RuntimeError:  # as above
            raise WorkStopped from None
