"""A session whose candles take long to read opens beside the window, which says so and can be used meanwhile."""

from __future__ import annotations

import os
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.journeys.test_window import CHOICE, cascade
from trainer.app import Cascade
from trainer.core.paths import scenarios_dir
from trainer.scenarios.load import Scenario, ScenarioError, load_scenario
from trainer.session import reading

__all__ = ["cascade"]


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Event:
    """Every scenario counts as long, and none is read before the gate is opened."""
    opened = Event()

    def slowly(folder: Path) -> Scenario:
        assert opened.wait(20)
        return load_scenario(folder)

    monkeypatch.setattr(reading, "LONG_BYTES", 0)
    monkeypatch.setattr(reading, "load_scenario", slowly)
    return opened


def busy(cascade: Cascade) -> QWidget | None:
    found = cascade.window.stack.currentWidget()
    return found if found.objectName() == "opening" else None


def test_the_window_says_that_it_opens_and_then_shows_the_desk(cascade: Cascade, qtbot: QtBot, gate: Event) -> None:
    cascade.start_session(CHOICE)
    page = busy(cascade)
    assert page is not None and "Opening the session" in page.accessibleName() and cascade.desk is None
    gate.set()
    qtbot.waitUntil(lambda: cascade.desk is not None)
    assert busy(cascade) is None and cascade.window.current_page() == "desk"


def test_a_scenario_that_was_just_read_opens_at_once(cascade: Cascade, qtbot: QtBot, gate: Event) -> None:
    gate.set()
    cascade.start_session(CHOICE)
    qtbot.waitUntil(lambda: cascade.desk is not None)
    desk = cascade.desk
    assert desk is not None
    cascade.open_session(desk.presenter.session.session_id)
    assert cascade.desk is not desk and busy(cascade) is None


@pytest.mark.parametrize("way", ["cancel", "escape", "home", "progress"])
def test_an_opening_is_given_up(cascade: Cascade, qtbot: QtBot, qapp: QApplication, gate: Event, way: str) -> None:
    cascade.start_session(CHOICE)
    page = busy(cascade)
    assert page is not None
    if way == "cancel":
        cancel = page.findChild(QWidget, "opening_cancel")
        qtbot.mouseClick(cancel, Qt.MouseButton.LeftButton)
    elif way == "escape":
        qtbot.waitUntil(lambda: QApplication.activeWindow() is cascade.window)
        qtbot.keyClick(cascade.window, Qt.Key.Key_Escape)
    else:
        cascade.window.show_page(way)
    qtbot.waitUntil(lambda: busy(cascade) is None)
    gate.set()
    assert cascade.opening._work.wait()
    qapp.processEvents()
    assert busy(cascade) is None and cascade.desk is None
    assert cascade.window.current_page() == (way if way == "progress" else "home")
    assert cascade.library is not None and cascade.library.summaries() == ()


def test_candles_that_cannot_be_read_are_told_and_the_page_before_comes_back(
    cascade: Cascade, qtbot: QtBot, gate: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_folder: Path) -> Scenario:
        raise ScenarioError("candles.csv.gz", "rows", "5 fields", "rows of six")

    monkeypatch.setattr(reading, "load_scenario", broken)
    cascade.start_session(CHOICE)
    qtbot.waitUntil(lambda: busy(cascade) is None)
    assert cascade.window.current_page() == "home" and cascade.desk is None
    assert "rows of six" in cascade.window.banner.accessibleName()


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    source = scenarios_dir() / CHOICE.scenario_id
    folder = tmp_path / source.name
    folder.mkdir()
    for file in source.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    reader = reading.Reader()
    first = reader.read(folder)
    assert reader.read(folder) is first
    os.utime(folder / "scenario.toml", ns=(1, 1))
    again = reader.read(folder)
    assert again is not first and again.content_hash == first.content_hash
    (folder / "candles.csv.gz").write_bytes(b"")
    with pytest.raises(ScenarioError):
        reader.read(folder)


def test_only_many_candles_take_long(tmp_path: Path) -> None:
    reader = reading.Reader()
    folder = tmp_path / "much"
    folder.mkdir()
    assert not reader.takes_long(folder)
    (folder / "candles.csv.gz").write_bytes(b"1" * reading.LONG_BYTES)
    assert not reader.takes_long(folder)
    (folder / "candles.csv.gz").write_bytes(b"1" * (reading.LONG_BYTES + 1))
    assert reader.takes_long(folder)
