"""What may lie beside a scenario's candles: mark and index series, and further symbols of the same wallet."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from trainer.market.candles import CandleError, Candles
from trainer.market.files import read_candles_csv
from trainer.scenarios.errors import TOML, ScenarioError
from trainer.scenarios.records import Header

CANDLES, MARK, INDEX = "candles.csv.gz", "mark.csv.gz", "index.csv.gz"
LARGEST_CANDLES = 20_000_000


@dataclass(frozen=True)
class SymbolSeries:
    """Candles of one symbol and, where the scenario has them, its mark and index on the same stamps."""

    last: Candles
    mark: Candles | None = None
    index: Candles | None = None

    @property
    def hashes(self) -> tuple[str, ...]:
        """Content hashes of the series there are."""
        return tuple(one.content_hash for one in (self.last, self.mark, self.index) if one is not None)


def allowed_files(record: Header) -> set[str]:
    """Names that may stand in the folder besides scenario.toml, further symbols as SYMBOL/NAME."""
    names = (CANDLES, MARK, INDEX)
    return {*names, *(f"{row.symbol}/{name}" for row in record.market for name in names)}


def read_series(folder: Path, record: Header, timeframe_ms: int, symbol: str = "") -> SymbolSeries:
    """The series of the scenario's own symbol, or of a further one; raises ScenarioError."""
    place = f"{symbol}/" if symbol else ""
    last = _read(folder, record, timeframe_ms, place + CANDLES)
    if last is None:
        raise ScenarioError(place + CANDLES, "file", "missing", "the candles must be fetched first")
    beside = [_read(folder, record, timeframe_ms, place + name) for name in (MARK, INDEX)]
    for name, series in zip((MARK, INDEX), beside, strict=True):
        if series is not None and not np.array_equal(series.time_ms, last.time_ms):
            raise ScenarioError(place + name, "time_ms", f"{len(series)} bars", f"the {len(last)} stamps of {CANDLES}")
    return SymbolSeries(last, *beside)


def _read(folder: Path, record: Header, timeframe_ms: int, name: str) -> Candles | None:
    path = folder / name
    if not path.is_file():
        return None
    size = path.stat().st_size
    if size > LARGEST_CANDLES:
        raise ScenarioError(name, "size", size, f"at most {LARGEST_CANDLES} bytes")
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    wanted = record.source.sha256 if name == CANDLES else record.source.beside.get(name)
    if found != wanted:
        raise ScenarioError(name, "sha256", found, f"{wanted or 'nothing'} as {TOML} says")
    try:
        return read_candles_csv(path, timeframe_ms)
    except CandleError as error:
        raise ScenarioError(name, "rows", str(error), "sound bars in time order") from None
