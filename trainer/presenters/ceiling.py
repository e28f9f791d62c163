"""The leverage ceiling in words: what was declared, and which mastered concept sets raised it."""

from __future__ import annotations

from trainer.core.language import english, localised, tr
from trainer.core.wording import times
from trainer.scoring.mastery import Ceiling

SET_TITLES = {
    "liquidation": english("Liquidation"),
    "costs": english("Funding and fees"),
    "stops": english("Stops"),
    "events": english("Event days"),
    "sizing": english("Sizing"),
    "patience": english("Patience"),
}
"""Concept sets by their ids, in words."""


def ceiling_text(ceiling: Ceiling) -> str:
    """The ceiling in force and what it is made of."""
    declared = localised(times(ceiling.declared))
    if ceiling.in_force == ceiling.declared:
        return tr("your ceiling of {declared}").format(declared=declared)
    steps = tr(" and ").join(tr(SET_TITLES[name]) for name in ceiling.sets)
    return tr("your ceiling of {in_force}: {declared} declared, raised for {steps}").format(
        in_force=localised(times(ceiling.in_force)), declared=declared, steps=steps
    )
