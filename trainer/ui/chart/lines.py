"""Horizontal lines and their pills."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from trainer.core.language import language
from trainer.ui.chart.batches import line_pen
from trainer.ui.chart.grounds import is_past, line_left
from trainer.ui.chart.layer import CENTRE, LEFT, Kept, Layer, draw_lock, triangle
from trainer.ui.chart.model import ChartModel
from trainer.ui.chart.palette import FontName
from trainer.ui.chart.placing import (
    STYLES,
    Placed,
    Placement,
    is_future_told,
    line_colour,
    place_lines,
    with_tags,
)

_REFUSED_ALPHA = 0.5
_PAST_ALPHA = 0.6
_LEADER, _LEADER_ALPHA = 8.0, 0.8
_Drawn = tuple[QRect, QColor, QPixmap | None]
"""Where a line lies, its colour and, of a dashed one, the dashes laid end to end."""


class PlacementSource:
    """Works out the placement once per version of the model, pills only when something moved them."""

    def __init__(self, model: ChartModel) -> None:
        """Place the lines of this model."""
        self._model = model
        self._version = -1
        self._placed_for: tuple[object, ...] = ()
        self._held = Placement(())

    def current(self) -> Placement:
        """Placement of the current frame."""
        model = self._model
        if self._version != model.version:
            self._version = model.version
            told, lines, last = self._depends_on(), self._held.lines, model.last_price()
            has_moved = told != self._placed_for
            if has_moved:
                lines, self._placed_for = place_lines(model), told
            if has_moved or last != self._held.last_price:
                self._held = with_tags(model, lines, last)
        return self._held

    def _depends_on(self) -> tuple[object, ...]:
        model, view = self._model, self._model.viewport
        drag = model.drag and (model.drag.line, model.drag.price, model.drag.cells, model.drag.reason, model.drag.moved)
        sideways = (model.fan, model.now_x(), model.series.written) if model.fan is not None else ()
        edges = (view.following, is_future_told(model))
        scale = (view.low, view.high, view.scale, view.height, view.width)
        words = (model.series.tick_decimals, language(), model.viewport.head_rows, model.palette)
        return (model.lines, *scale, *edges, *words, drag, *sideways)


class LineLayer(Layer):
    """Orders, target, break-even, position, stop, liquidation, last price."""

    z = 11

    def __init__(self, model: ChartModel, source: PlacementSource) -> None:
        """Paint the lines placed by source."""
        super().__init__(model)
        self._source = source
        self._told: tuple[object, ...] = ()
        self._drawn: list[_Drawn] = []

    def draw(self, painter: QPainter) -> None:
        """Lines in their order, then the last price; what a line is drawn with is worked out once while it stays."""
        placement, model, ratio = self._source.current(), self.model, painter.device().devicePixelRatio()
        begins = any(placed.line.from_time_ms is not None for placed in placement.lines)
        told = (placement.lines, model.marks(), model.layout, ratio, model.ticks() if begins else None)
        if told != self._told:
            seen = (placed for placed in placement.lines if not placed.beyond)
            self._told, self._drawn = told, [self._line(placed, ratio) for placed in seen]
        for rect, colour, dashes in self._drawn:
            if dashes is None:
                painter.fillRect(rect, colour)
            else:
                painter.drawTiledPixmap(rect, dashes)
        if placement.last_tag is not None:
            row, right = round(model.viewport.y_of(placement.last_price)), int(model.layout.plot.right())
            shade = model.palette.shade("chart.candle.up" if last_is_up(model) else "chart.candle.down", 0.65)
            painter.drawTiledPixmap(0, row, right, 1, model.palette.dashed(shade, (1, 3), ratio))

    def _line(self, placed: Placed, ratio: float) -> _Drawn:
        palette, style = self.model.palette, STYLES[placed.line.kind]
        name = "text.quiet" if placed.refused else line_colour(placed.line)
        alpha = style.alpha * (_REFUSED_ALPHA if placed.refused else 1.0)
        if placed.line.kind == "liquidation" and is_past(self.model, placed.line):
            alpha = _PAST_ALPHA
        left, right = int(line_left(self.model, placed.line)), int(self.model.layout.plot.right())
        row, shade = round(placed.y), palette.shade(name, alpha)
        if style.dash:
            return QRect(left, row, right - left, 1), shade, palette.dashed(shade, style.dash, ratio)
        return QRect(left, row - (style.width - 1), right - left, style.width), shade, None


class PillLayer(Layer):
    """Cells of text on the lines, with a cross to close."""

    z = 18

    def __init__(self, model: ChartModel, source: PlacementSource) -> None:
        """Paint the pills placed by source."""
        super().__init__(model)
        self._source = source
        self._kept: dict[str, Kept] = {}
        self._led: tuple[object, ...] = ()
        self._leaders: list[tuple[QLineF, QPen]] = []

    def draw(self, painter: QPainter) -> None:
        """Every pill, the dragged one last; one that says the same as before is kept as a picture."""
        lines = self._source.current().lines
        shown = [placed for placed in lines if placed.cells]
        if (lines, self.model.palette) != self._led:
            self._led = lines, self.model.palette
            self._leaders = [self._leader(placed) for placed in shown if placed.is_led]
        self._draw_leaders(painter)
        self._kept = {placed.line.id: self._kept.get(placed.line.id) or Kept() for placed in shown}
        for placed in shown:
            line, size = placed.line, (placed.pill.width(), placed.close.isEmpty())
            told = (placed.cells, line.kind, line.side, placed.refused, *size, self.model.palette)
            self._kept[line.id].show(painter, told, partial(self._draw_pill, placed), placed.pill)

    def _leader(self, placed: Placed) -> tuple[QLineF, QPen]:
        """From a pill that had to give way to its line."""
        right, row = placed.pill.right(), placed.pill.center().y()
        name = "text.quiet" if placed.refused else line_colour(placed.line)
        pen = line_pen(self.model.palette.colour(name), 1, (), _LEADER_ALPHA)
        return QLineF(right - 0.5, row, right + _LEADER, placed.y + 0.5), pen

    def _draw_leaders(self, painter: QPainter) -> None:
        if not self._leaders:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for leader, pen in self._leaders:
            painter.setPen(pen)
            painter.drawLine(leader)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _draw_pill(self, placed: Placed, painter: QPainter) -> None:
        palette, line = self.model.palette, placed.line
        colour = palette.colour("text.quiet" if placed.refused else line_colour(line))
        ground = palette.colour("liquidation.ground" if line.kind == "liquidation" else "chart.ground")
        frame = placed.pill.adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(line_pen(colour))
        painter.setBrush(ground)
        painter.drawRoundedRect(frame, 4, 4)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        left = placed.pill.left()
        for index, (text, edge) in enumerate(zip(placed.cells, placed.cell_edges, strict=True)):
            last = index == len(placed.cells) - 1 and placed.close.isEmpty()
            if not last:
                painter.fillRect(QRectF(round(edge), placed.pill.top(), 1, placed.pill.height()), colour)
            cell = QRectF(left, placed.pill.top(), edge - left, placed.pill.height())
            self._draw_cell(painter, placed, cell, text, index, colour)
            left = edge
        if not placed.close.isEmpty():
            _draw_cross(painter, placed.close.center(), line_pen(colour, 1.1))

    def _draw_cell(
        self, painter: QPainter, placed: Placed, cell: QRectF, text: str, index: int, colour: QColor
    ) -> None:
        palette, line = self.model.palette, placed.line
        font: FontName = "strong" if index == 0 and line.kind == "liquidation" else "medium"
        if index == 0 and placed.refused:
            draw_lock(painter, QRectF(cell.left() + 8.5, cell.center().y() - 1, 7, 5), line_pen(colour, 1.1))
            cell = cell.adjusted(12, 0, 0, 0)
        elif index == 0 and line.kind == "position":
            up = line.side != "short"
            apex = QPointF(cell.left() + 11.5, cell.center().y() + (-2.5 if up else 3))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawPolygon(triangle(apex, up, 7, 5.5))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            cell = cell.adjusted(12, 0, 0, 0)
        if index > 0 and line.kind == "position" and text[:1] in ("+", "−", "-"):
            colour = palette.colour("side.long.text" if text[0] == "+" else "side.short.text")
        if index == 0:
            self.write(painter, cell.adjusted(8, 0, 0, 0), text, colour, font, LEFT)
        else:
            self.write(painter, cell, text, colour, font, CENTRE)


def last_is_up(model: ChartModel) -> bool:
    """Whether the newest bar stands at or above its open."""
    values = model.series.values
    return values.shape[1] == 0 or bool(values[3, -1] >= values[0, -1])


def _draw_cross(painter: QPainter, centre: QPointF, pen: QPen) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(pen)
    for sign in (-1, 1):
        painter.drawLine(centre + QPointF(-3.5, -3.5 * sign), centre + QPointF(3.5, 3.5 * sign))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
