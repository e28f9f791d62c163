"""What is shown while the candles of a long scenario are read beside the window, before its session opens."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

from trainer.core.language import retold, tr
from trainer.presenters.attempt import Attempt
from trainer.presenters.work import Work
from trainer.ui.components.buttons import Button
from trainer.ui.components.empty import EmptyState
from trainer.ui.shell import MainWindow

if TYPE_CHECKING:
    from trainer.session.library import Library

Then = Callable[[], object]
Reading = Callable[[], object]


class Opening(QObject):
    """Goes on at once where there is little to read; looking at another page meanwhile gives the opening up."""

    began = Signal()
    """Candles are being read."""

    def __init__(self, window: MainWindow, attempt: Attempt, parent: QObject) -> None:
        """Serve this window."""
        super().__init__(parent)
        self._window, self._attempt = window, attempt
        self._work = Work(self)
        self._work.done.connect(self._on_read)
        self._work.failed.connect(self._on_failed)
        self._then: Then | None = None
        self._page: EmptyState | None = None
        window.stack.currentChanged.connect(self._on_shown)

    def scenario(self, scenario_id: str, then: Then) -> None:
        """Go on with this scenario read."""
        self._begin(lambda library: library.long_reading(scenario_id), then)

    def session(self, session_id: str, then: Then) -> None:
        """Go on with the scenario of this session read."""
        self._begin(lambda library: library.long_reading_of(session_id), then)

    @Slot()
    def stop(self) -> None:
        """Give the opening up; what is being read ends unheard."""
        self._work.stop()
        page, self._then, self._page = self._page, None, None
        if page is not None:
            self._window.stack.removeWidget(page)
            page.deleteLater()

    def _begin(self, ask: Callable[[Library], Reading | None], then: Then) -> None:
        self.stop()
        reading = self._attempt(ask)
        if reading is None:
            then()
            return
        self._then, self._page = then, self._busy()
        self._window.stack.addWidget(self._page)
        self._window.stack.setCurrentWidget(self._page)
        self._page.setFocus(Qt.FocusReason.OtherFocusReason)
        self.began.emit()
        self._work.start(lambda _told: reading())

    def _busy(self) -> EmptyState:
        words = tr("A long scenario takes a moment: its candles are being read.")
        page = EmptyState("busy", tr("Opening the session"), name="opening", detail=words)
        cancel = Button(tr("Cancel"), name="opening_cancel")
        cancel.setShortcut(Qt.Key.Key_Escape)
        cancel.clicked.connect(self._on_cancelled)
        page.add_action(cancel)
        page.setFocusProxy(cancel)
        return page

    @Slot(object)
    def _on_read(self, _result: object) -> None:
        then = self._then
        self.stop()
        if then is not None:
            then()

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        self._on_cancelled()
        banner = self._window.banner
        banner.show_line(retold(sentence), "error", tr("Dismiss"), banner.clear)

    @Slot()
    def _on_cancelled(self) -> None:
        self.stop()
        self._window.show_page(self._window.current_page())

    @Slot(int)
    def _on_shown(self, _place: int) -> None:
        if self._page is not None and self._window.stack.currentWidget() is not self._page:
            self.stop()
