"""Break-even, R and fees at the Desk: the line, the ticket, the panels and the toast tell one and the same result."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.journeys.test_window import CHOICE, cascade
from trainer.app import Cascade
from trainer.engine.commands import PlaceOrder, SetLeverage
from trainer.engine.events import OrderFilled
from trainer.engine.words import MarginMode, OrderKind, Role, Side
from trainer.presenters.chart_views import LineView
from trainer.ui.desk.page import DeskPage

__all__ = ["cascade"]
D = Decimal


@pytest.fixture
def desk(cascade: Cascade) -> DeskPage:
    """A desk a hundred minutes after the start, flat."""
    cascade.window.resize(1440, 900)
    cascade.start_session(CHOICE)
    assert cascade.desk is not None
    step(cascade.desk, 100)
    return cascade.desk


def step(desk: DeskPage, bars: int) -> None:
    for _ in range(bars):
        desk.presenter.replay.step()


def buy(desk: DeskPage, size: str, stop: str, target: str) -> None:
    order = PlaceOrder(side=Side.LONG, size=D(size), stop=D(stop), target=D(target))
    assert desk.presenter.orders.give(order) is None


def line(desk: DeskPage, kind: str) -> LineView | None:
    return next((one for one in desk.chart.model.lines if one.kind == kind), None)


def row(desk: DeskPage, key: str) -> tuple[str, str]:
    """Now and after of a row of the worst case."""
    desk.presenter.ticket.refresh()
    found = next(one for one in desk.presenter.ticket.view.worst_case.rows if one.key == key)
    return found.now.text, "" if found.after is None else found.after.text


def told(desk: DeskPage) -> str:
    return desk.toasts.toasts[-1].accessibleName()


# break-even


def test_break_even_after_half_was_closed_at_a_loss_ends_the_whole_trade_at_nothing(desk: DeskPage) -> None:
    """0.4 at 7,665.50, half closed 35 lower: the rest must win that back too, and the stop of one key stands there."""
    session = desk.presenter.session
    buy(desk, "0.4", "7000", "8600")
    step(desk, 30)
    desk.close_part("0.5")
    position = session.state.position
    assert position is not None and position.realised < -7
    view = line(desk, "break_even")
    assert view is not None and view.cells[1].startswith("7,716.1") and row(desk, "break_even")[0].startswith("7,716.1")
    table = desk.panels.tables["positions"].rows()[0]
    assert any(cell.text.startswith("7,716.1") for cell in table.cells)
    while session.market.last_close(session.cursor) < 7_732:
        step(desk, 1)
    desk.stop_to_break_even()
    stop = session.state.protective(Role.STOP)
    assert stop is not None and stop.level == D("7717.0"), "slippage lies between the level and what it is to get"
    pill = line(desk, "stop")
    assert pill is not None and pill.cells[1:] == ("+0.01", "0.00 R")
    while session.state.position is not None:
        step(desk, 1)
    trade, fill = session.trades()[-1], [one for one in session.events if isinstance(one, OrderFilled)][-1]
    missed = (D("7716.2") - fill.price) * fill.size
    assert trade.reason == "stop" and abs(trade.net + missed + trade.funding) < D("0.02"), "slippage and funding alone"


@pytest.mark.parametrize(("kind", "move"), [("market", "+0.1"), ("limit", "+0.0")])
def test_the_move_to_break_even_is_told_from_the_entry_that_is_expected(desk: DeskPage, kind: str, move: str) -> None:
    """Both fees and what slips: taken and taken, or made at a price below and taken."""
    ticket = desk.presenter.ticket
    price = desk.presenter.session.market.last_close(desk.presenter.session.cursor)
    ticket.set_kind(kind)
    ticket.set_number("size", D("0.1"))
    ticket.set_number("price", (price - 100).quantize(D("0.1")))
    level, change = row(desk, "break_even")[1].split(" (")
    preview = ticket._preview
    assert preview is not None and preview.break_even is not None and preview.fill_price is not None
    assert change == f"+{(preview.break_even / preview.fill_price - 1) * 100:.2f} %)" and change.startswith(move)
    assert level == f"{preview.break_even:,.2f}"


def test_the_cost_of_an_order_is_what_it_takes_out_of_free_margin(desk: DeskPage) -> None:
    """Its margin, its fee and what it slips; one that closes gives margin back and costs none."""
    ticket, session = desk.presenter.ticket, desk.presenter.session
    ticket.set_training(False)
    ticket.set_number("size", D("0.1"))
    before, (margin, cost) = session.account().free_margin, row(desk, "margin")[1].split(" · ")
    assert ticket.submit()
    assert cost == f"cost {before - session.account().free_margin:,.2f}" and D(cost.split()[1]) > D(margin) > 300
    ticket.set_side("short")
    ticket.set_number("size", D("0.05"))
    assert "cost" not in row(desk, "margin")[1]


def test_without_a_break_even_before_liquidation_no_line_stands_and_the_key_says_why(desk: DeskPage) -> None:
    session = desk.presenter.session
    desk.presenter.ticket.set_leverage(D(50))
    assert desk.presenter.orders.give(PlaceOrder(side=Side.SHORT, size=D(2))) is None
    while session.market.last_close(session.cursor) > 7_620:
        step(desk, 1)
        assert session.state.position is not None
    desk.close_part("0.9")
    assert line(desk, "break_even") is None and line(desk, "liquidation") is not None
    assert row(desk, "break_even")[0] == "—"
    before = session.state.orders
    desk.stop_to_break_even()
    assert told(desk) == "Not moved. No price before liquidation ends this trade at zero."
    assert session.state.orders == before


# R


def closed(desk: DeskPage) -> list[str]:
    """Net and R of the newest row of the closed trades."""
    cells = [cell.text for cell in desk.panels.tables["closed"].rows()[0].cells]
    trade = desk.presenter.session.trades()[-1]
    place = cells.index(f"{trade.net:+,.2f}".replace("-", "−"))
    return cells[place : place + 2]


def test_a_stop_tells_one_r_on_its_pill_in_the_ticket_in_the_toast_and_in_the_closed_trades(desk: DeskPage) -> None:
    buy(desk, "0.4", "7640", "7900")
    session = desk.presenter.session
    assert f"{desk.presenter.board.facts().one_r:.2f}" == "13.62"
    stop = line(desk, "stop")
    assert stop is not None and stop.cells == ("Stop", "−13.62", "−1.00 R")
    assert row(desk, "loss")[0] == "−13.62 · −0.1 % · −1.0 R"
    order = session.state.protective(Role.STOP)
    assert order is not None and desk.presenter.orders.drag_text(order.order_id, 7640.0)[:3] == stop.cells
    while session.state.position is not None:
        step(desk, 1)
    assert told(desk) == "Stop filled at 7,639.10, −13.62 USDT net, −1.00 R"
    assert closed(desk) == ["−13.62", "−1.00"]


def test_the_position_line_and_the_panel_tell_what_closing_now_would_book(desk: DeskPage) -> None:
    buy(desk, "0.4", "7640", "7900")
    view, board = line(desk, "position"), desk.presenter.board
    position = board.facts().state.position
    assert view is not None and position is not None
    mark, one_r = board.facts().mark, board.facts().one_r
    assert one_r is not None
    net = (mark - position.entry) * D("0.4") - position.fees - D("0.4") * mark * D("0.0005")
    money, in_r = (f"{figure:+.2f}".replace("-", "−") for figure in (net, net / one_r))
    assert view.cells[1:3] == (f"{money} USDT net", f"{in_r} R")
    assert in_r in [cell.text for cell in desk.panels.tables["positions"].rows()[0].cells]


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        ("market", {}),
        ("limit", {"price": "7650"}),
        ("stop", {"price": "7680"}),
        ("stop_limit", {"price": "7680", "limit": "7685"}),
        ("stop_limit", {"price": "7680", "limit": "7680.5"}),  # what slips is more than the limit allows
        ("take_profit_limit", {"price": "7650", "limit": "7655"}),
    ],
)
def test_what_an_order_to_come_loses_at_its_stop_is_told_alike_before_and_after_it_is_placed(
    desk: DeskPage, kind: str, texts: dict[str, str]
) -> None:
    ticket = desk.presenter.ticket
    ticket.set_kind(kind)
    for field, value in ({"size": "0.4", "stop": "7640", "target": "7900", "probability": "50"} | texts).items():
        ticket.set_number(field, D(value))
    in_ticket = row(desk, "loss")[1].split(" · ")[0]
    typed = line(desk, "stop_preview")
    assert typed is not None and typed.cells[1] == in_ticket
    won = line(desk, "target_preview")
    assert won is not None
    assert ticket.submit()
    placed = [line(desk, "stop" if kind == "market" else "stop_preview")]
    placed.append(line(desk, "target" if kind == "market" else "target_preview"))
    assert [one.cells[1] for one in placed if one is not None] == [in_ticket, won.cells[1]]


@pytest.mark.parametrize(
    ("side", "texts"),
    [
        ("long", {"size": "0.2", "stop": "7400", "target": "8200"}),
        ("long", {"size": "0.2", "stop": "7500", "target": "8200", "target_2": "8400", "share_2": "30"}),
        ("short", {"size": "1.0", "stop": "7900", "target": "7000"}),
        ("short", {"size": "1.0", "stop": "7900", "target": "7000", "target_2": "6800", "share_2": "30"}),
    ],
    ids=["adds", "adds with two targets", "turns", "turns with two targets"],
)
def test_what_adds_to_a_position_or_turns_it_is_told_alike_before_and_after_it_is_placed(
    desk: DeskPage, side: str, texts: dict[str, str]
) -> None:
    """One stop serves all that is held then, and the fee of a fill that turns belongs to the new trade in part."""
    buy(desk, "0.4", "7400", "8200")
    step(desk, 15)
    ticket = desk.presenter.ticket
    ticket.set_side(side)
    for field, value in ({"probability": "50"} | texts).items():
        ticket.set_number(field, D(value))
    loss, fees = row(desk, "loss")[1].split(" · ")[0], row(desk, "fees")[1]

    def told(*kinds: str) -> dict[float, str]:
        lines = [one for one in desk.chart.model.lines if one.kind in kinds]
        return {one.price: next(cell for cell in one.cells if cell[0] in "+−") for one in lines}

    typed = told("stop_preview", "target_preview")
    assert typed[float(texts["stop"])] == loss
    assert ticket.submit()
    placed = told("stop", "target")
    assert typed == {price: placed[price] for price in typed}
    assert row(desk, "loss")[0].startswith(loss) and row(desk, "fees") == (fees, "")


def test_the_size_worked_out_is_told_with_the_notional_of_the_order_and_not_of_all_that_is_held_then(
    desk: DeskPage,
) -> None:
    buy(desk, "0.4", "7400", "8200")
    ticket = desk.presenter.ticket
    ticket.set_unit("quote")
    for side in ("long", "short"):
        ticket.set_side(side)
        ticket.set_number("size", D(6000))
        ticket.refresh()
        assert ticket.view.size_text.startswith("= 0.782 BTC, 5,99"), ticket.view.size_text


def test_a_liquidation_is_told_as_it_stands_in_the_closed_trades(desk: DeskPage) -> None:
    desk.presenter.ticket.set_leverage(D(100))
    assert desk.presenter.orders.give(PlaceOrder(side=Side.LONG, size=D("0.4"))) is None
    while desk.presenter.session.state.position is not None:
        step(desk, 1)
    net, in_r = closed(desk)
    assert told(desk).startswith(f"Liquidated the trade ends at {net} USDT net, {in_r} R")


def test_an_order_that_adds_is_told_in_the_r_of_its_trade_and_a_stop_in_profit_as_a_gain(desk: DeskPage) -> None:
    buy(desk, "0.4", "7000", "7900")
    ticket = desk.presenter.ticket
    for field, value in (("size", "0.2"), ("stop", "7000"), ("target", "7900")):
        ticket.set_number(field, D(value))
    now, after = row(desk, "loss")
    assert now.endswith("−1.0 R") and after.endswith("−1.5 R")
    session = desk.presenter.session
    while session.market.last_close(session.cursor) < 7_700:
        step(desk, 1)
        assert session.state.position is not None
    ticket.set_number("size", D("0.02"))
    ticket.set_number("stop", D(7690))
    now, after = row(desk, "loss")
    assert now.endswith("−1.0 R") and after.startswith("+"), after
    small = next(lamp for lamp in ticket.view.lamps if lamp.rule == "size")
    assert small.state == "kept", "a gain at the stop risks nothing"


def test_a_row_promises_no_r_since_one_r_is_that_of_its_first_fill(desk: DeskPage) -> None:
    ticket = desk.presenter.ticket
    ticket.set_kind("scaled")
    for field, value in (("size", "0.4"), ("price", "7650"), ("last_price", "7600"), ("count", "4"), ("stop", "7500"),
                         ("target", "8200"), ("probability", "50")):  # fmt: skip
        ticket.set_number(field, D(value))
    loss = row(desk, "loss")[1]
    assert loss == "−52.46 · −0.5 %"
    assert ticket.submit()
    while any(order.role is Role.ENTRY for order in desk.presenter.session.state.orders):
        step(desk, 1)
    assert row(desk, "loss")[0] == f"{loss} · −3.4 R"
    ticket.set_kind("market")
    for field, value in (("size", "0.1"), ("stop", "7500"), ("target", "8200")):
        ticket.set_number(field, D(value))
    assert row(desk, "loss")[1].endswith(" R"), "what adds is told in the R that is frozen"


# size from a risk, and the largest


def fit(desk: DeskPage, **texts: str) -> tuple[Decimal, Decimal, Decimal]:
    """Size, loss at the stop and what one lot more would lose, of one per cent at risk."""
    ticket, session = desk.presenter.ticket, desk.presenter.session
    ticket.set_unit("risk")
    for field, value in ({"size": "1", "probability": "50"} | texts).items():
        ticket.set_number(field, D(value))
    ticket.refresh()
    command = ticket.command()
    assert isinstance(command, PlaceOrder) and command.size is not None
    told = [session.preview(replace(command, size=command.size + more)).loss_at_stop for more in (D(0), D("0.001"))]
    assert told[0] is not None and told[1] is not None
    return command.size, told[0], told[1]


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        ("market", {"stop": "7640"}),
        ("limit", {"price": "7650", "stop": "7630"}),
        ("stop", {"price": "7690", "stop": "7660"}),
        ("stop_limit", {"price": "7690", "limit": "7690.5", "stop": "7660"}),
    ],
)
def test_a_size_from_a_risk_is_the_largest_that_risks_no_more_whatever_the_entry_costs(
    desk: DeskPage, kind: str, texts: dict[str, str]
) -> None:
    desk.presenter.ticket.set_leverage(D(20))
    desk.presenter.ticket.set_kind(kind)
    _, loss, more = fit(desk, **texts)
    assert loss <= 100 < more


def test_a_size_from_a_risk_is_what_the_order_adds_to_the_loss_of_what_is_held(desk: DeskPage) -> None:
    buy(desk, "0.4", "7400", "8200")
    before = D("109.57")
    assert row(desk, "loss")[0].startswith("−109.57")
    size, loss, more = fit(desk, stop="7400", target="8200")
    assert loss - before <= D("100.01") < more - before + D("0.02") and size == D("0.364")
    assert desk.presenter.ticket.view.size_text == "= 0.364 BTC, adds 1 % at risk"


def test_a_size_from_a_risk_that_turns_a_position_closes_it_on_top(desk: DeskPage) -> None:
    buy(desk, "0.4", "7400", "8200")
    desk.presenter.ticket.set_side("short")
    size, loss, more = fit(desk, stop="7900", target="7000")
    assert size == D("0.807") and loss <= 100 < more
    assert desk.presenter.ticket.view.size_text == "= 0.807 BTC, 1 % at risk once turned"


@pytest.mark.parametrize("mode", list(MarginMode))
@pytest.mark.parametrize("bars", [0, 300], ids=["at once", "in profit"])
def test_the_largest_size_that_turns_a_position_counts_what_closing_it_frees(
    desk: DeskPage, mode: MarginMode, bars: int
) -> None:
    ticket, session = desk.presenter.ticket, desk.presenter.session
    assert desk.presenter.orders.give(SetLeverage(leverage=D(2), margin_mode=mode)) is None
    assert desk.presenter.orders.give(PlaceOrder(side=Side.LONG, size=D(2))) is None
    step(desk, bars)
    ticket.set_side("short")
    ticket.refresh()
    most = ticket.largest()
    assert most > D("4.5")
    order = PlaceOrder(side=Side.SHORT, size=most)
    assert session.preview(order).rejected is None
    assert session.preview(replace(order, size=most + D("0.01"))).rejected is not None
    ticket.set_kind("limit")
    ticket.set_number("price", D(8000))
    resting = replace(order, size=ticket.largest(), kind=OrderKind.LIMIT, price=D(8000))
    assert resting.size is not None and session.preview(resting).rejected is None
    assert session.preview(replace(resting, size=resting.size + D("0.01"))).rejected is not None


# fees


def test_fees_in_and_out_hold_what_is_paid_the_order_and_the_exit_of_the_whole(desk: DeskPage) -> None:
    """0.4 in paid 1.53 and leave for 1.48 at 7,400; 0.2 more cost 0.77 and then the whole leaves for 2.22."""
    desk.presenter.ticket.set_leverage(D(10))
    buy(desk, "0.4", "7400", "8200")
    step(desk, 15)
    ticket = desk.presenter.ticket
    for field, value in (("size", "0.2"), ("stop", "7400"), ("target", "8200"), ("probability", "50")):
        ticket.set_number(field, D(value))
    position = desk.presenter.session.state.position
    assert position is not None
    now, after = row(desk, "fees")
    assert now == f"{position.fees + D('0.4') * 7400 * D('0.0005'):.2f}" == "3.01"
    assert after == "4.52"
    assert ticket.submit()
    assert row(desk, "fees") == (after, "")
    ticket.set_side("short")
    ticket.set_flag("reduce_only", is_on=True)
    ticket.set_number("size", D("0.6"))
    position = desk.presenter.session.state.position
    assert position is not None
    leaving = position.fees + D("0.6") * desk.presenter.session.market.last_close(desk.presenter.session.cursor) / 2000
    assert abs(D(row(desk, "fees")[1]) - leaving) < D("0.02"), "what is paid and the fee of the order that closes it"


@pytest.mark.parametrize("force", ["ioc", "fok"])
def test_an_order_that_is_to_fill_at_once_and_would_not_has_no_after(desk: DeskPage, force: str) -> None:
    ticket = desk.presenter.ticket
    ticket.set_kind("limit")
    ticket.set_time_in_force(force)
    for field, value in (("size", "0.1"), ("price", "7600"), ("stop", "7500"), ("target", "7900")):
        ticket.set_number(field, D(value))
    ticket.refresh()
    assert not ticket.view.worst_case.has_after and row(desk, "margin") == ("—", "")
    ticket.set_number("price", D(7700))
    assert row(desk, "margin")[1] != "", "this one fills"


def test_an_order_that_waits_to_reduce_has_no_after(desk: DeskPage) -> None:
    buy(desk, "0.4", "7400", "8200")
    ticket = desk.presenter.ticket
    ticket.set_side("short")
    ticket.set_kind("limit")
    ticket.set_flag("reduce_only", is_on=True)
    ticket.set_number("size", D("0.1"))
    ticket.set_number("price", D(8000))
    assert row(desk, "fees")[1] == "" and not ticket.view.worst_case.has_after
    ticket.set_kind("market")
    assert row(desk, "fees")[1] != ""
