"""Checkpoints of a cut folder: worked ones where they are written in worked_checkpoints.toml, else authored questions
whose times are spread evenly over the playable bars, so no outcome chose them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from trainer.engine.market import Market
from trainer.supply.outcomes import bar_of, checkpoint, entry_lines, lines
from trainer.supply.questions import TEMPLATES, ask, view_at

BEST = frozenset({
    "2020-03-12-black-thursday-btc", "2020-03-19-whipsaw-btc", "2020-05-09-halving-weekend-btc",
    "2020-08-01-weekend-eth", "2020-08-01-weekend-btc", "2020-11-25-thanksgiving-btc",
})  # fmt: skip
MANY, FEW = 8, 3
WORKED = Path(__file__).with_name("worked_checkpoints.toml")


def checkpoints_of(market: Market, folder: str, place: int, only: int | None = None) -> list[dict[str, Any]]:
    """All checkpoints of a folder's market in time order, or the one of that number; `place` varies which questions a
    folder with few asks."""
    worked = worked_of(folder)
    if worked:
        return [_worked(market, row) for number, row in enumerate(worked) if only in (None, number)]
    count = MANY if folder in BEST else FEW
    first, last = market.start, len(market) - 1
    found = []
    for number in range(count) if only is None else [only]:
        bar = first + (number + 1) * (last - first) // (count + 1)
        template = TEMPLATES[(number + place * FEW) % len(TEMPLATES)]
        found.append(ask(market, bar, number, template))
    return found


def worked_of(folder: str) -> list[dict[str, Any]]:
    """The checkpoints written for one folder; none for most."""
    with WORKED.open("rb") as file:
        return next((row["checkpoint"] for row in tomllib.load(file)["folder"] if row["id"] == folder), [])


def _worked(market: Market, row: Mapping[str, Any]) -> dict[str, Any]:
    bar = bar_of(market, row["time"])
    question = f"{view_at(market, bar).words()} {row['question']}"
    head = {**{key: row[key] for key in ("id", "title", "why", "concepts")}, "question": question}
    ways = [(option, lines(market, bar, option["do"]) if "do" in option else entry_lines(bar, option))
            for option in row["option"]]  # fmt: skip
    return checkpoint(market, bar, head, ways, lines(market, bar, row.get("held", [])))
