"""Lines of the account and of the order being built on the charts, and what dragging them asks for."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QObject, Signal, Slot

from trainer.presenters.chart_views import LineView
from trainer.presenters.desk import DeskPresenter
from trainer.presenters.desk_ticket_lines import PREFIX
from trainer.presenters.line_drags import snapped
from trainer.ui.desk.charts import Charts


class LineGestures(QObject):
    """Binds every chart's lines to the presenters; a preview line writes into the ticket, an order's amends it."""

    price_offered = Signal(str, object)
    """'limit' or 'stop', and the Decimal price of the chart it was asked for at."""

    def __init__(self, presenter: DeskPresenter, charts: Charts, parent: QObject) -> None:
        """Follow these presenters."""
        super().__init__(parent)
        self._presenter, self._charts = presenter, charts
        self._board_lines: tuple[LineView, ...] = ()
        self._ticket_lines: tuple[LineView, ...] = ()
        self._shows_previews = True
        presenter.board.lines_changed.connect(self._on_board_lines)
        presenter.ticket.lines_changed.connect(self._on_ticket_lines)
        chart = charts.main
        chart.drag_text = self._drag_text
        chart.drag_allowed = self._drag_allowed
        chart.line_dropped.connect(self._on_dropped)
        chart.line_close_clicked.connect(presenter.orders.cancel)
        chart.price_clicked.connect(self._on_price)

    @Slot(object)
    def _on_board_lines(self, lines: tuple[LineView, ...]) -> None:
        self._board_lines = lines
        self._draw()

    @Slot(object)
    def _on_ticket_lines(self, lines: tuple[LineView, ...]) -> None:
        if lines != self._ticket_lines:
            self._ticket_lines = lines
            self._draw()

    def show_previews(self, is_shown: bool) -> None:
        """Draw the lines of the order being built, or leave them out while something else is told in its place."""
        if is_shown != self._shows_previews:
            self._shows_previews = is_shown
            self._draw()

    def _draw(self) -> None:
        self._charts.set_lines(self._board_lines + (self._ticket_lines if self._shows_previews else ()))

    def _drag_text(self, line_id: str, price: float) -> tuple[str, ...]:
        if line_id.startswith(PREFIX):
            return self._presenter.ticket.drag_text(line_id, self._snapped(price))
        return self._presenter.orders.drag_text(line_id, price)

    def _drag_allowed(self, line_id: str, price: float) -> str | None:
        if line_id.startswith(PREFIX):
            return self._presenter.ticket.drag_refusal(line_id, self._snapped(price)) or None
        return self._presenter.orders.drag_allowed(line_id, price)

    @Slot(str, float)
    def _on_dropped(self, line_id: str, price: float) -> None:
        if line_id.startswith(PREFIX):
            self._presenter.ticket.drop_line(line_id, self._snapped(price))
        else:
            self._presenter.orders.drop(line_id, price)

    @Slot(float, str)
    def _on_price(self, price: float, kind: str) -> None:
        self.price_offered.emit(kind, self._snapped(price))

    def _snapped(self, price: float) -> Decimal:
        return snapped(self._presenter.board.facts(), price)
