"""Ground, hidden future, grid and the zone beyond liquidation."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from trainer.presenters.chart_views import LineView
from trainer.ui.chart.batches import line_pen
from trainer.ui.chart.layer import LEFT, Layer
from trainer.ui.chart.model import ChartModel

_ZONE_ALPHA = 0.06


class GroundLayer(Layer):
    """Ground, future ground, grid."""

    area = "whole"
    z = 1

    def draw(self, painter: QPainter) -> None:
        """Fill the ground and rule the grid."""
        model, plot = self.model, self.model.layout.plot
        painter.fillRect(model.layout.whole, model.palette.colour("chart.ground"))
        now = model.now_x()
        if model.future_hidden and now < plot.right():
            left = max(0, now)
            foot = model.layout.funding.bottom()
            painter.fillRect(QRectF(left, 0, plot.right() - left, foot), model.palette.colour("chart.futureGround"))
        grid = model.palette.colour("chart.grid")
        for price in model.ticks()[0]:
            painter.fillRect(QRectF(0, round(model.viewport.y_of(price)), plot.width(), 1), grid)
        for tick in model.ticks()[1]:
            painter.fillRect(QRectF(model.viewport.centre_of(tick.bar), 0, 1, plot.height()), grid)


class ZoneLayer(Layer):
    """Tint and hatch beyond the liquidation price, from the entry bar rightwards."""

    z = 4

    def draw(self, painter: QPainter) -> None:
        """Fill the zone of every liquidation line."""
        for line in self.model.lines:
            if line.kind == "liquidation":
                self._draw_zone(painter, line)

    def _draw_zone(self, painter: QPainter, line: LineView) -> None:
        zone = zone_rect(self.model, line)
        if zone.isEmpty():
            return
        palette = self.model.palette
        ratio = painter.device().devicePixelRatio()
        painter.fillRect(zone, palette.shade("liquidation.text", _ZONE_ALPHA))
        painter.setBrushOrigin(0, 0)
        painter.fillRect(zone, palette.hatch(ratio, faded=is_past(self.model, line)))


def zone_rect(model: ChartModel, line: LineView) -> QRectF:
    """Pixels beyond a liquidation line: below it for a long, above it for a short."""
    plot = model.layout.plot
    y = min(max(model.viewport.y_of(line.price), 0.0), plot.height())
    left = line_left(model, line)
    top, foot = (0.0, y) if line.side == "short" else (y, plot.height())
    return QRectF(left, round(top), max(0.0, plot.right() - left), round(foot) - round(top))


def line_left(model: ChartModel, line: LineView) -> float:
    """Where a line begins: at its first bar, or at the left edge; a position's line always spans the plot."""
    if line.from_time_ms is None or line.kind == "position":
        return 0.0
    return float(max(0, model.viewport.x_of(model.series.index_at(line.from_time_ms))))


def is_past(model: ChartModel, line: LineView) -> bool:
    """Whether this liquidation has happened: a ringed cross stands on the line."""
    return any(mark.kind == "liquidated" and abs(mark.price - line.price) < model.tick() for mark in model.markers)


class NowLayer(Layer):
    """The line at the newest bar and the word about the future."""

    area = "whole"
    z = 14

    def draw(self, painter: QPainter) -> None:
        """Draw line, lock and label."""
        model = self.model
        now = model.now_x()
        right = model.layout.plot.right()
        if not 0 <= now < right or model.series.total == 0:
            return
        foot = model.layout.funding.bottom()
        painter.fillRect(QRectF(now, 0, 1, foot), model.palette.shade("accent.text", 0.55))
        if model.future_hidden and right - now > 110:
            quiet = model.palette.colour("text.quiet")
            _draw_lock(painter, QPointF(now + 13.5, 12.5), line_pen(quiet, 1.2))
            rect = QRectF(now + 27, 8, right - now - 27, 18)
            self.write(painter, rect, self.tr("Future hidden"), quiet, "caption", LEFT)


def _draw_lock(painter: QPainter, corner: QPointF, pen: QPen) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(QRectF(corner.x(), corner.y() + 3, 8, 6), 1, 1)
    painter.drawArc(QRectF(corner.x() + 1.8, corner.y() - 1, 4.4, 7), 0, 180 * 16)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


class FrameLayer(Layer):
    """The coloured frame that says: this is a replay."""

    area = "whole"
    z = 20

    def draw(self, painter: QPainter) -> None:
        """Two pixels of accent all around."""
        if not self.model.replay:
            return
        whole, accent = self.model.layout.whole, self.model.palette.colour("accent.text")
        for edge in (
            QRectF(0, 0, whole.width(), 2),
            QRectF(0, whole.height() - 2, whole.width(), 2),
            QRectF(0, 2, 2, whole.height() - 4),
            QRectF(whole.width() - 2, 2, 2, whole.height() - 4),
        ):
            painter.fillRect(edge, accent)
