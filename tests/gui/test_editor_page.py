"""The editor of own scenarios, by mouse and keyboard: every field judged, built, packed, opened again."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLineEdit, QMessageBox, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.gui.test_data_page import bring, button, cascade, keep, page
from tests.kit.candle_files import bars, plain
from trainer.app import Cascade
from trainer.scenarios.load import load_scenario
from trainer.ui.data_page.page import DataPage

__all__ = ["cascade", "page"]


def made(page: DataPage, qtbot: QtBot, tmp_path: Path) -> str:
    """A series of six days and the editor on it; the draft's id."""
    path = tmp_path / "BTCUSDT-1m.csv"
    path.write_text(plain(bars(6 * 1_440)))
    bring(page, qtbot, path)
    keep(page, qtbot)
    page.make_scenario("BTCUSDT-perp-last-1m")
    assert page.editor.isVisible() and page.presenter.draft.view is not None
    return page.presenter.draft.view.draft.id


def typed(page: DataPage, qtbot: QtBot, field: str, text: str) -> None:
    edit = page.editor.findChild(QWidget, f"draft_{field}_edit")
    assert isinstance(edit, QLineEdit | QPlainTextEdit)
    edit.setFocus()
    edit.selectAll()
    qtbot.keyClick(edit, Qt.Key.Key_Delete)
    if text:
        qtbot.keyClicks(edit, text)


@pytest.mark.parametrize(
    ("field", "text", "words"),
    [
        ("id", "Not A Slug", "id"),
        ("title", "", "title"),
        ("briefing", "short", "briefing"),
        ("start", "yesterday", "start: yesterday"),
        ("start", "2021-05-19T00:00:00Z", "start: 2021-05-19T00:00:00Z"),
        ("end", "2030-01-01T00:00:00Z", "end: 2030"),
        ("end", "2021-05-22T00:01:00Z", "at least ten bars"),
        ("warm_up_days", "0", "warm_up_days: 0"),
        ("bankroll", "5", "bankroll: 5"),
        ("question_0_time", "2021-05-19T00:00:00Z", "question 1"),
        ("tags", "", "tags: nothing"),
        ("id", "2017-12-16-december-btc", "one that no other scenario has"),
    ],
)
def test_every_field_is_judged_while_it_is_typed(
    page: DataPage, qtbot: QtBot, tmp_path: Path, field: str, text: str, words: str
) -> None:
    made(page, qtbot, tmp_path)
    assert page.editor.go.isEnabled()
    typed(page, qtbot, field, text)
    view = page.presenter.draft.view
    assert view is not None and any(words in problem.sentence for problem in view.problems), view.problems
    assert not page.editor.go.isEnabled()


def test_a_scenario_is_made_packed_thrown_away_and_brought_back(
    page: DataPage, qtbot: QtBot, tmp_path: Path, cascade: Cascade
) -> None:
    made(page, qtbot, tmp_path)
    typed(page, qtbot, "id", "my-own-market")
    typed(page, qtbot, "title", "=My own market")
    for name in ("draft_event_add", "draft_hazard_add", "draft_spread"):
        qtbot.mouseClick(button(page, name), Qt.MouseButton.LeftButton)
    assert page.presenter.draft.view is not None and page.presenter.draft.view.problems == ()
    qtbot.mouseClick(page.editor.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not getattr(page.presenter.draft.view, "is_busy", False), timeout=20_000)
    assert page.presenter.draft.view is None, str(page.presenter.draft.view.problems)
    root = cascade.folder / "scenarios"
    scenario = load_scenario(root / "my-own-market")
    assert len(scenario.checkpoints) == 6 and len(scenario.events) == 1 and len(scenario.record.hazard) == 1
    assert "my-own-market" in [header.id for header in cascade.library.scenarios()]  # type: ignore[union-attr]
    pack = tmp_path / "own.zip"
    page.presenter.scenarios.export("my-own-market", pack)
    qtbot.waitUntil(pack.is_file, timeout=10_000)
    page.scenarios.table.select("my-own-market")
    page.presenter.scenarios.throw_away("my-own-market")
    assert page.scenarios.table.rows() == () and not (root / "my-own-market").exists()
    page.import_file(pack)
    qtbot.waitUntil(lambda: len(page.scenarios.table.rows()) == 1, timeout=10_000)
    assert load_scenario(root / "my-own-market").content_hash == scenario.content_hash
    page.import_file(pack)
    qtbot.waitUntil(lambda: page.window().findChild(QMessageBox, "replace_box") is not None, timeout=10_000)
    box = page.window().findChild(QMessageBox, "replace_box")
    assert box is not None
    qtbot.mouseClick(box.button(QMessageBox.StandardButton.Cancel), Qt.MouseButton.LeftButton)
    page.presenter.scenarios.close()


def built(page: DataPage, qtbot: QtBot) -> None:
    qtbot.mouseClick(page.editor.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not getattr(page.presenter.draft.view, "is_busy", False), timeout=20_000)
    assert page.presenter.draft.view is None, str(page.presenter.draft.view.problems)


def test_a_made_scenario_is_opened_again_changed_and_saved(
    page: DataPage, qtbot: QtBot, tmp_path: Path, cascade: Cascade
) -> None:
    made(page, qtbot, tmp_path)
    typed(page, qtbot, "id", "my-own-market")
    for name in ("draft_event_add", "draft_fact_add", "draft_fact_add", "draft_hazard_add"):
        qtbot.mouseClick(button(page, name), Qt.MouseButton.LeftButton)
    typed(page, qtbot, "event_0_detail", "As a paper told it")
    typed(page, qtbot, "event_0_source", "a paper")
    typed(page, qtbot, "fact_1_text", "Little was lost")
    qtbot.mouseClick(button(page, "draft_fact_0_remove"), Qt.MouseButton.LeftButton)
    typed(page, qtbot, "tags", "own, quiet")
    qtbot.mouseClick(page.editor.concepts.chips["wick"], Qt.MouseButton.LeftButton)
    built(page, qtbot)
    folder = cascade.folder / "scenarios" / "my-own-market"
    first = load_scenario(folder)
    assert first.tags == ("own", "quiet") and first.concepts[-1] == "wick"
    assert (first.events[0].detail, first.events[0].source) == ("As a paper told it", "a paper")
    assert [fact.text for fact in first.outcome.fact] == ["Little was lost"] and len(first.record.hazard) == 1

    page.scenarios.table.select("my-own-market")
    page.scenarios.show_view(page.presenter.scenarios.view())
    qtbot.mouseClick(button(page, "scenario_edit"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.editor.isVisible(), timeout=10_000)
    assert page.editor.go.text() == "Save the changes" and page.editor.go.isEnabled()
    assert page.presenter.draft.view is not None and page.presenter.draft.view.detail is not None
    typed(page, qtbot, "briefing", "Another briefing, long enough.")
    built(page, qtbot)
    again = load_scenario(folder)
    assert again.briefing == "Another briefing, long enough." and again.content_hash == first.content_hash
    assert again.events == first.events and again.checkpoints == first.checkpoints


def test_what_was_typed_is_not_lost_without_a_question(page: DataPage, qtbot: QtBot, tmp_path: Path) -> None:
    made(page, qtbot, tmp_path)
    typed(page, qtbot, "title", "Half an hour of work")
    page.show_tab("candles")
    page.tabs.chosen.emit("editor")
    assert page.editor.isVisible() and page.editor.fields["title"].text() == "Half an hour of work"
    for act in (lambda: page.make_scenario("BTCUSDT-perp-last-1m"), lambda: button(page, "draft_leave").click()):
        act()
        box = page.window().findChild(QMessageBox, "leave_box")
        assert box is not None and "What was typed in it is lost" in box.text()
        qtbot.mouseClick(box.button(QMessageBox.StandardButton.Cancel), Qt.MouseButton.LeftButton)
        assert page.editor.fields["title"].text() == "Half an hour of work"
        qtbot.waitUntil(lambda: page.window().findChild(QMessageBox, "leave_box") is None, timeout=2_000)
    button(page, "draft_leave").click()
    box = page.window().findChild(QMessageBox, "leave_box")
    assert box is not None
    qtbot.mouseClick(box.button(QMessageBox.StandardButton.Discard), Qt.MouseButton.LeftButton)
    assert page.presenter.draft.view is None and not page.editor.isVisible()


def test_the_window_is_drawn_clicked_and_moved_by_keys(page: DataPage, qtbot: QtBot, tmp_path: Path) -> None:
    made(page, qtbot, tmp_path)
    draft = page.presenter.draft
    qtbot.waitUntil(lambda: draft.view is not None and draft.view.overview is not None, timeout=10_000)
    strip, left = page.editor.overview, Qt.MouseButton.LeftButton
    third = QPoint(strip.width() // 3, 20)
    qtbot.mousePress(strip, left, pos=third)
    qtbot.mouseRelease(strip, left, pos=QPoint(strip.width() * 2 // 3, 20))
    assert draft.view is not None
    assert (draft.view.draft.start, draft.view.draft.end) == ("2021-05-21T00:00:00Z", "2021-05-23T00:00:00Z")
    qtbot.keyClick(strip, Qt.Key.Key_Right)
    qtbot.keyClick(strip, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert (draft.view.draft.start, draft.view.draft.end) == ("2021-05-21T01:00:00Z", "2021-05-23T00:00:00Z")
    qtbot.mousePress(strip, left, pos=QPoint(strip.width() - 1, 20))
    qtbot.mouseRelease(strip, left, pos=QPoint(strip.width() - 1, 20))
    assert draft.view.draft.end == "2021-05-25T00:00:00Z", "it stays inside the prices"


def test_everything_that_takes_the_keyboard_has_a_name(page: DataPage, qtbot: QtBot, tmp_path: Path) -> None:
    made(page, qtbot, tmp_path)
    for tab in ("candles", "downloads", "scenarios", "editor"):
        page.show_tab(tab)
        for widget in page.findChildren(QWidget):
            if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isEnabled():
                own = not widget.objectName().startswith("qt_")
                assert not own or widget.accessibleName(), (tab, widget.objectName(), type(widget).__name__)
