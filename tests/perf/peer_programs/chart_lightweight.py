"""lightweight-charts in a web page: candles alone, milliseconds of the page's main thread, canvases painted."""

from __future__ import annotations

import importlib.util
import json
import os
import sys
import tempfile
from pathlib import Path

os.environ["QTWEBENGINE_CHROMIUM_FLAGS"] = "--no-sandbox --disable-gpu"

import chart_frames as frames
from PySide6.QtCore import QEventLoop, QTimer, QUrl
from PySide6.QtWebEngineCore import QWebEnginePage
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QApplication

PAGE = """<html><body style="margin:0"><div id="box" style="width:%(width)dpx;height:%(height)dpx"></div>
<script>%(library)s</script><script>
let asked = [];
window.requestAnimationFrame = work => asked.push(work);
function paint() {
  const due = asked; asked = []; for (const work of due) work(performance.now());
  for (const one of document.querySelectorAll("canvas"))  // asking for a pixel has the commands painted, not only noted
    if (one.width) one.getContext("2d").getImageData(0, 0, 1, 1);
}
const bars = (first, count) => {
  let state = 7, close = 8000; const rows = [];
  const draw = () => { state = (state * 1103515245 + 12345) %% 2147483648; return state / 2147483648 - 0.5; };
  for (let place = 0; place < first + count; place++) {
    const open = close; close = open * (1 + 0.0016 * draw()); const wick = close * 0.0005 * Math.abs(draw());
    const row = {time: 1.5e9 + 60 * place, open, close};
    row.high = Math.max(open, close) + wick; row.low = Math.min(open, close) - wick; rows.push(row);
  }
  return rows.slice(first);
};
const median = rows => rows.slice().sort((a, b) => a - b)[rows.length >> 1];
function spent(work, cases) {
  const times = []; const ends = performance.now() + 6000;
  for (const one of cases) {
    const began = performance.now(); work(one); paint(); times.push(performance.now() - began);
    if (performance.now() > ends && times.length > 3) break;
  }
  return median(times.slice(1));
}
function measure(count) {
  const chart = LightweightCharts.createChart(document.getElementById("box"),
    {width: %(width)d, height: %(height)d, timeScale: {minBarSpacing: 1e-6}});
  const series = chart.addCandlestickSeries(); const rows = bars(0, count + %(more)d);
  series.setData(rows.slice(0, count)); paint();
  const show = span => chart.timeScale().setVisibleLogicalRange({from: span[0], to: span[1]});
  const middle = count >> 1, step = Math.max(1, Math.floor(count / 4000)), range = n => [...Array(n).keys()];
  const pan = spent(show, range(200).map(i => [middle + 7 * i, middle + 7 * i + %(shown)d]));
  const whole = spent(show, range(60).map(i => [step * i, step * i + count * 0.9]));
  show([count - %(shown)d, count]); paint();
  return JSON.stringify([pan, whole, spent(i => series.update(rows[count + i]), range(%(more)d - 10))]);
}
</script></body></html>"""


def wait(loop: QEventLoop, seconds: int) -> None:
    QTimer.singleShot(seconds * 1000, loop.quit)
    loop.exec()


spec = importlib.util.find_spec("lightweight_charts")
assert spec is not None and spec.origin is not None
library = (Path(spec.origin).parent / "js" / "lightweight-charts.js").read_text()
app = QApplication([])
view = QWebEngineView()
view.resize(frames.WIDTH, frames.HEIGHT)
page = Path(tempfile.mkdtemp()) / "page.html"
sizes = {"width": frames.WIDTH, "height": frames.HEIGHT, "more": frames.MORE, "shown": frames.SHOWN}
page.write_text(PAGE % {"library": library, **sizes})
loaded, told = QEventLoop(), QEventLoop()
found: list[str] = []
view.loadFinished.connect(loaded.quit)
view.load(QUrl.fromLocalFile(str(page.resolve())))
view.show()
wait(loaded, 60)
assert isinstance(view.page(), QWebEnginePage)
view.page().runJavaScript(f"measure({int(sys.argv[1])})", lambda answer: (found.append(str(answer)), told.quit()))
wait(told, 240)
sys.stdout.write("{:.3f} {:.3f} {:.3f}\n".format(*json.loads(found[0])))
sys.stdout.flush()
os._exit(0)  # the browser's own processes are not worth waiting for
