"""Loads the Desk while the learner looks at Home, so that the first session opens as fast as the next one."""

from __future__ import annotations

import importlib

from PySide6.QtCore import QObject, QTimer, Signal, Slot

_PIECES = ("pyqtgraph", "trainer.presenters.desk", "trainer.presenters.desk_memory", "trainer.ui.desk.page")
_PAUSE_MS = 120


class Warming(QObject):
    """Loads one module at a time, leaving room for the learner's hand between them. Signals: done."""

    done = Signal()

    def __init__(self, parent: QObject) -> None:
        """Begin after a pause."""
        super().__init__(parent)
        self._left = list(_PIECES)
        self._timer = QTimer(self, interval=_PAUSE_MS)
        self._timer.timeout.connect(self._load_next)
        self._timer.start()

    @Slot()
    def _load_next(self) -> None:
        importlib.import_module(self._left.pop(0))
        if not self._left:
            self._timer.stop()
            self.done.emit()
