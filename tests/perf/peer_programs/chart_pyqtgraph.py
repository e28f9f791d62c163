"""An empty PlotWidget: axes of pyqtgraph without a single candle, the floor its charts stand on."""

from __future__ import annotations

import sys

import chart_frames as frames
import numpy as np
import pyqtgraph as pg

count = int(sys.argv[1])
app = pg.mkQApp()
values = frames.bars(count + frames.MORE)
plot = pg.PlotWidget()
plot.resize(frames.WIDTH, frames.HEIGHT)
plot.show()
app.processEvents()


def show(span: tuple[float, float]) -> None:
    first, last = int(span[0]), int(span[1])
    stride = max(1, (last - first) // 1000)
    plot.setXRange(*span, padding=0)
    plot.setYRange(float(np.min(values[3, first:last:stride])), float(np.max(values[2, first:last:stride])), padding=0)
    plot.viewport().update()
    app.processEvents()


frames.measure(count, show, lambda place: show((count + place + 1 - frames.SHOWN, count + place + 1)))
