"""A liquidation price that is out of the view is told at the edge it lies beyond."""

from __future__ import annotations

import itertools

import pytest
from PySide6.QtCore import QRectF
from pytestqt.qtbot import QtBot

from tests.gui.test_chart_frames import held_and_anew, series
from trainer.presenters.chart_views import LineView
from trainer.ui.chart.legend import legend_rows
from trainer.ui.chart.placing import Placed
from trainer.ui.chart.view import ChartView
from trainer.ui.desk.charts import SideChart

SIZES = [(300, 200), (390, 250), (560, 300), (640, 400), (1000, 560)]


@pytest.fixture
def chart(qtbot: QtBot) -> ChartView:
    return ready(ChartView(), qtbot)


def ready(chart: ChartView, qtbot: QtBot) -> ChartView:
    qtbot.addWidget(chart)
    chart.resize(1000, 560)
    chart.apply(series(1_700))
    chart.show()
    return chart


def liquidation(chart: ChartView, factor: float, *, cells: bool = True) -> LineView:
    price = chart.model.last_price() * factor
    told = ("Liquidation", "34.0 % away", "16.3 ATR") if cells else ()
    return LineView(f"l{factor}", "liquidation", price, told, "long" if factor < 1 else "short")


def beyond(chart: ChartView) -> list[Placed]:
    return [placed for placed in chart.canvas.source.current().lines if placed.beyond]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("factor", "arrow"), [(0.66, "▼"), (1.4, "▲")])
@pytest.mark.parametrize("is_side", [False, True])
def test_it_is_told_at_its_edge_and_covers_nothing(
    qtbot: QtBot, size: tuple[int, int], factor: float, arrow: str, is_side: bool
) -> None:
    chart = ready(SideChart(0) if is_side else ChartView(), qtbot)
    chart.resize(*size)
    last = chart.model.last_price()
    others = tuple(
        LineView(kind, kind, last + away, () if is_side else ("Stop once", "−12.58"))  # type: ignore[arg-type]  # kinds
        for kind, away in (("stop", -70), ("order", -69), ("target", 78), ("target_preview", 79), ("position", 1))
    )
    chart.set_lines((*others, liquidation(chart, factor, cells=not is_side)))
    chart._refresh()
    (told,) = beyond(chart)
    model, plot = chart.model, chart.model.layout.plot
    price = f"{last * factor:,.2f}"
    assert told.cells == ("Liquidation", f"{price} {arrow}")
    assert plot.contains(told.pill)
    near = told.pill.top() if factor > 1 else plot.bottom() - told.pill.bottom()
    assert near < 70 and told.pill.right() <= model.layout.price_axis.left()
    rest = [placed for placed in chart.canvas.source.current().lines if placed is not told and placed.cells]
    assert all(told.pill.bottom() <= placed.pill.top() for placed in rest) or all(
        told.pill.top() >= placed.pill.bottom() for placed in rest
    ), "the outermost of all pills"
    for row, parts in enumerate([[], *legend_rows(model)]):
        words = sum(model.palette.width_of(part.text, "caption") for part in parts) + 12
        words = words if row else model.title_left + model.palette.width_of(model.series.title.split(" · ")[0], "title")
        assert not told.pill.intersects(QRectF(0, 9 + 18 * row, words, 18)), row
    future = QRectF(model.now_x(), 8, plot.right() - model.now_x(), 18)
    assert not told.pill.intersects(future)
    assert held_and_anew(chart)


def test_in_view_it_has_its_line_and_tag_and_no_arrow(chart: ChartView) -> None:
    line = LineView("l", "liquidation", chart.model.last_price() - 40, ("Liquidation", "0.8 % away"), "long")
    chart.set_lines((line,))
    chart._refresh()
    assert beyond(chart) == []
    placement = chart.canvas.source.current()
    assert [placed.line for placed, _ in placement.tags] == [line] and placement.lines[0].cells == line.cells


def test_it_has_no_tag_on_the_axis_and_leaves_that_of_the_last_price(chart: ChartView) -> None:
    chart.set_lines((liquidation(chart, 0.6),))
    placement = chart.canvas.source.current()
    assert placement.tags == () and placement.last_tag is not None
    assert beyond(chart)[0].pill.right() <= chart.model.layout.price_axis.left()


def test_prices_of_both_legs_are_told_at_both_edges_and_those_of_one_side_below_each_other(chart: ChartView) -> None:
    chart.set_lines(tuple(liquidation(chart, factor) for factor in (0.5, 0.6, 1.4)))
    rows = {placed.line.id: placed.pill for placed in beyond(chart)}
    assert rows["l1.4"].top() < 60 and rows["l0.6"].bottom() <= rows["l0.5"].top()
    for one, other in itertools.combinations(rows.values(), 2):
        assert not one.intersects(other)


def test_a_chart_without_room_leaves_it_out(chart: ChartView) -> None:
    chart.set_lines((liquidation(chart, 0.6),))
    chart.setMinimumSize(0, 0)
    chart.resize(230, 120)
    assert beyond(chart) == []


def test_it_stands_clear_of_the_way_back_to_the_newest_bar(chart: ChartView) -> None:
    chart.set_lines((liquidation(chart, 0.6),))
    chart.model.viewport.following = False
    chart.model.viewport.shift(300)
    chart._refresh()
    assert chart.back_button.isVisibleTo(chart)
    assert not beyond(chart)[0].pill.intersects(QRectF(chart.back_button.geometry()))


def test_it_comes_and_goes_with_the_view(chart: ChartView) -> None:
    line = liquidation(chart, 0.99)
    chart.set_lines((line,))
    view = chart.model.viewport
    for low, count in ((line.price + 10, 1), (line.price - 10, 0), (line.price + 10, 1)):
        view.fit(low, low + 200)
        view.manual = True
        view.low, view.high = low, low + 200
        chart._refresh()
        assert len(beyond(chart)) == count
        assert held_and_anew(chart)
