"""How much room the ticket has: labels above their fields where all of it fits so, inside them where it does not."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget

LOOKS = 4
"""Two with labels above their fields, two with labels inside, each closer than the one before."""
_COMING = 48
"""Height of what typing brings: a sentence, rows of the worst case."""
_DIRECT = Qt.FindChildOption.FindDirectChildrenOnly


class TicketRoom:
    """Measures the column of the ticket; the roomiest look that fits is taken, else the closest.

    While only figures are typed it never gets roomier, so that fields stay where they are; but what a message took is
    given back once it is gone.
    """

    def __init__(self, scroll: QScrollArea, body: QWidget, set_look: Callable[[int], None]) -> None:
        """With room for everything."""
        self._scroll, self.body, self._set_look = scroll, body, set_look
        self._known: tuple[int, Hashable] = (0, None)
        self._told: frozenset[str] = frozenset()
        self._calm: int | None = None
        """The look before messages came; None where they were there from the first."""
        self.look = 0

    def fit(self, kind: Hashable, height: int, *, is_typed: bool, told: frozenset[str]) -> None:
        """Look again; `kind` says which fields there are, `height` that of the whole ticket in pixels.

        Untyped, room is kept for what typing brings. `told` names the fields that have messages. What is out of sight
        has no true heights yet and is not looked at.
        """
        if not self._scroll.isVisible():
            return
        is_new, is_over = (height, kind) != self._known, not self._told <= told
        self._known, self._told = (height, kind), told
        begins = is_new or (is_over and self._calm is None)
        coming = _COMING if begins and not is_typed else 0
        if begins:
            self._calm = None
            self._take(0)
        elif is_over and self._calm is not None:
            self._take(self._calm)
        while self.look < LOOKS - 1 and self._needed() + coming > self._available():
            self._take(self.look + 1)
        if not told:
            self._calm = self.look

    def _take(self, look: int) -> None:
        if look != self.look:
            self.look = look
            self._set_look(look)

    def _available(self) -> int:
        """Height for the column, after what stands below it was shown or hidden."""
        whole = self._scroll.parentWidget()
        layout = None if whole is None else whole.layout()
        if layout is not None:
            layout.activate()
        return self._scroll.viewport().height()

    def _needed(self) -> int:
        """Height of the column, its parts laid out anew where something of them was shown or hidden."""
        _settle(self.body)
        return max(self.body.minimumSizeHint().height(), self.body.heightForWidth(self._scroll.viewport().width()))


def _settle(widget: QWidget) -> None:
    """Work out the inner layouts first."""
    for child in widget.findChildren(QWidget, options=_DIRECT):
        if child.layout() is not None and not child.isHidden():
            _settle(child)
    layout = widget.layout()
    if layout is not None:
        layout.activate()
