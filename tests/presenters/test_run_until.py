"""A run ends where it is asked to end: what cannot come is refused, and the learner's checkpoints hold."""

from __future__ import annotations

from decimal import Decimal

import pytest
from pytestqt.qtbot import QtBot

from tests.journeys.test_window import CHOICE, cascade
from trainer.app import Cascade
from trainer.engine.commands import PlaceOrder
from trainer.engine.words import OrderKind, Side
from trainer.presenters.desk import DeskPresenter

__all__ = ["cascade"]


@pytest.fixture
def presenter(cascade: Cascade) -> DeskPresenter:
    cascade.start_session(CHOICE)
    assert cascade.desk is not None
    return cascade.desk.presenter


def refusals(presenter: DeskPresenter) -> list[str]:
    told: list[str] = []
    presenter.board.toast_raised.connect(lambda view: told.append(view.text))
    return told


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("fill", "No order is working."),
        ("stop", "No stop is working."),
        ("target", "No target is working."),
        ("plus_r", "No position is open and no entry is working."),
        ("funding", "No position is open and no entry is working."),
    ],
)
def test_a_run_to_what_cannot_come_is_refused_in_words(presenter: DeskPresenter, target: str, words: str) -> None:
    told = refusals(presenter)
    before = presenter.session.cursor
    presenter.replay.run_until(target)
    assert told == [words] and not presenter.replay.is_playing and presenter.session.cursor == before


@pytest.mark.parametrize("target", ["fill", "stop", "target", "plus_r", "funding"])
def test_a_working_entry_may_bring_all_of_it(presenter: DeskPresenter, target: str) -> None:
    told = refusals(presenter)
    price = presenter.session.market.last_close(presenter.session.cursor) * Decimal("0.97")
    presenter.orders.give(
        PlaceOrder(side=Side.LONG, size=Decimal("0.1"), kind=OrderKind.LIMIT, price=Decimal(round(price)))
    )
    presenter.replay.run_until(target)
    assert told == [] and presenter.replay.is_playing
    presenter.replay.pause()


def test_a_run_ends_at_a_checkpoint_that_pauses_play(presenter: DeskPresenter, qtbot: QtBot) -> None:
    asked: list[object] = []
    presenter.checkpoint_asked.connect(asked.append)
    first = min(point.time_ms for point in presenter.session.scenario.checkpoints)
    presenter.replay.run_until("session")
    while not asked:
        qtbot.waitUntil(lambda: not presenter.replay.is_playing)
        if not asked:
            assert presenter.board.now_ms < first
            presenter.replay.run_until("session")
    assert presenter.board.now_ms == first
