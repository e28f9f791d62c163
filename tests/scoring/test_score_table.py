"""The parameters of the score stand in one table, and the table belongs to its version."""

from __future__ import annotations

import ast
import hashlib
from dataclasses import fields, replace
from pathlib import Path

import trainer.scoring
from trainer.scoring.futures import GENERATOR_VERSION
from trainer.scoring.settings import DEFAULTS, SCORING_VERSION, ScoreSettings

TABLES = {
    version: "6851391f7265f0443c727a920e3a0fd4465330679cced7dfcc33eb59f01150db"
    for version in ((4, 1), (5, 1), (6, 1), (7, 1))
}
"""SHA-256 of the table by (scoring version, generator version). Old rows stay: their version meant that table.
Versions 5 to 7 kept the parameters: 5 plays every target and every order of a row, 6 counts what the venue closes, 7
counts the leverage of contracts in coin."""

METHODS = {
    "GENERATOR_VERSION": "names the generator in a seed",
    "TWINS": "how many twins are listed, checked by the tests of otherwise",
    "_SCALE": "Glicko-2: 400 / ln 10, a definition",
    "_NEAR": "Glicko-2: where the search for volatility ends",
    "_GRID": "points of a numerical integral",
    "_STEPS": "bisection steps",
    "_RANK": "an order of words",
    "_BORROWED": "leverages above 1, where something is borrowed",
    "_POWER": "risk aversion less 1, by the formula",
}
"""Numbers that are no parameters, and why."""


def fingerprint(settings: ScoreSettings) -> str:
    """SHA-256 over names and values, in order of name."""
    rows = sorted(f"{one.name}={getattr(settings, one.name)!r}" for one in fields(settings))
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()


def test_the_table_is_that_of_its_version() -> None:
    kept = TABLES.get((SCORING_VERSION, GENERATOR_VERSION))
    assert kept == fingerprint(DEFAULTS), (
        "The parameters of the score are not those kept for this version. Raise SCORING_VERSION in "
        "trainer/scoring/settings.py (and GENERATOR_VERSION in futures.py where futures change), so that stored "
        f"sessions are priced anew, and keep the new table here: {fingerprint(DEFAULTS)}"
    )


def test_any_change_of_the_table_is_seen() -> None:
    changed = {fingerprint(replace(DEFAULTS, folds=11)), fingerprint(replace(DEFAULTS, menu_stop_ranges=(1, 2)))}
    assert len(changed | {fingerprint(DEFAULTS)}) == 3


def test_no_other_module_of_the_score_holds_a_parameter() -> None:
    """Names bound to a number, or to a list of numbers, at the head of a module; methods and versions aside."""
    found = []
    for path in sorted(Path(trainer.scoring.__path__[0]).glob("*.py")):
        if path.name == "settings.py":
            continue
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
            target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
            if value is None or not any(_is_number(one) for one in ast.walk(value)):
                continue
            names = [one.id for one in ast.walk(target) if isinstance(one, ast.Name)] if target is not None else []
            found += [f"{path.name}: {name}" for name in names if name not in METHODS]
    assert found == []


def _is_number(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool)
