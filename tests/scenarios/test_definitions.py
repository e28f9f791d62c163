"""The folders without candles are what the script writes, and tell nothing of what comes."""

from __future__ import annotations

import re
import sys
import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.scenarios.test_shipped import SPOILERS
from trainer.core.paths import scenarios_dir

PACKAGING = Path(__file__).resolve().parents[2] / "packaging"
sys.path[:0] = [str(PACKAGING)]

from define_downloads import header_of, questions_of  # noqa: E402 - after the path is set

from trainer.scenarios.load import list_scenarios, read_header  # noqa: E402 - as above
from trainer.scenarios.write import toml_of  # noqa: E402 - as above
from trainer.supply.questions import EVERY  # noqa: E402 - as above

FIGURES = re.compile(r"\d[\d,.]*\d|\d")
WINDOWS = tomllib.loads((PACKAGING / "download_windows.toml").read_text(encoding="utf-8"))["window"]


def test_the_script_writes_these_bytes() -> None:
    for place, window in enumerate(WINDOWS):
        shipped = (scenarios_dir() / window["id"] / "scenario.toml").read_text(encoding="utf-8")
        assert toml_of(header_of(window, place)) == shipped


def test_titles_and_briefings_tell_nothing() -> None:
    for window in WINDOWS:
        for key in ("title", "blind_title", "briefing"):
            assert not SPOILERS.search(window[key]), window[key]
        assert len(window["title"]) <= 60


@pytest.mark.parametrize("window", WINDOWS, ids=[window["id"] for window in WINDOWS])
def test_every_later_cascade_asks_about_its_own_events_and_only_what_is_known_by_then(window: dict[str, Any]) -> None:
    record = read_header(scenarios_dir() / window["id"]).record
    about = [ask for ask in record.ask if ask.words]
    assert len(about) >= 5 and len({ask.words for ask in about}) == len(about)
    assert len({ask.time for ask in record.ask}) == len(record.ask)
    for ask in about:
        event = next(event for event in record.event if event.title == ask.about)
        is_before = ask.time < event.revealed_at
        assert not is_before or event.known_in_advance
        assert record.start <= ask.time < record.end - timedelta(minutes=5) and not ask.time.second
        known = event.calendar_label if is_before else f"{event.title} {event.detail}"
        for words in (ask.title, ask.words, ask.why):
            assert set(FIGURES.findall(words)) <= set(FIGURES.findall(known)), words
            assert "!" not in words
        assert ask.why and ask.concepts and 3 <= len(ask.title) <= 40 and len(ask.words) <= 260


def test_no_question_is_written_for_an_episode_that_is_not_there() -> None:
    episodes = {window["episode"] for window in WINDOWS}
    rows = tomllib.loads((PACKAGING / "event_questions.toml").read_text(encoding="utf-8"))["question"]
    assert {row["episode"] for row in rows} == episodes
    assert len(rows) == sum(len(questions_of(episode)) for episode in episodes) >= 5 * len(episodes)


def test_concepts_of_questions_are_known_ones() -> None:
    shipped = {concept for header in list_scenarios(scenarios_dir()) for concept in header.concepts}
    shipped |= {concept for template in EVERY for concept in template.concepts}
    for header in list_scenarios(scenarios_dir()):
        for ask in header.record.ask:
            assert set(ask.concepts) <= shipped | {"venue-choice"}, ask.concepts
