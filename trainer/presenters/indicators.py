"""Which indicators the charts show: add, change, take away. Every change is announced whole."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import msgspec
from PySide6.QtCore import QObject, Signal

from trainer.core.errors import FieldError
from trainer.core.language import tr
from trainer.core.settings import IndicatorChoice
from trainer.market.studies.registry import STUDIES, running
from trainer.market.studies.study import Running, Study
from trainer.presenters.zone import moment, time_of

SERIES_TOKENS = (
    "chart.series.first",
    "chart.series.second",
    "chart.series.third",
    "chart.series.fourth",
    "chart.series.fifth",
    "chart.ghost",
)
"""Colours of lines, the quiet one last."""
MOST = 12
ANCHORED, ANCHOR = "anchored_vwap", "anchor"
MOMENT = "%Y-%m-%d %H:%M"


class IndicatorsPresenter(QObject):
    """Holds the choices in force."""

    changed = Signal(object)
    """tuple[IndicatorChoice, ...]."""

    def __init__(self, choices: tuple[IndicatorChoice, ...], parent: QObject | None = None) -> None:
        """Begin with these; one that this version does not know or that is out of its limits is named in refused."""
        super().__init__(parent)
        self.refused: tuple[str, ...] = ()
        self.choices: tuple[IndicatorChoice, ...] = ()
        for choice in choices:
            try:
                running(choice.study, choice.values)
            except FieldError as error:
                self.refused = (*self.refused, str(error))
            else:
                self.choices = (*self.choices, choice)

    def study(self, place: int) -> Study:
        """The indicator at a place of the list."""
        return STUDIES[self.choices[place].study]

    def add(self, study_id: str, **values: float) -> None:
        """Add one with its defaults, its first line in a colour its kin does not have; MOST at once."""
        if len(self.choices) >= MOST or study_id not in STUDIES:
            return
        study = STUDIES[study_id]
        kin = sum(choice.study == study_id for choice in self.choices)
        colours = [SERIES_TOKENS[output.colour] for output in study.outputs]
        if len(colours) == 1 and kin:
            at = SERIES_TOKENS.index(colours[0])
            colours = [SERIES_TOKENS[(at + kin) % (len(SERIES_TOKENS) - 1)]]
        self._take((*self.choices, IndicatorChoice(study_id, values, tuple(colours))))

    def anchor(self, time_ms: int) -> bool:
        """An average by volume from this bar on: the one whose bar is not chosen yet, else another; False when full."""
        waits = [at for at, one in enumerate(self.choices) if one.study == ANCHORED and not one.values.get(ANCHOR)]
        if waits:
            self._put(waits[0], msgspec.structs.replace(self.choices[waits[0]], values={ANCHOR: float(time_ms)}))
            return True
        before = self.choices
        self.add(ANCHORED, **{ANCHOR: float(time_ms)})
        return self.choices != before

    def remove(self, place: int) -> None:
        """Take one away."""
        self._take(self.choices[:place] + self.choices[place + 1 :])

    def set_value(self, place: int, name: str, value: Decimal | None, typed: str) -> str:
        """Change a parameter; the answer is empty, or names field, value and what is allowed."""
        param = next(param for param in self.study(place).params if param.name == name)
        try:
            if value is None:
                raise FieldError(param.title, typed or "nothing typed", f"{param.low:g} to {param.high:g}")
            checked = param.checked(float(value))
        except FieldError as error:
            return str(error)
        choice = self.choices[place]
        self._put(place, msgspec.structs.replace(choice, values={**choice.values, name: checked}))
        return ""

    def set_moment(self, place: int, name: str, typed: str) -> str:
        """Change a moment, typed as date and time of the chosen zone; nothing typed means the first bar."""
        param = next(param for param in self.study(place).params if param.name == name)
        text = typed.strip()
        try:
            wall = datetime.strptime(text, MOMENT).replace(tzinfo=UTC) if text else datetime.fromtimestamp(0, UTC)
        except ValueError:
            return str(FieldError(param.title, typed, tr("a date and time such as 2020-03-12 10:40")))
        time_ms = time_of(int(wall.timestamp() * 1000)) if text else 0
        return self.set_value(place, name, Decimal(time_ms), typed)

    def set_colour(self, place: int, line: int, token: str) -> None:
        """Give a line one of SERIES_TOKENS."""
        choice = self.choices[place]
        own = [SERIES_TOKENS[output.colour] for output in self.study(place).outputs]
        colours = [*choice.colours, *own[len(choice.colours) :]]
        colours[line] = token
        self._put(place, msgspec.structs.replace(choice, colours=tuple(colours)))

    def _put(self, place: int, choice: IndicatorChoice) -> None:
        self._take((*self.choices[:place], choice, *self.choices[place + 1 :]))

    def _take(self, choices: tuple[IndicatorChoice, ...]) -> None:
        if choices != self.choices:
            self.choices = choices
            self.changed.emit(choices)


def moment_text(time_ms: float) -> str:
    """A moment as `set_moment` reads it; nothing where none is set."""
    return moment(int(time_ms)).strftime(MOMENT) if time_ms else ""


def running_of(choice: IndicatorChoice) -> Running:
    """A choice ready to follow bars."""
    return running(choice.study, choice.values)
