"""Drawing with the mouse: place points, take hold of a drawing, move it or one of its points."""

from __future__ import annotations

import msgspec
import numpy as np
from PySide6.QtCore import QObject, QPointF, Qt, Signal

from trainer.market.drawings import POINTS, Drawing, DrawingKind, Point
from trainer.ui.chart.drawing_shapes import pixel_of, shape_of
from trainer.ui.chart.legend import snap
from trainer.ui.chart.lod import CLOSE, OPEN
from trainer.ui.chart.model import ChartModel

_HANDLE_GRAB = 8.0
_MAGNET = 14.0
_CLICK = 4.0
_SKETCH_ID = 0


class DrawingTool(QObject):
    """Takes the presses that are meant for drawings; everything else is left to the pointer."""

    changed = Signal()
    kind_changed = Signal(str)
    text_wanted = Signal(object)
    """Point at which a text begins."""
    menu_wanted = Signal()
    """The selected drawing's menu."""
    begun = Signal()
    """The first point of a drawing was placed."""

    def __init__(self, model: ChartModel, parent: QObject | None = None) -> None:
        """Draw on this model's book."""
        super().__init__(parent)
        self._model = model
        self.kind: DrawingKind | None = None
        self.is_magnetic = False
        self._placed: tuple[Point, ...] = ()
        self._held: tuple[Drawing, int] | None = None
        self._from: Point = (0, 0.0)
        self._pressed = QPointF()

    def choose(self, kind: DrawingKind | None) -> None:
        """Draw this kind next, or nothing."""
        self.kind = kind
        self._placed = ()
        self._sketch(None)
        self.kind_changed.emit(kind or "")

    def press(self, point: QPointF, button: Qt.MouseButton) -> bool:
        """Begin or go on drawing, or take hold of a drawing; False when the press is meant for the chart."""
        model = self._model
        if model.book is None or not model.layout.plot.contains(point) or model.series.total == 0:
            return False
        self._pressed = point
        if self.kind is not None and button == Qt.MouseButton.LeftButton:
            self._place(point)
            return True
        return self._grab(point, button)

    def move(self, point: QPointF) -> bool:
        """Follow the pointer; False when nothing is being drawn or held."""
        if self.kind is not None and self._placed:
            points = (*self._placed, self.point_at(point))
            self._sketch(Drawing(_SKETCH_ID, self.kind, points, self._colour()))
            return True
        if self._held is None:
            return False
        self._sketch(self._moved(*self._held, point))
        return True

    def release(self, point: QPointF) -> bool:
        """End a drag: a drawing pulled open gets its next point, a held one stays where it is."""
        book, sketch = self._model.book, self._model.sketch
        if self._held is not None and book is not None:
            self._held = None
            self._sketch(None)
            if sketch is not None:
                book.change(sketch)
            return True
        if self.kind is not None and self._placed and (point - self._pressed).manhattanLength() > _CLICK:
            self._place(point)
            return True
        return self.kind is not None

    def begin_again(self) -> None:
        """Forget the points placed so far; the kind stays chosen."""
        self._placed = ()
        self._sketch(None)

    def cancel(self) -> bool:
        """Give up what is being drawn or held; False when there is nothing."""
        if self.kind is None and self._held is None:
            return False
        self._held = None
        self.choose(None)
        return True

    def drawing_at(self, point: QPointF) -> Drawing | None:
        """The topmost drawing under a point."""
        book = self._model.book
        found = (held for held in reversed(book.drawings if book else ()) if shape_of(self._model, held).holds(point))
        return next(found, None)

    def point_at(self, point: QPointF) -> Point:
        """Moment and price of a pixel, at a price of the bar there when the magnet is on and one is near."""
        model = self._model
        index = model.viewport.index_at(point.x())
        price = snap(model, model.viewport.price_at(point.y()))
        if self.is_magnetic and 0 <= index < model.series.total:
            prices = model.series.values[OPEN : CLOSE + 1, index]
            rows = np.abs(model.viewport.rows_of(prices) - point.y())
            if rows.min() <= _MAGNET:
                price = float(prices[int(rows.argmin())])
        return model.series.time_at(index), price

    def _place(self, point: QPointF) -> None:
        book, kind = self._model.book, self.kind
        if book is None or kind is None:
            return
        self._placed = (*self._placed, self.point_at(point))
        if len(self._placed) == 1:
            self.begun.emit()
        if kind == "risk" and len(self._placed) == 2:
            self._placed = (*self._placed, _twice(*self._placed))
        if len(self._placed) < POINTS[kind]:
            self._sketch(Drawing(_SKETCH_ID, kind, self._placed, self._colour()))
            return
        points, self._placed = self._placed, ()
        self.choose(None)
        if kind == "text":
            self.text_wanted.emit(points[0])
        else:
            book.add(kind, points)

    def _grab(self, point: QPointF, button: Qt.MouseButton) -> bool:
        book = self._model.book
        if book is None:
            return False
        chosen = book.chosen
        handle = self._handle_at(chosen, point) if chosen is not None else -1
        found = chosen if handle >= 0 else self.drawing_at(point)
        if found is None:
            if chosen is not None:
                book.selected = None
                self.changed.emit()
            return False
        book.selected = found.id
        if button == Qt.MouseButton.RightButton:
            self.changed.emit()
            self.menu_wanted.emit()
            return True
        self._held, self._from = (found, handle), self.point_at(point)
        self.changed.emit()
        return True

    def _handle_at(self, drawing: Drawing, point: QPointF) -> int:
        for place, corner in enumerate(drawing.points):
            if (pixel_of(self._model, corner) - point).manhattanLength() <= _HANDLE_GRAB:
                return place
        return -1

    def _moved(self, drawing: Drawing, handle: int, point: QPointF) -> Drawing:
        now = self.point_at(point)
        if handle >= 0:
            points = (*drawing.points[:handle], now, *drawing.points[handle + 1 :])
            return msgspec.structs.replace(drawing, points=points)
        model = self._model
        bars = model.series.index_at(now[0]) - model.series.index_at(self._from[0])
        rows = model.viewport.y_of(now[1]) - model.viewport.y_of(self._from[1])
        points = tuple(
            (
                model.series.time_at(model.series.index_at(time_ms) + bars),
                snap(model, model.viewport.price_at(model.viewport.y_of(price) + rows)),
            )
            for time_ms, price in drawing.points
        )
        return msgspec.structs.replace(drawing, points=points)

    def _colour(self) -> str:
        return self._model.book.colour if self._model.book is not None else "chart.series.first"

    def _sketch(self, drawing: Drawing | None) -> None:
        if drawing != self._model.sketch:
            self._model.sketch = drawing
            self.changed.emit()


def _twice(entry: Point, stop: Point) -> Point:
    """A first target of two risks, where the learner can take hold of it."""
    return stop[0], entry[1] + 2 * (entry[1] - stop[1])
