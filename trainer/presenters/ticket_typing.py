"""What the learner types into the ticket: fields left as typed, each edit announced once."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from PySide6.QtCore import QObject, Signal

from trainer.core.clock import DAY_MS, MINUTE_MS
from trainer.core.language import tr
from trainer.engine.words import PositionMode, Side, Sizing, TimeInForce, TriggerSource
from trainer.presenters.desk_board import DeskBoard
from trainer.presenters.ticket_chances import CHANCES, Chances
from trainer.presenters.ticket_draft import TicketDraft
from trainer.presenters.ticket_fields import SizeUnit, TicketFields, TicketKind, fraction_of
from trainer.presenters.zone import offset_ms, time_of
from trainer.session.session import Session

NUMBER_FIELDS = (
    "size", "price", "limit", "last_price", "count", "trail", "stop", "target", "target_2", "share_2", "target_3",
    "share_3", "probability", "doom",
)  # fmt: skip
TIME_FIELDS = ("time_exit", "expires")
FLAGS = ("reduce_only", "post_only", "is_trail_percent")


class TypedTicket(QObject):
    """Holds the fields and never writes them; `edited` after every change."""

    edited = Signal()

    def __init__(self, session: Session, board: DeskBoard, parent: QObject | None = None) -> None:
        """An empty ticket to buy at market."""
        super().__init__(parent)
        self._session, self._board = session, board
        self.draft = TicketDraft(session, board)
        self.chances = Chances(session, self)
        self._fields = self._fresh_fields()
        self._unreadable: dict[str, str] = {}
        self._is_edited = True

    @property
    def fields(self) -> TicketFields:
        """What is typed."""
        return self._fields

    def set_side(self, side: str) -> None:
        """'long' or 'short'."""
        self._edit(side=Side(side))

    def set_kind(self, kind: str) -> None:
        """One of TicketKind."""
        self._edit(kind=TicketKind(kind))

    def set_unit(self, unit: str) -> None:
        """One of SizeUnit; the typed number stays and means the new unit."""
        self._edit(unit=SizeUnit(unit))

    def set_number(self, field: str, value: Decimal | None) -> None:
        """One of NUMBER_FIELDS; the chance is typed in per cent."""
        if field not in NUMBER_FIELDS:
            raise ValueError(field)
        if field in CHANCES:
            value = None if value is None else fraction_of(value)
            if value != getattr(self._fields, field):
                self.chances.note_typed(field)
        self._edit(**{field: value})

    def note_unreadable(self, field: str, reason: str) -> None:
        """Why what is typed into a field is no number or time; empty where it is one, or nothing is typed."""
        if reason != self._unreadable.get(field, ""):
            self._unreadable = {name: text for name, text in self._unreadable.items() if name != field}
            if reason:
                self._unreadable[field] = reason
            self._is_edited = True
            self.edited.emit()

    def set_time(self, field: str, text: str) -> bool:
        """One of TIME_FIELDS as hours and minutes of the chosen zone, the next time they come; whether it is read."""
        if field not in TIME_FIELDS:
            raise ValueError(field)
        parts = text.strip().split(":")
        if not text.strip():
            self.note_unreadable(field, "")
            self._edit(**{field: None})
            return True
        if len(parts) != 2 or not all(part.isdigit() for part in parts) or int(parts[0]) > 23 or int(parts[1]) > 59:
            self.note_unreadable(field, tr("{edit}: a time such as 16:00 is allowed").format(edit=text))
            self._edit(**{field: None})
            return False
        self.note_unreadable(field, "")
        now = self._board.now_ms
        wall = now + offset_ms(now)
        wanted = wall - wall % DAY_MS + (int(parts[0]) * 60 + int(parts[1])) * MINUTE_MS
        self._edit(**{field: time_of(wanted if time_of(wanted) > now else wanted + DAY_MS)})
        return True

    def set_flag(self, field: str, is_on: bool) -> None:
        """One of FLAGS."""
        if field not in FLAGS:
            raise ValueError(field)
        self._edit(**{field: is_on})

    def set_time_in_force(self, force: str) -> None:
        """'gtc', 'ioc', 'fok' or 'gtd'."""
        self._edit(time_in_force=TimeInForce(force))

    def set_source(self, source: str) -> None:
        """The series a trigger watches: 'last' or 'mark'."""
        self._edit(source=TriggerSource(source))

    def set_sizing(self, sizing: str) -> None:
        """How the orders of a scaled entry share the size: 'even' or 'rising'."""
        self._edit(sizing=Sizing(sizing))

    def _fresh_fields(self) -> TicketFields:
        return TicketFields(
            unit=self.draft.counted, source=self._session.market.rules.default_trigger, is_hedge=self._is_hedge()
        )

    def _is_hedge(self) -> bool:
        return self._session.state.position_mode is PositionMode.HEDGE

    def _edit(self, **values: object) -> None:
        fields = replace(self._fields, **values)  # type: ignore[arg-type]  # each caller passes its field's type
        if fields != self._fields:
            self._fields = fields
            self._is_edited = True
            self.edited.emit()
