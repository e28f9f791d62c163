"""A scenario of the learner's own, built from a window of the library."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from trainer.collection.series import Kind, SeriesInfo, SeriesKey
from trainer.collection.shelf import Collection
from trainer.core.clock import DAY_MS, parse_utc
from trainer.core.errors import FieldError
from trainer.market.candles import Candles
from trainer.market.integrity import Funding
from trainer.market.timeframe import timeframe_name
from trainer.scenarios.load import Scenario
from trainer.scenarios.measure import moment, outcome_of, sketch_of
from trainer.scenarios.records import Header
from trainer.scenarios.series import CANDLES, MARK
from trainer.supply.draft import Draft, DraftEvent, DraftHazard, problems_of, warm_up_days
from trainer.supply.install import SupplyError, data_note, digest, funding_rows, install, on_clock_of, packed

LICENCE = "Candles the learner brought; the terms of whoever published them apply. No warranty."


def build(draft: Draft, collection: Collection, root: Path) -> Scenario:
    """Write a draft's folder into `root`; raises TrainerError, and then nothing is changed."""
    info = collection.info(draft.series)
    if info is None:
        raise FieldError("series", draft.series.name, "one of the library")
    wrong = problems_of(draft, info)
    if wrong:
        raise FieldError("scenario", draft.id, wrong[0].sentence)
    start, end = parse_utc("start", draft.start), parse_utc("end", draft.end)
    candles = collection.candles(draft.series)
    low, high = np.searchsorted(candles.time_ms, [start - warm_up_days(draft.warm_up_days) * DAY_MS, end])
    last = candles.slice(int(low), int(high))
    first = int(np.searchsorted(last.time_ms, start))
    if first == 0 or len(last) - first < 2:
        raise FieldError("start", draft.start, "a moment with at least one bar before it and two after it")
    files = {CANDLES: packed(last)}
    lacking, beside, mark = 0, {}, _beside(collection, draft.series, "mark")
    if mark is not None:
        aligned, lacking = on_clock_of(last, mark)
        if lacking < len(last):
            files[MARK] = packed(aligned)
            beside = {MARK: digest(files[MARK])}
        else:
            lacking = 0
    rows = funding_rows(start, end, _funding(collection, draft.series))
    document = {
        **{name: getattr(draft, name) for name in ("id", "title", "blind_title", "briefing", "bankroll", "venue",
                                                    "difficulty", "tags", "concepts")},
        "symbol": draft.series.symbol, "contract": "linear", "timeframe": timeframe_name(last.timeframe_ms),
        "warm_up": moment(min(int(last.time_ms[0]), start - 1)), "start": moment(start), "end": moment(end),
        "bars": len(last), "sketch": sketch_of(last.close[:first]),
        "source": _source(info, draft.series, digest(files[CANDLES]), beside),
        "outcome": {**outcome_of(last.slice(first, len(last))),
                    "fact": [{"text": text, "source": source} for text, source in draft.facts]},
        "event": sorted((_event_row(event) for event in draft.events), key=lambda row: row["revealed_at"]),
        "hazard": [_hazard_row(hazard) for hazard in draft.hazards],
        "ask": [{"time": moment(parse_utc("time", row.time)), "question": row.question}
                for row in sorted(draft.questions, key=lambda row: parse_utc("time", row.time))],
        "note": data_note(last, lacking, rows),
    }  # fmt: skip
    try:
        header = msgspec.structs.replace(msgspec.convert(document, Header), funding=rows)
    except msgspec.ValidationError as error:
        raise SupplyError(f"{draft.id}: {error}; nothing was written") from None
    return install(root, header, files)


def _event_row(event: DraftEvent) -> dict[str, Any]:
    time, revealed = (moment(parse_utc("event", text)) for text in (event.time, event.revealed))
    return {
        "time": time, "revealed_at": revealed, "title": event.title, "kind": "own", "source": event.source,
        "blind_title": event.blind_title, "detail": event.detail,
    }  # fmt: skip


def _hazard_row(hazard: DraftHazard) -> dict[str, Any]:
    time, until = (moment(parse_utc("hazard", text)) for text in (hazard.time, hazard.until))
    return {"kind": hazard.kind, "time": time, "until": until, "value": hazard.value}


def _source(info: SeriesInfo, key: SeriesKey, sha256: str, beside: Mapping[str, str]) -> dict[str, Any]:
    files = ", ".join(dict.fromkeys(part.file for part in info.parts))
    kind = "perpetual" if key.market == "perp" else "spot"
    return {
        "venue": "as brought", "market": key.market, "publisher": f"brought by the learner from {files}"[:1_900],
        "package": key.name[:80], "version": "own", "archive_sha256": info.content_hash, "licence": LICENCE,
        "candles_are": f"{key.symbol} {kind}, {timeframe_name(key.timeframe_ms)} candles of the learner's library"
                       + ("" if beside else ": used as last, index and mark"),
        "sha256": sha256, "beside": dict(beside),
    }  # fmt: skip


def _beside(collection: Collection, key: SeriesKey, kind: Kind) -> Candles | None:
    other = SeriesKey(key.symbol, key.market, kind, key.timeframe_ms)
    return collection.candles(other) if collection.info(other) is not None else None


def _funding(collection: Collection, key: SeriesKey) -> Funding | None:
    other = SeriesKey(key.symbol, key.market, "funding")
    return collection.funding(other) if collection.info(other) is not None else None
