"""A scaled entry by mouse: typed, previewed, drawn, placed as one decision, moved, and its rest cancelled."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint
from pytestqt.qtbot import QtBot

from tests.journeys.test_hands import drag
from tests.journeys.test_ticket import LEFT, desk, pick_kind, type_in
from tests.journeys.test_window import cascade
from trainer.engine.commands import AmendOrder, PlaceScaled
from trainer.engine.words import Role, Sizing
from trainer.ui.desk.page import DeskPage

__all__ = ["cascade", "desk"]
D = Decimal
ROW = {"size": "0.5", "price": "7300", "last_price": "7060", "count": "5"}
PLAN = {"stop": "6900", "target": "7900", "probability": "50"}


@pytest.fixture
def typed(desk: DeskPage, qtbot: QtBot) -> DeskPage:
    """A row of five rising buys in the ticket."""
    pick_kind(desk, qtbot, "scaled")
    qtbot.mouseClick(desk.ticket._levels.sizing.button("rising"), LEFT)
    type_in(desk, qtbot, **ROW, **PLAN)
    return desk


def worst(desk: DeskPage, key: str) -> str:
    rows = {row.key: row for row in desk.presenter.ticket.view.worst_case.rows}
    after = rows[key].after
    assert after is not None
    return after.text


def test_the_ticket_tells_what_the_whole_row_would_be(typed: DeskPage) -> None:
    assert worst(typed, "entry") == "7,139.56"
    assert worst(typed, "loss").startswith("−122") and worst(typed, "notional") == "3,530.00"
    lines = {line.id: line for line in typed.chart.model.lines}
    rungs = [lines[f"preview_{name}"].price for name in ("entry", "rung_2", "rung_3", "rung_4", "last_price")]
    assert rungs == [7300, 7240, 7180, 7120, 7060]
    assert typed.ticket.submit_button.text() == "Buy 0.5 BTC"


def test_it_is_one_decision_and_a_line_for_every_order(typed: DeskPage, qtbot: QtBot) -> None:
    session = typed.presenter.session
    before = len(session.entries)
    qtbot.mouseClick(typed.ticket.submit_button, LEFT)
    placed = [entry.command for entry in session.entries[before:]]
    assert [type(command) for command in placed] == [PlaceScaled]
    assert placed[0].sizing is Sizing.RISING and placed[0].probability == D("0.5")  # type: ignore[union-attr]  # a row
    assert [order.size for order in session.state.orders] == [D("0.033"), D("0.066"), D("0.1"), D("0.133"), D("0.168")]
    lines = [line for line in typed.chart.model.lines if line.kind == "order"]
    assert [line.price for line in lines] == [7300, 7240, 7180, 7120, 7060]
    brought = [line for line in typed.chart.model.lines if line.kind in ("stop_preview", "target_preview")]
    assert [line.price for line in brought] == [6900, 7900], "what all of them bring is drawn once"
    assert typed.ticket._levels.sizing.current() == "rising" and typed.ticket.fields["count"].text() == ""


def test_a_dragged_stop_moves_for_the_whole_row_and_cannot_pass_its_entries(typed: DeskPage, qtbot: QtBot) -> None:
    qtbot.mouseClick(typed.ticket.submit_button, LEFT)
    qtbot.mouseDClick(typed.chart.canvas.viewport(), LEFT, pos=QPoint(200, 250))  # the order left the view as it was
    drag(typed, qtbot, "stop_preview", 6950.0)
    stops = {order.stop for order in typed.presenter.session.state.orders}
    assert len(stops) == 1 and abs(float(stops.pop() or 0) - 6950) < 5
    first = typed.presenter.session.state.orders[0]
    reason = typed.presenter.orders.drag_allowed(f"{first.order_id}:stop", 7100.0)
    assert reason is not None and reason.startswith("a stop lies below 7,060")


def test_the_rest_is_cancelled_and_what_filled_stays(typed: DeskPage, qtbot: QtBot) -> None:
    qtbot.mouseClick(typed.ticket.submit_button, LEFT)
    session = typed.presenter.session
    while session.state.position is None:
        typed.presenter.replay.step()
    left = [order for order in session.state.orders if order.role is Role.ENTRY]
    assert 1 <= len(left) < 5
    typed.panels.choose("orders")
    table, button = typed.panels.tables["orders"], typed.panels._rest
    stop = next(order for order in session.state.orders if order.role is Role.STOP)
    table.select(stop.order_id)
    table.row_selected.emit(stop.order_id)
    assert not button.isEnabled()
    place = [row.id for row in table.rows()].index(left[0].order_id)
    table.selectRow(place)
    assert button.isEnabled() or len(left) == 1
    qtbot.mouseClick(button, LEFT)
    assert [order.role for order in session.state.orders if order.role is Role.ENTRY] == []
    assert session.state.position is not None and session.state.protective(Role.STOP) is not None


@pytest.mark.parametrize(
    ("texts", "field", "words"),
    [
        ({"count": "1"}, "count", "Number of orders 1 is not allowed. Allowed: a whole number from 2 to 50."),
        ({"count": "60"}, "count", "a whole number from 2 to 50"),
        ({"price": "7300.05"}, "price", "First price 7,300.05 is not allowed."),
        ({"last_price": "0.05"}, "last_price", "Last price 0.05 is not allowed."),
        ({"last_price": "5000", "stop": "4900"}, "last_price", "outside the venue's band"),
        ({"size": "0.004", "count": "50"}, "size", "Each order of the row must be allowed"),
        ({"size": "900"}, "size", "Largest size at 2×"),
        ({"stop": "7100"}, "stop", "wrong side"),
    ],
)
def test_every_refusal_stands_at_its_field(
    typed: DeskPage, qtbot: QtBot, texts: dict[str, str], field: str, words: str
) -> None:
    type_in(typed, qtbot, **texts)
    assert words in typed.ticket.fields[field].message(), [note.text for note in typed.presenter.ticket.view.notes]


def test_the_entry_waits_for_what_a_row_needs(desk: DeskPage, qtbot: QtBot) -> None:
    pick_kind(desk, qtbot, "scaled")
    type_in(desk, qtbot, size="0.5", **PLAN)
    assert desk.presenter.ticket.missing() == ("a price", "a last price", "a number of orders")


def test_a_template_keeps_the_row_and_the_further_targets(typed: DeskPage, qtbot: QtBot) -> None:
    typed.ticket._plan.add_target()
    type_in(typed, qtbot, target_2="8300", share_2="40")
    typed.presenter.ticket.keep_template("Ladder")
    kept = typed.presenter.ticket.templates[-1]
    assert kept.row is not None and (kept.row.count, kept.row.sizing) == (5, "rising") and kept.further[0][1] == 40
    typed.ticket.clear()
    typed.ticket._plan.show_targets(1)
    typed.presenter.ticket.set_sizing("even")
    menu = typed.ticket.templates.menu()
    next(action for action in menu.actions() if action.text().startswith("Ladder")).trigger()
    fields = typed.presenter.ticket.fields
    assert fields.sizing is Sizing.RISING and fields.count == 5 and fields.share_2 == 40
    assert fields.price is not None and abs(fields.price - 7300) < 1
    assert fields.stop is not None and abs(fields.stop - 6900) < 2
    assert fields.target_2 is not None and abs(fields.target_2 - 8300) < 8
    assert typed.ticket.fields["target_2"].isVisible()


def test_each_target_of_a_resting_entry_is_dragged_by_itself(desk: DeskPage, qtbot: QtBot) -> None:
    pick_kind(desk, qtbot, "limit")
    desk.ticket._plan.add_target()
    type_in(desk, qtbot, size="0.5", price="7300", stop="7000", target="7600", probability="50", target_2="7900",
            share_2="40")  # fmt: skip
    qtbot.mouseClick(desk.ticket.submit_button, LEFT)
    session = desk.presenter.session
    order = session.state.orders[0]
    assert desk.presenter.orders.drag_text(f"{order.order_id}:2", 7850.0) == ("Target 2", "40 %", "+108.92", "6.2 %")
    desk.presenter.orders.drop(f"{order.order_id}:2", 7850.0)
    assert [one.price for one in session.state.orders[0].targets] == [7600, 7850]
    command = session.entries[-1].command
    assert isinstance(command, AmendOrder) and command.targets == session.state.orders[0].targets
    assert desk.presenter.orders.drag_allowed(f"{order.order_id}:1", 7290.0) == "a target lies above 7,300.00"
    draggable = [line.id for line in desk.chart.model.lines if line.kind == "target_preview" and line.draggable]
    assert draggable == [f"{order.order_id}:1", f"{order.order_id}:2"]
