"""The fan comes after the two questions, follows what is typed and goes with one click."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import numpy.typing as npt
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.journeys.test_window import CHOICE, EIGHT_O_CLOCK_MS, cascade, go_to
from trainer.app import Cascade
from trainer.engine.commands import Note, PlaceOrder, SetLeverage
from trainer.engine.words import Side
from trainer.presenters.chart_views import FanView
from trainer.presenters.ticket_chances import SETTLED_MS
from trainer.presenters.work import WorkStopped
from trainer.scoring.ahead import FuturesSource
from trainer.scoring.brackets import after_commands, bracket_of
from trainer.scoring.moments import DOOM
from trainer.scoring.passage import Ending, Passages
from trainer.ui.chart.placing import fan_card
from trainer.ui.components.labels import Label
from trainer.ui.desk.page import DeskPage

__all__ = ["cascade"]


@pytest.fixture
def desk(cascade: Cascade, qtbot: QtBot) -> DeskPage:
    cascade.window.resize(1440, 900)
    cascade.start_session(CHOICE)
    assert cascade.desk is not None
    go_to(cascade, EIGHT_O_CLOCK_MS)
    cascade.desk.show_ticket()
    cascade.desk.presenter.ticket.set_leverage(Decimal(50))
    return cascade.desk


def type_in(desk: DeskPage, **texts: str) -> None:
    for name, text in texts.items():
        desk.ticket.fields[name].edit.setText(text)
    desk.presenter.ticket.refresh()


def shown(desk: DeskPage, qtbot: QtBot) -> FanView:
    qtbot.waitUntil(lambda: desk.chart.model.fan is not None and bool(desk.chart.model.fan.paths), timeout=60_000)
    assert desk.chart.model.fan is not None
    return desk.chart.model.fan


def test_nothing_is_drawn_before_both_chances_are_given(desk: DeskPage, qtbot: QtBot) -> None:
    assert desk.chart.model.fan is None
    type_in(desk, size="0.5", target="7600", probability="50")
    assert desk.chart.model.fan is not None and desk.chart.model.fan.paths == ()
    assert "both chances" in desk.chart.model.fan.caption
    type_in(desk, doom="3")
    qtbot.wait(SETTLED_MS + 200)
    assert desk.chart.model.fan.paths == () and "5 %" in desk.ticket.fields["doom"].message()
    type_in(desk, doom="30")
    assert desk.chart.model.fan.paths == (), "the first digits of a number show nothing"
    assert "2,000" in shown(desk, qtbot).caption


def test_a_chance_typed_with_futures_in_sight_is_kept_and_not_counted(
    desk: DeskPage, cascade: Cascade, qtbot: QtBot
) -> None:
    ticket, session = desk.presenter.ticket, desk.presenter.session
    type_in(desk, size="0.1", stop="7340", target="7600", probability="50", doom="30")
    shown(desk, qtbot)
    assert ticket.chances.after == frozenset() and desk.ticket.fields["probability"].message() == ""
    type_in(desk, probability="55")
    assert "not counted" in desk.ticket.fields["probability"].message()
    assert desk.ticket.fields["doom"].message() == ""
    assert desk.ticket.submit_button.isEnabled() and ticket.submit()
    order = session.entries[-2].command
    assert isinstance(order, PlaceOrder) and order.probability == Decimal("0.55") and order.chance_after
    session.advance(400)
    assert cascade.library is not None
    cascade.library.finish(session)
    card = cascade.library.scorecard(session)
    (answer,) = card.answers
    assert answer.is_after and answer.happened is not None and card.calibration.counted == 0
    assert ticket.chances.after == frozenset()


def test_the_keyboard_is_back_on_the_chart_once_an_order_is_placed(desk: DeskPage, qtbot: QtBot) -> None:
    type_in(desk, size="0.1", stop="7340", target="7600", probability="50")
    field = desk.ticket.fields["probability"].edit
    with qtbot.waitActive(desk.window()):
        desk.window().activateWindow()
    field.setFocus()
    desk.confirm()
    assert desk.presenter.session.state.position is not None
    assert not desk.ticket.isAncestorOf(QApplication.focusWidget())


def test_the_fan_says_what_the_futures_of_this_bar_say_and_follows_the_leverage(desk: DeskPage, qtbot: QtBot) -> None:
    type_in(desk, size="0.5", target="7600", probability="50", doom="30")
    fan = shown(desk, qtbot)
    session = desk.presenter.session
    source = FuturesSource(session.record.scenario_id, session.market, session.last_bar)
    drawn = source.at(session.cursor)
    command = desk.presenter.ticket.command()
    assert drawn is not None and command is not None
    passages = Passages(drawn)
    shares = []
    for leverage in (Decimal(50), Decimal(10)):
        answer = after_commands(
            session.state, session.market, session.cursor, (SetLeverage(leverage=leverage), command)
        )
        assert answer is not None
        bracket = bracket_of(session.state, answer[0], session.market, session.cursor, session.last_bar)
        assert bracket is not None
        shares.append(passages.exits(bracket.levels, bracket.bars).share(Ending.LIQUIDATED))
    assert shares[0] > shares[1]
    assert fan.liquidated_text == f"{shares[0] * 100:.0f} % liquidated first"
    assert abs(len(fan.paths) - 200) <= 2
    desk.presenter.ticket.set_leverage(Decimal(10))
    assert shown(desk, qtbot).liquidated_text == f"{shares[1] * 100:.0f} % liquidated first"


def test_one_click_takes_the_fan_away_and_play_hides_it(desk: DeskPage, qtbot: QtBot) -> None:
    type_in(desk, size="0.5", target="7600", probability="50", doom="30")
    shown(desk, qtbot)
    qtbot.mouseClick(desk.chart_bar.fan, Qt.MouseButton.LeftButton)
    assert desk.chart.model.fan is None
    qtbot.mouseClick(desk.chart_bar.fan, Qt.MouseButton.LeftButton)
    assert shown(desk, qtbot).paths
    desk.presenter.replay.play()
    assert desk.chart.model.fan is None
    desk.presenter.replay.pause()


def test_the_second_chance_is_kept_in_the_journal(desk: DeskPage, qtbot: QtBot) -> None:
    type_in(desk, size="0.02", stop="7350", target="7600", probability="50", doom="30")
    desk.presenter.ticket.set_leverage(Decimal(3))
    qtbot.mouseClick(desk.ticket.submit_button, Qt.MouseButton.LeftButton)
    notes = [entry.command for entry in desk.presenter.session.entries if isinstance(entry.command, Note)]
    assert Note(text="0.3", kind=DOOM) in notes


def said(desk: DeskPage) -> str:
    label = desk.ticket.findChild(Label, "worst_chance")
    assert label is not None
    return str(label.text())


def test_the_ticket_says_how_many_futures_are_liquidated_first(desk: DeskPage, qtbot: QtBot) -> None:
    type_in(desk, size="0.5", target="7600", probability="50")
    assert said(desk) == "after both chances"
    type_in(desk, doom="30")
    fan = shown(desk, qtbot)
    assert fan.liquidated and said(desk) == f"{fan.liquidated / 20:.1f} % of 2,000 paths"
    type_in(desk, stop="7380")
    assert desk.chart.model.fan is not None and desk.chart.model.fan.liquidated == 0
    assert said(desk) == "none of 2,000 paths"
    qtbot.mouseClick(desk.chart_bar.fan, Qt.MouseButton.LeftButton)
    assert said(desk) == "fan is off"


def test_what_rests_says_how_it_counts(desk: DeskPage, qtbot: QtBot) -> None:
    """A row of entries counts whole; an entry beside an open position is not in the fan, which is the position's."""
    desk.presenter.ticket.set_kind("scaled")
    type_in(desk, size="0.1", price="7350", last_price="7300", count="4", stop="7200", target="7600",
            probability="50", doom="30")  # fmt: skip
    assert "A row counts once all of it has filled" in shown(desk, qtbot).more
    desk.presenter.orders.give(PlaceOrder(side=Side.LONG, size=Decimal("0.1"), stop=Decimal(7200)))
    desk.presenter.ticket.refresh()
    assert "The open position; no entry that rests" in shown(desk, qtbot).more
    desk.ticket.clear()
    desk.presenter.ticket.set_kind("market")
    type_in(desk, size="0.1", stop="7200", target="7600", probability="50", doom="30")
    assert not any("entr" in note for note in shown(desk, qtbot).more)


@pytest.mark.parametrize("kind", ["market", "scaled"])
def test_its_words_fit_the_empty_bars_of_a_small_window(desk: DeskPage, qtbot: QtBot, kind: str) -> None:
    """Futures without the words that say what they are would be taken for a forecast."""
    desk.window().resize(1280, 800)
    desk.presenter.ticket.set_position_mode(is_hedge=True)
    desk.presenter.orders.give(PlaceOrder(side=Side.SHORT, size=Decimal("0.1"), position_side=Side.SHORT))
    desk.presenter.ticket.set_kind(kind)
    row = {"price": "7350", "last_price": "7300", "count": "4"} if kind == "scaled" else {}
    type_in(desk, size="0.1", stop="7200", target="7600", probability="50", doom="30", **row)
    notes = shown(desk, qtbot).more
    assert "Other positions move on the same paths" in notes
    assert fan_card(desk.chart.model) is not None, notes


@pytest.mark.parametrize("count", [1, 2])
def test_its_words_are_whole_beside_another_chart_and_never_on_the_newest_bar(
    desk: DeskPage, qtbot: QtBot, count: int
) -> None:
    desk.charts.set_count(count)
    type_in(desk, size="0.1", stop="7200", target="7600", probability="50", doom="30")
    assert shown(desk, qtbot).more
    model = desk.chart.model
    card, plot = fan_card(model), model.layout.plot
    assert card is not None and plot.contains(card)
    high, low = (model.viewport.y_of(float(price)) for price in model.series.values[1:3, -1])
    over = card.left() < model.now_x()
    assert over == (count > 1)
    assert not over or low < card.top() or high > card.bottom()


def test_futures_without_room_for_their_words_are_not_drawn_and_that_is_said(desk: DeskPage, qtbot: QtBot) -> None:
    desk.charts.set_count(4)
    type_in(desk, size="0.1", stop="7200", target="7600", probability="50", doom="30")
    shown(desk, qtbot)
    assert fan_card(desk.chart.model) is None
    told = pixels(desk)
    qtbot.mouseClick(desk.chart_bar.fan, Qt.MouseButton.LeftButton)
    assert desk.chart.model.fan is None
    rows, columns = np.nonzero(told != pixels(desk))
    assert len(rows) and rows.max() < 45 and columns.min() > desk.chart.model.now_x() - 60


def pixels(desk: DeskPage) -> npt.NDArray[np.uint32]:
    picture = desk.chart.canvas.viewport().grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    held = np.frombuffer(picture.constBits(), dtype=np.uint32)
    return held.reshape(picture.height(), picture.width()).copy()


def test_futures_of_a_bar_that_is_past_are_given_up_while_they_are_drawn(desk: DeskPage, qtbot: QtBot) -> None:
    fan, replay = desk.presenter.fan, desk.presenter.replay
    type_in(desk, size="0.5", target="7600", probability="50", doom="30")
    fan._quiet.stop()
    fan._draw()
    asked = fan._asked
    assert fan._work.is_busy and asked == desk.presenter.session.cursor
    replay.step()
    assert fan._asked == -1 and not fan._work.is_busy
    assert shown(desk, qtbot).paths and fan._known is not None and fan._known[0] == asked + 1


def test_the_generator_ends_where_nobody_wants_it_any_more(desk: DeskPage) -> None:
    session = desk.presenter.session
    heard: list[tuple[int, int]] = []

    def told(done: int, total: int) -> None:
        heard.append((done, total))
        if done:
            raise WorkStopped

    source = FuturesSource(session.record.scenario_id, session.market, session.last_bar)
    with pytest.raises(WorkStopped):
        source.ahead(session.cursor, frozenset({0}), told=told)
    assert heard[0] == (0, 2_000) and len(heard) == 2
    assert source.ahead(session.cursor, frozenset({0})).paths == 2_000, "nothing half drawn was kept"


def test_a_page_that_is_left_begins_no_thread_any_more(desk: DeskPage, qtbot: QtBot) -> None:
    desk.presenter.orders.give(PlaceOrder(side=Side.LONG, size=Decimal("0.5")))
    qtbot.waitUntil(lambda: desk.chart.model.fan is not None, timeout=10_000)
    desk.step()
    desk.presenter.stop()
    desk.presenter.ticket.refresh()  # as a field does that loses the keyboard while the page is taken down
    qtbot.wait(500)
    assert desk.chart.model.fan is None and not desk.presenter.fan._work.is_busy
    desk.step()  # what it was left for did not come
    qtbot.waitUntil(lambda: desk.chart.model.fan is not None, timeout=10_000)


def test_the_fan_is_back_with_the_desk(cascade: Cascade, desk: DeskPage, qtbot: QtBot) -> None:
    cascade.window.show_page("home")
    cascade.window.show_page("desk")
    type_in(desk, size="0.5", target="7600", probability="50", doom="20")
    assert shown(desk, qtbot).paths
