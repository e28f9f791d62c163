"""The tables of the Debrief have room for their words: verdicts are whole, what was seen and why stay readable."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.journeys.test_looks import settle
from tests.journeys.test_window import CHOICE, EIGHT_O_CLOCK_MS, go_to, open_window
from trainer.core.language import tr
from trainer.core.settings import Settings, save_settings
from trainer.ui.components.table_paint import PADDING, cell_width
from trainer.ui.components.tables import Cell, DataTable
from trainer.ui.desk.page import DeskPage
from trainer.ui.speech import speak

VERDICTS = ("Deserved win", "Unlucky loss", "▲ Lucky win", "Deserved loss", "Not filled", "Answer", "Even", "Open")
LABELS = ("best", "good", "inaccuracy", "mistake", "blunder")


@pytest.mark.parametrize("language", ["en", "de"])
def test_tables_of_the_debrief_have_room_for_their_words(
    language: str, qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    save_settings(tmp_path, Settings(language=language))
    cascade = open_window(qtbot, qapp, tmp_path)
    cascade.window.resize(1440, 900)
    cascade.start_session(CHOICE)
    assert cascade.desk is not None
    go_to(cascade, EIGHT_O_CLOCK_MS)
    invest(cascade.desk, language)
    cascade.finish_session()
    cascade.debrief.settle()
    presenter = cascade.debrief.presenter
    assert presenter is not None
    qtbot.waitUntil(lambda: not presenter.is_busy, timeout=60_000)
    problems = []
    for width in (1280, 1440, 1920):
        cascade.window.resize(width, 900)
        settle(qapp)
        decisions = cascade.window.findChild(DataTable, "debrief_decisions")
        trades = cascade.window.findChild(DataTable, "debrief_trades")
        assert decisions is not None and trades is not None
        wanted = [("verdict", cell_width(Cell(tr(word)))) for word in VERDICTS]
        wanted += [("label", cell_width(Cell(tr(word.capitalize()), tag=word))) for word in LABELS]
        problems += [f"{width}: {name} {room(decisions, name)} of {need}" for name, need in wanted
                     if room(decisions, name) < need]  # fmt: skip
        problems += [f"{width}: {name} {room(table, name)}" for table, name in ((decisions, "seen"), (trades, "text"))
                     if room(table, name) < 110]  # fmt: skip
    cascade.window.close()
    speak(qapp, "en")
    assert problems == []


def invest(desk: DeskPage, language: str) -> None:
    desk.open_ticket("long")
    size = "0,6" if language == "de" else "0.6"
    for field, text in (("size", size), ("stop", "7240"), ("target", "9800"), ("probability", "50")):
        desk.ticket.fields[field].edit.setText(text)
    desk.presenter.ticket.refresh()
    desk.ticket.submit()


def room(table: DataTable, column: str) -> int:
    place = [one.id for one in table._rows.columns].index(column)
    return table.columnWidth(place) - 2 * PADDING
