"""Python's cyclic garbage collector, run in the window's thread only.

Left to itself it runs in whatever thread happens to allocate; a closed page that is collected by a worker thread takes
its widgets down there, which Qt answers with a crash.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer, Slot

_EVERY_MS = 200


class WindowCollector(QObject):
    """Rests the automatic collector and does its work from a timer; `end` gives it back."""

    def __init__(self, parent: QObject) -> None:
        """Begin."""
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    @Slot()
    def collect(self) -> None:
        """Collect the oldest generation that is due, as the automatic collector would."""
        counts, limits = gc.get_count(), gc.get_threshold()
        due = [generation for generation in range(3) if counts[generation] > limits[generation]]
        if due:
            gc.collect(due[-1])

    @Slot()
    def end(self) -> None:
        """Let the automatic collector work again."""
        self._timer.stop()
        gc.enable()
