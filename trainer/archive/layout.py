"""Binance's public archive: one zip a day or month, series and symbol, a checksum beside each.

Source: the archive's own README (binance/binance-public-data), read 2026-11.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from trainer.core.errors import FieldError

BASE_URL = "https://data.binance.vision"
Period = Literal["auto", "daily", "monthly"]
PERIODS: tuple[Period, ...] = ("auto", "daily", "monthly")
FUNDING = "fundingRate"
_MARKETS = {"um": "futures/um", "spot": "spot"}
_DAY_BYTES = {"klines": 75_000, "markPriceKlines": 45_000, "indexPriceKlines": 45_000, FUNDING: 0}
_FUNDING_BYTES = 1_500
_MOST_DAYS = 20
"""From so many days of a month on, the month is one smaller download."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One zip of the archive: what it holds, its days [first, until), its path and about how large it is."""

    kind: str
    symbol: str
    first: date
    until: date
    path: str
    expected_bytes: int

    @property
    def name(self) -> str:
        """File name."""
        return self.path.rpartition("/")[2]


def plan(
    market: str, symbol: str, kinds: tuple[str, ...], first: date, until: date, period: Period = "auto"
) -> tuple[Piece, ...]:
    """Every zip that holds the days [first, until) of the kinds; raises FieldError for an unknown market or kind."""
    if market not in _MARKETS:
        raise FieldError("market", market, f"one of {', '.join(_MARKETS)}")
    pieces: list[Piece] = []
    for kind in kinds:
        if kind not in _DAY_BYTES or (market == "spot" and kind != "klines"):
            raise FieldError("kind", kind, f"one that the archive has for {market}")
        for month, days in _months(first, until):
            whole = period == "monthly" or kind == FUNDING or (period == "auto" and len(days) > _MOST_DAYS)
            if whole:
                pieces.append(monthly(market, symbol, kind, month))
            else:
                pieces += [daily(market, symbol, kind, day) for day in days]
    return tuple(pieces)


def daily(market: str, symbol: str, kind: str, day: date) -> Piece:
    """The zip of one day of minutes."""
    path = f"data/{_MARKETS[market]}/daily/{kind}/{symbol}/1m/{symbol}-1m-{day.isoformat()}.zip"
    return Piece(kind, symbol, day, day + timedelta(days=1), path, _DAY_BYTES[kind])


def monthly(market: str, symbol: str, kind: str, month: date) -> Piece:
    """The zip of one month: minutes, or funding rates."""
    first, until = month.replace(day=1), next_month(month)
    stamp = f"{first:%Y-%m}"
    where = f"data/{_MARKETS[market]}/monthly/{kind}/{symbol}"
    if kind == FUNDING:
        return Piece(kind, symbol, first, until, f"{where}/{symbol}-{FUNDING}-{stamp}.zip", _FUNDING_BYTES)
    size = _DAY_BYTES[kind] * (until - first).days
    return Piece(kind, symbol, first, until, f"{where}/1m/{symbol}-1m-{stamp}.zip", size)


def next_month(day: date) -> date:
    """The first of the month after."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def _months(first: date, until: date) -> list[tuple[date, list[date]]]:
    days = [first + timedelta(days=k) for k in range((until - first).days)]
    months: dict[date, list[date]] = {}
    for day in days:
        months.setdefault(day.replace(day=1), []).append(day)
    return list(months.items())
