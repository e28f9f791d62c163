"""The chart by mouse and keyboard: indicators, panes, timeframes, drawings; what was chosen is there tomorrow."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from tests.journeys.test_window import CHOICE, cascade, escape, open_window
from trainer.app import Cascade
from trainer.market.drawings import Drawing
from trainer.market.timeframe import TIMEFRAMES, resample
from trainer.presenters.indicators import MOST, moment_text
from trainer.ui.chart.drawing_shapes import pixel_of
from trainer.ui.chart.view import ChartView
from trainer.ui.components.name_dialog import NameDialog
from trainer.ui.components.number_field import NumberField
from trainer.ui.components.text_field import TextField
from trainer.ui.desk.amount_dialog import AmountDialog
from trainer.ui.desk.drawing_bar import order_of
from trainer.ui.desk.indicators_dialog import IndicatorsDialog
from trainer.ui.desk.page import DeskPage

__all__ = ["cascade"]
LEFT = Qt.MouseButton.LeftButton
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def desk(cascade: Cascade) -> DeskPage:
    cascade.window.resize(1440, 900)
    cascade.start_session(CHOICE)
    assert cascade.desk is not None
    return cascade.desk


def press(desk: DeskPage, qtbot: QtBot, name: str) -> None:
    button = desk.findChild(QPushButton, name)
    assert button is not None
    qtbot.mouseClick(button, LEFT)


def click(chart: ChartView, qtbot: QtBot, x: int, y: int) -> None:
    qtbot.mouseMove(chart.canvas.viewport(), QPoint(x, y))
    qtbot.mouseClick(chart.canvas.viewport(), LEFT, pos=QPoint(x, y))


def pull(chart: ChartView, qtbot: QtBot, start: QPoint, end: QPoint) -> None:
    qtbot.mousePress(chart.canvas.viewport(), LEFT, pos=start)
    for step in range(1, 5):
        qtbot.mouseMove(chart.canvas.viewport(), start + (end - start) * step / 4)
    qtbot.mouseRelease(chart.canvas.viewport(), LEFT, pos=end)


def spot(chart: ChartView, drawing: Drawing, place: int) -> QPoint:
    return pixel_of(chart.model, drawing.points[place]).toPoint()


def test_a_trend_line_is_drawn_moved_undone_and_kept(
    desk: DeskPage, cascade: Cascade, qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    press(desk, qtbot, "draw_trend")
    click(desk.chart, qtbot, 200, 300)
    click(desk.chart, qtbot, 420, 220)
    (line,) = desk.charts.book.drawings
    assert line.kind == "trend" and spot(desk.chart, line, 1).x() in range(415, 426)
    pull(desk.chart, qtbot, spot(desk.chart, line, 1), QPoint(480, 150))
    (moved,) = desk.charts.book.drawings
    assert moved.points[0] == line.points[0] and moved.points[1][1] > line.points[1][1]
    desk.undo_drawing()
    assert desk.charts.book.drawings == (line,)
    desk.redo_drawing()
    assert desk.charts.book.drawings == (moved,)
    session_id = desk.presenter.session.session_id
    cascade.window.close()
    again = open_window(qtbot, qapp, tmp_path)
    again.open_session(session_id)
    assert again.desk is not None and again.desk.charts.book.drawings == (moved,)
    again.window.close()


def test_a_drawing_begun_on_one_chart_is_begun_on_no_other(desk: DeskPage, qtbot: QtBot) -> None:
    desk.charts.set_count(2)
    main, side = desk.charts.all
    desk.actions_by_id["draw_trend"].trigger()
    click(main, qtbot, 150, 200)
    assert main.model.sketch is not None
    click(side, qtbot, 100, 150)
    assert side.model.sketch is not None and main.model.sketch is None
    click(side, qtbot, 160, 180)
    assert len(desk.charts.book.drawings) == 1 and side.model.sketch is None


def test_a_drawing_pulled_open_is_removed_with_delete_and_escape_gives_one_up(desk: DeskPage, qtbot: QtBot) -> None:
    press(desk, qtbot, "draw_rectangle")
    pull(desk.chart, qtbot, QPoint(150, 200), QPoint(300, 300))
    assert [drawing.kind for drawing in desk.charts.book.drawings] == ["rectangle"]
    qtbot.keyClick(desk.chart.canvas, Qt.Key.Key_Delete)
    assert desk.charts.book.drawings == ()
    press(desk, qtbot, "draw_fib")
    click(desk.chart, qtbot, 150, 200)
    assert desk.chart.model.sketch is not None
    escape(desk, qtbot)
    assert desk.chart.model.sketch is None and desk.charts.book.drawings == ()
    pull(desk.chart, qtbot, QPoint(150, 200), QPoint(300, 300))
    assert desk.charts.book.drawings == ()


def test_the_magnet_takes_a_price_of_the_bar(desk: DeskPage, qtbot: QtBot) -> None:
    model = desk.chart.model
    index = model.series.total - 20
    x, high = model.viewport.centre_of(index), float(model.series.values[1, index])
    press(desk, qtbot, "draw_magnet")
    press(desk, qtbot, "draw_horizontal")
    click(desk.chart, qtbot, x, round(model.viewport.y_of(high)) - 6)
    (line,) = desk.charts.book.drawings
    assert line.points == ((model.series.time_at(index), high),)


def test_the_words_of_a_text_can_be_changed_and_taken_back(desk: DeskPage, qtbot: QtBot) -> None:
    def say(words: str) -> None:
        dialog = desk.drawing_bar.findChild(NameDialog)
        assert dialog is not None
        dialog.edit.selectAll()
        qtbot.keyClicks(dialog.edit, words)
        qtbot.keyClick(dialog.edit, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: desk.drawing_bar.findChild(NameDialog) is None)

    press(desk, qtbot, "draw_text")
    click(desk.chart, qtbot, 300, 300)
    say("first shelf")
    menu = desk.drawing_bar.menu()
    assert menu is not None
    next(action for action in menu.actions() if action.text() == "Change the words").trigger()
    opened = desk.drawing_bar.findChild(NameDialog)
    assert opened is not None and opened.edit.text() == "first shelf"
    say("second shelf")
    assert [drawing.text for drawing in desk.charts.book.drawings] == ["second shelf"]
    press(desk, qtbot, "draw_undo")
    assert [drawing.text for drawing in desk.charts.book.drawings] == ["first shelf"]


def test_a_risk_box_fills_the_ticket_and_places_nothing(desk: DeskPage, qtbot: QtBot) -> None:
    model = desk.chart.model
    last = float(model.series.values[3, -1])
    press(desk, qtbot, "draw_risk")
    click(desk.chart, qtbot, 300, round(model.viewport.y_of(last * 0.995)))
    click(desk.chart, qtbot, 400, round(model.viewport.y_of(last * 0.985)))
    (box,) = desk.charts.book.drawings
    entry, stop, target = (price for _, price in box.points)
    assert target - entry == pytest.approx(2 * (entry - stop))
    desk.drawing_bar.order_asked.emit(box)
    fields = desk.ticket.fields
    assert fields["price"].value() == pytest.approx(Decimal(entry), abs=1)
    assert fields["stop"].value() == pytest.approx(Decimal(stop), abs=1)
    assert fields["target"].value() == pytest.approx(Decimal(target), abs=1)
    assert desk.presenter.session.state.orders == ()


@pytest.mark.parametrize(
    ("prices", "expected"),
    [((100, 95, 110), ("long", "limit")), ((120, 95, 160), ("long", "stop")), ((100, 104, 90), ("short", "stop"))],
)
def test_the_order_of_a_risk_box(prices: tuple[float, ...], expected: tuple[str, str]) -> None:
    box = Drawing(1, "risk", tuple((0, float(price)) for price in prices))
    side, kind, found = order_of(box, last=105.0)
    assert (side, kind) == expected and found == prices


def test_indicators_are_chosen_typed_and_there_tomorrow(
    desk: DeskPage, cascade: Cascade, qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    plot = desk.chart.model.layout.plot.height()
    desk.ask_indicators()
    dialog = desk.findChild(IndicatorsDialog)
    assert dialog is not None
    qtbot.keyClicks(dialog.search, "rsi")
    qtbot.keyClick(dialog.search, Qt.Key.Key_Return)
    assert desk.chart.model.layout.plot.height() < plot and len(desk.chart.model.layout.panes) == 1
    field = dialog.findChild(NumberField, "indicator_2_length")
    assert field is not None
    field.edit.selectAll()
    qtbot.keyClicks(field.edit, "1")
    field.finished.emit()
    assert "Length" in field.message() and "2 to 500" in field.message()
    field.edit.selectAll()
    qtbot.keyClicks(field.edit, "9")
    field.finished.emit()
    assert desk.presenter.charts.indicators.choices[2].values == {"length": 9.0}
    dialog.close()
    cascade.window.close()
    again = open_window(qtbot, qapp, tmp_path)
    again.start_session(CHOICE)
    assert again.desk is not None
    assert [shown.running.label for shown in again.desk.chart.model.shown] == ["EMA 20", "EMA 50", "RSI 9"]
    again.window.close()


def test_four_charts_show_one_clock_and_one_cross_hair(desk: DeskPage, qtbot: QtBot) -> None:
    desk.chart_bar.count_chosen.emit(4)
    charts = desk.charts.all
    assert len(charts) == 4 and len({chart.model.series.timeframe_ms for chart in charts}) == 4
    for _ in range(7):
        desk.step()
    base = desk.presenter.session.revealed.window(0, desk.presenter.session.cursor + 1)
    for chart in charts:
        series = chart.model.series
        assert series.values[3, -1] == base.close[-1]
        assert series.time_ms[-1] <= base.time_ms[-1] < series.time_ms[-1] + series.timeframe_ms
    qtbot.mouseMove(charts[0].canvas.viewport(), QPoint(200, 150))
    moment = charts[0].model.linked, charts[1].model.linked
    assert moment[0] is None and moment[1] is not None
    assert charts[2].model.cross() is not None or charts[2].model.linked == moment[1]
    desk.charts.book.add("horizontal", ((int(base.time_ms[-1]), 7500.0),))
    assert all(chart.model.book is desk.charts.book for chart in charts)
    desk.chart_bar.count_chosen.emit(1)
    assert len(desk.charts.all) == 1


def layout_action(desk: DeskPage, text: str) -> QAction:
    button = desk.findChild(QPushButton, "chart_layout")
    assert button is not None
    return next(action for action in button.menu().actions() if action.text() == text)


def right_edge(chart: ChartView) -> int:
    return chart.model.series.time_at(chart.model.viewport.index_at(chart.model.viewport.width))


def pan(chart: ChartView, qtbot: QtBot, pixels: int) -> None:
    pull(chart, qtbot, QPoint(100, 120), QPoint(100 + pixels, 120))


def test_charts_scroll_alone_until_they_are_linked(desk: DeskPage, qtbot: QtBot) -> None:
    layout_action(desk, "Four charts").trigger()
    places = [chart.model.viewport.origin for chart in desk.charts.all]
    pan(desk.chart, qtbot, 240)
    assert [chart.model.viewport.origin - place for chart, place in zip(desk.charts.all, places, strict=True)] == [
        -240.0, 0.0, 0.0, 0.0
    ]  # fmt: skip


@pytest.mark.parametrize("pulled", [0, 2])
def test_linked_charts_scroll_to_the_same_moment_and_back_to_now_together(
    desk: DeskPage, qtbot: QtBot, pulled: int
) -> None:
    layout_action(desk, "Three charts").trigger()
    layout_action(desk, "Scroll charts together").trigger()
    charts = desk.charts.all
    source = charts[pulled]
    pan(source, qtbot, 420)
    for chart in charts:
        if chart is not source:
            # the bar that holds the moment is the last one at the right edge
            bar = chart.model.viewport.index_at(chart.model.viewport.width - 1)
            assert bar == chart.model.series.index_at(right_edge(source))
        assert not chart.model.viewport.following and chart.back_button.isVisible()
    desk.step()
    assert not any(chart.model.viewport.following for chart in charts)
    qtbot.mouseClick(source.back_button, LEFT)
    for _ in range(20):
        desk.step()
    for chart in charts:
        assert chart.model.viewport.following and not chart.back_button.isVisible()
        assert abs(chart.model.now_x() - chart.model.viewport.home_x()) <= chart.model.viewport.step


def test_a_small_pull_or_a_double_click_leaves_no_linked_chart_behind(desk: DeskPage, qtbot: QtBot) -> None:
    layout_action(desk, "Two charts").trigger()
    layout_action(desk, "Scroll charts together").trigger()
    main, side = desk.charts.all
    pan(main, qtbot, 4)
    assert main.model.viewport.following and side.model.viewport.following
    pan(main, qtbot, 300)
    assert not side.model.viewport.following
    qtbot.mouseDClick(main.canvas.viewport(), LEFT, pos=QPoint(100, 120))
    assert main.model.viewport.following and side.model.viewport.following


def test_the_link_of_the_charts_is_there_tomorrow(
    desk: DeskPage, cascade: Cascade, qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    layout_action(desk, "Two charts").trigger()
    layout_action(desk, "Scroll charts together").trigger()
    cascade.window.close()
    again = open_window(qtbot, qapp, tmp_path)
    again.start_session(CHOICE)
    assert again.desk is not None and layout_action(again.desk, "Scroll charts together").isChecked()
    before = again.desk.charts.all[1].model.viewport.origin
    pan(again.desk.chart, qtbot, 240)
    assert again.desk.charts.all[1].model.viewport.origin < before
    layout_action(again.desk, "Scroll charts together").trigger()
    before = again.desk.charts.all[1].model.viewport.origin
    pan(again.desk.chart, qtbot, 120)
    assert again.desk.charts.all[1].model.viewport.origin == before
    again.window.close()


def test_a_pane_takes_a_timeframe_of_its_own_from_its_button(
    desk: DeskPage, cascade: Cascade, qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    layout_action(desk, "Three charts").trigger()
    first, second = desk.charts._sides
    lengths = [chart.model.series.timeframe_ms for chart in desk.charts.all]
    offered = [action.text() for action in second.timeframe_button.menu().actions()]
    base = desk.presenter.charts.base_ms
    assert offered == [name for name, length in TIMEFRAMES.items() if length % base == 0]
    next(action for action in second.timeframe_button.menu().actions() if action.text() == "4h").trigger()
    for _ in range(60):
        desk.step()
    shown = [chart.model.series.timeframe_ms for chart in desk.charts.all]
    assert shown == [*lengths[:2], TIMEFRAMES["4h"]]
    assert (first.timeframe_button.text(), second.timeframe_button.text()) == ("1h", "4h")
    revealed = desk.presenter.session.revealed.window(0, desk.presenter.session.cursor + 1)
    wanted = resample(revealed, TIMEFRAMES["4h"])
    assert second.model.series.time_ms.tolist() == wanted.time_ms.tolist()
    np.testing.assert_allclose(second.model.series.values, wanted.columns[1:], rtol=1e-12)
    cascade.window.close()
    again = open_window(qtbot, qapp, tmp_path)
    again.start_session(CHOICE)
    assert again.desk is not None
    assert [chart.model.series.timeframe_ms for chart in again.desk.charts.all] == shown
    again.window.close()


def test_a_pane_goes_back_with_a_new_take(desk: DeskPage) -> None:
    desk.chart_bar.count_chosen.emit(2)
    for _ in range(90):
        desk.step()
    side = desk.charts.all[1].model.series
    held = side.total
    desk.presenter.replay.rewind_by(80)
    assert side.total < held
    np.testing.assert_allclose(side.values[3, -1], desk.chart.model.series.values[3, -1])


def test_a_typed_timeframe_is_taken_and_a_half_minute_refused(desk: DeskPage, qtbot: QtBot) -> None:
    desk.chart_bar._take_minutes(Decimal(45))
    assert desk.chart.model.series.timeframe_ms == 45 * 60_000 and "45m" in desk.chart.legend_text()
    desk.chart_bar.ask_minutes()
    dialog = desk.findChild(AmountDialog)
    assert dialog is not None
    dialog.field.set_text("1.5")
    dialog.give()
    assert "1.5 is not allowed" in dialog.field.message() and dialog.isVisible()
    dialog.close()
    assert desk.chart.model.series.timeframe_ms == 45 * 60_000


def test_the_per_cent_scale_counts_from_the_left_edge(desk: DeskPage, qtbot: QtBot) -> None:
    press(desk, qtbot, "percent_scale")
    model = desk.chart.model
    base = model.base_price()
    shares = [(price / base - 1) * 100 for price in model.ticks().prices]
    assert len(shares) > 4 and np.allclose(np.diff(shares, 2), 0)
    press(desk, qtbot, "log_scale")
    assert model.viewport.scale == "log"
    press(desk, qtbot, "log_scale")
    assert model.viewport.scale == "linear"


def test_strips_are_hidden_without_data(desk: DeskPage) -> None:
    strips = desk.presenter.charts.strips
    strips.choose("equity", True)
    strips.choose("margin_ratio", True)
    assert desk.chart.model.layout.panes == ()
    strips.choose("funding", False)
    assert desk.chart.model.funding is None
    events = [mark.time_ms for mark in desk.chart.model.events]
    known = {event.time_ms for event in desk.presenter.session.scenario.events
             if event.revealed_ms <= desk.presenter.session.now_ms or event.known_in_advance}  # fmt: skip
    assert set(events) == known


def test_an_average_begins_at_the_bar_that_was_clicked_or_typed(desk: DeskPage, qtbot: QtBot) -> None:
    chart, indicators = desk.chart, desk.presenter.charts.indicators
    assert len(chart.price_menu(7400.0).actions()) == 2, "no bar is under the pointer"
    x = round(chart.model.viewport.centre_of(chart.model.series.total - 20))
    qtbot.mouseMove(chart.canvas.viewport(), QPoint(x, 150))
    bar = chart.model.hovered_index()
    menu = chart.price_menu(7400.0)
    next(action for action in menu.actions() if action.text() == "VWAP from this bar").trigger()
    begins = chart.model.series.time_at(bar)
    assert indicators.choices[-1].study == "anchored_vwap" and indicators.choices[-1].values["anchor"] == begins
    desk.ask_indicators()
    dialog = desk.findChild(IndicatorsDialog)
    place = len(indicators.choices) - 1
    field = dialog.findChild(TextField, f"indicator_{place}_anchor")
    assert field.text() == moment_text(begins)
    for typed, problem in (("yesterday", True), ("2020-03-12 06:30", False)):
        field.edit.setText(typed)
        field.edit.editingFinished.emit()
        assert bool(field.problem()) is problem
    assert indicators.choices[-1].values["anchor"] == 1_583_994_600_000
    while indicators.anchor(begins):
        pass
    assert len(indicators.choices) == MOST
    chart.bar_anchored.emit(begins)
    assert any("12 indicators" in label.text() for label in desk.toasts.toasts[-1].findChildren(QLabel))
    dialog.close()
