"""Every folder that ships: loads, tells nothing of what comes, asks only what was known."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from trainer.core.paths import scenarios_dir
from trainer.scenarios.load import Scenario, load_scenario
from trainer.session.markets import market_of

sys.path[:0] = [str(Path(__file__).resolve().parents[2] / "packaging")]

from scenario_checkpoints import BEST, FEW, MANY, TEMPLATES, view_at  # noqa: E402 - after the path is set

FOLDERS = sorted(folder for folder in scenarios_dir().iterdir() if folder.is_dir())
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
    assert len(scenario.checkpoints) == (MANY if scenario.id in BEST else FEW)
    market = market_of(scenario)
    for point in scenario.checkpoints:
        assert market.close_ms(market.start) <= point.time_ms < market.close_ms(len(market) - 1)
        assert not SPOILERS.search(point.title)
        assert 2 <= len(point.option) <= 4 and sum(option.side is None for option in point.option) == 1


def test_questions_are_the_same_when_later_bars_are_others(scenario: Scenario) -> None:
    market = market_of(scenario)
    templates = {template.id: template for template in TEMPLATES}
    for point in scenario.checkpoints:
        bar = next(k for k in range(market.start, len(market)) if market.close_ms(k) == point.time_ms)
        last = market.last
        shift = np.where(np.arange(len(last)) > bar, 3.0, 1.0)
        other = replace(
            last, open=last.open * shift, high=last.high * shift, low=last.low * shift, close=last.close * shift
        )
        view = view_at(replace(market, last=other, mark=other), bar)
        template = templates[point.id.split("-", 1)[1]]
        assert point.question == f"{view.words()} {template.ask}"
        asked = [(option.get("side"), option.get("size")) for option in template.options(view)]
        assert asked == [(o.side, Decimal(o.size) if o.size is not None else None) for o in point.option]


def test_the_best_ask_every_kind_of_question_once() -> None:
    for folder in FOLDERS:
        if folder.name in BEST:
            kinds = [point.id.split("-", 1)[1] for point in load_scenario(folder).checkpoints]
            assert sorted(kinds) == sorted(template.id for template in TEMPLATES)
