"""The Desk while no session is open."""

from __future__ import annotations

from collections.abc import Callable

from trainer.core.language import tr
from trainer.ui.components.buttons import Button
from trainer.ui.components.empty import EmptyState


class NoSession(EmptyState):
    """Leads to Home."""

    def __init__(self, go_home: Callable[[], object]) -> None:
        """Say what to do, and do it on a click."""
        words = tr("Choose a scenario on Home.")
        super().__init__("desk", tr("No session is open."), name="no_session", detail=words)
        home = Button(tr("Home"), name="desk_to_home", icon="home")
        home.clicked.connect(go_home)
        self.add_action(home)
