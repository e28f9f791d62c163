"""This chart: candles, volume, three averages, axes, grid, legend and four order lines."""

from __future__ import annotations

import sys

import chart_frames as frames
import numpy as np
from PySide6.QtWidgets import QApplication

from trainer.market.studies.registry import running
from trainer.presenters.chart_views import ChartSeriesView, LineView
from trainer.ui.chart.studies import shown_study
from trainer.ui.chart.view import ChartView

count = int(sys.argv[1])
app = QApplication([])
values = frames.bars(count + frames.MORE)
stamps = (values[0] * 1000).astype(np.int64)


def view(bars: int) -> ChartSeriesView:
    return ChartSeriesView(stamps[:bars], *values[1:, :bars], None, 60_000, 2, "BTCUSDT Perp · 1m")


chart = ChartView()
chart.resize(frames.WIDTH, frames.HEIGHT)
chart.set_series(view(count))
chart.set_studies(tuple(shown_study(running(name, {"length": length})) for name, length in
                        (("ema", 20.0), ("ema", 50.0), ("sma", 200.0))))  # fmt: skip


def set_lines(bar: int) -> None:
    """Order lines about the price of a bar."""
    price = float(values[4, bar])
    chart.set_lines(
        (
            LineView("p", "position", price * 1.001, ("Long 1.0", "+12.00 USDT", "+0.20 R"), "long"),
            LineView("s", "stop", price * 0.99, ("Stop", "−100.00"), None, True, True),
            LineView("t", "target", price * 1.01, ("Target", "+100.00"), None, True, True),
            LineView("l", "liquidation", price * 0.985, ("Liquidation", "1.5 % away"), "long"),
        )
    )


set_lines(count // 2)
chart.show()
app.processEvents()


def show(span: tuple[float, float]) -> None:
    """Have a range of bars in view, as panning and zooming do."""
    port = chart.model.viewport
    port.following = False
    port.step = port.width / (span[1] - span[0])
    port.step = float(round(port.step)) if port.step >= 1 else port.step
    port.origin = round(span[0] * port.step)
    chart.canvas.pointer.changed.emit()
    app.processEvents()


def append(place: int) -> None:
    """Add a bar; the view, which stands at the newest one, follows by itself."""
    if place == 0:
        set_lines(count - 1)
        chart.model.viewport.following = True
    chart.apply(view(count + place + 1))
    app.processEvents()


frames.measure(count, show, append)
