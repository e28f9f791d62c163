"""The house-money meter says what a result does to leverage, how sure that is, and what it still lacks."""

from __future__ import annotations

import math
from random import Random

import pytest

from trainer.presenters.house_money import house_money_view
from trainer.scoring.habits import HouseMoney, Ratio, Step, house_money


def test_it_says_what_a_win_does() -> None:
    found = HouseMoney(14, 11, 9, Ratio(1.9, 1.4, 2.6), Ratio(0.9, 0.6, 1.3), Ratio(2.1, 1.5, 2.9))
    view = house_money_view(found)
    assert view.sentence == (
        "After a win you use × 1.9 leverage, 80 % interval 1.4 to 2.6. The money just won is risked more freely: the "
        "house-money effect."
    )
    assert view.is_caution and view.lacking == ""
    assert [(bar.title, bar.text) for bar in view.bars] == [
        ("After a win", "× 1.9, 1.4 to 2.6"), ("After a loss", "× 0.9, 0.6 to 1.3"),
        ("After a win against after a loss", "× 2.1, 1.5 to 2.9"),
    ]  # fmt: skip
    assert view.cases.startswith("From 34 trades: 14 after a win, 11 after a loss, 9 first of a session")


@pytest.mark.parametrize(
    ("ratio", "words"),
    [
        (Ratio(1.2, 0.8, 1.7), "That is not told apart from × 1."),
        (Ratio(0.5, 0.4, 0.8), "You turn more careful after a win."),
    ],
)
def test_it_claims_no_more_than_the_interval(ratio: Ratio, words: str) -> None:
    view = house_money_view(HouseMoney(9, 9, 9, ratio, ratio, ratio))
    assert view.sentence.endswith(words) and not view.is_caution


def test_an_empty_meter_says_what_is_lacking() -> None:
    steps = [Step(before, 1.0) for before in (0, 1, 1, 1, 1, -1, 0)]
    view = house_money_view(house_money(steps))
    assert view.sentence == "" and view.bars == ()
    assert view.lacking == (
        "Needed: 12 trades, 3 of each kind. Still lacking: 5 more trades in all, 2 after a loss and 1 first of a "
        "session or after an even result."
    )


def test_one_session_speaks_of_itself_and_of_a_win_against_a_loss() -> None:
    dice = Random(3)
    befores = [0, *(dice.choice((1, -1)) for _ in range(15))]
    steps = [Step(before, math.exp(dice.gauss(0, 0.1)) * (2 if before > 0 else 1)) for before in befores]
    view = house_money_view(house_money(steps), is_one_session=True)
    assert view.sentence.startswith("In this session: after a win you used × 2.")
    assert "the leverage you used after a loss, 80 % interval" in view.sentence
    assert [bar.title for bar in view.bars] == ["After a win against after a loss"]
