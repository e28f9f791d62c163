"""Tooltips that tell the key of a button's action and follow the learner's choice of keys."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from trainer.ui.actions import KeyMap
from trainer.ui.components.labels import with_key


class KeyHints:
    """Knows which widgets do what an action does."""

    def __init__(self) -> None:
        """None yet."""
        self._told: list[tuple[QWidget, str, str, bool]] = []

    def tell(self, widget: QWidget, words: str, action_id: str, *, is_name: bool = False) -> None:
        """From the next `follow` on, point at a widget with these words and the key of an action.

        With `is_name` they are read aloud as its name too.
        """
        self._told.append((widget, words, action_id, is_name))

    def follow(self, keys: KeyMap) -> None:
        """Take the keys in force."""
        for widget, words, action_id, is_name in self._told:
            text = with_key(words, keys.key_of(action_id))
            widget.setToolTip(text)
            if is_name:
                widget.setAccessibleName(text)
