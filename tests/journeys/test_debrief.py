"""A session is finished, graded while sealed, revealed and priced; tomorrow its debrief is there without new work."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from trainer.app import Cascade
from trainer.core.settings import Settings, save_settings
from trainer.engine.commands import CancelOrder, PlaceOrder, SetLeverage
from trainer.engine.words import Side
from trainer.session.library import StartTerms
from trainer.ui.debrief.decisions import DecisionsCard
from trainer.ui.debrief.equity import EquityPlot
from trainer.ui.speech import speak

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
    """Six hours before the end a long whose stop is taken off half an hour later; then the session is ended."""
    assert cascade.library is not None
    session = cascade.library.start(StartTerms(scenario_id=SCENARIO))
    session.advance(session.last_bar - session.cursor - 360)
    session.give(SetLeverage(leverage=Decimal(10)))
    price = session.market.last_close(session.cursor)
    stop, target = (round(price * share, 1) for share in (Decimal("0.985"), Decimal("1.02")))
    order = PlaceOrder(side=Side.LONG, size=Decimal("0.3"), stop=stop, target=target, probability=Decimal("0.5"))
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
    assert "Long 0.3" in texts(cascade) and " removed" in texts(cascade)
    for told in ("Liquidated", "lost", "Net", "USDT"):
        assert told not in texts(cascade)
    grade = page.sealed.rows[1].control.button("E")
    qtbot.mouseClick(grade, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(page.sealed.reveal, Qt.MouseButton.LeftButton)
    assert page.currentWidget() is not page.sealed
    qtbot.waitUntil(lambda: page.findChild(DecisionsCard) is not None, timeout=60_000)
    rows = page.findChild(DecisionsCard).table.rows()
    removed = next(row for row in rows if "removed" in row.cells[1].text)
    assert removed.cells[3].tag == "blunder" and removed.cells[5].text == "E"
    assert cascade.library is not None
    assert cascade.library.summaries()[0].state == "finished"
    cascade.window.close()

    again = opened(qtbot, qapp, tmp_path)
    again.show_debrief(session_id)
    presenter = again.debrief.presenter
    assert presenter is not None and presenter.ratings is not None, "prices are kept and not worked out again"
    shown = again.window.page("debrief").findChild(DecisionsCard)
    assert [row.cells for row in shown.table.rows()] == [row.cells for row in rows]
    qtbot.waitUntil(lambda: presenter.card is not None and bool(presenter.card.twins), timeout=60_000)
    assert presenter.view is not None and presenter.view.venues and presenter.view.survival
    again.show_debrief(session_id)
    assert not presenter.is_busy and presenter.card is not None and presenter.card.twins, "kept with the session"
    again.window.close()


def test_how_a_figure_is_computed_is_one_press_away(cascade: Cascade, qtbot: QtBot) -> None:
    played(cascade)
    cascade.debrief.settle()
    page = cascade.window.page("debrief")
    qtbot.waitUntil(lambda: page.findChild(DecisionsCard) is not None, timeout=60_000)
    for head in ("process", "outcome", "rules", "survival", "twins", "costs", "decisions", "luck", "trades"):
        button = page.currentWidget().findChild(type(page.sealed.reveal).__mro__[1], f"{head}_how")
        words = page.currentWidget().findChild(QLabel, f"{head}_words")
        assert words.isHidden() and len(words.text()) > 40
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert not words.isHidden()


def test_the_timeline_is_read_bar_by_bar_with_keys_and_mouse(cascade: Cascade, qtbot: QtBot) -> None:
    played(cascade)
    cascade.debrief.settle()
    shown = cascade.debrief.presenter
    assert shown is not None
    qtbot.waitUntil(lambda: shown.card is not None and bool(shown.card.twins and shown.card.ratings), timeout=60_000)
    page = cascade.window.page("debrief").currentWidget()
    plot, reading = page.findChild(EquityPlot, "equity_plot"), page.findChild(QLabel, "equity_reading")
    fills = page.findChild(QLabel, "equity_fills")
    assert plot is not None and reading is not None and fills is not None
    assert shown.view is not None and shown.session is not None
    view, session = shown.view.equity, shown.session
    assert [line.key for line in view.lines] == ["own", "rules", "unstopped", "flipped"]
    assert view.lines[0].equity[-1] == pytest.approx(float(session.account().equity))
    qtbot.keyClick(plot, Qt.Key.Key_End)
    assert plot.place == len(view.prices) - 1
    qtbot.keyClick(plot, Qt.Key.Key_Home)
    assert plot.place == 0 and "10,000.00" in reading.text() and fills.text() == ""
    qtbot.keyClick(plot, Qt.Key.Key_PageDown)
    entered = (session.trades()[0].opened_ms - view.first_ms) // view.step_ms
    assert 0 < entered < 60
    assert plot.place == entered and "0.3 at" in fills.text()
    price = session.market.last_close(session.trades()[0].opened_bar)
    assert f"price {price:,.2f}" in reading.text()
    qtbot.keyClick(plot, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert plot.place == entered + 60 and fills.text() == ""
    qtbot.keyClick(plot, Qt.Key.Key_Left)
    assert plot.place == entered + 59
    for line in view.lines:
        assert f"{line.label} {line.equity[plot.place]:,.2f}" in reading.text()
    qtbot.mouseClick(plot, Qt.MouseButton.LeftButton, pos=QPoint(0, 60))
    assert plot.place == 0
    assert plot.accessibleDescription().startswith(view.times[0])


def test_leaving_while_decisions_are_priced_loses_nothing(
    cascade: Cascade, qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    session_id = played(cascade)
    cascade.window.close()
    again = opened(qtbot, qapp, tmp_path)
    again.show_debrief(session_id)
    assert again.debrief.presenter is not None and again.debrief.presenter.is_busy
    page = again.window.page("debrief")
    qtbot.waitUntil(lambda: page.findChild(DecisionsCard) is not None, timeout=60_000)
    again.window.close()


class Page(HTMLParser):
    """Tags with their attributes, and the texts a reader sees."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._hidden += tag in ("style", "title")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("style", "title")

    def handle_data(self, data: str) -> None:
        if data.strip() and not self._hidden:
            self.texts.append(data)


def bare(text: str) -> str:
    """Without white space: where a line breaks is the page's own affair."""
    return "".join(text.split())


def test_exports_hold_everything_and_run_nothing(cascade: Cascade, qtbot: QtBot, tmp_path: Path) -> None:
    played(cascade)
    cascade.debrief.settle()
    page = cascade.window.page("debrief")
    qtbot.waitUntil(lambda: page.findChild(DecisionsCard) is not None, timeout=60_000)
    assert cascade.debrief.presenter is not None and cascade.debrief.presenter.view is not None
    evil = "<script>alert(1)</script> =cmd|' /C calc'!A0"
    cascade.debrief.presenter.view = replace(cascade.debrief.presenter.view, title=evil, sentence=evil)
    for kind in ("html", "pdf", "csv", "json"):
        page.write(kind, tmp_path / f"out.{kind}")
    shown = Page()
    text = (tmp_path / "out.html").read_text(encoding="utf-8")
    shown.feed(text)
    assert not {tag for tag, _ in shown.tags} & {"script", "iframe", "object", "embed", "link", "form", "a"}
    for _, attributes in shown.tags:
        assert not any(name.startswith("on") for name in attributes)
        assert (attributes.get("src") or "data:image/png").startswith("data:image/png")
    assert " removed" in text and "default-src 'none'" in text
    pdf = (tmp_path / "out.pdf").read_bytes()
    assert pdf.startswith(b"%PDF") and b"/JavaScript" not in pdf and len(pdf) > 10_000
    printed = bare("".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(pdf)).pages))
    assert len(shown.texts) > 100
    assert [text for text in shown.texts if bare(text) not in printed] == [], "nothing is lost on paper"
    rows = list(csv.DictReader((tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()))
    assert [row["kind"] for row in rows] == ["entry", "protect"] and float(rows[1]["loss_bp"]) >= 0
    assert not any(cell.startswith(("=", "+", "@", "\t")) for row in rows for cell in row.values())
    score = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert "no_stop" in score["ratings"]["decisions"][1]["blunders"]


def test_a_german_debrief_is_printed_in_german_without_a_broken_head(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    save_settings(tmp_path, Settings(language="de"))
    shown = opened(qtbot, qapp, tmp_path)
    try:
        played(shown)
        shown.debrief.settle()
        page = shown.window.page("debrief")
        qtbot.waitUntil(lambda: page.findChild(DecisionsCard) is not None, timeout=60_000)
        for kind in ("html", "pdf"):
            page.write(kind, tmp_path / f"out.{kind}")
        heads = re.findall(r"<th[^>]*>([^<]+)</th>", (tmp_path / "out.html").read_text(encoding="utf-8"))
        printed = "\n".join(sheet.extract_text() for sheet in PdfReader(tmp_path / "out.pdf").pages).split()
        assert "Entscheidung" in heads and "Decision" not in heads
        assert [head for head in heads if " " not in head and printed.count(head) < heads.count(head)] == []
    finally:
        shown.window.close()
        speak(qapp, "en")


def test_a_place_that_cannot_be_written_is_named(cascade: Cascade, qtbot: QtBot, tmp_path: Path) -> None:
    played(cascade)
    page = cascade.window.page("debrief")
    page.write("html", tmp_path / "x.html")
    assert "reveal" in page._working.text() and not (tmp_path / "x.html").exists()
    cascade.debrief.settle()
    page.write("csv", tmp_path / "no" / "x.csv")
    assert "x.csv" in page._working.text() and "another place" in page._working.text()
