"""Changed copies of frozen records, faster than `dataclasses.replace` where it counts."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import fields
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar, cast

Record = TypeVar("Record")


@cache
def _plan(kind: Hashable) -> tuple[dict[str, int], Callable[[Any], tuple[Any, ...]]]:
    names = [item.name for item in fields(cast(Any, kind))]
    return {name: place for place, name in enumerate(names)}, attrgetter(*names)


def changed(record: Record, **values: Any) -> Record:  # noqa: ANN401 - fields of any record
    """A copy of a dataclass of two fields or more, all of them given to its constructor; KeyError for no field."""
    places, read = _plan(cast(Hashable, type(record)))
    row = list(read(record))
    for name, value in values.items():
        row[places[name]] = value
    return type(record)(*row)
