"""Pills of many lines in little room: none over another, over the words of the fan or out of the plot."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from pytestqt.qtbot import QtBot

from tests.gui.test_chart_frames import held_and_anew, series
from trainer.presenters.chart_views import FanPathView, FanView, LineView
from trainer.ui.chart.placing import PILL_HEIGHT, TAG_HEIGHT, Placed, fan_card
from trainer.ui.chart.view import ChartView

SMALL, WIDE = (520, 260), (1000, 560)


@pytest.fixture
def chart(qtbot: QtBot) -> ChartView:
    shown = ChartView()
    qtbot.addWidget(shown)
    shown.resize(*WIDE)
    shown.set_series(series(1_700))
    shown.set_replay_frame(False)
    shown.show()
    return shown


def last(chart: ChartView) -> float:
    return chart.model.last_price()


def crowd(price: float) -> tuple[LineView, ...]:
    """A position with stop and target, and seven entries close in price that each bring a stop and a target."""
    lines = [
        LineView("position", "position", price + 1, ("Long 0.6", "−5.08 USDT net", "−0.06 R", "−0.01 %"), "long", True),
        LineView("s", "stop", price - 30, ("Stop", "−90.91", "−1.00 R"), None, True, True),
        LineView("t", "target", price + 40, ("Target", "+119.58", "+1.32 R"), None, True, True),
        LineView("b", "break_even", price + 1.4, ("Break-even", "5,001.40")),
    ]
    for place in range(7):
        name = f"o{place}"
        entry = price - 2 - place
        lines += [
            LineView(name, "order", entry, ("Limit buy 0.1", f"{entry:,.2f}"), "long", True, True),
            LineView(f"{name}:stop", "stop_preview", price - 30, ("Stop once filled", "−12.58"), "long", True),
            LineView(f"{name}:target", "target_preview", price + 40, ("Target once filled", "+22.47"), "long", True),
        ]
    lines.append(LineView("l", "liquidation", price - 36, ("Liquidation", "9.6 % away", "16.3 ATR"), "long"))
    return tuple(lines)


def fan(price: float, has_paths: bool = True) -> FanView:
    paths = (FanPathView("liquidated", np.linspace(price, price - 30, 9)),) if has_paths else ()
    more = ("The open position; no entry that rests", "A scheduled event is not in the model, nor is the other leg")
    return FanView(paths, "2,000 outcome-blind paths, 3 days", "3 % liquidated first", " · 1 % stopped", more)


def pills(chart: ChartView) -> list[Placed]:
    return [placed for placed in chart.canvas.source.current().lines if placed.cells]


def assert_apart(chart: ChartView) -> None:
    plot, shown = chart.model.layout.plot, pills(chart)
    for placed in shown:
        assert plot.contains(placed.pill), placed.line.id
    for one, other in itertools.combinations(shown, 2):
        assert not one.pill.intersects(other.pill), (one.line.id, other.line.id)
    rows = sorted(row for _, row in chart.canvas.source.current().tags)
    assert all(TAG_HEIGHT / 2 <= row <= plot.height() - TAG_HEIGHT / 2 for row in rows)
    assert all(below - above > TAG_HEIGHT for above, below in itertools.pairwise(rows))


@pytest.mark.parametrize("size", [SMALL, WIDE])
@pytest.mark.parametrize("has_fan", [False, True])
def test_many_entries_close_in_price_keep_apart_and_in_the_plot(
    chart: ChartView, size: tuple[int, int], has_fan: bool
) -> None:
    chart.resize(*size)
    chart.set_fan(fan(last(chart)) if has_fan else None)
    chart.set_lines(crowd(last(chart)))
    chart._refresh()
    assert_apart(chart)
    kinds = {placed.line.kind for placed in pills(chart)}
    assert {"position", "stop", "liquidation", "order", "stop_preview"} <= kinds
    assert held_and_anew(chart)


def test_what_has_no_room_is_told_as_a_number_without_a_cross(chart: ChartView) -> None:
    chart.resize(*SMALL)
    chart.set_lines(crowd(last(chart)))
    chart._refresh()
    (brought,) = [placed for placed in pills(chart) if placed.line.kind == "stop_preview"]
    assert brought.cells[-1] == "and 6 more"
    orders = [placed for placed in pills(chart) if placed.line.kind == "order"]
    assert orders[-1].cells[-1] == f"and {7 - len(orders)} more" and orders[-1].close.isEmpty()
    assert sum(placed.line.kind == "order" for placed in chart.canvas.source.current().lines) == 7, "lines stay"


def test_a_line_that_is_typed_keeps_its_pill(chart: ChartView) -> None:
    chart.resize(*SMALL)
    typed = LineView("preview_stop", "stop_preview", last(chart) - 25, ("Stop", "−10.00", "1.2 %"), "long", True)
    chart.set_lines((*crowd(last(chart)), typed))
    chart._refresh()
    assert "preview_stop" in {placed.line.id for placed in pills(chart)}
    assert_apart(chart)


def test_a_narrow_chart_leaves_figures_out_and_keeps_words(chart: ChartView) -> None:
    chart.resize(430, 400)
    reason = "never fires: liquidation comes first"
    dead = LineView("d", "stop", last(chart) - 35, ("Stop", reason), None, True, True)
    chart.set_lines((*crowd(last(chart))[:2], dead))
    position, *_ = [placed for placed in pills(chart) if placed.line.kind == "position"]
    assert position.cells[0] == "Long 0.6" and len(position.cells) < 4
    assert position.pill.width() <= chart.model.layout.plot.width() * 0.55
    assert reason in next(placed.cells for placed in pills(chart) if placed.line.id == "d")


def test_no_pill_lies_on_the_note_that_futures_have_no_room(chart: ChartView) -> None:
    chart.resize(*SMALL)
    chart.set_fan(fan(last(chart)))
    model = chart.model
    levels = [model.viewport.high - (model.viewport.high - model.viewport.low) * share for share in (0.05, 0.12, 0.9)]
    chart.set_lines(tuple(LineView(f"o{at}", "order", at, ("Limit buy 0.1", "1.00"), "long", True) for at in levels))
    assert fan_card(model) is None, "or this tests nothing"
    note = QRectF(model.now_x(), 26, model.layout.plot.right() - 4 - model.now_x(), 16)
    assert [placed.line.id for placed in pills(chart) if placed.pill.intersects(note)] == []
    assert_apart(chart)


@pytest.mark.parametrize("has_paths", [False, True])
@pytest.mark.parametrize("width", [480, 700, 1000])
@pytest.mark.parametrize("share", [0.02, 0.12, 0.3])
def test_no_pill_lies_on_the_words_of_the_fan(chart: ChartView, has_paths: bool, width: int, share: float) -> None:
    chart.resize(width, 520)
    chart.set_fan(fan(last(chart), has_paths))
    view = chart.model.viewport
    level = view.low + (view.high - view.low) * share
    kinds = ("liquidation", "stop", "order", "order")
    chart.set_lines(tuple(
        LineView(f"{place}", kind, level + place * 0.4, ("Line", "−100.00", "1.2 %"), "long", True)  # type: ignore[arg-type]  # kinds of lines
        for place, kind in enumerate(kinds)
    ))  # fmt: skip
    card = fan_card(chart.model)
    if card is not None:
        assert [placed.line.id for placed in pills(chart) if placed.pill.intersects(card)] == []
    assert_apart(chart)


def test_a_pill_far_from_its_line_is_joined_to_it(chart: ChartView) -> None:
    chart.set_lines(crowd(last(chart)))
    far = [placed for placed in pills(chart) if placed.is_led]
    assert far and all(abs(placed.pill.center().y() - placed.y) > PILL_HEIGHT / 2 for placed in far)
    chart.canvas.grab()
    layer = next(layer for layer in chart.canvas.still if type(layer).__name__ == "PillLayer")
    ends = {round(leader.y2()) for leader, _ in layer._leaders}  # type: ignore[attr-defined]  # of this layer
    assert ends == {round(placed.y + 0.5) for placed in far}
    assert held_and_anew(chart)
    chart.set_lines(crowd(last(chart))[:1])
    chart.canvas.grab()
    assert layer._leaders == []  # type: ignore[attr-defined]  # of this layer
