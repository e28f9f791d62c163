"""What the shut entry says is missing, one thing at a time where there are many."""

from __future__ import annotations

import pytest

from trainer.presenters.desk_sizing import sentence_of


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        ((), ""),
        (("a size",), "Type a size to enter"),
        (("a size", "a chance"), "Type a size and a chance to enter"),
        (("a size", "a stop", "a chance"), "Type a size to enter"),
        (("a target or a time stop", "a chance"), "Type a target or a time stop to enter"),
    ],
)
def test_the_button_says_what_is_missing(missing: tuple[str, ...], sentence: str) -> None:
    assert sentence_of(missing) == sentence
