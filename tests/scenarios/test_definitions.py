"""The folders without candles are what the script writes, and tell nothing of what comes."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

from tests.scenarios.test_shipped import SPOILERS
from trainer.core.paths import scenarios_dir

PACKAGING = Path(__file__).resolve().parents[2] / "packaging"
sys.path[:0] = [str(PACKAGING)]

from define_downloads import header_of  # noqa: E402 - after the path is set

from trainer.scenarios.write import toml_of  # noqa: E402 - as above

WINDOWS = tomllib.loads((PACKAGING / "download_windows.toml").read_text(encoding="utf-8"))["window"]


def test_the_script_writes_these_bytes() -> None:
    for place, window in enumerate(WINDOWS):
        shipped = (scenarios_dir() / window["id"] / "scenario.toml").read_text(encoding="utf-8")
        assert toml_of(header_of(window, place)) == shipped


def test_titles_and_briefings_tell_nothing() -> None:
    for window in WINDOWS:
        for key in ("title", "blind_title", "briefing"):
            assert not SPOILERS.search(window[key]), window[key]
        assert len(window["title"]) <= 60
