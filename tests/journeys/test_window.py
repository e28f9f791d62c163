"""The whole window on an empty data folder: start, trade, be liquidated, close, open again, go on, finish."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from trainer.app import STORE_FILE, Cascade
from trainer.presenters.home_views import StartChoice
from trainer.session.session import PauseOn
from trainer.storage.store import Store
from trainer.ui.components.labels import Label
from trainer.ui.desk.page import DeskPage

CHOICE = StartChoice("2020-03-12-black-thursday-btc", Decimal(10_000), "binance_usdm", False, False)
EIGHT_O_CLOCK_MS = 1_584_000_000_000


@pytest.fixture
def cascade(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Cascade]:
    shown = open_window(qtbot, qapp, tmp_path)
    yield shown
    shown.window.close()


def open_window(qtbot: QtBot, app: QApplication, folder: Path) -> Cascade:
    shown = Cascade(app, folder)
    qtbot.addWidget(shown.window)
    shown.start()
    qtbot.waitUntil(lambda: shown.library is not None)
    return shown


def go_to(cascade: Cascade, time_ms: int) -> None:
    assert cascade.desk is not None
    presenter = cascade.desk.presenter
    session = presenter.session
    presenter.replay.step()
    bars = (time_ms - session.market.close_ms(session.cursor)) // session.market.last.timeframe_ms
    for _ in range(int(bars)):
        presenter.replay.step()


def play_to_liquidation(desk: DeskPage, qtbot: QtBot) -> None:
    """Play past checkpoints and warnings until the liquidation is explained."""
    replay = desk.presenter.replay
    for cause in replay.auto_pause - {PauseOn.LIQUIDATION}:
        replay.set_auto_pause(cause, False)
    replay.set_speed(1000)
    replay.play()
    qtbot.waitUntil(lambda: desk._side_column.currentWidget() is desk.explanation, timeout=20_000)


def escape(desk: DeskPage, qtbot: QtBot) -> None:
    """Press Esc over the chart of an active window, where keys of the window come first."""
    desk.window().activateWindow()
    qtbot.waitUntil(desk.window().isActiveWindow)
    qtbot.keyClick(desk.chart.canvas, Qt.Key.Key_Escape)


def buy(cascade: Cascade, qtbot: QtBot, stop: str) -> None:
    assert cascade.desk is not None
    desk = cascade.desk
    desk.presenter.ticket.set_leverage(Decimal(10))
    desk.open_ticket("long")
    for field, text in (("size", "0.6"), ("stop", stop), ("target", "9800"), ("probability", "50")):
        desk.ticket.fields[field].edit.clear()
        qtbot.keyClicks(desk.ticket.fields[field].edit, text)
    desk.presenter.ticket.refresh()
    assert desk.ticket.submit_button.text() == "Buy 0.6 BTC"
    qtbot.mouseClick(desk.ticket.submit_button, Qt.MouseButton.LeftButton)


def test_a_learner_is_liquidated_and_finds_the_session_again_tomorrow(
    cascade: Cascade, qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    assert len(cascade.home_page._presenter.view().cards) == 22 + 18  # 18 whose candles are fetched later
    cascade.start_session(CHOICE)
    assert cascade.desk is not None and cascade.window.current_page() == "desk"
    go_to(cascade, EIGHT_O_CLOCK_MS)
    buy(cascade, qtbot, stop="7000")
    assert cascade.desk.presenter.session.state.position is not None
    cascade.desk.cancel_all()
    desk = cascade.desk
    play_to_liquidation(desk, qtbot)
    session = desk.presenter.session
    assert session.state.position is None and session.account().equity == Decimal("9554.19004")
    assert desk.panels.tables["closed"].rows()[0].state == "liquidated"
    cursor, session_id = session.cursor, session.session_id
    cascade.window.close()

    again = open_window(qtbot, qapp, tmp_path)
    view = again.home_page._presenter.view()
    assert view.going_on is not None
    again.open_session(session_id)
    assert again.desk is not None
    resumed = again.desk.presenter.session
    assert (resumed.cursor, resumed.events) == (cursor, session.events)
    again.finish_session()
    assert again.desk.presenter.session.is_finished
    assert again.library is not None and again.library.summaries()[0].state == "finished"
    again.window.close()
    store = Store(tmp_path / STORE_FILE)
    assert store.session(session_id).summary.state == "finished"
    store.close()


def test_keys_replay_and_a_field_keeps_what_is_typed(cascade: Cascade, qtbot: QtBot) -> None:
    cascade.start_session(CHOICE)
    assert cascade.desk is not None
    desk = cascade.desk
    qtbot.waitExposed(cascade.window)
    cascade.window.activateWindow()
    before = desk.presenter.session.cursor
    desk.actions_by_id["step"].trigger()
    desk.actions_by_id["step_shown"].trigger()
    close = desk.presenter.session.market.close_ms(desk.presenter.session.cursor)
    assert desk.presenter.session.cursor > before and close % 300_000 == 0
    desk.actions_by_id["buy"].trigger()
    field = desk.ticket.fields["size"].edit
    qtbot.keyClicks(field, "0.5")
    assert field.text() == "0.5"
    desk.chart_bar._frames.button("3600000").click()
    assert field.text() == "0.5"
    desk.actions_by_id["play"].trigger()
    assert desk.presenter.replay.is_playing
    cascade.window.show_page("home")
    assert not desk.presenter.replay.is_playing


def test_a_store_in_use_is_said_and_nothing_in_it_is_touched(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    holder = Store(tmp_path / STORE_FILE)
    shown = open_window(qtbot, qapp, tmp_path)
    assert "nothing of this session will be kept" in shown.window.banner.text()
    shown.start_session(CHOICE)
    assert shown.desk is not None
    shown.window.close()
    assert holder.summaries() == ()
    holder.close()


@pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)
def test_every_page_opens_on_an_empty_folder_and_after_a_session(cascade: Cascade, qtbot: QtBot) -> None:
    for page_id in cascade.window.page_ids():
        cascade.window.show_page(page_id)
        assert not cascade.window.grab().isNull()
    cascade.start_session(CHOICE)
    assert cascade.desk is not None
    cascade.desk.run_until("event")
    cascade.finish_session()
    assert cascade.window.current_page() == "debrief"
    assert not cascade.window.grab().isNull()
    cascade.window.show_page("progress")
    assert cascade.progress.presenter is not None and cascade.progress.presenter.view is not None
    assert len(cascade.progress.presenter.view.rows) == 1
    assert cascade.window.banner.text() == ""
    dark = cascade._settings.settings.theme
    cascade.toggle_theme()
    assert cascade._settings.settings.theme != dark
    cascade.show_keys()


def test_a_checkpoint_stops_the_replay_is_answered_once_and_told_in_the_debrief(cascade: Cascade, qtbot: QtBot) -> None:
    cascade.start_session(CHOICE)
    assert cascade.desk is not None
    desk = cascade.desk
    desk.presenter.replay.set_speed(1000)
    desk.toggle_play()
    qtbot.waitUntil(lambda: desk._side_column.currentWidget() is desk.question, timeout=20_000)
    assert not desk.presenter.replay.is_playing
    chosen = desk.question.options[-1].accessibleName()
    qtbot.mouseClick(desk.question.options[-1], Qt.MouseButton.LeftButton)
    assert desk.presenter.open_checkpoint() is None
    assert desk.panels.tables["journal"].rows()[0].cells[2].text.endswith(chosen)
    assert desk.presenter.session.state.position is None
    cascade.finish_session()
    assert cascade.debrief.presenter is not None and cascade.debrief.presenter.view is not None
    assert [answer for _, answer, _ in cascade.debrief.presenter.view.checkpoints] == [chosen]


def test_a_question_passes_with_its_bar_and_its_answers_fit_the_column(cascade: Cascade, qtbot: QtBot) -> None:
    cascade.window.resize(1440, 900)
    cascade.start_session(CHOICE)
    assert cascade.desk is not None
    desk = cascade.desk
    desk.presenter.replay.set_speed(1000)
    for _ in range(2):
        while desk._side_column.currentWidget() is not desk.question:
            desk.presenter.replay.play()
            qtbot.waitUntil(lambda: not desk.presenter.replay.is_playing, timeout=20_000)
        for option in desk.question.options:
            right = option.mapTo(desk.question, option.rect().topRight()).x()
            words = QFontMetrics(option.font()).boundingRect(QRect(0, 0, 2_000, 200), 0, option.text())
            assert right == desk.question.width() - 17 and words.width() < option.width() - 20
        desk.step()
        assert desk._side_column.currentWidget() is desk.ticket and desk.presenter.session.entries == ()


def test_a_choice_places_the_order_it_names_and_one_beside_a_position_places_none(
    cascade: Cascade, qtbot: QtBot
) -> None:
    cascade.start_session(CHOICE)
    assert cascade.desk is not None
    desk, session = cascade.desk, cascade.desk.presenter.session
    desk.presenter.replay.set_speed(1000)
    first, second = session.scenario.checkpoints[:2]
    answer_next(desk, qtbot, 0)
    position = session.state.position
    assert position is not None and position.quantity == Decimal(first.option[0].size or 0)
    assert session.state.leverage == Decimal(first.option[0].leverage or 0)
    placed = [entry.command for entry in session.entries]
    assert [type(command).__name__ for command in placed] == ["Note", "SetLeverage", "PlaceOrder"]
    desk.presenter.orders.cancel_all()
    desk.show_ticket()
    answer_next(desk, qtbot, 1)
    assert second.option[1].size is not None and session.state.position == position
    assert [type(entry.command).__name__ for entry in session.entries[4:]] == ["Note"]


def answer_next(desk: DeskPage, qtbot: QtBot, place: int) -> None:
    """Play to the next question and click one of its answers."""
    question = desk.question
    while desk._side_column.currentWidget() is not question:
        desk.presenter.replay.play()
        qtbot.waitUntil(lambda: not desk.presenter.replay.is_playing, timeout=20_000)
    note = question.findChild(Label, "question_note")
    assert note is not None
    is_flat = desk.presenter.session.state.is_idle
    assert ("placed at once" in note.text()) is is_flat and ("no order is placed" in note.text()) is not is_flat
    qtbot.mouseClick(question.options[place], Qt.MouseButton.LeftButton)


def test_a_narrow_window_folds_the_ticket_and_a_key_brings_it_back(cascade: Cascade, qtbot: QtBot) -> None:
    cascade.start_session(CHOICE)
    assert cascade.desk is not None
    desk = cascade.desk
    cascade.window.resize(1440, 900)
    qtbot.waitUntil(lambda: desk.ticket.isVisible())
    wide = desk.chart.width()
    cascade.window.resize(1200, 800)
    qtbot.waitUntil(lambda: not desk.ticket.isVisible())
    assert desk.chart_bar.ticket_button.isVisible()
    qtbot.waitUntil(lambda: desk.chart.width() > wide)  # 240 narrower, 320 given back
    desk.actions_by_id["buy"].trigger()
    assert desk.ticket.isVisible()
    desk.actions_by_id["dismiss"].trigger()
    assert not desk.ticket.isVisible()
    qtbot.mouseClick(desk.chart_bar.ticket_button, Qt.MouseButton.LeftButton)
    assert desk.ticket.isVisible()
    cascade.window.resize(1440, 900)
    qtbot.waitUntil(lambda: not desk.chart_bar.ticket_button.isVisible())
    assert desk.ticket.isVisible()
