"""What the Data page shows, as frozen views: series of the library, a file looked at, downloads, own scenarios."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

DownloadState = Literal["missing", "waiting", "fetching", "paused", "failed", "ready"]


@dataclass(frozen=True, slots=True)
class SeriesView:
    """One series of the library; `parts` say where its rows came from."""

    id: str
    symbol: str
    what: str
    timeframe: str
    first: str
    last: str
    rows: str
    gaps: str
    size: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShelfView:
    """The whole library and what lies in its trash."""

    series: tuple[SeriesView, ...] = ()
    trash: tuple[tuple[str, str], ...] = ()
    """Name in the trash, and words."""
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportView:
    """A file being looked at. `needs_zone` asks for the zone of its dates; `problem` says why it cannot be kept."""

    file: str
    is_busy: bool = False
    share: float | None = None
    sentences: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    symbol: str = ""
    market: str = "perp"
    kind: str = "last"
    is_funding: bool = False
    needs_zone: bool = False
    problem: str = ""
    can_keep: bool = False


@dataclass(frozen=True, slots=True)
class DownloadView:
    """One thing that can be fetched: a scenario's candles, or recorded funding in place of the assumed."""

    id: str
    title: str
    what: str
    size: str
    state: DownloadState
    share: float | None
    words: str
    whole: str = ""
    """All notes where the words are shortened."""


@dataclass(frozen=True, slots=True)
class OwnView:
    """A scenario in the learner's own folder."""

    id: str
    title: str
    line: str
    origin: str
    is_complete: bool
    closed: str = ""
    """Why it cannot be opened in the editor; nothing where it can."""


@dataclass(frozen=True, slots=True)
class ScenariosView:
    """The learner's own scenarios and the folders that cannot be used."""

    own: tuple[OwnView, ...] = ()
    faults: tuple[str, ...] = ()
