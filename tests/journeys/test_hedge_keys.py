"""A hedge and a scaled entry with keys alone; the ladder's liquidation of a hedge is the engine's."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.journeys.test_ticket import desk
from tests.journeys.test_window import cascade
from trainer.engine.commands import PlaceOrder, PlaceScaled, SetLeverage
from trainer.engine.lanes import focus, liquidation_seen
from trainer.engine.state import Position
from trainer.engine.words import MarginMode, PositionMode, Role, Side
from trainer.ui.desk.page import DeskPage

__all__ = ["cascade", "desk"]
D = Decimal
KEY, SHIFT = Qt.Key, Qt.KeyboardModifier.ShiftModifier
Press = Callable[..., None]


@pytest.fixture
def press(desk: DeskPage, qtbot: QtBot, qapp: QApplication) -> Press:
    """Presses a key where the focus is; a list of field texts is typed by Tab."""
    desk.window().activateWindow()
    qtbot.waitUntil(lambda: qapp.activeWindow() is not None)
    desk.chart.setFocus()

    def pressed(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier, **texts: str) -> None:
        qtbot.keyClick(qapp.focusWidget() or desk.window(), key, modifier)
        for field, text in texts.items():
            for _ in range(60):
                if qapp.focusWidget().objectName() == f"{field}_edit":
                    break
                qtbot.keyClick(qapp.focusWidget(), KEY.Key_Tab)
            assert qapp.focusWidget().objectName() == f"{field}_edit"
            qtbot.keyClicks(qapp.focusWidget(), text)

    return pressed


def position(desk: DeskPage, leg: Side) -> Position | None:
    return focus(desk.presenter.session.state, int(leg is Side.SHORT)).position


def told(desk: DeskPage) -> str:
    return desk.toasts.toasts[-1].accessibleName()


@pytest.fixture
def both(desk: DeskPage, press: Press) -> DeskPage:
    """Hedge mode switched, a long and a short opened: keys alone."""
    press(KEY.Key_L, SHIFT)
    assert desk.presenter.session.state.position_mode is PositionMode.HEDGE
    press(KEY.Key_B, size="0.2", stop="7100", target="7700", probability="50")
    press(KEY.Key_Return)
    press(KEY.Key_S, size="0.1", stop="7600", target="7000", probability="50")
    press(KEY.Key_Return)
    return desk


def test_a_hedge_is_opened_turned_and_closed_leg_by_leg(both: DeskPage, press: Press) -> None:
    long, short = position(both, Side.LONG), position(both, Side.SHORT)
    assert long is not None and long.size == D("0.2") and short is not None and short.size == D("-0.1")
    board = both.presenter.board
    assert board.leg is Side.LONG
    press(KEY.Key_O)
    assert board.leg is Side.SHORT
    press(KEY.Key_X)
    assert position(both, Side.SHORT) is None and position(both, Side.LONG) is not None
    press(KEY.Key_O)
    assert "Both legs of a hedge have to be open." in told(both)
    press(KEY.Key_L, SHIFT)
    assert "Allowed: only without positions and orders." in told(both)
    press(KEY.Key_X)
    press(KEY.Key_C)
    press(KEY.Key_L, SHIFT)
    assert both.presenter.session.state.position_mode is PositionMode.ONE_WAY


def test_the_other_leg_needs_two(desk: DeskPage, press: Press) -> None:
    press(KEY.Key_O)
    assert "Both legs of a hedge have to be open." in told(desk)


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_a_scaled_entry_is_built_placed_and_its_rest_cancelled(
    desk: DeskPage, press: Press, qapp: QApplication, qtbot: QtBot
) -> None:
    press(KEY.Key_C, SHIFT)
    assert "No scaled entry is working." in told(desk)
    press(KEY.Key_B)
    row = desk.ticket._kind
    for _ in range(60):
        if row.segments.isAncestorOf(qapp.focusWidget()):
            break
        press(KEY.Key_Tab)
    for _ in range(4):
        press(KEY.Key_Right)
    assert row.other.isVisible()
    press(KEY.Key_Tab)
    assert qapp.focusWidget() is row.other
    menu = row.other.menu()
    menu.popup(row.other.mapToGlobal(row.other.rect().bottomLeft()))  # a press of Space waits until the menu closes
    for _ in range(5):
        qtbot.keyClick(menu, KEY.Key_Down)
    qtbot.keyClick(menu, KEY.Key_Return)
    press(KEY.Key_Tab, size="0.5", price="7300", last_price="7060", count="5", stop="6900", target="7900",
          probability="50")  # fmt: skip
    press(KEY.Key_Return)
    session = desk.presenter.session
    assert isinstance(session.entries[-1].command, PlaceScaled) or isinstance(session.entries[-2].command, PlaceScaled)
    assert len(session.state.orders) == 5
    while session.state.position is None:
        press(KEY.Key_Right)
    press(KEY.Key_C, SHIFT)
    assert [order for order in session.state.orders if order.role is Role.ENTRY] == []
    assert session.state.position is not None and session.state.protective(Role.STOP) is not None


@pytest.mark.parametrize("side", Side)
def test_the_ladder_of_a_cross_hedge_shows_the_engine_s_liquidation(desk: DeskPage, side: Side) -> None:
    """What the slider says of a leverage before the order is what the engine says of the position after it."""
    ticket, orders, session = desk.presenter.ticket, desk.presenter.orders, desk.presenter.session
    ticket.set_position_mode(is_hedge=True)
    orders.give(SetLeverage(leverage=D(20), margin_mode=MarginMode.CROSS))
    held = side.opposite
    assert orders.give(PlaceOrder(side=held, size=D(2), position_side=held)) is None
    ticket.set_side(side.value)
    desk.ticket.fields["size"].edit.setText("9")
    ticket.refresh()
    said = ticket.hint(D(20)).liquidation.text.replace(",", "")
    assert orders.give(PlaceOrder(side=side, size=D(9), position_side=side)) is None
    found = liquidation_seen(focus(session.state, int(side is Side.SHORT)), session.market, session.cursor)
    assert found is not None and abs(D(said) - found) < D("0.003") * found
