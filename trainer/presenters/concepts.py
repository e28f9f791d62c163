"""Concepts by their id, in words."""

from __future__ import annotations

from collections.abc import Iterable

from trainer.core.language import english, tr

CONCEPTS = {
    "adding-margin": english("adding margin"),
    "after-a-win": english("calm after a win"),
    "averaging-down": english("averaging down"),
    "break-even": english("break even"),
    "calibration": english("calibration"),
    "cascade": english("cascade"),
    "complete-plan": english("a complete plan"),
    "cross-margin": english("cross margin"),
    "effective-leverage": english("effective leverage"),
    "event-days": english("event days"),
    "exposure": english("exposure"),
    "fees": english("fees"),
    "funding-drag": english("funding cost"),
    "funding-payment": english("funding payment"),
    "hold-the-stop": english("holding the stop"),
    "isolated-margin": english("isolated margin"),
    "leverage-ceiling": english("leverage ceiling"),
    "limit-or-market": english("limit or market"),
    "liquidation-distance": english("liquidation distance"),
    "liquidation-event": english("liquidation event"),
    "long-short": english("long and short"),
    "mark-price": english("mark price"),
    "no-trade": english("not trading"),
    "one-r": english("1R"),
    "process-outcome": english("process outcome"),
    "ruin": english("risk of ruin"),
    "size-from-risk": english("size from risk"),
    "slippage": english("slippage"),
    "stop-before-liquidation": english("stop before liquidation"),
    "stop-gap": english("stops that gap"),
    "stop-noise": english("stops and noise"),
    "thin-liquidity": english("thin liquidity"),
    "tiers": english("tiers"),
    "tilt": english("tilt"),
    "venue-choice": english("venue choice"),
    "venue-rules": english("venue rules"),
    "wick": english("wick"),
}
"""Every concept of the bundled scenarios."""


def concept_words(concepts: Iterable[str]) -> list[str]:
    """Concept ids as words; one that a learner's own scenario brings is said as it is written."""
    return [tr(CONCEPTS.get(concept, concept.replace("-", " "))) for concept in concepts]
