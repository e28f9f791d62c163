"""Checkpoints: authored questions whose figures are measured on the bars revealed when they are asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from scenario_sources import Row


def checkpoints_of(scenario: str, rows: Sequence[Row], head: Mapping[str, Any]) -> list[dict[str, Any]]:
    """All checkpoints of one scenario in time order."""
    return []
