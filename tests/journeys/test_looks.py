"""Structure of the pages at four sizes: nothing is cut, nothing overlaps, the chart takes what is left."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QPushButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from tests.journeys.test_window import CHOICE, EIGHT_O_CLOCK_MS, buy, cascade, go_to
from trainer.app import Cascade
from trainer.ui.components.cards import Card
from trainer.ui.components.labels import ElidedLabel
from trainer.ui.components.tables import DataTable
from trainer.ui.settings_page.page import SettingsPage
from trainer.ui.theme.current import font

__all__ = ["cascade"]
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
SIZES = ((960, 600), (1280, 800), (1440, 900), (2560, 1440))
_SLACK = 1.5


def cut(window: QWidget) -> list[str]:
    """Labels and buttons whose words do not fit into them."""
    found = []
    for label in window.findChildren(QLabel):
        if (
            not label.isVisible()
            or not label.text()
            or isinstance(label, ElidedLabel)
            or label.visibleRegion().isEmpty()
        ):
            continue
        if label.wordWrap():
            wanted = label.heightForWidth(label.width())
            if wanted > label.height() + _SLACK:
                found.append(f"{label.objectName()}: {label.text()[:40]} needs {wanted} of {label.height()}")
        elif QFontMetricsF(label.font()).horizontalAdvance(label.text()) > label.width() + _SLACK:
            found.append(f"{label.objectName()}: {label.text()[:40]} in {label.width()}")
    for button in window.findChildren(QPushButton):
        if button.isVisible() and button.text():
            words = QFontMetricsF(button.font()).horizontalAdvance(button.text())
            if words > button.width() + _SLACK:
                found.append(f"{button.objectName()}: {button.text()} in {button.width()}")
    return found


def headless(window: QWidget) -> list[str]:
    """Columns too narrow for the shortest words of their header, the one that takes what is left apart."""
    found = []
    for table in window.findChildren(DataTable):
        header = table.horizontalHeader()
        for place, column in enumerate(table._rows.columns):
            room = header.sectionSize(place) - 2 * table._header.padding - (column.bar + 6 if column.bar else 0)
            words = QFontMetricsF(font("caption")).horizontalAdvance(column.least)
            if not column.stretch and not header.isSectionHidden(place) and words > room + _SLACK:
                found.append(f"{table.objectName()}: {column.least} in {room}")
    return found


def overlapping(parent: QWidget) -> list[str]:
    """Buttons and labels of one parent that lie on each other."""
    found = []
    for holder in [parent, *parent.findChildren(QWidget)]:
        parts = [
            child
            for child in holder.children()
            if isinstance(child, QLabel | QAbstractButton) and child.isVisible() and holder.layout() is not None
            and holder.layout().indexOf(child) >= 0
        ]  # fmt: skip
        for place, one in enumerate(parts):
            for other in parts[place + 1 :]:
                if one.geometry().intersects(other.geometry()):
                    found.append(f"{one.objectName()} on {other.objectName()}")
    return found


def beyond(window: QWidget) -> list[str]:
    """Visible widgets that reach past the window, those inside something that scrolls left out."""
    whole = QRect(0, 0, window.width(), window.height())
    found = []
    for widget in window.findChildren(QWidget):
        scrolls = widget.parent()
        while scrolls is not None and not isinstance(scrolls, QScrollArea) and scrolls is not window:
            scrolls = scrolls.parent()
        if not widget.isVisible() or isinstance(scrolls, QScrollArea) or widget.window() is not window:
            continue
        place = QRect(widget.mapTo(window, widget.rect().topLeft()), widget.size())
        if not whole.contains(place) and isinstance(widget, QLabel | QPushButton):
            found.append(f"{widget.objectName()} at {place.getRect()}")
    return found


def settle(app: QApplication) -> None:
    for _ in range(4):
        app.processEvents()


def test_every_page_holds_its_words_at_every_size(cascade: Cascade, qtbot: QtBot, qapp: QApplication) -> None:
    cascade.start_session(CHOICE)
    assert cascade.desk is not None
    go_to(cascade, EIGHT_O_CLOCK_MS)
    buy(cascade, qtbot, stop="7240")
    desk = cascade.desk
    desk.show_ticket()
    problems = []
    for size in SIZES:
        cascade.window.resize(*size)
        for page in ("home", "desk", "settings"):
            cascade.window.show_page(page)
            settle(qapp)
            where = f"{page} at {size[0]}: "
            problems += [
                where + text for text in (*cut(cascade.window), *overlapping(cascade.window), *headless(cascade.window))
            ]
            problems += [where + text for text in beyond(cascade.window)]
    assert problems == []


def test_settings_stand_in_two_columns_where_there_is_room(cascade: Cascade, qapp: QApplication) -> None:
    cascade.window.show_page("settings")
    page = cascade.window.page("settings")
    assert isinstance(page, SettingsPage)
    beside = {}
    for size in SIZES:
        cascade.window.resize(*size)
        settle(qapp)
        looks = page.findChild(Card, "settings_card_appearance")
        assert looks is not None and looks.width() <= 760 and page.horizontalScrollBar().maximum() == 0
        beside[size[0]] = page.keys.mapTo(page, QPoint()).x() > looks.mapTo(page, QPoint()).x()
    assert beside == {960: False, 1280: False, 1440: True, 2560: True}


def test_extra_room_goes_to_the_chart(cascade: Cascade, qapp: QApplication) -> None:
    cascade.start_session(CHOICE)
    assert cascade.desk is not None
    desk = cascade.desk
    sizes = {}
    for size in SIZES[1:]:
        cascade.window.resize(*size)
        settle(qapp)
        sizes[size] = (desk.chart.width(), desk.chart.height(), desk.ticket.width(), desk.panels.height())
    (small, large) = sizes[(1440, 900)], sizes[(2560, 1440)]
    assert large[0] - small[0] == 2560 - 1440 and large[1] - small[1] == 1440 - 900
    assert small[2] == large[2] == 320 and small[3] == large[3]
    assert sizes[(1280, 800)][0] > 800


@pytest.mark.parametrize("kind", ["market", "stop_limit", "trailing", "bracket"])
def test_the_ticket_scrolls_instead_of_cutting_long_refusals(
    kind: str, cascade: Cascade, qtbot: QtBot, qapp: QApplication
) -> None:
    cascade.start_session(CHOICE)
    assert cascade.desk is not None
    desk = cascade.desk
    cascade.window.resize(1280, 800)
    desk.show_ticket()
    desk.ticket._on_kind(kind)
    desk.ticket.conditions.open(True)
    for name, text in {"size": "123456.789", "price": "0.013", "limit": "7.777", "stop": "1", "trail": "55"}.items():
        desk.ticket.fields[name].edit.setText(text)
    desk.presenter.ticket.refresh()
    settle(qapp)
    assert cut(desk.ticket) == [] and overlapping(desk.ticket) == []
    body = desk.ticket.findChild(QScrollArea).widget()
    assert body.width() <= desk.ticket.width()


def test_at_200_per_cent_on_a_screen_of_1280_the_pages_scroll_and_nothing_is_cut(
    cascade: Cascade, qtbot: QtBot, qapp: QApplication
) -> None:
    """A text of 200 % leaves 640 x 400 of such a screen."""
    cascade.start_session(CHOICE)
    assert cascade.desk is not None
    go_to(cascade, EIGHT_O_CLOCK_MS)
    buy(cascade, qtbot, stop="7240")
    cascade.window.setMinimumSize(640, 400)
    problems = []
    for page in ("desk", "home", "progress", "data", "settings"):
        cascade.window.show_page(page)
        cascade.window.resize(640, 400)
        settle(qapp)
        assert cascade.window.size() == QSize(640, 400)
        problems += [f"{page}: {text}" for text in (*cut(cascade.window), *overlapping(cascade.window))]
    assert problems == []
    least = cascade.desk.minimumSizeHint()
    assert cascade.desk.width() >= least.width() and cascade.desk.height() >= least.height()
