"""The bar above the chart: timeframe, averages and the price scale."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from trainer.core.clock import HOUR_MS, MINUTE_MS
from trainer.market.timeframe import timeframe_name
from trainer.ui.components.buttons import Button
from trainer.ui.components.cards import grounded
from trainer.ui.components.chips import Chip
from trainer.ui.components.segmented import Segment, SegmentedControl

_LENGTHS = (MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS, 4 * HOUR_MS, 24 * HOUR_MS)
_AVERAGES = (("ema", 20), ("ema", 50), ("sma", 200))
FIRST_AVERAGES = (("ema", 20), ("ema", 50))


class ChartBar(QWidget):
    """Signals: `timeframe_chosen(ms)`, `averages_chosen(tuple)`, `log_toggled(bool)`, `fan_toggled(bool)`,
    `ticket_asked()`."""

    timeframe_chosen = Signal(int)
    averages_chosen = Signal(object)
    log_toggled = Signal(bool)
    fan_toggled = Signal(bool)
    ticket_asked = Signal()

    def __init__(self, base_ms: int, shown_ms: int) -> None:
        """Offer the lengths that whole base bars make up."""
        super().__init__()
        self.setObjectName("chart_bar")
        grounded(self, "chrome")
        self.setFixedHeight(36)
        lengths = [length for length in _LENGTHS if length >= base_ms and length % base_ms == 0]
        segments = [Segment(str(length), timeframe_name(length)) for length in lengths]
        self._frames = SegmentedControl(segments, name="timeframe", accessible="Timeframe", height=26)
        if shown_ms in lengths:
            self._frames.choose(str(shown_ms))
        self._averages = Button("Averages", "quiet", name="averages", icon="wave")
        menu = QMenu(self._averages)
        self._choices: list[QAction] = []
        for kind, length in _AVERAGES:
            action = menu.addAction(f"{kind.upper()} {length}")
            action.setCheckable(True)
            action.setChecked((kind, length) in FIRST_AVERAGES)
            action.setData((kind, length))
            action.toggled.connect(self._on_average)
            self._choices.append(action)
        self._averages.setMenu(menu)
        self._log = Chip("Log", name="log_scale", accessible="Logarithmic price scale")
        self.fan = Chip("Fan", name="fan", accessible="Futures of the order or position, with their liquidations")
        self.fan.setChecked(True)
        self.ticket_button = Button("Ticket", name="show_ticket", mini=True, accessible="Show or hide the ticket")
        self.ticket_button.clicked.connect(self.ticket_asked)
        self.ticket_button.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(8)
        row.addWidget(self._frames)
        row.addWidget(self._averages)
        row.addStretch(1)
        row.addWidget(self._log)
        row.addWidget(self.fan)
        row.addWidget(self.ticket_button)
        self._frames.chosen.connect(self._on_frame)
        self._log.toggled.connect(self.log_toggled)
        self.fan.toggled.connect(self.fan_toggled)

    @Slot(str)
    def _on_frame(self, length: str) -> None:
        self.timeframe_chosen.emit(int(length))

    @Slot(bool)
    def _on_average(self, _on: bool) -> None:
        self.averages_chosen.emit(tuple(action.data() for action in self._choices if action.isChecked()))
