"""`FilterChips(name=)`: one of a few filters as chips; those that do not fit in the row are left out of it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from trainer.core.language import tr
from trainer.presenters.home_views import FilterView
from trainer.ui.components.chips import Chip

_GAP = 8
_RING = 3


class FilterChips(QWidget):
    """A row of chips, exactly one of them chosen."""

    chosen = Signal(str)

    def __init__(self, *, name: str) -> None:
        """Start without chips."""
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(tr("Filters"))
        self._chips: dict[str, Chip] = {}
        self._current = ""
        self.setFixedHeight(28 + 2 * _RING)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_filters(self, filters: Sequence[FilterView], current: str) -> None:
        """Show these filters; the tooltip counts what each would leave."""
        wanted = [view.id for view in filters]
        if wanted != list(self._chips):
            for chip in self._chips.values():
                chip.deleteLater()
            self._chips = {view.id: self._build(view) for view in filters}
        for view in filters:
            chip = self._chips[view.id]
            chip.setChecked(view.id == current)
            chip.setToolTip(tr("{count} scenarios").format(count=view.count))
            chip.setAccessibleName(tr("{text}, {count} scenarios").format(text=view.text, count=view.count))
        self._current = current
        self._place()

    @property
    def chips(self) -> tuple[Chip, ...]:
        """All of them, from left to right."""
        return tuple(self._chips.values())

    def chip(self, filter_id: str) -> Chip:
        """The chip of a filter; raises KeyError for an unknown id."""
        return self._chips[filter_id]

    def sizeHint(self) -> QSize:
        """Room for every chip."""
        return QSize(sum(chip.sizeHint().width() + _GAP for chip in self._chips.values()), self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many chips as fit."""
        super().resizeEvent(event)
        self._place()

    def _build(self, view: FilterView) -> Chip:
        chip = Chip(view.text, name=f"filter_{view.id}", tall=True)
        chip.setParent(self)
        chip.clicked.connect(self._on_clicked)
        return chip

    def _place(self) -> None:
        left = _RING
        for filter_id, chip in self._chips.items():
            width = chip.sizeHint().width()
            fits = left + width + _RING <= self.width()
            chip.setGeometry(left, _RING, width, 28)
            chip.setVisible(fits or filter_id == self._current)
            left += width + _GAP

    @Slot()
    def _on_clicked(self) -> None:
        for filter_id, chip in self._chips.items():
            if chip is self.sender():
                chip.setChecked(True)
                self.chosen.emit(filter_id)
                return
