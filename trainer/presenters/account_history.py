"""Equity and margin ratio of a session at the close of every revealed bar, grown as bars pass."""

from __future__ import annotations

import numpy as np

from trainer.engine.standing import curves_of
from trainer.market.candles import FloatArray, IntArray
from trainer.session.session import Session

_ROOM = 1_024


class AccountHistory:
    """Columns worked out from the accounts the engine went through; what is new costs what is new.

    A column once handed out is never written again: bars are put behind it, and what changes is put into a new one.
    """

    def __init__(self, session: Session) -> None:
        """Nothing worked out yet."""
        self._session = session
        self._take = -1
        self._count = self._known = 0
        self._data: FloatArray = np.empty((2, 0))
        self._closes: IntArray = np.empty(0, dtype=np.int64)
        self.has_position = False

    def follow(self) -> tuple[FloatArray, FloatArray]:
        """Equity, and the margin ratio in per cent (NaN while flat), from the first bar of trading to the newest one.

        `has_position` then says whether any position was held.
        """
        session = self._session
        start, stop = session.market.start, session.cursor + 1
        standings = session.standings
        kept = self._count if session.take == self._take else 0
        if kept and len(standings) > self._known:
            kept = min(kept, standings[self._known].bar - start)
        fresh = curves_of(session.market, standings, start + kept, stop)
        self._put(kept, np.stack((fresh.equity, fresh.ratio * 100.0)))
        self.has_position = (kept > 0 and self.has_position) or not bool(np.isnan(fresh.ratio).all())
        self._take, self._known = session.take, len(standings)
        equity, ratio = self._data[:, : self._count]
        return equity, ratio

    def closes(self) -> IntArray:
        """Times of these closes, ms UTC."""
        last, start = self._session.market.last, self._session.market.start
        if self._count > len(self._closes):
            self._closes = last.time_ms[start : start + self._data.shape[1]] + last.timeframe_ms
        return self._closes[: self._count]

    def _put(self, kept: int, fresh: FloatArray) -> None:
        stop = kept + fresh.shape[1]
        if kept < self._count or stop > self._data.shape[1]:
            grown = np.empty((2, max(_ROOM, 2 * stop)))
            grown[:, :kept] = self._data[:, :kept]
            self._data = grown
        self._data[:, kept:stop] = fresh
        self._count = stop
