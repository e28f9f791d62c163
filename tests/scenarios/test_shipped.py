"""Every folder that ships: loads, tells nothing of what comes, asks only what was known."""

from __future__ import annotations

import re
import sys
import tomllib
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import msgspec
import numpy as np
import pytest

from trainer.core.paths import scenarios_dir
from trainer.scenarios.load import CANDLES, Scenario, load_scenario
from trainer.scenarios.measure import outcome_of, sketch_of
from trainer.scenarios.records import Header
from trainer.scenarios.write import toml_of
from trainer.session.markets import market_of

sys.path[:0] = [str(Path(__file__).resolve().parents[2] / "packaging")]

from scenario_checkpoints import BEST, FEW, MANY, TEMPLATES, checkpoints_of, worked_of  # noqa: E402 - after the path is set

FOLDERS = sorted(path.parent for path in scenarios_dir().glob(f"*/{CANDLES}"))
SPOILERS = re.compile(r"crash|cascade|flash|liquidat|black|thursday|whipsaw|squeeze|plunge|collapse|rally|slump", re.I)


@pytest.fixture(scope="module", params=FOLDERS, ids=lambda folder: folder.name)
def scenario(request: pytest.FixtureRequest) -> Scenario:
    return load_scenario(request.param)


def test_there_are_enough_and_they_are_small() -> None:
    assert len(FOLDERS) >= 18
    assert sum(path.stat().st_size for path in scenarios_dir().rglob("*") if path.is_file()) < 16_000_000


def test_titles_and_briefings_tell_nothing(scenario: Scenario) -> None:
    record = scenario.record
    for text in (record.title, record.blind_title, record.briefing):
        assert not SPOILERS.search(text), text


def test_there_are_enough_checkpoints_inside_the_playable_bars(scenario: Scenario) -> None:
    worked = len(worked_of(scenario.id))
    assert len(scenario.checkpoints) == (worked or (MANY if scenario.id in BEST else FEW))
    market = market_of(scenario)
    for point in scenario.checkpoints:
        assert market.close_ms(market.start) <= point.time_ms < market.close_ms(len(market) - 1)
        assert not SPOILERS.search(point.title)
        assert 3 <= len(point.option) <= 5
        assert worked or sum(option.side is None for option in point.option) == 1


def test_twelve_are_written_by_hand_for_one_folder_and_ask_about_open_positions_too() -> None:
    rows = worked_of("2020-03-12-black-thursday-btc")
    assert len(rows) == 12
    assert sum("held" in row for row in rows) == 3


def test_orders_on_the_menu_lie_on_the_venues_grid(scenario: Scenario) -> None:
    rules = market_of(scenario).rules
    for option in (option for point in scenario.checkpoints for option in point.option):
        for price in (option.stop, option.target):
            assert price is None or Decimal(price) % rules.tick == 0
        assert option.size is None or Decimal(option.size) % rules.lot == 0


def test_question_and_plans_are_the_same_when_later_bars_are_others(scenario: Scenario) -> None:
    market = market_of(scenario)
    place = [folder.name for folder in FOLDERS].index(scenario.id)
    last = market.last
    for number, point in enumerate(scenario.checkpoints):
        bar = next(k for k in range(market.start, len(market)) if market.close_ms(k) == point.time_ms)
        shift = np.where(np.arange(len(last)) > bar, 1.004, 1.0)
        other = replace(
            last, open=last.open * shift, high=last.high * shift, low=last.low * shift, close=last.close * shift
        )
        (asked,) = checkpoints_of(replace(market, last=other, mark=other), scenario.id, place, number)
        assert asked["question"] == point.question
        assert asked["after_answer"] == point.after_answer
        assert [row.get("stop") for row in asked["option"]] == [option.stop for option in point.option]
        assert [row.get("size") for row in asked["option"]] == [option.size for option in point.option]


def test_the_best_ask_every_kind_of_question_once() -> None:
    for folder in FOLDERS:
        if folder.name in BEST and not worked_of(folder.name):
            kinds = [point.id.split("-", 1)[1] for point in load_scenario(folder).checkpoints]
            assert sorted(kinds) == sorted(template.id for template in TEMPLATES)


def test_outcome_and_sketch_are_those_of_the_candles(scenario: Scenario) -> None:
    first = scenario.start_index
    measured = outcome_of(scenario.candles.slice(first, len(scenario.candles)))
    assert {key: getattr(scenario.outcome, key) for key in measured} == measured
    assert sketch_of(scenario.candles.close[:first]) == scenario.sketch


def test_a_file_written_again_says_the_same(scenario: Scenario) -> None:
    text = toml_of(scenario.record)
    assert msgspec.convert(tomllib.loads(text), Header) == scenario.record
