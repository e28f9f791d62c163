"""The leverage popup tells what the worst case tells and what the engine then does, with something held too."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.journeys.test_costs import buy, desk, line, row, step
from tests.journeys.test_window import cascade
from trainer.engine.commands import PlaceOrder, SetLeverage
from trainer.engine.words import MarginMode, Side
from trainer.session.closing import is_past_liquidation
from trainer.ui.desk.page import DeskPage

__all__ = ["cascade", "desk"]
D = Decimal


def type_in(desk: DeskPage, **texts: str) -> None:
    for field, text in texts.items():
        desk.presenter.ticket.set_number(field, D(text))
    desk.presenter.ticket.refresh()


@pytest.mark.parametrize("mode", list(MarginMode))
@pytest.mark.parametrize(
    ("side", "kind", "texts"),
    [
        ("long", "market", {"size": "9", "stop": "7400"}),
        ("short", "limit", {"size": "9", "price": "7700", "stop": "7900"}),
        ("short", "market", {"size": "1", "stop": "7900"}),
    ],
)
@pytest.mark.parametrize("held", ["0", "0.4"])
def test_the_popup_tells_what_the_worst_case_tells(
    desk: DeskPage, mode: MarginMode, side: str, kind: str, texts: dict[str, str], held: str
) -> None:
    ticket = desk.presenter.ticket
    desk.presenter.orders.give(SetLeverage(leverage=D(20), margin_mode=mode))
    if D(held):
        desk.presenter.orders.give(PlaceOrder(side=Side.LONG, size=D(held)))
    ticket.set_side(side)
    ticket.set_kind(kind)
    type_in(desk, target="8200" if side == "long" else "7000", **texts)
    said = ticket.hint(D(20))
    assert said.liquidation.text == row(desk, "liquidation")[1]
    assert row(desk, "distance")[1].startswith(said.away.text)
    assert (said.effective.text, said.margin.text) == (row(desk, "leverage")[1], row(desk, "margin")[1].split(" · ")[0])


def test_with_something_held_and_nothing_typed_it_tells_what_the_leverage_makes_of_it_and_of_its_stop(
    desk: DeskPage,
) -> None:
    ticket, session = desk.presenter.ticket, desk.presenter.session
    ticket.set_leverage(D(10))
    buy(desk, "0.4", "7400", "8200")
    step(desk, 60)
    said = ticket.hint(D(40))
    found = said.beyond_from
    assert found is not None and said.sentence == f"From {found}× the stop at 7,400.00 lies beyond liquidation."
    for leverage in (found - 1, found, D(40)):
        expected = ticket.hint(leverage)
        ticket.set_leverage(leverage)
        drawn = line(desk, "liquidation")
        assert drawn is not None and expected.liquidation.text == f"{drawn.price:,.2f}"
        assert expected.margin.text == row(desk, "margin")[0] and expected.effective.text == row(desk, "leverage")[0]
        position = session.state.position
        assert position is not None
        facts = desk.presenter.board.facts()
        is_past = is_past_liquidation(position.side, D(7400), facts.liquidation, facts.mark)
        assert is_past is (leverage >= found)


def test_what_the_venue_would_refuse_at_a_leverage_is_said_in_the_popup(desk: DeskPage) -> None:
    ticket = desk.presenter.ticket
    type_in(desk, size="9", stop="7400", target="8200")
    said = ticket.hint(D(1))
    assert said.sentence.startswith("This order needs ") and said.liquidation.text == said.margin.text == "—"
    assert ticket.hint(D(20)).sentence.startswith("From 26× the stop at 7,400.00"), ticket.hint(D(20)).sentence


def test_flat_with_no_size_it_tells_the_liquidation_price_alone(desk: DeskPage) -> None:
    said = desk.presenter.ticket.hint(D(20))
    assert said.liquidation.text.startswith("7,31") and said.away.text == "4.6 %"
    assert said.effective.text == said.margin.text == "—"
