"""What the chart shows, as plain values: no Qt, no money arithmetic."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from trainer.core.language import english

FloatColumn = NDArray[np.float64]
TimeColumn = NDArray[np.int64]

LineKind = Literal[
    "position",
    "stop",
    "target",
    "order",
    "liquidation",
    "break_even",
    "entry_preview",
    "stop_preview",
    "target_preview",
]
MarkerKind = Literal["entry", "exit", "liquidated"]
SideName = Literal["long", "short"]
FanOutcome = Literal["neutral", "stopped", "liquidated"]


class FormingBar(NamedTuple):
    """The bar that is still open, made only of revealed base bars."""

    time_ms: int
    open: float
    high: float
    low: float
    close: float
    volume: float


@dataclass(frozen=True, slots=True, eq=False)
class ChartSeriesView:
    """Complete bars of the shown timeframe, arrays of shape (n,), and the forming one.

    The title carries the symbol first; the part up to the first ' · ' is set in bold. countdown is the text under
    the last price, such as '03:00'.
    """

    time_ms: TimeColumn
    open: FloatColumn
    high: FloatColumn
    low: FloatColumn
    close: FloatColumn
    volume: FloatColumn
    forming: FormingBar | tuple[int, float, float, float, float, float] | None
    timeframe_ms: int
    tick_decimals: int
    title: str
    countdown: str = ""
    tick: float = 0.0
    """Smallest step of an order's price; 0 where it is that of the decimals shown."""


@dataclass(frozen=True, slots=True)
class LineView:
    """A horizontal line with its pill; price in quote. note replaces nothing, it is the tooltip.

    `beyond` is what the line is called at the edge of a plot whose prices do not reach it.
    """

    id: str
    kind: LineKind
    price: float
    cells: tuple[str, ...] = ()
    side: SideName | None = None
    draggable: bool = False
    closable: bool = False
    from_time_ms: int | None = None
    note: str = ""
    beyond: str = ""


@dataclass(frozen=True, slots=True)
class MarkerView:
    """A fill; joined_to is the index, in the same tuple, of the fill a dashed line leads to; details are told on hover,
    a line each."""

    time_ms: int
    price: float
    kind: MarkerKind
    side: SideName
    label: str = ""
    joined_to: int | None = None
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FundingStripView:
    """Settled funding: stamps of (time_ms, text, rate) and the sentence for the next one."""

    stamps: tuple[tuple[int, str, float], ...]
    next_text: str = ""
    title: str = english("Funding")


@dataclass(frozen=True, slots=True, eq=False)
class StripView:
    """A quantity of the account over time in a strip of its own: stamps and values of shape (m,), rising in time.

    decimals and unit say how a value is written; levels are ruled, such as where a margin call begins. A strip
    without stamps is not shown.
    """

    id: str
    title: str
    time_ms: TimeColumn
    values: FloatColumn
    decimals: int = 2
    unit: str = ""
    levels: tuple[float, ...] = ()
    colour: str = "chart.series.first"


@dataclass(frozen=True, slots=True)
class EventMarkView:
    """A calendar event the learner may already know of."""

    time_ms: int
    title: str


@dataclass(frozen=True, slots=True)
class StopHistoryView:
    """Where the stop stood: points of (time_ms, price), first the plan; end_ms is None while it still stands."""

    points: tuple[tuple[int, float], ...]
    end_ms: int | None = None
    label: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class FanPathView:
    """One possible future: prices of shape (m,) at the bars after now, ending where the position would end."""

    outcome: FanOutcome
    prices: FloatColumn


@dataclass(frozen=True, slots=True, eq=False)
class FanView:
    """The drawn share of the simulated futures and what all of them say.

    A quiet line, then a bold and a plain part on one line, then further lines. `liquidated` of `total` futures end
    that way; no total where none were drawn.
    """

    paths: tuple[FanPathView, ...]
    caption: str
    liquidated_text: str
    rest_text: str = ""
    more: tuple[str, ...] = ()
    liquidated: int = 0
    total: int = 0
