"""Concepts mastered: what first answers to checkpoints say of each concept their author named, and of sets of them.

Every mastered set lets the leverage ceiling rise by one step above the one the learner declared.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from trainer.scoring.posterior import Posterior, posterior
from trainer.scoring.settings import DEFAULTS

IN_A_ROW = DEFAULTS.mastered_in_a_row
CONCEPT_SETS: dict[str, frozenset[str]] = {
    "liquidation": frozenset({
        "liquidation-distance", "liquidation-event", "cascade", "isolated-margin", "cross-margin", "mark-price",
        "adding-margin", "stop-before-liquidation",
    }),
    "costs": frozenset({"funding-drag", "fees", "break-even", "slippage"}),
    "stops": frozenset({"stop-gap", "stop-noise", "hold-the-stop", "stop-before-liquidation"}),
    "events": frozenset({"event-days"}),
    "sizing": frozenset({"size-from-risk", "effective-leverage", "leverage-ceiling", "averaging-down", "ruin"}),
    "patience": frozenset({"no-trade", "after-a-win", "tilt", "calibration"}),
}  # fmt: skip
"""What belongs together, by the id of the set."""


@dataclass(frozen=True, slots=True)
class ConceptProgress:
    """First answers on a concept, how many of them were good, and whether the newest three in a row were."""

    concept: str
    answers: int
    good: int
    is_mastered: bool

    @property
    def rate(self) -> Posterior:
        """Share of good answers with its interval."""
        return posterior(self.good, self.answers)


def mastery(answers: Iterable[tuple[str, tuple[str, ...], float]]) -> tuple[ConceptProgress, ...]:
    """From (checkpoint, its concepts, loss in bp), the oldest first; only the first answer to a checkpoint counts.

    Good is a loss of at most `good_loss`. Mastered concepts come first, then those asked about most.
    """
    seen: set[str] = set()
    words: dict[str, list[bool]] = {}
    for checkpoint, concepts, loss in answers:
        if checkpoint not in seen:
            seen.add(checkpoint)
            for concept in concepts:
                words.setdefault(concept, []).append(loss <= DEFAULTS.good_loss)
    found = [
        ConceptProgress(concept, len(good), sum(good), len(good) >= IN_A_ROW and all(good[-IN_A_ROW:]))
        for concept, good in words.items()
    ]
    return tuple(sorted(found, key=lambda one: (not one.is_mastered, -one.answers, one.concept)))


def mastered_sets(concepts: Iterable[ConceptProgress]) -> tuple[str, ...]:
    """Ids of the sets of which at least two concepts are mastered and none that was asked three times is not."""
    known = {one.concept: one for one in concepts if one.answers >= IN_A_ROW}
    found = []
    for name, members in CONCEPT_SETS.items():
        met = [known[concept] for concept in members if concept in known]
        if len(met) >= DEFAULTS.least_of_set and all(one.is_mastered for one in met):
            found.append(name)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Ceiling:
    """Effective leverage to stay under: the declared one, and the sets that each let it rise by one of the steps."""

    declared: Decimal = DEFAULTS.ceiling
    sets: tuple[str, ...] = ()

    @property
    def in_force(self) -> Decimal:
        """The ceiling a session begun now is judged by."""
        above = [rung for rung in DEFAULTS.ceiling_steps if rung > self.declared]
        return self.declared if not (above and self.sets) else above[min(len(self.sets), len(above)) - 1]
