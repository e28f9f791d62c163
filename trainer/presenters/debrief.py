"""The Debrief of one session: sealed until graded, then revealed; decisions are priced beside the window."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from trainer.presenters.debrief_build import view_of
from trainer.presenters.debrief_decisions import GRADES
from trainer.presenters.debrief_sealed import sealed_view
from trainer.presenters.debrief_views import DebriefView, SealedView
from trainer.presenters.debrief_work import Worked, work_of
from trainer.presenters.venue_card import VenueCardView, venue_card
from trainer.presenters.work import Work
from trainer.scoring.rated import Ratings
from trainer.scoring.scorecard import Scorecard
from trainer.session.markets import rivals
from trainer.session.session import Session


class DebriefPresenter(QObject):
    """Turns a finished session and its scorecard into views, and has what is missing worked out."""

    view_changed = Signal(object)
    """DebriefView: everything may be seen."""
    sealed_changed = Signal(object)
    """SealedView: the decisions as they looked, to be graded before anything is revealed."""
    progressed = Signal(int, int)
    """Decisions priced so far, of how many."""
    rated = Signal(object)
    """Ratings: to be kept; the new scorecard comes back through `take`."""
    graded = Signal()
    """The learner's grades are final: to be kept beside the score."""
    failed = Signal(str)
    """Why the decisions could not be priced."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Know nothing yet."""
        super().__init__(parent)
        self.session: Session | None = None
        self.card: Scorecard | None = None
        self.view: DebriefView | None = None
        self.sealed: SealedView | None = None
        self.grades: dict[str, str] = {}
        self._worked: dict[tuple[str, int, int], Worked] = {}
        self._work = Work(self)
        self._work.progressed.connect(self.progressed)
        self._work.done.connect(self._on_worked)
        self._work.failed.connect(self.failed)

    @property
    def is_busy(self) -> bool:
        """Whether decisions are being priced."""
        return self._work.is_busy

    @property
    def ratings(self) -> Ratings | None:
        """The prices of the decisions shown, once known."""
        return None if self.card is None else self.card.ratings

    def show(
        self, session: Session, card: Scorecard, *, grades: Mapping[str, str] | None = None, is_sealed: bool = False
    ) -> None:
        """Publish the debrief of a session; a sealed one asks for grades first, where there is something to grade."""
        self._work.stop()
        self.session, self.grades = session, dict(grades or {})
        known = self._worked.get(_key(session))
        self.card = _with(card, known)
        found = sealed_view(session) if is_sealed else None
        self.sealed = found if found is not None and found.decisions else None
        self.view = view_of(session, self.card, self.grades, known.venues if known is not None else ())
        if known is None or (card.ratings is None and card.is_finished and session.decisions):
            self._work.start(work_of(session, card, known))
        self._publish()

    @Slot(object)
    def _on_worked(self, worked: Worked) -> None:
        """Keep what was worked out as long as the program runs; prices go to the store and come back through `take`."""
        if self.session is None or self.card is None:
            return
        self._worked[_key(self.session)] = worked
        if worked.ratings is not None:
            self.rated.emit(worked.ratings)
        else:
            self.take(self.card)

    def take(self, card: Scorecard) -> None:
        """The scorecard with prices."""
        if self.session is None:
            return
        self._build(card)
        if self.sealed is None:
            self.view_changed.emit(self.view)

    def _build(self, card: Scorecard) -> None:
        assert self.session is not None
        known = self._worked.get(_key(self.session))
        self.card = _with(card, known)
        self.view = view_of(self.session, self.card, self.grades, known.venues if known is not None else ())

    def grade(self, key: str, grade: str) -> None:
        """The learner's own grade of a decision, A to E; another word takes it back."""
        if grade in GRADES:
            self.grades[key] = grade
        else:
            self.grades.pop(key, None)

    @Slot()
    def reveal(self) -> None:
        """Show everything; the grades given are kept."""
        if self.session is None or self.card is None:
            return
        self.sealed = None
        self._build(self.card)
        self.graded.emit()
        self._publish()

    @Slot()
    def stop(self) -> None:
        """Give up what is being worked out and wait for its thread."""
        self._work.stop()
        self._work.wait()

    def wait(self) -> bool:
        """Wait for the thread; its result still comes as an event."""
        return self._work.wait()

    def _publish(self) -> None:
        if self.sealed is not None:
            self.sealed_changed.emit(self.sealed)
        else:
            self.view_changed.emit(self.view)

    def venue_card(self, venue: str) -> VenueCardView | None:
        """All rules of a venue for the contract of the session."""
        if self.session is None:
            return None
        found = [market.rules for market in rivals(self.session.market) if market.rules.venue == venue]
        return venue_card(found[0]) if found else None


def _key(session: Session) -> tuple[str, int, int]:
    """A session as it stands: its log and how far it went."""
    return session.session_id, len(session.entries), session.cursor


def _with(card: Scorecard, worked: Worked | None) -> Scorecard:
    """A scorecard with what else was possible, once that is known."""
    if worked is None:
        return card
    again = worked.replays
    return replace(card, twins=again.twins, ladder=again.ladder, survival=again.survival)
