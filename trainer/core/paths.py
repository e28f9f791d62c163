"""Where data ships and where the learner's own files live."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

_PACKAGE = Path(__file__).resolve().parent.parent


def _shipped(name: str) -> Path:
    beside = _PACKAGE.parent / name
    return beside if beside.is_dir() else _PACKAGE / f"_{name}"


def resources_dir() -> Path:
    """Folder of venues, themes and icons that ships with the program."""
    return _shipped("resources")


def scenarios_dir() -> Path:
    """Folder of the bundled scenarios."""
    return _shipped("scenarios")


def home_dir() -> Path:
    """The learner's data folder; `TRAINER_HOME` overrides the platform's place."""
    override = os.environ.get("TRAINER_HOME")
    return Path(override).expanduser() if override else Path(platformdirs.user_data_dir("Cascade", appauthor=False))
