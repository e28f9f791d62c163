"""Bars of the shown timeframe for the chart, grown from revealed base bars only."""

from __future__ import annotations

from decimal import Decimal

import numpy as np

from trainer.market.candles import Candles, FloatArray, IntArray
from trainer.market.indicators import atr
from trainer.market.timeframe import Resampler, timeframe_name
from trainer.presenters.chart_views import ChartSeriesView, FormingBar
from trainer.presenters.desk_texts import countdown_text, price_places
from trainer.session.session import Session

ATR_LENGTH = 14
_ATR_REACH = 400


class SeriesFeed:
    """Complete bars in growing columns plus the forming one; appending costs what is new."""

    def __init__(self, session: Session, timeframe_ms: int) -> None:
        """Take every bar revealed so far."""
        self._session = session
        base = session.market.last.timeframe_ms
        self.timeframe_ms = max(base, timeframe_ms)
        self._resampler = Resampler(base, self.timeframe_ms)
        self._time: IntArray = np.empty(0, dtype=np.int64)
        self._data: FloatArray = np.empty((5, 0))
        self._count = 0
        self._fed = 0
        self._range_of = 0
        self._range: float | None = None
        self.follow()

    def follow(self) -> None:
        """Take the bars revealed since the last call; the session must not have gone back meanwhile."""
        stop = self._session.cursor + 1
        if stop > self._fed:
            self._append(self._resampler.feed(self._session.revealed.window(self._fed, stop)))
            self._fed = stop

    @property
    def is_ahead(self) -> bool:
        """Whether the session went back behind bars this feed has taken."""
        return self._fed > self._session.cursor + 1

    @property
    def average_range(self) -> float | None:
        """ATR of complete shown bars in price units; None before there are enough."""
        if self._range_of != self._count:
            self._range_of, self._range = self._count, self._average_range()
        return self._range

    def _average_range(self) -> float | None:
        first = max(0, self._count - _ATR_REACH)
        _, high, low, close, _ = self._data[:, first : self._count]
        if len(close) <= ATR_LENGTH:
            return None
        value = float(atr(high, low, close, ATR_LENGTH)[-1])
        return value if np.isfinite(value) and value > 0 else None

    def view(self, title: str, tick: Decimal) -> ChartSeriesView:
        """The columns as they stand, shared with this feed and never written again."""
        opened, high, low, close, volume = self._data[:, : self._count]
        forming = self._resampler.forming
        return ChartSeriesView(
            time_ms=self._time[: self._count],
            open=opened,
            high=high,
            low=low,
            close=close,
            volume=volume,
            forming=FormingBar(*forming) if forming is not None else None,
            timeframe_ms=self.timeframe_ms,
            tick_decimals=price_places(tick),
            title=title.replace("{timeframe}", timeframe_name(self.timeframe_ms)),
            countdown=self._countdown(),
            tick=float(tick),
        )

    def _countdown(self) -> str:
        now = self._session.market.close_ms(self._session.cursor)
        return countdown_text(self.timeframe_ms - now % self.timeframe_ms)

    def _append(self, bars: Candles) -> None:
        stop = self._count + len(bars)
        held = self._data.shape[1]
        if stop > held:
            room = max(1024, stop, held * 2)
            time, data = np.empty(room, dtype=np.int64), np.empty((5, room))
            time[: self._count], data[:, : self._count] = self._time[: self._count], self._data[:, : self._count]
            self._time, self._data = time, data
        self._time[self._count : stop] = bars.time_ms
        for row, column in enumerate(bars.columns[1:]):
            self._data[row, self._count : stop] = column
        self._count = stop
