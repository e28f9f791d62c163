"""The shape of the house: module and function length, engine purity, words that do not belong."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "trainer").rglob("*.py"))
ENGINE_MAY_IMPORT = {
    "__future__",
    "collections",
    "dataclasses",
    "decimal",
    "enum",
    "functools",
    "math",
    "msgspec",
    "typing",
}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_has_at_most_400_lines_and_its_functions_60(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 400
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)]
    assert [f.name for f in functions if (f.end_lineno or f.lineno) - f.lineno >= 60] == []


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return names


@pytest.mark.parametrize("path", sorted((ROOT / "trainer" / "engine").glob("*.py")), ids=lambda path: path.name)
def test_the_engine_is_pure(path: Path) -> None:
    """No clock, no files, no randomness, no logging: only arithmetic, numpy and the layers below."""
    for name in imported(path):
        top = name.split(".")[0]
        assert top in ENGINE_MAY_IMPORT | {"numpy", "trainer"}, name
        if top == "trainer":
            assert name.split(".")[1] in {"core", "market", "engine"}, name
        assert name not in {"trainer.core.paths", "trainer.core.logs", "trainer.market.files", "numpy.random"}


@pytest.mark.parametrize("path", sorted((ROOT / "trainer" / "presenters").glob("*.py")), ids=lambda path: path.name)
def test_presenters_know_no_widgets(path: Path) -> None:
    assert [name for name in imported(path) if name.startswith("PySide6") and name != "PySide6.QtCore"] == []


def test_the_chart_is_a_pyqtgraph_view() -> None:
    """The client fixed the chart library; the layers paint inside its view."""
    assert "pyqtgraph" in imported(ROOT / "trainer" / "ui" / "chart" / "canvas.py")


def test_no_package_hides_code_in_its_init() -> None:
    for path in (ROOT / "trainer").rglob("__init__.py"):
        body = ast.parse(path.read_text(encoding="utf-8")).body
        assert len(body) == 1 and isinstance(body[0], ast.Expr), path


def test_vague_module_names_are_not_used() -> None:
    assert [p for p in SOURCES if p.stem in {"utils", "helpers", "common", "manager", "base", "misc"}] == []


def test_the_stock_spin_box_is_not_used() -> None:
    """It rewrites what the learner types (1,234.50 becomes 123450): NumberField is used instead."""
    assert [p for p in SOURCES if "QDoubleSpinBox" in p.read_text(encoding="utf-8")] == []
