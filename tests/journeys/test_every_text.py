"""Every text of the window comes from the catalogue: in a language that puts brackets around each, none stands bare."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QMenu, QTabBar, QTableView, QWidget
from pytestqt.qtbot import QtBot

from trainer.app import Cascade
from trainer.core import language
from trainer.core.catalogue import Catalogue
from trainer.core.settings import Settings, save_settings
from trainer.engine.commands import CancelOrder, PlaceOrder
from trainer.engine.words import Side
from trainer.session.library import StartTerms
from trainer.session.session import Session
from trainer.ui.speech import speak
from trainer.venues.load import read_venue, venues_dir

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "packaging"))
import texts

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)
SCENARIO = "2020-03-12-black-thursday-btc"
NAMES = re.compile(
    r"\b(?:BTCUSDT|BTC|USDT|UTC|GTC|IOC|FOK|ROE|MAE|MFE|EMA|PDF|bp|UTC|Cascade|Forex Tester|Deutsch|English|"
    r"(?:Strg|Alt|Umschalt)\+?\w*|F\d+|Leertaste|Pos1|Ende|Esc|Return|Enter|Links|Rechts|Hoch|Herunter|Rücktaste)\b"
)
"""Symbols, abbreviations of the field and names, the same in every language, and keys as Qt names them in German."""
SAME = {"UTC, local, Europe/Berlin", "hh:mm", "Nach links scrollen", "Nach rechts scrollen"}
"""Examples of what a field takes, and what Qt says itself in its own translation."""
WORD = re.compile(r"[A-Za-z]{2,}")


def marked() -> Catalogue:
    """Every text of the program between brackets."""
    plain, plural, kept = {}, {}, []
    for entry in texts.template():
        if isinstance(entry.id, tuple):
            plural[entry.id[0]] = tuple(f"⟦{form}⟧" for form in entry.id)
        elif entry.id:
            plain[entry.id] = f"⟦{entry.id}⟧"
            kept += [entry.id] if texts.MARKED in entry.auto_comments else []
    return Catalogue(plain, plural, tuple(kept), lambda amount: int(amount != 1))


def bare(text: str, foreign: set[str]) -> bool:
    """Whether words stand outside all brackets; `foreign` are texts of scenarios and venues."""
    for known in sorted(foreign, key=len, reverse=True):
        text = text.replace(known, "")
    while (inner := re.sub(r"⟦[^⟦⟧]*⟧", "", text)) != text:
        text = inner
    return WORD.search(NAMES.sub("", text)) is not None


def shown(widget: QWidget) -> Iterator[str]:
    """Every text of a widget that is seen or read aloud."""
    yield widget.accessibleName()
    yield widget.toolTip()
    if isinstance(widget, QLabel | QAbstractButton):
        yield widget.text()
    elif isinstance(widget, QLineEdit):
        yield widget.placeholderText()
    elif isinstance(widget, QTabBar):
        yield from (widget.tabText(place) for place in range(widget.count()))
    elif isinstance(widget, QMenu):
        yield from (action.text() for action in widget.actions())
    elif isinstance(widget, QTableView) and (model := widget.model()) is not None:
        for column in range(model.columnCount()):
            yield str(model.headerData(column, Qt.Orientation.Horizontal) or "")
            yield from (str(model.index(row, column).data() or "") for row in range(model.rowCount()))


@pytest.fixture
def cascade(qtbot: QtBot, qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cascade]:
    monkeypatch.setattr(language, "read_catalogue", lambda _path: marked())
    save_settings(tmp_path, Settings(language="de"))
    made = Cascade(qapp, tmp_path)
    qtbot.addWidget(made.window)
    made.start()
    qtbot.waitUntil(lambda: made.library is not None)
    yield made
    made.window.close()
    monkeypatch.undo()
    speak(qapp, "en")


def traded(cascade: Cascade) -> Session:
    """A session with a position whose stop was taken off, and an entry that rests."""
    assert cascade.library is not None
    session = cascade.library.start(StartTerms(scenario_id=SCENARIO))
    session.advance(200)
    price = session.market.last_close(session.cursor)
    stop, target = (round(price * share, 1) for share in (Decimal("0.97"), Decimal("1.03")))
    session.give(PlaceOrder(side=Side.LONG, size=Decimal("0.3"), stop=stop, target=target, probability=Decimal("0.5")))
    session.advance(5)
    session.give(CancelOrder())
    cascade.show_session(session)
    return session


def test_every_text_comes_from_the_catalogue(cascade: Cascade, qtbot: QtBot) -> None:
    assert language.language() == "de" and cascade.library is not None
    traded(cascade)
    assert cascade.desk is not None
    cascade.desk.show_ticket()
    cascade.desk.ticket._plan.add_target()
    cascade.desk.ticket.conditions.open(True)
    cascade.desk.presenter.ticket.refresh()
    headers = cascade.library.scenarios()
    foreign = {one.title for one in headers} | {one.blind_title for one in headers} | {str(cascade.folder)}
    venues = [read_venue(path) for path in venues_dir().glob("*.toml")]
    foreign |= {venue.title for venue in venues} | {venue.as_of for venue in venues} | SAME
    found: set[str] = set()

    def look() -> None:
        for widget in cascade.window.findChildren(QWidget):
            found.update(text for text in shown(widget) if bare(re.sub("<[^>]*>", "", text), foreign))

    for page in ("home", "desk", "data", "settings"):
        cascade.window.show_page(page)
        qtbot.wait(50)
        look()
    cascade.window.show_page("desk")
    cascade.finish_session()
    look()
    cascade.debrief.settle()
    presenter = cascade.debrief.presenter
    assert presenter is not None
    qtbot.waitUntil(lambda: not presenter.is_busy, timeout=60_000)
    for page in ("debrief", "progress", "home"):
        cascade.window.show_page(page)
        qtbot.wait(50)
        look()
    assert sorted(found) == []
