"""A random start drawn from all there is: scenarios, and windows of the learner's own candles, cut in a thread."""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from trainer.presenters.work import Told, Work
from trainer.scenarios.load import ScenarioHeader

if TYPE_CHECKING:  # the editor's parts are loaded after the first paint
    from trainer.collection.series import SeriesInfo
    from trainer.supply.deal import Dealer


class Dealing(QObject):
    """One draw at a time; what was not seen before is drawn first."""

    dealt = Signal(object)
    """ScenarioHeader."""
    failed = Signal(str)
    """A sentence for the learner."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Scenarios only, until `show` tells of more."""
        super().__init__(parent)
        self._dealer: Dealer | None = None
        self._cut: ScenarioHeader | None = None
        self._work = Work(self)
        self._work.done.connect(self._on_cut)
        self._work.failed.connect(self.failed)

    def show(self, dealer: Dealer | None) -> None:
        """Take the learner's own series and what was played."""
        self._dealer = dealer

    @property
    def headers(self) -> tuple[ScenarioHeader, ...]:
        """The window dealt last and those played before: in no list, but to be found by their id."""
        before = () if self._dealer is None else self._dealer.before
        return before if self._cut is None else (*before, self._cut)

    def deal(self, ready: Sequence[ScenarioHeader], fresh: Sequence[ScenarioHeader], *, takes_own: bool) -> None:
        """Draw one; `takes_own` whether the learner's own candles are in the pool."""
        dealer = self._dealer if takes_own else None
        pool: list[ScenarioHeader | SeriesInfo] = [*fresh, *(() if dealer is None else dealer.pool(is_fresh=True))]
        pool = pool or [*ready, *(() if dealer is None else dealer.pool(is_fresh=False))]
        if not pool or self._work.is_busy:
            return
        drawn = random.choice(pool)
        if isinstance(drawn, ScenarioHeader):
            self.dealt.emit(drawn)
        elif dealer is not None:
            self._work.start(partial(_cut, dealer, drawn))

    @property
    def is_busy(self) -> bool:
        """Whether a window is being cut."""
        return self._work.is_busy

    def put_back(self, scenario_id: str) -> None:
        """Forget a window that was not played."""
        if self._dealer is not None and self._cut is not None and self._cut.id == scenario_id:
            self._dealer.put_back(scenario_id)
            self._cut = None

    @Slot(object)
    def _on_cut(self, header: ScenarioHeader) -> None:
        self._cut = header
        self.dealt.emit(header)


def _cut(dealer: Dealer, info: SeriesInfo, _told: Told) -> ScenarioHeader:
    return dealer.cut(info)
