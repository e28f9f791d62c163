"""The leverage ceiling in words: what was declared, and which mastered concept sets raised it."""

from __future__ import annotations

from trainer.core.wording import times
from trainer.scoring.mastery import Ceiling

SET_TITLES = {
    "liquidation": "Liquidation",
    "costs": "Funding and fees",
    "stops": "Stops",
    "events": "Event days",
    "sizing": "Sizing",
    "patience": "Patience",
}
"""Concept sets by their ids, in words."""


def ceiling_text(ceiling: Ceiling) -> str:
    """The ceiling in force and what it is made of."""
    declared = times(ceiling.declared)
    if ceiling.in_force == ceiling.declared:
        return f"your ceiling of {declared}"
    steps = " and ".join(SET_TITLES[name] for name in ceiling.sets)
    return f"your ceiling of {times(ceiling.in_force)}: {declared} declared, raised for {steps}"
