"""The surface that holds the layers and hands mouse and keys to the pointer."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QWidget

from trainer.ui.chart.axes import FundingLayer, PriceAxisLayer, TimeAxisLayer
from trainer.ui.chart.bars import AverageLayer, CandleLayer, VolumeLayer
from trainer.ui.chart.fan import FanLayer, FanLegendLayer
from trainer.ui.chart.grounds import FrameLayer, GroundLayer, NowLayer, ZoneLayer
from trainer.ui.chart.layer import Layer
from trainer.ui.chart.legend import LEGEND_AREA, CrossLayer, LegendLayer
from trainer.ui.chart.lines import LineLayer, PillLayer, PlacementSource
from trainer.ui.chart.model import ChartModel
from trainer.ui.chart.pointer import Pointer
from trainer.ui.chart.trades import StopHistoryLayer, TradeLayer


class Canvas(pg.GraphicsView):  # type: ignore[misc]  # pyqtgraph ships no type information
    """A pyqtgraph view in plain pixels: every layer paints where the layout says."""

    resized = Signal(int, int)

    def __init__(self, model: ChartModel, parent: QWidget | None = None) -> None:
        """Build all layers over one model."""
        super().__init__(parent, useOpenGL=False, background=None)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAntialiasing(False)
        self.model = model
        self.source = PlacementSource(model)
        self.pointer = Pointer(model, self.source, self)
        self.layers: tuple[Layer, ...] = self._make_layers()
        for layer in self.layers:
            self.scene().addItem(layer)
        self._crossed: tuple[float, float] | None = None
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def _make_layers(self) -> tuple[Layer, ...]:
        model, source = self.model, self.source
        plain = (GroundLayer, ZoneLayer, VolumeLayer, FanLayer, AverageLayer, CandleLayer, TradeLayer)
        above = (StopHistoryLayer, FundingLayer, NowLayer, TimeAxisLayer, LegendLayer, FanLegendLayer)
        placed = (LineLayer(model, source), PriceAxisLayer(model, source), PillLayer(model, source))
        return (*(kind(model) for kind in plain + above), *placed, CrossLayer(model), FrameLayer(model))

    def relayout(self) -> None:
        """The layout is about to change."""
        for layer in self.layers:
            layer.moved()

    def repaint_cross(self) -> None:
        """Repaint only where the cross-hair was, where it is, and the legend."""
        layout = self.model.layout
        for spot in (self._crossed, self.model.hover):
            if spot is not None:
                half = self.model.viewport.step + 2
                for rect in (
                    QRectF(spot[0] - half, 0, 2 * half, layout.whole.height()),
                    QRectF(0, spot[1] - 2, layout.plot.width(), 4),
                    QRectF(layout.price_axis.left(), spot[1] - 12, layout.price_axis.width(), 24),
                    layout.time_axis,
                    LEGEND_AREA,
                ):
                    self.viewport().update(rect.toAlignedRect())
        self._crossed = self.model.hover
        self.viewport().update(LEGEND_AREA.toAlignedRect())

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
