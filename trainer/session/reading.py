"""Scenarios read from their folders; the last one is kept, since a session that ends or is shown anew asks for it."""

from __future__ import annotations

from pathlib import Path

from trainer.scenarios.load import Scenario, load_scenario
from trainer.scenarios.series import CANDLES

LONG_BYTES = 2_000_000
"""Packed candles of about 120,000 bars, which are read in a tenth of a second; a window must not wait for more."""


class Reader:
    """Reads one scenario at a time, in whatever thread it is asked in."""

    def __init__(self) -> None:
        """Nothing read yet."""
        self._held: tuple[object, Scenario] | None = None

    def read(self, folder: Path) -> Scenario:
        """The scenario of a folder, read again only when a file in it changed; raises ScenarioError."""
        state, held = _state_of(folder), self._held
        if held is None or held[0] != state:
            self._held = held = state, load_scenario(folder)
        return held[1]

    def read_ahead(self, folder: Path) -> None:
        """Read a scenario and work out its hash, so that opening it waits for neither; raises ScenarioError."""
        assert self.read(folder).content_hash

    def takes_long(self, folder: Path) -> bool:
        """Whether reading it would keep a window waiting."""
        candles, held = folder / CANDLES, self._held
        if not candles.is_file() or candles.stat().st_size <= LONG_BYTES:
            return False
        return held is None or held[0] != _state_of(folder)


def _state_of(folder: Path) -> object:
    """Names, sizes and times of its files."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    facts = [path.stat() for path in files]
    return folder, files, [(fact.st_size, fact.st_mtime_ns) for fact in facts]
