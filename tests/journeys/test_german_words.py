"""A session that ends in a liquidation, in German: no English word is left in what is shown of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from tests.journeys.test_every_text import shown
from tests.journeys.test_german_fits import german, invested
from tests.journeys.test_window import CHOICE, EIGHT_O_CLOCK_MS, go_to, play_to_liquidation
from tests.kit.marked import spoken_in
from trainer.app import Cascade
from trainer.core.settings import RowShape, TicketTemplate
from trainer.presenters.progress import _calibration, _concept
from trainer.presenters.ticket_templates import words_of
from trainer.scoring.calibration import Calibration
from trainer.scoring.mastery import ConceptProgress
from trainer.ui.components.name_dialog import NameDialog
from trainer.ui.progress.page import ProgressPage

__all__ = ["german"]
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)
ENGLISH = re.compile(
    r"\b(?:the|of|at|would|still|were|and|with|from|by|planned|next|trading|keep|remove|removed|mastered|"
    r"isolated|fill|taken|while|debrief|none)\b",
    re.IGNORECASE,
)
ENGLISH_FIGURE = re.compile(r"\d,\d{3}\.\d|(?<![\d.])\d+\.\d{1,2}(?![\d.])")


def english_in(cascade: Cascade) -> Iterator[str]:
    """Texts with an English word or figure, those of the scenarios left out."""
    assert cascade.library is not None and cascade.desk is not None
    titles = {header.title for header in cascade.library.scenarios()}
    for point in cascade.desk.presenter.session.scenario.checkpoints:
        titles |= {point.title, point.question, *(option.text for option in point.option)}
    for widget in cascade.window.findChildren(QWidget):
        for text in shown(widget):
            for title in sorted(titles, key=len, reverse=True):
                text = text.replace(title, "")
            if ENGLISH.search(text) or ENGLISH_FIGURE.search(text):
                yield text


def test_a_liquidated_session_is_told_in_german(german: Cascade, qtbot: QtBot, qapp: QApplication) -> None:
    desk = invested(german)
    desk.cancel_all()
    play_to_liquidation(desk, qtbot)
    found = set(english_in(german))
    lesson = desk.explanation.findChild(QWidget, "lesson_0")
    assert lesson is not None
    german.finish_session()
    found |= set(english_in(german))
    german.debrief.settle()
    presenter = german.debrief.presenter
    assert presenter is not None
    qtbot.waitUntil(lambda: not presenter.is_busy, timeout=60_000)
    for page in ("debrief", "progress", "home"):
        german.window.show_page(page)
        qtbot.wait(50)
        found |= set(english_in(german))
    assert sorted(found) == []


def test_a_finished_session_opens_its_debrief_from_the_list(german: Cascade, qtbot: QtBot) -> None:
    """Its state is told in the learner's language, by which nothing may be decided."""
    invested(german)
    assert german.desk is not None
    session_id = german.desk.presenter.session.session_id
    german.finish_session()
    german.window.show_page("progress")
    page = german.window.findChild(ProgressPage)
    assert page is not None and page.table.rows()[0].id == session_id
    page.table.row_activated.emit(session_id)
    qtbot.waitUntil(lambda: german.window.current_page() == "debrief", timeout=20_000)


def test_the_button_says_in_german_which_leg_it_opens_or_closes(german: Cascade) -> None:
    german.start_session(CHOICE)
    desk = german.desk
    assert desk is not None
    go_to(german, EIGHT_O_CLOCK_MS)
    desk.show_ticket()
    ticket, button = desk.presenter.ticket, desk.ticket.submit_button
    ticket.set_position_mode(is_hedge=True)
    ticket.set_training(False)
    desk.ticket.fields["size"].edit.setText("0,1")
    for side, words in (("short", "Short öffnen: 0,1 BTC"), ("long", "Long öffnen: 0,1 BTC")):
        ticket.set_side(side)
        ticket.refresh()
        assert button.text() == words
    button.click()
    desk.ticket.fields["size"].edit.setText("0,1")
    ticket.set_side("short")
    ticket.set_flag("reduce_only", True)
    ticket.refresh()
    assert button.text() == "Long schließen: 0,1 BTC"


def test_layouts_and_the_end_are_german(german: Cascade, qtbot: QtBot) -> None:
    german.start_session(CHOICE)
    desk = german.desk
    assert desk is not None
    button = desk.account_bar.layout_button
    button.keep("Meine")
    button._fill()
    submenus = [one for one in button.findChildren(QMenu) if one.title()]
    assert [one.title() for one in submenus] == ["Anordnung entfernen"]
    button.ask_name()
    dialog = german.window.findChild(NameDialog)
    assert dialog is not None and dialog.windowTitle() == "Anordnung behalten"
    dialog.reject()
    desk._on_ended()
    assert "Auswertung" in [text for one in desk.chart.findChildren(QWidget) for text in shown(one)]
    pauses = [action.text() for action in desk.transport.findChildren(QAction) if action.data() == "pause_on_session"]
    assert pauses == ["Pause bei dem nächsten Handelstag"]


def test_figures_of_templates_and_of_progress_have_a_comma() -> None:
    template = TicketTemplate(
        name="a", kind="scaled", risk_percent=0.5, stop=1.5, stop_in="atr", target_r=1.5, further=((2.5, 33.5),),
        row=RowShape(0.5, 2.5, 3, "even"),
    )  # fmt: skip
    with spoken_in("de"):
        assert words_of(template) == (
            "0,5 % Risiko · Stop 1,5 ATR · Ziele 1,5; 2,5 R · 3 Orders 0,5 bis 2,5 ATR entfernt"
        )
        brier = Calibration(12, 0, 0.25, -0.125, 0.1, None, ())
        assert [text for _, text in _calibration(brier)][1:3] == ["0,250", "−0,125"]
        known = ConceptProgress("one-r", 3, 3, is_mastered=True)
        assert _concept(known).text == "gemeistert"
