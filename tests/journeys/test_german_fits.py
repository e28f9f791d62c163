"""German words are longer: nothing of them is cut, on every page and in the dialogs, on the smallest common screen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QLabel
from pytestqt.qtbot import QtBot

from tests.journeys.test_looks import beyond, cut, headless, overlapping, settle
from tests.journeys.test_window import CHOICE, EIGHT_O_CLOCK_MS, go_to, open_window, play_to_liquidation
from trainer.app import Cascade
from trainer.core.settings import Settings, save_settings
from trainer.ui.desk.page import DeskPage
from trainer.ui.settings_page.page import SettingsPage
from trainer.ui.speech import speak

SIZES = ((1280, 800), (1440, 900))


@pytest.fixture
def german(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Cascade]:
    save_settings(tmp_path, Settings(language="de"))
    shown = open_window(qtbot, qapp, tmp_path)
    yield shown
    shown.window.close()
    speak(qapp, "en")


def invest(desk: DeskPage, size: str = "0,6") -> None:
    desk.open_ticket("long")
    for field, text in (("size", size), ("stop", "7240"), ("target", "9800"), ("probability", "50")):
        desk.ticket.fields[field].edit.setText(text)
    desk.presenter.ticket.refresh()
    assert desk.ticket.submit_button.isEnabled()
    desk.ticket.submit()


def unfit(cascade: Cascade, app: QApplication, pages: tuple[str, ...]) -> list[str]:
    problems = []
    for size in SIZES:
        cascade.window.resize(*size)
        for page in pages:
            cascade.window.show_page(page)
            settle(app)
            found = (*cut(cascade.window), *overlapping(cascade.window), *beyond(cascade.window))
            found += tuple(headless(cascade.window))
            problems += [f"{page} at {size[0]}: {text}" for text in found]
    return problems


def invested(cascade: Cascade) -> DeskPage:
    """The Desk of a session at eight o'clock, at 10x, with what `invest` opens."""
    cascade.start_session(CHOICE)
    desk = cascade.desk
    assert desk is not None
    go_to(cascade, EIGHT_O_CLOCK_MS)
    desk.presenter.ticket.set_leverage(Decimal(10))
    invest(desk)
    return desk


def test_pages_without_a_session_hold_their_words(german: Cascade, qapp: QApplication) -> None:
    assert unfit(german, qapp, ("home", "desk", "debrief", "progress", "data", "settings")) == []


@pytest.mark.parametrize("width", [1280, 1300, 1360, 1440, 1920])
def test_settings_need_no_scrolling_sideways(german: Cascade, qapp: QApplication, width: int) -> None:
    german.window.resize(width, 800)
    german.window.show_page("settings")
    settle(qapp)
    page = german.window.page("settings")
    assert isinstance(page, SettingsPage) and page.horizontalScrollBar().maximum() == 0


def test_desk_debrief_and_progress_hold_their_words(german: Cascade, qtbot: QtBot, qapp: QApplication) -> None:
    desk = invested(german)
    problems = unfit(german, qapp, ("desk",))
    for kind in ("limit", "stop_limit", "trailing", "bracket", "scaled"):
        desk.show_ticket()
        desk.ticket._on_kind(kind)
        desk.ticket.conditions.open(True)
        desk.presenter.ticket.refresh()
        problems += [f"{kind}: {text}" for text in unfit(german, qapp, ("desk",))]
    german.finish_session()
    problems += [f"sealed: {text}" for text in unfit(german, qapp, ("debrief",))]
    german.debrief.settle()
    presenter = german.debrief.presenter
    assert presenter is not None
    qtbot.waitUntil(lambda: not presenter.is_busy, timeout=60_000)
    problems += unfit(german, qapp, ("debrief", "progress", "home"))
    assert problems == []


@pytest.mark.parametrize(("size", "bankroll"), [("0,6", "10000"), ("600", "9999999")])
def test_a_liquidation_is_explained_within_its_column(
    german: Cascade, qtbot: QtBot, qapp: QApplication, size: str, bankroll: str
) -> None:
    german.start_session(replace(CHOICE, bankroll=Decimal(bankroll)))
    desk = german.desk
    assert desk is not None
    go_to(german, EIGHT_O_CLOCK_MS)
    desk.presenter.ticket.set_leverage(Decimal(10))
    invest(desk, size)
    desk.cancel_all()
    play_to_liquidation(desk, qtbot)
    assert unfit(german, qapp, ("desk",)) == []
    body = desk.explanation._scroll.widget()
    assert body.width() <= desk.explanation._scroll.viewport().width()
    assert [label.text() for label in body.findChildren(QLabel) if label.geometry().right() >= body.width()] == []


@pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)
def test_dialogs_hold_their_words(german: Cascade, qtbot: QtBot, qapp: QApplication) -> None:
    german.window.resize(1280, 800)
    german.home_page.open_start(CHOICE.scenario_id)
    german.show_keys()
    german.show_palette()
    settle(qapp)
    start = german.home_page.dialog
    assert start is not None
    start.show_rules()
    settle(qapp)
    dialogs = [one for one in qapp.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible()]
    assert len(dialogs) >= 3
    assert [text for dialog in (*dialogs, start) for text in (*cut(dialog), *overlapping(dialog))] == []
    for dialog in dialogs:
        dialog.reject()
