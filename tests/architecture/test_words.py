"""Every text is in the German catalogue with the blanks of the English one, and no text goes round the catalogue."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from trainer.core.catalogue import read_catalogue
from trainer.core.language import languages_dir

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "trainer").rglob("*.py"))
BLANK = re.compile(r"\{(\w*)\}")
STRAY = re.compile(r"[{}]|%[0-9sd]\b")


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def calls(path: Path) -> Iterator[ast.Call]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("tr", "trn", "english"):
            yield node


def texts(path: Path) -> Iterator[tuple[str, str]]:
    """Singular and plural of every text of a module that is written out; what is looked up by a name was marked."""
    for call in calls(path):
        said = [arg.value for arg in call.args[:2] if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
        if said:
            yield said[0], said[1] if len(said) > 1 else ""


ALL = {pair for path in SOURCES for pair in texts(path)}


def test_every_text_is_in_german_with_the_same_blanks() -> None:
    known = read_catalogue(languages_dir() / "de.po")
    assert len(ALL) > 400
    assert sorted(text for text, plural in ALL if not plural and text not in known.texts) == []
    assert sorted(text for text, plural in ALL if plural and text not in known.plurals) == []
    pairs = [(text, known.texts[text]) for text, plural in ALL if not plural]
    pairs += [(plural, form) for text, plural in ALL if plural for form in known.plurals[text]]
    assert [(text, said) for text, said in pairs if set(BLANK.findall(text)) != set(BLANK.findall(said))] == []
    assert [said for _, said in pairs if STRAY.search(BLANK.sub("", said))] == []


def test_the_catalogue_holds_nothing_the_program_no_longer_says() -> None:
    known = read_catalogue(languages_dir() / "de.po")
    said = {text for text, _ in ALL}
    assert sorted((known.texts.keys() | known.plurals.keys()) - said) == []


def test_edges_and_line_ends_of_a_translation_are_those_of_the_text() -> None:
    known = read_catalogue(languages_dir() / "de.po").texts
    edges = [(text, said) for text, said in known.items() if text.strip() and _edges(text) != _edges(said)]
    assert edges == []


def _edges(text: str) -> tuple[bool, bool, int]:
    return text[0].isspace(), text[-1].isspace(), text.count("\n")


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_text_to_translate_is_written_out_whole(path: Path) -> None:
    """No f-string and no sum: the catalogue would never hold what they make."""
    made = [call.lineno for call in calls(path) if isinstance(call.args[0], ast.JoinedStr | ast.BinOp)]
    assert made == []


# texts that go round the catalogue

STYLE = re.compile(r"default-src|\{ [a-z-]+:")
"""A style sheet or a policy for one."""
WORDS = re.compile(r"[A-Za-z]{2,}[,.:;]? +[A-Za-z]{2,}")
NAMES = {"Forex Tester", "UTC, Europe/Berlin, +02:00", "UTC, local, Europe/Berlin"}
"""Names of things and examples of what a field takes, the same in every language."""
NO_TEXT = {"setObjectName", "setStyleSheet", "compile", "startswith", "endswith", "ValueError", "KeyError"}


def shown(path: Path) -> bool:
    name = path.relative_to(ROOT / "trainer").as_posix()
    return name.startswith(("ui/", "presenters/", "app.py", "program.py", "coaching/"))


def untranslated(path: Path) -> list[str]:
    """Texts of at least two words outside tr, trn and english, docstrings and names of things apart."""
    module = tree(path)
    skipped: set[ast.AST] = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            skipped.add(node.value)
        elif isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if name in NO_TEXT or name in ("tr", "trn", "english"):
                skipped.update(part for arg in node.args for part in ast.walk(arg))
        elif isinstance(node, ast.Raise | ast.Compare):
            skipped.update(ast.walk(node))
    return [
        f"{node.lineno}: {node.value}"
        for node in ast.walk(module)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in skipped
        and node.value not in NAMES and WORDS.search(node.value) and not node.value.startswith(("#", "Q", "<"))
        and not STYLE.search(node.value)
    ]  # fmt: skip


@pytest.mark.parametrize(
    "path", [path for path in SOURCES if shown(path)], ids=lambda path: str(path.relative_to(ROOT))
)
def test_no_sentence_goes_round_the_catalogue(path: Path) -> None:
    assert untranslated(path) == []
