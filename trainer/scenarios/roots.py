"""Two places hold scenarios: what ships, and what the learner fetched, made or was given; the learner's copy wins."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from trainer.core.errors import TrainerError
from trainer.scenarios.load import TOML, ScenarioHeader, list_scenarios, read_header
from trainer.scenarios.workshop import mend

FOLDER = "scenarios"


@dataclass(frozen=True)
class Found:
    """Headers by id, each once, and one sentence for each folder of the learner's that cannot be used."""

    headers: tuple[ScenarioHeader, ...]
    faults: tuple[str, ...] = ()
    broken: tuple[str, ...] = ()
    """Names of the folders that cannot be used."""


def own_folder(home: Path) -> Path:
    """Where the learner's scenarios lie."""
    return home / FOLDER


def find_scenarios(bundled: Path, own: Path) -> Found:
    """Every scenario; a broken bundled folder raises ScenarioError, one of the learner's is told and left out."""
    mend(own)
    headers = {header.id: header for header in list_scenarios(bundled)}
    faults, broken = [], []
    for path in sorted(own.glob(f"*/{TOML}")):
        try:
            header = read_header(path.parent)
        except TrainerError as error:
            faults.append(f"{path.parent.name}: {error}")
            broken.append(path.parent.name)
            continue
        if header.has_candles or header.id not in headers:
            headers[header.id] = header
    return Found(tuple(headers[name] for name in sorted(headers)), tuple(faults), tuple(broken))


def copies(scenario_id: str, bundled: Path, own: Path) -> tuple[Path, ...]:
    """Folders of an id that hold candles, the learner's first."""
    folders = (root / scenario_id for root in (own, bundled))
    return tuple(folder for folder in folders if (folder / TOML).is_file())
