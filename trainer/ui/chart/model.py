"""Everything one frame of the chart is painted from."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF

from trainer.core.language import language
from trainer.market.drawings import Drawing
from trainer.market.studies.study import Running
from trainer.presenters.chart_views import (
    EventMarkView,
    FanView,
    FloatColumn,
    FundingStripView,
    LineView,
    MarkerView,
    StopHistoryView,
    StripView,
)
from trainer.presenters.zone import chosen_zone
from trainer.ui.chart.batches import IntColumn
from trainer.ui.chart.drawing_book import DrawingBook
from trainer.ui.chart.geometry import Viewport
from trainer.ui.chart.lod import CLOSE, OPEN, VOLUME, Columns
from trainer.ui.chart.marks import Marks, marks_of
from trainer.ui.chart.palette import Palette
from trainer.ui.chart.series import ChartSeries
from trainer.ui.chart.ticks import TimeTick, TimeTicks, price_ticks

PRICE_AXIS, TIME_AXIS, FUNDING_STRIP, VOLUME_HEIGHT, PANE_HEIGHT = 68, 24, 26, 64, 92
_PANES_SHARE = 0.5
NARROW = 560
_SCALED_KINDS = ("position", "stop", "target", "liquidation", "entry_preview", "stop_preview", "target_preview")
_LINE_REACH = 0.9


class Layout(NamedTuple):
    """Pixel areas of the chart; panes stand between the plot and the funding strip."""

    whole: QRectF
    plot: QRectF
    panes: tuple[QRectF, ...]
    funding: QRectF
    time_axis: QRectF
    price_axis: QRectF


def lay_out(width: int, height: int, with_funding: bool, panes: int = 0, axis: int = PRICE_AXIS) -> Layout:
    """Areas for a widget size with a price axis this wide; panes share at most half of the height."""
    strip = FUNDING_STRIP if with_funding else 0
    right = max(1, width - axis)
    foot = max(1, height - TIME_AXIS - strip)
    tall = min(PANE_HEIGHT, int(foot * _PANES_SHARE / panes)) if panes else 0
    plot = foot - panes * tall
    return Layout(
        QRectF(0, 0, width, height),
        QRectF(0, 0, right, plot),
        tuple(QRectF(0, plot + place * tall, right, tall) for place in range(panes)),
        QRectF(0, foot, right, strip),
        QRectF(0, foot + strip, right, TIME_AXIS),
        QRectF(right, 0, axis, height),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """Bars in whole pixels, columns of shape (m,), rows of the candles in one block of shape (4, m)."""

    x: IntColumn
    rows: IntColumn
    top: IntColumn
    bottom: IntColumn
    volume: IntColumn
    is_up: NDArray[np.bool_]
    body: int


class Bar(NamedTuple):
    """One bar in whole pixels: left column, rows of its prices, height of its volume, direction, width."""

    x: int
    open: int
    high: int
    low: int
    close: int
    volume: int
    is_up: bool
    body: int


@dataclass(frozen=True, slots=True, eq=False)
class ShownStudy:
    """An indicator on the chart and the colour token of each of its lines."""

    running: Running
    colours: tuple[str, ...]


PaneSource = ShownStudy | StripView


@dataclass(frozen=True, slots=True, eq=False)
class Ticks:
    """Round prices in view with the pixel row of each, and round times with the pixel column of each."""

    prices: list[float]
    rows: list[int]
    times: list[TimeTick]
    columns: list[int]


@dataclass
class Drag:
    """A line under the pointer; reason says why the price is refused, empty when it is allowed."""

    line: LineView
    price: float
    cells: tuple[str, ...] = ()
    reason: str = ""
    moved: bool = False


@dataclass
class ChartModel:
    """State shared by the layers; version rises with every change that alters what is painted."""

    palette: Palette
    series: ChartSeries = field(default_factory=ChartSeries)
    viewport: Viewport = field(default_factory=Viewport)
    layout: Layout = field(default_factory=lambda: lay_out(1068, 600, False))
    lines: tuple[LineView, ...] = ()
    markers: tuple[MarkerView, ...] = ()
    funding: FundingStripView | None = None
    events: tuple[EventMarkView, ...] = ()
    stop_history: StopHistoryView | None = None
    fan: FanView | None = None
    shown: tuple[ShownStudy, ...] = ()
    strips: tuple[StripView, ...] = ()
    future_hidden: bool = True
    replay: bool = True
    hover: tuple[float, float] | None = None
    linked: tuple[int, float] | None = None
    book: DrawingBook | None = None
    sketch: Drawing | None = None
    drag: Drag | None = None
    title_left: float = 12.0
    version: int = 0
    _bars: Columns | None = None
    _bars_told: tuple[int, int, int] = (-1, 0, 0)
    _frame: Frame | None = None
    _frame_told: tuple[int, int, int] = (-1, 0, 0)
    _heavy: tuple[Ticks | None, int, float] = (None, 0, 0.0)
    _single: dict[int, Bar] = field(default_factory=dict)
    _single_version: int = -1
    _marks: Marks = field(default_factory=partial(marks_of, ()))
    _ticks: Ticks | None = None
    _ticks_version: int = -1
    _prices: tuple[list[float], list[int]] = ([], [])
    _prices_told: tuple[object, ...] = ()
    _fitted: tuple[object, ...] = ()
    _times: TimeTicks = field(default_factory=TimeTicks)
    _ticks_told: tuple[object, ...] = ()
    _apart: tuple[int, bool] = (-1, False)

    def scale_anew(self) -> None:
        """Fit the prices to bars and lines with the next change, whatever it is."""
        self._fitted = ()

    def touch(self) -> None:
        """Something painted has changed; prices are scaled anew unless the learner scaled them."""
        self.version += 1
        if not self.viewport.manual and self.drag is None:
            self._fit_prices()

    @property
    def is_narrow(self) -> bool:
        """Whether there is no room for the whole legend."""
        return self.layout.plot.width() < NARROW

    def panes(self) -> tuple[PaneSource, ...]:
        """What stands in the panes, top down: indicators with a pane of their own, then strips that have data."""
        own = tuple(study for study in self.shown if study.running.study.place == "pane")
        return (*own, *(strip for strip in self.strips if len(strip.time_ms)))

    def now_x(self) -> int:
        """Pixel column right after the newest bar."""
        return self.viewport.x_of(self.series.total)

    def cross(self) -> tuple[float, float] | None:
        """Pixels of the cross-hair: under the pointer, else at the moment and price of a linked chart's pointer."""
        if self.hover is not None or self.linked is None or self.series.total == 0:
            return self.hover
        time_ms, price = self.linked
        x = self.viewport.centre_of(self.series.index_at(time_ms))
        y = self.viewport.y_of(price)
        return (x, min(max(y, -10.0), self.viewport.height)) if 0 <= x <= self.viewport.width else None

    def hovered_index(self) -> int:
        """Bar under the pointer, else the newest one; -1 without bars."""
        newest, spot = self.series.total - 1, self.cross()
        if spot is None:
            return newest
        index = self.viewport.index_at(spot[0])
        return min(max(index, 0), newest) if newest >= 0 else -1

    def last_price(self) -> float:
        """Close of the newest bar, 0 without bars."""
        return float(self.series.values[CLOSE, -1]) if self.series.total else 0.0

    def marks(self) -> Marks:
        """The markers as columns."""
        if self._marks.given is not self.markers:
            self._marks = marks_of(self.markers)
        return self._marks

    def base_price(self) -> float:
        """Open of the first bar in view, from which the per cent scale counts; 0 without bars."""
        first = min(max(0, self.viewport.visible()[0]), self.series.total - 1)
        return float(self.series.values[OPEN, first]) if self.series.total else 0.0

    def tick(self) -> float:
        """Smallest step of an order's price."""
        return self.series.tick or float(10.0**-self.series.tick_decimals)

    @property
    def is_newest_apart(self) -> bool:
        """Whether the newest bar is painted over those before it: in pixels of its own, in view or the first beyond."""
        if self._apart[0] != self.version:
            view, total = self.viewport, self.series.total
            last = view.index_at(view.width) + 2  # lines in view go on to the bar beyond
            is_apart = view.step >= 1 and total > 0 and view.index_at(0) < total <= last
            self._apart = self.version, is_apart
        return self._apart[1]

    def sideways(self) -> tuple[object, ...]:
        """All that bars before the newest stand from left to right by, whatever their prices."""
        series, view = self.series, self.viewport
        newest = 0 if self.is_newest_apart else series.written
        bars = (series.revision, series.total, newest, view.step, view.origin, self.ticks().columns)
        return (*bars, self.future_hidden, self.layout, self.palette)

    def settled(self) -> tuple[object, ...]:
        """All that the bars before the newest, the ground and the grid are painted from."""
        series = self.series
        joined = any(shown.running.study.place == "profile" for shown in self.shown) or self.fan is not None
        newest = series.written if joined or not self.is_newest_apart else 0
        zones = [(line.price, line.side, line.from_time_ms) for line in self.lines if line.kind == "liquidation"]
        past = self.marks().doomed if zones else ()
        lines = self.lines if self.fan is not None else ()  # its words make room for theirs
        strip = (self.funding.stamps, self.funding.title) if self.funding is not None else ()
        ground = (zones, past, lines, self.marks(), strip, self.fan, self.events, self.future_hidden, self.palette)
        return (self.ticks(), newest, self.shown, self.heaviest(), *ground)

    @property
    def settled_count(self) -> int:
        """Bars painted as settled: all but the newest, or all of them where bars are joined in one pixel."""
        return max(0, self.series.total - (self.viewport.step >= 1))

    def frame(self, first: int, stop: int) -> Frame:
        """Bars [first, stop) in pixels; those asked for last are kept while the version stays."""
        told = (self.version, first, stop)
        if self._frame is None or told != self._frame_told:
            self._frame, self._frame_told = self._make_frame(*self._columns(first, stop)), told
        return self._frame

    def bar(self, index: int) -> Bar:
        """One bar in pixels, where a bar has a pixel or more; worked out once per version."""
        if self._single_version != self.version:
            self._single_version, self._single = self.version, {}
        if index not in self._single:
            self._single[index] = self._make_bar(index)
        return self._single[index]

    def _make_bar(self, index: int) -> Bar:
        view = self.viewport
        opened, high, low, close, volume = self.series.values[:, index].tolist()
        rows = [round(min(max(view.y_of(price), -4.0), view.height + 4.0)) for price in (opened, high, low, close)]
        tall = math.ceil(volume * (VOLUME_HEIGHT / (self.heaviest() or 1.0)))
        return Bar(view.x_of(index), rows[0], rows[1], rows[2], rows[3], tall, close >= opened, view.body)

    def _columns(self, first: int, stop: int) -> Columns:
        told = (self.version, first, stop)
        if self._bars is None or told != self._bars_told:
            view = self.viewport
            self._bars, self._bars_told = self.series.columns(first, stop, view.step, view.origin), told
        return self._bars

    def heaviest(self) -> float:
        """Most volume in view; that of the bars before the newest is known as long as nothing moves."""
        changes = 0 if self.viewport.step >= 1 else self.series.written
        if self._heavy[0] is not self.ticks() or self._heavy[1] != changes:
            self._heavy = self.ticks(), changes, self._most_volume()
        is_seen = self.is_newest_apart and self.series.total <= self.viewport.visible()[1]
        return max(self._heavy[2], float(self.series.values[VOLUME, -1]) if is_seen else 0.0)

    def _most_volume(self) -> float:
        first, last = self.viewport.visible()
        first = min(max(0, first), self.settled_count)
        if self.viewport.step < 1:  # the very columns that are painted
            volume = self._columns(first, max(first, min(last + 1, self.settled_count))).values[VOLUME]
        else:
            volume = self.series.values[VOLUME, first : max(0, min(last, self.settled_count))]
        return float(volume.max()) if len(volume) else 0.0

    def ticks(self) -> Ticks:
        """What the grid and both axes mark; the very same as long as nothing moves."""
        if self._ticks is not None and self._ticks_version == self.version:
            return self._ticks
        self._ticks_version = self.version
        view, series = self.viewport, self.series
        base = self.base_price() if view.scale == "percent" else 0.0
        scale = (view.scale, view.low, view.high, base, view.height)
        bars = (series.timeframe_ms, series.revision, series.total, view.step, view.origin)
        told = (scale, *bars, self.layout, chosen_zone(), language())
        if self._ticks is None or told != self._ticks_told:
            if scale != self._prices_told:
                prices = price_ticks(view, self.base_price())
                self._prices = prices, np.rint(view.rows_of(np.array(prices))).astype(np.int32).tolist()
                self._prices_told = scale
            times, half = self._times.of(series, view), view.body // 2
            self._ticks = Ticks(*self._prices, times, [view.x_of(tick.bar) + half for tick in times])
            self._ticks_told = told
        return self._ticks

    def _make_frame(self, x: FloatColumn, values: FloatColumn) -> Frame:
        view = self.viewport
        whole = view.rows_of(values[:VOLUME])
        np.minimum(whole, view.height + 4.0, out=whole)  # bars beside the view may lie far above or below it
        np.maximum(whole, -4.0, out=whole)
        rows: IntColumn = np.rint(whole, out=whole).astype(np.int32)
        heights = np.ceil(values[VOLUME] * (VOLUME_HEIGHT / (self.heaviest() or 1.0))).astype(np.int32)
        top, bottom = np.minimum(rows[OPEN], rows[CLOSE]), np.maximum(rows[OPEN], rows[CLOSE])
        return Frame(x.astype(np.int32), rows, top, bottom, heights, values[CLOSE] >= values[OPEN], view.body)

    def _fit_prices(self) -> None:
        view = self.viewport
        first, last = view.visible()
        bars = (first, last, self.series.written, self.series.total)
        told = (*bars, view.scale, view.height, view.head_rows, view.low, view.high)
        if told == self._fitted:  # an order does not move the view
            return
        found = self.series.price_range(max(0, first), min(last, self.series.total), view.step)
        if found is None:
            return
        low, high = found
        reach = max((high - low) * _LINE_REACH, high * 0.004)
        for line in self.lines:
            if line.kind in _SCALED_KINDS and low - reach <= line.price <= high + reach:
                low, high = min(low, line.price), max(high, line.price)
        view.fit(low, high)
        self._fitted = (*told[:-2], view.low, view.high)
