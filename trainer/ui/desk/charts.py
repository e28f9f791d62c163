"""The charts of the Desk: the main one and up to three more of the same clock, with one cross-hair."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QRectF, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSplitter, QStyle, QStyleOptionButton, QWidget

from trainer.core.language import tr
from trainer.core.settings import IndicatorChoice
from trainer.market.timeframe import TIMEFRAMES, timeframe_name
from trainer.presenters.chart_views import ChartSeriesView, FundingStripView, LineView
from trainer.presenters.desk import DeskPresenter
from trainer.presenters.desk_views import ToastView
from trainer.presenters.indicators import MOST, running_of
from trainer.ui.chart.drawing_book import DrawingBook
from trainer.ui.chart.geometry import PriceScale
from trainer.ui.chart.model import ShownStudy
from trainer.ui.chart.palette import picture_of
from trainer.ui.chart.studies import shown_study
from trainer.ui.chart.view import ChartView
from trainer.ui.components.buttons import Button
from trainer.ui.components.ticked import tick
from trainer.ui.theme.current import current_theme

_BUTTON_EDGE = 8
_TIMEFRAME = 56
_HALF = 10_000
"""More than any screen has: both halves give way alike, down to the least width of their charts."""
_FIRST_PANES = (60, 15, 240)
"""Minutes of panes that are opened without having been chosen before."""


class _OverChart(Button):
    """A button that is painted anew with every bar under it: the sheet is asked once for each of its states."""

    _told: tuple[object, ...] = ()
    _picture: QPixmap | None = None

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Show the picture of this state."""
        painter, ratio = QPainter(self), self.devicePixelRatioF()
        state = (self.isDown(), self.underMouse(), self.hasFocus(), self.isEnabled(), self.menu() is None)
        told = (state, self.text(), self.icon().cacheKey(), self.size(), ratio, current_theme())
        if self._picture is None or told != self._told:
            self._told = told
            self._picture = picture_of(QRectF(self.rect()), ratio, self._draw)
        painter.drawPixmap(0, 0, self._picture)
        painter.end()

    def _draw(self, painter: QPainter) -> None:
        option = QStyleOptionButton()
        self.initStyleOption(option)
        self.style().drawControl(QStyle.ControlElement.CE_PushButton, option, painter, self)


class SideChart(ChartView):
    """A further chart with a button for its timeframe."""

    def __init__(self, pane: int) -> None:
        """Show nothing yet; pane counts from 0."""
        super().__init__()
        self.setObjectName(f"chart_{pane + 2}")
        self.setMinimumSize(220, 140)
        self.timeframe_button = _OverChart("", "quiet", name=f"chart_{pane + 2}_timeframe", mini=True, parent=self)
        self.timeframe_button.setAccessibleName(tr("Timeframe of chart {number}").format(number=pane + 2))
        self.timeframe_button.move(_BUTTON_EDGE, _BUTTON_EDGE)
        self.setAccessibleName(tr("Chart {number}").format(number=pane + 2))
        words = tr("Chart {number} in a window of its own, or back").format(number=pane + 2)
        self.window_button = _OverChart("", "quiet", name=f"chart_{pane + 2}_window", icon="export", mini=True,
                                    accessible=words, parent=self)  # fmt: skip
        self.window_button.setToolTip(words)
        self.window_button.move(_BUTTON_EDGE + _TIMEFRAME + 2, _BUTTON_EDGE)
        self.model.title_left = 104.0

    def apply(self, view: ChartSeriesView) -> None:
        """Take bars and name their timeframe on the button."""
        self.timeframe_button.setText(timeframe_name(view.timeframe_ms))
        self.timeframe_button.setFixedWidth(_TIMEFRAME)
        super().apply(view)


class Charts(QWidget):
    """Binds every chart to the presenters; what is done on a further chart counts as done on the main one."""

    chart_added = Signal(object)
    """A further ChartView."""
    chart_removed = Signal(object)
    """A further ChartView that is about to go."""
    window_asked = Signal(str)
    """objectName of a further chart whose button for a window of its own was pressed."""

    def __init__(self, presenter: DeskPresenter) -> None:
        """The main chart alone; `open_panes` adds those of the settings."""
        super().__init__()
        self.setObjectName("charts")
        self._presenter = presenter
        self._whole = QSplitter(Qt.Orientation.Horizontal, self)
        self._left = QSplitter(Qt.Orientation.Vertical, self._whole)
        self._right = QSplitter(Qt.Orientation.Vertical, self._whole)
        self.main = ChartView(self._left)
        self.main.setObjectName("chart")
        self.book = DrawingBook(self)
        self.main.set_drawings(self.book)
        self._sides: list[SideChart] = []
        self._lines: tuple[LineView, ...] = ()
        self._funding: FundingStripView | None = None
        for splitter in (self._left, self._right, self._whole):
            splitter.setHandleWidth(1)
            splitter.setChildrenCollapsible(False)
        self._left.addWidget(self.main)
        self._whole.addWidget(self._left)
        self._whole.addWidget(self._right)
        self._right.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._whole)
        self._bind()

    def _bind(self) -> None:
        charts, board = self._presenter.charts, self._presenter.board
        charts.indicators.changed.connect(self.show_indicators)
        charts.panes.timeframes_changed.connect(self._on_panes)
        charts.panes.series_changed.connect(self._on_series)
        charts.strips.strips_changed.connect(self.main.set_strips)
        charts.strips.chosen_changed.connect(self._on_strips)
        charts.strips.events_changed.connect(self._on_events)
        board.markers_changed.connect(self._on_markers)
        self.main.cross_moved.connect(partial(self._on_cross, -1))
        self.main.bar_anchored.connect(self._on_anchored)
        self.main.panned.connect(partial(self._on_panned, -1))

    def start(self) -> None:
        """Show the choices of the settings."""
        charts = self._presenter.charts
        self.show_indicators(charts.indicators.choices)
        self.main.set_scale(charts.choices.scale)
        charts.start()

    @property
    def all(self) -> tuple[ChartView, ...]:
        """Every chart, the main one first."""
        return (self.main, *self._sides)

    @property
    def is_magnetic(self) -> bool:
        """Whether points of drawings stick to prices."""
        return self._presenter.charts.choices.is_magnetic

    def set_magnetic(self, is_on: bool) -> None:
        """Keep the magnet."""
        self._presenter.charts.set_switch("is_magnetic", is_on)

    def set_lines(self, lines: tuple[LineView, ...]) -> None:
        """Show order lines on every chart."""
        self._lines = lines
        self.main.set_lines(lines)
        bare = _bare(lines) if self._sides else ()
        for chart in self._sides:
            chart.set_lines(bare)

    def set_funding(self, funding: FundingStripView | None) -> None:
        """Show the funding strip under the main chart, unless it is switched off."""
        self._funding = funding
        self.main.set_funding(funding if self._presenter.charts.strips.has_funding else None)

    @Slot(str)
    def set_scale(self, scale: PriceScale) -> None:
        """Scale the prices of every chart, and keep the choice."""
        for chart in self.all:
            chart.set_scale(scale)
        self._presenter.charts.set_scale(scale)

    @Slot(object)
    def _on_strips(self, _chosen: object) -> None:
        self.set_funding(self._funding)

    def set_count(self, count: int) -> None:
        """Show 1 to 4 charts; new ones begin in a longer timeframe than the main chart."""
        panes = self._presenter.charts.panes
        base = self._presenter.charts.base_ms
        lengths = [minutes * 60_000 for minutes in _FIRST_PANES if minutes * 60_000 % base == 0]
        chosen = list(panes.timeframes[: count - 1])
        for length in lengths:
            if len(chosen) < count - 1 and length not in chosen:
                chosen.append(length)
        while len(chosen) < count - 1:
            chosen.append(24 * 60 * 60_000)
        panes.show(tuple(chosen))

    @Slot(object)
    def show_indicators(self, choices: tuple[IndicatorChoice, ...]) -> None:
        """Show the chosen indicators on every chart."""
        for chart in self.all:
            chart.set_studies(shown_of(choices))

    @Slot(object)
    def _on_anchored(self, time_ms: int) -> None:
        if not self._presenter.charts.indicators.anchor(time_ms):
            words = tr("{most} indicators at most stand on the charts.").format(most=MOST)
            self._presenter.board.toast_raised.emit(ToastView(tr("Not added."), words, "caution"))

    @Slot(object)
    def _on_panes(self, timeframes: tuple[int, ...]) -> None:
        while len(self._sides) > len(timeframes):
            gone = self._sides.pop()
            self.chart_removed.emit(gone)
            gone.setParent(None)
            gone.deleteLater()
        while len(self._sides) < len(timeframes):
            self._add(len(self._sides))
        self.fit()

    @Slot()
    def fit(self) -> None:
        """The right half is there while a chart stands in it."""
        has_right, was_hidden = self._right.count() > 0, self._right.isHidden()
        self._right.setVisible(has_right)
        if has_right and was_hidden:
            self._whole.setSizes([_HALF, _HALF])

    def dock(self, chart: ChartView) -> None:
        """Put a further chart in its place; the second and third stand at the right, the fourth below the main one."""
        pane = self.all.index(chart) - 1
        if pane == 2:
            self._left.addWidget(chart)
        else:
            self._right.insertWidget(pane, chart)
        self.fit()

    def _add(self, pane: int) -> None:
        chart = SideChart(pane)
        self._sides.append(chart)
        self.dock(chart)
        chart.window_button.clicked.connect(partial(self.window_asked.emit, chart.objectName()))
        main, choices = self.main, self._presenter.charts.choices
        chart.drag_text, chart.drag_allowed = main.drag_text, main.drag_allowed
        chart.line_drag_moved.connect(main.line_drag_moved)
        chart.line_dropped.connect(main.line_dropped)
        chart.line_close_clicked.connect(main.line_close_clicked)
        chart.price_clicked.connect(main.price_clicked)
        chart.bar_anchored.connect(main.bar_anchored)
        chart.cross_moved.connect(partial(self._on_cross, pane))
        chart.panned.connect(partial(self._on_panned, pane))
        chart.model.markers, chart.model.events = main.model.markers, main.model.events
        chart.set_future_hidden(main.model.future_hidden)
        chart.set_replay_frame(False)
        chart.set_scale(choices.scale)
        chart.set_lines(_bare(self._lines))
        chart.set_drawings(self.book)
        self.chart_added.emit(chart)
        self._fill_menu(chart, pane)
        chart.set_studies(shown_of(self._presenter.charts.indicators.choices))

    def _fill_menu(self, chart: SideChart, pane: int) -> None:
        menu = QMenu(chart.timeframe_button)
        base = self._presenter.charts.base_ms
        for name, length in TIMEFRAMES.items():
            if length >= base and length % base == 0:
                menu.addAction(name, partial(self._presenter.charts.panes.set_timeframe, pane, length)).setData(length)
        menu.aboutToShow.connect(partial(self._tick_frame, menu, pane))
        chart.timeframe_button.setMenu(menu)

    def _tick_frame(self, menu: QMenu, pane: int) -> None:
        tick(menu, self._presenter.charts.panes.timeframes[pane])

    @Slot(int, object)
    def _on_series(self, pane: int, view: ChartSeriesView) -> None:
        if pane < len(self._sides):
            self._sides[pane].apply(view)

    @Slot(object)
    def _on_markers(self, markers: object) -> None:
        for chart in self._sides:
            chart.set_markers(markers)  # type: ignore[arg-type]  # a Signal carries object

    @Slot(object)
    def _on_events(self, events: object) -> None:
        for chart in self.all:
            chart.set_events(events)  # type: ignore[arg-type]  # a Signal carries object

    def _on_cross(self, pane: int, time_ms: int, price: float) -> None:
        source = self.all[pane + 1]
        for chart in self.all:
            if chart is not source:
                chart.show_linked(time_ms, price)

    def _on_panned(self, pane: int, time_ms: int) -> None:
        if not self._presenter.charts.choices.is_scroll_linked:
            return
        source = self.all[pane + 1]
        for chart in self.all:
            if chart is source:
                continue
            if source.model.viewport.following:
                chart.back_to_now()
            else:
                chart.scroll_to(time_ms)


def shown_of(choices: tuple[IndicatorChoice, ...]) -> tuple[ShownStudy, ...]:
    """Indicators of their own for one chart."""
    return tuple(shown_study(running_of(choice), choice.colours) for choice in choices)


def _bare(lines: tuple[LineView, ...]) -> tuple[LineView, ...]:
    """Lines for a small chart: their tags on the axis, no pills."""
    return tuple(replace(one, cells=(), closable=False) for one in lines)
