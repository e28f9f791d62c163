"""What an indicator is: its name, parameters, lines, and one function over columns of bars."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from trainer.core.errors import FieldError
from trainer.core.language import english
from trainer.market.candles import FloatArray, IntArray

Style = Literal["line", "dots", "bars"]
Place = Literal["price", "pane", "profile"]


class BarColumns(NamedTuple):
    """Revealed bars, arrays of shape (n,): open times in ms UTC, prices in quote, volume in base units."""

    time_ms: IntArray
    open: FloatArray
    high: FloatArray
    low: FloatArray
    close: FloatArray
    volume: FloatArray


@dataclass(frozen=True, slots=True)
class Param:
    """A number the learner sets; whole numbers unless is_whole is False. A time is in ms UTC, 0 for not set."""

    name: str
    title: str
    default: float
    low: float
    high: float
    is_whole: bool = True
    is_time: bool = False

    def checked(self, value: float) -> float:
        """The value, or a FieldError that names what is allowed."""
        if not self.low <= value <= self.high or (self.is_whole and value != int(value)):
            kind = english("a whole number") if self.is_whole else english("a number")
            raise FieldError(
                self.title,
                f"{value:g}",
                english("{kind} from {low} to {high}").format(kind=kind, low=f"{self.low:g}", high=f"{self.high:g}"),
            )
        return value


@dataclass(frozen=True, slots=True)
class Output:
    """One line of an indicator; colour is its place among the chart's series colours."""

    title: str
    colour: int = 0
    style: Style = "line"


Compute = Callable[[BarColumns, tuple[float, ...], FloatArray, int], None]
"""Fill rows[:, start:] of shape (k, n): first the outputs, then what the next call goes on from.

Columns before start are known and stay as they are; a value may depend on its own bar and earlier ones only.
"""


@dataclass(frozen=True, slots=True)
class Study:
    """An indicator. kept counts the rows behind the outputs that carry its state from bar to bar."""

    id: str
    title: str
    about: str
    params: tuple[Param, ...]
    outputs: tuple[Output, ...]
    compute: Compute
    place: Place = "price"
    kept: int = 0
    levels: tuple[float, ...] = ()
    span: tuple[float, float] | None = None

    def values_of(self, given: dict[str, float]) -> tuple[float, ...]:
        """Parameters in order, defaults where nothing is given; raises FieldError for one out of its limits."""
        return tuple(param.checked(given.get(param.name, param.default)) for param in self.params)

    def label(self, values: tuple[float, ...]) -> str:
        """Name for the legend, such as 'EMA 20'."""
        numbers = [f"{value:g}" for param, value in zip(self.params, values, strict=True) if not param.is_time]
        return " ".join((self.title, *numbers))


class Running:
    """One chosen indicator kept beside the bars; appending a bar costs that bar."""

    def __init__(self, study: Study, values: tuple[float, ...]) -> None:
        """Begin without bars; values in the order of study.params."""
        self.study = study
        self.values = values
        self._rows: FloatArray = np.empty((len(study.outputs) + study.kept, 0))
        self._known = 0
        self.label = study.label(values)
        """Name for the legend."""

    def cut(self, count: int) -> None:
        """Forget values from this bar on."""
        self._known = min(self._known, count)

    def follow(self, bars: BarColumns) -> FloatArray:
        """Outputs for all bars, shape (outputs, n); they are kept for the next call as far as they are not cut."""
        count = len(bars.close)
        if self._rows.shape[1] < count:
            grown = np.full((self._rows.shape[0], max(256, count + count // 8)), np.nan)
            grown[:, : self._known] = self._rows[:, : self._known]
            self._rows = grown
        if self._known < count:
            self.study.compute(bars, self.values, self._rows[:, :count], self._known)
        self._known = count
        return self._rows[: len(self.study.outputs), :count]
