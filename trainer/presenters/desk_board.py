"""Publishes the session as views: chart, account, panels, lines, toasts. Nothing is decided here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from PySide6.QtCore import QObject, Signal, Slot

from trainer.core.settings import FIRST_TEMPLATES, ChartChoices, DeskLayout, TableLayout, TicketTemplate
from trainer.engine.events import Event, Liquidated
from trainer.engine.margin import liquidation_price
from trainer.journal.trades import Trade
from trainer.presenters import desk_rows as rows
from trainer.presenters.desk_account import account_view, position_view
from trainer.presenters.desk_liquidation import explain
from trainer.presenters.desk_marks import funding_strip, markers_of, stop_history
from trainer.presenters.desk_notes import journal_rows
from trainer.presenters.desk_series import SeriesFeed
from trainer.presenters.desk_texts import price_places
from trainer.presenters.desk_toasts import toasts_of
from trainer.presenters.desk_views import PanelName, PanelView, RowView
from trainer.presenters.lines import LineFacts, lines_of
from trainer.session.session import Advance, Session

MINUTE_MS = 60_000


@dataclass(frozen=True, slots=True)
class DeskOptions:
    """How the Desk trains: entry shut until the plan is whole, ceiling, results hidden, friction.

    `quick_minutes` is the learner's own 10th percentile of minutes to the next entry; None while it is not known.
    """

    is_training: bool = True
    ceiling: Decimal = Decimal(3)
    risk_percent: Decimal = Decimal(1)
    is_pnl_hidden: bool = False
    is_friction: bool = True
    quick_minutes: float | None = None
    timeframe_ms: int = 5 * MINUTE_MS
    templates: tuple[TicketTemplate, ...] = FIRST_TEMPLATES
    tables: Mapping[str, TableLayout] = field(default_factory=dict)
    layout: DeskLayout = field(default_factory=DeskLayout)
    layouts: Mapping[str, DeskLayout] = field(default_factory=dict)
    chart: ChartChoices = field(default_factory=ChartChoices)


class DeskBoard(QObject):
    """Turns session facts into frozen views, once a move; each signal carries one view."""

    series_changed = Signal(object)
    """ChartSeriesView: complete bars and the forming one; its columns only ever grow between resets."""
    account_changed = Signal(object)
    """AccountView."""
    panel_changed = Signal(object)
    """PanelView."""
    position_changed = Signal(object)
    """PositionView, or None when flat."""
    lines_changed = Signal(object)
    """tuple[LineView, ...]."""
    markers_changed = Signal(object)
    """tuple[MarkerView, ...]."""
    funding_changed = Signal(object)
    """FundingStripView, or None where the scenario has no funding."""
    stop_history_changed = Signal(object)
    """StopHistoryView or None."""
    toast_raised = Signal(object)
    """ToastView."""
    liquidation_explained = Signal(object)
    """LiquidationView."""
    moved = Signal()
    """Cursor or account changed: whoever holds a preview asks again."""

    def __init__(self, session: Session, options: DeskOptions, parent: QObject | None = None) -> None:
        """Take the session as it stands; `publish_all` sends the first views."""
        super().__init__(parent)
        self._session = session
        self._hidden = options.is_pnl_hidden
        self._feed = SeriesFeed(session, options.timeframe_ms)
        self._trades: tuple[Trade, ...] = ()

    # facts for the other presenters

    @property
    def timeframe_ms(self) -> int:
        """Length of the shown bars."""
        return self._feed.timeframe_ms

    @property
    def average_range(self) -> float | None:
        """ATR of the shown timeframe in price units."""
        return self._feed.average_range

    @property
    def open_trade(self) -> Trade | None:
        """The trade of the open position."""
        return next((trade for trade in reversed(self._trades) if trade.closed_ms is None), None)

    @property
    def last_one_r(self) -> Decimal | None:
        """Money of 1R of the newest trade that had one."""
        return next((trade.one_r for trade in reversed(self._trades) if trade.one_r), None)

    @property
    def now_ms(self) -> int:
        """Close of the newest revealed bar."""
        return self._session.market.close_ms(self._session.cursor)

    def facts(self) -> LineFacts:
        """What lines and rows are drawn from."""
        session, trade = self._session, self.open_trade
        return LineFacts(
            state=session.state,
            rules=session.market.rules,
            mark=session.market.mark_close(session.cursor),
            liquidation=liquidation_price(session.state, session.market.rules),
            one_r=trade.one_r if trade else None,
            atr=self._feed.average_range,
            is_hidden=self._hidden,
        )

    # gestures

    def set_timeframe(self, timeframe_ms: int) -> None:
        """Show bars of another length."""
        if timeframe_ms != self._feed.timeframe_ms:
            self._feed = SeriesFeed(self._session, timeframe_ms)
            self._publish_chart()
            self._publish_lines()
            self.moved.emit()

    @property
    def is_pnl_hidden(self) -> bool:
        """Whether results are dots."""
        return self._hidden

    @Slot(bool)
    def set_pnl_hidden(self, is_hidden: bool) -> None:
        """Give results or dots."""
        self._hidden = is_hidden
        self._publish_account()
        self._publish_lines()
        self._publish_records()

    # moves

    @Slot(object)
    def on_advanced(self, advance: Advance) -> None:
        """Bars passed."""
        self._feed.follow()
        self._after(advance.events)

    def on_answered(self, events: tuple[Event, ...]) -> None:
        """A command was answered; a note changes the journal without an event."""
        self._after(events)
        if not events:
            self._publish_records()

    @Slot()
    def on_rewound(self) -> None:
        """A new take began at an earlier bar."""
        self._feed = SeriesFeed(self._session, self._feed.timeframe_ms)
        self.publish_all()

    @Slot()
    def publish_all(self) -> None:
        """Send every view."""
        self._trades = self._session.trades()
        self._publish_chart()
        self._publish_account()
        self._publish_lines()
        self._publish_records()
        self.moved.emit()

    def _after(self, events: tuple[Event, ...]) -> None:
        if events or self._session.state.position is not None:
            self._trades = self._session.trades()
        self._publish_chart()
        self._publish_account()
        self._publish_lines()
        if events:
            self._publish_records()
            for toast in toasts_of(events, self._session.market.rules, self.last_one_r, is_hidden=self._hidden):
                self.toast_raised.emit(toast)
        self.moved.emit()
        if any(isinstance(event, Liquidated) for event in events):
            self.explain_liquidation()

    @Slot()
    def explain_liquidation(self) -> None:
        """Publish the explanation of the newest liquidation, if this take has one."""
        view = explain(self._session, self._trades)
        if view is not None:
            self.liquidation_explained.emit(view)

    # views

    def chart_title(self) -> tuple[str, Decimal]:
        """Title of a chart with its timeframe left open, and the price tick."""
        session = self._session
        rules, mode = session.market.rules, session.state.margin_mode.value
        return f"{session.market.symbol} Perp · {{timeframe}} · {rules.title} rules · {mode}", rules.tick

    def _publish_chart(self) -> None:
        self.series_changed.emit(self._feed.view(*self.chart_title()))
        self.funding_changed.emit(funding_strip(self._session))

    def _publish_account(self) -> None:
        self.account_changed.emit(account_view(self._session, self._hidden))

    def _publish_lines(self) -> None:
        facts = self.facts()
        self.lines_changed.emit(lines_of(facts))
        trade = self.open_trade
        ratio = self._session.account().margin_ratio
        self._publish_panel("positions", rows.position_rows(facts, trade, ratio, self.now_ms))
        self.position_changed.emit(position_view(self._session, trade, facts))
        self.stop_history_changed.emit(stop_history(trade))

    def _publish_records(self) -> None:
        session, facts = self._session, self.facts()
        places = price_places(session.market.rules.tick)
        closes = {order.placed_bar: session.market.close_ms(order.placed_bar) for order in session.state.orders}
        self._publish_panel("orders", rows.order_rows(facts, closes))
        amounts = facts.amounts
        self._publish_panel("fills", rows.fill_rows(session.events, places, amounts, self._hidden))
        self._publish_panel("funding", rows.funding_rows(session.events, places, amounts))
        self._publish_panel("closed", rows.closed_rows(self._trades, places, amounts, self._hidden))
        self._publish_panel("journal", journal_rows(session.entries))
        self._publish_panel("log", rows.log_rows(session.events, places, amounts), counted=False)
        self.markers_changed.emit(markers_of(self._trades, session.market.rules, is_hidden=self._hidden))

    def _publish_panel(self, name: PanelName, lines: list[RowView], *, counted: bool = True) -> None:
        self.panel_changed.emit(PanelView(name, tuple(lines), len(lines) if counted else None))
