"""The bars held by the chart: they grow at the end, are cut at a rewind, and are never copied as a whole again."""

from __future__ import annotations

from bisect import bisect_left

import numpy as np
from numpy.typing import NDArray

from trainer.market.studies.study import BarColumns, Running
from trainer.presenters.chart_views import ChartSeriesView, FloatColumn, FormingBar, TimeColumn
from trainer.ui.chart.lod import CLOSE, HIGH, LOW, Bars, Columns, Pyramid, fold

_MANY_BARS = 4096
BarValues = tuple[float, float, float, float, float]


class ChartSeries:
    """Columns of complete bars plus, last, the forming one.

    written counts bars copied in; revision rises when bars before the newest become others than they were.
    """

    def __init__(self) -> None:
        """Start empty."""
        self.timeframe_ms = 60_000
        self.tick_decimals, self.tick = 2, 0.0
        self.title = ""
        self.countdown = ""
        self.count = 0
        self.forming = False
        self.written = 0
        self.revision = 0
        self.studies: tuple[Running, ...] = ()
        self._gaps: list[int] = []
        self._time: TimeColumn = np.empty(0, dtype=np.int64)
        self._data: FloatColumn = np.empty((5, 0))
        self._pyramid = Pyramid()
        self._columns: BarColumns | None = None

    @property
    def total(self) -> int:
        """Bars to show, the forming one included."""
        return self.count + self.forming

    @property
    def time_ms(self) -> TimeColumn:
        """Open times, shape (total,)."""
        return self._time[: self.total]

    @property
    def values(self) -> FloatColumn:
        """Open, high, low, close, volume, shape (5, total)."""
        return self._data[:, : self.total]

    def load(self, view: ChartSeriesView) -> None:
        """Replace everything."""
        self.count, self.forming = 0, False
        self._changed_from(0)
        self.revision += 1
        self._describe(view)
        self._extend(view, 0)
        self._set_forming(view.forming)

    def continues(self, view: ChartSeriesView) -> bool:
        """Whether the view holds the same bars as far as both go, so that only tails differ."""
        shared = min(self.count, len(view.time_ms))
        if shared == 0 or view.timeframe_ms != self.timeframe_ms:
            return False
        return all(
            view.time_ms[row] == self._time[row] and view.close[row] == self._data[CLOSE, row]
            for row in (0, shared // 2, shared - 1)
        )

    def advance(self, view: ChartSeriesView) -> None:
        """Take only the tail of a view that continues this series, or cut our own after a rewind.

        A view of the very same bars, as after an order, changes none of them.
        """
        if self._holds(view):
            self._describe(view)
            return
        loses_forming = self.forming and view.forming is None and len(view.time_ms) == self.count
        if len(view.time_ms) < self.count or loses_forming:
            self.truncate(len(view.time_ms))
        self.forming = False
        self._describe(view)
        self._extend(view, self.count)
        self._set_forming(view.forming)

    def _holds(self, view: ChartSeriesView) -> bool:
        """Whether a view that continues this series has neither more nor fewer bars, the forming one included."""
        forming = view.forming
        if len(view.time_ms) != self.count or (forming is not None) is not self.forming:
            return False
        if forming is None:
            return True
        time_ms, *values = forming
        return time_ms == int(self._time[self.count]) and bool((self._data[:, self.count] == values).all())

    def append(self, time_ms: int, values: BarValues) -> None:
        """Add one complete bar; it takes the place of the forming one."""
        self.forming = False
        self._write(self.count, time_ms, values)
        self.count += 1

    def update(self, time_ms: int, values: BarValues) -> None:
        """Set the forming bar."""
        self._write(self.count, time_ms, values)
        self.forming = True

    def truncate(self, count: int) -> None:
        """Keep the first count complete bars and no forming one."""
        self.count = max(0, min(count, self.count))
        self.forming = False
        self._changed_from(self.count)
        self.revision += 1

    def rows_of(self, study: Running) -> NDArray[np.float64]:
        """Values of one indicator for every bar, shape (outputs, total), NaN where it is not known yet."""
        if self._columns is None or len(self._columns.close) != self.total:
            self._columns = BarColumns(self.time_ms, *self.values)
        return study.follow(self._columns)

    def index_at(self, time_ms: int) -> int:
        """Index of the bar that holds this moment; -1 before the first, beyond the end for the future."""
        if self.total == 0:
            return -1
        last = int(self._time[self.total - 1])
        if time_ms >= last + self.timeframe_ms:
            return self.total - 1 + (time_ms - last) // self.timeframe_ms
        return int(np.searchsorted(self.time_ms, time_ms, side="right")) - 1

    def indices_at(self, times_ms: TimeColumn) -> NDArray[np.int64]:
        """The same for a column of moments."""
        if self.total == 0:
            return np.full(len(times_ms), -1, dtype=np.int64)
        last = int(self._time[self.total - 1])
        held = np.searchsorted(self.time_ms, times_ms, side="right") - 1
        beyond = self.total - 1 + (times_ms - last) // self.timeframe_ms
        return np.where(times_ms >= last + self.timeframe_ms, beyond, held)

    def time_at(self, index: int) -> int:
        """Open time of a bar in ms UTC, carried on at even steps beyond both ends."""
        if self.total == 0:
            return index * self.timeframe_ms
        if index < 0:
            return int(self._time[0]) + index * self.timeframe_ms
        beyond = max(0, index - self.total + 1)
        return int(self._time[min(index, self.total - 1)]) + beyond * self.timeframe_ms

    def columns(self, first: int, last: int, step: float, origin: float) -> Columns:
        """Bars [first, last) with their left pixels; below one pixel a bar, neighbours are joined per pixel."""
        first, last = max(0, first), min(self.total, last)
        if last <= first:
            return Columns(np.empty(0), np.empty((5, 0)))
        if step >= 1:
            x = np.floor(np.arange(first, last) * step - origin)
            return Columns(x, self.values[:, first:last])
        level = min(max(0, int(1 / step).bit_length() - 1), self._pyramid.depth(self.total))
        joined = self._pyramid.level(self._data, self.total, level)
        low, high = first >> level, min(joined.shape[1], -(-last >> level))
        x = np.floor((np.arange(low, high) << level) * step - origin)
        return fold(joined[:, low:high], x)

    def price_range(self, first: int, last: int, step: float) -> tuple[float, float] | None:
        """Lowest low and highest high of bars [first, last), or None without bars."""
        values: Bars = self.values[:, first : max(first, last)]
        if values.shape[1] > _MANY_BARS:
            values = self.columns(first, last, min(step, 1.0), 0.0).values
        if values.shape[1] == 0:
            return None
        return float(values[LOW].min()), float(values[HIGH].max())

    def _describe(self, view: ChartSeriesView) -> None:
        self.timeframe_ms, self.tick_decimals, self.tick = view.timeframe_ms, view.tick_decimals, view.tick
        self.title, self.countdown = view.title, view.countdown

    def _extend(self, view: ChartSeriesView, start: int) -> None:
        stop = len(view.time_ms)
        if stop == start:
            return
        columns = (view.open, view.high, view.low, view.close, view.volume)
        self.count = stop
        if stop == start + 1:
            opened, high, low, close, volume = (column.item(start) for column in columns)
            self._write(start, view.time_ms.item(start), (opened, high, low, close, volume))
            return
        self._reserve(stop + 1)
        self._time[start:stop] = view.time_ms[start:]
        for row, column in enumerate(columns):
            self._data[row, start:stop] = column[start:]
        self.written += stop - start
        self._changed_from(start)
        first = max(1, start)
        jumps = np.flatnonzero(np.diff(self._time[first - 1 : stop]) > self.timeframe_ms)
        self._gaps.extend((jumps + first).tolist())

    def _set_forming(self, bar: FormingBar | tuple[int, float, float, float, float, float] | None) -> None:
        if bar is not None:
            self.update(bar[0], (bar[1], bar[2], bar[3], bar[4], bar[5]))

    def _write(self, index: int, time_ms: int, values: BarValues) -> None:
        self._reserve(index + 1)
        self._time[index] = time_ms
        self._data[:, index] = values
        self.written += 1
        self._changed_from(index)
        if index > 0 and time_ms - int(self._time[index - 1]) > self.timeframe_ms:
            self._gaps.append(index)

    def gaps(self, first: int, last: int) -> list[int]:
        """Bars in [first, last) before which bars are missing."""
        return self._gaps[bisect_left(self._gaps, first) : bisect_left(self._gaps, last)]

    def _changed_from(self, index: int) -> None:
        self.revision += index < self.total - 1
        del self._gaps[bisect_left(self._gaps, index) :]
        self._pyramid.touch(index)
        for study in self.studies:
            study.cut(index)

    def _reserve(self, size: int) -> None:
        held = self._data.shape[1]
        if size <= held:
            return
        room = max(1024, size, held * 2)
        time, data = np.empty(room, dtype=np.int64), np.empty((5, room))
        time[:held], data[:, :held] = self._time, self._data
        self._time, self._data = time, data
        self._columns = None
