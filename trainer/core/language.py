"""The learner's language: texts are English in the code and turned into another language when they are shown.

`tr(text)` and `trn(singular, plural, n)` translate now and leave `{name}` for `format`; `english(text)` names a text
for the catalogue and leaves it English: for tables read before a language is chosen, and for every sentence made below
the presenters, since such a one may be kept, exported, hashed or compared. `retold(sentence)` says one of those in the
learner's language, whatever figures and words were put into it. `localised(figure)` gives a figure its marks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum, auto
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
_FIGURE = re.compile(r"([+\-−≈]?\s?\d[\d,]*(?:\.\d+)?(?:\s?[%×]| R)?)(\.?)")
_CLOCK = re.compile(r"(\d\d:\d\d: )(.+)", re.DOTALL)
_BLANK = re.compile(r"\{(\w+)\}")
_BORDER = re.compile(r"(?<=[.?]) ")
"""What divides sentences."""
_LIST = re.compile(r"([;,] )")
"""What divides items, which are told one by one."""
_WORDS = re.compile(r"[^\s,;]+(?:[,;] [^\s,;]+)*")
"""Words one by one, such as a symbol or the names there are: the same in every language."""
_LEAST, _FIGURES = 4, r"[\d.,:+\-− %×TZ]+"
"""A text with fewer letters of its own, such as `{first} to {last}`, is found between figures only."""
_PLENTY = 7
"""A text with fewer letters of its own, such as `{symbol} from {start}`, is found only where all in it is understood.

Words of another sentence may stand about so few letters, and would be told in two languages.
"""
_ANY, _WITHIN = ".", r"(?:(?![.?] ).)"
"""A letter of what a blank holds: any, or one inside of a sentence."""
_DEPTH = 5


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


def _say(text: str, depth: int) -> str:
    told = _told(text, depth)
    return text if told is None else told


def _told(text: str, depth: int) -> str | None:
    """The text in the language; None where nothing of it is known.

    Sentences are told one by one before a blank may hold more than one: what follows a sentence is no part of it.
    """
    told = _as_one(text, depth)
    if told is not None or not depth:
        return told
    parts = _BORDER.split(text)
    if len(parts) == 1:
        items = _LIST.split(text)
        return _joined([(item, _told(item, depth - 1)) for item in items], "", 0) if len(items) > 1 else None
    runs = _runs(parts, depth)
    if all(told is not None for _, told in runs):
        return _joined(runs, " ", 0)
    whole = _matched(text, depth, _Reach.ACROSS)
    if whole is not None:
        return whole
    if all(told is None for _, told in runs):
        whole = _matched(text, depth, _Reach.ANYHOW)
    return _joined(runs, " ", depth - 1) if whole is None else whole


def _joined(parts: list[tuple[str, str | None]], between: str, depth: int) -> str | None:
    """What is told of the parts, and as far as it goes of those that are not; None where nothing is."""
    said = [(_told(part, depth) if depth else None) if told is None else told for part, told in parts]
    if all(told is None for told in said):
        return None
    return between.join(part if told is None else told for (part, _), told in zip(parts, said, strict=True))


def _runs(parts: list[str], depth: int) -> list[tuple[str, str | None]]:
    """Sentences in their order, as many together as one text has; those that are not known stand alone."""
    found: list[tuple[str, str | None]] = []
    place = 0
    while place < len(parts):
        for end in range(len(parts), place, -1):
            run = " ".join(parts[place:end])
            told = _as_one(run, depth)
            if told is None and end < len(parts):
                more = _as_one(f"{run} ", depth)
                told = None if more is None else more.removesuffix(" ")
            if told is not None or end == place + 1:
                found.append((run, told))
                place = end
                break
    return found


def _as_one(text: str, depth: int) -> str | None:
    """A text as the catalogue has it, with nothing in a blank that ends a sentence and begins another."""
    known = _language.catalogue.texts.get(text)
    if known is not None:
        return known
    figure = _FIGURE.fullmatch(text)
    if figure:
        return localised(figure[1]) + figure[2]
    if not depth:
        return None
    clock = _CLOCK.fullmatch(text)
    told = _as_one(clock[2], depth) if clock else None
    return clock[1] + told if clock and told is not None else _matched(text, depth, _Reach.WITHIN)


def _matched(text: str, depth: int, reach: _Reach) -> str | None:
    for one in _sentences():
        if one.fixed not in text or (one.is_weak and reach is not _Reach.WITHIN):
            continue
        found = (one.within if reach is _Reach.WITHIN else one.across).fullmatch(text)
        if not found:
            continue
        told, is_known = _parts(found, depth)
        if not is_known and one.other is not None and reach is _Reach.WITHIN:
            other = one.other.fullmatch(text)
            told, is_known = _parts(other, depth) if other else (told, is_known)
        if not is_known and (one.is_weak or reach is _Reach.ACROSS):
            continue
        return one.translation.format(**{name: value if said is None else said for name, (value, said) in told.items()})
    return None


def _parts(found: re.Match[str], depth: int) -> tuple[dict[str, tuple[str, str | None]], bool]:
    """What the blanks hold and what is told of each, and whether all of it is understood."""
    told = {name: (value, _told(value, depth - 1)) for name, value in found.groupdict().items()}
    return told, all(said is not None or _WORDS.fullmatch(value) for value, said in told.values())


class _Reach(Enum):
    """What a blank may hold: a part of one sentence; several, all of them understood; several of any kind."""

    WITHIN = auto()
    ACROSS = auto()
    ANYHOW = auto()


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A text with blanks; `fixed` is the longest stretch between them, which is looked for first.

    Of two blanks side by side the first takes as few words as it can, in `other` as many: of "Share to close 0.5" a
    name is either "Share" or all but the figure.
    """

    within: re.Pattern[str]
    across: re.Pattern[str]
    other: re.Pattern[str] | None
    fixed: str
    is_weak: bool
    translation: str


@lru_cache(maxsize=1)
def _sentences() -> tuple[_Sentence, ...]:
    """Such texts with blanks, those with the most words of their own first."""
    known = _language.catalogue
    made = sorted((text for text in known.english if _BLANK.search(text)), key=lambda text: -len(_BLANK.sub("", text)))
    return tuple(
        _Sentence(
            _pattern(text, _WITHIN), _pattern(text, _ANY),
            _pattern(text, _WITHIN, is_greedy=True) if "} {" in text else None,
            max(re.split(r"\{\w+\}", text), key=len), _letters(text) < _PLENTY, known.texts[text],
        )
        for text in made
    )  # fmt: skip


def _letters(text: str) -> int:
    return len(re.findall("[A-Za-z]", _BLANK.sub("", text)))


def _pattern(text: str, letter: str, *, is_greedy: bool = False) -> re.Pattern[str]:
    """A blank that follows a word without a space may be empty, as one that holds a further clause."""
    has_words = _letters(text) >= _LEAST
    end = "" if letter == _ANY else "[.?]?"
    seen: set[str] = set()
    made, before = "", " "
    for part in re.split(r"(\{\w+\})", text):
        blank = _BLANK.fullmatch(part)
        if not blank:
            made += re.escape(part)
        elif blank[1] in seen:
            made += f"(?P={blank[1]})"
        else:
            seen.add(blank[1])
            few = "" if is_greedy else "?"
            inside = f"{letter}{'+' if before[-1].isspace() else '*'}{few}{end}" if has_words else _FIGURES
            made += f"(?P<{blank[1]}>{inside})"
        before = part or before
    return re.compile(made, re.DOTALL)
