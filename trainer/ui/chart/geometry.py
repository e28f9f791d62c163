"""Where bars and prices lie on the plot. Plain numbers, no Qt."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np

from trainer.presenters.chart_views import FloatColumn

PriceScale = Literal["linear", "log", "percent"]
STEPS = (1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 10.0, 12.0, 16.0, 20.0, 26.0, 34.0, 44.0)
DEFAULT_STEP = 6.0
EMPTY_BARS = 50
TOP_ROOM, FOOT_ROOM = 64, 80
_EMPTY_SHARE = 0.302
_CLOSEST, _WIDEST = 1e-3, 20.0
"""How far a price range can be stretched, in ranges that are fitted to the bars."""
_BODIES = {1.0: 1, 2.0: 1, 3.0: 2, 4.0: 3, 6.0: 5, 8.0: 7, 10.0: 7, 12.0: 9, 16.0: 13, 20.0: 17, 26.0: 21, 34.0: 27}


class Viewport:
    """Maps bar index and price to pixels of the plot.

    step is pixels per bar, origin the left edge in pixels from bar 0. low and high are prices at the foot and the top.
    """

    def __init__(self) -> None:
        """Default step, no size yet."""
        self.width = 1000
        self.height = 550
        self.step = DEFAULT_STEP
        self.origin = 0.0
        self.low, self.high = 1.0, 2.0
        self._fitted_span = 1.0
        self.scale: PriceScale = "linear"
        self.manual = False
        self.following = True
        self.head_rows = 1

    @property
    def log(self) -> bool:
        """Whether equal heights are equal ratios."""
        return self.scale == "log"

    # bars

    @property
    def body(self) -> int:
        """Width of a candle body in pixels, odd where a wick must sit in the middle."""
        if self.step < 1:
            return 1
        return _BODIES.get(self.step, max(1, int(self.step * 0.4) * 2 - 1))

    def x_of(self, index: float) -> int:
        """Left pixel of a bar."""
        return math.floor(index * self.step - self.origin)

    def centre_of(self, index: float) -> int:
        """Pixel column of a bar's wick."""
        return self.x_of(index) + self.body // 2

    def index_at(self, x: float) -> int:
        """Bar whose column holds this pixel."""
        return math.floor((x + self.origin) / self.step)

    def visible(self) -> tuple[int, int]:
        """First bar and one past the last bar that touch the plot; not cut to the bars there are."""
        return self.index_at(0), self.index_at(self.width) + 1

    def home_x(self) -> float:
        """Where the now line stands when nothing was panned: whole bars from the left, empty bars to its right."""
        fits = math.floor(self.width / self.step)
        empty = min(EMPTY_BARS, math.floor(fits * _EMPTY_SHARE)) if self.step >= 1 else fits * 0.06
        return math.floor((fits - empty) * self.step)

    def go_home(self, total: int) -> None:
        """Show the newest bar with empty bars to its right."""
        self.origin = round(total * self.step) - self.home_x()
        self.following = True

    def reset(self, total: int, *, keep_time: bool) -> None:
        """Back to the automatic price scale and, unless time is kept, to the default zoom at the newest bar."""
        self.manual = False
        if not keep_time:
            self.step = DEFAULT_STEP
            self.go_home(total)

    def shift(self, pixels: float) -> None:
        """Move the content to the right by whole pixels."""
        self.origin -= round(pixels)

    def zoom(self, notches: float, x: float) -> None:
        """Zoom in by notches of the wheel, the bar under pixel x staying there."""
        index = (x + self.origin) / self.step
        self.step = next_step(self.step, notches)
        self.origin = round(index * self.step - x)

    # prices

    def _scaled(self, price: float) -> float:
        return math.log(price) if self.log and price > 0 else price

    def y_of(self, price: float) -> float:
        """Pixel row of a price, not rounded."""
        if self.log:
            low, high = self._scaled(self.low), self._scaled(self.high)
            return (high - self._scaled(price)) * (self.height / (high - low))
        return (self.high - price) * (self.height / (self.high - self.low))

    def rows_of(self, prices: FloatColumn) -> FloatColumn:
        """Pixel rows of prices, same shape, not rounded."""
        low, high = self._scaled(self.low), self._scaled(self.high)
        with np.errstate(divide="ignore", invalid="ignore"):  # a band may reach below zero, where no row is
            scaled = np.log(prices) if self.log else prices
        rows: FloatColumn = (high - scaled) * (self.height / (high - low))
        return rows

    def price_at(self, y: float) -> float:
        """Price at a pixel row."""
        low, high = self._scaled(self.low), self._scaled(self.high)
        value = high - y / max(1, self.height) * (high - low)
        return math.exp(value) if self.log else value

    def fit(self, low: float, high: float) -> None:
        """Place a price range between the legend's room and the volume's room."""
        bottom, top = self._scaled(low), self._scaled(high)
        span = top - bottom
        if span <= 0:
            span = abs(top) * 0.01 or 1.0
            bottom, top = bottom - span / 2, top + span / 2
            span = top - bottom
        head, foot = min(TOP_ROOM + 18 * (self.head_rows - 1), self.height * 0.2), min(FOOT_ROOM, self.height * 0.16)
        self._fitted_span = span
        per_pixel = span / max(1.0, self.height - head - foot)
        self._set(bottom - foot * per_pixel, top + head * per_pixel)

    def scale_price(self, factor: float, y: float) -> None:
        """Stretch the price range by factor about a pixel row, within limits; the automatic scale ends."""
        low, high = self._scaled(self.low), self._scaled(self.high)
        pivot = high - y / max(1, self.height) * (high - low)
        least, most = self._fitted_span * _CLOSEST, self._fitted_span * _WIDEST
        if least <= (high - low) * factor <= most:
            self._set(pivot - (pivot - low) * factor, pivot + (high - pivot) * factor)
        self.manual = True

    def shift_price(self, pixels: float) -> None:
        """Move the content down by pixels."""
        low, high = self._scaled(self.low), self._scaled(self.high)
        step = pixels / max(1, self.height) * (high - low)
        self._set(low + step, high + step)

    def _set(self, low: float, high: float) -> None:
        if self.log:
            self.low, self.high = math.exp(low), math.exp(high)
        else:
            self.low, self.high = low, high


def next_step(step: float, notches: float) -> float:
    """Pixels per bar after zooming in by notches (negative: out), at whole pixels from one pixel a bar upwards."""
    count = max(1, round(abs(notches)))
    for _ in range(count):
        step = _larger(step) if notches > 0 else _smaller(step)
    return step


def _larger(step: float) -> float:
    if step < 1:
        return min(1.0, step * 1.25)
    return next((size for size in STEPS if size > step), STEPS[-1])


def _smaller(step: float) -> float:
    if step <= 1:
        return max(1 / 4096, step / 1.25)
    return next(size for size in reversed(STEPS) if size < step)
