"""Only a mouse, only a keyboard: lines dragged on the chart, every control reached by Tab and with a name to read."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.journeys.test_window import CHOICE, EIGHT_O_CLOCK_MS, buy, cascade, escape, go_to
from trainer.app import Cascade
from trainer.engine.commands import PlaceOrder
from trainer.engine.words import OrderKind, Side
from trainer.ui.chart.placing import Placed, place_lines
from trainer.ui.desk.page import DeskPage
from trainer.ui.venue_sheet import VenueSheet

__all__ = ["cascade"]
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def desk(cascade: Cascade, qtbot: QtBot) -> DeskPage:
    """A desk at 08:00 with 0.6 BTC long, a stop at 7,240 and a target at 9,800."""
    cascade.window.resize(1440, 900)
    cascade.start_session(CHOICE)
    assert cascade.desk is not None
    go_to(cascade, EIGHT_O_CLOCK_MS)
    buy(cascade, qtbot, stop="7240")
    return cascade.desk


def line(desk: DeskPage, kind: str) -> Placed:
    return next(placed for placed in place_lines(desk.chart.model) if placed.line.kind == kind)


def drag(desk: DeskPage, qtbot: QtBot, kind: str, price: float, drop: bool = True) -> None:
    ground = desk.chart.canvas.viewport()
    start = QPoint(200, round(line(desk, kind).y))
    end = QPoint(200, round(desk.chart.model.viewport.y_of(price)))
    qtbot.mousePress(ground, LEFT, pos=start)
    for step in range(1, 5):
        qtbot.mouseMove(ground, start + (end - start) * step / 4)
    if drop:
        qtbot.mouseRelease(ground, LEFT, pos=end)


def stop_price(desk: DeskPage) -> Decimal:
    orders = desk.presenter.session.state.orders
    return next(order.level for order in orders if order.kind == "stop_market")


def test_a_dragged_stop_is_amended_on_disk_and_on_the_chart(desk: DeskPage, qtbot: QtBot) -> None:
    before = len(desk.presenter.session.decisions)
    drag(desk, qtbot, "stop", 7300.0)
    assert abs(stop_price(desk) - 7300) < 5 and stop_price(desk) != 7240
    assert float(stop_price(desk)) == line(desk, "stop").line.price
    assert len(desk.presenter.session.decisions) == before + 1


def test_escape_gives_a_drag_up(desk: DeskPage, qtbot: QtBot) -> None:
    drag(desk, qtbot, "stop", 7300.0, drop=False)
    assert desk.chart.model.drag is not None
    escape(desk, qtbot)
    assert desk.chart.model.drag is None and stop_price(desk) == 7240
    qtbot.mouseRelease(desk.chart.canvas.viewport(), LEFT, pos=QPoint(200, 100))
    assert stop_price(desk) == 7240


def test_a_stop_dragged_above_the_price_is_refused_while_it_moves(desk: DeskPage, qtbot: QtBot) -> None:
    drag(desk, qtbot, "stop", 7420.0, drop=False)
    held = desk.chart.model.drag
    assert held is not None and "below" in held.reason
    qtbot.mouseRelease(desk.chart.canvas.viewport(), LEFT)
    assert stop_price(desk) == 7240 and desk.chart.model.drag is None


def test_the_cross_of_a_line_cancels_the_order(desk: DeskPage, qtbot: QtBot) -> None:
    cross = line(desk, "stop").close.center().toPoint()
    qtbot.mouseClick(desk.chart.canvas.viewport(), LEFT, pos=cross)
    assert [str(order.kind) for order in desk.presenter.session.state.orders] == ["take_profit_market"]


def test_a_drag_ends_with_its_line(desk: DeskPage, qtbot: QtBot) -> None:
    drag(desk, qtbot, "stop", 7300.0, drop=False)
    assert desk.chart.model.drag is not None
    desk.cancel_all()
    assert desk.chart.model.drag is None
    qtbot.mouseRelease(desk.chart.canvas.viewport(), LEFT, pos=QPoint(200, 100))
    assert desk.presenter.session.state.orders == ()


@pytest.mark.parametrize("part", ["pill", "close"])
def test_a_double_click_on_a_line_leaves_the_view_where_it_is(desk: DeskPage, qtbot: QtBot, part: str) -> None:
    view, ground = desk.chart.model.viewport, desk.chart.canvas.viewport()
    view.zoom(2, 300)
    desk.chart._refresh()
    spot = getattr(line(desk, "stop"), part).center().toPoint()
    before = view.step, view.origin
    qtbot.mouseClick(ground, LEFT, pos=spot)
    qtbot.mouseDClick(ground, LEFT, pos=spot)
    assert (view.step, view.origin) == before
    qtbot.mouseClick(ground, LEFT, pos=QPoint(200, 250))
    qtbot.mouseDClick(ground, LEFT, pos=QPoint(200, 250))
    assert (view.step, view.origin) != before, "anywhere else it resets the view"


def test_a_line_dragged_out_of_the_position_places_a_stop(desk: DeskPage, qtbot: QtBot) -> None:
    desk.cancel_all()
    assert desk.presenter.session.state.orders == ()
    drag(desk, qtbot, "position", 7200.0)
    assert abs(stop_price(desk) - 7200) < 5


def reachable(window: QWidget, app: QApplication) -> list[QWidget]:
    """Widgets the Tab key comes to before it comes to one again."""
    seen: list[QWidget] = []
    while True:
        window.focusNextChild()
        focus = app.focusWidget()
        if focus is None or focus in seen:
            return seen
        seen.append(focus)


@pytest.mark.parametrize("page", ["home", "desk", "debrief", "progress", "settings"])
def test_tab_reaches_every_control_and_each_has_a_name(
    page: str, cascade: Cascade, qtbot: QtBot, qapp: QApplication
) -> None:
    cascade.window.resize(1440, 900)
    cascade.window.activateWindow()
    if page != "home":
        cascade.start_session(CHOICE)
        assert cascade.desk is not None
        go_to(cascade, EIGHT_O_CLOCK_MS)
        buy(cascade, qtbot, stop="7240")
    if page in ("debrief", "progress"):
        cascade.finish_session()
    cascade.window.show_page(page)
    qtbot.waitUntil(lambda: qapp.activeWindow() is not None)
    reached = reachable(cascade.window, qapp)
    wanted = [
        widget
        for widget in cascade.window.findChildren(QWidget)
        if widget.isVisible() and widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    missed = [widget for widget in wanted if widget not in reached and widget.focusProxy() is None]
    assert not missed, [f"{type(widget).__name__} {widget.accessibleName()}" for widget in missed]
    nameless = [widget for widget in reached if not widget.accessibleName()]
    assert not nameless, [f"{type(widget).__name__} in {type(widget.parent()).__name__}" for widget in nameless]
    assert len(reached) > 3


def test_from_home_to_an_open_position_with_keys_alone(cascade: Cascade, qtbot: QtBot, qapp: QApplication) -> None:
    window = cascade.window
    window.resize(1440, 900)
    window.activateWindow()

    def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        qtbot.keyClick(qapp.focusWidget() or window, key, modifier)

    press(Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(qapp.focusWidget(), "march 2020")
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    dialog = cascade.home_page.dialog
    assert dialog is not None
    qtbot.waitUntil(lambda: qapp.activeWindow() is dialog)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.current_page() == "desk")
    window.activateWindow()  # the window system of a desktop gives it back by itself
    qtbot.waitUntil(lambda: qapp.focusWidget() is not None)
    assert cascade.desk is not None
    for _ in range(3):
        press(Qt.Key.Key_Right)
    press(Qt.Key.Key_B)
    last = cascade.desk.presenter.session.market.last_close(cascade.desk.presenter.session.cursor)
    typed = {"size": "0.1", "stop": f"{last * Decimal('0.9'):.0f}", "target": f"{last * Decimal('1.2'):.0f}"}
    for field, text in (typed | {"probability": "55"}).items():
        while qapp.focusWidget().objectName() != f"{field}_edit":
            press(Qt.Key.Key_Tab)
        qtbot.keyClicks(qapp.focusWidget(), text)
    press(Qt.Key.Key_Return)
    position = cascade.desk.presenter.session.state.position
    assert position is not None and position.size == Decimal("0.1")
    press(Qt.Key.Key_Escape)
    press(Qt.Key.Key_X)
    assert cascade.desk.presenter.session.state.position is None


@pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)
def test_the_rules_of_a_venue_are_read_before_the_start_and_in_the_debrief(cascade: Cascade, qtbot: QtBot) -> None:
    cascade.home_page.open_start(CHOICE.scenario_id)
    dialog = cascade.home_page.dialog
    assert dialog is not None
    menu = dialog._venue.menu()
    okx = next(action for action in menu.actions() if action.data() == "okx")
    okx.trigger()
    assert dialog._venue.text() == "OKX"
    qtbot.mouseClick(dialog._rules, LEFT)
    sheet = dialog.findChild(VenueSheet)
    assert sheet is not None and sheet.isVisible() and sheet.windowTitle() == "Rules of OKX"
    choice = dialog.answer().choice
    assert choice is not None and choice.venue == "okx"
    dialog.reject()
    cascade.start_session(choice)
    assert cascade.desk is not None
    go_to(cascade, EIGHT_O_CLOCK_MS)
    buy(cascade, qtbot, stop="7240")
    cascade.finish_session()
    shown = cascade.debrief.presenter
    assert shown is not None
    qtbot.waitUntil(lambda: shown.view is not None and bool(shown.view.venues), timeout=30_000)
    assert shown.view is not None
    rows = shown.view.venues
    assert len(rows) == 18 and rows[0].cells[0].text == "OKX, yours"


def test_an_order_moved_within_the_view_leaves_the_view_where_it_is(desk: DeskPage, qtbot: QtBot) -> None:
    view = desk.chart.model.viewport
    desk.cancel_all()
    desk.step()
    before, high = (view.low, view.high), view.price_at(20)
    drag(desk, qtbot, "position", high)
    assert (view.low, view.high) == before and abs(line(desk, "target").y - 20) <= 2
    desk.step()
    assert (view.low, view.high) != before, "the next bar scales anew"


@pytest.mark.parametrize("bars", range(5))
def test_an_order_leaves_the_view_where_it_is_at_any_bar_of_the_one_that_forms(desk: DeskPage, bars: int) -> None:
    desk.presenter.set_timeframe(5 * 60_000)
    for _ in range(bars):
        desk.step()
    view, price = desk.chart.model.viewport, desk.presenter.session.market.last_close(desk.presenter.session.cursor)
    desk.presenter.ticket.refresh()
    before = (view.low, view.high, view.origin, view.step)
    assert view.low < float(price) - 20 and float(price) + 20 < view.high
    for side, level in ((Side.LONG, price - 20), (Side.SHORT, price + 20)):
        order = PlaceOrder(side=side, size=Decimal("0.02"), kind=OrderKind.LIMIT, price=level.quantize(Decimal("0.1")))
        assert desk.presenter.orders.give(order) is None
        assert (view.low, view.high, view.origin, view.step) == before


def test_an_entry_whose_liquidation_is_out_of_view_leaves_the_view_where_it_is(cascade: Cascade, qtbot: QtBot) -> None:
    """It is told at the edge it lies beyond; the next bar takes it in, or a double click at once."""
    cascade.window.resize(1440, 900)
    cascade.start_session(CHOICE)
    desk = cascade.desk
    assert desk is not None
    go_to(cascade, EIGHT_O_CLOCK_MS + 60_000)
    desk.show_ticket()
    view = desk.chart.model.viewport
    before = (view.low, view.high, view.origin, view.step)
    buy(cascade, qtbot, stop="7000")
    assert desk.presenter.session.state.position is not None
    assert (view.low, view.high, view.origin, view.step) == before and line(desk, "liquidation").beyond == 1
    ground = desk.chart.canvas.viewport()
    qtbot.mouseDClick(ground, LEFT, pos=QPoint(200, 250))
    assert view.low < line(desk, "liquidation").line.price < view.high and not line(desk, "liquidation").beyond


def test_the_menu_of_a_price_names_one_the_venue_takes(desk: DeskPage) -> None:
    asked: list[float] = []
    desk.chart.canvas.pointer.menu_wanted.disconnect()
    desk.chart.canvas.pointer.menu_wanted.connect(asked.append)
    tick = desk.presenter.session.market.rules.tick
    for y in range(200, 212):
        desk.chart.canvas.pointer.press(QPointF(200, y), Qt.MouseButton.RightButton)
    assert len(asked) == 12 and tick > Decimal("0.01")
    assert all(Decimal(str(price)) % tick == 0 for price in asked), asked
