"""What a session is, apart from its entries: the record written once, its place, its summary."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, fields, is_dataclass
from decimal import Decimal
from typing import Literal

import msgspec

from trainer.engine.rules import VenueRules
from trainer.engine.words import PathRule


@dataclass(frozen=True, slots=True)
class Veil:
    """How a blind session hides its market: prices times `factor`, times whole weeks earlier.

    A mirrored one shows `factor` / price. Known to the record alone until the session ends.
    """

    factor: Decimal
    weeks: int
    is_mirrored: bool = False


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """The terms of one run, written once at its start. Bars are base bars; `rules` are copied from the venue file, and
    `other_rules` for the further symbols of the wallet. `ceiling` is the effective leverage the learner declared."""

    session_id: str
    scenario_id: str
    scenario_hash: str
    scenario_title: str
    symbol: str
    timeframe_ms: int
    rules: VenueRules
    engine_version: int
    bankroll: Decimal
    start_bar: int
    last_bar: int
    started_ms: int
    path_rule: PathRule = PathRule.ADVERSE
    is_blind: bool = False
    is_training: bool = False
    hides_result: bool = False
    is_repeat: bool = False
    veil: Veil | None = None
    other_rules: tuple[VenueRules, ...] = ()
    ceiling: Decimal = Decimal(3)

    @property
    def origin(self) -> str:
        """Hash the journal's chain begins with: SHA-256 of this record."""
        return hashlib.sha256(encode_record(self)).hexdigest()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a session stands: its take, newest revealed bar and the furthest bar ever revealed."""

    take: int
    cursor: int
    furthest: int


@dataclass(frozen=True, slots=True)
class SessionSummary:
    """One line of the sessions list. Times in ms UTC (wall clock, but `cursor_ms`); money in the settlement asset."""

    session_id: str
    scenario_id: str
    scenario_title: str
    venue: str
    symbol: str
    timeframe_ms: int
    state: Literal["open", "finished"]
    started_ms: int
    touched_ms: int
    bankroll: Decimal
    take: int
    cursor_ms: int
    bar: int
    bars_total: int
    net: Decimal
    trades: int
    liquidations: int
    decisions: int = 0
    r: Decimal | None = None
    process: int | None = None
    is_blind: bool = False
    is_training: bool = False
    is_repeat: bool = False
    engine_version: int = 0
    rules_broken: tuple[str, ...] = field(default=())


def encode_record(record: SessionRecord) -> bytes:
    """The record as JSON, money as text. What has its default is left out, so that a field more changes no hash."""
    return msgspec.json.encode(_lean(record), order="sorted")


def _lean(value: object) -> object:
    if is_dataclass(value):
        kept = (item for item in fields(value) if getattr(value, item.name) != item.default)
        return {item.name: _lean(getattr(value, item.name)) for item in kept}
    return [_lean(item) for item in value] if isinstance(value, tuple) else value


def decode_record(text: bytes | str) -> SessionRecord:
    """The record of `encode_record`; raises msgspec.ValidationError for anything else."""
    return msgspec.json.decode(text, type=SessionRecord)


def encode_summary(summary: SessionSummary) -> bytes:
    """The summary as JSON, money as text."""
    return msgspec.json.encode(summary, order="sorted")


def decode_summary(text: bytes | str) -> SessionSummary:
    """The summary of `encode_summary`; raises msgspec.ValidationError for anything else."""
    return msgspec.json.decode(text, type=SessionSummary)
