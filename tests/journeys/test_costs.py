"""Break-even, R and fees at the Desk: the line, the ticket, the panels and the toast tell one and the same result."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.journeys.test_window import CHOICE, cascade
from trainer.app import Cascade
from trainer.engine.commands import PlaceOrder
from trainer.engine.events import OrderFilled
from trainer.engine.words import Role, Side
from trainer.presenters.chart_views import LineView
from trainer.ui.desk.page import DeskPage

__all__ = ["cascade"]
D = Decimal


@pytest.fixture
def desk(cascade: Cascade) -> DeskPage:
    """A desk a hundred minutes after the start, flat."""
    cascade.window.resize(1440, 900)
    cascade.start_session(CHOICE)
    assert cascade.desk is not None
    step(cascade.desk, 100)
    return cascade.desk


def step(desk: DeskPage, bars: int) -> None:
    for _ in range(bars):
        desk.presenter.replay.step()


def buy(desk: DeskPage, size: str, stop: str, target: str) -> None:
    order = PlaceOrder(side=Side.LONG, size=D(size), stop=D(stop), target=D(target))
    assert desk.presenter.orders.give(order) is None


def line(desk: DeskPage, kind: str) -> LineView | None:
    return next((one for one in desk.chart.model.lines if one.kind == kind), None)


def row(desk: DeskPage, key: str) -> tuple[str, str]:
    """Now and after of a row of the worst case."""
    desk.presenter.ticket.refresh()
    found = next(one for one in desk.presenter.ticket.view.worst_case.rows if one.key == key)
    return found.now.text, "" if found.after is None else found.after.text


def told(desk: DeskPage) -> str:
    return desk.toasts.toasts[-1].accessibleName()


# break-even


def test_break_even_after_half_was_closed_at_a_loss_ends_the_whole_trade_at_nothing(desk: DeskPage) -> None:
    """0.4 at 7,665.50, half closed 35 lower: the rest must win that back too, and the stop of one key stands there."""
    session = desk.presenter.session
    buy(desk, "0.4", "7000", "8600")
    step(desk, 30)
    desk.close_part("0.5")
    position = session.state.position
    assert position is not None and position.realised < -7
    view = line(desk, "break_even")
    assert view is not None and view.cells[1].startswith("7,716.1") and row(desk, "break_even")[0].startswith("7,716.1")
    table = desk.panels.tables["positions"].rows()[0]
    assert any(cell.text.startswith("7,716.1") for cell in table.cells)
    while session.market.last_close(session.cursor) < 7_732:
        step(desk, 1)
    desk.stop_to_break_even()
    stop = session.state.protective(Role.STOP)
    assert stop is not None and stop.level == D("7716.2")
    while session.state.position is not None:
        step(desk, 1)
    trade, fill = session.trades()[-1], [one for one in session.events if isinstance(one, OrderFilled)][-1]
    missed = (stop.level - fill.price) * fill.size
    assert trade.reason == "stop" and abs(trade.net + missed + trade.funding) < D("0.02"), "slippage and funding alone"


def test_without_a_break_even_before_liquidation_no_line_stands_and_the_key_says_why(desk: DeskPage) -> None:
    session = desk.presenter.session
    desk.presenter.ticket.set_leverage(D(50))
    assert desk.presenter.orders.give(PlaceOrder(side=Side.SHORT, size=D(2))) is None
    while session.market.last_close(session.cursor) > 7_620:
        step(desk, 1)
        assert session.state.position is not None
    desk.close_part("0.9")
    assert line(desk, "break_even") is None and line(desk, "liquidation") is not None
    assert row(desk, "break_even")[0] == "—"
    before = session.state.orders
    desk.stop_to_break_even()
    assert told(desk) == "Not moved. No price before liquidation ends this trade at zero."
    assert session.state.orders == before
