"""A prepared exercise as frozen values, exactly as scenario.toml writes them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

Text = Annotated[str, Meta(min_length=1, max_length=2_000)]
Words = Annotated[str, Meta(max_length=4_000)]
Name = Annotated[str, Meta(min_length=1, max_length=80)]
Slug = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]{2,79}$")]
Figure = Annotated[str, Meta(pattern=r"^-?\d{1,15}(\.\d{1,15})?$")]


Sha256 = Annotated[str, Meta(pattern=r"^([0-9a-f]{64})?$")]
"""Empty only in a definition whose candles are still to be fetched."""


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the candles come from and what they are."""

    venue: Name
    market: Literal["spot", "perp"]
    publisher: Text
    package: Name
    version: Name
    archive_sha256: Sha256
    licence: Text
    candles_are: Text
    sha256: Sha256
    beside: dict[Name, Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]] = {}
    """SHA-256 of every other candle file of the folder: mark, index, further symbols."""


class HazardRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A scripted outage of the venue, or an auto-deleveraging of `value` of a winning position at `time`."""

    kind: Literal["outage", "adl"]
    time: datetime
    until: datetime
    value: Figure = "1"


class MarketRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A further symbol in the same wallet, its candles in a folder of its name."""

    symbol: Annotated[str, Meta(pattern=r"^[A-Z0-9]{2,20}$")]


class Recorded(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Facts that what arrives must show: the low and the hour it fell in, and the same of the mark price."""

    low: Figure
    low_hour: datetime
    mark_low: Figure | None = None
    mark_low_hour: datetime | None = None


class Download(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to fetch from a venue's public archive: whole days from `first` to the day before `until`."""

    archive: Literal["binance"]
    market: Literal["um", "spot"]
    symbol: Annotated[str, Meta(pattern=r"^[A-Z0-9]{4,20}$")]
    kinds: Annotated[
        tuple[Literal["klines", "markPriceKlines", "indexPriceKlines", "fundingRate"], ...], Meta(min_length=1)
    ]
    first: date = msgspec.field(name="from")
    until: date = msgspec.field(name="to")
    recorded: Recorded


class Ask(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A checkpoint to be: which question is asked when; its figures are measured once the candles are there.

    `question` names the options; words of its own, where it has some, belong to the event `about`, known by then.
    """

    time: datetime
    question: Slug
    about: Words = ""
    title: Annotated[str, Meta(max_length=80)] = ""
    words: Words = ""
    why: Words = ""
    concepts: tuple[Slug, ...] = ()


class FundingRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One funding stamp; `rate` a fraction as text, `kind` says whether it was recorded."""

    stamp: datetime
    rate: Figure
    kind: Literal["recorded", "assumed"]

    @property
    def time_ms(self) -> int:
        """Stamp in ms, UTC."""
        return millis(self.stamp)


class MarketEvent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something that happened; nothing of it may be shown before `revealed_at` unless known in advance."""

    time: datetime
    revealed_at: datetime
    title: Text
    kind: Name
    source: Text
    precision: Literal["minute", "hour", "day"] = "minute"
    blind_title: Words = ""
    calendar_label: Words = ""
    detail: Words = ""
    known_in_advance: bool = False
    verified: bool = True

    @property
    def time_ms(self) -> int:
        """When it happened (ms, UTC)."""
        return millis(self.time)

    @property
    def revealed_ms(self) -> int:
        """When it may be shown (ms, UTC)."""
        return millis(self.revealed_at)


class CheckpointOption(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line of the menu; no `side` means pass or keep."""

    text: Text
    side: Literal["long", "short"] | None = None
    size: Figure | None = None
    leverage: Figure | None = None
    stop: Figure | None = None
    target: Figure | None = None


class Checkpoint(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A moment at which the replay pauses and asks."""

    id: Slug
    time: datetime
    title: Name
    question: Text
    why: Text
    concepts: tuple[Slug, ...]
    option: Annotated[tuple[CheckpointOption, ...], Meta(min_length=2, max_length=6)]
    blind_title: Words = ""
    after_answer: Words = ""
    after_session: Words = ""

    @property
    def time_ms(self) -> int:
        """Close of the newest revealed bar at which it is asked (ms, UTC)."""
        return millis(self.time)


class Fact(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One sentence told after the end, with who said so."""

    text: Text
    source: Text


class Outcome(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the record shows: measured on these candles, and what named sources reported."""

    low: Figure
    low_time: datetime
    high: Figure
    high_time: datetime
    largest_fall_24h: Figure
    largest_rise_24h: Figure
    fact: tuple[Fact, ...] = ()


class Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All of scenario.toml."""

    id: Slug
    title: Name
    blind_title: Name
    briefing: Annotated[str, Meta(min_length=20, max_length=400)]
    symbol: Annotated[str, Meta(pattern=r"^[A-Z0-9]{4,20}$")]
    contract: Literal["linear"]
    venue: Annotated[str, Meta(pattern=r"^[a-z0-9_]{2,40}$")]
    timeframe: Literal["1m", "5m", "15m", "1h"]
    warm_up: datetime
    start: datetime
    end: datetime
    bankroll: Figure
    bars: Annotated[int, Meta(ge=10, le=1_000_000)]
    difficulty: Annotated[int, Meta(ge=1, le=5)]
    tags: tuple[Name, ...]
    concepts: tuple[Slug, ...]
    sketch: Annotated[tuple[Annotated[float, Meta(ge=0, le=1)], ...], Meta(max_length=200)]
    source: Source
    outcome: Outcome
    funding: tuple[FundingRow, ...] = ()
    event: tuple[MarketEvent, ...] = ()
    checkpoint: tuple[Checkpoint, ...] = ()
    hazard: tuple[HazardRow, ...] = ()
    market: tuple[MarketRow, ...] = ()
    note: Words = ""
    download: Download | None = None
    ask: tuple[Ask, ...] = ()

    @property
    def is_definition(self) -> bool:
        """Whether the candles are still to be fetched."""
        return self.download is not None and not self.source.sha256

    @property
    def bankroll_amount(self) -> Decimal:
        """Bankroll in the settlement asset."""
        return Decimal(self.bankroll)


def millis(moment: datetime) -> int:
    """Milliseconds since 1970 of a time with zone."""
    return int(moment.timestamp() * 1000)
