"""Publishes the session as views: chart, account, panels, lines, toasts. Nothing is decided here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from PySide6.QtCore import QObject, Signal, Slot

from trainer.core.language import tr
from trainer.core.settings import FIRST_TEMPLATES, ChartChoices, DeskLayout, TableLayout, TicketTemplate
from trainer.engine.events import Event, Liquidated
from trainer.engine.lanes import account_seen, focus, lane_of_leg, liquidation_seen, orders_of, positions_of
from trainer.engine.words import PositionMode, Side
from trainer.journal.trades import Trade
from trainer.presenters import desk_rows as rows
from trainer.presenters.amounts import amounts_of
from trainer.presenters.chart_views import FundingStripView
from trainer.presenters.desk_account import account_view, position_view
from trainer.presenters.desk_liquidation import explain
from trainer.presenters.desk_log import log_rows
from trainer.presenters.desk_marks import funding_strip, markers_of, stop_history
from trainer.presenters.desk_notes import journal_rows
from trainer.presenters.desk_series import SeriesFeed
from trainer.presenters.desk_texts import mode_text, price_places
from trainer.presenters.desk_toasts import toasts_of
from trainer.presenters.desk_views import PanelName, PanelView, RowView
from trainer.presenters.lines import LEG, LineFacts, lines_of_legs
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
        self._leg = Side.LONG
        self._funding: FundingStripView | None = None

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
    def leg(self) -> Side | None:
        """The leg that gestures on the position are about: the chosen one, or the only open one; None in one-way."""
        state = self._session.state
        if state.position_mode is PositionMode.ONE_WAY:
            return None
        open_legs = [position.side for lane, position in positions_of(state) if lane in (0, 1)]
        return open_legs[0] if len(open_legs) == 1 else self._leg

    @Slot(str)
    def choose_leg(self, row: str) -> None:
        """Let gestures be about the leg of a row of the positions panel, in hedge mode."""
        leg = row.rpartition(LEG)[2]
        if leg in tuple(Side) and Side(leg) is not self._leg:
            self._leg = Side(leg)
            self._publish_position(self.facts())
            self.moved.emit()

    @property
    def last_one_r(self) -> Decimal | None:
        """Money of 1R of the newest trade that had one."""
        return next((trade.one_r for trade in reversed(self._trades) if trade.one_r), None)

    @property
    def now_ms(self) -> int:
        """Close of the newest revealed bar."""
        return self._session.market.close_ms(self._session.cursor)

    def facts(self, leg: Side | None = None) -> LineFacts:
        """What lines and rows are drawn from; in hedge mode those of a leg, of the one gestures are about by itself."""
        session = self._session
        state = focus(session.state, lane_of_leg(session.state, leg or self.leg))
        trade = session.open_trade(state.leg)
        return LineFacts(
            state=state,
            market=session.market,
            bar=session.cursor,
            mark=session.market.mark_close(session.cursor),
            liquidation=liquidation_seen(state, session.market, session.cursor),
            one_r=trade.one_r if trade else None,
            atr=self._feed.average_range,
            is_hidden=self._hidden,
            margin_ratio=account_seen(state, session.market, session.cursor).margin_ratio,
            carried=session.book.carried(session.market.symbol, state.leg),
        )

    def facts_of_legs(self) -> tuple[LineFacts, ...]:
        """The facts of both legs in hedge mode, else of the one position."""
        if self._session.state.position_mode is PositionMode.ONE_WAY:
            return (self.facts(),)
        return tuple(self.facts(leg) for leg in Side)

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
        if events or positions_of(self._session.state):
            self._trades = self._session.trades()
        self._publish_chart()
        self._publish_account()
        self._publish_lines()
        if events:
            self._publish_records()
            rules, exits = self._session.market.rules, self._session.book.exits
            for toast in toasts_of(events, rules, exits, is_hidden=self._hidden):
                self.toast_raised.emit(toast)
        self.moved.emit()
        if any(isinstance(event, Liquidated) for event in events):
            self.explain_liquidation()

    @Slot()
    def explain_liquidation(self) -> None:
        """Publish the explanation of the newest liquidation, if this take has one."""
        view = explain(self._session, self._trades, is_hidden=self._hidden)
        if view is not None:
            self.liquidation_explained.emit(view)

    # views

    def chart_title(self) -> tuple[str, Decimal]:
        """Title of a chart with its timeframe left open, and the price tick."""
        session = self._session
        rules, mode = session.market.rules, mode_text(session.state.margin_mode)
        return tr("{symbol} Perp · {timeframe} · {title} rules · {mode}").format(
            timeframe="{timeframe}", symbol=session.market.symbol, title=rules.title, mode=mode
        ), rules.tick

    def _publish_chart(self) -> None:
        self.series_changed.emit(self._feed.view(*self.chart_title()))
        self._funding = funding_strip(self._session, self._funding)
        self.funding_changed.emit(self._funding)

    def _publish_account(self) -> None:
        self.account_changed.emit(account_view(self._session, self._hidden))

    def _publish_lines(self) -> None:
        legs = self.facts_of_legs()
        self.lines_changed.emit(lines_of_legs(legs))
        trades = [self._session.open_trade(facts.leg) for facts in legs]
        lines = [row for facts, trade in zip(legs, trades, strict=True)
                 for row in rows.position_rows(facts, trade, self.now_ms)]  # fmt: skip
        self._publish_panel("positions", lines)
        market, resting = self._session.market, orders_of(self._session.state)
        closes = {order.placed_bar: market.close_ms(order.placed_bar) for order in resting}
        self._publish_panel("orders", [row for facts in legs for row in rows.order_rows(facts, closes)])
        self._publish_position(next(facts for facts in legs if facts.leg is self.leg or len(legs) == 1))

    def _publish_position(self, facts: LineFacts) -> None:
        trade = self._session.open_trade(facts.leg)
        self.position_changed.emit(position_view(self._session, trade, facts))
        self.stop_history_changed.emit(stop_history(trade))

    def _publish_records(self) -> None:
        session = self._session
        places = price_places(session.market.rules.tick)
        amounts = amounts_of(session.market.rules, is_hidden=self._hidden)
        self._publish_panel("fills", rows.fill_rows(session.events, places, amounts))
        self._publish_panel("funding", rows.funding_rows(session.events, places, amounts))
        self._publish_panel("closed", rows.closed_rows(self._trades, places, amounts))
        self._publish_panel("journal", journal_rows(session.entries))
        self._publish_panel("log", log_rows(session.events, places, amounts), counted=False)
        self.markers_changed.emit(markers_of(self._trades, session.market.rules, is_hidden=self._hidden))

    def _publish_panel(self, name: PanelName, lines: list[RowView], *, counted: bool = True) -> None:
        self.panel_changed.emit(PanelView(name, tuple(lines), len(lines) if counted else None))
