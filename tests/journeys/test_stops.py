"""Stops of an open position: several of them, past liquidation, moved by keys, told the same everywhere."""

from __future__ import annotations

from decimal import Decimal

from tests.journeys.test_costs import desk, line, row, step, told
from tests.journeys.test_window import cascade
from trainer.engine.commands import AmendOrder, PlaceOrder, SetLeverage
from trainer.engine.words import OrderKind, Role, Side
from trainer.presenters.desk_texts import number
from trainer.ui.desk.page import DeskPage

__all__ = ["cascade", "desk"]
D = Decimal


def give(desk: DeskPage, order: PlaceOrder) -> str:
    """Place an order; the id of what rests since then, if anything does."""
    known = desk.presenter.session.state.orders
    assert desk.presenter.orders.give(order) is None
    return next((one.order_id for one in desk.presenter.session.state.orders if one not in known), "")


def stop(desk: DeskPage, trigger: str, size: str | None = None, **more: str) -> str:
    money = {name: D(text) for name, text in more.items()}
    kind = OrderKind.STOP_LIMIT if "price" in more else OrderKind.STOP_MARKET
    part = None if size is None else D(size)
    order = PlaceOrder(side=Side.SHORT, kind=kind, trigger=D(trigger), size=part, reduce_only=True, **money)
    return give(desk, order)


def long(desk: DeskPage, size: str, **more: str) -> None:
    give(desk, PlaceOrder(side=Side.LONG, size=D(size), **{name: D(text) for name, text in more.items()}))


def pills(desk: DeskPage, kind: str = "stop") -> list[tuple[str, ...]]:
    return [one.cells for one in desk.chart.model.lines if one.kind == kind]


def money(text: str) -> Decimal:
    return D(text.replace("−", "-").replace("+", "").replace(",", ""))


def level(desk: DeskPage, order_id: str) -> Decimal | None:
    found = desk.presenter.session.state.order(order_id)
    return None if found is None else found.level


def trailing(desk: DeskPage, size: str | None = None) -> str:
    return give(desk, PlaceOrder(
        side=Side.SHORT, kind=OrderKind.TRAILING_STOP, callback=D("0.03"), size=None if size is None else D(size),
        reduce_only=True,
    ))  # fmt: skip


def test_the_loss_at_two_stops_is_what_both_pills_say(desk: DeskPage) -> None:
    """0.1 leaves at 7,500 and 0.3 at 7,300: the fee of the way in is in both pills by halves of their sizes."""
    desk.presenter.orders.give(SetLeverage(leverage=D(5)))
    long(desk, "0.4")
    stop(desk, "7500", "0.1")
    assert row(desk, "loss")[0] == "part only"
    stop(desk, "7300", "0.3")
    told_by_pills = sum((money(cells[2]) for cells in pills(desk)), D(0))
    loss = money(row(desk, "loss")[0].split(" · ")[0])
    assert len(pills(desk)) == 2 and abs(loss - told_by_pills) <= D("0.01") and loss < -120
    step(desk, 1)
    while desk.presenter.session.state.position is not None:
        step(desk, 1)
    closed = desk.presenter.session.trades()[-1]
    assert abs(closed.net + closed.funding - loss) < 1


def test_break_even_moves_the_stop_of_the_whole_and_leaves_that_of_a_part(desk: DeskPage) -> None:
    long(desk, "0.4")
    part, whole = stop(desk, "7450", "0.1"), stop(desk, "7400")
    while desk.presenter.session.market.last_close(desk.presenter.session.cursor) < 7_720:
        step(desk, 1)
    desk.stop_to_break_even()
    moved = level(desk, whole)
    assert moved is not None and moved > 7_660 and level(desk, part) == 7450


def test_break_even_takes_the_place_of_a_trailing_stop_which_no_key_nudges(desk: DeskPage) -> None:
    long(desk, "0.4")
    follows = trailing(desk)
    while desk.presenter.session.market.last_close(desk.presenter.session.cursor) < 7_720:
        step(desk, 1)
    desk.presenter.orders._selected = follows
    desk.nudge("1")
    assert told(desk) == "Not moved. A trailing stop moves by itself."
    desk.stop_to_break_even()
    assert [order.kind for order in desk.presenter.session.state.stops] == [OrderKind.STOP_MARKET]


def test_break_even_takes_the_limit_of_a_stop_along(desk: DeskPage) -> None:
    long(desk, "0.4")
    order_id = stop(desk, "7400", price="7390")
    while desk.presenter.session.market.last_close(desk.presenter.session.cursor) < 7_720:
        step(desk, 1)
    desk.stop_to_break_even()
    found = desk.presenter.session.state.order(order_id)
    assert found is not None and found.limit is not None and found.level - found.limit == 10
    (pill,) = pills(desk)
    assert money(pill[1]) >= 0


def test_keys_nudge_the_stop_or_what_was_dragged_last(desk: DeskPage) -> None:
    give(desk, PlaceOrder(side=Side.LONG, size=D("0.4"), target=D("8500")))
    kept = stop(desk, "7400")
    desk.nudge("1")
    assert level(desk, kept) == D("7400.1")
    desk.presenter.orders.drop("position", 7_500.0)
    fresh = desk.presenter.session.state.orders[-1]
    desk.nudge("-1")
    assert level(desk, fresh.order_id) == D("7499.9") and level(desk, kept) is None, "it took the place of the other"
    targets = [one.level for one in desk.presenter.session.state.orders if one.role is Role.TARGET]
    assert targets == [D(8_500)]


def test_a_stop_that_leverage_puts_past_liquidation_is_told_and_tells_no_loss(desk: DeskPage) -> None:
    desk.presenter.orders.give(SetLeverage(leverage=D(5)))
    long(desk, "0.2", stop="6800")
    assert money(row(desk, "loss")[0].split(" · ")[0]) < -150
    desk.presenter.orders.give(SetLeverage(leverage=D(50)))
    at = desk.presenter.board.facts().liquidation
    words = f"Liquidation at {number(at, 2)} comes before the stop at 6,800.00, which would never fire."
    assert told(desk) == f"Stop past liquidation. {words}"
    assert pills(desk) == [("Stop", "never fires: liquidation comes first")]
    assert row(desk, "loss")[0] == "stop too far"
    before = len(desk.toasts.toasts)
    desk.presenter.orders.give(SetLeverage(leverage=D(49)))
    assert not any("past liquidation" in one.accessibleName() for one in desk.toasts.toasts[before:]), "told once"


def test_a_resting_entry_brings_no_stop_past_its_liquidation(desk: DeskPage) -> None:
    orders = desk.presenter.orders
    orders.give(SetLeverage(leverage=D(20)))
    order = PlaceOrder(side=Side.LONG, kind=OrderKind.LIMIT, price=D(7_600), size=D("0.2"), stop=D(7_400))
    assert orders.give(order) is None
    entry = desk.presenter.session.state.orders[0]
    drawn = next(one for one in desk.chart.model.lines if one.kind == "stop_preview")
    assert orders.drag_allowed(drawn.id, 7_300.0) is None
    reason = orders.drag_allowed(drawn.id, 7_000.0)
    assert reason is not None and reason.startswith("cannot pass liquidation at 7,2")
    note = orders.amend(AmendOrder(order_id=entry.order_id, stop=D(6_000)))
    assert note is not None and note.field == "stop" and note.text.startswith("Cannot pass liquidation at 7,2")
    orders.drop(drawn.id, 7_000.0)
    kept = desk.presenter.session.state.order(entry.order_id)
    assert kept is not None and kept.stop == 7_400


def test_the_orders_panel_follows_a_trailing_stop_while_bars_pass(desk: DeskPage) -> None:
    long(desk, "0.4")
    order_id = trailing(desk)
    desk.panels.choose("orders")
    first = level(desk, order_id)
    while level(desk, order_id) == first:
        step(desk, 1)
    step(desk, 2)
    now = level(desk, order_id)
    (shown,) = desk.panels.tables["orders"].rows()
    assert now is not None and shown.cells[3].text == number(now, 2)
    assert desk.presenter.session.events[-1].bar < desk.presenter.session.cursor, "no event told it"


def test_a_stop_outside_todays_band_still_slips(desk: DeskPage) -> None:
    """The band of 5 % lies around the mark of then, which will be near the stop."""
    orders = desk.presenter.orders
    orders.give(SetLeverage(leverage=D(2)))
    long(desk, "0.6", stop="7000")
    mark = desk.presenter.board.facts().mark
    near, far = (f"{mark * share:.0f}" for share in (D("0.952"), D("0.948")))
    slip = []
    for at in (near, far):
        money_there = money(orders.drag_text(desk.presenter.session.state.orders[0].order_id, float(at))[1])
        position = desk.presenter.session.state.position
        assert position is not None
        exact = position.unrealised(D(at)) - position.fees - position.notional(D(at)) * D("0.0005")
        slip.append(exact - money_there)
    assert slip[1] > slip[0] * D("0.9") > 0
    found = line(desk, "stop")
    assert found is not None and found.cells[2] == "−1.00 R", "1R is told with the same slippage"
