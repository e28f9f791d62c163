"""The ticket shows all of itself at 1440 x 900 in every mode, and its labels stand above the fields where they can."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QScrollArea
from pytestqt.qtbot import QtBot

from tests.journeys.test_ticket import LEFT, desk, pick_kind, type_in
from tests.journeys.test_window import cascade
from trainer.ui.desk.page import DeskPage

__all__ = ["cascade", "desk"]
PLAN = {"stop": "7000", "target": "7900", "probability": "50", "doom": "20"}


def one_way(desk: DeskPage, qtbot: QtBot) -> None:
    type_in(desk, qtbot, size="0.5", **PLAN)


def hedge(desk: DeskPage, qtbot: QtBot) -> None:
    """Both legs open and an order of one built."""
    qtbot.mouseClick(desk.ticket._head.hedge, LEFT)
    for side, stop, target in (("long", "7000", "7900"), ("short", "7900", "7000")):
        qtbot.mouseClick(desk.ticket._side.button(side), LEFT)
        type_in(desk, qtbot, size="0.2", stop=stop, target=target, probability="50")
        qtbot.mouseClick(desk.ticket.submit_button, LEFT)
    type_in(desk, qtbot, size="0.1", **PLAN | {"stop": "7900", "target": "7000"})


def scaled(desk: DeskPage, qtbot: QtBot) -> None:
    pick_kind(desk, qtbot, "scaled")
    type_in(desk, qtbot, size="0.5", price="7300", last_price="7060", count="5", **PLAN | {"stop": "6900"})


def three_targets(desk: DeskPage, qtbot: QtBot) -> None:
    desk.ticket._plan.add_target()
    desk.ticket._plan.add_target()
    further = {"target_2": "8100", "share_2": "30", "target_3": "8300", "share_3": "20"}
    type_in(desk, qtbot, size="0.5", **PLAN, **further)


def range_of(desk: DeskPage, qtbot: QtBot) -> int:
    """How far the ticket scrolls once everything is laid out."""
    qtbot.wait(50)
    scroll = desk.ticket.findChild(QScrollArea)
    assert scroll is not None
    assert scroll.horizontalScrollBar().maximum() == 0
    return int(scroll.verticalScrollBar().maximum())


@pytest.mark.parametrize("build", [one_way, hedge, scaled, three_targets])
def test_it_does_not_scroll_at_900(desk: DeskPage, qtbot: QtBot, build: Callable[[DeskPage, QtBot], None]) -> None:
    build(desk, qtbot)
    assert range_of(desk, qtbot) == 0
    for name, field in desk.ticket.fields.items():
        if field.isVisible():
            assert field.caption.isVisible() and field.caption.width() < field.edit.width(), name
            inside = field.caption.parent() is field.edit
            room = field.edit.fontMetrics().horizontalAdvance(field.text() or "0")
            assert not inside or field.caption.geometry().right() + room < field.edit.width() - 10, name


def test_labels_go_above_again_where_there_is_room(desk: DeskPage, qtbot: QtBot) -> None:
    scaled(desk, qtbot)
    label = desk.ticket.fields["doom"].caption
    edit = desk.ticket.fields["doom"].edit
    assert range_of(desk, qtbot) == 0 and label.parent() is edit and edit.placeholderText() == ""
    desk.window().resize(2560, 1440)
    assert range_of(desk, qtbot) == 0 and label.parent() is not edit and edit.placeholderText() == "your guess"
    assert edit.text() == "20"
    desk.window().resize(1440, 900)
    assert range_of(desk, qtbot) == 0 and label.parent() is edit
    pick_kind(desk, qtbot, "market")
    desk.presenter.ticket.refresh()
    assert range_of(desk, qtbot) == 0 and label.parent() is not edit


def test_nothing_moves_while_figures_are_typed(desk: DeskPage, qtbot: QtBot) -> None:
    qtbot.wait(50)
    before = [field.mapTo(desk.ticket, QPoint()) for field in desk.ticket.fields.values() if field.isVisible()]
    one_way(desk, qtbot)
    assert range_of(desk, qtbot) == 0
    after = [field.mapTo(desk.ticket, QPoint()) for field in desk.ticket.fields.values() if field.isVisible()]
    assert before == after


@pytest.mark.parametrize("height", [900, 1300])
@pytest.mark.parametrize("kind", ["trailing", "stop_limit", "take_profit_limit", "scaled"])
def test_fields_beside_each_other_stand_on_one_line(desk: DeskPage, qtbot: QtBot, kind: str, height: int) -> None:
    desk.window().resize(1440, height)
    pick_kind(desk, qtbot, kind)
    assert range_of(desk, qtbot) == 0
    ticket = desk.ticket
    beside = {"trailing": ("trail", "price"), "scaled": ("price", "last_price")}.get(kind, ("price", "limit"))
    for names in (beside, ("stop", "target")):
        fields = [ticket.fields[name] for name in names]
        for parts in zip(*((field.edit, field.caption) for field in fields), strict=True):
            tops = {part.mapTo(ticket, QPoint()).y() for part in parts}
            assert len(tops) == 1 and all(part.isVisible() for part in parts), names
    if kind == "trailing":
        assert ticket.fields["price"].edit.placeholderText() == "at once"
        pick_kind(desk, qtbot, "scaled")
        inside = {ticket.fields[name].caption.parent() is ticket.fields[name].edit for name in ("price", "last_price")}
        assert len(inside) == 1


@pytest.mark.parametrize(
    ("kind", "height", "wrong"),
    [
        ("market", 860, {"stop": "7900", "target": "7000"}),
        ("scaled", 960, {"stop": "7900", "size": "0.0005", "target": "100"}),
        ("scaled", 1080, {"stop": "7900", "size": "0.0005", "target": "100"}),
    ],
)
def test_the_ticket_breathes_again_after_a_refusal(
    desk: DeskPage, qtbot: QtBot, kind: str, height: int, wrong: dict[str, str]
) -> None:
    desk.window().resize(1440, height)
    pick_kind(desk, qtbot, kind)
    row = {"price": "7300", "last_price": "7060", "count": "5"} if kind == "scaled" else {}
    good = {"size": "0.5", **PLAN, "stop": "6900", **row}
    type_in(desk, qtbot, **good)
    assert range_of(desk, qtbot) == 0
    before = desk.ticket._room.look
    type_in(desk, qtbot, **wrong)
    qtbot.wait(50)
    assert desk.ticket._room.look > before
    type_in(desk, qtbot, **{name: good[name] for name in wrong})
    assert desk.ticket._room.look == before and range_of(desk, qtbot) == 0


def test_the_ticket_breathes_again_after_a_refusal_above_the_button(desk: DeskPage, qtbot: QtBot) -> None:
    pick_kind(desk, qtbot, "limit")
    ticket, conditions = desk.ticket, desk.ticket.conditions
    qtbot.mouseClick(conditions.head, LEFT)
    qtbot.mouseClick(conditions.force.button("gtd"), LEFT)
    qtbot.keyClicks(conditions.expiry.edit, "12:00")
    qtbot.mouseClick(conditions.head, LEFT)
    type_in(desk, qtbot, **{"size": "0.5", "price": "7300", **PLAN})
    for height in (900, 960, 1020):
        desk.window().resize(1440, height)
        assert range_of(desk, qtbot) == 0
        before, places = ticket._room.look, [field.y() for field in ticket.fields.values()]
        conditions.expiry.edit.setText("12:")
        desk.presenter.ticket.refresh()
        qtbot.wait(20)
        assert ticket._refusal.isVisible() and "12:" in ticket._refusal.text()
        conditions.expiry.edit.setText("12:00")
        desk.presenter.ticket.refresh()
        assert not ticket._refusal.isVisible() and ticket._room.look == before
        assert range_of(desk, qtbot) == 0 and [field.y() for field in ticket.fields.values()] == places
