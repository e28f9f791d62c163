"""Menus show which of their choices hold now."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QMenu, QPushButton

from tests.journeys.test_hands import desk
from tests.journeys.test_window import cascade
from trainer.ui.desk.page import DeskPage

__all__ = ["cascade", "desk"]


def ticked(menu: QMenu) -> list[str]:
    menu.aboutToShow.emit()
    return [action.text() for action in menu.actions() if action.isCheckable() and action.isChecked()]


@pytest.mark.usefixtures("cascade")
def test_a_ticked_item_looks_other_than_one_that_is_not() -> None:
    def drawn(*, on: bool) -> QImage:
        menu = QMenu()
        action = menu.addAction("Pause on a fill")
        action.setCheckable(True)
        action.setChecked(on)
        menu.adjustSize()
        return menu.grab().toImage()

    assert drawn(on=True) != drawn(on=False)


def test_menus_of_the_desk_tick_what_holds(desk: DeskPage) -> None:
    def menu(name: str) -> QMenu:
        button = desk.findChild(QPushButton, name)
        assert button is not None
        return button.menu()

    desk.presenter.replay.set_speed(60)
    assert ticked(menu("speed")) == ["60 bars/s"]
    desk.presenter.replay.set_speed(4)
    assert ticked(menu("speed")) == ["4 bars/s"]
    desk.charts.set_count(2)
    assert ticked(desk.chart_bar._layout.menu())[0] == "Two charts"
    assert ticked(desk.charts.all[1].timeframe_button.menu()) == ["1h"]
    desk.chart_bar._take_minutes(Decimal(30))
    assert ticked(desk.chart_bar._other.menu()) == ["30m"]
    desk.chart_bar._on_frame("300000")
    assert ticked(desk.chart_bar._other.menu()) == []
