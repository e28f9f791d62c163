"""Ground, hidden future, grid and the zone beyond liquidation."""

from __future__ import annotations

from functools import partial

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QBrush, QColor, QPainter

from trainer.core.language import language, tr
from trainer.presenters.chart_views import LineView
from trainer.presenters.desk_texts import span_text
from trainer.ui.chart.batches import RectBatch, boxes, line_pen
from trainer.ui.chart.layer import LEFT, RIGHT, Kept, Layer, draw_lock
from trainer.ui.chart.model import ChartModel
from trainer.ui.chart.placing import is_future_told

_GAP_ROOM, _GAPS_DRAWN = 110.0, 200


class GroundLayer(Layer):
    """Ground, future ground, the zone beyond liquidation, grid."""

    area = "whole"
    z = 1
    settled = True

    def __init__(self, model: ChartModel) -> None:
        """Paint from this model."""
        super().__init__(model)
        self._rows = RectBatch()
        self._ruled: tuple[list[int], int] = ([], 0)
        self._told: tuple[object, ...] = ()
        self._pieces: list[tuple[QRect, QColor | QBrush]] = []

    def draw(self, painter: QPainter) -> None:
        """Fill the ground where no zone hides it, the zones, then rule the grid."""
        model, layout, ratio = self.model, self.model.layout, painter.device().devicePixelRatio()
        palette, ticks = model.palette, model.ticks()
        zones = [(zone_rect(model, line), is_past(model, line)) for line in model.lines if line.kind == "liquidation"]
        told = (zones, future_x(model), layout, model.palette, ratio)
        if told != self._told:
            self._told, self._pieces = told, self._cut(zones, ratio)
        for rect, fill in self._pieces:
            painter.fillRect(rect, fill)
        right, bottom, colour = int(layout.plot.right()), int(layout.plot.bottom()), palette.colour("chart.grid")
        if (ticks.rows, right) != self._ruled:
            self._ruled = ticks.rows, right
            rows = np.array(ticks.rows, dtype=np.int32)
            self._rows.hold(boxes(np.zeros_like(rows), rows, np.full_like(rows, right - 1), rows))
        self._rows.show(painter, colour)
        for column in ticks.columns:
            if 0 <= column < right:
                painter.fillRect(column, 0, 1, bottom, colour)

    def _cut(self, zones: list[tuple[QRect, bool]], ratio: float) -> list[tuple[QRect, QColor | QBrush]]:
        """The whole chart in rectangles and what fills each; the edge of the price axis lies on its ground."""
        palette, layout = self.model.palette, self.model.layout
        whole, foot, right = layout.whole.toRect(), int(layout.time_axis.top()), int(layout.plot.right())
        now, ground = future_x(self.model), palette.colour("chart.ground")
        pieces: list[tuple[QRect, QColor | QBrush]] = [
            (QRect(right, 0, whole.width() - right, foot), ground),
            (QRect(0, foot, whole.width(), whole.height() - foot), ground),
            (QRect(right, 0, 1, whole.height()), palette.colour("line.subtle")),
        ]
        for start, stop, name in ((0, now, "chart.ground"), (now, right, "chart.futureGround")):
            hidden = [zone for zone, _ in zones if zone.left() <= start]
            bare = [(top, bottom) for top, bottom in _bare(hidden, foot) if start < stop]
            pieces += [(QRect(start, top, stop - start, bottom - top), palette.colour(name)) for top, bottom in bare]
            for zone, past in zones:
                part = zone.intersected(QRect(start, 0, stop - start, foot))
                if not part.isEmpty():
                    pieces.append((part, palette.hatch(ratio, past, name)))
        return pieces


def future_x(model: ChartModel) -> int:
    """Where the future ground begins: at the right edge when the future is not hidden."""
    right = int(model.layout.plot.right())
    return min(max(0, model.now_x()), right) if model.future_hidden else right


def fill_ground(painter: QPainter, model: ChartModel, top: int, foot: int) -> None:
    """Ground, future ground and the price axis' edge from row top to row foot, where no zone is."""
    now, right, width = future_x(model), int(model.layout.plot.right()), int(model.layout.whole.width())
    painter.fillRect(0, top, now, foot - top, model.palette.colour("chart.ground"))
    painter.fillRect(now, top, right - now, foot - top, model.palette.colour("chart.futureGround"))
    painter.fillRect(right, top, width - right, foot - top, model.palette.colour("chart.ground"))
    painter.fillRect(right, top, 1, foot - top, model.palette.colour("line.subtle"))


def rule_now(painter: QPainter, model: ChartModel, top: int, foot: int) -> None:
    """The line at the newest bar from row top to row foot."""
    now = model.now_x()
    if 0 <= now < model.layout.plot.right() and model.series.total:
        painter.fillRect(now, top, 1, foot - top, model.palette.blend("accent.text", 0.55, "chart.ground"))


def _bare(zones: list[QRect], foot: int) -> list[tuple[int, int]]:
    """Rows from the top to the foot of the chart that none of these zones covers, as (first, one past the last)."""
    rows, start = [], 0
    for zone in sorted(zones, key=QRect.top):
        rows.append((start, zone.top()))
        start = max(start, zone.top() + zone.height())
    return [(top, bottom) for top, bottom in (*rows, (start, foot)) if top < bottom]


def zone_rect(model: ChartModel, line: LineView) -> QRect:
    """Pixels beyond a liquidation line: below it for a long, above it for a short."""
    plot = model.layout.plot
    y = round(min(max(model.viewport.y_of(line.price), 0.0), plot.height()))
    left = int(line_left(model, line))
    top, foot = (0, y) if line.side == "short" else (y, int(plot.height()))
    return QRect(left, top, max(0, int(plot.right()) - left), foot - top)


def line_left(model: ChartModel, line: LineView) -> float:
    """Where a line begins: at its first bar, or at the left edge; a position's line always spans the plot."""
    if line.from_time_ms is None or line.kind == "position":
        return 0.0
    return float(max(0, model.viewport.x_of(model.series.index_at(line.from_time_ms))))


def is_past(model: ChartModel, line: LineView) -> bool:
    """Whether this liquidation has happened: a ringed cross stands on the line."""
    return any(abs(price - line.price) < model.tick() for price in model.marks().doomed)


class GapLayer(Layer):
    """Where bars are missing: bars stand side by side by their number, so a gap in time is drawn and named."""

    z = 3
    settled = True

    def is_empty(self) -> bool:
        """Nothing while every bar in view follows the one before it."""
        first, last = self.model.viewport.visible()
        return not self.model.series.gaps(max(0, first), last)

    def draw(self, painter: QPainter) -> None:
        """A dotted column in front of each bar that follows a gap, with its length where there is room."""
        model = self.model
        first, last = model.viewport.visible()
        quiet = model.palette.colour("text.quiet")
        right = -_GAP_ROOM
        for bar in model.series.gaps(max(0, first), last)[:_GAPS_DRAWN]:
            x = model.viewport.x_of(bar)
            painter.setPen(line_pen(quiet, 1, (1, 3)))
            painter.drawLine(QPointF(x + 0.5, 0), QPointF(x + 0.5, model.layout.plot.height()))
            if x - right >= _GAP_ROOM and x > _GAP_ROOM:
                missing = model.series.time_at(bar) - model.series.time_at(bar - 1) - model.series.timeframe_ms
                text = tr("{count} missing").format(count=span_text(missing))
                rect = QRectF(x - _GAP_ROOM - 4, model.layout.plot.bottom() - 88, _GAP_ROOM, 16)
                self.write(painter, rect, text, quiet, "caption", RIGHT)
                right = x


class NowLayer(Layer):
    """The line at the newest bar and the word about the future."""

    area = "whole"
    z = 14
    settled = True

    def __init__(self, model: ChartModel) -> None:
        """Paint from this model."""
        super().__init__(model)
        self._kept = Kept()

    def draw(self, painter: QPainter) -> None:
        """Draw line, lock and label."""
        model = self.model
        now = model.now_x()
        right = model.layout.plot.right()
        if not 0 <= now < right or model.series.total == 0:
            return
        rule_now(painter, model, 0, int(model.layout.funding.bottom()))
        if is_future_told(model):
            quiet = model.palette.colour("text.quiet")
            area = QRectF(now + 12, 8, right - now - 12, 18)
            told = (now, right, model.palette, language())
            self._kept.show(painter, told, partial(self._draw_words, area, quiet), area)

    def _draw_words(self, area: QRectF, quiet: QColor, painter: QPainter) -> None:
        """A lock and, where they fit, words."""
        draw_lock(painter, QRectF(area.left() + 1.5, 15.5, 8, 6), line_pen(quiet, 1.2))
        rect, text = area.adjusted(15, 0, 0, 0), tr("Future hidden")
        if self.model.palette.width_of(text, "caption") <= rect.width():
            self.write(painter, rect, text, quiet, "caption", LEFT)


class FrameLayer(Layer):
    """The coloured frame that says: this is a replay."""

    area = "whole"
    z = 20

    def is_empty(self) -> bool:
        """Nothing outside a replay."""
        return not self.model.replay

    def draw(self, painter: QPainter) -> None:
        """Two pixels of accent all around."""
        whole, colour = self.model.layout.whole, self.model.palette.colour("accent.text")
        width, height = int(whole.width()), int(whole.height())
        painter.fillRect(0, 0, width, 2, colour)
        painter.fillRect(0, height - 2, width, 2, colour)
        painter.fillRect(0, 2, 2, height - 4, colour)
        painter.fillRect(width - 2, 2, 2, height - 4, colour)
