"""The guided first trade, whatever the learner does meanwhile: its words are true and there is a way on."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from tests.journeys.test_hands import LEFT
from tests.journeys.test_window import cascade
from trainer.app import Cascade
from trainer.engine.words import MarginMode
from trainer.presenters.guide import SPEED
from trainer.presenters.zone import choose_zone
from trainer.session.session import PauseOn
from trainer.ui.desk.page import DeskPage

__all__ = ["cascade"]


@pytest.fixture
def guided(cascade: Cascade) -> DeskPage:
    cascade.window.resize(1440, 900)
    cascade.start_guide()
    assert cascade.desk is not None
    return cascade.desk


def told(desk: DeskPage) -> tuple[str, str, str]:
    assert desk._side_column.currentWidget() is desk.guide
    return desk.guide._title.text(), desk.guide._text.text(), desk.guide.go.text()


def test_the_ticket_stays_away_and_the_liquidation_is_told(guided: DeskPage, qtbot: QtBot) -> None:
    qtbot.mouseClick(guided.guide.go, LEFT)
    for gesture in (lambda: guided.open_ticket("long"), guided.dismiss, guided.open_leverage):
        gesture()
        assert told(guided)[0] == "You are long without a stop"
    assert guided.toasts.toasts[-1].accessibleName() == "The guide is open. Leave it to place orders of your own."
    while guided.presenter.session.state.position is not None:
        guided.step()
    title, _, button = told(guided)
    assert (title, button) == ("Liquidated", "See the debrief")


def test_a_position_closed_by_hand_leads_back_to_the_first_step(guided: DeskPage, qtbot: QtBot) -> None:
    qtbot.mouseClick(guided.guide.go, LEFT)
    qtbot.mouseClick(guided.guide.go, LEFT)
    guided.presenter.replay.pause()
    assert told(guided)[2] == ""
    guided.close_part("1")
    title, text, button = told(guided)
    assert title == "A real market, its future hidden" and button.startswith("Buy ")
    qtbot.mouseClick(guided.guide.go, LEFT)
    assert told(guided)[0] == "You are long without a stop" and guided.presenter.session.state.position is not None
    guided.reverse()
    assert told(guided)[0] == "You are short without a stop"
    guided.presenter.orders.drop("position", float(guided.presenter.session.state.position.entry) + 100)
    title, text, _ = told(guided)
    assert title == "Your position is open" and "no stop" not in text


def test_the_words_follow_the_bars_and_a_step_back(guided: DeskPage, qtbot: QtBot) -> None:
    first = told(guided)[1]
    assert "10:00 UTC" in first
    for _ in range(5):
        guided.step()
    assert "10:05 UTC" in told(guided)[1]
    qtbot.mouseClick(guided.guide.go, LEFT)
    assert told(guided)[0] == "You are long without a stop"
    guided.presenter.replay.rewind_by(3)
    assert guided.is_guided and told(guided)[0] == "A real market, its future hidden"


def test_leaving_gives_back_what_was_the_learners(guided: DeskPage, qtbot: QtBot) -> None:
    qtbot.mouseClick(guided.guide.leave, LEFT)
    ticket, replay = guided.presenter.ticket, guided.presenter.replay
    assert guided._side_column.currentWidget() is guided.ticket and not guided.is_guided
    assert ticket.is_training and guided.presenter.session.state.leverage == 2
    assert {PauseOn.CHECKPOINT, PauseOn.LIQUIDATION, PauseOn.MARGIN_WARNING} <= replay.auto_pause
    guided.open_ticket("long")
    assert guided._side_column.currentWidget() is guided.ticket


def test_leaving_gives_back_what_was_the_learners_also_after_another_time_zone(
    cascade: Cascade, guided: DeskPage, qtbot: QtBot
) -> None:
    """The Desk is made anew for another zone, in the middle of the trade: 20x isolated was never the learner's."""
    qtbot.mouseClick(guided.guide.go, LEFT)
    assert guided.presenter.session.state.leverage == 20
    try:
        cascade._settings.change_zone("Asia/Kolkata")
        cascade.window.show_page("settings")
        cascade.window.show_page("desk")
        desk = cascade.desk
        assert desk is not None and desk is not guided and desk.is_guided
        desk.close_part("1")
        desk.leave_guide()
        assert desk.presenter.session.state.leverage == 2 and desk.presenter.ticket.is_training
    finally:
        choose_zone("UTC")


def test_leaving_gives_the_margin_mode_back(cascade: Cascade, qtbot: QtBot) -> None:
    cascade._settings.change(leverage=3, margin_mode="cross")
    cascade.start_guide()
    desk = cascade.desk
    assert desk is not None
    qtbot.mouseClick(desk.guide.go, LEFT)
    assert desk.presenter.session.state.margin_mode is MarginMode.ISOLATED
    desk.close_part("1")
    desk.leave_guide()
    state = desk.presenter.session.state
    assert (state.leverage, state.margin_mode) == (3, MarginMode.CROSS)


@pytest.mark.parametrize("chosen", [None, 30])
def test_leaving_gives_the_speed_back_unless_another_was_chosen(cascade: Cascade, chosen: int | None) -> None:
    cascade.start_guide()
    desk = cascade.desk
    assert desk is not None
    replay = desk.presenter.replay
    desk.leave_guide()
    replay.set_speed(120)
    desk.begin_guide()
    assert replay.speed == SPEED
    if chosen is not None:
        replay.set_speed(chosen)
    desk.leave_guide()
    assert replay.speed == (chosen or 120)
