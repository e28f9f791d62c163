"""The lines of the chart as the product names them, one after the other: how each looks and what dragging it does."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint
from pytestqt.qtbot import QtBot

from tests.journeys.test_hands import LEFT, desk, drag, line
from tests.journeys.test_lines import show_prices
from tests.journeys.test_ticket import pick_kind, type_in
from tests.journeys.test_window import cascade, escape
from trainer.engine.commands import PlaceOrder
from trainer.engine.words import OrderKind, Role, Side
from trainer.ui.chart.placing import STYLES
from trainer.ui.desk.page import DeskPage

__all__ = ["cascade", "desk"]
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
D = Decimal


def held_cells(desk: DeskPage) -> tuple[str, ...]:
    held = desk.chart.model.drag
    assert held is not None
    return held.cells


def test_the_position_line_tells_size_money_r_and_change_and_its_tag_the_entry(desk: DeskPage) -> None:
    desk.presenter.replay.step()
    placed = line(desk, "position")
    position = desk.presenter.session.state.position
    assert position is not None and placed.line.price == float(position.entry)
    size, money, in_r, change = placed.cells
    assert size == "Long 0.6" and money.endswith(" USDT net") and in_r.endswith(" R") and change.endswith(" %")
    assert placed.line in [one.line for one, _ in desk.chart.canvas.source.current().tags]
    assert STYLES["position"].tag == "filled" and STYLES["position"].dash is None


def test_stop_and_target_are_dashed_orders_grey_break_even_thin_liquidation_thick_over_a_hatch(desk: DeskPage) -> None:
    assert STYLES["stop"].dash and STYLES["stop"].colour == "side.short.text"
    assert STYLES["target"].dash and STYLES["target"].colour == "side.long.text"
    assert STYLES["order"].colour == "text.quiet" == STYLES["break_even"].colour
    assert STYLES["break_even"].width == 1 and STYLES["liquidation"].width == 2
    orders = desk.presenter.orders
    assert orders.give(PlaceOrder(side=Side.LONG, kind=OrderKind.LIMIT, size=D("0.1"), price=D(7300))) is None
    assert {one.kind for one in desk.chart.model.lines} >= {
        "position", "stop", "target", "order", "break_even", "liquidation"
    }  # fmt: skip
    level = line(desk, "liquidation").line.price
    show_prices(desk, level - 200, 7700.0)
    image = desk.chart.canvas.grab().toImage()
    ratio = image.devicePixelRatio()
    below = round((line(desk, "liquidation").y + 12) * ratio)
    left = round(desk.chart.model.now_x() * ratio) + 20
    row = {image.pixel(x, below) for x in range(left, left + 40)}
    above = {image.pixel(x, below - round(40 * ratio)) for x in range(left, left + 40)}
    assert len(row) > 1, "the zone past it is hatched"
    assert row != above


def test_a_drag_snaps_to_the_tick_tells_what_it_would_be_and_escape_gives_it_up(desk: DeskPage, qtbot: QtBot) -> None:
    before = desk.presenter.session.state.orders
    show_prices(desk, 6900.0, 9900.0)
    drag(desk, qtbot, "target", 7777.777, drop=False)
    held = desk.chart.model.drag
    assert held is not None and round(held.price * 10) == pytest.approx(held.price * 10, abs=1e-6)
    word, money, in_r, away = held_cells(desk)
    assert word == "Target" and money.startswith("+") and in_r.endswith(" R") and away.endswith(" %")
    escape(desk, qtbot)
    assert desk.chart.model.drag is None and desk.presenter.session.state.orders == before


def test_out_of_the_position_line_comes_a_stop_below_and_a_target_above(desk: DeskPage, qtbot: QtBot) -> None:
    desk.cancel_all()
    show_prices(desk, 6900.0, 7700.0)
    drag(desk, qtbot, "position", 7250.0)
    drag(desk, qtbot, "position", 7600.0)
    found = {order.role: order for order in desk.presenter.session.state.orders}
    assert abs(float(found[Role.STOP].level) - 7250) < 5 and abs(float(found[Role.TARGET].level) - 7600) < 5
    assert all(order.reduce_only for order in found.values())


def test_lines_of_the_order_being_built_tell_money_and_distance_and_write_into_their_fields(
    desk: DeskPage, qtbot: QtBot
) -> None:
    desk.close_part("1")
    pick_kind(desk, qtbot, "limit")
    type_in(desk, qtbot, size="0.1", price="7350", stop="7300", target="7500")
    show_prices(desk, 7200.0, 7600.0)
    drag(desk, qtbot, "stop_preview", 7250.0, drop=False)
    word, money, away = held_cells(desk)
    price = desk.chart.model.drag.price  # type: ignore[union-attr]  # it is held
    lost = (7350 - price) * 0.1 + 735 * 0.0002 + price * 0.1 * 0.0005
    told = float(money.replace("−", "-"))
    assert word == "Stop" and -lost - 0.1 < told < -lost and away.endswith(" %"), "both fees, and the stop slips"
    qtbot.mouseRelease(desk.chart.canvas.viewport(), LEFT, pos=QPoint(200, 10))
    assert abs(float(desk.ticket.fields["stop"].text()) - 7250) < 5
    presenter = desk.presenter.ticket
    assert presenter.drag_refusal("preview_stop", D(7400)) == "a stop lies below 7,350.00"
    assert presenter.drag_refusal("preview_target", D(7300)) == "a target lies above 7,350.00"
    assert presenter.drag_refusal("preview_stop", D(3000)).startswith("cannot pass liquidation at 6,6")
    assert presenter.drag_refusal("preview_entry", D(7000)) == ""


def test_a_closed_trade_is_two_triangles_joined(desk: DeskPage) -> None:
    desk.presenter.replay.step()
    desk.close_part("1")
    entry, leave = desk.chart.model.markers
    assert (entry.kind, leave.kind, leave.joined_to) == ("entry", "exit", 0)
    assert entry.details and leave.details


@pytest.mark.parametrize(("kind", "word"), [("limit", "Limit here, 7,300"), ("stop", "Stop here, 7,300")])
def test_the_menu_of_the_chart_starts_an_order_at_its_price(desk: DeskPage, qtbot: QtBot, kind: str, word: str) -> None:
    menu = desk.chart.price_menu(7300.0)
    next(action for action in menu.actions() if action.text().startswith(word)).trigger()
    assert desk.presenter.ticket.fields.kind == kind and desk.ticket.fields["price"].text() == "7300"
