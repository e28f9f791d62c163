"""How far the wheel takes the chart: bars and prices never get lost, on any scale."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF
from pytestqt.qtbot import QtBot

from tests.gui.test_chart_frames import series
from trainer.ui.chart.geometry import PriceScale
from trainer.ui.chart.view import ChartView

MIDDLE = QPointF(300, 250)


@pytest.fixture
def chart(qtbot: QtBot) -> ChartView:
    shown = ChartView()
    qtbot.addWidget(shown)
    shown.resize(1100, 700)
    shown.set_series(series(900))
    shown.show()
    return shown


@pytest.mark.parametrize("scale", ["linear", "log", "percent"])
@pytest.mark.parametrize("turn", [-120.0, 120.0])
def test_the_price_range_ends_somewhere_and_comes_back(chart: ChartView, scale: PriceScale, turn: float) -> None:
    chart.set_scale(scale)
    view = chart.model.viewport
    fitted = view.low, view.high
    for _ in range(400):
        chart.canvas.pointer.wheel(MIDDLE, turn, price=True)
        chart.canvas.grab()
    assert 0 < (view.high - view.low) / (fitted[1] - fitted[0]) < 25
    assert all(price > 0 for price in chart.model.ticks().prices)
    chart.canvas.pointer.double_click(MIDDLE)
    assert (view.low, view.high) == pytest.approx(fitted)


def test_time_is_zoomed_out_until_all_bars_take_half_of_the_width(chart: ChartView) -> None:
    view = chart.model.viewport
    for _ in range(200):
        chart.canvas.pointer.wheel(MIDDLE, -120.0, price=False)
    assert 0.3 * view.width < 900 * view.step <= 0.5 * view.width
    for _ in range(200):
        chart.canvas.pointer.wheel(MIDDLE, 120.0, price=False)
    assert view.step == 44
