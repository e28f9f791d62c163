"""When the two chances count as given: in steps of 5 %, left alone for a moment, before futures were in sight."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from trainer.presenters.ticket_fields import TicketFields, is_chance
from trainer.session.session import Session

SETTLED_MS = 600
CHANCES = ("probability", "doom")


class Chances(QObject):
    """Waits until typing rests, so that the first digit of a number shows no futures."""

    settled = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        """Nothing typed, no futures seen."""
        super().__init__(parent)
        self._session = session
        self._seen_bar = -1
        self.after: frozenset[str] = frozenset()
        """Those of the two that were typed with futures of their bar in sight."""
        self._rest = QTimer(self)
        self._rest.setObjectName("chances_rest")
        self._rest.setSingleShot(True)
        self._rest.setInterval(SETTLED_MS)
        self._rest.timeout.connect(self.settled)

    @Slot()
    def settle(self) -> None:
        """The learner has left the field: what stands there is meant."""
        if self._rest.isActive():
            self._rest.stop()
            self.settled.emit()

    def note_typed(self, field: str) -> None:
        """One of the two was typed, or emptied."""
        self._rest.start()
        if self._seen_bar == self._session.cursor:
            self.after |= {field}

    def note_seen(self) -> None:
        """Futures of the present bar are in sight."""
        self._seen_bar = self._session.cursor

    def clear(self) -> None:
        """A new ticket."""
        self._rest.stop()
        self.after = frozenset()

    def are_given(self, fields: TicketFields) -> bool:
        """Whether both stand there as they are meant."""
        said = (fields.probability, fields.doom)
        return not self._rest.isActive() and all(one is not None and is_chance(one) for one in said)
