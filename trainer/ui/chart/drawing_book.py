"""The drawings of a session with what undoes them; every chart shows the same book."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from trainer.core.language import tr
from trainer.market.drawings import MOST, Drawing, DrawingKind, Point

_UNDO_STEPS = 200


class _Swap(QUndoCommand):
    """From one set of drawings to another."""

    def __init__(self, book: DrawingBook, before: tuple[Drawing, ...], after: tuple[Drawing, ...], words: str) -> None:
        super().__init__(words)
        self._book, self._before, self._after = book, before, after

    def redo(self) -> None:
        """Do it."""
        self._book.put(self._after)

    def undo(self) -> None:
        """Take it back."""
        self._book.put(self._before)


class DrawingBook(QObject):
    """Adds, changes and removes drawings, each as one step of undo."""

    changed = Signal(object)
    """tuple[Drawing, ...]."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin empty."""
        super().__init__(parent)
        self.drawings: tuple[Drawing, ...] = ()
        self.selected: int | None = None
        self.colour = "chart.series.first"
        self.stack = QUndoStack(self)
        self.stack.setUndoLimit(_UNDO_STEPS)

    def load(self, drawings: tuple[Drawing, ...]) -> None:
        """Begin with kept drawings; there is nothing to undo."""
        self.stack.clear()
        self.put(drawings)

    def put(self, drawings: tuple[Drawing, ...]) -> None:
        """Show these; the way back is the caller's."""
        self.drawings = drawings
        if self.chosen is None:
            self.selected = None
        self.changed.emit(drawings)

    @property
    def chosen(self) -> Drawing | None:
        """The selected drawing."""
        return next((drawing for drawing in self.drawings if drawing.id == self.selected), None)

    def add(self, kind: DrawingKind, points: tuple[Point, ...], text: str = "") -> None:
        """Add one on top and select it; MOST at once."""
        if len(self.drawings) >= MOST:
            return
        fresh = max((drawing.id for drawing in self.drawings), default=0) + 1
        self.selected = fresh
        self._push(
            (*self.drawings, Drawing(fresh, kind, points, self.colour, text=text)), tr("Draw {kind}").format(kind=kind)
        )

    def change(self, drawing: Drawing) -> None:
        """Replace the drawing of the same id."""
        after = tuple(drawing if held.id == drawing.id else held for held in self.drawings)
        if after != self.drawings:
            self._push(after, tr("Change {kind}").format(kind=drawing.kind))

    def restyle(self, **values: object) -> None:
        """Change colour, width or style of the selected drawing; a colour holds for the next ones, too."""
        if self.chosen is not None:
            self.colour = str(values.get("colour", self.colour))
            self.change(msgspec.structs.replace(self.chosen, **values))

    def remove(self) -> bool:
        """Remove the selected drawing; False without one."""
        if self.chosen is None:
            return False
        self._push(
            tuple(held for held in self.drawings if held.id != self.selected),
            tr("Remove {kind}").format(kind=self.chosen.kind),
        )
        return True

    def clear(self) -> None:
        """Remove all, as one step."""
        if self.drawings:
            self._push((), tr("Remove all drawings"))

    def _push(self, after: tuple[Drawing, ...], words: str) -> None:
        self.stack.push(_Swap(self, self.drawings, after, words))
