"""The Progress page in the window: built when first shown, worked out anew whenever it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from trainer.core.language import tr
from trainer.presenters.attempt import Attempt
from trainer.presenters.settings import SettingsPresenter
from trainer.ui.shell import MainWindow

if TYPE_CHECKING:
    from trainer.presenters.progress import ProgressPresenter

PAGE = "progress"


class ProgressWiring(QObject):
    """Joins window, library and page."""

    home_requested = Signal()
    session_chosen = Signal(str)
    debrief_requested = Signal(str)

    def __init__(self, window: MainWindow, attempt: Attempt, settings: SettingsPresenter, parent: QObject) -> None:
        """Register the page; nothing of it is imported before it is shown."""
        super().__init__(parent)
        self._attempt, self._settings = attempt, settings
        self.presenter: ProgressPresenter | None = None
        window.add_page(PAGE, tr("Progress"), "progress", self._build)
        window.page_shown.connect(self._on_page)

    def _build(self) -> QWidget:
        from trainer.presenters.progress import ProgressPresenter
        from trainer.ui.progress.page import ProgressPage

        self.presenter = ProgressPresenter(self)
        page = ProgressPage(self.presenter)
        page.session_chosen.connect(self.session_chosen)
        page.debrief_requested.connect(self.debrief_requested)
        page.home_requested.connect(self.home_requested)
        return page

    @Slot(str)
    def _on_page(self, page_id: str) -> None:
        """Show the sessions and results there are now."""
        if page_id != PAGE:
            return
        from trainer.scoring.progress import mastered_of

        found = self._attempt(lambda library: (library.summaries(), library.results()))
        if self.presenter is not None and found is not None:
            self.presenter.show(*found, self._settings.ceiling(mastered_of(found[1])))
