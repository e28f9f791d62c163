"""A language that puts every text in marks: what stands without them was never translated."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from trainer.core import language
from trainer.core.catalogue import Catalogue


class _Marked(dict[str, str]):
    def get(self, key: str, default: object = None) -> str:  # type: ignore[override]
        return f"«{key}»" if key else ""


class _MarkedForms(dict[str, tuple[str, ...]]):
    def get(self, key: str, default: object = None) -> tuple[str, ...]:  # type: ignore[override]
        return (f"«{key}»", f"«{key}»")


@contextmanager
def marked() -> Iterator[None]:
    """Speak it for a while."""
    before = language._language
    language._language = language._Language(
        "xx", Catalogue(_Marked(), _MarkedForms(), (), lambda amount: int(amount != 1))
    )
    try:
        yield
    finally:
        language._language = before


@contextmanager
def spoken_in(code: str) -> Iterator[None]:
    """Speak a language of the program for a while."""
    language.choose_language(code)
    try:
        yield
    finally:
        language.choose_language(language.ENGLISH)
