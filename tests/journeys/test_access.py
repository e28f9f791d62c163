"""Every page by keyboard and by ear: what takes the keyboard has a name, and Tab comes to all of it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from tests.journeys.test_looks import settle
from tests.journeys.test_window import CHOICE, EIGHT_O_CLOCK_MS, buy, cascade, go_to
from trainer.app import Cascade

__all__ = ["cascade"]
PAGES = ("home", "desk", "debrief", "progress", "data", "settings")


@pytest.fixture
def traded(cascade: Cascade, qtbot: QtBot, qapp: QApplication) -> Cascade:
    """A finished session to look back on and an open one with a position, every panel and all ticket fields."""
    cascade.window.resize(1280, 800)
    cascade.start_session(CHOICE)
    go_to(cascade, EIGHT_O_CLOCK_MS)
    buy(cascade, qtbot, stop="7240")
    cascade.finish_session()
    cascade.debrief.settle()
    cascade.start_session(CHOICE)
    go_to(cascade, EIGHT_O_CLOCK_MS)
    buy(cascade, qtbot, stop="7240")
    desk = cascade.desk
    assert desk is not None
    desk.show_ticket()
    desk.charts.set_count(3)
    desk.ticket._plan.add_target()
    desk.ticket._plan.add_target()
    desk.ticket.conditions.open(True)
    settle(qapp)
    return cascade


def takers(window: QWidget) -> list[QWidget]:
    """Visible, enabled widgets that Tab may come to; a field that stands for its container counts once."""
    return [
        widget
        for widget in window.findChildren(QWidget)
        if widget.isVisible()
        and widget.isEnabled()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.focusProxy() is None
        and widget.window() is window
        and not widget.objectName().startswith("qt_")
    ]


def spoken(widget: QWidget) -> str:
    return widget.accessibleName() or (widget.text() if isinstance(widget, QAbstractButton | QLabel) else "")


def is_reached(widget: QWidget, reached: set[QWidget]) -> bool:
    """By Tab, or by an arrow key from the button of its group that Tab comes to."""
    if widget in reached or not isinstance(widget, QAbstractButton):
        return widget in reached
    group = widget.group()
    mates = group.buttons() if group is not None else []
    if widget.autoExclusive():
        mates = [one for one in widget.parentWidget().findChildren(QAbstractButton) if one.autoExclusive()]
    return any(mate in reached for mate in mates)


def by_tab(window: QWidget, qtbot: QtBot, presses: int) -> set[QWidget]:
    """What the Tab key comes to, pressed again and again."""
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    found: set[QWidget] = set()
    for _ in range(presses):
        now = QApplication.focusWidget() or window
        found.add(now)
        qtbot.keyClick(now, Qt.Key.Key_Tab)
    return found


def in_turn(window: QWidget) -> list[str]:
    """Names of what Tab comes to, from first to last."""
    names, now = [], window.nextInFocusChain()
    while now is not window:
        if now.isVisible() and now.isEnabled() and now.focusPolicy() & Qt.FocusPolicy.TabFocus:
            names.append(now.objectName())
        now = now.nextInFocusChain()
    return names


@pytest.mark.parametrize(
    ("page", "rows"),
    [
        ("home", ["rail_home", "rail_keys", "blind_deal", "filter_all", "scenario_order", "scenario_search",
                  "scenario_card_0", "scenario_card_1"]),
        ("desk", ["timeframe", "indicators", "draw_trend", "draw_magnet", "log_scale", "percent_scale", "fan",
                  "to_start", "scrubber", "panel_tabs"]),
        ("data", ["rail_keys", "data_tabs", "import_file"]),
    ],
)  # fmt: skip
def test_tab_goes_the_way_the_eye_does(page: str, rows: list[str], traded: Cascade, qapp: QApplication) -> None:
    traded.window.resize(1440, 900)
    traded.window.show_page(page)
    settle(qapp)
    names = in_turn(traded.window)
    places = [names.index(name) for name in rows]
    assert places == sorted(places), [names[place] for place in sorted(places)]


def test_everything_that_takes_the_keyboard_has_a_name_and_is_reached_by_tab(
    traded: Cascade, qapp: QApplication, qtbot: QtBot
) -> None:
    window = traded.window
    nameless, unreached = [], []
    for page in PAGES:
        window.show_page(page)
        settle(qapp)
        wanted = takers(window)
        assert len(wanted) >= 5, page
        nameless += [f"{page}: {one.objectName() or type(one).__name__}" for one in wanted if not spoken(one)]
        reached = by_tab(window, qtbot, 2 * len(wanted) + 20)
        unreached += [f"{page}: {one.objectName()}" for one in wanted if not is_reached(one, reached)]
    assert nameless == []
    assert unreached == []
