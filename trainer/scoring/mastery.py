"""Concepts mastered: what first answers to checkpoints say of each concept their author named."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from trainer.scoring.posterior import Posterior, posterior
from trainer.scoring.settings import DEFAULTS

IN_A_ROW = 3


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
