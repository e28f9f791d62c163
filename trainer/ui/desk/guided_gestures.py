"""The guided first trade on the Desk: told in the ticket's place until it is left or its debrief opens."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from trainer.core.language import tr
from trainer.presenters.desk_views import ToastView
from trainer.presenters.guide import Guide, GuideView, LearnersOwn
from trainer.ui.desk.drawing_gestures import DrawingGestures
from trainer.ui.desk.guide_panel import GuidePanel


class GuidedGestures(DrawingGestures):
    """What the page does while a trade is guided; `finish_requested()` when the learner ends the session."""

    finish_requested = Signal()

    guide: GuidePanel
    _guide: Guide | None = None

    def show_side(self, widget: QWidget) -> None:
        """Show what stands in the ticket's place."""
        raise NotImplementedError

    @Slot()
    def show_ticket(self) -> None:
        """Put the ticket, or the guide while a trade is guided, back in its place."""
        raise NotImplementedError

    @Slot(object)
    def show_toast(self, view: ToastView) -> None:
        """A short report at the foot of the chart."""
        raise NotImplementedError

    @property
    def is_guided(self) -> bool:
        """Whether a guided trade is being told."""
        return self._guide is not None

    @property
    def learners_own(self) -> LearnersOwn | None:
        """What a guided trade will give back when it is left; None while none is told."""
        return None if self._guide is None else self._guide.own

    def begin_guide(self, own: LearnersOwn | None = None) -> None:
        """Tell a guided trade in the ticket's place until it is left or its debrief opens.

        `own` is of the Desk that this one takes the place of, where a trade was guided there already.
        """
        self._guide = guide = Guide(self.presenter, own, self)
        guide.finish_asked.connect(self.finish_requested)
        guide.changed.connect(self._on_guided)
        self.guide.went_on.connect(guide.go_on)
        guide.begin()

    @Slot()
    def leave_guide(self) -> None:
        """Give the learner the ticket, and what was theirs before."""
        if self._guide is not None:
            self._guide.leave()
            self._guide.deleteLater()
            self._guide = None
        self.show_ticket()

    def shows_guide(self) -> bool:
        """Whether a guided trade keeps the ticket away; says how to get it."""
        if self._guide is None:
            return False
        self.show_side(self.guide)
        self.show_toast(ToastView(tr("The guide is open."), tr("Leave it to place orders of your own.")))
        return True

    @Slot(object)
    def _on_guided(self, view: GuideView) -> None:
        if not view.button and self.guide.go.hasFocus():
            self.setFocus()  # else Qt turns to the button that leaves the guide, and one more Return leaves it
        self.guide.show_view(view)
        self.show_side(self.guide)
