"""Legend at the top left and the cross-hair it follows."""

from __future__ import annotations

import math
from functools import partial

from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QPainter

from trainer.ui.chart.bars import series_colour
from trainer.ui.chart.batches import line_pen
from trainer.ui.chart.layer import CENTRE, LEFT, Layer
from trainer.ui.chart.model import ChartModel
from trainer.ui.chart.placing import TAG_HEIGHT, price_text
from trainer.ui.chart.ticks import format_number, format_time, format_volume

LEGEND_AREA = QRectF(0, 0, 700, 66)
_LEFT = 12.0
Part = tuple[str, str]


def value_parts(model: ChartModel) -> list[Part]:
    """The line of open, high, low, close, change and volume as (text, colour token)."""
    index = model.hovered_index()
    if index < 0:
        return []
    opened, high, low, close, volume = (float(value) for value in model.series.values[:, index])
    change = (close / opened - 1.0) * 100.0
    sign = "+" if change >= 0 else ""
    tone = "side.long.text" if close >= opened else "side.short.text"
    return [
        ("O ", "text.quiet"),
        (price_text(model, opened), "text.secondary"),
        (" H ", "text.quiet"),
        (price_text(model, high), "text.secondary"),
        (" L ", "text.quiet"),
        (price_text(model, low), "text.secondary"),
        (" C ", "text.quiet"),
        (f"{price_text(model, close)} ({sign}{format_number(change, 2)} %)", tone),
        (" Vol ", "text.quiet"),
        (format_volume(volume), "text.secondary"),
    ]


def average_parts(model: ChartModel) -> list[Part]:
    """One text per average in the colour of its line."""
    index = model.hovered_index()
    parts: list[Part] = []
    for position, average in enumerate(model.series.averages):
        value = float(model.series.average_values(average)[index]) if index >= 0 else math.nan
        text = "–" if math.isnan(value) else price_text(model, value)
        parts.append((f"{average.title} {text}  ", series_colour(position)))
    return parts


def legend_text(model: ChartModel) -> str:
    """The whole legend as plain text, lines separated by line feeds."""
    lines = [model.series.title]
    lines += ["".join(text for text, _ in parts).strip() for parts in (value_parts(model), average_parts(model))]
    return "\n".join(line for line in lines if line)


class LegendLayer(Layer):
    """Title, prices of the bar under the pointer, averages."""

    z = 18

    def bounds(self) -> QRectF:
        """The corner it writes in."""
        return LEGEND_AREA.intersected(self.model.layout.plot)

    def draw(self, painter: QPainter) -> None:
        """Three rows, kept as a picture while their texts stay the same."""
        title, rows = self.model.series.title, (value_parts(self.model), average_parts(self.model))
        key = ("legend", title, tuple(map(tuple, rows)))
        ratio = painter.device().devicePixelRatio()
        draw = partial(self._draw_rows, title, rows)
        area = self.bounds()
        made = self.model.palette.picture(key, area.width(), area.height(), ratio, draw)
        painter.drawPixmap(area.topLeft(), made)

    def _draw_rows(self, title: str, rows: tuple[list[Part], ...], painter: QPainter) -> None:
        palette = self.model.palette
        name, dot, rest = title.partition(" · ")
        width = palette.width_of(name, "title")
        self.write(painter, QRectF(_LEFT, 9, width, 18), name, palette.colour("text.primary"), "title", LEFT)
        where = QRectF(_LEFT + width, 9, 10, 18)
        self.write(painter, where, f"{dot}{rest}", palette.colour("text.quiet"), "title_plain", LEFT)
        for place, parts in enumerate(rows):
            self._draw_parts(painter, 36.0 + 18.0 * place, parts)

    def _draw_parts(self, painter: QPainter, centre: float, parts: list[Part]) -> None:
        left, palette = _LEFT, self.model.palette
        for text, name in parts:
            rect = QRectF(left, centre - 8, 10, 16)
            self.write(painter, rect, text, palette.colour(name), "caption", LEFT)
            left += palette.width_of(text, "caption")


class CrossLayer(Layer):
    """Cross-hair with tags on both axes."""

    area = "whole"
    z = 19

    def draw(self, painter: QPainter) -> None:
        """Two dashed lines and two tags."""
        model = self.model
        if model.hover is None or model.series.total == 0:
            return
        x, y = model.hover
        index = model.viewport.index_at(x)
        column = model.viewport.centre_of(index) + 0.5
        row = math.floor(y) + 0.5
        painter.setPen(line_pen(model.palette.colour("text.quiet"), 1, (3, 3), 0.8))
        painter.drawLine(QLineF(column, 0, column, model.layout.time_axis.top()))
        painter.drawLine(QLineF(0, row, model.layout.plot.right(), row))
        price = snap(model, model.viewport.price_at(y))
        axis = model.layout.price_axis
        self._tag(painter, QRectF(axis.left() + 2, row - 9.5, axis.width() - 4, TAG_HEIGHT), price_text(model, price))
        text = format_time(model.series.time_at(index), model.series.timeframe_ms)
        width = model.palette.width_of(text, "strong") + 16
        left = min(max(0.0, column - width / 2), model.layout.plot.right() - width)
        self._tag(painter, QRectF(round(left), model.layout.time_axis.top() + 2, width, TAG_HEIGHT), text)

    def _tag(self, painter: QPainter, rect: QRectF, text: str) -> None:
        palette = self.model.palette
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(line_pen(palette.colour("line.strong")))
        painter.setBrush(palette.colour("ground.raised"))
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        self.write(painter, rect, text, palette.colour("text.primary"), "strong", CENTRE)


def snap(model: ChartModel, price: float) -> float:
    """The nearest price the instrument can have, above zero."""
    tick = model.tick()
    return max(tick, round(round(price / tick) * tick, model.series.tick_decimals))
