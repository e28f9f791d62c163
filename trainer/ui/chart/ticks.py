"""Round prices and round times for the axes, and how numbers and moments are written."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from trainer.core.language import language, localised
from trainer.presenters.dates import day_text, long_day_text, month_text, month_year_text
from trainer.presenters.zone import chosen_zone, offset_ms, time_of, times_of
from trainer.presenters.zone import moment as moment
from trainer.ui.chart.geometry import Viewport
from trainer.ui.chart.series import ChartSeries

_MINUTE = 60_000
_DAY = 1440 * _MINUTE
_TIME_STEPS = tuple(_MINUTE * size for size in (1, 5, 15, 30, 60, 120, 240, 360, 720, 1440, 2880, 7200, 14400))
_MONTH_STEPS = (1, 3, 6, 12)
_LABEL_ROOM = 96
_PRICE_ROOM = 27
_MONTH_DAYS = 30.44


class TimeTick(NamedTuple):
    """A label under a bar; strong at the change of a day, month or year."""

    bar: int
    text: str
    strong: bool


def format_number(value: float, decimals: int) -> str:
    """Thousands separated, true minus."""
    return localised(f"{value:,.{max(0, decimals)}f}".replace("-", "−"))


def format_volume(value: float) -> str:
    """Whole units from 100 upwards, three digits below."""
    return localised(f"{value:,.0f}" if value >= 100 else f"{value:,.3g}")


def format_time(time_ms: int, timeframe_ms: int) -> str:
    """Day and minute for the cross-hair's tag; bars of a day and longer begin with the day of the venue, in UTC."""
    when = _day_of(time_ms) if timeframe_ms >= _DAY else moment(time_ms)
    day = long_day_text(when)
    return day if timeframe_ms >= _DAY else f"{day}  {when:%H:%M}"


def format_day(time_ms: int, *, is_long: bool) -> str:
    """The day at the left edge, the month where a day is but a few pixels wide."""
    return _day_text(moment(time_ms).date(), is_long, language())


@lru_cache(4096)
def _day_text(day: date, is_long: bool, _language: str) -> str:
    return month_year_text(day) if is_long else day_text(day)


def _day_of(time_ms: int) -> datetime:
    return moment(time_ms - offset_ms(time_ms))


def price_ticks(viewport: Viewport, base: float = 0.0) -> list[float]:
    """Round prices in view, at least 27 pixels apart; on the per cent scale prices of round changes from base."""
    if viewport.scale == "percent" and base > 0:
        low, high = (viewport.low / base - 1) * 100, (viewport.high / base - 1) * 100
        step = nice_step((high - low) * _PRICE_ROOM / max(1, viewport.height))
        first = math.ceil(low / step)
        return [base * (1 + index * step / 100) for index in range(first, math.floor(high / step) + 1)]
    if viewport.log and viewport.high > viewport.low * 1.5:
        return _log_ticks(viewport)
    step = nice_step((viewport.high - viewport.low) * _PRICE_ROOM / max(1, viewport.height))
    first = max(1, math.ceil(viewport.low / step))  # there is no price below zero
    return [index * step for index in range(first, math.floor(viewport.high / step) + 1)]


def nice_step(rough: float) -> float:
    """The smallest of 1, 2, 2.5 and 5 times a power of ten that is not below rough."""
    power = 10.0 ** math.floor(math.log10(max(rough, 1e-12)))
    return next(size * power for size in (1.0, 2.0, 2.5, 5.0, 10.0) if size * power >= rough * 0.999)


def _log_ticks(viewport: Viewport) -> list[float]:
    result: list[float] = []
    last = math.inf
    power = 10.0 ** math.floor(math.log10(viewport.low))
    while power <= viewport.high:
        for size in (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0):
            price = size * power
            if viewport.low <= price <= viewport.high and last - viewport.y_of(price) >= _PRICE_ROOM:
                result.append(price)
                last = viewport.y_of(price)
        power *= 10
    return result


class TimeTicks:
    """Labels at the first bar at or after each round time in view; a gap in the bars shows as a jump in the labels."""

    def __init__(self) -> None:
        """None yet."""
        self._told: tuple[object, ...] = ()
        self._held: list[TimeTick] = []

    def of(self, series: ChartSeries, viewport: Viewport) -> list[TimeTick]:
        """The very same list as long as the same round times are in view and stand at the same bars."""
        if series.total == 0:
            return []
        times, step = _round_times(series, viewport)
        length, count = series.timeframe_ms, series.total
        ahead = series.time_at(count) - count * length  # bars to come are counted on at even steps
        told = (times, step, viewport.step, length, ahead, series.revision, chosen_zone(), language())
        if told != self._told:
            self._told, self._held = told, _place(times, series, viewport, step)
        return self._held


def _round_times(series: ChartSeries, viewport: Viewport) -> tuple[list[int], int | None]:
    """Round times in view and the step between them, None for months."""
    first, last = viewport.visible()
    start, stop = series.time_at(first), series.time_at(last)
    room_ms = _LABEL_ROOM / viewport.step * series.timeframe_ms
    step = next((size for size in _TIME_STEPS if size >= room_ms and size >= series.timeframe_ms), None)
    return (_month_starts(start, stop, room_ms) if step is None else _multiples(start, stop, step)), step


def _place(times: list[int], series: ChartSeries, viewport: Viewport, step: int | None) -> list[TimeTick]:
    ticks: list[TimeTick] = []
    told, of_days = (chosen_zone(), language()), series.timeframe_ms >= _DAY
    before: tuple[int, int] | None = None
    for time_ms, index in zip(times, _first_bars_from(series, times), strict=True):
        if before is not None and viewport.step * (index - before[0]) < _LABEL_ROOM * 0.6:
            continue
        text, strong = _label(time_ms, before[1] if before else None, step, of_days, told)
        ticks.append(TimeTick(index, text, strong))
        before = (index, time_ms)
    return ticks


@lru_cache(4096)
def _label(
    time_ms: int, before_ms: int | None, step: int | None, of_days: bool, _told: tuple[object, str]
) -> tuple[str, bool]:
    """Words under a round time and whether it is strong; zone and language are told for the cache."""
    clock = _day_of if of_days else moment
    when, before = clock(time_ms), clock(before_ms) if before_ms is not None else None
    if step is None:
        changes = when.month == 1 or before is None or before.year != when.year
        return (month_year_text(when) if changes else month_text(when)), changes
    day = day_text(when)
    if step >= _DAY:
        return day, before is not None and before.month != when.month
    new_day = (when.hour, when.minute) == (0, 0) or (before is not None and before.date() != when.date())
    return (day, True) if new_day else (f"{when:%H:%M}", False)


def _first_bars_from(series: ChartSeries, times: list[int]) -> list[int]:
    """The first bar at or after each of these times, counted on at even steps beyond both ends."""
    stamps, length = series.time_ms, series.timeframe_ms
    first, last = int(stamps[0]), int(stamps[-1])
    found: list[int] = np.searchsorted(stamps, np.array(times, dtype=np.int64)).tolist()
    return [
        -((first - time_ms) // length) if time_ms < first
        else series.total - 1 + -(-(time_ms - last) // length) if time_ms > last
        else index
        for time_ms, index in zip(times, found, strict=True)
    ]  # fmt: skip


def _multiples(start: int, stop: int, step: int) -> list[int]:
    """Round times of the chosen zone's clock."""
    first, last = start + offset_ms(start), stop + offset_ms(stop)
    times = times_of(range(-(-first // step) * step, last + 1, step))
    return [time_ms for time_ms in times if start <= time_ms <= stop]


def _month_starts(start: int, stop: int, room_ms: float) -> list[int]:
    months = next((size for size in _MONTH_STEPS if size * _MONTH_DAYS * _DAY >= room_ms), 12)
    years = max(1, math.ceil(room_ms / (365.25 * _DAY))) if months == 12 else 1
    first, end = moment(start), moment(stop)
    times = [
        time_of(int(datetime(year, month, 1, tzinfo=UTC).timestamp() * 1000))
        for year in range(first.year, end.year + 1)
        if year % years == 0
        for month in range(1, 13, months)
    ]
    return [time_ms for time_ms in times if start <= time_ms <= stop]
