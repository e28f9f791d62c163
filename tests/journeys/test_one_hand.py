"""A whole session by mouse alone, without a typed letter, and the tools of the Desk by keyboard alone."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.journeys.test_hands import LEFT, desk, drag
from tests.journeys.test_window import cascade
from trainer.app import Cascade
from trainer.ui.command_palette import CommandPalette
from trainer.ui.desk.amount_dialog import AmountDialog
from trainer.ui.desk.leverage import LeveragePopup
from trainer.ui.desk.page import DeskPage

__all__ = ["cascade", "desk"]
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def test_a_session_from_home_to_the_debrief_by_mouse_alone(cascade: Cascade, qtbot: QtBot) -> None:
    cascade.window.resize(1440, 900)
    cascade.home_page.open_start(cascade._home.easiest())  # what a click on a card does
    dialog = cascade.home_page.dialog
    assert dialog is not None
    qtbot.mouseClick(dialog._go, LEFT)
    qtbot.waitUntil(lambda: cascade.window.current_page() == "desk")
    assert cascade.desk is not None
    desk = cascade.desk
    qtbot.waitUntil(desk.ticket.isVisible)
    session = desk.presenter.session
    for _ in range(3):
        qtbot.mouseClick(desk.transport._step, LEFT)
    assert session.cursor == session.market.start + 3
    qtbot.mouseClick(desk.ticket._training, LEFT)  # fast mode: no guess to type
    qtbot.mouseClick(desk.ticket._side.button("short"), LEFT)
    next(action for action in desk.ticket.templates.menu().actions() if "Small, wide" in action.text()).trigger()
    qtbot.mouseClick(desk.ticket.submit_button, LEFT)
    assert session.state.position is not None and session.state.position.size < 0
    assert len(session.state.orders) == 2
    stop = next(order for order in session.state.orders if order.kind == "stop_market")
    drag(desk, qtbot, "stop", float(stop.level + (stop.level - session.market.last_close(session.cursor)) / 4))
    moved = session.state.order(stop.order_id)
    assert moved is not None and moved.level > stop.level
    half = next(button for button in desk.panels._part_buttons if button.objectName() == "close_half")
    size = session.state.position.quantity
    qtbot.mouseClick(half, LEFT)
    assert session.state.position is not None and session.state.position.quantity < size
    qtbot.mouseClick(desk.panels._part_buttons[-1], LEFT)
    assert session.state.position is None
    qtbot.mouseClick(desk.account_bar._finish, LEFT)
    assert cascade.window.current_page() == "debrief"


def press(qtbot: QtBot, app: QApplication, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
    held = Qt.KeyboardModifier.NoModifier
    for modifier in modifiers:
        held |= modifier
    focus = app.focusWidget()
    assert focus is not None
    qtbot.keyClick(focus, key, held)


def test_the_desk_is_worked_by_keyboard_alone(
    desk: DeskPage, cascade: Cascade, qtbot: QtBot, qapp: QApplication
) -> None:
    shift, alt, control = (Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier,
                           Qt.KeyboardModifier.ControlModifier)  # fmt: skip
    session = desk.presenter.session

    def back_to_the_chart() -> None:
        cascade.window.activateWindow()
        qtbot.waitUntil(lambda: qapp.activeWindow() is cascade.window)
        desk.dismiss()

    back_to_the_chart()
    stop = next(order for order in session.state.orders if order.kind == "stop_market")
    desk.presenter.orders._selected = stop.order_id
    press(qtbot, qapp, Qt.Key.Key_Up, alt)
    nudged = session.state.order(stop.order_id)
    assert nudged is not None and nudged.level == stop.level + session.market.rules.tick
    press(qtbot, qapp, Qt.Key.Key_N)
    qtbot.keyClicks(qapp.focusWidget(), "Holding the plan #calm")
    press(qtbot, qapp, Qt.Key.Key_Return)
    assert desk.panels.tables["journal"].rows()[0].cells[4].text == "#calm"
    back_to_the_chart()
    press(qtbot, qapp, Qt.Key.Key_M)
    dialog = next(item for item in desk.findChildren(AmountDialog) if item.isVisible())
    qtbot.keyClicks(dialog.field.edit, "25")
    qtbot.keyClick(dialog.field.edit, Qt.Key.Key_Return)
    position = session.state.position
    assert position is not None and position.margin == Decimal("468.592")
    back_to_the_chart()
    press(qtbot, qapp, Qt.Key.Key_L)
    popup = desk.findChild(LeveragePopup)
    assert popup is not None
    qtbot.keyClick(popup.slider, Qt.Key.Key_Left)
    popup._on_set()
    assert session.state.leverage < 10
    back_to_the_chart()
    press(qtbot, qapp, Qt.Key.Key_K, control)
    palette = cascade.window.findChildren(CommandPalette)[-1]
    qtbot.keyClicks(palette.edit, "fast mode")
    qtbot.keyClick(palette.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not desk.presenter.ticket.is_training)
    back_to_the_chart()
    press(qtbot, qapp, Qt.Key.Key_H, shift)
    assert desk.presenter.board.is_pnl_hidden
    press(qtbot, qapp, Qt.Key.Key_3, control)
    assert session.state.position is not None and session.state.position.size == Decimal("0.15")
    press(qtbot, qapp, Qt.Key.Key_X)
    assert session.state.position is None


@pytest.mark.parametrize("page", ["home", "desk", "settings"])
def test_the_palette_opens_by_its_key_on_every_page(
    page: str, desk: DeskPage, cascade: Cascade, qtbot: QtBot, qapp: QApplication
) -> None:
    cascade.window.show_page(page)
    cascade.window.activateWindow()
    qtbot.waitUntil(lambda: qapp.activeWindow() is cascade.window)
    qtbot.waitUntil(lambda: qapp.focusWidget() is not None)
    press(qtbot, qapp, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert cascade.window.findChildren(CommandPalette)[-1].isVisible()
