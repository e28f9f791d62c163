"""Legend at the top left and the cross-hair it follows."""

from __future__ import annotations

import math
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from trainer.core.language import language
from trainer.ui.chart.batches import line_pen
from trainer.ui.chart.layer import CENTRE, Kept, Layer
from trainer.ui.chart.model import ChartModel, ShownStudy
from trainer.ui.chart.panes import PaneSet, short
from trainer.ui.chart.placing import TAG_HEIGHT, price_text
from trainer.ui.chart.ticks import format_number, format_time, format_volume

LEGEND_AREA = QRectF(0, 0, 700, 102)
_WIDEST, _MOST_ROWS = 660.0, 3
_BEHIND = 0.72
_LEFT, _TOP, _ROW = 12.0, 9.0, 18.0


class Part(NamedTuple):
    """A piece of a row and the token of its colour; figures change from bar to bar, what names them does not."""

    text: str
    token: str
    is_figure: bool = False


def value_parts(model: ChartModel) -> list[Part]:
    """The line of open, high, low, close, change and volume as parts."""
    index = model.hovered_index()
    if index < 0:
        return []
    opened, high, low, close, volume = model.series.values[:, index].tolist()
    figures = [(name, Part(price_text(model, value), "text.secondary", is_figure=True))
               for name, value in (("O ", opened), (" H ", high), (" L ", low))]  # fmt: skip
    parts = [part for name, figure in figures for part in (Part(name, "text.quiet"), figure)]
    traded = Part(format_volume(volume), "text.secondary", is_figure=True)
    return [*parts, *_close_parts(model, opened, close), Part(" Vol ", "text.quiet"), traded]


def _close_parts(model: ChartModel, opened: float, close: float) -> list[Part]:
    """The close and how far it is from the open."""
    change = (close / opened - 1.0) * 100.0
    sign = "+" if change >= 0 else ""
    tone = "move.up.text" if close >= opened else "move.down.text"
    text = f"{price_text(model, close)} ({sign}{format_number(change, 2)} %)"
    return [Part(" C ", "text.quiet"), Part(text, tone, is_figure=True)]


def study_parts(model: ChartModel) -> list[list[Part]]:
    """Rows of indicators on the price, each value in the colour of its line."""
    index = model.hovered_index()
    rows: list[list[Part]] = []
    taken = room = max(160.0, model.layout.plot.width() - 2 * _LEFT)
    for shown in model.shown:
        if shown.running.study.place == "pane":
            continue
        parts = _study_part(model, shown, index)
        width = sum(model.palette.width_of(part.text, "caption") for part in parts)
        if taken + width > min(room, _WIDEST):
            rows.append([])
            taken = 0.0
        rows[-1].extend(parts)
        taken += width
    return rows[:_MOST_ROWS]


def _study_part(model: ChartModel, shown: ShownStudy, index: int) -> list[Part]:
    label = shown.running.label
    if index < 0 or shown.running.study.place == "profile":
        return [Part(f"{label}  ", shown.colours[0])]
    values = model.series.rows_of(shown.running)[:, index]
    texts = ["–" if math.isnan(value) else price_text(model, float(value)) for value in values]
    figures = [Part(f"{text} ", token, is_figure=True) for text, token in zip(texts, shown.colours, strict=True)]
    return [Part(f"{label} ", shown.colours[0]), *figures, Part(" ", "text.quiet")]


def legend_rows(model: ChartModel) -> tuple[list[Part], ...]:
    """Rows below the title; a narrow chart has room for the close alone."""
    if not model.is_narrow:
        return (value_parts(model), *study_parts(model))
    index = model.hovered_index()
    if index < 0:
        return ([],)
    opened, _, _, close, _ = model.series.values[:, index].tolist()
    return (_close_parts(model, opened, close),)


def legend_text(model: ChartModel) -> str:
    """The whole legend as plain text, lines separated by line feeds."""
    lines = [model.series.title]
    lines += ["".join(part.text for part in parts).strip() for parts in (value_parts(model), *study_parts(model))]
    return "\n".join(line for line in lines if line)


_Placed = tuple[float, int, Part]
"""Left edge, row and the piece that stands there."""


class LegendLayer(Layer):
    """Title, prices of the bar under the pointer, indicators."""

    area = "legend"
    z = 18

    def __init__(self, model: ChartModel) -> None:
        """Write from this model."""
        super().__init__(model)
        self._told: tuple[object, ...] = ()
        self._held: tuple[list[Part], ...] = ()
        self._kept, self._names = Kept(), Kept()

    def bounds(self) -> QRectF:
        """The corner it writes in."""
        return LEGEND_AREA.intersected(self.model.layout.plot)

    def draw(self, painter: QPainter) -> None:
        """A few rows, kept as a picture from the second frame on in which they say the same."""
        model, rows = self.model, self._rows()
        title = model.series.title
        told = (rows, title, model.is_narrow, model.title_left, self.bounds().width(), model.palette)
        self._kept.show(painter, told, partial(self._draw_rows, title, rows), partial(self._written, title, rows))

    def _written(self, title: str, rows: tuple[list[Part], ...]) -> QRectF:
        """Where the rows stand."""
        return QRectF(0, 0, min(self.bounds().width(), self._width(title, rows)), _TOP + _ROW * (1 + len(rows)))

    def _width(self, title: str, rows: tuple[list[Part], ...]) -> float:
        """Room for the longest row."""
        palette = self.model.palette
        widths = [sum(palette.width_of(part.text, "caption") for part in parts) for parts in rows]
        return max([self.model.title_left + palette.width_of(title, "title"), *(_LEFT + width for width in widths)]) + 6

    def _rows(self) -> tuple[list[Part], ...]:
        """Rows of text, worked out anew only when the bar, its values or the choice of indicators changed."""
        model = self.model
        series = model.series
        width = model.layout.plot.width()
        now = (model.hovered_index(), series.written, series.total, model.shown, width, model.palette, language())
        if now != self._told:
            self._told, self._held = now, legend_rows(model)
        return self._held

    def _draw_rows(self, title: str, rows: tuple[list[Part], ...], painter: QPainter) -> None:
        """Names on quieted candles, kept as a picture while they stay where they are, then the figures."""
        palette = self.model.palette
        names: list[_Placed] = []
        figures: list[_Placed] = []
        ends: list[float] = []
        for place, parts in enumerate(rows, 1):
            left = _LEFT
            for part in parts:
                (figures if part.is_figure else names).append((left, place, part))
                left += palette.width_of(part.text, "caption")
            ends.append(left)
        told = (title, names, ends, self.model.is_narrow, self.model.title_left, self.bounds().width(), palette)
        draw = partial(self._draw_names, title, names, ends)
        self._names.show(painter, told, draw, partial(self._written, title, rows))
        self._put_parts(painter, figures)

    def _draw_names(self, title: str, names: list[_Placed], ends: list[float], painter: QPainter) -> None:
        palette, left = self.model.palette, self.model.title_left
        name, dot, rest = title.partition(" · ")
        plain = "" if self.model.is_narrow else f"{dot}{rest}"
        width = palette.width_of(name, "title")
        self._quiet(painter, 0, left, left + width + palette.width_of(plain, "title_plain"))
        self.write(painter, QRectF(left, _TOP, width, _ROW), name, palette.colour("text.primary"), "title")
        rest_at = QRectF(left + width, _TOP, 10, _ROW)
        self.write(painter, rest_at, plain, palette.colour("text.quiet"), "title_plain")
        for place, end in enumerate(ends, 1):
            self._quiet(painter, place, _LEFT, end)
        self._put_parts(painter, names)

    def _quiet(self, painter: QPainter, place: int, left: float, right: float) -> None:
        """Quiet the candles behind a row of text."""
        behind = self.model.palette.shade("chart.ground", _BEHIND)
        painter.fillRect(QRectF(left - 4, _TOP + _ROW * place, right - left + 8, _ROW), behind)

    def _put_parts(self, painter: QPainter, parts: list[_Placed]) -> None:
        palette = self.model.palette
        painter.setFont(palette.font("caption"))
        for left, place, (text, token, _) in parts:
            if text != " ":
                painter.setPen(palette.colour(token))
                self.put(painter, left, _TOP + _ROW * (place + 0.5), text, "caption")


class CrossLayer(Layer):
    """Cross-hair with tags on both axes."""

    area = "whole"
    z = 19

    def __init__(self, model: ChartModel, panes: PaneSet) -> None:
        """Read prices on the plot and values in these panes."""
        super().__init__(model)
        self._panes = panes

    def is_empty(self) -> bool:
        """Nothing while no pointer is on this chart or a linked one."""
        return self.model.cross() is None or self.model.series.total == 0

    def draw(self, painter: QPainter) -> None:
        """Two dashed lines and two tags."""
        model, spot = self.model, self.model.cross()
        if spot is None:
            return
        x, y = spot
        index = model.viewport.index_at(x)
        column, row = model.viewport.centre_of(index), math.floor(y)
        shade, ratio = model.palette.shade("text.quiet", 0.8), painter.device().devicePixelRatio()
        upright = model.palette.dashed(shade, (3, 3), ratio, is_upright=True)
        painter.drawTiledPixmap(column, 0, 1, int(model.layout.time_axis.top()), upright)
        painter.drawTiledPixmap(0, row, int(model.layout.plot.right()), 1, model.palette.dashed(shade, (3, 3), ratio))
        axis = model.layout.price_axis
        self._tag(painter, QRectF(axis.left() + 2, row - 9, axis.width() - 4, TAG_HEIGHT), self._value_text(y))
        text = format_time(model.series.time_at(index), model.series.timeframe_ms)
        happened = [mark.title for mark in model.events if model.series.index_at(mark.time_ms) == index]
        text = " · ".join((text, *happened[:1]))
        width = model.palette.width_of(text, "strong") + 16
        left = min(max(0.0, column + 0.5 - width / 2), model.layout.plot.right() - width)
        self._tag(painter, QRectF(round(left), model.layout.time_axis.top() + 2, width, TAG_HEIGHT), text)

    def _value_text(self, y: float) -> str:
        for pane in self._panes.current():
            if pane.area.top() <= y <= pane.area.bottom():
                return short(pane.value_at(y))
        return price_text(self.model, snap(self.model, self.model.viewport.price_at(y)))

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
