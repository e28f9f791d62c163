"""At 200 per cent a screen of 1440 x 900 leaves 720 x 450: what does not fit can be scrolled to."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QScrollArea, QWidget

from tests.journeys.test_german_fits import german
from tests.journeys.test_looks import EIGHT_O_CLOCK_MS, go_to, settle
from tests.journeys.test_window import CHOICE, cascade
from trainer.app import Cascade
from trainer.engine.commands import PlaceOrder
from trainer.engine.words import Side

__all__ = ["cascade", "german"]
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def beyond(page: QWidget) -> list[str]:
    """Controls right of what is seen of the area that holds them, and of what its visible bar can bring into sight."""
    found = []
    for kind in (QAbstractButton, QLineEdit):
        for control in page.findChildren(kind):
            area = control.parentWidget()
            while area is not None and not isinstance(area, QScrollArea):
                area = area.parentWidget()
            if area is None or not control.isVisible():
                continue
            bar = area.horizontalScrollBar()
            right = control.mapTo(area.viewport(), QPoint(control.width(), 0)).x() + bar.value()
            reach = area.viewport().width() + (bar.maximum() if bar.isVisible() else 0)
            if right > reach:
                found.append(f"{control.objectName()} by {right - reach}")
    return found


def out_of_reach(cascade: Cascade, app: QApplication, size: tuple[int, int]) -> list[str]:
    """What cannot be reached on every page but the Desk, and pages that scroll sideways where they have room."""
    problems = []
    cascade.window.setMinimumSize(640, 400)
    for page in ("debrief", "home", "data", "downloads", "progress", "settings"):
        cascade.window.show_page("data" if page == "downloads" else page)
        shown = cascade.window.page("data" if page == "downloads" else page)
        if page == "downloads":
            shown.show_tab("downloads")  # type: ignore[attr-defined]  # the page of data
        cascade.window.resize(*size)
        settle(app)
        problems += [f"{page}: {text}" for text in beyond(shown)]
        areas = shown.findChildren(QScrollArea) + ([shown] if isinstance(shown, QScrollArea) else [])
        if size[0] >= 1280 and any(area.horizontalScrollBar().isVisible() for area in areas):
            problems.append(f"{page} scrolls")
    return problems


def finish(cascade: Cascade) -> None:
    cascade.start_session(CHOICE)
    go_to(cascade, EIGHT_O_CLOCK_MS)
    assert cascade.desk is not None
    cascade.desk.presenter.orders.give(PlaceOrder(side=Side.LONG, size=Decimal("0.5"), stop=Decimal(7_240)))
    cascade.desk.finish()


@pytest.mark.parametrize("size", [(640, 400), (720, 450), (960, 540), (1280, 800)])
def test_nothing_lies_out_of_reach(cascade: Cascade, qapp: QApplication, size: tuple[int, int]) -> None:
    finish(cascade)
    assert out_of_reach(cascade, qapp, size) == []


@pytest.mark.parametrize("size", [(640, 400), (720, 450), (1280, 800)])
def test_nothing_german_lies_out_of_reach(german: Cascade, qapp: QApplication, size: tuple[int, int]) -> None:
    finish(german)
    assert out_of_reach(german, qapp, size) == []
