"""Words for a refused command: the fact, the figures, the next step."""

from __future__ import annotations

from trainer.engine.commands import Command
from trainer.engine.events import OrderRejected
from trainer.presenters.lines import LineFacts
from trainer.session.session import Session


def refusal_words(rejected: OrderRejected, command: Command, session: Session, facts: LineFacts) -> str:
    """One line for a toast or below a field."""
    del command, session, facts
    allowed = f"; allowed: {rejected.allowed}" if rejected.allowed else ""
    return f"{rejected.reason.replace('_', ' ').capitalize()}: {rejected.given}{allowed}"
