"""A scenario of the learner's own, built from a draft."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from trainer.collection.shelf import Collection
from trainer.core.clock import DAY_MS, parse_utc
from trainer.core.errors import FieldError
from trainer.core.language import english
from trainer.market.candles import Candles
from trainer.market.timeframe import timeframe_name
from trainer.scenarios.load import Scenario
from trainer.scenarios.measure import moment, outcome_of, sketch_of
from trainer.scenarios.records import Header
from trainer.scenarios.series import CANDLES, MARK
from trainer.supply.draft import Draft, DraftHazard, event_row, tags_of
from trainer.supply.draft_checks import problems_of, warm_up_days
from trainer.supply.ground import Ground, ground_of
from trainer.supply.install import SupplyError, data_note, digest, funding_rows, install, on_clock_of, packed

_LAST_ONLY = english(": used as last, index and mark")


def build(draft: Draft, collection: Collection, root: Path, taken: frozenset[str] = frozenset()) -> Scenario:
    """Write a draft's folder into `root`; raises TrainerError, and then nothing is changed.

    `taken` are the ids of other scenarios; a draft that was opened from a scenario takes its place under the same id
    and stands beside it under another.
    """
    ground = ground_of(draft, collection, root)
    there = {path.name for path in root.glob("*") if path.is_dir()}
    wrong = problems_of(draft, ground.span, taken | there)
    if wrong:
        raise FieldError("scenario", draft.id, wrong[0].sentence)
    start, end = parse_utc("start", draft.start), parse_utc("end", draft.end)
    last = _window(ground.last, start - warm_up_days(draft.warm_up_days) * DAY_MS, end)
    first = int(np.searchsorted(last.time_ms, start))
    if first == 0 or len(last) - first < 2:
        raise FieldError("start", draft.start, english("a moment with at least one bar before it and two after it"))
    files, lacking = _files(last, ground.mark)
    rows = funding_rows(start, end, ground.funding)
    document = {
        **{name: getattr(draft, name) for name in ("id", "title", "blind_title", "briefing", "bankroll",
                                                            "venue")},
        "difficulty": draft.difficulty, "tags": tags_of(draft.tags), "concepts": draft.concepts,
        "symbol": draft.series.symbol, "contract": "linear", "timeframe": timeframe_name(last.timeframe_ms),
        "warm_up": moment(min(int(last.time_ms[0]), start - 1)), "start": moment(start), "end": moment(end),
        "bars": len(last), "sketch": sketch_of(last.close[:first]), "source": _source(ground, files),
        "outcome": {**outcome_of(last.slice(first, len(last))),
                    "fact": [{"text": fact.text.strip(), "source": fact.source.strip()} for fact in draft.facts]},
        "event": sorted((event_row(event) for event in draft.events),
                        key=lambda row: (row["revealed_at"], row["time"])),
        "hazard": [_hazard_row(hazard) for hazard in draft.hazards],
        "ask": [{"time": moment(parse_utc("time", row.time)), "question": row.question}
                for row in sorted(draft.questions, key=lambda row: parse_utc("time", row.time))],
        "note": data_note(last, lacking, rows),
    }  # fmt: skip
    try:
        header = msgspec.structs.replace(msgspec.convert(document, Header), funding=rows)
    except msgspec.ValidationError as error:
        raise SupplyError(english("{id}: {error}; nothing was written").format(id=draft.id, error=error)) from None
    return install(root, header, files, is_new=draft.id != draft.base)


def _window(candles: Candles, first_ms: int, end_ms: int) -> Candles:
    low, high = np.searchsorted(candles.time_ms, [first_ms, end_ms])
    return candles.slice(int(low), int(high))


def _files(last: Candles, mark: Candles | None) -> tuple[dict[str, bytes], int]:
    """The candle files of the folder, and how many bars have no mark price of their own."""
    files = {CANDLES: packed(last)}
    if mark is None:
        return files, 0
    aligned, lacking = on_clock_of(last, mark)
    if lacking == len(last):
        return files, 0
    return {**files, MARK: packed(aligned)}, lacking


def _source(ground: Ground, files: dict[str, bytes]) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(ground.source)
    words = ground.source.candles_are.removesuffix(_LAST_ONLY)
    return plain | {
        "candles_are": words if MARK in files else words + _LAST_ONLY,
        "sha256": digest(files[CANDLES]), "beside": {MARK: digest(files[MARK])} if MARK in files else {},
    }  # fmt: skip


def _hazard_row(hazard: DraftHazard) -> dict[str, Any]:
    time, until = (moment(parse_utc("hazard", text)) for text in (hazard.time, hazard.until))
    return {"kind": hazard.kind, "time": time, "until": until, "value": hazard.value}
