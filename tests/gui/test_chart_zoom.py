"""How far the wheel takes the chart: bars and prices never get lost, on any scale."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF

from tests.gui.test_chart_frames import shown
from trainer.ui.chart.geometry import PriceScale
from trainer.ui.chart.view import ChartView

__all__ = ["shown"]
MIDDLE = QPointF(300, 250)


@pytest.mark.parametrize("scale", ["linear", "log", "percent"])
@pytest.mark.parametrize("turn", [-120.0, 120.0])
def test_the_price_range_ends_somewhere_and_comes_back(shown: ChartView, scale: PriceScale, turn: float) -> None:
    shown.set_scale(scale)
    view = shown.model.viewport
    fitted = view.low, view.high
    for _ in range(400):
        shown.canvas.pointer.wheel(MIDDLE, turn, price=True)
        shown.canvas.grab()
    assert 0 < (view.high - view.low) / (fitted[1] - fitted[0]) < 25
    assert all(price > 0 for price in shown.model.ticks().prices)
    shown.canvas.pointer.double_click(MIDDLE)
    assert (view.low, view.high) == pytest.approx(fitted)


def test_time_is_zoomed_out_until_all_bars_take_half_of_the_width(shown: ChartView) -> None:
    view = shown.model.viewport
    for _ in range(200):
        shown.canvas.pointer.wheel(MIDDLE, -120.0, price=False)
    assert 0.3 * view.width < shown.model.series.total * view.step <= 0.5 * view.width
    for _ in range(200):
        shown.canvas.pointer.wheel(MIDDLE, 120.0, price=False)
    assert view.step == 44
