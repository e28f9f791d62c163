"""The house-money meter stands on Progress by itself, with its figures or with what they lack."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from tests.presenters.test_progress import RESULTS, ROWS
from trainer.presenters.progress import ProgressPresenter
from trainer.scoring.habits import Step
from trainer.scoring.progress import SessionResult
from trainer.ui.house_money import RatioPlot
from trainer.ui.progress.page import ProgressPage


@pytest.fixture
def page(qtbot: QtBot) -> ProgressPage:
    shown = ProgressPage(ProgressPresenter())
    qtbot.addWidget(shown)
    return shown


def with_steps(steps: tuple[Step, ...]) -> tuple[SessionResult, ...]:
    first = RESULTS[0]
    return (SessionResult(**{name: getattr(first, name) for name in first.__slots__} | {"steps": steps}), *RESULTS[1:])


def words(page: ProgressPage, name: str) -> str:
    """What a label says, or a sign with its words."""
    found = page.findChild(QWidget, name)
    labels = [found] if isinstance(found, QLabel) else found.findChildren(QLabel) if found is not None else []
    return "".join(label.text() for label in labels)


def test_it_says_what_it_lacks(page: ProgressPage) -> None:
    page._presenter.show(ROWS, with_steps((Step(0, 1.0), Step(1, 2.0))))
    assert words(page, "house_money_text").startswith("Too few trades yet")
    assert "Still lacking: 10 more trades in all, 2 after a win, 3 after a loss and 2 first" in words(
        page, "house_money_lacking"
    )
    assert page.findChildren(RatioPlot) == []


def test_it_shows_three_ratios_on_one_scale(page: ProgressPage) -> None:
    steps = tuple(Step(place % 3 - 1, (2.0 if place % 3 == 2 else 1.0) + place / 200) for place in range(18))
    page._presenter.show(ROWS, with_steps(steps))
    assert words(page, "house_money_text").startswith("After a win you use × 2.0 leverage, 80 % interval")
    plots = page.findChildren(RatioPlot)
    assert [plot.objectName() for plot in plots] == [f"house_money_{place}_bar" for place in range(3)]
    assert plots[0].accessibleName().startswith("After a win: × 2.0")
    assert words(page, "house_money_cases").startswith("From 18 trades: 6 after a win, 6 after a loss, 6 first")
    assert words(page, "house_money_lacking") == ""
    image = plots[2].grab()
    assert image.height() > plots[0].height(), "the last one carries the scale"
