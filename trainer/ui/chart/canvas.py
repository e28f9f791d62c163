"""The surface that paints the layers and hands mouse and keys to the pointer."""

from __future__ import annotations

from functools import partial

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QWidget

from trainer.ui.chart.axes import FundingLayer, PriceAxisLayer, TimeAxisLayer
from trainer.ui.chart.bars import CandleLayer, VolumeLayer
from trainer.ui.chart.drawing_layer import DrawingLayer
from trainer.ui.chart.drawing_tool import DrawingTool
from trainer.ui.chart.fan import FanLayer, FanLegendLayer
from trainer.ui.chart.grounds import FrameLayer, GapLayer, GroundLayer, NowLayer
from trainer.ui.chart.layer import Kept, Layer, paint
from trainer.ui.chart.legend import LEGEND_AREA, CrossLayer, LegendLayer
from trainer.ui.chart.lines import LineLayer, PillLayer, PlacementSource
from trainer.ui.chart.model import ChartModel
from trainer.ui.chart.panes import LEGEND_HEIGHT, PaneLayer, PaneLegendLayer, PaneSet
from trainer.ui.chart.pointer import Pointer
from trainer.ui.chart.studies import ProfileLayer, StudyLayer
from trainer.ui.chart.trades import StopHistoryLayer, TradeLayer

_REMOVING = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)


class Canvas(pg.GraphicsView):  # type: ignore[misc]  # pyqtgraph ships no type information
    """A pyqtgraph view in plain pixels: every layer paints where the layout says, lowest first.

    The layers are painted on its viewport, not as items of its scene, which would cost more than they do. What does not
    follow the pointer is kept as a picture once the pointer moves, so a cross-hair costs a copy of the few strips it
    leaves and enters. Another picture holds the settled layers while only the newest bar changes.
    """

    resized = Signal(int, int)

    def __init__(self, model: ChartModel, parent: QWidget | None = None) -> None:
        """Build all layers over one model."""
        super().__init__(parent, useOpenGL=False, background=None)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setCentralWidget(None)
        self.model = model
        self.source = PlacementSource(model)
        self.panes = PaneSet(model)
        self.pointer = Pointer(model, self.source, self)
        self.tool = DrawingTool(model, self)
        self.settled, self.still, self.moving = self._make_layers()
        self._of_newest = [layer for layer in self.settled if type(layer).draw_newest is not Layer.draw_newest]
        self._kept = Kept()
        self._crossed: tuple[float, float] | None = None
        self._has_met_line = False
        self._picture: QPixmap | None = None
        self._picture_version = -1
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def _make_layers(self) -> tuple[tuple[Layer, ...], tuple[Layer, ...], tuple[Layer, ...]]:
        model, source = self.model, self.source
        plain = (GroundLayer, GapLayer, VolumeLayer, ProfileLayer, FanLayer, StudyLayer, CandleLayer, TradeLayer)
        above = (DrawingLayer, StopHistoryLayer, FundingLayer, NowLayer, TimeAxisLayer, FanLegendLayer)
        placed = (LineLayer(model, source), PriceAxisLayer(model, source), PillLayer(model, source))
        own = (PaneLayer(model, self.panes), FrameLayer(model))
        layers = sorted((*(kind(model) for kind in plain + above), *placed, *own), key=lambda layer: layer.z)
        settled = tuple(layer for layer in layers if layer.settled)
        still = tuple(layer for layer in layers if not layer.settled)
        moving = (LegendLayer(model), PaneLegendLayer(model, self.panes), CrossLayer(model, self.panes))
        return settled, still, moving

    def paintEvent(self, event: QPaintEvent) -> None:
        """Copy the picture where it still holds, else paint what stands still; then paint what follows the pointer."""
        painter = QPainter(self.viewport())
        try:
            self._paint(painter, QRectF(event.rect()))
        finally:  # a painter that is left open ends the program
            painter.end()

    def _paint(self, painter: QPainter, rect: QRectF) -> None:
        held, ratio = self._picture, self.devicePixelRatioF()
        if held is not None and self._picture_version == self.model.version and held.devicePixelRatio() == ratio:
            source = QRectF(rect.x() * ratio, rect.y() * ratio, rect.width() * ratio, rect.height() * ratio)
            painter.drawPixmap(rect, held, source)
        else:
            self._picture = None
            self._paint_still(painter)
        paint(painter, self.moving)

    def _paint_still(self, painter: QPainter) -> None:
        """The bars before the newest and their ground, then the newest bar and what lies on both."""
        model = self.model
        draw = partial(paint, layers=self.settled)
        whole, ground = model.layout.whole, model.palette.colour("chart.ground")
        self._kept.show(painter, model.settled(), draw, whole, ground, self._beside_panes())
        if model.is_newest_apart:
            paint(painter, self._of_newest, is_newest=True)
        paint(painter, self.still)

    def _beside_panes(self) -> list[QRectF]:
        """Above and below the panes, which paint all of their own ground; nothing where there are none."""
        layout = self.model.layout
        if not layout.panes:
            return []
        width, foot = layout.whole.width(), layout.panes[-1].bottom()
        return [
            QRectF(0, 0, width, layout.panes[0].top()),
            QRectF(0, foot, width, layout.whole.height() - foot),
        ]

    def repaint_cross(self) -> None:
        """Repaint only where the cross-hair was, where it is, and the legend."""
        self._keep_picture()
        layout, show, now = self.model.layout, self.viewport().update, self.model.cross()
        for spot in (self._crossed, now):
            if spot is not None:
                half = int(self.model.viewport.step) + 2
                left, row = int(spot[0]), int(spot[1])
                show(QRect(left - half, 0, 2 * half, self.height()))
                show(QRect(0, row - 2, int(layout.plot.width()), 5))
                show(QRect(int(layout.price_axis.left()), row - 12, int(layout.price_axis.width()), 24))
                show(layout.time_axis.toAlignedRect())
        self._crossed = now
        show(LEGEND_AREA.toAlignedRect())
        for pane in layout.panes:
            show(QRect(0, int(pane.top()) + 4, 420, LEGEND_HEIGHT))

    def _keep_picture(self) -> None:
        ratio = self.devicePixelRatioF()
        size = self.size() * ratio
        held = self._picture
        if held is not None and self._picture_version == self.model.version and held.size() == size:
            return
        picture = QPixmap(size)
        picture.setDevicePixelRatio(ratio)
        picture.fill(self.model.palette.colour("chart.ground"))
        painter = QPainter(picture)
        self._paint_still(painter)
        painter.end()
        self._picture, self._picture_version = picture, self.model.version

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep scene and widget at one pixel to one."""
        super().resizeEvent(event)
        self.resized.emit(self.width(), self.height())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a gesture."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._has_met_line = self.tool.kind is None and self.pointer.is_on_line(event.position())
        if self._has_met_line or not self.tool.press(event.position(), event.button()):
            self.pointer.press(event.position(), event.button())
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with a gesture or hover."""
        is_drawing = self.tool.move(event.position())
        pressed = bool(event.buttons() & Qt.MouseButton.LeftButton) and not is_drawing
        self.pointer.move(event.position(), pressed)
        self.viewport().setCursor(self._cursor_at(event.position()))
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a gesture."""
        if event.button() == Qt.MouseButton.LeftButton and not self.tool.release(event.position()):
            self.pointer.release()
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Reset the view; where the first press met a line or its cross it is one more press."""
        if self._has_met_line:
            self.mousePressEvent(event)
        else:
            self.pointer.double_click(event.position())
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom."""
        turn = event.angleDelta()
        price = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        self.pointer.wheel(event.position(), turn.y() or turn.x(), price)
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        """Take the cross-hair away."""
        self.pointer.leave()
        event.accept()

    def event(self, event: QEvent) -> bool:
        """Keep the key that removes a drawing from the window while one is selected."""
        is_key = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride
        chosen = self.model.book.chosen if is_key and self.model.book is not None else None
        if chosen is not None and isinstance(event, QKeyEvent) and event.key() in _REMOVING:
            event.accept()
            return True
        return bool(super().event(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete removes the selected drawing; every other key is left to the window."""
        removes = event.key() in _REMOVING and self.model.book is not None and self.model.book.remove()
        event.setAccepted(removes)

    def _cursor_at(self, point: QPointF) -> Qt.CursorShape:
        if self.tool.kind is None and not self.pointer.is_on_line(point) and self.tool.drawing_at(point) is not None:
            return Qt.CursorShape.PointingHandCursor
        return Qt.CursorShape.CrossCursor if self.tool.kind is not None else self.pointer.cursor_at(point)
