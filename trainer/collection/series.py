"""Names and provenance of stored series."""

from __future__ import annotations

import re
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from trainer.core.errors import FieldError, TrainerError
from trainer.core.language import english
from trainer.market.timeframe import timeframe_ms, timeframe_name

Market = Literal["spot", "perp"]
Kind = Literal["last", "mark", "index", "funding"]
MARKETS: tuple[Market, ...] = ("perp", "spot")
KINDS: tuple[Kind, ...] = ("last", "mark", "index", "funding")
SYMBOL = r"[A-Z0-9]{4,20}"
_FILE = re.compile(rf"({SYMBOL})-(spot|perp)-(last|mark|index|funding)(?:-(\d+[mhd]))?")
_KNOWN_SYMBOL = re.compile(r"(?<![A-Z0-9])([A-Z0-9]{2,10})[-_/]?(USDT|USDC|BUSD|USD|EUR)(?![A-Z])")


class SeriesKey(msgspec.Struct, frozen=True, order=True):
    """What a series is: symbol, market, kind of price, timeframe in ms (0 for funding)."""

    symbol: str
    market: Market
    kind: Kind
    timeframe_ms: int = 0

    @property
    def name(self) -> str:
        """File name without its ending, also the id of the series: BTCUSDT-perp-last-1m."""
        frame = f"-{timeframe_name(self.timeframe_ms)}" if self.timeframe_ms else ""
        return f"{self.symbol}-{self.market}-{self.kind}{frame}"


class Part(msgspec.Struct, frozen=True):
    """Where rows came from: file, its format and sha256, rows and range (ms, UTC), when they were brought in."""

    file: Annotated[str, Meta(max_length=300)]
    format: Annotated[str, Meta(max_length=80)]
    sha256: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]
    rows: Annotated[int, Meta(ge=0)]
    first_ms: int
    last_ms: int
    added_ms: int


class SeriesInfo(msgspec.Struct, frozen=True):
    """A stored series without its rows."""

    key: SeriesKey
    rows: Annotated[int, Meta(ge=1)]
    first_ms: int
    last_ms: int
    missing_bars: Annotated[int, Meta(ge=0)]
    content_hash: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]
    parts: tuple[Part, ...]
    size: int = 0


def checked_key(symbol: str, market: str, kind: str, timeframe_ms: int) -> SeriesKey:
    """A key from typed words; raises FieldError."""
    if not re.fullmatch(SYMBOL, symbol):
        raise FieldError(
            english("symbol"),
            symbol or english("nothing"),
            english("4 to 20 capital letters and digits such as BTCUSDT"),
        )
    found_market = next((known for known in MARKETS if known == market), None)
    if found_market is None:
        raise FieldError("market", market, english("one of {markets}").format(markets=", ".join(MARKETS)))
    found_kind = next((known for known in KINDS if known == kind), None)
    if found_kind is None:
        raise FieldError(english("kind"), kind, english("one of {kinds}").format(kinds=", ".join(KINDS)))
    return SeriesKey(symbol, found_market, found_kind, 0 if found_kind == "funding" else timeframe_ms)


def parsed_key(name: str) -> SeriesKey | None:
    """The key whose name this is, or None."""
    found = _FILE.fullmatch(name)
    if found is None or (found[3] == "funding") == bool(found[4]):
        return None
    try:
        return checked_key(found[1], found[2], found[3], timeframe_ms(found[4]) if found[4] else 0)
    except TrainerError:
        return None


def guessed_symbol(file: str) -> str:
    """The symbol a file name speaks of, or nothing: BTCUSDT-1m-2021-05.zip, Coinbase_BTCUSD_1h.csv, BTC_USDT-1h."""
    found = _KNOWN_SYMBOL.search(file.upper())
    return found[1] + found[2] if found else ""


def guessed_kind(file: str) -> Kind:
    """The kind of price a file name speaks of; last where it says nothing."""
    low = file.lower()
    if "funding" in low:
        return "funding"
    return "mark" if "mark" in low else "index" if "index" in low else "last"


def guessed_market(file: str) -> Market:
    """The market a file name speaks of; perp for futures and marks, else spot where it says so, else perp."""
    return "spot" if re.search(r"spot|coinbase|bitstamp|kraken_", file.lower()) else "perp"
