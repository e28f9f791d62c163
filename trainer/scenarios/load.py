"""Load scenario folders; a broken one is refused with file, key, value and what is allowed."""

from __future__ import annotations

import hashlib
import math
import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import cached_property
from pathlib import Path

import msgspec
import numpy as np

from trainer.core.clock import HOUR_MS, MINUTE_MS
from trainer.market.candles import Candles
from trainer.scenarios.errors import TOML, ScenarioError
from trainer.scenarios.records import Checkpoint, FundingRow, Header, MarketEvent, Outcome, Source, millis
from trainer.scenarios.series import CANDLES, SymbolSeries, allowed_files, read_series

__all__ = [
    "CANDLES",
    "TOML",
    "Scenario",
    "ScenarioError",
    "ScenarioHeader",
    "list_scenarios",
    "load_scenario",
    "read_header",
]

LARGEST_TOML = 1_000_000
TIMEFRAMES = {"1m": MINUTE_MS, "5m": 5 * MINUTE_MS, "15m": 15 * MINUTE_MS, "1h": HOUR_MS}
EARLIEST, LATEST = datetime(2009, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class ScenarioHeader:
    """A scenario without its candles: enough for cards and lists."""

    folder: Path
    record: Header

    @property
    def id(self) -> str:
        """Stable id, the folder's name."""
        return self.record.id

    @property
    def title(self) -> str:
        """Spoiler-free title."""
        return self.record.title

    @property
    def blind_title(self) -> str:
        """Title for blind sessions."""
        return self.record.blind_title

    @property
    def briefing(self) -> str:
        """What can be known at the start."""
        return self.record.briefing

    @property
    def symbol(self) -> str:
        """Contract symbol."""
        return self.record.symbol

    @property
    def contract(self) -> str:
        """Contract type."""
        return self.record.contract

    @property
    def venue(self) -> str:
        """Id of the default venue rules."""
        return self.record.venue

    @property
    def timeframe(self) -> str:
        """Base timeframe as a word, such as 1m."""
        return self.record.timeframe

    @property
    def timeframe_ms(self) -> int:
        """Base timeframe in ms."""
        return TIMEFRAMES[self.record.timeframe]

    @property
    def bars(self) -> int:
        """Number of base bars with the warm-up."""
        return self.record.bars

    @property
    def warm_up_ms(self) -> int:
        """Open of the first warm-up bar."""
        return millis(self.record.warm_up)

    @property
    def start_ms(self) -> int:
        """First moment at which a decision may be given."""
        return millis(self.record.start)

    @property
    def end_ms(self) -> int:
        """Close of the last bar."""
        return millis(self.record.end)

    @property
    def bankroll(self) -> Decimal:
        """Training bankroll in the settlement asset."""
        return self.record.bankroll_amount

    @property
    def tags(self) -> tuple[str, ...]:
        """Filter words."""
        return self.record.tags

    @property
    def concepts(self) -> tuple[str, ...]:
        """Concept ids it trains."""
        return self.record.concepts

    @property
    def difficulty(self) -> int:
        """1 (calm) to 5."""
        return self.record.difficulty

    @property
    def sketch(self) -> tuple[float, ...]:
        """Warm-up closes scaled to 0..1: tells nothing of what comes."""
        return self.record.sketch

    @property
    def source(self) -> Source:
        """Origin of the candles."""
        return self.record.source

    @property
    def has_candles(self) -> bool:
        """Whether the candles are in the folder."""
        return (self.folder / CANDLES).is_file()


@dataclass(frozen=True)
class Scenario(ScenarioHeader):
    """A scenario with its series; `others` are the further symbols of `[[market]]`, in that order."""

    series: SymbolSeries
    others: tuple[SymbolSeries, ...] = ()

    @property
    def candles(self) -> Candles:
        """Candles of its own symbol."""
        return self.series.last

    @property
    def funding(self) -> tuple[FundingRow, ...]:
        """Funding stamps in time order."""
        return self.record.funding

    @property
    def events(self) -> tuple[MarketEvent, ...]:
        """Events in time order of their reveal."""
        return self.record.event

    @property
    def checkpoints(self) -> tuple[Checkpoint, ...]:
        """Checkpoints in time order."""
        return self.record.checkpoint

    @property
    def outcome(self) -> Outcome:
        """Facts told after the end."""
        return self.record.outcome

    @property
    def note(self) -> str:
        """What the learner should know about these data."""
        return self.record.note

    @cached_property
    def start_index(self) -> int:
        """Index of the first bar that opens at or after the start."""
        return int(np.searchsorted(self.candles.time_ms, self.start_ms, side="left"))

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 over what decides an account: candles, start, symbol and funding; texts may be corrected freely."""
        record = self.record
        terms: tuple[object, ...] = (self.id, self.symbol, self.contract, self.start_ms, self.end_ms, record.funding)
        if record.hazard or record.market:
            terms += (record.hazard, record.market)
        hashes = "".join(part for one in (self.series, *self.others) for part in one.hashes)
        return hashlib.sha256(msgspec.json.encode(terms) + hashes.encode()).hexdigest()


def read_header(folder: Path) -> ScenarioHeader:
    """Read and check scenario.toml only."""
    path = folder / TOML
    record = _decode(path)
    if record.id != folder.name:
        raise ScenarioError(TOML, "id", record.id, f"the folder's name {folder.name}")
    _check_times(record)
    _check_rows(record)
    _check_terms(record)
    return ScenarioHeader(folder, record)


def load_scenario(folder: Path) -> Scenario:
    """Read and check the whole folder; raises ScenarioError."""
    if not folder.is_dir() or folder.is_symlink():
        raise ScenarioError(folder.name, "folder", folder.name, "a folder with scenario.toml")
    header = read_header(folder)
    _check_folder(folder, {TOML, *allowed_files(header.record)})
    series = read_series(folder, header.record, header.timeframe_ms)
    _check_candles(header, series.last)
    others = (read_series(folder, header.record, header.timeframe_ms, row.symbol) for row in header.record.market)
    return Scenario(header.folder, header.record, series, tuple(others))


def list_scenarios(root: Path) -> tuple[ScenarioHeader, ...]:
    """Headers of every sound folder with a scenario.toml, by id; a broken one raises ScenarioError."""
    return tuple(read_header(path.parent) for path in sorted(root.glob(f"*/{TOML}")))


def _decode(path: Path) -> Header:
    try:
        size = path.stat().st_size
        if size > LARGEST_TOML:
            raise ScenarioError(TOML, "size", size, f"at most {LARGEST_TOML} bytes")
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Header, strict=True)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise ScenarioError(TOML, "file", path.parent.name, f"readable TOML ({error})") from None
    except msgspec.ValidationError as error:
        text, _, key = str(error).partition(" - at `")
        raise ScenarioError(TOML, key.strip("`").removeprefix("$.") or "file", _value(path, key), text) from None


def _value(path: Path, key: str) -> object:
    """The offending value, if the path of the message leads to it."""
    found: object = tomllib.loads(path.read_text(encoding="utf-8"))
    for part in key.strip("`").removeprefix("$").replace("[...]", ".*").strip(".").split("."):
        if isinstance(found, dict) and part in found:
            found = found[part]
    return found if not isinstance(found, dict) else ", ".join(map(str, found))


def _check_folder(folder: Path, allowed: set[str]) -> None:
    parts = {name.split("/")[0] for name in allowed if "/" in name}
    for item in sorted(folder.iterdir()):
        is_part = item.name in parts and item.is_dir() and not item.is_symlink()
        for file in sorted(item.iterdir()) if is_part else (item,):
            name = str(file.relative_to(folder).as_posix())
            if name not in allowed or file.is_symlink() or not file.is_file():
                raise ScenarioError(folder.name, "file", name, "only " + ", ".join(sorted(allowed)))


def _check_times(record: Header) -> None:
    for key in ("warm_up", "start", "end"):
        moment = getattr(record, key)
        if moment.tzinfo is None or not EARLIEST <= moment <= LATEST:
            raise ScenarioError(TOML, key, moment, "a UTC time such as 2020-03-12T08:00:00Z")
    if not record.warm_up < record.start < record.end:
        raise ScenarioError(TOML, "start", record.start, "after warm_up and before end")
    if Decimal(record.bankroll) <= 0:
        raise ScenarioError(TOML, "bankroll", record.bankroll, "above 0")
    if not all(math.isfinite(point) for point in record.sketch):
        raise ScenarioError(TOML, "sketch", "not finite", "figures from 0 to 1")


def _check_rows(record: Header) -> None:
    """Rows lie inside the window, in order; checkpoints on a bar's close and after the start."""
    frame = TIMEFRAMES[record.timeframe]
    _in_order("funding.stamp", [row.stamp for row in record.funding])
    _in_order("checkpoint.time", [row.time for row in record.checkpoint])
    for row in record.funding:
        _inside(record, "funding.stamp", row.stamp, record.start)
        if abs(Decimal(row.rate)) >= Decimal("0.1"):
            raise ScenarioError(TOML, "funding.rate", row.rate, "a fraction below 0.1")
    for event in record.event:
        _inside(record, "event.time", event.time, record.warm_up)
        if event.revealed_at.tzinfo is None or event.revealed_at < event.time:
            raise ScenarioError(TOML, "event.revealed_at", event.revealed_at, "not before event.time")
    for point in record.checkpoint:
        _inside(record, "checkpoint.time", point.time, record.start)
        if millis(point.time) % frame:
            raise ScenarioError(TOML, "checkpoint.time", point.time, f"the close of a {record.timeframe} bar")
    ids = [point.id for point in record.checkpoint]
    if len(set(ids)) != len(ids):
        raise ScenarioError(TOML, "checkpoint.id", ids, "ids that differ")


def _check_terms(record: Header) -> None:
    """Scripted hazards and further symbols."""
    for hazard in record.hazard:
        _inside(record, "hazard.time", hazard.time, record.start)
        _inside(record, "hazard.until", hazard.until, hazard.time)
        if not 0 < Decimal(hazard.value) <= 1:
            raise ScenarioError(TOML, "hazard.value", hazard.value, "above 0, at most 1")
    if not record.is_definition:
        if not record.source.sha256 or not record.source.archive_sha256:
            raise ScenarioError(TOML, "source.sha256", "nothing", "64 hexadecimal digits")
        if len(record.sketch) < 2:
            raise ScenarioError(TOML, "sketch", len(record.sketch), "at least two figures")
    if record.download is not None and not record.download.first < record.download.until:
        raise ScenarioError(TOML, "download.to", record.download.until, "a day after download.from")
    for ask in record.ask:
        _inside(record, "ask.time", ask.time, record.start)
    symbols = [record.symbol, *(row.symbol for row in record.market)]
    if len(set(symbols)) != len(symbols):
        raise ScenarioError(TOML, "market.symbol", ", ".join(symbols), "symbols that differ")


def _in_order(key: str, moments: list[datetime]) -> None:
    for moment in moments:
        if moment.tzinfo is None:
            raise ScenarioError(TOML, key, moment, "a UTC time with Z")
    if moments != sorted(moments):
        raise ScenarioError(TOML, key, "out of order", "rows in time order")


def _inside(record: Header, key: str, moment: datetime, first: datetime) -> None:
    if moment.tzinfo is None or not first <= moment <= record.end:
        raise ScenarioError(TOML, key, moment, f"{first.isoformat()} to {record.end.isoformat()}")


def _check_candles(header: ScenarioHeader, candles: Candles) -> None:
    if len(candles) != header.bars:
        raise ScenarioError(CANDLES, "bars", len(candles), f"{header.bars} as {TOML} says")
    first, last = int(candles.time_ms[0]), int(candles.time_ms[-1])
    if first < header.warm_up_ms or last + header.timeframe_ms > header.end_ms:
        raise ScenarioError(CANDLES, "time_ms", f"{first} to {last}", "rows inside warm_up and end")
    if bool(np.any(candles.time_ms % header.timeframe_ms)):
        row = int(np.argmax(candles.time_ms % header.timeframe_ms != 0))
        raise ScenarioError(CANDLES, f"row {row}", int(candles.time_ms[row]), f"stamps on the {header.timeframe} grid")
    if not first < header.start_ms <= last:
        raise ScenarioError(TOML, "start", header.record.start, "inside the candles, with at least one bar before")
