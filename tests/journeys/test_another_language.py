"""Another language at once, backups from the Settings page, and a backup that takes the present sessions' place."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from trainer.app import STORE_FILE, Cascade
from trainer.core import language
from trainer.core.settings import load_settings
from trainer.engine.words import MarginMode
from trainer.presenters.home_views import StartChoice
from trainer.program import Program
from trainer.session import reading
from trainer.session.session import PauseOn
from trainer.storage.backups import backups_of
from trainer.ui.components.labels import key_words
from trainer.ui.settings_page.page import SettingsPage
from trainer.ui.speech import speak

CHOICE = StartChoice("2020-03-12-black-thursday-btc", Decimal(10_000), "binance_usdm", False, False)


@pytest.fixture
def program(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Program]:
    shown = Program(qapp, tmp_path)
    shown.start()
    opened(shown, qtbot)
    yield shown
    shown.cascade.window.close()
    shown.cascade.window.deleteLater()
    shown.deleteLater()
    speak(qapp, "en")


def opened(program: Program, qtbot: QtBot) -> Cascade:
    qtbot.waitUntil(lambda: program.cascade.library is not None)
    return program.cascade


def settings_page(cascade: Cascade) -> SettingsPage:
    cascade.window.show_page("settings")
    page = cascade.window.page("settings")
    assert isinstance(page, SettingsPage)
    return page


def word_of_qt() -> str:
    return QApplication.translate("QPlatformTheme", "Cancel")


def press(page: SettingsPage, name: str, qtbot: QtBot) -> None:
    button = page.findChild(QToolButton, name) or page.findChild(QPushButton, name)
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def answer(page: SettingsPage, button: QMessageBox.StandardButton, qtbot: QtBot) -> str:
    box = page.findChild(QMessageBox, "restore_box")
    assert box is not None
    words = box.text()
    qtbot.mouseClick(box.button(button), Qt.MouseButton.LeftButton)
    return words


def test_german_opens_the_window_anew_where_it_stood(program: Program, qtbot: QtBot, tmp_path: Path) -> None:
    before = program.cascade
    before.start_session(CHOICE)
    assert before.desk is not None
    before.desk.presenter.replay.step()
    session = before.desk.presenter.session
    before.window.resize(800, 770)
    press(settings_page(before), "settings_language_de", qtbot)
    qtbot.waitUntil(lambda: program.cascade is not before)
    after = opened(program, qtbot)
    assert load_settings(tmp_path).language == "de" and language.language() == "de"
    assert after.window.current_page() == "settings"
    assert dict(after.window.keys())["F2"] == "Start"
    assert (after.window.width(), after.window.height()) == (800, 770)
    assert after.desk is not None and after.desk.presenter.session.session_id == session.session_id
    assert after.desk.presenter.session.cursor == session.cursor
    assert after.library is not None and len(after.library.summaries()) == 1
    assert word_of_qt() == "Abbrechen" and key_words("Ctrl+Space") == "Strg+Leertaste"
    press(settings_page(after), "settings_language_en", qtbot)
    qtbot.waitUntil(lambda: program.cascade is not after)
    assert dict(opened(program, qtbot).window.keys())["F2"] == "Home"
    assert word_of_qt() == "Cancel" and key_words("Ctrl+Space") == "Ctrl+Space"


def test_a_long_scenario_comes_back_to_the_desk_behind_the_settings(
    program: Program, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = program.cascade
    before.start_session(CHOICE)
    assert before.desk is not None
    session = before.desk.presenter.session
    page = settings_page(before)
    monkeypatch.setattr(reading, "LONG_BYTES", 0)
    press(page, "settings_language_de", qtbot)
    qtbot.waitUntil(lambda: program.cascade is not before and program.cascade.desk is not None)
    after = program.cascade
    assert after.desk is not None and after.desk.presenter.session.session_id == session.session_id
    assert after.window.current_page() == "settings"


def test_a_guided_trade_goes_on_in_another_language_and_leaving_it_gives_the_learners_own_back(
    program: Program, qtbot: QtBot
) -> None:
    """5x in cross, pauses on funding and on no fill: the guide took 20x isolated and its own pauses."""
    before = program.cascade
    before._settings.change(leverage=5, margin_mode="cross", pause_on_funding=True, pause_on_fill=False)
    before.start_guide()
    assert before.desk is not None
    own = before.desk.presenter.session.state
    assert (own.leverage, own.margin_mode) == (5, MarginMode.CROSS)
    qtbot.mouseClick(before.desk.guide.go, Qt.MouseButton.LeftButton)
    held = before.desk.presenter.session.state
    assert (held.leverage, held.margin_mode) == (20, MarginMode.ISOLATED) and held.position is not None
    press(settings_page(before), "settings_language_de", qtbot)
    qtbot.waitUntil(lambda: program.cascade is not before and program.cascade.desk is not None)
    after = program.cascade
    desk = after.desk
    assert desk is not None and after.window.current_page() == "settings"
    after.window.show_page("desk")
    assert desk.is_guided and desk._side_column.currentWidget() is desk.guide
    assert desk.guide._title.text() == "Long ohne Stop"
    assert desk.presenter.replay.auto_pause == {PauseOn.LIQUIDATION} and not desk.presenter.ticket.is_training
    desk.close_part("1")
    desk.leave_guide()
    state = desk.presenter.session.state
    assert (state.leverage, state.margin_mode) == (5, MarginMode.CROSS) and desk.presenter.ticket.is_training
    found = desk.presenter.replay.auto_pause
    assert PauseOn.FUNDING in found and PauseOn.FILL not in found and PauseOn.CHECKPOINT in found


def test_a_draft_is_not_lost_to_another_language(
    program: Program, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    cascade = program.cascade
    monkeypatch.setattr(cascade.data, "busy_with", lambda: "a draft is open")
    press(settings_page(cascade), "settings_language_de", qtbot)
    qtbot.wait(50)
    assert program.cascade is cascade and cascade.window.banner.text() == "a draft is open"
    assert language.language() == "en"


@pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)
def test_a_backup_is_made_and_restored(program: Program, qtbot: QtBot, tmp_path: Path) -> None:
    cascade = program.cascade
    page = settings_page(cascade)
    assert page.data._last.text() == "No backup has been made yet." and not page.data.restore.isEnabled()
    press(page, "backup_now", qtbot)
    assert len(backups_of(tmp_path)) == 1
    assert page.data._last.text().startswith("Last backup: ") and "Backed up" in page.data._said.text()
    cascade.start_session(CHOICE)
    page = settings_page(cascade)
    page.data.menu.actions()[0].trigger()
    assert answer(page, QMessageBox.StandardButton.Cancel, qtbot).startswith("Go back to the sessions of ")
    assert program.cascade is cascade
    page.data.menu.actions()[0].trigger()
    answer(page, QMessageBox.StandardButton.Yes, qtbot)
    qtbot.waitUntil(lambda: program.cascade is not cascade)
    after = opened(program, qtbot)
    assert after.library is not None and after.library.summaries() == () and after.window.banner.text() == ""
    kept = [one for one in backups_of(tmp_path) if one.is_replaced]
    assert len(kept) == 1
    page = settings_page(after)
    words = [action.text() for action in page.data.menu.actions()]
    assert len(words) == 2 and "replaced by a restore" in words[0]
    page.data.menu.actions()[0].trigger()
    answer(page, QMessageBox.StandardButton.Yes, qtbot)
    qtbot.waitUntil(lambda: program.cascade is not after)
    again = opened(program, qtbot)
    assert again.library is not None and len(again.library.summaries()) == 1


@pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)
def test_a_damaged_backup_leaves_the_window_as_it_is(program: Program, qtbot: QtBot, tmp_path: Path) -> None:
    cascade = program.cascade
    page = settings_page(cascade)
    press(page, "backup_now", qtbot)
    backups_of(tmp_path)[0].path.write_bytes(b"rubbish" * 999)
    cascade.start_session(CHOICE)
    page = settings_page(cascade)
    page.data.menu.actions()[0].trigger()
    answer(page, QMessageBox.StandardButton.Yes, qtbot)
    qtbot.wait(50)
    assert program.cascade is cascade and cascade.desk is not None
    assert "damaged or no backup" in cascade.window.banner.text()
    assert cascade.library is not None and len(cascade.library.summaries()) == 1
    assert (tmp_path / STORE_FILE).exists()


def test_a_day_with_something_new_is_backed_up_once(program: Program, tmp_path: Path) -> None:
    cascade = program.cascade
    cascade.settings.back_up_daily()
    assert backups_of(tmp_path) == ()
    cascade.start_session(CHOICE)
    cascade.settings.back_up_daily()
    cascade.settings.back_up_daily()
    assert len(backups_of(tmp_path)) == 1


def test_how_many_backups_are_kept_is_a_setting(program: Program, qtbot: QtBot, tmp_path: Path) -> None:
    page = settings_page(program.cascade)
    page.data.kept.edit.clear()
    qtbot.keyClicks(page.data.kept.edit, "0")
    page.data.kept.finished.emit()
    assert page.data.kept.message() == "Backups kept: 0 is not allowed; whole numbers from 1 to 100 are"
    page.data.kept.edit.clear()
    qtbot.keyClicks(page.data.kept.edit, "2")
    page.data.kept.finished.emit()
    for _ in range(3):
        press(page, "backup_now", qtbot)
    assert len(backups_of(tmp_path)) == 2 and load_settings(tmp_path).backups_kept == 2
