"""The frame: command palette, keys, layouts, windows of their own, looks and the guided first trade."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.journeys.test_hands import LEFT, desk
from tests.journeys.test_window import CHOICE, cascade, open_window
from trainer.app import Cascade
from trainer.core.settings import DeskLayout, load_settings
from trainer.presenters.zone import choose_zone
from trainer.ui.actions import ALL_ACTIONS, DESK_ACTIONS, PROFILES, KeyMap, plain_key
from trainer.ui.command_palette import CommandPalette
from trainer.ui.desk.arrangement import reachable
from trainer.ui.desk.page import DeskPage
from trainer.ui.keys_sheet import KeysSheet
from trainer.ui.settings_page.keys_card import KeyDialog
from trainer.ui.settings_page.page import SettingsPage, setting_names
from trainer.ui.theme.current import apply_theme, current_theme, load_theme

__all__ = ["cascade", "desk"]
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def palette_of(cascade: Cascade) -> CommandPalette:
    cascade.window.actions_by_id["palette"].trigger()
    found = cascade.window.findChildren(CommandPalette)[-1]
    assert found.isVisible()
    return found


def test_the_palette_finds_actions_pages_scenarios_and_settings(desk: DeskPage, cascade: Cascade, qtbot: QtBot) -> None:
    palette = palette_of(cascade)
    texts = {entry.text for entry in palette._entries}
    assert {row.text for row in DESK_ACTIONS} - texts <= {
        "Place the order of the ticket", "Give up a drag or drawing, else leave the ticket",
    }  # fmt: skip
    assert {title for _, title in setting_names()} <= texts
    assert sum(entry.where == "Scenario" for entry in palette._entries) == len(cascade._home.names()) > 10
    qtbot.keyClicks(palette.edit, "half close")
    assert palette.found()[0] == "Close half"
    qtbot.keyClick(palette.edit, Qt.Key.Key_Return)
    position = desk.presenter.session.state.position
    assert position is not None
    qtbot.waitUntil(lambda: desk.presenter.session.state.position != position)


def test_the_palette_opens_a_scenario_and_a_setting(cascade: Cascade, qtbot: QtBot) -> None:
    palette = palette_of(cascade)
    qtbot.keyClicks(palette.edit, "bankroll")
    qtbot.keyClick(palette.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: cascade.window.current_page() == "settings")
    palette = palette_of(cascade)
    qtbot.keyClicks(palette.edit, "zebra")
    assert palette.found() == () and "zebra" in palette._none.text()
    palette.edit.setText("days after the oil")
    qtbot.keyClick(palette.edit, Qt.Key.Key_Down)
    qtbot.keyClick(palette.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: cascade.home_page.dialog is not None and cascade.home_page.dialog.isVisible())
    assert cascade.home_page.dialog is not None
    cascade.home_page.dialog.reject()


@pytest.mark.parametrize("profile", list(PROFILES))
def test_no_two_actions_share_a_key(profile: str) -> None:
    keys = KeyMap(profile)
    for row in ALL_ACTIONS:
        assert keys.taken_by(keys.key(row), row.id) is None, row.text


def test_a_key_is_changed_swapped_refused_and_kept(
    desk: DeskPage, cascade: Cascade, qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    cascade.window.show_page("settings")
    page = cascade.window.page("settings")
    assert isinstance(page, SettingsPage)
    page.keys.ask("flatten")
    dialog = cascade.window.findChildren(KeyDialog)[-1]
    dialog.edit.setKeySequence(QKeySequence("R"))
    assert not dialog.go.isEnabled() and "Reverse the position" in dialog._note.text()
    dialog.edit.setKeySequence(QKeySequence("F3"))
    assert not dialog.go.isEnabled() and not dialog.swap.isEnabled()
    dialog.edit.setKeySequence(QKeySequence("R"))
    qtbot.mouseClick(dialog.swap, LEFT)
    assert desk.actions_by_id["flatten"].key == "R" and desk.actions_by_id["reverse"].key == "X"
    assert load_settings(tmp_path).keys == {"flatten": "R", "reverse": "X"}
    cascade.window.show_page("desk")
    cascade.window.activateWindow()
    qtbot.waitUntil(lambda: qapp.activeWindow() is cascade.window)
    desk.chart.setFocus()
    qtbot.keyClick(desk.chart.canvas, Qt.Key.Key_R)
    assert desk.presenter.session.state.position is None
    cascade.window.show_page("settings")
    qtbot.mouseClick(page.keys.profile.button("forex_tester"), LEFT)
    assert desk.actions_by_id["step"].key == "Space" and desk.actions_by_id["play"].key == "P"
    sheet = KeysSheet(cascade.window.keys(), cascade._keys(), cascade.window)
    shown = {row.cells[1].text: row.cells[0].text for row in sheet.table.rows()}
    assert shown["Close the position"] == "R" and shown["Step one bar"] == "Space"
    qtbot.mouseClick(page.keys.reset, LEFT)
    assert desk.actions_by_id["flatten"].key == "X" and load_settings(tmp_path).keys == {}


def test_layouts_are_arranged_named_reset_and_found_again(
    desk: DeskPage, cascade: Cascade, qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    button = desk.account_bar.layout_button
    wide = desk.chart.width()
    desk.actions_by_id["ticket"].trigger()
    qtbot.waitUntil(lambda: desk.chart.width() > wide)
    desk.actions_by_id["panels"].trigger()
    assert not desk.panels.isVisible() and not desk.ticket.isVisible()
    button.keep("Chart only")
    button._fill()
    next(action for action in button.menu().actions() if action.text() == "Reset the layout").trigger()
    assert desk.panels.isVisible()
    cascade.window.close()
    again = open_window(qtbot, qapp, tmp_path)
    again.window.resize(1440, 900)
    again.start_session(CHOICE)
    assert again.desk is not None
    button = again.desk.account_bar.layout_button
    next(action for action in button.menu().actions() if action.text() == "Chart only").trigger()
    assert not again.desk.panels.isVisible()
    again.desk.actions_by_id["buy"].trigger()
    assert again.desk.ticket.isVisible()
    assert load_settings(tmp_path).layout.panels is False
    again.window.close()


def test_a_part_leaves_for_a_window_of_its_own_and_comes_back(desk: DeskPage, cascade: Cascade, qtbot: QtBot) -> None:
    desk.arrangement.toggle_floating("panels")
    assert desk.panels.window() is not cascade.window and desk.panels.isVisible()
    cascade.window.show_page("home")
    assert not desk.panels.isVisible()
    cascade.window.show_page("desk")
    assert desk.panels.isVisible()
    desk.panels.window().close()
    assert desk.panels.window() is cascade.window and desk.panels.isVisible()
    desk.arrangement.toggle_floating("ticket")
    assert desk.ticket.window() is not cascade.window
    desk.arrangement.choose(DeskLayout(ticket_left=True))
    assert desk.ticket.window() is cascade.window
    qtbot.waitUntil(lambda: desk.ticket.mapTo(desk, desk.ticket.rect().topLeft()).x() < desk.chart.x() + 400)


def test_a_floating_ticket_that_was_put_away_comes_when_it_is_asked_for_or_has_news(
    desk: DeskPage, qtbot: QtBot
) -> None:
    desk.arrangement.toggle_floating("ticket")
    desk.actions_by_id["ticket"].trigger()
    assert not desk.ticket.isVisible()
    desk.actions_by_id["buy"].trigger()
    assert desk.ticket.isVisible() and not desk.arrangement.layout_now.ticket
    desk.actions_by_id["dismiss"].trigger()
    assert not desk.ticket.isVisible()
    desk.presenter.replay.set_speed(1000)
    desk.presenter.replay.play()
    qtbot.waitUntil(lambda: desk._side_column.currentWidget() is desk.question, timeout=20_000)
    assert desk.question.isVisible()


def test_a_further_chart_has_a_window_of_its_own_that_the_next_session_finds_again(
    desk: DeskPage, cascade: Cascade, qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    desk.charts.set_count(3)
    second, third = desk.charts.all[1:]
    qtbot.mouseClick(second.findChild(QWidget, "chart_2_window"), LEFT)
    window = second.window()
    assert window is not cascade.window and window.windowTitle() == "Cascade: Chart 2" and third.isVisible()
    step = desk.presenter.session.cursor
    desk.actions_by_id["step"].trigger()
    assert desk.presenter.session.cursor == step + 1
    window.setGeometry(300, 200, 500, 400)
    desk.account_bar.layout_button.menu().aboutToShow.emit()
    texts = [action.text() for action in desk.account_bar.layout_button.menu().actions()]
    assert "Chart 2 in a window of its own" in texts and "Chart 3 in a window of its own" in texts
    desk.arrangement.toggle_floating("chart_3")
    assert not desk.charts._right.isVisible()
    desk.arrangement.toggle_floating("chart_3")
    assert desk.charts._right.isVisible() and third.window() is cascade.window
    cascade.window.show_page("home")
    assert not second.isVisible()
    assert load_settings(tmp_path).layout.floating["chart_2"] == (300, 200, 500, 400)
    cascade.window.show_page("desk")
    cascade.window.close()
    again = Cascade(qapp, tmp_path)
    again.start()
    again.open_session(desk.presenter.session.session_id)
    assert again.desk is not None
    back = again.desk.charts.all[1]
    assert back.window() is not again.window and back.window().geometry() == QRect(300, 200, 500, 400)
    back.window().close()
    assert back.window() is again.window and back.isVisible()
    again.desk.arrangement.toggle_floating("chart_2")
    again.desk.charts.set_count(1)
    assert not again.desk.arrangement.charts and not load_settings(tmp_path).layout.floating
    again.window.close()


SCREENS = [QRect(0, 0, 1920, 1080), QRect(1920, 0, 1280, 1024)]


@pytest.mark.parametrize(
    ("place", "comes_back"),
    [
        (QRect(100, 100, 600, 400), False),
        (QRect(2500, 200, 600, 400), False),  # on the second screen
        (QRect(1700, 100, 600, 400), False),  # across both
        (QRect(4000, 100, 600, 400), True),  # its screen is gone
        (QRect(100, -300, 600, 400), True),  # its upper edge is out of reach
        (QRect(1900, 1070, 600, 400), True),  # a corner is not enough
    ],
)
def test_a_window_that_no_screen_shows_comes_back(place: QRect, comes_back: bool) -> None:
    found = reachable(place, SCREENS, SCREENS[0])
    assert found == (QRect(0, 0, 600, 400) if comes_back else place)


@pytest.fixture
def dark_again(cascade: Cascade, qapp: QApplication) -> Iterator[None]:
    """The dark theme again while the window is still whole."""
    yield
    apply_theme(qapp, load_theme("dark"))


@pytest.mark.usefixtures("dark_again")
def test_looks_change_at_once_and_are_kept(cascade: Cascade, qtbot: QtBot, tmp_path: Path) -> None:
    cascade.window.show_page("settings")
    page = cascade.window.page("settings")
    assert isinstance(page, SettingsPage)
    qtbot.mouseClick(page.choices["theme"].button("highContrast"), LEFT)
    assert current_theme().name == "highContrast"
    qtbot.mouseClick(page.choices["theme"].button("dark"), LEFT)
    green = current_theme().hex("chart.candle.up")
    qtbot.mouseClick(page.choices["colours"].button("blueOrange"), LEFT)
    blue = current_theme().hex("chart.candle.up")
    assert blue != green
    rising = current_theme().hex("move.up.text")
    assert rising == current_theme().hex("side.long.text")
    page.switches["red_rises"].click()
    assert current_theme().hex("chart.candle.down") == blue
    assert current_theme().hex("move.down.text") == rising == current_theme().hex("side.long.text")
    qtbot.mouseClick(page.choices["candles"].button("hollow"), LEFT)
    assert current_theme().is_hollow
    kept = load_settings(tmp_path)
    assert (kept.colours, kept.candles, kept.red_rises) == ("blueOrange", "hollow", True)


def test_results_are_hidden_by_key_everywhere(desk: DeskPage) -> None:
    desk.actions_by_id["hide_pnl"].trigger()
    assert desk.account_bar._blocks["pnl"].value.text() == "•••••"
    assert "•" in desk.panels.tables["positions"].rows()[0].cells[7].text
    desk.close_part("0.5")
    assert "Closed at" in f"{desk.toasts.toasts[-1].accessibleName()}"
    assert "−" not in desk.toasts.toasts[-1].accessibleName() and "+" not in desk.toasts.toasts[-1].accessibleName()
    desk.actions_by_id["hide_pnl"].trigger()
    assert "•" not in desk.account_bar._blocks["pnl"].value.text()


def test_the_first_trade_ends_in_a_liquidation_and_its_debrief(cascade: Cascade, qtbot: QtBot) -> None:
    cascade.window.resize(1440, 900)
    qtbot.waitUntil(lambda: cascade.home_page._continue._go.text() == "The first trade")
    qtbot.mouseClick(cascade.home_page._continue._go, LEFT)
    assert cascade.desk is not None
    desk, panel = cascade.desk, cascade.desk.guide
    assert desk._side_column.currentWidget() is panel and "10:00 UTC" in panel._text.text()
    assert len(panel._text.text().split()) <= 45
    qtbot.mouseClick(panel.go, LEFT)
    position = desk.presenter.session.state.position
    assert position is not None and position.leverage == 20
    assert "liquidation price" in panel._text.text() and len(panel._text.text().split()) <= 45
    qtbot.mouseClick(panel.go, LEFT)
    assert desk.presenter.replay.is_playing
    desk.presenter.replay.set_speed(1000)
    qtbot.waitUntil(lambda: panel._title.text() == "Liquidated", timeout=20_000)
    session = desk.presenter.session
    assert session.state.position is None and session.trades()[-1].reason == "liquidated"
    bars = session.trades()[-1].closed_bar
    assert bars is not None and bars - session.trades()[-1].opened_bar <= 4 * 60  # a minute at four bars a second
    qtbot.mouseClick(panel.go, LEFT)
    assert cascade.window.current_page() == "debrief"
    cascade.window.show_page("home")
    card = cascade.home_page._continue
    assert (card._go.text(), card._debrief.text()) == ("Start the easiest", "The first trade")
    qtbot.mouseClick(card._go, LEFT)
    assert cascade.home_page.dialog is not None and cascade.home_page.dialog.isVisible()
    cascade.home_page.dialog.reject()


def test_a_guided_trade_goes_on_where_it_was_after_the_time_zone_changed(cascade: Cascade, qtbot: QtBot) -> None:
    cascade.window.resize(1280, 800)
    cascade.start_guide()
    assert cascade.desk is not None
    qtbot.mouseClick(cascade.desk.guide.go, LEFT)
    before = cascade.desk
    title = before.guide._title.text()
    try:
        cascade._settings.change_zone("Asia/Kolkata")
        cascade.window.show_page("settings")
        cascade.window.show_page("desk")
        desk = cascade.desk
        assert desk is not before and desk._side_column.currentWidget() is desk.guide
        assert desk.guide._title.text() == title != ""
        qtbot.mouseClick(desk.guide.go, LEFT)
        desk.presenter.replay.set_speed(1000)
        qtbot.waitUntil(lambda: desk.guide._title.text() == "Liquidated", timeout=20_000)
        qtbot.mouseClick(desk.guide.go, LEFT)
        assert cascade.window.current_page() == "debrief"
    finally:
        choose_zone("UTC")


def test_a_key_reads_the_same_however_it_is_spelled() -> None:
    assert plain_key("ctrl+k") == plain_key("Ctrl+K") == "Ctrl+K" and plain_key("") == ""


def test_the_chosen_time_zone_holds_on_axis_tables_and_in_the_ticket(
    desk: DeskPage, cascade: Cascade, qtbot: QtBot
) -> None:
    assert desk.account_bar._time.text().endswith("UTC")
    before, labels = desk.account_bar._time.text(), [tick.text for tick in desk.chart.model.ticks().times]
    cascade.window.show_page("settings")
    page = cascade.window.page("settings")
    assert isinstance(page, SettingsPage)
    for typed, problem in (("Nowhere/Else", True), ("Asia/Kolkata", False)):
        page.zone.edit.setText(typed)
        page.zone.edit.editingFinished.emit()
        assert bool(page.zone.problem()) is problem
    try:
        cascade.window.show_page("desk")
        shown = cascade.desk
        assert shown is not None and shown is not desk
        qtbot.waitUntil(shown.chart.isVisible)
        assert shown.account_bar._time.text() == f"{_ahead(before[:5])} IST"
        assert shown.ticket._plan.time.edit.placeholderText() == "hh:mm IST"
        times = shown.chart.model.ticks().times
        assert times and [tick.text for tick in times] != labels
        series = shown.chart.model.series
        walls = [series.time_at(tick.bar) + 19_800_000 for tick in times[1:]]
        assert all(wall % 1_800_000 == 0 for wall in walls)
        assert shown.presenter.ticket.set_time("time_exit", "23:30")
        chosen = shown.presenter.ticket.fields.time_exit
        assert chosen is not None and chosen % 86_400_000 == 18 * 3_600_000
    finally:
        choose_zone("UTC")


def _ahead(clock: str) -> str:
    """The clock in Kolkata."""
    minutes = (int(clock[:2]) * 60 + int(clock[3:]) + 330) % 1440
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def test_a_small_screen_keeps_the_buttons_of_the_start_in_reach(
    cascade: Cascade, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """720 x 450 is what a screen of 1440 x 900 has at 200 per cent."""
    monkeypatch.setattr("trainer.ui.home.start_dialog.room_of", lambda _dialog: QSize(704, 402))
    cascade.home_page._grid.cards[0].click()
    dialog = cascade.home_page.dialog
    assert dialog is not None and dialog.height() == 402
    qtbot.waitUntil(lambda: dialog._room.verticalScrollBar().isVisible())
    for button in (dialog._go, dialog._cancel):
        assert dialog.rect().contains(button.geometry())
    dialog.reject()
