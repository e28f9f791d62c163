"""`tick(menu, chosen)`: the mark beside the choice of a menu that holds now."""

from __future__ import annotations

from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu


def tick(menu: QMenu, chosen: object) -> None:
    """Mark the action whose data is this, one of all that carry data; none where no choice is it."""
    choices = [action for action in menu.actions() if action.data() is not None]
    if not any(action.isCheckable() for action in choices):
        group = QActionGroup(menu)
        group.setExclusionPolicy(QActionGroup.ExclusionPolicy.ExclusiveOptional)
        for action in choices:
            action.setCheckable(True)
            group.addAction(action)
    for action in choices:
        action.setChecked(action.data() == chosen)
