"""What the charts of the Desk show beside the bars, joined; every choice is announced whole so that it can be kept."""

from __future__ import annotations

from typing import Literal

import msgspec
from PySide6.QtCore import QObject, Signal, Slot

from trainer.core.settings import ChartChoices
from trainer.presenters.desk_board import DeskBoard
from trainer.presenters.desk_panes import PanesPresenter
from trainer.presenters.desk_strips import StripsPresenter
from trainer.presenters.indicators import IndicatorsPresenter
from trainer.session.session import Session

MINUTE_MS = 60_000


class ChartsPresenter(QObject):
    """Indicators, further panes, strips and the scale."""

    chosen = Signal(object)
    """ChartChoices."""

    def __init__(
        self, session: Session, board: DeskBoard, choices: ChartChoices, parent: QObject | None = None
    ) -> None:
        """Begin with these choices."""
        super().__init__(parent)
        self.choices = choices
        self.base_ms = session.market.last.timeframe_ms
        self.indicators = IndicatorsPresenter(choices.indicators, self)
        self.panes = PanesPresenter(session, board, self)
        self.strips = StripsPresenter(session, board, choices.strips, self)
        self.indicators.changed.connect(self._on_indicators)
        self.panes.timeframes_changed.connect(self._on_panes)
        self.strips.chosen_changed.connect(self._on_strips)

    def start(self) -> None:
        """Open the panes chosen before, those that whole base bars make up."""
        lengths = [minutes * MINUTE_MS for minutes in self.choices.pane_minutes]
        self.panes.show(tuple(length for length in lengths if length % self.base_ms == 0))
        self.strips.publish()

    def set_scale(self, scale: Literal["linear", "log", "percent"]) -> None:
        """Keep the price scale."""
        self._keep(scale=scale)

    def set_switch(self, name: Literal["is_magnetic", "is_scroll_linked"], is_on: bool) -> None:
        """Keep a switch."""
        self._keep(**{name: is_on})

    def _keep(self, **values: object) -> None:
        fresh = msgspec.structs.replace(self.choices, **values)
        if fresh != self.choices:
            self.choices = fresh
            self.chosen.emit(fresh)

    @Slot(object)
    def _on_indicators(self, indicators: object) -> None:
        self._keep(indicators=indicators)

    @Slot(object)
    def _on_panes(self, timeframes: tuple[int, ...]) -> None:
        self._keep(pane_minutes=tuple(length // MINUTE_MS for length in timeframes))

    @Slot(object)
    def _on_strips(self, strips: object) -> None:
        self._keep(strips=strips)
