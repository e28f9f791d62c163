"""What the venue does by itself is told: part of a position liquidated, an order that could not fill; or hidden."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from PySide6.QtWidgets import QLabel

from tests.journeys.test_costs import desk, step, told
from tests.journeys.test_window import CHOICE, cascade
from trainer.app import Cascade
from trainer.engine.commands import ClosePosition, PlaceOrder, SetLeverage
from trainer.engine.events import AutoDeleveraged, Liquidated, LiquidationStep
from trainer.engine.words import OrderKind, Side, TimeInForce
from trainer.presenters.desk_toasts import toasts_of
from trainer.presenters.figures import HIDDEN
from trainer.session.pausing import PauseOn, event_stop
from trainer.ui.desk.page import DeskPage

__all__ = ["cascade", "desk"]
D = Decimal
MONEY = re.compile(r"\d USDT|[+−][\d,]+\.\d\d$")


def partly(cascade: Cascade) -> tuple[DeskPage, LiquidationStep]:
    """A desk under the rules of OKX on which 60 at 50x have just lost a part."""
    cascade.start_session(replace(CHOICE, bankroll=D(3_000_000), venue="okx"))
    assert cascade.desk is not None
    desk = cascade.desk
    orders, session = desk.presenter.orders, desk.presenter.session
    orders.give(SetLeverage(leverage=D(50)))
    assert orders.give(PlaceOrder(side=Side.LONG, size=D(60))) is None
    steps: list[LiquidationStep] = []
    while not steps:
        step(desk, 1)
        steps = [event for event in session.events if isinstance(event, LiquidationStep)]
    assert session.state.position is not None and not any(isinstance(one, Liquidated) for one in session.events)
    return desk, steps[-1]


def test_a_part_that_is_liquidated_is_told_with_what_it_came_to(cascade: Cascade) -> None:
    desk, part = partly(cascade)
    session = desk.presenter.session
    exit_ = session.book.exits[part.seq]
    assert exit_.net < part.realised_pnl - part.fee, "its share of the fee of the way in"
    words = told(desk)
    assert words.startswith(f"Partly liquidated {part.size:f} at ") and words.endswith(" R") and " net, −" in words
    (fill,) = [row for row in desk.panels.tables["fills"].rows() if row.cells[1].text == "Liquidated"]
    assert fill.cells[0].text == "▼ Sold" and fill.cells[1].text == "Liquidated" and fill.cells[7].text == "—"
    assert fill.cells[3].text == f"{part.size:f}"
    logged = [row.cells[2].text for row in desk.panels.tables["log"].rows()]
    assert any(text.startswith(f"{part.size:f} closed by the venue at ") for text in logged)


def test_the_parts_of_a_trade_come_to_its_net(cascade: Cascade) -> None:
    desk, part = partly(cascade)
    session = desk.presenter.session
    assert desk.presenter.orders.give(ClosePosition(fraction=D("0.5"))) is None
    half = session.events[-1].seq
    halves = [seq for seq in session.book.exits if seq > part.seq]
    assert desk.presenter.orders.give(ClosePosition()) is None
    (trade,) = session.trades()
    nets = [session.book.exits[seq].net for seq in (part.seq, *halves)]
    last = session.book.exits[max(session.book.exits)].net
    assert half and len(halves) == 1 and last == trade.net, "the last one tells the whole trade"
    assert trade.net < sum(nets) < 0


def test_while_results_are_hidden_no_money_of_the_venue_shows(cascade: Cascade) -> None:
    desk, _ = partly(cascade)
    desk.toggle_pnl()
    texts = [
        cell.text
        for name in ("fills", "funding", "log")
        for row in desk.panels.tables[name].rows()
        for cell in row.cells
    ]
    events, rules = desk.presenter.session.events, desk.presenter.session.market.rules
    toasts = [
        f"{one.title} {one.text}" for one in toasts_of(events, rules, desk.presenter.session.book.exits, is_hidden=True)
    ]
    assert not any(MONEY.search(text) for text in toasts) and any("Partly liquidated" in text for text in toasts)
    (fill,) = [row for row in desk.panels.tables["fills"].rows() if row.cells[1].text == "Liquidated"]
    assert {fill.cells[place].text for place in (6, 8, 10, 11)} == {HIDDEN}
    assert any(HIDDEN in text for text in texts if "equity" in text)
    assert desk.account_bar._blocks["free_margin"].value.text() == HIDDEN  # flat, it is the equity
    while desk.presenter.session.state.position is not None:
        step(desk, 1)
    told_in_full = desk._side_column.currentWidget()
    shown = [label.text() for label in told_in_full.findChildren(QLabel)]
    assert any("Position liquidated" in text for text in shown) and not any(MONEY.search(text) for text in shown)
    assert shown.count(HIDDEN) >= 8
    closed = desk.panels.tables["closed"].rows()[0]
    assert {closed.cells[place].text for place in range(5, 11)} == {HIDDEN}


def test_an_order_that_could_not_fill_at_once_says_so(desk: DeskPage) -> None:
    for force, words in (
        (TimeInForce.IOC, "Order cancelled nothing, or not all, could be filled at once"),
        (TimeInForce.FOK, "Order cancelled not all of it could be filled at once"),
    ):
        order = PlaceOrder(side=Side.LONG, kind=OrderKind.LIMIT, price=D(7_500), size=D("0.1"), time_in_force=force)
        assert desk.presenter.orders.give(order) is None
        assert told(desk) == words


def test_an_order_against_the_position_tells_what_it_closed(desk: DeskPage) -> None:
    orders, session = desk.presenter.orders, desk.presenter.session
    orders.give(PlaceOrder(side=Side.LONG, size=D("0.4")))
    step(desk, 5)
    orders.give(PlaceOrder(side=Side.SHORT, size=D("0.1")))
    part = session.book.exits[max(session.book.exits)]
    assert told(desk).startswith("Sold 0.1 at ") and f"{abs(part.net):.2f} USDT net" in told(desk)
    desk.reverse()
    (trade,) = [one for one in session.trades() if one.closed_ms is not None]
    assert told(desk).startswith("Sold 0.6 at ") and f"{abs(trade.net):.2f} USDT net" in told(desk)


def test_deleveraging_stops_the_replay_where_a_liquidation_would() -> None:
    event = AutoDeleveraged(bar=7, size=D(1), price=D(100), realised_pnl=D(5))
    assert event_stop((event,), frozenset({PauseOn.LIQUIDATION})) == (7, PauseOn.LIQUIDATION)
    assert event_stop((event,), frozenset({PauseOn.FILL})) is None
