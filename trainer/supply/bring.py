"""A file of the learner's into the library: looked at first, kept only when asked."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path

from trainer.collection.series import (
    Part,
    SeriesInfo,
    SeriesKey,
    checked_key,
    guessed_kind,
    guessed_market,
    guessed_symbol,
)
from trainer.collection.shelf import Collection
from trainer.core.errors import FieldError
from trainer.core.language import english
from trainer.market.integrity import Judged, judge
from trainer.market.reading.read import read_table
from trainer.market.reading.table import Progress, RefusedError, nothing_said
from trainer.market.report import IntegrityReport


@dataclass(frozen=True)
class Wish:
    """What the learner says of a file; empty words are guessed from its name, None is told by its rows."""

    symbol: str = ""
    market: str = ""
    kind: str = ""
    timeframe_ms: int | None = None
    zone: tzinfo | None = None


@dataclass(frozen=True)
class Looked:
    """A file that can be kept: its rows and report, what the name suggests, and its sha256."""

    path: Path
    judged: Judged
    sha256: str
    symbol: str
    market: str
    kind: str

    @property
    def report(self) -> IntegrityReport:
        """The judgement on its rows."""
        return self.judged.report


def look_at(path: Path, wish: Wish, progress: Progress = nothing_said) -> Looked:
    """Read and judge a file; nothing is kept. Raises RefusedError, ZoneNeededError, CancelledError."""
    judged = judge(read_table(path, wish.zone, progress), path.name, wish.timeframe_ms)
    kind = "funding" if judged.funding is not None else wish.kind or guessed_kind(path.name)
    if kind == "funding" and judged.funding is None:
        kind = "last"
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    symbol = wish.symbol or guessed_symbol(path.name)
    return Looked(path, judged, digest, symbol, wish.market or guessed_market(path.name), kind)


def key_of(looked: Looked) -> SeriesKey:
    """The series a file belongs to; raises FieldError where its symbol or kind is not known."""
    if (looked.kind == "funding") != (looked.judged.funding is not None):
        held = "candles" if looked.judged.funding is None else english("funding rates")
        raise FieldError("kind", looked.kind, english("the file holds {held}").format(held=held))
    candles = looked.judged.candles
    return checked_key(looked.symbol, looked.market, looked.kind, candles.timeframe_ms if candles is not None else 0)


def keep(looked: Looked, collection: Collection) -> SeriesInfo:
    """Put a file's rows into the library; raises FieldError and CollectionError, and then nothing is changed."""
    key = key_of(looked)
    report = looked.report
    rows = looked.judged.candles if looked.judged.candles is not None else looked.judged.funding
    if rows is None:
        raise RefusedError(english("{name}: no rows").format(name=looked.path.name))
    part = Part(looked.path.name, report.format, looked.sha256, report.rows_kept, report.first_ms, report.last_ms,
                int(time.time() * 1000))  # fmt: skip
    return collection.add(key, rows, part)
