"""The learner's language: texts are English in the code and turned into another language when they are shown.

`tr(text)` and `trn(singular, plural, n)` translate now and leave `{name}` for `format`; `english(text)` names a text
for the catalogue and leaves it English: for tables read before a language is chosen, and for every sentence made below
the presenters, since such a one may be kept, exported, hashed or compared. `retold(sentence)` says one of those in the
learner's language, whatever figures and words were put into it. `localised(figure)` gives a figure its marks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from trainer.core.catalogue import Catalogue, read_catalogue
from trainer.core.english import english
from trainer.core.paths import resources_dir

__all__ = [
    "ENGLISH", "LANGUAGES", "SYSTEM", "choose_language", "english", "has_decimal_comma", "language", "languages_dir",
    "localised", "lowered", "retold", "tr", "trn",
]  # fmt: skip
ENGLISH = "en"
SYSTEM = "system"
LANGUAGES = (ENGLISH, "de")
"""Languages there are, by their ISO 639 code."""
_DECIMAL_COMMA = frozenset({"de"})
_SWAPPED = str.maketrans(".,", ",.")
_FIGURE = re.compile(r"[+\-−≈]?\s?\d[\d,]*(?:\.\d+)?(?:\s?[%×])?")
_BLANK = re.compile(r"\{(\w+)\}")
_LIST = re.compile(r"((?<=[.?]) |[;,] )")
"""What divides sentences and items, which are told one by one."""
_LEAST, _FIGURES = 4, r"[\d.,:+\-− %×TZ]+"
"""A text with fewer letters of its own, such as `{first} to {last}`, is found between figures only."""
_DEPTH = 4


@dataclass(frozen=True, slots=True)
class _Language:
    code: str = ENGLISH
    catalogue: Catalogue = field(default_factory=lambda: Catalogue({}, {}, (), _form_of_english))


def _form_of_english(amount: int) -> int:
    return int(amount != 1)


_language = _Language()


def languages_dir() -> Path:
    """Folder of the catalogues."""
    return resources_dir() / "languages"


def choose_language(code: str, folder: Path | None = None) -> None:
    """Speak this language from now on, English for an unknown code; raises CatalogueError and then speaks English."""
    global _language
    _language = _Language()
    _sentences.cache_clear()
    if code != ENGLISH and code in LANGUAGES:
        _language = _Language(code, read_catalogue((folder or languages_dir()) / f"{code}.po"))


def language() -> str:
    """Code of the language that is spoken."""
    return _language.code


def tr(text: str) -> str:
    """The text in the learner's language, itself where there is no translation."""
    return _language.catalogue.texts.get(text, text)


def trn(singular: str, plural: str, amount: int) -> str:
    """The text that goes with a number: `trn("{count} bar", "{count} bars", n).format(count=n)`."""
    forms = _language.catalogue.plurals.get(singular)
    if forms is None:
        return singular if amount == 1 else plural
    return forms[_language.catalogue.form_of(amount)]


def lowered(text: str) -> str:
    """The text as it stands inside a sentence: in English with a small first letter, in German as it is."""
    return text[:1].lower() + text[1:] if _language.code == ENGLISH else text


def has_decimal_comma() -> bool:
    """Whether a decimal comma and a thousands point are written: 1.234,56."""
    return _language.code in _DECIMAL_COMMA


def localised(figure: str) -> str:
    """A figure of the form 1,234.56 with the marks of the language."""
    return figure.translate(_SWAPPED) if _language.code in _DECIMAL_COMMA else figure


def retold(sentence: str) -> str:
    """A sentence made below the presenters in the learner's language; figures in it get their marks."""
    return sentence if _language.code == ENGLISH else _say(sentence, _DEPTH)


def _say(sentence: str, depth: int) -> str:
    known = _language.catalogue.texts.get(sentence)
    if known is not None:
        return known
    if _FIGURE.fullmatch(sentence):
        return localised(sentence)
    for pattern, translation in _sentences() if depth else ():
        found = pattern.fullmatch(sentence)
        if found:
            return translation.format(**{name: _say(value, depth - 1) for name, value in found.groupdict().items()})
    parts = _LIST.split(sentence) if depth else ()
    return "".join(_say(part, depth - 1) for part in parts) if len(parts) > 1 else sentence


@lru_cache(maxsize=1)
def _sentences() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Patterns of such texts with blanks and their translations, those with the most words of their own first."""
    known = _language.catalogue
    made = sorted((text for text in known.english if _BLANK.search(text)), key=lambda text: -len(_BLANK.sub("", text)))
    return tuple((_pattern(text), known.texts[text]) for text in made)


def _pattern(text: str) -> re.Pattern[str]:
    seen: set[str] = set()

    def blank(found: re.Match[str]) -> str:
        name = found.group(1)
        if name in seen:
            return f"(?P={name})"
        seen.add(name)
        return f"(?P<{name}>{inside})"

    inside = ".+?" if len(re.findall("[A-Za-z]", _BLANK.sub("", text))) >= _LEAST else _FIGURES
    parts = re.split(r"(\{\w+\})", text)
    return re.compile(
        "".join(_BLANK.sub(blank, part) if _BLANK.fullmatch(part) else re.escape(part) for part in parts), re.DOTALL
    )
