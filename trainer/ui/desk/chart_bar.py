"""The bar above the chart: timeframe, indicators, drawings, layout and the price scale."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from itertools import pairwise

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from trainer.core.clock import HOUR_MS, MINUTE_MS
from trainer.core.language import tr
from trainer.market.timeframe import timeframe_name
from trainer.presenters.desk_charts import ChartsPresenter
from trainer.presenters.desk_strips import STRIPS
from trainer.ui.components.buttons import Button
from trainer.ui.components.cards import Rule, grounded
from trainer.ui.components.chips import Chip
from trainer.ui.components.menu_button import MenuButton
from trainer.ui.components.segmented import Segment, SegmentedControl
from trainer.ui.components.ticked import tick
from trainer.ui.desk.amount_dialog import AmountDialog
from trainer.ui.desk.drawing_bar import DrawingBar

_LENGTHS = (MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS, 4 * HOUR_MS, 24 * HOUR_MS)
_MORE = tuple(minutes * MINUTE_MS for minutes in (2, 3, 10, 30, 45, 120, 180, 360, 480, 720))
LONGEST_MINUTES = 43_200
_ROOMY = 1050


class ChartBar(QWidget):
    """Signals: timeframe_chosen (ms), count_chosen (int), scale_chosen (str), fan_toggled (bool),
    indicators_asked and ticket_asked."""

    timeframe_chosen = Signal(int)
    indicators_asked = Signal()
    count_chosen = Signal(int)
    scale_chosen = Signal(str)
    fan_toggled = Signal(bool)
    ticket_asked = Signal()

    def __init__(self, charts: ChartsPresenter, shown_ms: int, parent: QWidget | None = None) -> None:
        """Offer the lengths that whole base bars make up."""
        super().__init__(parent)
        self.setObjectName("chart_bar")
        grounded(self, "chrome")
        self.setFixedHeight(36)
        self._charts = charts
        base = charts.base_ms
        self._lengths = [length for length in _LENGTHS if length >= base and length % base == 0]
        segments = [Segment(str(length), timeframe_name(length)) for length in self._lengths]
        self._frames = SegmentedControl(segments, name="timeframe", accessible=tr("Timeframe"), height=26)
        self._other = MenuButton(
            tr("Other"), "quiet", name="timeframe_other", mini=True, accessible=tr("Another timeframe")
        )
        self._other.setMenu(self._timeframe_menu(base))
        self._indicators = Button(tr("Indicators"), "quiet", name="indicators", icon="wave", mini=True)
        self._layout = MenuButton(tr("Layout"), "quiet", name="chart_layout", icon="layout", mini=True)
        self._layout.setMenu(self._layout_menu())
        self._log = Chip(tr("Log"), name="log_scale", accessible=tr("Logarithmic price scale"))
        self.fan = Chip(
            tr("Fan"), name="fan", accessible=tr("Futures of the order or position, with their liquidations")
        )
        self.fan.setChecked(True)
        self._percent = Chip("%", name="percent_scale", accessible=tr("Price scale in per cent from the left edge"))
        self._show_scale(charts.choices.scale)
        self.ticket_button = Button(
            tr("Ticket"), name="show_ticket", mini=True, accessible=tr("Show or hide the ticket")
        )
        self.ticket_button.clicked.connect(self.ticket_asked)
        self.ticket_button.hide()
        self._drawing: DrawingBar | None = None
        self.tools = QHBoxLayout()
        self.tools.setSpacing(2)
        self._lay_out()
        self.show_timeframe(shown_ms)
        self._frames.chosen.connect(self._on_frame)
        self._indicators.clicked.connect(self.indicators_asked)
        self._log.clicked.connect(self._on_log)
        self._percent.clicked.connect(self._on_percent)
        self.fan.toggled.connect(self.fan_toggled)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(8)
        row.addWidget(self._frames)
        row.addWidget(self._other)
        row.addWidget(self._rule())
        row.addWidget(self._indicators)
        row.addWidget(self._layout)
        row.addWidget(self._rule())
        row.addLayout(self.tools)
        row.addStretch(1)
        row.addWidget(self._log)
        row.addWidget(self._percent)
        row.addWidget(self.fan)
        row.addWidget(self.ticket_button)

    def commands(self) -> tuple[tuple[str, Callable[[], object]], ...]:
        """What else of the bar can be asked for by its words: timeframes, charts, strips, scales and the fan."""
        menu, other = self._layout.menu(), self._other.menu()
        lengths = [*self._lengths, *(action.data() for action in other.actions() if action.data())]
        frames = [
            (tr("Timeframe {name}").format(name=timeframe_name(length)), partial(self._choose, length))
            for length in sorted(lengths)
        ]
        choices = [(action.text(), action.trigger) for action in menu.actions() if not action.isSeparator()]
        chips = [(chip.accessibleName(), chip.click) for chip in (self._log, self._percent, self.fan)]
        return (*frames, *choices, *chips)

    def add_drawing_tools(self, tools: DrawingBar) -> None:
        """Show the drawing tools, folded to their menu in a narrow bar."""
        self._drawing = tools
        self.tools.addWidget(tools)
        for before, after in pairwise((tools.last, self._log, self._percent, self.fan, self.ticket_button)):
            self.setTabOrder(before, after)
        tools.set_compact(self.width() < _ROOMY)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold or unfold the drawing tools."""
        super().resizeEvent(event)
        if self._drawing is not None:
            self._drawing.set_compact(event.size().width() < _ROOMY)

    def _rule(self) -> Rule:
        rule = Rule(vertical=True)
        rule.setFixedHeight(16)
        return rule

    def show_timeframe(self, length: int) -> None:
        """Mark the shown timeframe; one without a segment is named on the button beside them."""
        if length in self._lengths:
            self._frames.choose(str(length))
            self._other.setText(tr("Other"))
        else:
            self._frames.choose_none()
            self._other.setText(timeframe_name(length))
        tick(self._other.menu(), length)

    def _timeframe_menu(self, base: int) -> QMenu:
        menu = QMenu(self)
        for length in _MORE:
            if length > base and length % base == 0:
                menu.addAction(timeframe_name(length), partial(self._choose, length)).setData(length)
        menu.addSeparator()
        menu.addAction(tr("Another length…"), self.ask_minutes)
        return menu

    def _layout_menu(self) -> QMenu:
        menu = QMenu(self)
        for count, text in (
            (1, tr("One chart")),
            (2, tr("Two charts")),
            (3, tr("Three charts")),
            (4, tr("Four charts")),
        ):
            menu.addAction(text, partial(self.count_chosen.emit, count)).setData(count)
        menu.aboutToShow.connect(partial(self._tick_count, menu))
        menu.addSeparator()
        linked = menu.addAction(tr("Scroll charts together"))
        linked.setCheckable(True)
        linked.setChecked(self._charts.choices.is_scroll_linked)
        linked.toggled.connect(partial(self._charts.set_switch, "is_scroll_linked"))
        menu.addSeparator()
        for strip, text in STRIPS:
            action = menu.addAction(tr(text))
            action.setCheckable(True)
            action.setChecked(strip in self._charts.strips.chosen)
            action.toggled.connect(partial(self._charts.strips.choose, strip))
        return menu

    def _tick_count(self, menu: QMenu) -> None:
        tick(menu, len(self._charts.panes.timeframes) + 1)

    @Slot()
    def ask_minutes(self) -> None:
        """Ask for a timeframe in minutes."""
        base = self._charts.base_ms // MINUTE_MS
        words = (
            tr("Whole multiples of {base} min, the bars of this session.").format(base=base)
            if base > 1
            else tr("Whole minutes.")
        )
        AmountDialog(tr("Timeframe"), words, Decimal(LONGEST_MINUTES), "min", self._take_minutes, self).open()

    def _take_minutes(self, minutes: Decimal) -> str:
        """Show a timeframe of so many minutes, or say why not."""
        length, base = int(minutes) * MINUTE_MS, self._charts.base_ms
        if minutes != int(minutes) or length % base:
            words = tr("{refused} is not allowed; a whole multiple of {base} min is")
            return words.format(refused=f"{minutes:f}", base=base // MINUTE_MS)
        self._choose(length)
        return ""

    def _choose(self, length: int) -> None:
        self.show_timeframe(length)
        self.timeframe_chosen.emit(length)

    @Slot(str)
    def _on_frame(self, length: str) -> None:
        self._choose(int(length))

    @Slot(bool)
    def _on_log(self, is_on: bool) -> None:
        self._take_scale("log" if is_on else "linear")

    @Slot(bool)
    def _on_percent(self, is_on: bool) -> None:
        self._take_scale("percent" if is_on else "linear")

    def _take_scale(self, scale: str) -> None:
        self._show_scale(scale)
        self.scale_chosen.emit(scale)

    def _show_scale(self, scale: str) -> None:
        self._log.setChecked(scale == "log")
        self._percent.setChecked(scale == "percent")
