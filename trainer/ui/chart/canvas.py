"""The surface that paints the layers and hands mouse and keys to the pointer."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

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


class Canvas(QWidget):
    """A plain widget: every layer paints where the layout says, lowest first.

    What does not follow the pointer is kept as a picture once the pointer moves, so a cross-hair costs a copy of the
    few strips it leaves and enters.
    """

    resized = Signal(int, int)

    def __init__(self, model: ChartModel, parent: QWidget | None = None) -> None:
        """Build all layers over one model."""
        super().__init__(parent)
        self.model = model
        self.source = PlacementSource(model)
        self.pointer = Pointer(model, self.source, self)
        self.still, self.moving = self._make_layers()
        self._crossed: tuple[float, float] | None = None
        self._picture: QPixmap | None = None
        self._picture_version = -1
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
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

    def viewport(self) -> QWidget:
        """The widget that is painted and takes the mouse: this one."""
        return self

    def paintEvent(self, event: QPaintEvent) -> None:
        """Copy the picture where it still holds, else paint the layers; then what follows the pointer."""
        painter = QPainter(self)
        if self._picture is not None and self._picture_version == self.model.version:
            ratio = self._picture.devicePixelRatio()
            for rect in event.region():  # type: ignore[attr-defined]  # iterable, missing in the stubs
                source = QRectF(rect.x() * ratio, rect.y() * ratio, rect.width() * ratio, rect.height() * ratio)
                painter.drawPixmap(QRectF(rect), self._picture, source)
        else:
            self._picture = None
            for layer in self.still:
                layer.paint(painter)
        for layer in self.moving:
            layer.paint(painter)
        painter.end()

    def repaint_cross(self) -> None:
        """Repaint only where the cross-hair was, where it is, and the legend."""
        self._keep_picture()
        layout = self.model.layout
        for spot in (self._crossed, self.model.hover):
            if spot is not None:
                half = int(self.model.viewport.step) + 2
                left, row = int(spot[0]), int(spot[1])
                self.update(QRect(left - half, 0, 2 * half, self.height()))
                self.update(QRect(0, row - 2, int(layout.plot.width()), 4))
                self.update(QRect(int(layout.price_axis.left()), row - 12, int(layout.price_axis.width()), 24))
                self.update(QRect(left - 90, int(layout.time_axis.top()), 180, int(layout.time_axis.height())))
        self._crossed = self.model.hover
        self.update(LEGEND_AREA.toAlignedRect())

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
