"""While a blind session runs, nothing a learner, a screen reader or a log can read names its market."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.kit.spoken import words_of
from trainer.app import Cascade
from trainer.core.paths import scenarios_dir
from trainer.engine.commands import PlaceOrder
from trainer.engine.words import Side
from trainer.presenters.home_views import StartChoice
from trainer.scenarios.load import load_scenario

SCENARIO = "2020-03-12-black-thursday-btc"
NAMES = re.compile(r"btc|bitcoin|2020|2019|black.?thursday|oil shock", re.I)


@pytest.fixture
def cascade(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Cascade]:
    shown = Cascade(qapp, tmp_path)
    qtbot.addWidget(shown.window)
    shown.start()
    qtbot.waitUntil(lambda: shown.library is not None)
    yield shown
    shown.window.close()


def trade(cascade: Cascade) -> None:
    """Twenty bars on, a long of 2,000 in quote at the market, one bar more."""
    assert cascade.desk is not None
    presenter = cascade.desk.presenter
    session = presenter.session
    for _ in range(20):
        presenter.replay.step()
    lot, price = session.market.rules.lot, session.market.last_close(session.cursor)
    size = (Decimal(2_000) / price / lot).to_integral_value() * lot
    assert presenter.orders.give(PlaceOrder(side=Side.LONG, size=size)) is None
    presenter.replay.step()


def start_blind(cascade: Cascade, *, is_random: bool) -> None:
    cascade.start_session(
        StartChoice(SCENARIO, Decimal(10_000), "binance_usdm", is_blind=True, hide_result=False, is_random=is_random)
    )
    trade(cascade)


@pytest.mark.parametrize("is_random", [False, True], ids=["blind", "random"])
def test_no_widget_title_tip_clip_or_log_names_the_market(
    cascade: Cascade, qtbot: QtBot, tmp_path: Path, is_random: bool, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(0):
        start_blind(cascade, is_random=is_random)
        assert cascade.desk is not None
        desk = cascade.desk
        desk.open_ticket("long")
        qtbot.keyClicks(desk.ticket.fields["size"].edit, "1")
        desk.presenter.ticket.refresh()
    for page in (desk, cascade.window.page("progress")):
        found = [text for text in words_of(page) if NAMES.search(text)]
        assert found == []
    assert not NAMES.search(cascade.window.windowTitle())
    assert not NAMES.search(QGuiApplication.clipboard().text())
    assert not NAMES.search(caplog.text)
    title = desk.chart.model.series.title
    assert "COINUSDT" in title and not NAMES.search(title)
    files = [path.name for path in tmp_path.rglob("*")]
    assert not any(NAMES.search(name) for name in files)


def test_the_price_scale_is_not_the_true_one(cascade: Cascade) -> None:
    start_blind(cascade, is_random=False)
    assert cascade.desk is not None
    session = cascade.desk.presenter.session
    true = load_scenario(scenarios_dir() / SCENARIO).candles
    shown = float(session.market.last.close[session.cursor])
    assert abs(shown / float(true.close[session.cursor]) - 1) > 1e-3
    said = " ".join(words_of(cascade.desk))
    assert f"{true.close[session.cursor]:,.2f}" not in said


def test_the_reveal_tells_the_market(cascade: Cascade) -> None:
    start_blind(cascade, is_random=True)
    cascade.finish_session()
    sealed = " ".join(words_of(cascade.window.page("debrief").currentWidget()))
    assert not NAMES.search(sealed)
    cascade.debrief.settle()
    told = " ".join(words_of(cascade.window.page("debrief").currentWidget()))
    assert "BTCUSDT" in told and "played blind" in told
