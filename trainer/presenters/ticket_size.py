"""The size the ticket told last: it is what a press sends, however far the price has moved since."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from trainer.core.units import ZERO
from trainer.presenters.lines import LineFacts
from trainer.presenters.ticket_fields import TicketFields, TicketKind


@dataclass(frozen=True, slots=True)
class ToldSize:
    """A size in contract units, the fields it was worked out from, and the signed size that was open then."""

    fields: TicketFields | None = None
    size: Decimal | None = None
    held: Decimal = ZERO

    def size_for(self, fields: TicketFields, held: Decimal) -> Decimal | None:
        """The size as it was told; None where it was told of other fields, or beside something else.

        The other side of an order at market was told with the same size, unless that follows from the stop.
        """
        if self.fields is None or held != self.held:
            return None
        is_alike = self.fields.kind is TicketKind.MARKET and not self.fields.unit.needs_stop
        asked = replace(fields, side=self.fields.side) if is_alike else fields
        return self.size if asked == self.fields else None

    def is_outdated_by(self, fresh: ToldSize) -> bool:
        """Whether the same fields stand for another size now that something else is open."""
        return fresh.fields == self.fields and fresh.size != self.size and fresh.held != self.held


def held_in(facts: LineFacts) -> Decimal:
    """The signed size of what is open where an order goes."""
    position = facts.state.position
    return ZERO if position is None else position.size
