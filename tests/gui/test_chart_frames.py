"""Shortcuts of the chart's painting show what painting everything anew shows."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QFontMetricsF, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from trainer.market.studies.registry import running
from trainer.presenters.chart_views import ChartSeriesView, LineView
from trainer.ui.chart.palette import Palette
from trainer.ui.chart.studies import shown_study
from trainer.ui.chart.view import ChartView

MINUTE = 60_000


def series(count: int) -> ChartSeriesView:
    """A synthetic wave, for painting only."""
    place = np.arange(count, dtype=np.float64)
    close = 5_000 + 90 * np.sin(place / 40) + 7 * np.cos(place)
    opened = np.concatenate(([5_000.0], close[:-1]))
    high, low = np.maximum(opened, close) + 3, np.minimum(opened, close) - 3
    stamps = np.arange(count, dtype=np.int64) * MINUTE
    return ChartSeriesView(stamps, opened, high, low, close, 30 + 9 * np.sin(place), None, MINUTE, 2, "Wave · 1m")


@pytest.fixture
def shown(qtbot: QtBot) -> ChartView:
    chart = ChartView()
    qtbot.addWidget(chart)
    chart.resize(1100, 700)
    chart.set_series(series(900))
    chart.set_studies(tuple(shown_study(running(name, {})) for name in ("ema", "bollinger", "rsi")))
    last = float(chart.model.series.values[3, -1])
    chart.set_lines(
        (
            LineView("p", "position", last + 2, ("Long 1.0", "+12.00 USDT"), "long"),
            LineView("s", "stop", last - 20, ("Stop", "−100.00"), None, True, True),
            LineView("l", "liquidation", last - 60, ("Liquidation",), "long"),
        )
    )
    chart.show()
    return chart


def picture(chart: ChartView) -> QImage:
    QApplication.processEvents()
    return chart.canvas.grab().toImage()


def append(chart: ChartView) -> None:
    chart.apply(series(chart.model.series.total + 1))


def pan(chart: ChartView) -> None:
    chart.model.viewport.following = False
    chart.model.viewport.shift(23)
    chart.canvas.pointer.changed.emit()


def log(chart: ChartView) -> None:
    chart.set_scale("log")


def percent(chart: ChartView) -> None:
    chart.set_scale("percent")


def move_stop(chart: ChartView) -> None:
    lines = chart.model.lines
    chart.set_lines((lines[0], LineView("s", "stop", lines[1].price - 9, ("Stop", "−140.00"), None, True, True)))


@pytest.mark.parametrize("change", [append, pan, log, percent, move_stop])
def test_a_frame_from_kept_pictures_equals_one_painted_anew(
    shown: ChartView, change: Callable[[ChartView], None]
) -> None:
    for _ in range(3):
        picture(shown)
        change(shown)
    fresh = picture(shown)
    kept = [picture(shown) for _ in range(3)]
    assert all(image == kept[0] for image in kept)
    shown._theme_changed()
    again = [picture(shown) for _ in range(3)]
    assert all(image == kept[0] for image in again)
    assert fresh == kept[0]


@pytest.mark.parametrize("name", ["caption", "medium", "strong", "title"])
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text("0123456789., ()+−%", max_size=24))
def test_a_figure_is_as_wide_as_its_signs(qapp: QApplication, name: str, text: str) -> None:
    palette = Palette()
    measured = QFontMetricsF(palette.font(name)).horizontalAdvance(text)  # type: ignore[arg-type]  # one of FontName
    assert palette.width_of(text, name) == pytest.approx(measured, abs=0.05)  # type: ignore[arg-type]  # one of FontName
