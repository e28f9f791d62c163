"""A session by keyboard alone: no key does what nobody meant, and the keyboard is never lost."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication, QMenu, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.journeys.test_frame import palette_of
from tests.journeys.test_hands import reachable
from tests.journeys.test_window import CHOICE, EIGHT_O_CLOCK_MS, buy, cascade, go_to
from trainer.app import Cascade
from trainer.ui.components.menu_button import MenuButton
from trainer.ui.components.rail import RailButton
from trainer.ui.components.switches import Switch
from trainer.ui.desk.page import DeskPage
from trainer.ui.keys_sheet import KeysSheet

__all__ = ["cascade"]
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
Key = Qt.Key


def bring_forward(cascade: Cascade, qtbot: QtBot, app: QApplication) -> None:
    cascade.window.activateWindow()
    qtbot.waitUntil(lambda: app.activeWindow() is cascade.window)


@pytest.fixture
def front(cascade: Cascade, qtbot: QtBot, qapp: QApplication) -> Cascade:
    """The window at 1440 x 900 with the keyboard."""
    cascade.window.resize(1440, 900)
    bring_forward(cascade, qtbot, qapp)
    return cascade


def press(qtbot: QtBot, app: QApplication, *keys: Qt.Key) -> QWidget:
    for key in keys:
        qtbot.keyClick(app.focusWidget() or app.activeWindow(), key)
    focus = app.focusWidget()
    assert focus is not None
    return focus


def rail(cascade: Cascade, page: str) -> RailButton:
    found = cascade.window.rail.findChild(RailButton, f"rail_{page}")
    assert found is not None
    return found


def test_tab_comes_to_the_page_that_is_shown_and_return_opens_another(
    front: Cascade, qtbot: QtBot, qapp: QApplication
) -> None:
    for page in ("home", "settings", "progress"):
        front.window.show_page(page)
        reached = [widget for widget in reachable(front.window, qapp) if isinstance(widget, RailButton)]
        assert rail(front, page) in reached and len(reached) == 2, page
    rail(front, "keys").setFocus(Qt.FocusReason.TabFocusReason)
    rail(front, "settings").setFocus(Qt.FocusReason.TabFocusReason)
    press(qtbot, qapp, Key.Key_Return)
    assert front.window.current_page() == "settings"


def test_return_switches_and_opens_a_recent_session(front: Cascade, qtbot: QtBot, qapp: QApplication) -> None:
    front.start_session(CHOICE)
    front.finish_session()
    front.window.show_page("settings")
    switch = front.window.page("settings").findChild(Switch, "settings_pause_on_fill")
    assert switch is not None and switch.isChecked()
    switch.setFocus(Qt.FocusReason.TabFocusReason)
    press(qtbot, qapp, Key.Key_Return)
    assert not switch.isChecked() and not front._settings.settings.pause_on_fill
    front.window.show_page("home")
    row = front.home_page.findChild(QWidget, "recent_0")
    assert row is not None
    row.setFocus(Qt.FocusReason.TabFocusReason)
    press(qtbot, qapp, Key.Key_Return)
    qtbot.waitUntil(lambda: front.window.current_page() != "home")


def test_one_return_too_many_does_not_leave_the_guide(front: Cascade, qtbot: QtBot, qapp: QApplication) -> None:
    front.start_guide()
    desk = front.desk
    assert desk is not None
    press(qtbot, qapp, Key.Key_Return, Key.Key_Return)
    assert desk.presenter.replay.is_playing and not desk.guide.go.isVisible()
    press(qtbot, qapp, Key.Key_Return, Key.Key_Return)
    assert desk.is_guided
    desk.presenter.replay.pause()


def test_a_question_that_comes_while_keys_are_pressed_takes_none_of_them_for_an_answer(
    front: Cascade, qtbot: QtBot, qapp: QApplication
) -> None:
    front.start_session(CHOICE)
    desk = front.desk
    assert desk is not None
    qtbot.wait(50)
    bring_forward(front, qtbot, qapp)
    desk.presenter.replay.set_speed(1000)
    desk.toggle_play()
    qtbot.waitUntil(lambda: desk._side_column.currentWidget() is desk.question, timeout=20_000)
    press(qtbot, qapp, Key.Key_Space, Key.Key_Return)
    assert desk.question.is_open and desk.presenter.session.entries == () and not desk.presenter.replay.is_playing
    assert desk.question.accessibleName().startswith(desk.question.findChild(QWidget, "question_title").text())  # type: ignore[union-attr]  # asked above
    assert press(qtbot, qapp, Key.Key_Tab) is desk.question.options[0]
    qtbot.keyPress(press(qtbot, qapp, Key.Key_Tab), Key.Key_Return)  # the button is gone before its key comes up
    assert not desk.question.is_open and desk.presenter.session.entries != ()


def test_the_debrief_has_the_keyboard_after_it_is_revealed_and_keeps_its_place_when_prices_come(
    front: Cascade, qtbot: QtBot, qapp: QApplication
) -> None:
    front.start_session(CHOICE)
    go_to(front, EIGHT_O_CLOCK_MS)
    buy(front, qtbot, stop="7240")
    front.finish_session()
    qtbot.wait(50)
    bring_forward(front, qtbot, qapp)
    front.window.show_page("debrief")
    page, presenter = front.window.page("debrief"), front.debrief.presenter
    assert presenter is not None and qapp.focusWidget() is page.sealed  # type: ignore[attr-defined]  # a DebriefPage
    page.sealed.reveal.setFocus(Qt.FocusReason.TabFocusReason)  # type: ignore[attr-defined]
    scroll = press(qtbot, qapp, Key.Key_Return)
    assert isinstance(scroll, QScrollArea) and scroll.isVisible() and page.isAncestorOf(scroll)
    qtbot.waitUntil(lambda: not presenter.is_busy, timeout=60_000)
    press(qtbot, qapp, Key.Key_PageDown)
    place = scroll.verticalScrollBar().value()
    assert place > 100
    how = page.findChild(QWidget, "decisions_how")
    assert how is not None and presenter.view is not None
    how.setFocus(Qt.FocusReason.TabFocusReason)
    place = scroll.verticalScrollBar().value()
    page.show_view(presenter.view)  # type: ignore[attr-defined]
    focus = qapp.focusWidget()
    assert focus is not None and focus.objectName() == "decisions_how" and focus is not how
    assert scroll.verticalScrollBar().value() == place


def test_a_filter_of_progress_leaves_the_keyboard_on_it(front: Cascade, qtbot: QtBot, qapp: QApplication) -> None:
    front.start_session(CHOICE)
    front.finish_session()
    qtbot.wait(50)
    bring_forward(front, qtbot, qapp)
    front.window.show_page("progress")
    page = front.window.page("progress")
    button = page.findChild(MenuButton, "filter_period")
    assert button is not None
    button.setFocus(Qt.FocusReason.TabFocusReason)
    button.menu().actions()[-1].trigger()
    focus = qapp.focusWidget()
    assert focus is not None and focus.objectName() == "filter_period" and focus is not button


def test_arrows_go_through_the_keys_while_they_are_searched(front: Cascade, qtbot: QtBot, qapp: QApplication) -> None:
    front.show_keys()
    sheet = front.window.findChildren(KeysSheet)[-1]
    qtbot.waitUntil(lambda: qapp.focusWidget() is sheet.search)
    press(qtbot, qapp, Key.Key_Down, Key.Key_Down, Key.Key_PageDown)
    assert qapp.focusWidget() is sheet.search and sheet.table.currentIndex().row() > 5
    sheet.reject()


def test_the_palette_knows_timeframes_charts_scales_and_what_to_run_until(front: Cascade, qtbot: QtBot) -> None:
    front.start_session(CHOICE)
    desk = front.desk
    assert desk is not None
    for text in ("Timeframe 15m", "Four charts", "Logarithmic price scale"):
        palette = palette_of(front)
        palette.edit.setText(text)
        assert palette.found()[0] == text
        palette.run(palette.table.selected())
        qtbot.waitUntil(lambda shown=palette: not shown.isVisible())  # type: ignore[misc]  # bound at once
        qtbot.wait(10)
    assert desk.chart.model.series.timeframe_ms == 900_000 and len(desk.charts.all) == 4
    assert desk.chart.model.viewport.scale == "log"
    palette = palette_of(front)
    palette.edit.setText("run until funding")
    assert palette.found()


def test_the_ticket_of_a_new_desk_takes_the_room_there_is(front: Cascade, qtbot: QtBot) -> None:
    front.start_session(CHOICE)
    desk: DeskPage | None = front.desk
    assert desk is not None
    qtbot.wait(50)
    room = desk.ticket._room
    look, spare = room.look, room._available() - room._needed()
    room._take(look - 1)
    assert look == 0 or room._available() - room._needed() < 48 < spare + 48
    room._take(look)


def test_a_button_is_not_lit_any_more_once_its_menu_was_left_elsewhere(qtbot: QtBot) -> None:
    ground = QWidget()
    qtbot.addWidget(ground)
    button = MenuButton("Layout", "quiet", name="layout", mini=True)
    plain = button.sizeHint().width()
    menu = QMenu(button)
    menu.addAction("One chart")
    button.setMenu(menu)
    assert plain == button.sizeHint().width(), "the chevron has its room from the first"
    column = QVBoxLayout(ground)
    column.addWidget(button)
    ground.resize(300, 200)
    ground.show()
    button.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)
    QCursor.setPos(ground.mapToGlobal(QPoint(290, 190)))
    menu.popup(ground.mapToGlobal(QPoint(10, 60)))
    menu.close()
    assert not button.underMouse()
