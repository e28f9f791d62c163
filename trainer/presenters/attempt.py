"""How the parts of the window reach the library: one attempt at a time, its failure told by whoever makes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from trainer.session.library import Library

T = TypeVar("T")


class Attempt(Protocol):
    """Does something with the library; None where it failed, which was said already."""

    def __call__(self, work: Callable[[Library], T], /) -> T | None:
        """Do it."""
        ...
