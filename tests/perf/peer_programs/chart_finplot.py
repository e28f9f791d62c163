"""finplot: candles alone."""

from __future__ import annotations

import sys

import chart_frames as frames
import finplot as fplt
import pandas as pd
import pyqtgraph as pg

count = int(sys.argv[1])
app = pg.mkQApp()
fplt.autoviewrestore(False)
time, opened, high, low, close, _ = frames.bars(count + frames.MORE)
table = pd.DataFrame(
    {"open": opened, "close": close, "high": high, "low": low}, index=pd.to_datetime(time + 1.5e9, unit="s")
)
axis = fplt.create_plot("bars", init_zoom_periods=frames.SHOWN, maximize=False)
window = fplt.windows[0]
window.resize(frames.WIDTH, frames.HEIGHT)
candles = fplt.candlestick_ochl(table.iloc[:count], ax=axis)
fplt.show(qt_exec=False)
app.processEvents()


def show(span: tuple[float, float]) -> None:
    axis.vb.update_y_zoom(*span)
    window.viewport().update()
    app.processEvents()


def append(place: int) -> None:
    candles.update_data(table.iloc[: count + place + 1])
    show((count + place + 1 - frames.SHOWN, count + place + 1))


frames.measure(count, show, append)
