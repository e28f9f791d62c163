"""Marks a learner draws on bars: moments and prices, so that they stand on every timeframe."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from trainer.core.errors import TrainerError
from trainer.core.language import english

DrawingKind = Literal[
    "trend", "ray", "horizontal", "vertical", "rectangle", "channel", "fib", "extension", "measure", "risk", "text",
    "arrow",
]  # fmt: skip
LineStyle = Literal["solid", "dash", "dot"]
Point = tuple[int, float]
"""Moment in ms UTC and price in quote."""
LONGEST_TEXT = 200
MOST = 500


class DrawingError(TrainerError):
    """Kept drawings that cannot be read."""


class Drawing(msgspec.Struct, frozen=True):
    """One mark; how many points it has follows from its kind."""

    id: int
    kind: DrawingKind
    points: tuple[Point, ...]
    colour: str = "chart.series.first"
    width: Annotated[int, Meta(ge=1, le=4)] = 1
    style: LineStyle = "solid"
    text: Annotated[str, Meta(max_length=LONGEST_TEXT)] = ""


POINTS: dict[DrawingKind, int] = {
    "trend": 2, "ray": 2, "horizontal": 1, "vertical": 1, "rectangle": 2, "channel": 3, "fib": 2, "extension": 3,
    "measure": 2, "risk": 3, "text": 1, "arrow": 2,
}  # fmt: skip
RETRACEMENTS = (0.0, 0.236, 0.382, 0.5, 0.618, 0.786, 1.0)
EXTENSIONS = (0.0, 0.618, 1.0, 1.272, 1.618, 2.618)

Kept = Annotated[tuple[Drawing, ...], Meta(max_length=MOST)]


def encode_drawings(drawings: tuple[Drawing, ...]) -> str:
    """Drawings as JSON."""
    return msgspec.json.encode(drawings).decode()


def decode_drawings(text: str) -> tuple[Drawing, ...]:
    """Drawings out of JSON; raises DrawingError for anything that is none, with the place."""
    try:
        drawings: tuple[Drawing, ...] = msgspec.json.decode(text, type=Kept)
    except msgspec.MsgspecError as error:
        raise DrawingError(english("drawings: cannot be read ({error})").format(error=error)) from error
    for drawing in drawings:
        if len(drawing.points) != POINTS[drawing.kind]:
            raise DrawingError(
                english("drawings: a {kind} has {points} points, not {points_2}").format(
                    kind=drawing.kind, points=POINTS[drawing.kind], points_2=len(drawing.points)
                )
            )
    return drawings
