"""The Debrief page in the window: built when first shown, told which session was scored; it keeps prices and grades."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from trainer.core.language import tr
from trainer.presenters.attempt import Attempt
from trainer.ui.shell import MainWindow

if TYPE_CHECKING:
    from trainer.presenters.debrief import DebriefPresenter
    from trainer.scoring.rated import Ratings
    from trainer.scoring.scorecard import Scorecard
    from trainer.session.otherwise import Otherwise
    from trainer.session.session import Session

PAGE = "debrief"


class DebriefWiring(QObject):
    """Joins window, library and page."""

    home_requested = Signal()
    replay_requested = Signal(str)
    """Session id: look at it on the Desk."""
    again_requested = Signal(str)
    """Scenario id: train it once more."""

    def __init__(self, window: MainWindow, attempt: Attempt, parent: QObject) -> None:
        """Register the page; nothing of it is imported before it is shown."""
        super().__init__(parent)
        self._window, self._attempt = window, attempt
        self.presenter: DebriefPresenter | None = None
        window.add_page(PAGE, tr("Debrief"), "debrief", self._build)

    def _build(self) -> QWidget:
        from trainer.presenters.debrief import DebriefPresenter
        from trainer.ui.debrief.page import DebriefPage

        self.presenter = DebriefPresenter(self)
        self.presenter.rated.connect(self._keep_score)
        self.presenter.replayed.connect(self._keep_otherwise)
        self.presenter.graded.connect(self._on_graded)
        page = DebriefPage(self.presenter)
        page.home_requested.connect(self.home_requested)
        page.replay_requested.connect(self.replay_requested)
        page.again_requested.connect(self.again_requested)
        return page

    def show_scored(self, session: Session, card: Scorecard, *, is_sealed: bool = False) -> None:
        """Tell the page of a scored session."""
        self._window.page(PAGE)
        assert self.presenter is not None
        grades = self._attempt(lambda library: library.grades(session))
        kept = self._attempt(lambda library: library.otherwise(session))
        self.presenter.show(session, card, grades=grades, otherwise=kept, is_sealed=is_sealed)

    def settle(self) -> None:
        """Reveal the debrief and wait for its prices, for pictures."""
        if self.presenter is not None:
            self.presenter.reveal()
            self.presenter.wait()

    def stop(self) -> None:
        """End the work behind the page."""
        if self.presenter is not None:
            self.presenter.stop()

    @Slot()
    def _on_graded(self) -> None:
        if self.presenter is not None:
            self._keep_score(self.presenter.ratings)

    @Slot(object)
    def _keep_otherwise(self, found: Otherwise) -> None:
        if self.presenter is not None and (session := self.presenter.session) is not None:
            self._attempt(lambda library: library.keep_otherwise(session, found))

    @Slot(object)
    def _keep_score(self, ratings: Ratings | None) -> None:
        """Store prices and grades of the session in the debrief."""
        shown = self.presenter
        if shown is None or shown.session is None or not shown.session.is_finished:
            return
        session, grades = shown.session, dict(shown.grades)
        card = self._attempt(lambda library: library.keep_score(session, ratings, grades))
        if card is not None:
            shown.take(card)
