"""Read a gettext catalogue in its text form (.po), so that no compiled copy of it can be missing or out of date.

Of the format it takes what the catalogues here hold: `msgid`, `msgid_plural`, `msgstr` and `msgstr[n]`, each over one
or more lines. An entry marked fuzzy or without a translation counts as not translated, as in gettext.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from trainer.core.english import english
from trainer.core.errors import TrainerError

_FIELD = re.compile(r'(msgid_plural|msgid|msgstr(?:\[\d\])?) (".*")')
_MADE = "#. english"
_TEXT = msgspec.json.Decoder(str)
_PLURAL = re.compile(r"Plural-Forms:.*\bplural=([^;\n]+)")


class CatalogueError(TrainerError):
    """A catalogue cannot be read; the program stays in English."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Translations by English text; those that follow a number by their singular, one for each form of the language.

    `english` are the texts made below the presenters, which are found again in finished sentences.
    """

    texts: dict[str, str]
    plurals: dict[str, tuple[str, ...]]
    english: tuple[str, ...]
    form_of: Callable[[int], int]


def read_catalogue(path: Path) -> Catalogue:
    """All translations of a file; raises CatalogueError, which names file and line."""
    try:
        body = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CatalogueError(
            english("{name}: cannot be read ({error}); the texts stay English").format(name=path.name, error=error)
        ) from error
    texts: dict[str, str] = {}
    plurals: dict[str, tuple[str, ...]] = {}
    made: list[str] = []
    for entry in _entries(body, path.name):
        key = entry.pop("msgid", "")
        if "msgid_plural" in entry:
            forms = tuple(text for name, text in sorted(entry.items()) if name.startswith("msgstr["))
            if forms and all(forms):
                plurals[key] = forms
        elif entry.get("msgstr"):
            texts[key] = entry["msgstr"]
            if _MADE in entry:
                made.append(key)
    rule = _PLURAL.search(texts.pop("", ""))
    return Catalogue(texts, plurals, tuple(made), gettext.c2py(rule.group(1) if rule else "n != 1"))


def _entries(body: str, name: str) -> Iterator[dict[str, str]]:
    """The entries in their order, fuzzy ones left out."""
    for block, first in _blocks(body):
        if any(line.startswith("#,") and "fuzzy" in line for line in block):
            continue
        entry: dict[str, str] = {}
        field = ""
        for number, line in enumerate(block, first):
            if line.startswith("#"):
                if line == _MADE:
                    entry[_MADE] = ""
                continue
            found = _FIELD.fullmatch(line)
            field = found.group(1) if found else field
            try:
                said = _TEXT.decode(found.group(2) if found else line)
            except msgspec.DecodeError as error:
                raise CatalogueError(
                    english("{name}: line {number} cannot be read; the texts stay English").format(
                        name=name, number=number
                    )
                ) from error
            if not field:
                raise CatalogueError(
                    english("{name}: line {number} belongs to no entry; the texts stay English").format(
                        name=name, number=number
                    )
                )
            entry[field] = entry.get(field, "") + said
        if "msgid" in entry:
            yield entry


def _blocks(body: str) -> Iterator[tuple[list[str], int]]:
    """Lines between empty ones, and the number of the first."""
    block: list[str] = []
    first = 1
    for number, line in enumerate([*body.splitlines(), ""], 1):
        if line.strip():
            first = first if block else number
            block.append(line.strip())
        elif block:
            yield block, first
            block = []
