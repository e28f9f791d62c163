"""Hedge mode by mouse: switched when flat, a leg opened and one closed, both told, gestures about the chosen one."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from pytestqt.qtbot import QtBot

from tests.journeys.test_ticket import LEFT, desk, type_in
from tests.journeys.test_window import CHOICE, cascade
from trainer.app import Cascade
from trainer.engine.commands import PlaceOrder, SetLeverage
from trainer.engine.lanes import focus, liquidation_seen
from trainer.engine.state import Position
from trainer.engine.words import MarginMode, OrderKind, PositionMode, Role, Side
from trainer.ui.desk.page import DeskPage

__all__ = ["cascade", "desk"]
D = Decimal
PLAN = {"probability": "50"}


def position(desk: DeskPage, leg: Side) -> Position | None:
    return focus(desk.presenter.session.state, int(leg is Side.SHORT)).position


def enter(desk: DeskPage, qtbot: QtBot, side: str, **texts: str) -> None:
    qtbot.mouseClick(desk.ticket._side.button(side), LEFT)
    type_in(desk, qtbot, **texts, **PLAN)
    qtbot.mouseClick(desk.ticket.submit_button, LEFT)


@pytest.fixture
def both(desk: DeskPage, qtbot: QtBot) -> DeskPage:
    """A long of 0.6 and a short of 0.25 side by side, isolated at 10x."""
    desk.presenter.ticket.set_leverage(D(10))
    qtbot.mouseClick(desk.ticket._head.hedge, LEFT)
    enter(desk, qtbot, "long", size="0.6", stop="7100", target="7700")
    enter(desk, qtbot, "short", size="0.25", stop="7600", target="7000")
    return desk


def test_it_is_switched_while_flat_and_refused_in_words_otherwise(desk: DeskPage, qtbot: QtBot) -> None:
    head, session = desk.ticket._head, desk.presenter.session
    assert head.hedge.text() == "One-way" and not head.action.isVisible()
    qtbot.mouseClick(head.hedge, LEFT)
    assert session.state.position_mode is PositionMode.HEDGE and head.hedge.text() == "Hedge"
    assert head.action.isVisible() and not desk.ticket.conditions.reduce.isVisible()
    enter(desk, qtbot, "long", size="0.1", stop="7000", target="9800")
    qtbot.mouseClick(head.hedge, LEFT)
    assert session.state.position_mode is PositionMode.HEDGE and head.hedge.text() == "Hedge"
    told = desk.toasts.toasts[-1].accessibleName()
    assert "Position mode one-way was not set. Allowed: only without positions and orders." in told
    desk.close_part("1")
    qtbot.mouseClick(head.hedge, LEFT)
    assert session.state.position_mode is PositionMode.ONE_WAY and not head.action.isVisible()


def test_the_ticket_says_which_leg_it_opens_or_closes(both: DeskPage, qtbot: QtBot) -> None:
    head, button = both.ticket._head, both.ticket.submit_button
    assert head.side.button("long").text() == "Buy, open long"
    type_in(both, qtbot, size="0.1", stop="7600", target="7000", **PLAN)
    assert button.text() == "Open short 0.1 BTC"
    qtbot.mouseClick(head.action.button("close"), LEFT)
    assert (head.side.button("short").text(), button.text()) == ("Sell, close long", "Close long 0.1 BTC")
    qtbot.mouseClick(head.side.button("long"), LEFT)
    assert button.text() == "Close short 0.1 BTC"
    assert both.presenter.ticket.largest() >= D("0.25")
    qtbot.mouseClick(button, LEFT)
    short, long = position(both, Side.SHORT), position(both, Side.LONG)
    assert short is not None and short.size == D("-0.15") and long is not None and long.size == D("0.6")


def test_both_legs_stand_in_the_panel_on_the_chart_and_in_the_worst_case(both: DeskPage) -> None:
    session, model = both.presenter.session, both.chart.model
    rows = both.panels.tables["positions"].rows()
    assert [row.id for row in rows] == ["position@long", "position@short"]
    assert [row.cells[0].text for row in rows] == ["▲ Long 10× iso", "▼ Short 10× iso"]
    lines = {line.id: line for line in model.lines}
    for leg in Side:
        seen = focus(session.state, int(leg is Side.SHORT))
        level = liquidation_seen(seen, session.market, session.cursor)
        assert level is not None and lines[f"liquidation@{leg}"].price == float(level)
        assert seen.position is not None and lines[f"position@{leg}"].price == float(seen.position.entry)
    orders = both.panels.tables["orders"].rows()
    assert [row.cells[1].text for row in orders] == ["Stop, long", "Target, long", "Stop, short", "Target, short"]
    both.presenter.ticket.set_side("long")
    both.presenter.ticket.refresh()
    view = both.presenter.ticket.view.worst_case
    other = next(row for row in view.rows if row.key == "other")
    assert other.now.text.startswith("short 0.25") and view.caption == "open long, 0.6 BTC"
    gross = (D("0.6") + D("0.25")) * session.market.mark_close(session.cursor)
    assert abs(session.account().effective_leverage - gross / session.account().equity) < D("1e-20")


def test_gestures_are_about_the_chosen_leg(both: DeskPage, qtbot: QtBot) -> None:
    table, board = both.panels.tables["positions"], both.presenter.board
    assert board.leg is Side.LONG
    table.selectRow(1)
    assert board.leg is Side.SHORT and both.panels._path.text().startswith("Short leg   Stop path  7,600")
    both.close_part("0.5")
    short = position(both, Side.SHORT)
    assert short is not None and short.size == D("-0.125")
    margin = short.margin
    both.presenter.orders.add_margin(D(50))
    short = position(both, Side.SHORT)
    assert short is not None and short.margin == margin + 50
    both.close_part("1")
    assert position(both, Side.SHORT) is None and position(both, Side.LONG) is not None
    assert board.leg is Side.LONG, "the only leg that is open"
    both.reverse()
    short = position(both, Side.SHORT)
    assert position(both, Side.LONG) is None and short is not None and short.size == D("-0.6")


def test_a_line_of_either_leg_is_dragged(both: DeskPage) -> None:
    orders, session = both.presenter.orders, both.presenter.session
    short_stop = focus(session.state, 1).protective(Role.STOP)
    assert short_stop is not None
    assert orders.drag_text(short_stop.order_id, 7500.0)[0] == "Stop, short"
    reason = orders.drag_allowed(short_stop.order_id, 8200.0)
    assert reason is not None and reason.startswith("cannot pass liquidation at 8,")
    orders.drop(short_stop.order_id, 7500.0)
    moved = focus(session.state, 1).protective(Role.STOP)
    assert moved is not None and moved.level == 7500
    orders.drop("position@short", 6900.0)
    targets = [order.level for order in focus(session.state, 1).orders if order.role is Role.TARGET]
    assert sorted(targets) == [6900, 7000]
    longs = [order.level for order in focus(session.state, 0).orders if order.role is Role.TARGET]
    assert longs == [7700], "the other leg's stay"


def test_two_cross_legs_draw_the_liquidation_they_share_once(desk: DeskPage) -> None:
    orders = desk.presenter.orders
    desk.presenter.ticket.set_position_mode(is_hedge=True)
    orders.give(SetLeverage(leverage=D(20), margin_mode=MarginMode.CROSS))
    for side, size in ((Side.LONG, "9"), (Side.SHORT, "2")):
        assert orders.give(PlaceOrder(side=side, size=D(size), position_side=side)) is None
    session = desk.presenter.session
    levels = [liquidation_seen(focus(session.state, lane), session.market, session.cursor) for lane in (0, 1)]
    assert levels[0] is not None and levels[1] is not None and abs(levels[0] - levels[1]) < D("1e-15")
    lines = [line for line in desk.chart.model.lines if line.kind == "liquidation"]
    assert [line.id for line in lines] == ["liquidation@long"] and lines[0].side == "long"
    rows = desk.panels.tables["positions"].rows()
    assert rows[0].cells[6] == rows[1].cells[6], "one ratio stands behind both"


def test_every_chart_names_the_leg_of_a_liquidation_out_of_its_view(desk: DeskPage, qtbot: QtBot) -> None:
    orders = desk.presenter.orders
    desk.charts.set_count(2)
    desk.presenter.ticket.set_position_mode(is_hedge=True)
    orders.give(SetLeverage(leverage=D(2)))
    for side in Side:
        assert orders.give(PlaceOrder(side=side, size=D("0.1"), position_side=side)) is None
    qtbot.wait(50)
    for chart in desk.charts.all:
        told = [placed.cells[0] for placed in chart.canvas.source.current().lines if placed.beyond]
        assert sorted(told) == ["Liquidation, long", "Liquidation, short"], chart.objectName()


def test_a_venue_without_it_does_not_offer_it(cascade: Cascade) -> None:
    cascade.start_session(replace(CHOICE, venue="hyperliquid"))
    desk = cascade.desk
    assert desk is not None and not desk.presenter.session.market.rules.offers_hedge
    assert desk.ticket._head.hedge.isHidden() and not desk.ticket._head.leverage.isHidden()


def names(desk: DeskPage, prefix: str = "") -> dict[str, str]:
    """First cell of every pill by the id of its line."""
    return {line.id: line.cells[0] for line in desk.chart.model.lines if line.id.startswith(prefix) and line.cells}


def test_pills_say_whose_leg_they_are_where_both_have_something(both: DeskPage, qtbot: QtBot) -> None:
    told = names(both)
    for leg, word in ((Side.LONG, "long"), (Side.SHORT, "short")):
        seen = focus(both.presenter.session.state, int(leg is Side.SHORT))
        assert {told[order.order_id] for order in seen.orders} == {f"Stop, {word}", f"Target, {word}"}
        assert told[f"liquidation@{leg}"] == f"Liquidation, {word}"
        assert told[f"position@{leg}"].startswith(word.capitalize() + " 0."), "its side once"
    assert f"Liquidation, short {both.chart.model.lines[-1].cells[1]}" in both.chart.accessibleDescription()
    qtbot.mouseClick(both.ticket._side.button("long"), LEFT)
    type_in(both, qtbot, size="0.1", stop="7200", target="7800", **PLAN)
    assert names(both, "preview_") == {"preview_stop": "Stop, long", "preview_target": "Target, long"}
    short_stop = focus(both.presenter.session.state, 1).protective(Role.STOP)
    assert short_stop is not None
    assert both.presenter.orders.drag_text(short_stop.order_id, 7500.0)[0] == "Stop, short"


def test_pills_of_the_only_leg_with_anything_do_not_name_it(desk: DeskPage, qtbot: QtBot) -> None:
    desk.presenter.ticket.set_leverage(D(10))
    qtbot.mouseClick(desk.ticket._head.hedge, LEFT)
    enter(desk, qtbot, "long", size="0.6", stop="7100", target="7700")
    assert {"Stop", "Target", "Liquidation"} <= set(names(desk).values())
    resting = PlaceOrder(side=Side.SHORT, size=D("0.1"), kind=OrderKind.LIMIT, price=D(7600), stop=D(7650),
                         position_side=Side.SHORT, order_id="mine")  # fmt: skip
    assert desk.presenter.orders.give(resting) is None
    told = names(desk)
    assert told["mine"] == "Limit sell 0.1, short" and told["mine:stop"] == "Stop once filled, short"
    assert {"Stop, long", "Target, long", "Liquidation, long"} <= set(told.values())


def test_the_liquidation_that_two_cross_legs_share_is_of_neither(desk: DeskPage) -> None:
    orders = desk.presenter.orders
    desk.presenter.ticket.set_position_mode(is_hedge=True)
    orders.give(SetLeverage(leverage=D(20), margin_mode=MarginMode.CROSS))
    for side, size in ((Side.LONG, "9"), (Side.SHORT, "2")):
        assert orders.give(PlaceOrder(side=side, size=D(size), position_side=side)) is None
    assert names(desk, "liquidation") == {"liquidation@long": "Liquidation"}


def test_the_fan_is_of_the_leg_whose_worst_case_stands_beside_it(both: DeskPage, qtbot: QtBot) -> None:
    fan, ticket = both.presenter.fan, both.presenter.ticket
    for panel_row in (0, 1):
        both.panels.tables["positions"].selectRow(panel_row)
        for leg in (Side.SHORT, Side.LONG):
            qtbot.mouseClick(both.ticket._side.button(leg.value), LEFT)
            plan = fan._plan()
            assert plan is not None and plan[1].position is not None
            assert plan[1].position.side is leg and ticket.view.worst_case.caption.startswith(f"open {leg.value}")
    qtbot.mouseClick(both.ticket._head.action.button("close"), LEFT)
    plan = fan._plan()
    assert plan is not None and plan[1].position is not None and plan[1].position.side is Side.SHORT
    both.presenter.ticket.refresh()
    assert ticket.view.worst_case.caption.startswith("open short")
