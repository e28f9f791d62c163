"""The chart as a widget: what the desk calls and what it listens to."""

from __future__ import annotations

from functools import partial
from math import ceil

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QMenu, QPushButton, QVBoxLayout, QWidget

from trainer.core.language import tr
from trainer.presenters.chart_views import (
    ChartSeriesView,
    EventMarkView,
    FanView,
    FundingStripView,
    LineView,
    MarkerView,
    StopHistoryView,
    StripView,
)
from trainer.ui.chart.canvas import Canvas
from trainer.ui.chart.drawing_book import DrawingBook
from trainer.ui.chart.geometry import PriceScale
from trainer.ui.chart.legend import legend_rows, legend_text
from trainer.ui.chart.lod import CLOSE
from trainer.ui.chart.model import PRICE_AXIS, ChartModel, ShownStudy, lay_out
from trainer.ui.chart.palette import Palette
from trainer.ui.chart.placing import fan_card, price_text
from trainer.ui.chart.pointer import DragAllowed, DragText
from trainer.ui.theme.current import theme_signals

_BUTTON_EDGE, _AXIS_EDGES = 12, 16


class ChartView(QWidget):
    """Candles, lines and axes of one timeframe.

    Signals: line_drag_moved and line_dropped (id, price), line_close_clicked (id), price_clicked (price, 'limit' or
    'stop'), bar_hovered (index, -1 when the pointer left), cross_moved (ms UTC, price; 0 when the pointer left),
    panned (ms UTC at the right edge).
    drag_text answers with the pill of a dragged line, drag_allowed with the reason a price is refused, or None.
    """

    line_drag_moved = Signal(str, float)
    line_dropped = Signal(str, float)
    line_close_clicked = Signal(str)
    price_clicked = Signal(float, str)
    bar_anchored = Signal(object)
    """Open time in ms UTC of the bar an average is to begin at."""
    bar_hovered = Signal(int)
    cross_moved = Signal(object, float)
    panned = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """An empty chart."""
        super().__init__(parent)
        self.model = ChartModel(Palette())
        self.canvas = Canvas(self.model, self)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.canvas)
        self.back_button = QPushButton(tr("Back to now"), self)
        self.back_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.back_button.setCursor(Qt.CursorShape.ArrowCursor)
        self.back_button.clicked.connect(self._on_back)
        self.back_button.hide()
        self.setFocusProxy(self.canvas)
        self.setAccessibleName(tr("Chart"))
        self.canvas.setAccessibleName(tr("Chart"))
        self.setMinimumSize(360, 240)
        self._fresh = True
        self._connect()

    def _connect(self) -> None:
        pointer = self.canvas.pointer
        pointer.changed.connect(self._refresh)
        pointer.panned.connect(self._on_panned)
        self.canvas.tool.changed.connect(self._repaint)
        pointer.hovered.connect(self._hovered)
        pointer.drag_moved.connect(self.line_drag_moved)
        pointer.dropped.connect(self.line_dropped)
        pointer.close_clicked.connect(self.line_close_clicked)
        pointer.menu_wanted.connect(self._open_menu)
        self.canvas.resized.connect(self._resized)
        theme_signals.changed.connect(self._theme_changed)

    @property
    def drag_text(self) -> DragText | None:
        """Answers (id, price) with the cells of a dragged pill."""
        return self.canvas.pointer.drag_text

    @drag_text.setter
    def drag_text(self, answer: DragText | None) -> None:
        self.canvas.pointer.drag_text = answer

    @property
    def drag_allowed(self) -> DragAllowed | None:
        """Answers (id, price) with the reason a price is refused, or None."""
        return self.canvas.pointer.drag_allowed

    @drag_allowed.setter
    def drag_allowed(self, answer: DragAllowed | None) -> None:
        self.canvas.pointer.drag_allowed = answer

    # bars

    def set_series(self, view: ChartSeriesView) -> None:
        """Show another series or timeframe from its newest bar."""
        self.model.series.load(view)
        self.model.viewport.manual = False
        if self._axis_room() != round(self.model.layout.price_axis.width()):
            self._lay_out()
        self.model.viewport.go_home(self.model.series.total)
        self._fresh = True
        self._refresh()

    def apply(self, view: ChartSeriesView) -> None:
        """Take new bars, a new forming bar, or a rewind; bars already held are not copied again."""
        if not self.model.series.continues(view):
            self.set_series(view)
            return
        before = self.model.series.total
        self.model.series.advance(view)
        self._moved_by(self.model.series.total - before)

    def append_or_update(
        self, time_ms: int, open: float, high: float, low: float, close: float, volume: float, is_new: bool
    ) -> None:
        """Add a complete bar (is_new) or set the forming one."""
        before = self.model.series.total
        values = (open, high, low, close, volume)
        if is_new:
            self.model.series.append(time_ms, values)
        else:
            self.model.series.update(time_ms, values)
        self._moved_by(self.model.series.total - before)

    def truncate_to(self, count: int) -> None:
        """Keep the first count complete bars, as after a rewind."""
        before = self.model.series.total
        self.model.series.truncate(count)
        self._moved_by(self.model.series.total - before)

    def set_countdown(self, text: str) -> None:
        """Text under the last price."""
        self.model.series.countdown = text
        self.canvas.viewport().update()

    def back_to_now(self) -> None:
        """Show the newest bar and follow it again."""
        self.model.viewport.go_home(self.model.series.total)
        self._refresh()

    # what lies on the bars

    def set_lines(self, lines: tuple[LineView, ...]) -> None:
        """Replace the lines; the price scale stays until the next bar, and a drag of a line that is gone ends."""
        if not self._fresh and lines == self.model.lines:
            return
        self.model.lines = tuple(lines)
        drag = self.model.drag
        if drag is not None and all(line.id != drag.line.id for line in lines):
            self.canvas.pointer.cancel()
        parts = [f"{' '.join(line.cells) or line.kind} {price_text(self.model, line.price)}" for line in lines]
        self.setAccessibleDescription("; ".join(parts))
        if self._fresh:
            self.model.scale_anew()
            self._refresh()
        else:
            self._repaint()

    def set_markers(self, markers: tuple[MarkerView, ...]) -> None:
        """Replace entries, exits and liquidations."""
        self.model.markers = tuple(markers)
        self._repaint()

    def set_funding(self, funding: FundingStripView | None) -> None:
        """Show or hide the funding strip."""
        appears = (self.model.funding is None) != (funding is None)
        self.model.funding = funding
        if appears:
            self._lay_out()
        self._repaint()

    def set_events(self, events: tuple[EventMarkView, ...]) -> None:
        """Replace the marks of calendar events."""
        self.model.events = tuple(events)
        self._repaint()

    def set_stop_history(self, history: StopHistoryView | None) -> None:
        """Show where the stop stood."""
        self.model.stop_history = history
        self._repaint()

    def set_fan(self, fan: FanView | None) -> None:
        """Show or hide the liquidation fan."""
        self.model.fan = fan
        self._repaint()

    def set_studies(self, shown: tuple[ShownStudy, ...]) -> None:
        """Show these indicators; those with a scale of their own take panes below the plot."""
        self.model.shown = tuple(shown)
        self.model.series.studies = tuple(study.running for study in shown)
        self._lay_out()

    def set_strips(self, strips: tuple[StripView, ...]) -> None:
        """Replace the strips of the account; one without stamps is not shown."""
        held = len(self.model.panes())
        self.model.strips = tuple(strips)
        if len(self.model.panes()) != held:
            self._lay_out()
        else:
            self._repaint()

    def set_scale(self, scale: PriceScale) -> None:
        """Linear, logarithmic, or labelled in per cent from the first bar in view."""
        self.model.viewport.scale = scale
        self.model.viewport.manual = False
        self._refresh()

    def set_log_scale(self, on: bool) -> None:
        """Logarithmic price scale, or back to the linear one."""
        self.set_scale("log" if on else "linear")

    def set_drawings(self, book: DrawingBook) -> None:
        """Draw on this book, which other charts may share."""
        self.model.book = book
        book.changed.connect(self._on_drawings)
        self._repaint()

    @Slot(object)
    def _on_drawings(self, _drawings: object) -> None:
        self._repaint()

    def set_future_hidden(self, hidden: bool) -> None:
        """Shade and name the ground right of the newest bar."""
        self.model.future_hidden = hidden
        self._repaint()

    def set_replay_frame(self, shown: bool) -> None:
        """The coloured frame around the chart."""
        self.model.replay = shown
        self._repaint()

    def give_up(self) -> bool:
        """Forget a line or a drawing that is dragged or begun; False when there is none."""
        return self.canvas.tool.cancel() or self.canvas.pointer.cancel()

    def foot_height(self) -> int:
        """Pixels that funding and times take below plot and panes."""
        layout = self.model.layout
        return int(layout.whole.height() - layout.funding.top())

    def legend_text(self) -> str:
        """The legend as plain text, for readers and tests."""
        return legend_text(self.model)

    # inside

    def _moved_by(self, bars: int) -> None:
        self._fresh = False
        if self.model.viewport.following:
            self.model.viewport.shift(-bars * self.model.viewport.step)
        self._refresh()

    def _refresh(self) -> None:
        self.model.touch()
        following = self.model.viewport.following or self.model.series.total == 0
        if following == self.back_button.isVisibleTo(self):
            self.back_button.setVisible(not following)
        if not following:
            self._place_button()
        self.canvas.viewport().update()

    def _repaint(self) -> None:
        self.model.version += 1
        self.canvas.viewport().update()

    def _resized(self, width: int, height: int) -> None:
        model = self.model
        model.layout = lay_out(width, height, model.funding is not None, len(model.panes()), self._axis_room())
        model.viewport.width = int(model.layout.plot.width())
        model.viewport.height = int(model.layout.plot.height())
        model.viewport.head_rows = max(1, len(legend_rows(model)) - 1)
        if model.viewport.following:
            model.viewport.go_home(model.series.total)
        self._place_button()
        self._refresh()

    def _axis_room(self) -> int:
        """Width of the price axis: prices with many decimals need more than usual."""
        series = self.model.series
        price = price_text(self.model, float(series.values[CLOSE, -1]) if series.total else 0.0)
        return max(PRICE_AXIS, ceil(self.model.palette.width_of(price, "strong")) + _AXIS_EDGES)

    def _lay_out(self) -> None:
        self._resized(self.canvas.width(), self.canvas.height())

    def _place_button(self) -> None:
        """At the foot of the plot, left of the words of the fan where they stand there."""
        size = self.back_button.sizeHint()
        plot = self.model.layout.plot
        card = fan_card(self.model)
        right = plot.right() if card is None or card.bottom() < plot.bottom() - 2 * size.height() else card.left()
        left = int(right) - size.width() - _BUTTON_EDGE
        self.back_button.setGeometry(
            max(0, left), int(plot.bottom()) - size.height() - _BUTTON_EDGE, size.width(), size.height()
        )
        self.back_button.raise_()

    def _hovered(self) -> None:
        self.canvas.repaint_cross()
        spot = self.model.hover
        self.bar_hovered.emit(self.model.hovered_index() if spot is not None else -1)
        if spot is None:
            self.cross_moved.emit(0, 0.0)
        else:
            moment = self.model.series.time_at(self.model.viewport.index_at(spot[0]))
            self.cross_moved.emit(moment, self.model.viewport.price_at(spot[1]))

    @Slot()
    def _on_back(self) -> None:
        self.back_to_now()
        self._on_panned()

    def _on_panned(self) -> None:
        view = self.model.viewport
        self.panned.emit(self.model.series.time_at(view.index_at(view.width)))

    def scroll_to(self, time_ms: int) -> None:
        """Have this moment at the right edge."""
        view, series = self.model.viewport, self.model.series
        view.origin = round((series.index_at(time_ms) + 1) * view.step) - view.width
        view.following = abs(self.model.now_x() - view.home_x()) < 2 * view.step
        self._refresh()

    def show_linked(self, time_ms: int, price: float) -> None:
        """Put the cross-hair where the pointer is on another chart; a time of 0 takes it away."""
        self.model.linked = (time_ms, price) if time_ms else None
        self.canvas.repaint_cross()

    def _open_menu(self, price: float) -> None:
        menu = self.price_menu(price)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(QCursor.pos() + QPoint(1, 1))

    def price_menu(self, price: float) -> QMenu:
        """The menu for an order at a price and, over a revealed bar, for an average that begins there."""
        menu = QMenu(self)
        text = price_text(self.model, price)
        for kind, title in (("limit", tr("Limit here, {price}")), ("stop", tr("Stop here, {price}"))):
            action = menu.addAction(title.format(price=text))
            action.triggered.connect(lambda _checked=False, chosen=kind: self.price_clicked.emit(price, chosen))
        bar = self.model.hovered_index() if self.model.hover is not None else -1
        if 0 <= bar < self.model.series.total:
            menu.addSeparator()
            action = menu.addAction(tr("VWAP from this bar"))
            action.triggered.connect(partial(self.bar_anchored.emit, self.model.series.time_at(bar)))
        return menu

    def _theme_changed(self) -> None:
        self.model.palette = Palette()
        self._repaint()
