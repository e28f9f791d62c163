"""The Debrief of one session: sealed until graded, then revealed; decisions are priced beside the window."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from trainer.core.language import tr
from trainer.presenters.debrief_build import view_of
from trainer.presenters.debrief_decisions import GRADES
from trainer.presenters.debrief_sealed import sealed_view
from trainer.presenters.debrief_views import DebriefView, SealedView
from trainer.presenters.venue_card import VenueCardView, venue_card
from trainer.presenters.work import Work
from trainer.scoring.rated import Ratings
from trainer.scoring.ratings import rate_session
from trainer.scoring.scorecard import Scorecard
from trainer.session.markets import rivals
from trainer.session.otherwise import Otherwise, otherwise_job
from trainer.session.rating import rating_terms
from trainer.session.session import Session


class DebriefPresenter(QObject):
    """Turns a finished session and its scorecard into views, and has what is missing worked out."""

    view_changed = Signal(object)
    """DebriefView: everything may be seen."""
    sealed_changed = Signal(object)
    """SealedView: the decisions as they looked, to be graded before anything is revealed."""
    progressed = Signal(str)
    """What is being worked out, and how far that is."""
    replayed = Signal(object)
    """Otherwise: the same bars traded otherwise, to be kept with the session."""
    rated = Signal(object)
    """Ratings: to be kept; the new scorecard comes back through `take`."""
    graded = Signal()
    """The learner's grades are final: to be kept beside the score."""
    failed = Signal(str)
    """Why something could not be worked out."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Know nothing yet."""
        super().__init__(parent)
        self.session: Session | None = None
        self.card: Scorecard | None = None
        self.view: DebriefView | None = None
        self.sealed: SealedView | None = None
        self.grades: dict[str, str] = {}
        self._otherwise: Otherwise | None = None
        self._work = Work(self)
        self._work.progressed.connect(self._on_progress)
        self._work.done.connect(self._on_done)
        self._work.failed.connect(self._on_failed)

    @property
    def is_busy(self) -> bool:
        """Whether decisions are being priced."""
        return self._work.is_busy

    @property
    def ratings(self) -> Ratings | None:
        """The prices of the decisions shown, once known."""
        return None if self.card is None else self.card.ratings

    def show(
        self,
        session: Session,
        card: Scorecard,
        *,
        grades: Mapping[str, str] | None = None,
        otherwise: Otherwise | None = None,
        is_sealed: bool = False,
    ) -> None:
        """Publish the debrief of a session; a sealed one asks for grades first, where there is something to grade.

        `otherwise` is what was kept of it; without it the session's bars are traded otherwise anew.
        """
        self._work.stop()
        self.session, self.card, self.grades, self._otherwise = session, card, dict(grades or {}), otherwise
        found = sealed_view(session) if is_sealed else None
        self.sealed = found if found is not None and found.decisions else None
        if otherwise is None:
            self._work.start(otherwise_job(session))
        else:
            self._price()
        self._build(card)
        self._publish()

    @Slot(int, int)
    def _on_progress(self, done: int, total: int) -> None:
        if done >= total:
            return
        if self._otherwise is None:
            self.progressed.emit(
                tr("Trading the same bars otherwise: run {done} of {total}.").format(done=done + 1, total=total)
            )
        else:
            self.progressed.emit(
                tr("Pricing decision {done} of {total} over futures of its own past.").format(
                    done=done + 1, total=total
                )
            )

    @Slot(object)
    def _on_done(self, result: Otherwise | Ratings) -> None:
        """The one or the other goes to the store; prices come back through `take`."""
        if isinstance(result, Ratings):
            self.rated.emit(result)
            return
        self._otherwise = result
        self.replayed.emit(result)
        if self.card is not None and not self._price():
            self.take(self.card)

    def _price(self) -> bool:
        """Have the decisions of a finished session priced, where they are not; whether there is something to do."""
        session, card = self.session, self.card
        if session is None or card is None or card.ratings is not None:
            return False
        if not card.is_finished or not session.decisions:
            return False
        self._work.start(partial(rate_session, rating_terms(session)))
        return True

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        if self.card is not None:
            self.take(self.card)
        self.failed.emit(sentence)

    @Slot()
    def give_up(self) -> None:
        """Leave what is being worked out undone and show what is known; the next opening goes on with it."""
        self._work.stop()
        if self.card is not None:
            self.take(self.card)
        self.failed.emit(tr("stopped; opening this debrief again goes on with it."))

    def take(self, card: Scorecard) -> None:
        """The scorecard with prices."""
        if self.session is None:
            return
        self._build(card)
        if self.sealed is None:
            self.view_changed.emit(self.view)

    def _build(self, card: Scorecard) -> None:
        assert self.session is not None
        known = self._otherwise
        self.card = _with(card, known)
        self.view = view_of(
            self.session, self.card, self.grades, () if known is None else known.venues, is_busy=self.is_busy
        )

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


def _with(card: Scorecard, known: Otherwise | None) -> Scorecard:
    """A scorecard with what else was possible, once that is known."""
    if known is None:
        return card
    again = known.replays
    return replace(card, twins=again.twins, ladder=again.ladder, survival=again.survival)
