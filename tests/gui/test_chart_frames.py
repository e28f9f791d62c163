"""Shortcuts of the chart's painting show what painting everything anew shows."""

from __future__ import annotations

import itertools
import os
import random
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from trainer.core.language import choose_language, language
from trainer.market.studies.registry import running
from trainer.presenters.chart_views import (
    ChartSeriesView,
    EventMarkView,
    FanPathView,
    FanView,
    FundingStripView,
    LineView,
    MarkerView,
    StripView,
)
from trainer.ui.chart.canvas import Canvas
from trainer.ui.chart.model import Drag
from trainer.ui.chart.palette import Palette
from trainer.ui.chart.placing import fan_card
from trainer.ui.chart.studies import StudyLayer, shown_study
from trainer.ui.chart.trades import mark_places
from trainer.ui.chart.view import ChartView
from trainer.ui.desk.charts import SideChart
from trainer.ui.theme.current import apply_theme, current_theme, load_theme

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
    chart.set_series(series(1_700))
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


def anew(chart: ChartView) -> QImage:
    """What a surface that has painted nothing before shows of the same model; the model works everything out again."""
    model = chart.model
    model._ticks, model._heavy, model.version = None, (None, 0, 0.0), model.version + 1
    canvas = Canvas(model)
    canvas.resize(chart.canvas.size())
    return canvas.grab().toImage()


def keep(chart: ChartView) -> None:
    """Have every picture made that is made from the second frame on, so that a change meets it."""
    for _ in range(2):
        picture(chart)


def pixels(image: QImage) -> np.ndarray:
    held = image.convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(held.constBits(), np.uint8).reshape(held.height(), held.width(), 4)[..., :3].astype(np.int16)


def are_alike(one: QImage, other: QImage) -> bool:
    """The same to the eye: letters and slanting lines smoothed in two ways differ by a few 255ths here and there."""
    return one.size() == other.size() and int(np.abs(pixels(one) - pixels(other)).max()) <= 4


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
    kept = [picture(shown) for _ in range(3)]
    again = anew(shown)
    assert all(are_alike(image, again) for image in kept)
    assert all(are_alike(picture(shown), again) for _ in range(3))


def form(chart: ChartView, draw: random.Random) -> None:
    held = chart.model.series
    start = held.count * MINUTE
    opened = float(held.values[3, held.count - 1])
    close = opened + draw.choice((1.0, 1.0, 40.0)) * draw.uniform(-4, 4)
    high, low, volume = max(opened, close) + 1, min(opened, close) - 1, draw.choice((2.0, 34.0, 34.0, 200.0))
    chart.append_or_update(start, opened, high, low, close, volume, is_new=False)


def complete(chart: ChartView, draw: random.Random) -> None:
    held = chart.model.series
    if held.forming:
        time_ms, values = int(held.time_ms[-1]), [float(value) for value in held.values[:, -1]]
        chart.append_or_update(time_ms, *values, True)  # type: ignore[misc]  # five values
    else:
        form(chart, draw)


def cut(chart: ChartView, draw: random.Random) -> None:
    chart.truncate_to(chart.model.series.count - draw.randint(1, 30))


def other_way(chart: ChartView, draw: random.Random) -> None:
    """As many bars as before, the last of them others."""
    count = chart.model.series.total
    chart.truncate_to(count - draw.randint(2, 12))
    while chart.model.series.total < count:
        complete(chart, draw)


def move(chart: ChartView, draw: random.Random) -> None:
    view = chart.model.viewport
    view.following = False
    view.shift(draw.randint(-200, 400))
    chart.canvas.pointer.changed.emit()


def zoom(chart: ChartView, draw: random.Random) -> None:
    chart.model.viewport.zoom(draw.choice((-6, -2, -1, 1, 2, 5)), draw.uniform(100, 800))
    chart.canvas.pointer.changed.emit()


def home(chart: ChartView, _draw: random.Random) -> None:
    chart.back_to_now()


def scale(chart: ChartView, draw: random.Random) -> None:
    chart.set_scale(draw.choice(("linear", "log", "percent")))


def lines(chart: ChartView, draw: random.Random) -> None:
    last = float(chart.model.series.values[3, -1])
    side = draw.choice(("long", "short"))
    beyond = last + draw.uniform(20, 70) * (1 if side == "short" else -1)
    chart.set_lines(
        (
            LineView("p", "position", last, ("Long 1.0", f"{draw.randint(-99, 99):+}"), side),
            LineView(
                "l",
                "liquidation",
                beyond,
                ("Liquidation",),
                side,
                from_time_ms=draw.choice((None, (chart.model.series.total - 60) * MINUTE)),
            ),
        )[: draw.randint(0, 2)]
    )


def marks(chart: ChartView, draw: random.Random) -> None:
    bar = chart.model.series.total - 1
    level = next((line.price for line in chart.model.lines if line.kind == "liquidation"), 4_990.0)
    chart.set_markers(
        (
            MarkerView((bar - 40) * MINUTE, 5_010.0, "entry", "long"),
            MarkerView((bar - 20) * MINUTE, 5_020.0, "exit", "long", joined_to=0),
            MarkerView(bar * MINUTE, level, "liquidated", "long", "12:00  liquidated", joined_to=0),
        )[: draw.randint(0, 3)]
    )


def under(chart: ChartView, draw: random.Random) -> None:
    stamps = tuple((at * 60 * MINUTE, f"0.0{at} %", at * 1e-4 - 4e-4) for at in range(draw.randint(0, 14)))
    chart.set_funding(FundingStripView(stamps, "next in 3 h"))
    chart.set_events((EventMarkView(chart.model.series.total * MINUTE - draw.randint(1, 90) * MINUTE, "told"),))


def strip(chart: ChartView, draw: random.Random) -> None:
    at = chart.model.series.time_ms.copy()
    values = 10_000 + np.cumsum(np.full(len(at), draw.uniform(-1, 1)))
    values[-4:-2] = 9_000, 11_000
    chart.set_strips((StripView("equity", "Equity", at, values, 2, "USDT"),)[: draw.choice((0, 1, 1, 1))])


def fan(chart: ChartView, draw: random.Random) -> None:
    paths = (
        FanPathView("liquidated", np.linspace(5_000, 4_950, 9)),
        FanPathView("neutral", np.linspace(5_000, 5_040, 30)),
    )
    chart.set_fan(draw.choice((None, FanView(paths, "2,000 paths", "3 % liquidated", " · 1 % stopped"))))


def hide(chart: ChartView, draw: random.Random) -> None:
    chart.set_future_hidden(draw.random() < 0.5)


def studies(chart: ChartView, draw: random.Random) -> None:
    chosen = ["volume_profile", *draw.sample(("sma", "macd", "stochastic", "day_levels", "day_levels", "vwap"), 2)]
    chart.set_studies(tuple(shown_study(running(name, {})) for name in chosen[draw.randint(0, 1) :]))


def hover(chart: ChartView, draw: random.Random) -> None:
    """The pointer comes, and the picture under it is kept; or it goes."""
    for _ in range(2):
        chart.model.hover = draw.choice((None, (draw.uniform(0, 900), draw.uniform(0, 500))))
        chart.canvas.repaint_cross()
        picture(chart)


def many(chart: ChartView, draw: random.Random) -> None:
    """Some bars at once."""
    for _ in range(draw.randint(2, 9)):
        complete(chart, draw)


def drop(chart: ChartView, _draw: random.Random) -> None:
    """The forming bar is taken back, as by a rewind within it."""
    held = chart.model.series
    columns = [column[: held.count].copy() for column in (held.time_ms, *held.values)]
    chart.apply(ChartSeriesView(*columns, None, MINUTE, 2, held.title))


def drift(chart: ChartView, draw: random.Random) -> None:
    """A few pixels at a time on a scale of the learner's own, so that what is held is shifted into view."""
    view = chart.model.viewport
    view.manual = True
    view.following = False
    for _ in range(3):
        view.shift(draw.choice((-37, -4, 5, 31, 60)))
        chart.canvas.pointer.changed.emit()
        picture(chart)


def beyond(chart: ChartView, draw: random.Random) -> None:
    """Zoomed far out and moved to where no bar is in view."""
    view = chart.model.viewport
    view.step, view.following = draw.choice((0.8, 0.5, 0.2, 0.1)), False
    view.origin = draw.choice((round(chart.model.series.total * view.step) + 20, -view.width - 40, -60))
    chart.canvas.pointer.changed.emit()


CHANGES = (
    hover,
    hover,
    many,
    drop,
    drift,
    drift,
    beyond,
    other_way,
    strip,
    strip,
    form,
    form,
    form,
    complete,
    complete,
    cut,
    move,
    zoom,
    home,
    home,
    scale,
    lines,
    marks,
    under,
    strip,
    fan,
    hide,
)


@pytest.mark.parametrize("seed", range(6))
def test_the_newest_bar_over_kept_pictures_equals_all_of_it_painted_anew(shown: ChartView, seed: int) -> None:
    draw = random.Random(seed)
    for _ in range(45):
        keep(shown)
        change = draw.choice((*CHANGES, studies, studies))
        if change in (form, complete, cut, other_way, many, drop):
            shown.set_fan(None)  # a fan is of one bar
        change(shown, draw)
        seen = [picture(shown) for _ in range(draw.randint(1, 3))]
        again = anew(shown)
        assert all(are_alike(image, again) for image in seen), change.__name__


@pytest.mark.parametrize("factor", ["1.25", "2"])
def test_kept_pictures_hold_on_screens_of_other_scales(factor: str) -> None:
    chosen = f"{__file__}::{test_the_newest_bar_over_kept_pictures_equals_all_of_it_painted_anew.__name__}[0]"
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", chosen]
    done = subprocess.run(command, env={**os.environ, "QT_SCALE_FACTOR": factor}, capture_output=True, text=True)
    assert done.returncode == 0 and done.stdout.startswith("."), done.stdout[-2_000:]


def held_and_anew(chart: ChartView) -> bool:
    """Whether what is kept shows what is painted anew; afterwards pictures are kept again, for the next change."""
    is_right = are_alike([picture(chart) for _ in range(3)][-1], anew(chart))
    keep(chart)
    return is_right


def test_a_dragged_line_is_gone_once_the_drag_is_given_up(shown: ChartView) -> None:
    stop = next(line for line in shown.model.lines if line.kind == "stop")
    before = picture(shown)
    shown.model.drag = Drag(stop, stop.price + 9, ("Stop", "−55.00"), moved=True)
    shown._refresh()
    assert not are_alike(picture(shown), before) and held_and_anew(shown)
    assert shown.canvas.pointer.cancel()
    assert are_alike(picture(shown), before) and held_and_anew(shown)


def test_futures_go_and_come_with_the_room_for_their_words(shown: ChartView) -> None:
    shown.resize(500, 500)
    shown.set_lines(())
    assert held_and_anew(shown)
    last, view = float(shown.model.series.values[3, -1]), shown.model.viewport
    paths = (
        FanPathView("liquidated", np.linspace(last, last - 30, 9)),
        FanPathView("neutral", np.linspace(last, last + 40, 30)),
    )
    more = ("40 % at the target · 3 % neither", "Model of this market; not a forecast, and long words")
    shown.set_fan(FanView(paths, "2,000 outcome-blind paths, 3 days", "3 % liquidated first", " · 1 % stopped", more))
    assert held_and_anew(shown) and fan_card(shown.model) is not None
    levels = (view.high - (view.high - view.low) * 0.14, view.low + (view.high - view.low) * 0.06)
    in_the_way = tuple(LineView(f"o{level}", "order", level, ("Order", "0.5"), "long") for level in levels)
    for lines, has_room in ((in_the_way, False), ((), True)):
        shown.set_lines(lines)
        assert (fan_card(shown.model) is not None) is has_room
        assert held_and_anew(shown)


def test_the_last_price_fills_the_room_of_a_wider_axis(shown: ChartView) -> None:
    assert held_and_anew(shown)
    layout = shown.model.layout
    shown.model.layout = layout._replace(price_axis=QRectF(layout.plot.right(), 0, 88, 700))
    shown._repaint()
    assert held_and_anew(shown)


def test_a_title_is_whole_once_its_chart_is_wide_enough(qtbot: QtBot) -> None:
    chart = SideChart(0)
    qtbot.addWidget(chart)
    chart.resize(220, 300)
    chart.apply(replace(series(900), title="BTCUSDT Perp · 1m · Bybit rules · isolated"))
    chart.show()
    assert held_and_anew(chart)
    chart.resize(420, 300)
    assert held_and_anew(chart)


def test_tags_stand_within_the_plot_and_none_hides_another(shown: ChartView) -> None:
    shown.set_lines(())
    height, low = shown.model.layout.plot.height(), shown.model.viewport.low
    shown.set_lines(tuple(LineView(str(place), "order", low + place, (), "long") for place in range(4)))
    placement = shown.canvas.source.current()
    rows = sorted(row for _, row in placement.tags)
    assert len(rows) == 4 and rows[-1] <= height - 9 and all(b - a >= 19 for a, b in itertools.pairwise(rows))
    assert held_and_anew(shown)


def outside(chart: ChartView, area: QRectF, change: Callable[[], None]) -> bool:
    """Whether a change is seen anywhere right of an area, in the rows of it."""
    rows, left = slice(int(area.top()) + 1, int(area.bottom())), int(area.right())
    before = pixels(picture(chart))[rows, left:]
    change()
    return bool((pixels(picture(chart))[rows, left:] != before).any())


def test_the_newest_bar_of_a_pane_and_marks_of_events_end_where_the_axis_begins(shown: ChartView) -> None:
    shown.set_studies(tuple(shown_study(running(name, {})) for name in ("rsi", "macd")))
    view, total = shown.model.viewport, shown.model.series.total
    view.following = False
    view.origin = (total - 1) * view.step - view.width + 1
    shown._refresh()
    assert shown.model.is_newest_apart
    area, count = shown.model.layout.panes[0], shown.model.series.count
    last = float(shown.model.series.values[3, -1])
    for close in (last - 4, last + 4):
        form = partial(shown.append_or_update, count * MINUTE, last, last + 5, last - 5, close, 5.0, is_new=False)
        assert not outside(shown, area, form)
        view.origin = (shown.model.series.total - 1) * view.step - view.width + 1
        shown._refresh()
    newest = int(shown.model.series.time_ms[-1])
    assert not outside(shown, shown.model.layout.time_axis, lambda: shown.set_events((EventMarkView(newest, "told"),)))


def test_a_band_below_zero_has_no_row_on_the_log_scale(shown: ChartView) -> None:
    held = series(300)
    small = (column * 1e-5 for column in (held.open, held.high, held.low, held.close))
    shown.set_series(ChartSeriesView(held.time_ms, *small, held.volume, None, MINUTE, 6, "Small · 1m"))
    shown.set_lines(())
    shown.set_studies((shown_study(running("bollinger", {"width": 9.0})),))
    shown.set_scale("log")
    start, price = shown.model.series.count * MINUTE, float(shown.model.series.values[3, -1])
    shown.append_or_update(start, price, price * 3, price, price * 3, 9.0, is_new=False)
    bands = shown.model.series.rows_of(shown.model.shown[0].running)[:, -1]
    assert bands.min() < 0
    drawn: list[float] = []
    painter = SimpleNamespace(
        setPen=lambda _pen: None, drawLine=lambda first, last: drawn.extend((first.y(), last.y()))
    )
    (layer,) = (layer for layer in shown.canvas.settled if isinstance(layer, StudyLayer))
    layer.draw_newest(painter)  # type: ignore[arg-type]  # what it asks of a painter
    assert len(drawn) == 4, "of three lines the lowest is not known here"


def test_the_volume_profile_counts_the_newest_bar_in(shown: ChartView) -> None:
    shown.set_studies((shown_study(running("volume_profile", {"rows": 12})),))
    held, seen = shown.model.series, []
    start, price = held.count * MINUTE, float(held.values[3, -1])
    for volume in (1.0, 38.0):
        shown.append_or_update(start, price, price + 1, price - 1, price, volume, is_new=False)
        seen = [picture(shown) for _ in range(3)]
    assert are_alike(seen[-1], anew(shown))


def test_funding_that_is_settled_is_seen_though_no_bar_moves(shown: ChartView) -> None:
    stamps = tuple((at * 60 * MINUTE, f"0.0{at} %", at * 1e-4) for at in range(1, 27))
    shown.set_funding(FundingStripView(stamps, "next in 1 min"))
    before = [picture(shown) for _ in range(3)][-1]
    shown.set_funding(FundingStripView((*stamps, (27 * 60 * MINUTE, "0.0900 %", 9e-3)), "next in 8 h"))
    after = picture(shown)
    assert are_alike(after, anew(shown)) and not are_alike(after, before)


@pytest.mark.parametrize("is_kept", [False, True])
def test_a_marker_on_the_newest_bar_lies_on_it(shown: ChartView, is_kept: bool) -> None:
    start, price = shown.model.series.count * MINUTE, float(shown.model.series.values[3, -1])
    shown.append_or_update(start, price - 6, price + 6, price - 6, price + 6, 9.0, is_new=False)
    shown.model.viewport.step = 40.0
    shown.back_to_now()
    shown.set_lines(())
    shown.set_markers((MarkerView(start, price, "liquidated", "long"),))
    seen = [picture(shown) for _ in range(3 if is_kept else 1)][-1]
    (x,), (y,) = mark_places(shown.model)
    ring = shown.model.palette.colour("liquidation.text")
    wanted = np.array([ring.blue(), ring.green(), ring.red()], dtype=np.int16)
    around = pixels(seen)[y - 8 : y + 9, x - 8 : x + 9]
    assert (np.abs(around - wanted).max(axis=2) < 60).sum() > 20


def test_a_stretched_scale_is_fitted_anew_when_it_is_reset(shown: ChartView) -> None:
    view, changed = shown.model.viewport, shown.canvas.pointer.changed
    before = view.low, view.high
    view.scale_price(1.7, 200.0)
    changed.emit()
    assert view.low < before[0] and view.high > before[1]
    view.reset(shown.model.series.total, keep_time=True)
    changed.emit()
    assert (view.low, view.high) == before


@pytest.mark.parametrize("name", ["caption", "medium", "strong", "title"])
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text("0123456789., ()+−%", max_size=24))
def test_a_figure_is_as_wide_as_its_signs(qapp: QApplication, name: str, text: str) -> None:
    palette = Palette()
    measured = QFontMetricsF(palette.font(name)).horizontalAdvance(text)  # type: ignore[arg-type]  # one of FontName
    assert palette.width_of(text, name) == pytest.approx(measured, abs=0.05)  # type: ignore[arg-type]  # one of FontName


@pytest.mark.parametrize("is_hollow", [False, True])
def test_bars_added_one_by_one_are_the_shapes_of_all_made_at_once(
    shown: ChartView, qapp: QApplication, is_hollow: bool
) -> None:
    """On a scale that stays, so that nothing but the new bars is worked out; with dots, and from left of the view."""
    before = current_theme()
    apply_theme(qapp, load_theme("dark", is_hollow=is_hollow))
    try:
        shown.set_studies(tuple(shown_study(running(name, {})) for name in ("day_levels", "ema")))
        shown.model.viewport.manual = True
        for turn in range(24):
            append(shown)
            picture(shown)
            if turn % 7 == 6:
                drift(shown, random.Random(turn))
            assert are_alike(picture(shown), anew(shown))
    finally:
        apply_theme(qapp, before)


def test_kept_labels_and_tags_follow_the_language(shown: ChartView) -> None:
    spoken = language()
    keep(shown)
    try:
        choose_language("de")
        shown._repaint()
        assert held_and_anew(shown)
    finally:
        choose_language(spoken)


def test_volume_is_scaled_by_the_bars_in_view_alone(shown: ChartView) -> None:
    view, held = shown.model.viewport, shown.model.series
    start, price = held.count * MINUTE, float(held.values[3, -1])
    shown.append_or_update(start, price, price + 1, price - 1, price, 2_000.0, is_new=False)
    view.following = False
    for right, is_seen in ((view.width - 1, True), (view.width + 2, False)):
        view.origin = (held.total - 1) * view.step - right
        shown._refresh()
        assert (shown.model.heaviest() > 1_000) is is_seen
