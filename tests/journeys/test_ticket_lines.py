"""Lines of the order being built: a refused one tells no result, and none stands over an explained liquidation."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.journeys.test_looks import settle
from tests.journeys.test_ticket import PLAN, D, desk, type_in
from tests.journeys.test_window import cascade, play_to_liquidation
from trainer.engine.commands import PlaceOrder
from trainer.engine.words import Side
from trainer.ui.desk.page import DeskPage

__all__ = ["cascade", "desk"]


def pill(desk: DeskPage, name: str) -> tuple[str, ...]:
    return next(line.cells for line in desk.chart.model.lines if line.id == f"preview_{name}")


@pytest.mark.parametrize(
    ("field", "wrong", "word"),
    [("stop", "7500", "Stop"), ("stop", "1000", "Stop"), ("target", "7200", "Target"), ("stop", "7000.005", "Stop")],
)
def test_a_refused_line_tells_its_name_and_that_it_is_refused(
    desk: DeskPage, qtbot: QtBot, field: str, wrong: str, word: str
) -> None:
    desk.presenter.ticket.set_leverage(D(5))
    type_in(desk, qtbot, **{"size": "0.1", **PLAN, field: wrong})
    assert pill(desk, field) == (word, "refused")
    other = "target" if field == "stop" else "stop"
    assert pill(desk, other)[1][0] in "+−", "the other one keeps its result"
    type_in(desk, qtbot, **{field: PLAN[field]})
    assert pill(desk, field)[1][0] in "+−"


def test_a_dragged_line_tells_its_result_where_it_could_rest(desk: DeskPage, qtbot: QtBot) -> None:
    type_in(desk, qtbot, **{"size": "0.1", **PLAN, "stop": "7500"})
    ticket = desk.presenter.ticket
    assert ticket.drag_text("preview_stop", D(7200))[1].startswith("−")
    assert ticket.drag_text("preview_target", D(7200)) == ("Target", "refused")


def test_no_line_of_the_ticket_stands_over_an_explained_liquidation(
    desk: DeskPage, qtbot: QtBot, qapp: QApplication
) -> None:
    desk.presenter.ticket.set_leverage(D(100))
    type_in(desk, qtbot, size="0.1", stop="7000", target="9800")
    assert desk.presenter.session.give(PlaceOrder(side=Side.LONG, size=D("0.2"))).rejected is None
    play_to_liquidation(desk, qtbot)
    desk.presenter.ticket.refresh()
    settle(qapp)
    assert not [line.id for line in desk.chart.model.lines if line.id.startswith("preview_")]
    desk.leave_ticket()
    settle(qapp)
    assert {line.id for line in desk.chart.model.lines} >= {"preview_stop", "preview_target"}
