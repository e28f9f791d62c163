"""Order lines by mouse: several targets, what an entry brings, a stop that cannot pass liquidation, fills on hover."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QToolTip
from pytestqt.qtbot import QtBot

from tests.journeys.test_hands import LEFT, desk, drag, line
from tests.journeys.test_window import cascade, escape
from trainer.engine.commands import PlaceOrder
from trainer.engine.words import OrderKind, Role, Side
from trainer.presenters.line_drags import drag_cells, drag_commands, drag_refusal
from trainer.presenters.lines import lines_of
from trainer.ui.chart.trades import mark_places
from trainer.ui.desk.page import DeskPage

__all__ = ["cascade", "desk"]
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
D = Decimal


def show_prices(desk: DeskPage, low: float, high: float) -> None:
    desk.chart.model.viewport.fit(low, high)
    desk.chart.model.viewport.manual = True
    desk.chart._refresh()


def targets(desk: DeskPage) -> list[tuple[Decimal | None, Decimal]]:
    orders = [order for order in desk.presenter.session.state.orders if order.role is Role.TARGET]
    return [(order.size, order.level) for order in orders]


def test_further_targets_are_orders_of_their_own_and_close_their_share(desk: DeskPage, qtbot: QtBot) -> None:
    desk.cancel_all()
    drag(desk, qtbot, "position", 7500.0)
    assert [size for size, _ in targets(desk)] == [None]
    drag(desk, qtbot, "position", 7600.0)
    (half, first), (rest, second) = targets(desk)
    assert (half, rest) == (D("0.3"), D("0.3")) and abs(first - 7500) < 5 and abs(second - 7600) < 5
    drag(desk, qtbot, "position", 7650.0)
    assert sorted(size for size, _ in targets(desk) if size is not None) == [D("0.15"), D("0.15"), D("0.3")]
    facts = desk.presenter.board.facts()
    shares = [view.cells for view in lines_of(facts) if view.kind == "target"]
    assert all(cells[0] == "Target" and cells[1] in ("0.3", "0.15", "0.30", "0.150") for cells in shares)
    position = facts.state.position
    assert position is not None
    half_gain = facts.rules.contract.gain(D("0.3"), position.entry, second)
    costs = position.fees / 2 + D("0.3") * second * facts.rules.taker_fee
    assert f"+{half_gain - costs:,.2f}" in [cells[2] for cells in shares], "its half of the fee paid and its own"


def test_a_drag_tells_money_r_and_distance_while_it_moves(desk: DeskPage, qtbot: QtBot) -> None:
    drag(desk, qtbot, "stop", 7300.0, drop=False)
    held = desk.chart.model.drag
    assert held is not None and held.cells[0] == "Stop"
    assert held.cells[1].startswith("−") and held.cells[2].endswith(" R") and held.cells[3].endswith("%")
    escape(desk, qtbot)


def test_a_stop_cannot_pass_liquidation_and_says_why(desk: DeskPage, qtbot: QtBot) -> None:
    facts = desk.presenter.board.facts()
    assert facts.liquidation is not None
    stop = next(order for order in facts.state.orders if order.role is Role.STOP)
    beyond = facts.liquidation - 10
    reason = drag_refusal(facts, stop.order_id, beyond)
    assert reason.startswith("cannot pass liquidation at ")
    show_prices(desk, float(beyond) - 50, 7600.0)
    drag(desk, qtbot, "stop", float(beyond), drop=False)
    placed = line(desk, "stop")
    assert placed.refused and placed.cells[1] == reason
    qtbot.mouseRelease(desk.chart.canvas.viewport(), LEFT)
    assert next(o.level for o in desk.presenter.session.state.orders if o.role is Role.STOP) == stop.level


def test_what_a_resting_entry_brings_is_dragged_before_it_fills(desk: DeskPage, qtbot: QtBot) -> None:
    desk.close_part("1")
    order = PlaceOrder(side=Side.LONG, size=D("0.1"), kind=OrderKind.LIMIT, price=D(7300), stop=D(7200), target=D(7500))
    assert desk.presenter.orders.give(order) is None
    show_prices(desk, 7100.0, 7600.0)
    drag(desk, qtbot, "stop_preview", 7250.0)
    (resting,) = desk.presenter.session.state.orders
    assert resting.stop is not None and abs(resting.stop - 7250) < 5 and resting.target == 7500
    facts = desk.presenter.board.facts()
    assert drag_refusal(facts, f"{resting.order_id}:stop", D(7310)).startswith("a stop lies below 7,300")
    assert drag_cells(facts, f"{resting.order_id}:target", D(7400))[1] == "+9.48"  # 10 - 0.146 as maker - 0.37


def test_a_stop_limit_moves_with_its_limit(desk: DeskPage) -> None:
    order = PlaceOrder(side=Side.SHORT, size=D("0.6"), kind=OrderKind.STOP_LIMIT, trigger=D(7100), price=D(7090),
                       reduce_only=True, order_id="mine")  # fmt: skip
    assert desk.presenter.orders.give(order) is None
    for command in drag_commands(desk.presenter.board.facts(), "mine", D(7150)):
        assert desk.presenter.orders.give(command) is None
    moved = desk.presenter.session.state.order("mine")
    assert moved is not None and (moved.level, moved.limit) == (D(7150), D(7140))


def test_a_fill_tells_its_details_under_the_pointer(desk: DeskPage, qtbot: QtBot) -> None:
    desk.close_part("1")
    model = desk.chart.model
    entry, leave = model.markers
    ground = desk.chart.canvas.viewport()
    spot = QPoint(*(int(places[-1]) for places in mark_places(model)))
    qtbot.mouseMove(ground, QPoint(40, 40))
    qtbot.mouseMove(ground, spot)
    qtbot.waitUntil(lambda: "Closed at" in QToolTip.text() or "Bought" in QToolTip.text())
    assert entry.details[0].startswith("▲ Bought 0.6 BTC at ") and entry.details[2].startswith("Plan: stop 7,240")
    assert leave.details[2].startswith("Net −") and "fees −" in leave.details[3]
    desk.presenter.board.set_pnl_hidden(True)
    assert not any("Net" in text for text in desk.chart.model.markers[1].details)
