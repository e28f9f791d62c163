"""Panes below the plot: indicators with a scale of their own and strips of the account."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from trainer.market.studies.study import Style
from trainer.presenters.chart_views import FloatColumn, StripView
from trainer.ui.chart.batches import LineBatch, RectBatch, boxes
from trainer.ui.chart.grounds import fill_ground, rule_now
from trainer.ui.chart.layer import Kept, Layer
from trainer.ui.chart.model import ChartModel, PaneSource, ShownStudy
from trainer.ui.chart.studies import Places, join, visible_places
from trainer.ui.chart.ticks import format_number, nice_step

_ROOM = 0.12
_TEXT_LEFT = 8
_LABEL_HALF = 8
_BAR_ALPHA = 0.5
_BEHIND = 0.72
LEGEND_HEIGHT = 18


@dataclass(frozen=True, slots=True, eq=False)
class Pane:
    """One pane of the current frame: values of shape (lines, m) at the visible places and its scale."""

    source: PaneSource
    area: QRectF
    values: NDArray[np.float64]
    low: float
    high: float

    @property
    def levels(self) -> tuple[float, ...]:
        """Values that are ruled across."""
        return self.source.levels if isinstance(self.source, StripView) else self.source.running.study.levels

    @property
    def styles(self) -> tuple[Style, ...]:
        """How each line is drawn."""
        if isinstance(self.source, StripView):
            return ("line",)
        return tuple(output.style for output in self.source.running.study.outputs)

    @property
    def colours(self) -> tuple[str, ...]:
        """Token of each line."""
        return (self.source.colour,) if isinstance(self.source, StripView) else self.source.colours

    def row_of(self, value: float) -> float:
        """Pixel row of a value."""
        return self.area.top() + (self.high - value) * (self.area.height() / (self.high - self.low))

    def rows_of(self, values: FloatColumn) -> FloatColumn:
        """Pixel rows of values."""
        rows: FloatColumn = self.area.top() + (self.high - values) * (self.area.height() / (self.high - self.low))
        return rows

    def value_at(self, y: float) -> float:
        """Value at a pixel row."""
        return self.high - (y - self.area.top()) / self.area.height() * (self.high - self.low)


class PaneSet:
    """Panes worked out once per version of the model."""

    def __init__(self, model: ChartModel) -> None:
        """Work from this model."""
        self.model = model
        self._version = -1
        self._held: tuple[Pane, ...] = ()
        self.x: FloatColumn = np.empty(0)

    def current(self) -> tuple[Pane, ...]:
        """Panes of the current frame."""
        model = self.model
        if self._version != model.version:
            self._version = model.version
            sources = model.panes()
            if sources:
                places, self.x = visible_places(model)
                self._held = tuple(
                    self._pane(source, area, places) for source, area in zip(sources, model.layout.panes, strict=False)
                )
            else:
                self._held = ()
        return self._held

    def _pane(self, source: PaneSource, area: QRectF, places: Places) -> Pane:
        values = pane_values(self.model, source, places)
        levels = source.levels if isinstance(source, StripView) else source.running.study.levels
        span = None if isinstance(source, StripView) else source.running.study.span
        if span is None:
            low = float(np.fmin.reduce(values, None, initial=np.inf))  # skips what is not known
            high = float(np.fmax.reduce(values, None, initial=-np.inf))
            if not (math.isfinite(low) and math.isfinite(high)):
                known = values[np.isfinite(values)]
                low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
            span = (min(low, 0.0), max(high, 0.0)) if 0.0 in levels else (low, high)
        room = (span[1] - span[0]) * _ROOM or abs(span[1]) * _ROOM or 1.0
        return Pane(source, area, values, span[0] - room, span[1] + room)


def pane_values(model: ChartModel, source: PaneSource, places: Places) -> NDArray[np.float64]:
    """Values of a pane at bars, shape (lines, m); a strip holds its last value until the next stamp."""
    if isinstance(source, ShownStudy):
        return model.series.rows_of(source.running)[:, places]
    ends = model.series.time_ms[places] + model.series.timeframe_ms
    stamps = np.searchsorted(source.time_ms, ends, side="right") - 1
    return np.where(stamps >= 0, source.values[np.maximum(stamps, 0)], np.nan)[None, :]


class PaneLayer(Layer):
    """Lines, bars and levels of every pane with its scale at the right; each is kept as a picture by itself."""

    area = "whole"
    z = 8

    def __init__(self, model: ChartModel, panes: PaneSet) -> None:
        """Paint the panes of this set."""
        super().__init__(model)
        self._panes = panes
        self._lines, self._rects = LineBatch(), RectBatch()
        self._kept: list[Kept] = []

    def is_empty(self) -> bool:
        """Nothing without panes."""
        return not self.model.layout.panes

    def draw(self, painter: QPainter) -> None:
        """Of every pane the bars before the newest, kept while nothing moves them, then the way to the newest one."""
        panes, ground = self._panes.current(), self.model.palette.colour("chart.ground")
        self._kept += [Kept() for _ in panes[len(self._kept) :]]
        bars, width = self.model.sideways(), self.model.layout.whole.width()
        for kept, pane in zip(self._kept, panes, strict=False):
            area = QRectF(0, pane.area.top(), width, pane.area.height())
            kept.show(painter, (*bars, *self._told(pane)), partial(self._draw_settled, pane), area, ground)
            if self.model.is_newest_apart:
                self._draw_newest(painter, pane)

    def _told(self, pane: Pane) -> tuple[object, ...]:
        """What else a pane is painted from; a strip is another one at every bar, so its values are told."""
        source = pane.source
        if isinstance(source, StripView):
            values = pane.values[:, : len(self._panes.x) - self.model.is_newest_apart].tobytes()
            return (pane.low, pane.high, source.colour, source.levels, values)
        return (pane.low, pane.high, source)

    def _draw_settled(self, pane: Pane, painter: QPainter) -> None:
        self._draw_ground(painter, pane)
        self._draw_values(painter, pane)
        self._draw_scale(painter, pane)

    def _draw_ground(self, painter: QPainter, pane: Pane) -> None:
        """Its ground, the edge above, the grid's columns and the levels within the pane."""
        palette, top, foot = self.model.palette, int(pane.area.top()), int(pane.area.bottom())
        right = int(pane.area.width())
        fill_ground(painter, self.model, top, foot)
        painter.fillRect(0, top, int(self.model.layout.whole.width()), 1, palette.colour("line.subtle"))
        columns = [column for column in self.model.ticks().columns if 0 <= column < right]
        lines = np.empty((len(columns), 4), dtype=np.int32)
        lines[:, 0] = lines[:, 2] = columns
        lines[:, 1], lines[:, 3] = top + 1, foot - 1
        self._rects.draw(painter, palette.colour("chart.grid"), lines)
        for row in (round(pane.row_of(level)) for level in pane.levels):
            if top <= row < foot:
                painter.fillRect(0, row, right, 1, palette.shade("text.quiet", 0.4))
        rule_now(painter, self.model, top, foot)

    def _draw_newest(self, painter: QPainter, pane: Pane) -> None:
        palette, x = self.model.palette, self._panes.x[-2:].tolist()
        painter.setClipRect(pane.area)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for values, style, token in zip(pane.values[:, -2:].tolist(), pane.styles, pane.colours, strict=True):
            if style != "bars":
                join(painter, palette.pen(token), x, [pane.row_of(value) for value in values])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for values, style, token in zip(pane.values, pane.styles, pane.colours, strict=True):
            if style == "bars":
                self._draw_bars(painter, pane, self._panes.x[-1:], values[-1:], token)
        painter.setClipping(False)

    def _draw_values(self, painter: QPainter, pane: Pane) -> None:
        count = len(self._panes.x) - self.model.is_newest_apart
        palette, x = self.model.palette, self._panes.x[:count]
        painter.setClipRect(pane.area)
        for values, style, token in zip(pane.values[:, :count], pane.styles, pane.colours, strict=True):
            if style == "bars":
                self._draw_bars(painter, pane, x, values, token)
            else:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                self._lines.join(x, pane.rows_of(values))
                self._lines.show(painter, palette.pen(token))
                painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setClipping(False)

    def _draw_bars(self, painter: QPainter, pane: Pane, x: FloatColumn, values: FloatColumn, token: str) -> None:
        known = np.isfinite(values)
        half = self.model.viewport.body // 2
        middle = (x[known] - 0.5).astype(np.int32)
        rows = np.rint(pane.rows_of(values[known])).astype(np.int32)
        zero = np.full(len(rows), round(pane.row_of(max(pane.low, 0.0))), dtype=np.int32)
        rects = boxes(middle - half, np.minimum(rows, zero), middle + half, np.maximum(rows, zero))
        self._rects.draw(painter, self.model.palette.shade(token, _BAR_ALPHA), rects)

    def _draw_scale(self, painter: QPainter, pane: Pane) -> None:
        model, area = self.model, pane.area
        step = nice_step((pane.high - pane.low) * 26 / area.height())
        left = model.layout.price_axis.left() + _TEXT_LEFT
        round_values = [index * step for index in range(math.ceil(pane.low / step), math.floor(pane.high / step) + 1)]
        painter.setFont(model.palette.font("caption"))
        painter.setPen(model.palette.colour("text.quiet"))
        for value in pane.levels if len(pane.levels) > 1 else round_values:
            row = pane.row_of(value)
            if area.top() + _LABEL_HALF <= row <= area.bottom() - _LABEL_HALF:
                self.put(painter, left, round(row), short(value), "caption")


class PaneLegendLayer(Layer):
    """Name and values of every pane at the bar under the pointer."""

    area = "whole"
    z = 18

    def __init__(self, model: ChartModel, panes: PaneSet) -> None:
        """Paint the panes of this set."""
        super().__init__(model)
        self._panes = panes

    def is_empty(self) -> bool:
        """Nothing without panes."""
        return not self.model.layout.panes

    def draw(self, painter: QPainter) -> None:
        """One line of text in each pane."""
        palette = self.model.palette
        behind = palette.shade("chart.ground", _BEHIND)
        painter.setFont(palette.font("caption"))
        for pane in self._panes.current():
            parts, left, top = pane_parts(self.model, pane), 12.0, pane.area.top() + 4
            width = sum(palette.width_of(text, "caption") for text, _ in parts)
            painter.fillRect(QRectF(left - 4, top, min(width, pane.area.width()), LEGEND_HEIGHT), behind)
            for text, token in parts:
                painter.setPen(palette.colour(token))
                self.put(painter, left, top + LEGEND_HEIGHT / 2, text, "caption")
                left += palette.width_of(text, "caption")


def pane_parts(model: ChartModel, pane: Pane) -> list[tuple[str, str]]:
    """Name, then each value in the colour of its line, as (text, colour token)."""
    source = pane.source
    index = model.hovered_index()
    parts = [(f"{source.title if isinstance(source, StripView) else source.running.label}  ", "text.quiet")]
    if index < 0:
        return parts
    is_newest = model.is_newest_apart and index == model.series.total - 1
    values = (pane.values[:, -1] if is_newest else pane_values(model, source, slice(index, index + 1))[:, 0]).tolist()
    for value, token in zip(values, pane.colours, strict=True):
        if isinstance(source, StripView):
            text = "–" if math.isnan(value) else f"{format_number(value, source.decimals)} {source.unit}"
        else:
            text = "–" if math.isnan(value) else short(value)
        parts.append((f"{text.strip()}  ", token))
    return parts


def short(value: float) -> str:
    """A value of any size in few digits."""
    size = abs(value)
    for limit, unit in ((1e9, " bn"), (1e6, " m"), (1e5, " k")):
        if size >= limit:
            scale = {" bn": 1e9, " m": 1e6, " k": 1e3}[unit]
            return format_number(value / scale, 1) + unit
    return format_number(
        value, 0 if size >= 1000 or value == int(value) else 1 if size >= 100 else 2 if size >= 1 else 4
    )
