"""Figures of a test, shown by `pytest -s`."""

from __future__ import annotations


def told(sentence: str) -> None:
    """Print one line."""
    print(f"\n{sentence}")  # noqa: T201 - a measurement, for who asks for it
