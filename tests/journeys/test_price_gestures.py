"""What the chart puts into the ticket: an order at a price waits on its side, a risk box is the whole of its order."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.journeys.test_costs import desk
from tests.journeys.test_window import cascade
from trainer.engine.words import Side
from trainer.market.drawings import Drawing
from trainer.presenters.ticket_fields import TicketKind
from trainer.ui.desk.page import DeskPage

__all__ = ["cascade", "desk"]
D = Decimal


@pytest.mark.parametrize("before", list(Side))
@pytest.mark.parametrize(
    ("kind", "price", "side"),
    [("limit", "7600", "long"), ("limit", "7700", "short"), ("stop", "7700", "long"), ("stop", "7600", "short")],
)
def test_an_order_at_a_price_of_the_chart_is_of_the_side_that_waits_there(
    desk: DeskPage, before: Side, kind: str, price: str, side: str
) -> None:
    """The price stands at 7,664.55: a buy waits below it as a limit and above it as a stop."""
    ticket, session = desk.presenter.ticket, desk.presenter.session
    ticket.set_training(False)
    desk.ticket.open_for(before)
    desk.lines.price_offered.emit(kind, D(price))
    desk.ticket.fields["size"].edit.setText("0.1")
    ticket.refresh()
    fields = ticket.fields
    assert (fields.side, fields.kind, fields.price) == (Side(side), TicketKind(kind), D(price))
    assert ticket.view.notes == () and ticket.submit()
    assert session.state.position is None and [order.side for order in session.state.orders] == [Side(side)]


def test_a_limit_at_the_very_price_stays_on_its_side(desk: DeskPage) -> None:
    ticket, session = desk.presenter.ticket, desk.presenter.session
    desk.ticket.open_for("short")
    desk.lines.price_offered.emit("limit", session.market.last_close(session.cursor))
    assert ticket.fields.side is Side.SHORT


def test_a_risk_box_in_the_ticket_leaves_no_second_target_and_no_reduce_only(desk: DeskPage) -> None:
    ticket, typed = desk.presenter.ticket, desk.ticket.fields
    desk.ticket._plan.show_targets(2)
    for name, text in (("target_2", "9000"), ("share_2", "30"), ("size", "0.1")):
        typed[name].edit.setText(text)
    ticket.set_flag("reduce_only", is_on=True)
    now = desk.presenter.session.now_ms
    desk.drawing_bar.order_asked.emit(Drawing(1, "risk", ((now, 7600.03), (now, 7500.0), (now, 7800.0))))
    typed["probability"].edit.setText("50")
    ticket.refresh()
    fields = ticket.fields
    assert (fields.side, fields.kind, fields.price) == (Side.LONG, TicketKind.LIMIT, D(7600))
    assert (fields.stop, fields.target, fields.further, fields.reduce_only) == (D(7500), D(7800), (), False)
    assert not typed["target_2"].isVisible() and fields.size == D("0.1")
    assert ticket.view.submit_text == "Buy 0.1 BTC" and ticket.view.can_submit
