"""The surface that paints the layers and hands mouse and keys to the pointer."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QWidget

from trainer.ui.chart.axes import FundingLayer, PriceAxisLayer, TimeAxisLayer
from trainer.ui.chart.bars import AverageLayer, CandleLayer, VolumeLayer
from trainer.ui.chart.fan import FanLayer, FanLegendLayer
from trainer.ui.chart.grounds import FrameLayer, GroundLayer, NowLayer
from trainer.ui.chart.layer import Layer
from trainer.ui.chart.legend import LEGEND_AREA, CrossLayer, LegendLayer
from trainer.ui.chart.lines import LineLayer, PillLayer, PlacementSource
from trainer.ui.chart.model import ChartModel
from trainer.ui.chart.pointer import Pointer
from trainer.ui.chart.trades import StopHistoryLayer, TradeLayer


class Canvas(pg.GraphicsView):  # type: ignore[misc]  # pyqtgraph ships no type information
    """A pyqtgraph view in plain pixels: every layer paints where the layout says, lowest first.

    The layers are its background and foreground, not items of its scene, which would cost more than they do. What does
    not follow the pointer is kept as a picture once the pointer moves, so a cross-hair costs a copy of the few strips
    it leaves and enters.
    """

    resized = Signal(int, int)

    def __init__(self, model: ChartModel, parent: QWidget | None = None) -> None:
        """Build all layers over one model."""
        super().__init__(parent, useOpenGL=False, background=None)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAntialiasing(False)
        self.setCentralWidget(None)
        self.setCacheMode(self.CacheModeFlag.CacheNone)
        self.setOptimizationFlags(self.OptimizationFlag.DontSavePainterState)
        self.model = model
        self.source = PlacementSource(model)
        self.pointer = Pointer(model, self.source, self)
        self.still, self.moving = self._make_layers()
        self._crossed: tuple[float, float] | None = None
        self._picture: QPixmap | None = None
        self._picture_version = -1
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def _make_layers(self) -> tuple[tuple[Layer, ...], tuple[Layer, ...]]:
        model, source = self.model, self.source
        plain = (GroundLayer, VolumeLayer, FanLayer, AverageLayer, CandleLayer, TradeLayer)
        above = (StopHistoryLayer, FundingLayer, NowLayer, TimeAxisLayer, FanLegendLayer)
        placed = (LineLayer(model, source), PriceAxisLayer(model, source), PillLayer(model, source))
        still = (*(kind(model) for kind in plain + above), *placed, FrameLayer(model))
        moving = (LegendLayer(model), CrossLayer(model))
        return tuple(sorted(still, key=lambda layer: layer.z)), moving

    def drawBackground(self, painter: QPainter, rect: QRectF) -> None:
        """Copy the picture where it still holds, else paint the layers that stand still."""
        if self._picture is not None and self._picture_version == self.model.version:
            ratio = self._picture.devicePixelRatio()
            source = QRectF(rect.x() * ratio, rect.y() * ratio, rect.width() * ratio, rect.height() * ratio)
            painter.drawPixmap(rect, self._picture, source)
            return
        self._picture = None
        for layer in self.still:
            layer.paint(painter)

    def drawForeground(self, painter: QPainter, rect: QRectF) -> None:
        """Paint what follows the pointer."""
        for layer in self.moving:
            layer.paint(painter)

    def repaint_cross(self) -> None:
        """Repaint only where the cross-hair was, where it is, and the legend."""
        self._keep_picture()
        layout, show = self.model.layout, self.viewport().update
        for spot in (self._crossed, self.model.hover):
            if spot is not None:
                half = int(self.model.viewport.step) + 2
                left, row = int(spot[0]), int(spot[1])
                show(QRect(left - half, 0, 2 * half, self.height()))
                show(QRect(0, row - 2, int(layout.plot.width()), 4))
                show(QRect(int(layout.price_axis.left()), row - 12, int(layout.price_axis.width()), 24))
                show(QRect(left - 90, int(layout.time_axis.top()), 180, int(layout.time_axis.height())))
        self._crossed = self.model.hover
        show(LEGEND_AREA.toAlignedRect())

    def _keep_picture(self) -> None:
        ratio = self.devicePixelRatioF()
        size = self.size() * ratio
        held = self._picture
        if held is not None and self._picture_version == self.model.version and held.size() == size:
            return
        picture = QPixmap(size)
        picture.setDevicePixelRatio(ratio)
        painter = QPainter(picture)
        for layer in self.still:
            layer.paint(painter)
        painter.end()
        self._picture, self._picture_version = picture, self.model.version

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep scene and widget at one pixel to one."""
        super().resizeEvent(event)
        self.resized.emit(self.width(), self.height())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a gesture."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.pointer.press(event.position(), event.button())
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with a gesture or hover."""
        self.pointer.move(event.position(), bool(event.buttons() & Qt.MouseButton.LeftButton))
        self.viewport().setCursor(self.pointer.cursor_at(event.position()))
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a gesture."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.pointer.release()
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Reset the view."""
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

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape gives up a drag; every other key is left to the window."""
        if event.key() == Qt.Key.Key_Escape and self.pointer.cancel():
            event.accept()
        else:
            event.ignore()
