"""The Desk of one session; `finish_requested()` when the learner ends it or asks for its debrief."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QFocusEvent, QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from trainer.core.language import tr
from trainer.engine.events import Liquidated
from trainer.presenters.amounts import amounts_of
from trainer.presenters.desk import DeskPresenter
from trainer.presenters.desk_views import CheckpointView, LiquidationView, ScrubMark, ToastView
from trainer.ui.actions import KeyMap, build_actions
from trainer.ui.chart.view import ChartView
from trainer.ui.components.cards import Rule, grounded
from trainer.ui.components.toasts import ToastHost
from trainer.ui.desk.account_bar import AccountBar
from trainer.ui.desk.arrangement import PANELS, TICKET, Arrangement
from trainer.ui.desk.chart_bar import ChartBar
from trainer.ui.desk.charts import Charts
from trainer.ui.desk.drawing_bar import DrawingBar
from trainer.ui.desk.explanation import Explanation
from trainer.ui.desk.guide_panel import GuidePanel
from trainer.ui.desk.guided_gestures import GuidedGestures
from trainer.ui.desk.key_focus import KeyFocus
from trainer.ui.desk.line_gestures import LineGestures
from trainer.ui.desk.panels import Panels
from trainer.ui.desk.question import Question
from trainer.ui.desk.ticket import Ticket
from trainer.ui.desk.transport import Transport

NARROW = 1228  # the window below 1280, less the rail


class DeskPage(GuidedGestures):
    """Binds widgets to the presenters of a session; every gesture goes through a presenter."""

    def __init__(self, presenter: DeskPresenter, keys: KeyMap | None = None, parent: QWidget | None = None) -> None:
        """Show a session where it stands.

        Every part is made inside of what will hold it: whatever moves later has all its widgets styled again.
        """
        super().__init__(presenter, parent)
        self.setObjectName("desk_page")
        self.setAccessibleName(tr("Desk"))
        grounded(self, "page")
        session = presenter.session
        self.account_bar = AccountBar(self)
        self._splitter = QSplitter(Qt.Orientation.Vertical, self)
        self._upper = QWidget(self._splitter)
        self.chart_bar = ChartBar(presenter.charts, presenter.board.timeframe_ms, self._upper)
        self.charts = Charts(presenter)
        self.chart = self.charts.main
        self.drawing_bar = DrawingBar(self.charts, self.chart_bar)
        self.chart_bar.add_drawing_tools(self.drawing_bar)
        self.charts.setParent(self._upper)  # only now: Tab comes to the tools before the chart
        self.transport = Transport(self._upper)
        self.panels = Panels(self._splitter, in_coin=amounts_of(session.market.rules).is_inverse)
        self._side_column = QStackedWidget(self)
        self.ticket = Ticket(presenter.ticket, self._side_column)
        self.explanation = Explanation(self._side_column)
        self.question = Question(self._side_column)
        self.guide = GuidePanel(self._side_column)
        self.toasts = ToastHost(self.chart, self.chart.foot_height)
        self._is_folded = False
        self.lines = LineGestures(presenter, self.charts, self)
        self._lay_out()
        self._connect()
        self.actions_by_id = build_actions(self)
        self.take_keys(keys or KeyMap())
        KeyFocus(self.actions_by_id, self.ticket, self.chart, self)
        self._show_future(not (session.is_finished or session.is_at_end))
        self.chart.set_replay_frame(True)
        if session.is_finished:
            self.account_bar.show_finished()
            self.explanation.show_finished()
        self.charts.chart_added.connect(self._on_chart_added)
        self.charts.chart_removed.connect(self._on_chart_removed)
        self.charts.window_asked.connect(self.arrangement.toggle_floating)
        self.arrangement.changed.connect(self.charts.fit)
        presenter.start()
        self.charts.start()
        self.panels.arrange(presenter.options.tables)
        self.account_bar.layout_button.bind(self.arrangement, presenter.options.layouts)
        self.arrangement.apply(presenter.options.layout)
        self.transport.show_marks(presenter.marks)
        self.transport.show_pauses(presenter.replay.pause_settings)
        if any(isinstance(event, Liquidated) and event.bar == session.cursor for event in session.events):
            presenter.board.explain_liquidation()

    def _lay_out(self) -> None:
        centre = QVBoxLayout(self._upper)
        centre.setContentsMargins(0, 0, 0, 0)
        centre.setSpacing(0)
        centre.addWidget(self.chart_bar)
        centre.addWidget(self.charts, 1)
        centre.addWidget(self.transport)
        splitter = self._splitter
        splitter.setObjectName("desk_splitter")
        splitter.setHandleWidth(3)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self._upper)
        splitter.addWidget(self.panels)
        splitter.setStretchFactor(0, 1)
        splitter.setStretchFactor(1, 0)
        for side in (self.ticket, self.explanation, self.question, self.guide):
            self._side_column.addWidget(side)
        self._side_column.setFixedWidth(self.ticket.width())
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(splitter, 1)
        row.addWidget(self._side_column)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.account_bar)
        whole.addWidget(Rule())
        whole.addLayout(row, 1)
        self.arrangement = Arrangement(self, row, splitter, self._side_column, self.panels)

    def _connect(self) -> None:
        board, replay, orders = self.presenter.board, self.presenter.replay, self.presenter.orders
        board.series_changed.connect(self.chart.apply)
        board.account_changed.connect(self.account_bar.show_view)
        board.panel_changed.connect(self.panels.show_panel)
        board.position_changed.connect(self.panels.show_position)
        board.markers_changed.connect(self.chart.set_markers)
        board.funding_changed.connect(self.charts.set_funding)
        board.stop_history_changed.connect(self.chart.set_stop_history)
        board.toast_raised.connect(self.show_toast)
        board.liquidation_explained.connect(self._on_liquidated)
        self.presenter.marks_changed.connect(self._on_marks)
        replay.transport_changed.connect(self.transport.show_view)
        replay.ended.connect(self._on_ended)
        replay.rewound.connect(self.show_ticket)
        replay.rewound.connect(self._on_rewound)
        replay.advanced.connect(self._on_advanced)
        bar = self.transport
        bar.start_asked.connect(self._on_start)
        bar.back_asked.connect(replay.step_back)
        bar.play_asked.connect(replay.toggle)
        bar.step_asked.connect(replay.step)
        bar.speed_chosen.connect(replay.set_speed)
        bar.run_chosen.connect(replay.run_until)
        bar.sought.connect(replay.seek)
        bar.pause_switched.connect(replay.switch_pause)
        self.chart_bar.timeframe_chosen.connect(self.presenter.set_timeframe)
        self.chart_bar.indicators_asked.connect(self.ask_indicators)
        self.drawing_bar.order_asked.connect(self.fill_ticket)
        self.chart_bar.count_chosen.connect(self.charts.set_count)
        self.chart_bar.ticket_asked.connect(self.fold_ticket)
        self.chart_bar.scale_chosen.connect(self.charts.set_scale)
        self.chart_bar.fan_toggled.connect(self.presenter.fan.set_on)
        self.presenter.fan.fan_changed.connect(self.chart.set_fan)
        self.presenter.ticket.cleared.connect(self.leave_ticket)
        self.account_bar.hide_toggled.connect(board.set_pnl_hidden)
        self.account_bar.finish_asked.connect(self.finish_requested)
        self.panels.margin_asked.connect(self.ask_margin)
        self.panels.break_even_asked.connect(self.stop_to_break_even)
        self.panels.amend_asked.connect(self.ask_amend)
        self.panels.reverse_asked.connect(self.reverse)
        self.panels.part_asked.connect(self.close_part)
        self.panels.cancel_asked.connect(orders.cancel)
        self.panels.cancel_row_asked.connect(orders.cancel_row)
        self.panels.cancel_all_asked.connect(orders.cancel_all)
        self.panels.leg_chosen.connect(board.choose_leg)
        self.panels.note_written.connect(orders.write_note)
        self.lines.price_offered.connect(self._on_price)
        self.presenter.checkpoint_asked.connect(self._on_question)
        self.question.answered.connect(self.presenter.answer_checkpoint)
        self.question.continued.connect(self._on_continued)
        self._side_column.currentChanged.connect(self._on_side)
        self.explanation.continued.connect(self._on_continued)
        self.explanation.rewind_asked.connect(replay.rewind_to)
        self.explanation.note_asked.connect(self.write_note)
        self.guide.left.connect(self.leave_guide)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Hand the keyboard to the chart; a focus proxy would make Tab pass over all that stands before the chart."""
        super().focusInEvent(event)
        self.chart.setFocus(event.reason())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the ticket folds to a button and the chart takes its room."""
        super().resizeEvent(event)
        is_narrow = event.size().width() < NARROW
        if is_narrow != self._is_folded:
            self._is_folded = is_narrow
            self.chart_bar.ticket_button.setVisible(is_narrow)
            if not self.arrangement.is_floating(TICKET):
                self._side_column.setVisible(self._wants_side())

    def _wants_side(self) -> bool:
        """Whether the side column stands beside the chart: not in a narrow window or put away, unless it tells news."""
        is_away = self._is_folded or not self.arrangement.layout_now.ticket
        return not is_away or self._side_column.currentWidget() is not self.ticket

    def showEvent(self, event: QShowEvent) -> None:
        """Windows of parts come and go with the page, and the fan is drawn again."""
        super().showEvent(event)
        self.arrangement.follow(is_shown=True)
        self.presenter.fan.resume()

    def hideEvent(self, event: QHideEvent) -> None:
        """Windows of parts come and go with the page."""
        super().hideEvent(event)
        self.arrangement.follow(is_shown=False)

    @Slot()
    def fold_ticket(self) -> None:
        """Show the folded ticket, or fold it again."""
        self._side_column.setVisible(self._side_column.isHidden())

    def show_side(self, widget: QWidget) -> None:
        """Show what stands in the ticket's place."""
        self._side_column.setCurrentWidget(widget)
        self._side_column.show()
        self.arrangement.bring(TICKET)

    # gestures that need the page itself

    @Slot(str)
    def open_ticket(self, side: str) -> None:
        """Show the ticket for a side."""
        if self.shows_guide():
            return
        self.show_side(self.ticket)
        self.ticket.open_for(side)

    @Slot()
    def confirm(self) -> None:
        """Place the ticket's order while the cursor is in the ticket."""
        focus = QApplication.focusWidget()
        if self._side_column.currentWidget() is self.explanation:
            self._on_continued()
        elif focus is not None and self.ticket.isAncestorOf(focus):
            self.ticket.submit()

    @Slot()
    def dismiss(self) -> None:
        """Give up what is dragged or drawn on a chart; without that leave the ticket or the explanation."""
        if not any(chart.give_up() for chart in self.charts.all):
            self.leave_ticket()

    @Slot()
    def leave_ticket(self) -> None:
        """Leave the ticket or the explanation for the chart."""
        self.show_ticket()
        self.chart.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def cancel_rest(self) -> None:
        """Cancel what still rests of a scaled entry: of the chosen order, else of the first."""
        if not self.panels.ask_rest():
            self.show_toast(ToastView(tr("Nothing to cancel."), tr("No scaled entry is working.")))

    @Slot()
    def toggle_ticket(self) -> None:
        """Put the ticket away, or bring it back."""
        self.arrangement.toggle(TICKET)

    @Slot()
    def toggle_panels(self) -> None:
        """Put the panels away, or bring them back."""
        self.arrangement.toggle(PANELS)

    @Slot()
    def open_leverage(self) -> None:
        """Show the leverage popup of the ticket."""
        if self.shows_guide():
            return
        self.show_side(self.ticket)
        self.ticket.open_leverage()

    @Slot()
    def write_note(self) -> None:
        """Put the cursor into a note."""
        self.panels.choose("journal")
        self.panels.note_bar.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot()
    def finish(self) -> None:
        """End the session and look back."""
        self.finish_requested.emit()

    @Slot(object)
    def take_keys(self, keys: KeyMap) -> None:
        """Follow another map of keys."""
        for action in self.actions_by_id.values():
            action.take_keys(keys)
        for part in (self.transport, self.drawing_bar, self.panels):
            part.show_keys(keys)

    # what the presenters say

    @Slot(object)
    def show_toast(self, view: ToastView) -> None:
        """A short report at the foot of the chart."""
        action = self._explain if view.action == "explain" else None
        self.toasts.show_toast(
            view.text, view.tone, strong=view.title, action=view.action_text if action else "", on_action=action
        )

    @Slot()
    def show_ticket(self) -> None:
        """Put the ticket, or the guide while a trade is guided, back in its place."""
        if self.is_guided:
            self.show_side(self.guide)
            return
        self._side_column.setCurrentWidget(self.ticket)
        self._side_column.setVisible(self._wants_side() or self.arrangement.is_floating(TICKET))
        self.arrangement.put_away(TICKET)

    @Slot(int)
    def _on_side(self, _index: int) -> None:
        """While a liquidation is explained the chart shows what was, not what is being typed."""
        self.lines.show_previews(self._side_column.currentWidget() is not self.explanation)

    def _explain(self) -> None:
        self.presenter.board.explain_liquidation()

    @Slot(object)
    def _on_liquidated(self, view: LiquidationView) -> None:
        self.panels.choose("closed")
        if self.is_guided:
            return
        self.explanation.show_view(view)
        self.show_side(self.explanation)

    @Slot(object)
    def _on_question(self, view: CheckpointView) -> None:
        if self.is_guided:
            self.presenter.replay.play()
            return
        self.question.show_view(view)
        self.show_side(self.question)

    @Slot(object)
    def _on_advanced(self, _advance: object) -> None:
        """A question is of its bar: answered later it would know what came."""
        if self._side_column.currentWidget() is self.question and self.question.is_open:
            self.leave_ticket()
            self.show_toast(ToastView(tr("Checkpoint"), tr("It passed without an answer.")))

    @Slot()
    def _on_continued(self) -> None:
        self.show_ticket()
        self.chart.setFocus(Qt.FocusReason.OtherFocusReason)
        self.presenter.replay.play()

    @Slot()
    def _on_start(self) -> None:
        self.presenter.replay.rewind_to(self.presenter.session.market.start)

    @Slot()
    def _on_ended(self) -> None:
        end, action = tr("The end."), tr("Debrief")
        self._show_future(False)
        self.toasts.show_toast(
            tr("Every bar is revealed."), strong=end, action=action, on_action=self.finish_requested.emit
        )

    @Slot()
    def _on_rewound(self) -> None:
        self._show_future(True)

    def _show_future(self, is_hidden: bool) -> None:
        """Say that the future is hidden, where there is one."""
        for chart in self.charts.all:
            chart.set_future_hidden(is_hidden)

    @Slot(object)
    def _on_marks(self, marks: tuple[ScrubMark, ...]) -> None:
        self.transport.show_marks(marks)

    @Slot(object)
    def _on_chart_added(self, chart: ChartView) -> None:
        self.arrangement.add_chart(chart.objectName(), chart, partial(self.charts.dock, chart))

    @Slot(object)
    def _on_chart_removed(self, chart: ChartView) -> None:
        self.arrangement.drop_chart(chart.objectName())

    @Slot(str, object)
    def _on_price(self, kind: str, price: Decimal) -> None:
        if self.shows_guide():
            return
        self.show_side(self.ticket)
        self.ticket.offer_price(self.presenter.ticket.side_here(kind, price), kind, price)
