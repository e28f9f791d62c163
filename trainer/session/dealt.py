"""Windows cut from the learner's own candles for random starts: where they lie, and what of a market was seen before.

They stand in a folder of their own under names that tell nothing, so that no list and no file name gives them away.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from trainer.core.clock import DAY_MS
from trainer.core.errors import TrainerError
from trainer.scenarios.load import TOML, ScenarioHeader, read_header

FOLDER = "dealt"
_PREFIX = "dealt-"
_YOUNG_MS = DAY_MS
_LIBRARY = "candles"
"""Folder of the learner's series; the module that keeps them is loaded only where there is one."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Bars of one coin from `first_ms` up to `until_ms` (ms, UTC)."""

    coin: str
    first_ms: int
    until_ms: int

    def meets(self, other: Stretch) -> bool:
        """Whether both hold a bar of the same coin."""
        return self.coin == other.coin and self.first_ms < other.until_ms and other.first_ms < self.until_ms


def dealt_folder(home: Path) -> Path:
    """Where dealt windows lie in a data folder."""
    return home / FOLDER


def has_own(home: Path) -> bool:
    """Whether there is anything to deal from, or was dealt, beside the scenarios."""
    return any((home / name).is_dir() for name in (_LIBRARY, FOLDER))


def fresh_id() -> str:
    """The id of a window to be cut."""
    return f"{_PREFIX}{secrets.token_hex(6)}"


def is_dealt(scenario_id: str) -> bool:
    """Whether an id is that of a dealt window."""
    return scenario_id.startswith(_PREFIX)


def dealt_headers(root: Path) -> tuple[ScenarioHeader, ...]:
    """Every dealt window that can be read; one that cannot is told when its session is opened."""
    found = []
    for path in sorted(root.glob(f"{_PREFIX}*/{TOML}")):
        try:
            found.append(read_header(path.parent))
        except TrainerError:
            continue
    return tuple(found)


def sweep(root: Path, known: Collection[str], now_ms: int) -> tuple[str, ...]:
    """Delete windows that no session is known of, as a program that ended between deal and start leaves them.

    Young ones stay: another window of the program may just offer them. Returns the names of those deleted.
    """
    gone = []
    for path in sorted(root.glob(f"{_PREFIX}*")):
        if path.name not in known and now_ms - path.stat().st_mtime * 1000 > _YOUNG_MS:
            shutil.rmtree(path, ignore_errors=True)
            gone.append(path.name)
    return tuple(gone)


def shown(header: ScenarioHeader) -> Stretch:
    """All a session of a scenario can show, its warm-up too."""
    return Stretch(coin_of(header.symbol), header.warm_up_ms, header.end_ms)


def played(header: ScenarioHeader) -> Stretch:
    """Where decisions are given."""
    return Stretch(coin_of(header.symbol), header.start_ms, header.end_ms)


def is_repeated(header: ScenarioHeader, before: Iterable[ScenarioHeader]) -> bool:
    """Whether a scenario, or, where one of both was dealt, its stretch of the market was shown by one played before."""
    return any(
        header.id == one.id or ((is_dealt(header.id) or is_dealt(one.id)) and played(header).meets(shown(one)))
        for one in before
    )


def coin_of(symbol: str) -> str:
    """BTC of BTCUSDT and of BTCUSD."""
    return next((symbol.removesuffix(quote) for quote in ("USDT", "USDC", "BUSD", "USD", "EUR")
                 if symbol.endswith(quote)), symbol)  # fmt: skip
