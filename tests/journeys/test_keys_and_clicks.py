"""Mouse and keyboard in turns: what is clicked does not take the keys away from the replay."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.journeys.test_hands import LEFT, desk
from tests.journeys.test_window import cascade
from trainer.app import Cascade
from trainer.ui.actions import KeyMap
from trainer.ui.command_palette import CommandPalette
from trainer.ui.components.tables import DataTable
from trainer.ui.desk.amend_dialog import AmendDialog
from trainer.ui.desk.indicators_dialog import IndicatorsDialog
from trainer.ui.desk.page import DeskPage
from trainer.ui.keys_sheet import KeysSheet
from trainer.ui.settings_page.page import SettingsPage

__all__ = ["cascade", "desk"]
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def part(desk: DeskPage, name: str) -> QWidget:
    found = desk.findChild(QWidget, name)
    assert found is not None
    return found


@pytest.fixture
def keyed(desk: DeskPage, cascade: Cascade, qtbot: QtBot, qapp: QApplication) -> DeskPage:
    """The desk of a long position, its chart with the keyboard."""
    cascade.window.activateWindow()
    qtbot.waitUntil(lambda: qapp.activeWindow() is cascade.window)
    desk.dismiss()
    return desk


def press(qtbot: QtBot, app: QApplication, key: Qt.Key) -> None:
    qtbot.keyClick(app.focusWidget() or app.activeWindow(), key)


def test_space_after_a_click_plays_and_repeats_no_trade(keyed: DeskPage, qtbot: QtBot, qapp: QApplication) -> None:
    session, replay = keyed.presenter.session, keyed.presenter.replay
    for name in ("close_half", "reverse", "break_even", "log_scale", "fan", "draw_magnet", "step", "play"):
        qtbot.mouseClick(part(keyed, name), LEFT)
        replay.pause()
        before, decisions = qapp.focusWidget(), len(session.decisions)
        scale = keyed.chart.model.viewport.scale
        press(qtbot, qapp, Qt.Key.Key_Space)
        assert before is keyed.chart.canvas and replay.is_playing, name
        assert len(session.decisions) == decisions and keyed.chart.model.viewport.scale == scale, name
        replay.pause()


def test_arrows_after_a_click_on_a_choice_step_the_replay(keyed: DeskPage, qtbot: QtBot, qapp: QApplication) -> None:
    session = keyed.presenter.session
    qtbot.mouseClick(part(keyed, "timeframe_3600000"), LEFT)
    qtbot.mouseClick(keyed.panels._tabs, LEFT, pos=keyed.panels._tabs.tabRect(2).center())
    assert keyed.panels._tabs.current() == "fills"
    before = session.cursor
    press(qtbot, qapp, Qt.Key.Key_Right)
    assert session.cursor == before + 1 and keyed.panels._tabs.current() == "fills"
    assert keyed.chart.model.series.timeframe_ms == 3_600_000


def narrow(desk: DeskPage, cascade: Cascade, qtbot: QtBot) -> DataTable:
    """The table of the orders in a window that leaves columns of it out of sight."""
    cascade.window.resize(960, 700)
    desk.panels.choose("orders")
    table = desk.panels.tables["orders"]
    for column in range(table.model().columnCount()):
        table.setColumnHidden(column, False)
        table.setColumnWidth(column, 160)
    qtbot.waitUntil(lambda: table.horizontalScrollBar().maximum() > 0)
    return table


def test_a_clicked_table_keeps_up_and_down_and_leaves_left_and_right_to_the_replay(
    keyed: DeskPage, cascade: Cascade, qtbot: QtBot, qapp: QApplication
) -> None:
    session, replay = keyed.presenter.session, keyed.presenter.replay
    table = narrow(keyed, cascade, qtbot)
    qtbot.mouseClick(table.viewport(), LEFT, pos=QPoint(40, 10))
    first, before, speed = table.selected(), session.cursor, replay.speed
    assert qapp.focusWidget() is table
    press(qtbot, qapp, Qt.Key.Key_Right)
    assert session.cursor == before + 1 and table.selected() == first
    press(qtbot, qapp, Qt.Key.Key_Down)
    assert table.selected() not in ("", first) and replay.speed == speed
    keyed.take_keys(KeyMap("forex_tester"))
    press(qtbot, qapp, Qt.Key.Key_Space)
    assert session.cursor == before + 2
    press(qtbot, qapp, Qt.Key.Key_Return)
    assert any(dialog.isVisible() for dialog in keyed.findChildren(AmendDialog))


def test_a_wide_table_that_tab_came_to_goes_sideways(
    keyed: DeskPage, cascade: Cascade, qtbot: QtBot, qapp: QApplication
) -> None:
    session = keyed.presenter.session
    table = narrow(keyed, cascade, qtbot)
    table.setFocus(Qt.FocusReason.TabFocusReason)
    before = session.cursor
    for _ in range(12):
        press(qtbot, qapp, Qt.Key.Key_Right)
    assert session.cursor == before and table.horizontalScrollBar().value() > 0


def test_tab_comes_to_a_control_and_its_keys_work_it(keyed: DeskPage, qtbot: QtBot, qapp: QApplication) -> None:
    session, replay = keyed.presenter.session, keyed.presenter.replay
    position = session.state.position
    assert position is not None
    wanted = {"close_half", "log_scale", "timeframe"}
    for _ in range(150):
        qtbot.keyClick(qapp.focusWidget(), Qt.Key.Key_Tab)
        focus = qapp.focusWidget()
        name = focus.objectName()
        if name not in wanted:
            continue
        wanted.discard(name)
        press(qtbot, qapp, Qt.Key.Key_Right if name == "timeframe" else Qt.Key.Key_Space)
    assert not wanted and not replay.is_playing
    now = session.state.position
    assert now is not None and now.quantity == position.quantity / 2
    assert keyed.chart.model.viewport.scale == "log" and keyed.chart.model.series.timeframe_ms == 900_000


def test_a_click_finishes_what_is_being_typed_and_the_cursor_stays(
    keyed: DeskPage, cascade: Cascade, qtbot: QtBot, qapp: QApplication
) -> None:
    field = keyed.ticket.fields["price"].edit
    keyed.ticket._on_kind("limit")
    qtbot.mouseClick(field, LEFT)
    qtbot.keyClicks(field, "73")
    qtbot.mouseClick(keyed.ticket._side.button("short"), LEFT)
    qtbot.keyClicks(qapp.focusWidget(), "00")
    assert field.text() == "7300" and keyed.presenter.ticket.fields.side == "short"
    cascade.window.show_page("settings")
    page = cascade.window.page("settings")
    assert isinstance(page, SettingsPage)
    number = page.numbers["bankroll"]
    number.edit.setFocus()
    number.edit.selectAll()
    qtbot.keyClicks(number.edit, "2500")
    qtbot.mouseClick(page.choices["play_speed"].button("10"), LEFT)
    assert cascade._settings.settings.bankroll == 2500 and cascade._settings.settings.play_speed == 10


def test_a_click_that_takes_the_typed_field_away_gives_the_keys_to_the_chart(
    keyed: DeskPage, cascade: Cascade, qtbot: QtBot, qapp: QApplication
) -> None:
    ticket, tabs, chart = keyed.ticket, keyed.panels._tabs, keyed.chart.canvas

    def follows(field: QLineEdit, widget: QWidget) -> None:
        field.setFocus()
        qtbot.waitUntil(field.hasFocus)
        qtbot.mouseClick(widget, LEFT)
        assert not field.isVisible() and qapp.focusWidget() is chart, field.objectName()

    ticket._on_kind("limit")
    follows(ticket.fields["price"].edit, part(keyed, "order_kind_market"))
    keyed.write_note()
    qtbot.mouseClick(tabs, LEFT, pos=tabs.tabRect(2).center())
    assert qapp.focusWidget() is chart
    cascade.window.resize(1200, 800)
    keyed.open_ticket("long")
    follows(ticket.fields["size"].edit, keyed.chart_bar.ticket_button)
    press(qtbot, qapp, Qt.Key.Key_Space)
    assert keyed.presenter.replay.is_playing
    keyed.presenter.replay.pause()


def test_an_indicator_that_is_removed_leaves_its_numbers_to_none(keyed: DeskPage, qtbot: QtBot) -> None:
    indicators = keyed.presenter.charts.indicators
    keyed.ask_indicators()
    dialog = keyed.findChild(IndicatorsDialog)
    assert dialog is not None and [choice.values for choice in indicators.choices] == [{"length": 20}, {"length": 50}]
    dialog.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is dialog)
    field = dialog.findChild(QLineEdit, "indicator_0_length_edit")
    assert field is not None
    qtbot.mouseClick(field, LEFT, pos=QPoint(5, 5))
    field.selectAll()
    qtbot.keyClicks(field, "33")
    remove = dialog.findChild(QWidget, "indicator_0_remove")
    assert remove is not None
    qtbot.mouseClick(remove, LEFT)
    assert [choice.values for choice in indicators.choices] == [{"length": 50}]
    dialog.close()


def test_a_held_key_repeats_only_what_moves_a_little_and_costs_nothing(keyed: DeskPage, cascade: Cascade) -> None:
    actions = {**keyed.actions_by_id, **cascade.window.actions_by_id}
    repeating = {name for name, action in actions.items() if action.autoRepeat()}
    assert repeating == {"step", "back", "step_shown", "faster", "slower", "nudge_up", "nudge_down"}


def test_tooltips_names_and_empty_panels_tell_the_keys_in_force(keyed: DeskPage, cascade: Cascade) -> None:
    keyed.close_part("1")
    for name in ("positions", "orders", "fills", "funding", "journal", "closed"):
        keyed.panels.choose(name)

    def told() -> list[str]:
        rail = cascade.window.findChild(QWidget, "rail_keys")
        assert rail is not None
        words = [part(keyed, name).toolTip() for name in ("play", "step_back", "step", "draw_trend", "draw_undo")]
        names = [part(keyed, name).accessibleName() for name in ("step_back", "step", "empty_orders")]
        return [*words, *names, rail.toolTip()]

    assert told() == [
        "Play or pause (Space)", "Back one bar, as a new take (Left)", "Step one bar (Right)", "Trend line (Alt+T)",
        "Undo drawing (Ctrl+Z)", "Back one bar, as a new take (Left)", "Step one bar (Right)",
        "No order is working. Press B", "All keys (F1)",
    ]  # fmt: skip
    own = {"draw_trend": "Alt+Y", "buy": "Q", "undo_drawing": "", "keys": "Ctrl+H", "theme": ""}
    cascade._settings.change(key_profile="forex_tester", keys=own)
    changed = [
        "Play or pause (P)", "Back one bar, as a new take (Backspace)", "Step one bar (Space)", "Trend line (Alt+Y)",
        "Undo drawing", "Back one bar, as a new take (Backspace)", "Step one bar (Space)",
        "No order is working. Press Q", "All keys (Ctrl+H)",
    ]  # fmt: skip
    assert told() == changed
    sheet = KeysSheet(cascade.window.keys(), cascade._keys(), cascade.window)
    shown = {row.cells[1].text: row.cells[0].text for row in sheet.table.rows()}
    assert (shown["All keys"], shown["Dark or light"], shown["Undo a drawing"]) == ("Ctrl+H", "none", "none")
    cascade.show_session(keyed.presenter.session)
    assert cascade.desk is not None and cascade.desk is not keyed
    keyed = cascade.desk
    assert told() == changed


def test_keys_of_the_window_work_in_the_window_of_a_part(
    keyed: DeskPage, cascade: Cascade, qtbot: QtBot, qapp: QApplication
) -> None:
    keyed.charts.set_count(2)
    side = keyed.charts.all[1]
    keyed.arrangement.toggle_floating("chart_2")
    window = side.window()
    assert window is not cascade.window

    def turn_to_it() -> None:
        window.activateWindow()
        qtbot.waitUntil(lambda: qapp.activeWindow() is window)
        side.canvas.setFocus()

    for kind, key, held in (
        (KeysSheet, Qt.Key.Key_F1, Qt.KeyboardModifier.NoModifier),
        (CommandPalette, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier),
    ):
        turn_to_it()
        qtbot.keyClick(side.canvas, key, held)
        dialog = next(one for one in cascade.window.findChildren(kind) if one.isVisible())
        assert dialog.parentWidget() is window
        dialog.close()
    theme = cascade._settings.settings.theme
    turn_to_it()
    qtbot.keyClick(side.canvas, Qt.Key.Key_F9)
    assert cascade._settings.settings.theme != theme
    cascade.toggle_theme()
    turn_to_it()
    for is_full in (True, False):
        qtbot.keyClick(side.canvas, Qt.Key.Key_F11)
        assert window.isFullScreen() == is_full and not cascade.window.isFullScreen()
    keyed.arrangement.toggle_floating("chart_2")
    cascade.show_keys()
    assert next(one for one in cascade.window.findChildren(KeysSheet) if one.isVisible()).parent() is cascade.window


def test_a_letter_that_places_the_order_is_typed_in_a_field(
    keyed: DeskPage, cascade: Cascade, qtbot: QtBot, qapp: QApplication
) -> None:
    cascade._settings.change(keys={"confirm": "K", "dismiss": "Q", "palette": "P"})
    keyed.write_note()
    note = keyed.panels.findChild(QLineEdit, "note_edit")
    assert note is not None and note.hasFocus()
    for letter in (Qt.Key.Key_K, Qt.Key.Key_Q, Qt.Key.Key_P):
        qtbot.keyClick(note, letter)
    assert note.text() == "kqp"


def test_return_presses_a_focused_button(cascade: Cascade, keyed: DeskPage, qtbot: QtBot, qapp: QApplication) -> None:
    half = part(keyed, "close_half")
    half.setFocus(Qt.FocusReason.TabFocusReason)
    position = keyed.presenter.session.state.position
    qtbot.keyClick(half, Qt.Key.Key_Return)
    now = keyed.presenter.session.state.position
    assert position is not None and now is not None and now.quantity == position.quantity / 2
    cascade.window.show_page("home")
    chip = cascade.home_page._chips.chips[-1]
    chip.setFocus(Qt.FocusReason.TabFocusReason)
    before = chip.isChecked()
    qtbot.keyClick(chip, Qt.Key.Key_Enter)
    assert chip.isChecked() != before


def test_the_foot_of_the_orders_offers_what_can_be_done(keyed: DeskPage, qtbot: QtBot) -> None:
    keyed.panels.choose("orders")
    table = keyed.panels.tables["orders"]

    def offered() -> list[bool]:
        return [part(keyed, name).isEnabled() for name in ("amend_order", "cancel_order", "cancel_all")]

    assert len(table.rows()) == 2 and offered() == [False, False, True]
    qtbot.mouseClick(table.viewport(), LEFT, pos=QPoint(40, 10))
    assert offered() == [True, True, True]
    keyed.cancel_all()
    assert offered() == [False, False, False]


def test_a_finished_session_offers_no_replay(keyed: DeskPage, cascade: Cascade) -> None:
    session = keyed.presenter.session
    cascade.library.finish(session)
    cascade.show_session(session)
    assert cascade.desk is not None and cascade.desk is not keyed
    for name in ("to_start", "step_back", "play", "step", "run_until"):
        assert not part(cascade.desk, name).isEnabled(), name
    assert cascade.desk.explanation.go_on.isHidden()


@pytest.mark.parametrize(
    ("key", "title", "text"),
    [
        (Qt.Key.Key_E, "No stop to move.", "No position is open whose stop could go to break-even."),
        (Qt.Key.Key_R, "Nothing to reverse.", "No position is open."),
    ],
)
def test_a_key_about_a_position_says_once_what_is_missing_while_none_is_open(
    keyed: DeskPage, qtbot: QtBot, qapp: QApplication, key: Qt.Key, title: str, text: str
) -> None:
    keyed.close_part("1")
    told: list[tuple[str, str]] = []
    keyed.presenter.orders.toast_raised.connect(lambda view: told.append((view.title, view.text)))
    before = len(keyed.presenter.session.decisions)
    press(qtbot, qapp, key)
    assert told == [(title, text)] and len(keyed.presenter.session.decisions) == before


def test_closing_while_flat_says_that_nothing_is_to_close(keyed: DeskPage) -> None:
    keyed.close_part("1")
    told: list[str] = []
    keyed.presenter.orders.toast_raised.connect(lambda view: told.append(view.title))
    keyed.close_part("1")
    assert told == ["Nothing to close."]
