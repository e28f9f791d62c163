"""A session is finished, graded while sealed, revealed and priced; tomorrow its debrief is there without new work."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from trainer.app import Cascade
from trainer.engine.commands import CancelOrder, PlaceOrder, SetLeverage
from trainer.engine.words import Side
from trainer.session.library import StartTerms
from trainer.ui.debrief.decisions import DecisionsCard

SCENARIO = "2020-03-12-black-thursday-btc"


def opened(qtbot: QtBot, app: QApplication, folder: Path) -> Cascade:
    shown = Cascade(app, folder)
    qtbot.addWidget(shown.window)
    shown.start()
    qtbot.waitUntil(lambda: shown.library is not None)
    return shown


@pytest.fixture
def cascade(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Cascade]:
    shown = opened(qtbot, qapp, tmp_path)
    yield shown
    shown.window.close()


def played(cascade: Cascade) -> str:
    """A long whose stop is taken off half an hour later, and the session ended."""
    assert cascade.library is not None
    session = cascade.library.start(StartTerms(scenario_id=SCENARIO))
    session.advance(960)
    session.give(SetLeverage(leverage=Decimal(10)))
    order = PlaceOrder(
        side=Side.LONG, size=Decimal("0.3"), stop=Decimal(7240), target=Decimal(8000), probability=Decimal("0.5")
    )
    assert session.give(order).rejected is None
    session.advance(30)
    session.give(CancelOrder())
    session.advance(200)
    cascade.show_session(session)
    cascade.finish_session()
    return session.session_id


def texts(cascade: Cascade) -> str:
    return "\n".join(label.text() for label in cascade.window.page("debrief").currentWidget().findChildren(QLabel))


def test_sealed_graded_revealed_priced_and_kept(
    cascade: Cascade, qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    session_id = played(cascade)
    page = cascade.window.page("debrief")
    assert page.currentWidget() is page.sealed
    assert "Long 0.3" in texts(cascade) and "Stop 7,240.00 removed" in texts(cascade)
    for told in ("Liquidated", "lost", "Net", "USDT"):
        assert told not in texts(cascade)
    grade = page.sealed.rows[1].control.button("E")
    qtbot.mouseClick(grade, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(page.sealed.reveal, Qt.MouseButton.LeftButton)
    assert page.currentWidget() is not page.sealed
    qtbot.waitUntil(lambda: page.findChild(DecisionsCard) is not None, timeout=20_000)
    rows = page.findChild(DecisionsCard).table.rows()
    removed = next(row for row in rows if "removed" in row.cells[1].text)
    assert removed.cells[3].tag == "blunder" and removed.cells[5].text == "E"
    assert cascade.library is not None
    assert cascade.library.summaries()[0].state == "finished"
    cascade.window.close()

    again = opened(qtbot, qapp, tmp_path)
    again.show_debrief(session_id)
    assert again._debrief is not None and not again._debrief.is_busy
    shown = again.window.page("debrief").findChild(DecisionsCard)
    assert [row.cells for row in shown.table.rows()] == [row.cells for row in rows]
    again.window.close()


def test_how_a_figure_is_computed_is_one_press_away(cascade: Cascade, qtbot: QtBot) -> None:
    played(cascade)
    cascade.settle_debrief()
    page = cascade.window.page("debrief")
    qtbot.waitUntil(lambda: page.findChild(DecisionsCard) is not None, timeout=20_000)
    for head in ("process", "outcome", "rules", "survival", "twins", "costs", "decisions", "luck", "trades"):
        button = page.currentWidget().findChild(type(page.sealed.reveal).__mro__[1], f"{head}_how")
        words = page.currentWidget().findChild(QLabel, f"{head}_words")
        assert words.isHidden() and len(words.text()) > 40
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert not words.isHidden()


def test_leaving_while_decisions_are_priced_loses_nothing(
    cascade: Cascade, qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    session_id = played(cascade)
    cascade.window.close()
    again = opened(qtbot, qapp, tmp_path)
    again.show_debrief(session_id)
    assert again._debrief is not None and again._debrief.is_busy
    page = again.window.page("debrief")
    qtbot.waitUntil(lambda: page.findChild(DecisionsCard) is not None, timeout=20_000)
    again.window.close()
