"""Bars held as shapes ready to paint: while the scale stays, moving the view only shifts them."""

from __future__ import annotations

from trainer.ui.chart.model import ChartModel

_BEYOND = 64
"""Bars held beyond both edges of the view, so that it can move that far."""
_FEW = 2
"""So many bars that came in at the right cost less one by one than all anew."""


class Held:
    """Which bars a layer holds, [first, stop) of those that are settled, and the column their pixels count from."""

    def __init__(self, model: ChartModel) -> None:
        """None yet."""
        self._model = model
        self._told: tuple[object, ...] = ()
        self._origin = 0.0
        self.first = self.stop = 0

    def follow(self, told: tuple[object, ...]) -> range | None:
        """Go with the view: the bars the caller adds at the right, or None where it makes all of [first, stop) anew.

        `told` is what the shapes depend on besides bars and scale. From the second frame on in which all of it stays,
        more bars than are in view are asked for. Asked once a frame: what is answered counts as held.
        """
        model, series, view = self._model, self._model.series, self._model.viewport
        place = () if view.step >= 1 else (view.origin, view.width, series.written)
        told = (*told, series.revision, view.scale, view.low, view.high, view.height, view.step, *place)
        begin, end = view.visible()
        first = min(max(0, begin), model.settled_count)
        stop = max(first, min(end + 1, model.settled_count))  # lines go on to the bar beyond
        beyond = _BEYOND if told == self._told and not place else 0
        if told == self._told and 0 <= first - self.first <= 2 * _BEYOND and stop - self.stop <= _FEW:
            added = range(self.stop, max(stop, self.stop))
            self.stop = added.stop
            return added
        self._told, self._origin = told, view.origin
        self.first, self.stop = max(0, first - beyond), min(stop + beyond, model.settled_count)
        return None

    @property
    def shift(self) -> int:
        """Columns from the held pixels to those of the view."""
        return int(self._origin - self._model.viewport.origin)
