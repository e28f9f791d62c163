"""What a scenario is built on: a series of the library, or the candles of the scenario it was opened from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from trainer.collection.series import Kind, SeriesInfo, SeriesKey, parsed_key
from trainer.collection.shelf import Collection
from trainer.core.errors import FieldError
from trainer.market.candles import Candles
from trainer.market.integrity import Funding
from trainer.market.timeframe import timeframe_name
from trainer.scenarios.load import Scenario, load_scenario
from trainer.scenarios.records import FundingRow, Source
from trainer.supply.draft import OWN, Draft, Span

LICENCE = "Candles the learner brought; the terms of whoever published them apply. No warranty."


@dataclass(frozen=True)
class Ground:
    """Last and mark prices, recorded funding, and where they came from (sums are those of the files to be)."""

    key: SeriesKey
    last: Candles
    mark: Candles | None
    funding: Funding | None
    source: Source

    @property
    def span(self) -> Span:
        """The bars that may be used."""
        return Span(self.key, int(self.last.time_ms[0]), int(self.last.time_ms[-1]) + self.last.timeframe_ms)


def ground_of(draft: Draft, collection: Collection, root: Path) -> Ground:
    """The candles of a draft; raises TrainerError.

    One that was opened again stands on the library while that holds the very same market, so its window can grow; else
    on its own candles.
    """
    if not draft.base:
        return library_ground(draft.series, collection)
    scenario = load_scenario(root / draft.base)
    own = scenario_ground(scenario)
    if collection.info(own.key) is None:
        return own
    whole = library_ground(own.key, collection)
    return whole if _holds(whole, own) else own


def library_ground(key: SeriesKey, collection: Collection) -> Ground:
    """A series with its mark prices and funding; raises FieldError where it is not in the library."""
    info = collection.info(key)
    if info is None:
        raise FieldError("series", key.name, "one of the library")
    mark, funding = _beside(key, "mark"), SeriesKey(key.symbol, key.market, "funding")
    return Ground(
        key, collection.candles(key),
        collection.candles(mark) if collection.info(mark) is not None else None,
        collection.funding(funding) if collection.info(funding) is not None else None,
        _source(info),
    )  # fmt: skip


def scenario_ground(scenario: Scenario) -> Ground:
    """The candles of a scenario that was made here; raises FieldError for another."""
    record = scenario.record
    key = parsed_key(record.source.package)
    if key is None:
        raise FieldError("scenario", record.id, "one that was made in the editor")
    return Ground(key, scenario.candles, scenario.series.mark, _recorded(record.funding), record.source)


def span_of(info: SeriesInfo) -> Span:
    """The bars of a series, told without reading them."""
    return Span(info.key, info.first_ms, info.last_ms + info.key.timeframe_ms)


def _holds(whole: Ground, part: Ground) -> bool:
    """Whether a ground holds every bar, mark and recorded rate of another between its ends."""
    low, high = np.searchsorted(whole.last.time_ms, [part.span.first_ms, part.span.until_ms])
    if high - low != len(part.last) or whole.last.slice(int(low), int(high)).content_hash != part.last.content_hash:
        return False
    if (whole.mark is None) != (part.mark is None):
        return False
    return part.funding is None or (
        whole.funding is not None and set(_pairs(part.funding)) <= set(_pairs(whole.funding))
    )


def _pairs(funding: Funding) -> list[tuple[int, float]]:
    return list(zip(funding.time_ms.tolist(), funding.rate.tolist(), strict=True))


def _recorded(rows: tuple[FundingRow, ...]) -> Funding | None:
    found = [(row.time_ms, float(row.rate)) for row in rows if row.kind == "recorded"]
    if not found:
        return None
    return Funding(np.array([at for at, _ in found], dtype=np.int64), np.array([rate for _, rate in found]))


def _beside(key: SeriesKey, kind: Kind) -> SeriesKey:
    return SeriesKey(key.symbol, key.market, kind, key.timeframe_ms)


def _source(info: SeriesInfo) -> Source:
    key = info.key
    files = ", ".join(dict.fromkeys(part.file for part in info.parts))
    kind = "perpetual" if key.market == "perp" else "spot"
    return Source(
        venue="as brought", market=key.market, publisher=f"brought by the learner from {files}"[:1_900],
        package=key.name[:80], version=OWN, archive_sha256=info.content_hash, licence=LICENCE,
        candles_are=f"{key.symbol} {kind}, {timeframe_name(key.timeframe_ms)} candles of the learner's library",
        sha256="",
    )  # fmt: skip
