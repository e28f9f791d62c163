"""What pictures of the pages showed to be wrong: cut, covered or torn words, and room that nothing used."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from tests.journeys.test_hands import desk
from tests.journeys.test_window import CHOICE, EIGHT_O_CLOCK_MS, buy, cascade, go_to
from trainer.app import Cascade
from trainer.market.drawings import Drawing
from trainer.ui.chart.axes import FundingLayer
from trainer.ui.chart.drawing_shapes import shape_of
from trainer.ui.chart.placing import fan_card
from trainer.ui.components.labels import Label, stand_on
from trainer.ui.components.toasts import ToastHost
from trainer.ui.desk.page import DeskPage
from trainer.ui.settings_page.page import SettingsPage

__all__ = ["cascade", "desk"]
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def test_the_way_back_to_the_newest_bar_leaves_the_words_of_the_fan_legible(desk: DeskPage, qtbot: QtBot) -> None:
    chart = desk.chart
    qtbot.waitUntil(lambda: fan_card(chart.model) is not None, timeout=10_000)
    for pixels in (120, 90, 60):
        chart.model.viewport.shift(pixels)
        chart.model.viewport.following = False
        chart._refresh()
        card = fan_card(chart.model)
        assert chart.back_button.isVisible()
        assert card is None or not card.toRect().intersects(chart.back_button.geometry())


def test_nothing_is_called_hidden_at_the_end_until_a_step_back(desk: DeskPage, qtbot: QtBot) -> None:
    assert desk.chart.model.future_hidden
    desk.charts.set_count(2)
    session = desk.presenter.session
    desk.presenter.board.on_advanced(session.advance(session.last_bar - session.cursor - 1))
    desk.step()
    assert session.is_at_end and not any(chart.model.future_hidden for chart in desk.charts.all)
    desk.presenter.replay.step_back()
    assert all(chart.model.future_hidden for chart in desk.charts.all)


def test_words_of_a_low_risk_box_stand_clear_of_each_other(desk: DeskPage) -> None:
    model = desk.chart.model
    last, when = model.last_price(), model.series.time_at(model.series.total - 20)
    for pixels in (2, 10, 16, 60):
        reach = pixels * (model.viewport.high - model.viewport.low) / model.viewport.height
        points = ((when, last), (when, last - reach), (when, last + reach))
        labels = shape_of(model, Drawing(1, "risk", points)).labels
        rows = sorted(label.at.y() for label in labels)
        assert len(rows) == 2 and rows[1] - rows[0] >= 18


def test_a_wide_window_shows_the_settings_in_three_columns(cascade: Cascade, qtbot: QtBot) -> None:
    def lefts(width: int) -> list[int]:
        cascade.window.resize(width, 1400)
        cascade.window.show_page("settings")
        page = cascade.window.page("settings")
        assert isinstance(page, SettingsPage)
        qtbot.wait(30)
        cards = [page.findChild(QWidget, f"settings_card_{name}") for name in ("appearance", "replay", "keys")]
        places = [card.mapTo(page, card.rect().topLeft()) for card in cards if card is not None]
        assert width < 2000 or len({place.y() for place in places}) == 1
        return [place.x() for place in places]

    assert len(set(lefts(2560))) == 3
    assert len(set(lefts(1600))) == 2
    assert len(set(lefts(1000))) == 1


def test_the_title_of_the_session_to_continue_is_whole(cascade: Cascade, qtbot: QtBot) -> None:
    cascade.start_session(CHOICE)
    cascade.window.show_page("home")
    for width in (1280, 1440):
        cascade.window.resize(width, 800)
        qtbot.wait(30)
        title = cascade.home_page.findChild(QLabel, "continue_title")
        assert title is not None and title.text()
        whole = title.fontMetrics().boundingRect(QRect(0, 0, title.width(), 500), 0x1000, title.text())
        assert whole.height() <= title.height() and whole.width() <= title.width()
        go = cascade.home_page.findChild(QWidget, "continue_button")
        row = cascade.home_page.findChild(QWidget, "continue_row_2")
        assert go is not None and row is not None
        ground = cascade.home_page
        assert row.mapTo(ground, row.rect().bottomLeft()).y() < go.mapTo(ground, go.rect().topLeft()).y()


def test_a_report_made_again_takes_the_place_of_the_first(qtbot: QtBot) -> None:
    ground = QWidget()
    qtbot.addWidget(ground)
    ground.resize(800, 400)
    host = ToastHost(ground)
    host.show_toast("It passed without an answer.", strong="Checkpoint")
    host.show_toast("No position is open.", strong="Nothing to close.")
    host.show_toast("It passed without an answer.", strong="Checkpoint")
    told = [toast.accessibleName() for toast in host.toasts]
    assert told == ["Nothing to close. No position is open.", "Checkpoint It passed without an answer."]


def test_a_hyphen_in_a_sentence_is_not_as_wide_as_a_figure(qtbot: QtBot) -> None:
    sentence, row = Label("Stop to break-even", wraps=True), Label("Avoid high-volatility events")
    for label in (sentence, row):
        qtbot.addWidget(label)
        measures = QFontMetricsF(label.font())
        assert measures.horizontalAdvance("-") < 0.8 * measures.horizontalAdvance("0")
    figures = Label("2020-03-12")
    qtbot.addWidget(figures)
    measures = QFontMetricsF(figures.font())
    assert measures.horizontalAdvance("1") == measures.horizontalAdvance("0")


def test_words_beside_a_figure_share_its_baseline(qtbot: QtBot) -> None:
    figure, note = Label("22", "figure"), Label("of 100", "table")
    stand_on(note, figure)
    for label in (figure, note):
        qtbot.addWidget(label)
    foot = figure.sizeHint().height() - note.sizeHint().height()
    spare = [label.sizeHint().height() - label.contentsMargins().bottom() - QFontMetricsF(label.font()).height()
             for label in (figure, note)]  # fmt: skip
    rows = [label.contentsMargins().bottom() + QFontMetricsF(label.font()).descent() + free / 2
            for label, free in zip((figure, note), spare, strict=True)]  # fmt: skip
    assert foot > 0 and abs(rows[0] - rows[1]) <= 1


def test_the_next_funding_is_left_out_where_it_would_be_cut(
    cascade: Cascade, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    cascade.window.resize(1440, 900)
    cascade.start_session(CHOICE)
    assert cascade.desk is not None
    go_to(cascade, EIGHT_O_CLOCK_MS + 7 * 60_000)
    buy(cascade, qtbot, stop="7240")
    model, written = cascade.desk.chart.model, []
    monkeypatch.setattr(FundingLayer, "write", lambda _self, _painter, rect, text, *_: written.append((text, rect)))
    for count in (1, 4):
        cascade.desk.charts.set_count(count)
        qtbot.wait(50)
        cascade.desk.chart.grab()
    assert model.funding is not None
    rooms = [rect.width() for text, rect in written if text == model.funding.next_text]
    assert rooms and min(rooms) >= model.palette.width_of(model.funding.next_text, "caption")
