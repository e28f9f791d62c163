"""Candles of the learner's own: brought, dealt blind, gone on with after a restart, debriefed; told when deleted."""

from __future__ import annotations

import os
import random
import re
import shutil
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.journeys.test_blind_window import trade
from tests.kit.candle_files import bars, plain
from tests.kit.spoken import words_of
from trainer.app import Cascade
from trainer.collection.series import SeriesInfo
from trainer.collection.shelf import Collection
from trainer.core.clock import DAY_MS, HOUR_MS
from trainer.scenarios.load import load_scenario
from trainer.session.blind import LEAST_BARS
from trainer.supply.bring import Wish, keep, look_at
from trainer.ui.home.start_dialog import StartDialog

NAMES = re.compile(r"(?<![a-z])eth|2021|2020|dealt", re.I)
DAYS, WARM_UP = 90, 60
T = TypeVar("T")


def opened(qtbot: QtBot, qapp: QApplication, folder: Path) -> Cascade:
    shown = Cascade(qapp, folder)
    qtbot.addWidget(shown.window)
    shown.start()
    qtbot.waitUntil(lambda: shown.library is not None)
    return shown


def bring(folder: Path, days: int = DAYS, name: str = "ETHUSDT-1h.csv") -> SeriesInfo:
    """A small file of hourly bars into the library, as the Data page keeps it."""
    file = folder / name
    file.write_text(plain(bars(days * 24, step_ms=HOUR_MS)), encoding="utf-8")
    info = keep(look_at(file, Wish()), Collection(folder))
    file.unlink()
    return info


def own_first(pool: Sequence[T]) -> T:
    """Chance favours the learner's own candles, where they are in the pool."""
    return next((one for one in pool if isinstance(one, SeriesInfo)), pool[0])


def deal(cascade: Cascade, qtbot: QtBot) -> StartDialog:
    cascade.window.show_page("home")
    button = cascade.home_page.findChild(QPushButton, "blind_deal")
    assert button is not None
    before = cascade.home_page.dialog
    button.click()
    qtbot.waitUntil(lambda: cascade.home_page.dialog not in (None, before))
    assert cascade.home_page.dialog is not None
    return cascade.home_page.dialog


def start_dealt(cascade: Cascade, qtbot: QtBot) -> None:
    dialog = deal(cascade, qtbot)
    assert [text for text in words_of(dialog) if NAMES.search(text)] == []
    dialog.start()
    assert cascade.desk is not None


@pytest.fixture
def cascade(qtbot: QtBot, qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cascade]:
    bring(tmp_path)
    monkeypatch.setattr(random, "choice", own_first)
    shown = opened(qtbot, qapp, tmp_path)
    yield shown
    shown.window.close()


def test_a_window_of_own_candles_is_dealt_blind_and_named_nowhere(
    cascade: Cascade, qtbot: QtBot, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(0):
        start_dealt(cascade, qtbot)
        trade(cascade)
        assert cascade.desk is not None
        cascade.desk.open_ticket("long")
    cascade.window.show_page("progress")
    cascade.window.show_page("home")
    for page in (cascade.desk, cascade.window.page("progress")):
        assert [text for text in words_of(page) if NAMES.search(text)] == []
    going_on = cascade.home_page.findChild(QWidget, "continue_card")
    assert going_on is not None and [text for text in words_of(going_on) if NAMES.search(text)] == []
    assert not NAMES.search(cascade.window.windowTitle() + QGuiApplication.clipboard().text() + caplog.text)
    session = cascade.desk.presenter.session
    named = [path for path in tmp_path.rglob("*") if "ETH" in path.name and path.parent.name != "candles"]
    assert named == []
    own = load_scenario(tmp_path / "dealt" / session.record.scenario_id)
    library = Collection(tmp_path).series()[0]
    whole = Collection(tmp_path).candles(library.key)
    first = int(np.searchsorted(whole.time_ms, own.candles.time_ms[0]))
    assert whole.slice(first, first + len(own.candles)).content_hash == own.candles.content_hash
    assert own.start_ms - own.warm_up_ms == WARM_UP * DAY_MS and own.start_index == WARM_UP * 24
    assert session.last_bar - session.market.start == LEAST_BARS
    assert abs(float(session.market.last_close(session.cursor)) / float(own.candles.close[session.cursor]) - 1) > 1e-3


def test_it_is_gone_on_with_after_a_restart_and_debriefed_though_the_library_was_emptied(
    cascade: Cascade, qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    start_dealt(cascade, qtbot)
    trade(cascade)
    assert cascade.desk is not None
    session_id, cursor = cascade.desk.presenter.session.session_id, cascade.desk.presenter.session.cursor
    cascade.window.close()
    shelf = Collection(tmp_path)
    shelf.throw_away(shelf.series()[0].key)
    again = opened(qtbot, qapp, tmp_path)
    again.open_session(session_id)
    assert again.desk is not None and again.desk.presenter.session.cursor == cursor
    assert [text for text in words_of(again.desk) if NAMES.search(text)] == []
    trade(again)
    again.finish_session()
    sealed = " ".join(words_of(again.window.page("debrief").currentWidget()))
    assert not NAMES.search(sealed)
    again.debrief.settle()
    told = " ".join(words_of(again.window.page("debrief").currentWidget()))
    assert "ETHUSDT" in told and "played blind" in told
    again.window.close()


def test_a_window_that_was_deleted_is_told_plainly_and_nothing_opens(
    cascade: Cascade, qtbot: QtBot, tmp_path: Path
) -> None:
    start_dealt(cascade, qtbot)
    assert cascade.desk is not None
    session_id = cascade.desk.presenter.session.session_id
    shutil.rmtree(tmp_path / "dealt")
    cascade.window.show_page("home")
    cascade.open_session(session_id)
    said = " ".join(words_of(cascade.window.banner))
    assert "cut from your library" in said and "deleted since" in said


def test_a_dealt_window_that_is_not_played_is_put_back(cascade: Cascade, qtbot: QtBot, tmp_path: Path) -> None:
    dialog = deal(cascade, qtbot)
    assert len(list(tmp_path.glob("dealt/dealt-*"))) == 1
    dialog.reject()
    assert list(tmp_path.glob("dealt/dealt-*")) == []


def test_a_window_left_by_a_crash_is_swept_once_it_is_old(
    cascade: Cascade, qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    bring(tmp_path, name="BNBUSDT-1h.csv")
    start_dealt(cascade, qtbot)
    assert cascade.desk is not None
    played = tmp_path / "dealt" / cascade.desk.presenter.session.record.scenario_id
    deal(cascade, qtbot)  # offered, and the program ends before it is started or put back
    (left,) = (path for path in tmp_path.glob("dealt/dealt-*") if path != played)
    cascade.window.close()
    for path in (played, left):
        os.utime(path, (time.time() - 3_600, time.time() - 3_600))
    again = opened(qtbot, qapp, tmp_path)
    again.window.close()
    assert played.is_dir() and left.is_dir()
    for path in (played, left):
        os.utime(path, (time.time() - 90_000, time.time() - 90_000))
    later = opened(qtbot, qapp, tmp_path)
    later.window.close()
    assert played.is_dir() and not left.exists()


def test_a_deleted_session_takes_its_own_window_along_and_no_other(
    cascade: Cascade, qtbot: QtBot, tmp_path: Path
) -> None:
    bring(tmp_path, name="BNBUSDT-1h.csv")
    folders = []
    for _ in range(2):
        start_dealt(cascade, qtbot)
        assert cascade.desk is not None and cascade.library is not None
        session = cascade.desk.presenter.session
        folders.append((session.session_id, tmp_path / "dealt" / session.record.scenario_id))
    (first, own), (_, other) = folders
    assert own.is_dir() and other.is_dir() and own != other
    cascade.library.delete(first)
    assert not own.exists() and other.is_dir()
    assert first not in {one.session_id for one in cascade.library.summaries()}


def test_a_dealt_window_is_trained_once_more_from_its_debrief(cascade: Cascade, qtbot: QtBot, tmp_path: Path) -> None:
    start_dealt(cascade, qtbot)
    trade(cascade)
    assert cascade.desk is not None
    before = cascade.desk.presenter.session.record
    cascade.finish_session()
    cascade.debrief.settle()
    again = cascade.window.page("debrief").findChild(QPushButton, "debrief_again")
    assert again is not None
    again.click()
    dialog = cascade.home_page.dialog
    assert dialog is not None
    dialog.start()
    record = cascade.desk.presenter.session.record
    assert record.scenario_id == before.scenario_id and record.session_id != before.session_id
    assert record.is_repeat  # its decisions count for no rating
    assert len(list(tmp_path.glob("dealt/dealt-*"))) == 1


def test_without_own_candles_a_scenario_is_dealt(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(random, "choice", own_first)
    shown = opened(qtbot, qapp, tmp_path)
    deal(shown, qtbot).start()
    assert shown.desk is not None and not (tmp_path / "dealt").exists()
    shown.window.close()
