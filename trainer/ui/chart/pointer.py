"""What the mouse does on the chart: pan, zoom, scale, drag lines, close them, open the price menu."""

from __future__ import annotations

import math
from collections.abc import Callable
from enum import Enum, auto

from PySide6.QtCore import QObject, QPointF, Qt, Signal
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QToolTip

from trainer.presenters.chart_views import LineView, MarkerView
from trainer.ui.chart.legend import snap
from trainer.ui.chart.lines import PlacementSource
from trainer.ui.chart.model import ChartModel, Drag
from trainer.ui.chart.placing import Placed
from trainer.ui.chart.trades import marker_at

DragText = Callable[[str, float], tuple[str, ...]]
DragAllowed = Callable[[str, float], str | None]
_THRESHOLD = 3
_NOTCH = 120.0
_TIME_NOTCH = 40.0


class Mode(Enum):
    """What a pressed pointer is doing."""

    NONE = auto()
    PAN = auto()
    SCALE_PRICE = auto()
    SCALE_TIME = auto()
    DRAG_LINE = auto()


class Pointer(QObject):
    """Turns presses, moves and the wheel into changes of the model; positions in pixels of the chart."""

    changed = Signal()
    panned = Signal()
    hovered = Signal()
    drag_moved = Signal(str, float)
    dropped = Signal(str, float)
    close_clicked = Signal(str)
    menu_wanted = Signal(float)

    def __init__(self, model: ChartModel, source: PlacementSource, parent: QObject | None = None) -> None:
        """Act on this model."""
        super().__init__(parent)
        self._model = model
        self._source = source
        self.mode = Mode.NONE
        self.drag_text: DragText | None = None
        self.drag_allowed: DragAllowed | None = None
        self._pressed = QPointF()
        self._last = QPointF()
        self._wheel = 0.0
        self._told: MarkerView | None = None

    def press(self, point: QPointF, button: Qt.MouseButton) -> None:
        """Begin what lies under the pointer."""
        self._pressed = self._last = point
        if button == Qt.MouseButton.RightButton:
            if self._model.layout.plot.contains(point):
                self.menu_wanted.emit(snap(self._model, self._model.viewport.price_at(point.y())))
            return
        if button != Qt.MouseButton.LeftButton:
            return
        closing = self.close_at(point)
        if closing is not None:
            self.close_clicked.emit(closing)
            return
        grabbed = self.line_at(point)
        if grabbed is not None:
            self.mode = Mode.DRAG_LINE
            self._model.drag = Drag(grabbed, grabbed.price)
        else:
            self.mode = self._mode_at(point)

    def move(self, point: QPointF, pressed: bool) -> None:
        """Follow the pointer."""
        delta = point - self._last
        if not pressed or self.mode is Mode.NONE:
            self._hover(point)
        elif self.mode is Mode.DRAG_LINE:
            self._drag_to(point)
        elif self.mode is Mode.PAN:
            self._pan(delta)
        elif self.mode is Mode.SCALE_PRICE:
            self._model.viewport.scale_price(math.exp(delta.y() / 200), self._model.viewport.height / 2)
            self.changed.emit()
        elif abs(point.x() - self._pressed.x()) >= _TIME_NOTCH:
            self.zoom(math.copysign(1, self._pressed.x() - point.x()), self._model.now_x())
            self._pressed = point
        self._last = point

    def release(self) -> None:
        """End a drag: a price that is allowed is handed on, another is forgotten."""
        drag, self._model.drag, self.mode = self._model.drag, None, Mode.NONE
        if drag is None or not drag.moved:
            return
        if not drag.reason:
            self.dropped.emit(drag.line.id, drag.price)
        self.changed.emit()

    def cancel(self) -> bool:
        """Give up a drag; False when there was none."""
        if self._model.drag is None:
            return False
        self._model.drag, self.mode = None, Mode.NONE
        self.changed.emit()
        return True

    def wheel(self, point: QPointF, angle: float, price: bool) -> None:
        """Zoom time at the pointer, or price when price is set; angle in eighths of a degree, positive zooms in."""
        if price or self._model.layout.price_axis.contains(point):
            self._model.viewport.scale_price(math.exp(-angle / _NOTCH * 0.1), point.y())
            self.changed.emit()
            return
        self._wheel += angle
        notches = int(self._wheel / _NOTCH)
        if notches:
            self._wheel -= notches * _NOTCH
            self.zoom(notches, min(point.x(), self._model.viewport.width))

    def zoom(self, notches: float, x: float) -> None:
        """Zoom time about a pixel column, out until all bars take half of the width.

        Following goes on while the newest bar stays in view.
        """
        model = self._model
        if notches < 0 and model.series.total * model.viewport.step <= model.viewport.width / 2:
            return
        model.viewport.zoom(notches, x)
        model.viewport.following = model.viewport.following and 0 < model.now_x() <= model.viewport.width
        self.changed.emit()

    def double_click(self, point: QPointF) -> None:
        """Back to the automatic price scale; on the plot also to the newest bar at the default zoom."""
        on_axis = self._model.layout.price_axis.contains(point)
        self._model.viewport.reset(self._model.series.total, keep_time=on_axis)
        self._model.scale_anew()
        self.changed.emit()
        if not on_axis:
            self.panned.emit()

    def leave(self) -> None:
        """The pointer left the chart."""
        if self._model.hover is not None:
            self._model.hover = None
            self.hovered.emit()
        if self._told is not None:
            self._told = None
            QToolTip.hideText()

    def line_at(self, point: QPointF) -> LineView | None:
        """The line a press would drag, the topmost first."""
        found = self._placed_at(point)
        return found.line if found is not None else None

    def is_on_line(self, point: QPointF) -> bool:
        """Whether a press here is meant for an order line or its cross."""
        return self.close_at(point) is not None or self.line_at(point) is not None

    def close_at(self, point: QPointF) -> str | None:
        """Id of the line whose cross is here."""
        for placed in reversed(self._source.current().lines):
            if placed.close.contains(point):
                return placed.line.id
        return None

    def cursor_at(self, point: QPointF) -> Qt.CursorShape:
        """Shape that says what a press would do."""
        if self.close_at(point) is not None:
            return Qt.CursorShape.PointingHandCursor
        if self.mode is Mode.DRAG_LINE or self.line_at(point) is not None:
            return Qt.CursorShape.SizeVerCursor
        if self._model.layout.price_axis.contains(point):
            return Qt.CursorShape.SizeVerCursor
        if self._model.layout.time_axis.contains(point):
            return Qt.CursorShape.SizeHorCursor
        return Qt.CursorShape.CrossCursor

    def _placed_at(self, point: QPointF) -> Placed | None:
        if not self._model.layout.plot.contains(point):
            return None
        lines = [placed for placed in reversed(self._source.current().lines) if placed.line.draggable]
        on_pill = next((placed for placed in lines if placed.pill.contains(point)), None)
        return on_pill or next((placed for placed in lines if placed.grabs(point)), None)

    def _mode_at(self, point: QPointF) -> Mode:
        if self._model.layout.price_axis.contains(point):
            return Mode.SCALE_PRICE
        return Mode.SCALE_TIME if self._model.layout.time_axis.contains(point) else Mode.PAN

    def _hover(self, point: QPointF) -> None:
        layout = self._model.layout
        inside = layout.plot.contains(point) or any(pane.contains(point) for pane in layout.panes)
        now = (point.x(), point.y()) if inside else None
        if now != self._model.hover:
            self._model.hover = now
            self.hovered.emit()
        mark = marker_at(self._model, point) if inside else None
        if mark is not self._told:
            self._told = mark
            QToolTip.showText(QCursor.pos(), "\n".join(mark.details) if mark is not None else "")

    def _pan(self, delta: QPointF) -> None:
        model = self._model
        if delta.x():
            model.viewport.shift(delta.x())
            model.viewport.following = abs(model.now_x() - model.viewport.home_x()) < 2 * model.viewport.step
        if model.viewport.manual:
            model.viewport.shift_price(delta.y())
        self.changed.emit()
        self.panned.emit()

    def _drag_to(self, point: QPointF) -> None:
        drag = self._model.drag
        if drag is None or (not drag.moved and abs(point.y() - self._pressed.y()) < _THRESHOLD):
            return
        price = snap(self._model, self._model.viewport.price_at(point.y()))
        if drag.moved and price == drag.price:
            return
        drag.moved, drag.price = True, price
        drag.reason = (self.drag_allowed(drag.line.id, price) if self.drag_allowed else None) or ""
        if not drag.reason:
            drag.cells = self.drag_text(drag.line.id, price) if self.drag_text else drag.line.cells
            self.drag_moved.emit(drag.line.id, price)
        self.changed.emit()
