"""A scenario folder written whole: built and loaded in a place of its own, then moved where it belongs."""

from __future__ import annotations

import gzip
import hashlib
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np

from trainer.core.clock import HOUR_MS
from trainer.core.errors import TrainerError
from trainer.core.language import english
from trainer.market.candles import Candles
from trainer.market.integrity import Funding
from trainer.scenarios.errors import TOML
from trainer.scenarios.load import Scenario, load_scenario
from trainer.scenarios.measure import figure, moment
from trainer.scenarios.records import Ask, Checkpoint, FundingRow, Header
from trainer.scenarios.workshop import place_folder, workshop
from trainer.scenarios.write import toml_of
from trainer.session.markets import market_of
from trainer.supply.questions import EVERY, Template, ask, template_of

ASSUMED = "0.0001"
FUNDING_HOURS = 8
_ASKED = re.compile(r"(\d{2})-([a-z]+)")


class SupplyError(TrainerError):
    """A scenario that cannot be built, brought or kept."""


def install(root: Path, header: Header, files: Mapping[str, bytes], *, is_new: bool = False) -> Scenario:
    """Put a scenario into `root`, in place of one of the same id unless it must be a new one.

    Raises TrainerError, and then nothing is changed.

    Questions still to be measured (`ask`) become checkpoints; those measured before keep their words.
    """
    with workshop(root) as place:
        if is_new and (root / header.id).exists():
            raise SupplyError(english("a scenario {id} is there already; nothing was changed").format(id=header.id))
        folder = place / header.id
        folder.mkdir()
        for name, raw in files.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_bytes(raw)
        _write(folder, header)
        if header.ask:
            header = msgspec.structs.replace(header, checkpoint=_asked(load_scenario(folder), header))
            _write(folder, header)
        load_scenario(folder)
        place_folder(place, root, header.id)
    return load_scenario(root / header.id)


def _write(folder: Path, header: Header) -> None:
    (folder / TOML).write_text(toml_of(header), encoding="utf-8", newline="\n")


def _asked(scenario: Scenario, header: Header) -> tuple[Checkpoint, ...]:
    """Every question measured at the newest bar that is complete when it is asked."""
    market = market_of(scenario)
    found = []
    for number, row in enumerate(header.ask):
        at = int(row.time.timestamp() * 1000)
        closes = market.last.time_ms + market.last.timeframe_ms
        bar = int(np.searchsorted(closes, at, side="right")) - 1
        bar = min(max(bar, market.start), len(market) - 2)
        found.append(msgspec.convert(ask(market, bar, number, worded(row)), Checkpoint))
    return tuple(found)


def worded(row: Ask) -> Template:
    """The template of a question, in its own words where it has some."""
    template = template_of(row.question)
    if not row.words:
        return template
    return replace(template, title=row.title, ask=row.words, why=row.why, concepts=row.concepts)


def asked_again(scenario: Scenario) -> tuple[Checkpoint, ...]:
    """The checkpoints with their measured questions worked anew; those written by hand stay."""
    market = market_of(scenario)
    known = {template.id for template in EVERY}
    fresh = []
    for point in scenario.checkpoints:
        found = _ASKED.fullmatch(point.id)
        if found is None or found[2] not in known:
            fresh.append(point)
            continue
        closes = market.last.time_ms + market.last.timeframe_ms
        bar = int(np.searchsorted(closes, point.time_ms))
        fresh.append(msgspec.convert(ask(market, bar, int(found[1]) - 1, template_of(found[2])), Checkpoint))
    return tuple(fresh)


def packed(candles: Candles) -> bytes:
    """candles.csv.gz of a scenario, the same bytes for the same candles."""
    lines = ["time_ms,open,high,low,close,volume"]
    columns = [column.tolist() for column in candles.columns]
    lines += [f"{row[0]},{','.join(figure(value) for value in row[1:])}" for row in zip(*columns, strict=True)]
    target = io.BytesIO()
    with gzip.GzipFile(fileobj=target, mode="wb", compresslevel=9, mtime=0, filename="") as stream:
        stream.write(("\n".join(lines) + "\n").encode())
    return target.getvalue()


def digest(raw: bytes) -> str:
    """SHA-256 as hex."""
    return hashlib.sha256(raw).hexdigest()


def on_clock_of(last: Candles, other: Candles) -> tuple[Candles, int]:
    """Another price on the stamps of last, and how many bars it lacked: those take the last prices."""
    places = np.minimum(np.searchsorted(other.time_ms, last.time_ms), len(other) - 1)
    known = other.time_ms[places] == last.time_ms
    columns = [
        np.where(known, theirs[places], own) for own, theirs in zip(last.columns[1:], other.columns[1:], strict=True)
    ]
    aligned = Candles(
        last.time_ms.copy(), columns[0], columns[1], columns[2], columns[3], columns[4], last.timeframe_ms
    )
    return aligned, int((~known).sum())


def funding_rows(start_ms: int, end_ms: int, recorded: Funding | None) -> tuple[FundingRow, ...]:
    """Stamps in [start, end]: the recorded rates, and the labelled assumption where eight hours have none."""
    rows: dict[int, FundingRow] = {}
    if recorded is not None:
        for at, rate in zip(recorded.time_ms.tolist(), recorded.rate.tolist(), strict=True):
            if start_ms <= at <= end_ms:
                rows[at] = FundingRow(moment(at), figure(rate), "recorded")
    step = FUNDING_HOURS * HOUR_MS
    for at in range(-(-start_ms // step) * step, end_ms + 1, step):
        near = any(known in rows for known in range(at - step + HOUR_MS, at + 1, HOUR_MS))
        if not near:
            rows[at] = FundingRow(moment(at), ASSUMED, "assumed")
    return tuple(rows[at] for at in sorted(rows))


def data_note(last: Candles, lacking_mark: int, funding: Sequence[FundingRow], said: Sequence[str] = ()) -> str:
    """What a learner should know about these data."""
    parts = list(said)
    steps = np.diff(last.time_ms)
    gaps = np.flatnonzero(steps > last.timeframe_ms)
    if len(gaps):
        ends = [(int(last.time_ms[k]) + last.timeframe_ms, int(last.time_ms[k + 1])) for k in gaps[:6].tolist()]
        named = ", ".join(
            english("{moment} to {moment_2}").format(
                moment=f"{moment(first):%Y-%m-%d %H:%M}", moment_2=f"{moment(until):%H:%M}"
            )
            for first, until in ends
        )
        parts.append(english("No candles were recorded from {named} UTC: gaps are shown as gaps.").format(named=named))
    if lacking_mark:
        parts.append(
            english("{count} bars have no mark price of their own; the last price stands in.").format(
                count=f"{lacking_mark:,}"
            )
        )
    assumed = sum(row.kind == "assumed" for row in funding)
    if assumed:
        rest = "" if assumed == len(funding) else english("; the others are recorded")
        parts.append(
            english("{assumed} of {funding} funding rates are assumed at 0.01 %{rest}.").format(
                assumed=assumed, funding=len(funding), rest=rest
            )
        )
    return " ".join(parts)
