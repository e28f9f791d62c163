"""A draft becomes a scenario, and the scenario the same draft again: after building, packing, and bringing back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.kit.candle_files import START_MS, bars, candles
from trainer.collection.series import Part, SeriesKey, parsed_key
from trainer.collection.shelf import Collection
from trainer.core.clock import DAY_MS, HOUR_MS, MINUTE_MS, iso
from trainer.core.errors import TrainerError
from trainer.core.paths import scenarios_dir
from trainer.market.integrity import Funding
from trainer.scenarios.load import Scenario, load_scenario, read_header
from trainer.supply.draft import (
    Draft,
    DraftEvent,
    DraftFact,
    DraftHazard,
    DraftQuestion,
    reopened,
    suggested,
    why_closed,
)
from trainer.supply.draft_checks import problems_of
from trainer.supply.ground import ground_of, span_of
from trainer.supply.make import build
from trainer.supply.packs import read_pack, write_pack

KEY = SeriesKey("BTCUSDT", "perp", "last", MINUTE_MS)
MARK = SeriesKey("BTCUSDT", "perp", "mark", MINUTE_MS)
RATES = SeriesKey("BTCUSDT", "perp", "funding")
DAYS = 4


def part(letter: str) -> Part:
    return Part(f"{letter}.csv", "CSV", letter * 64, 9, 0, 1, 2)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    shelf = Collection(tmp_path)
    whole = candles(bars(DAYS * 1_440))
    shelf.add(KEY, whole, part("a"))
    shelf.add(MARK, whole, part("b"))
    stamps = np.arange(START_MS, START_MS + DAYS * DAY_MS, 8 * HOUR_MS)
    shelf.add(RATES, Funding(stamps, np.full(len(stamps), 0.00025)), part("c"))
    return tmp_path


def at(hours: float) -> str:
    return iso(int(START_MS + hours * HOUR_MS))


def whole_draft(home: Path) -> Draft:
    """Every field of a draft in use."""
    info = Collection(home).info(KEY)
    assert info is not None
    return replace(
        suggested(span_of(info)), id="all-of-it", title="Everything", blind_title="A coin", tags="own, news, fast",
        briefing="A market with one of everything.\nTwo lines of it.", bankroll="2500.5", difficulty=5,
        start=at(48), end=at(90), warm_up_days="2", concepts=("wick", "cascade", "fees"), venue="bybit_linear",
        questions=(DraftQuestion(at(60), "stop"), DraftQuestion(at(70), "size")),
        events=(
            DraftEvent(at(10), at(12), "Earlier", "Something", "It was", "a paper", "macro", "day", "no", "", "no"),
            DraftEvent(at(55), at(56), "Planned", "", "As planned", "a calendar", "scheduled", "hour", "yes",
                       "A meeting", "yes"),
        ),
        hazards=(DraftHazard("outage", at(61), at(62)), DraftHazard("adl", at(80), at(81), "0.25")),
        facts=(DraftFact("Much was lost", "an aggregator"), DraftFact("=1+1", "a sheet")),
    )  # fmt: skip


def made(draft: Draft, home: Path) -> Scenario:
    return build(draft, Collection(home), home / "scenarios")


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_everything_typed_comes_back_and_building_again_changes_no_byte(home: Path) -> None:
    draft = whole_draft(home)
    scenario = made(draft, home)
    assert why_closed(scenario.record) == ""
    again = reopened(scenario)
    assert again == replace(draft, base="all-of-it")
    before = bytes_of(scenario.folder)
    assert bytes_of(made(again, home).folder) == before


def test_a_pack_carried_to_another_computer_comes_back_equal(home: Path, tmp_path: Path) -> None:
    scenario = made(whole_draft(home), home)
    write_pack(scenario.folder, tmp_path / "all.zip")
    other = tmp_path / "other"
    brought = read_pack(tmp_path / "all.zip", other / "scenarios")
    assert reopened(brought) == reopened(scenario)
    before = bytes_of(brought.folder)
    again = build(reopened(brought), Collection(other), other / "scenarios")
    assert bytes_of(again.folder) == before, "without a library it stands on its own candles"


def test_a_change_is_kept_in_the_same_place_and_the_rest_stays(home: Path) -> None:
    first = made(whole_draft(home), home)
    changed = made(replace(reopened(first), title="Another title", end=at(94)), home)
    assert changed.id == first.id and changed.title == "Another title" and changed.end_ms == first.end_ms + 4 * HOUR_MS
    assert msgspec.to_builtins(changed.record.event) == msgspec.to_builtins(first.record.event)
    assert [row.rate for row in changed.funding] == ["0.00025"] * len(changed.funding)


def test_under_another_id_a_copy_is_made_and_a_taken_one_refused(home: Path) -> None:
    first = made(whole_draft(home), home)
    copy = made(replace(reopened(first), id="a-copy"), home)
    assert copy.content_hash != first.content_hash and load_scenario(first.folder).title == first.title
    before = bytes_of(first.folder)
    with pytest.raises(TrainerError, match="one that no other scenario has"):
        made(replace(reopened(copy), id=first.id), home)
    with pytest.raises(TrainerError, match="one that no other scenario has"):
        made(whole_draft(home), home)
    with pytest.raises(TrainerError, match="2017-12-16"):
        build(replace(whole_draft(home), id="2017-12-16-december-btc"), Collection(home), home / "scenarios",
              frozenset({"2017-12-16-december-btc"}))  # fmt: skip
    assert bytes_of(first.folder) == before


def test_the_window_of_one_made_before_may_grow_while_the_library_holds_the_same_market(home: Path) -> None:
    scenario = made(whole_draft(home), home)
    draft, shelf = reopened(scenario), Collection(home)
    root = home / "scenarios"
    assert ground_of(draft, shelf, root).span.until_ms == START_MS + DAYS * DAY_MS
    shelf.throw_away(RATES)
    assert ground_of(draft, shelf, root).span.until_ms == scenario.end_ms, "recorded rates would be lost"
    again = made(replace(draft, start=at(50)), home)
    assert {row.kind for row in again.funding} == {"recorded"}
    shelf.throw_away(KEY)
    assert ground_of(draft, shelf, root).span.first_ms == again.warm_up_ms


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"tags": " , "}, "tags", "tags: nothing is not allowed; 1 to 12"),
        ({"tags": ",".join(map(str, range(13)))}, "tags", "1 to 12"),
        ({"tags": "x" * 81}, "tags", "tags"),
        ({"concepts": ()}, "concepts", "concepts: nothing"),
        ({"facts": (DraftFact(" ", "somebody"),)}, "fact 1", "text"),
        ({"facts": (DraftFact("Something", ""),)}, "fact 1", "source"),
        ({"events": (DraftEvent(at(50), at(51), "x", source=" "),)}, "event 1", "source"),
        ({"events": (DraftEvent(at(50), at(51), "x", detail="d" * 4_001),)}, "event 1", "detail"),
        ({"events": (DraftEvent(at(50), at(51), "x", precision="year"),)}, "event 1", "precision"),
        ({"events": (DraftEvent(at(52), at(51), "x"),)}, "event 1", "shown no earlier than it happened"),
        ({"events": (DraftEvent(at(50), at(95), "x"),)}, "event 1", "shown no earlier"),
        ({"hazards": (DraftHazard("adl", at(80), at(81), "1.5"),)}, "hazard 1", "above 0, at most 1"),
        ({"hazards": (DraftHazard("outage", at(81), at(80)),)}, "hazard 1", "the end after the start"),
        ({"hazards": (DraftHazard("outage", at(59), at(61)),)}, "question 1", "outside the outage"),
        ({"questions": (DraftQuestion(at(60), "which"),)}, "question 1", "which"),
        ({"questions": (DraftQuestion(at(95), "size"),)}, "question 1", at(95)),
        ({"venue": "moon"}, "venue", "moon"),
        ({"title": "t" * 81}, "title", "title"),
    ],
)
def test_what_cannot_be_built_is_told_at_its_field(
    home: Path, change: dict[str, object], field: str, words: str
) -> None:
    draft = replace(whole_draft(home), **change)  # type: ignore[arg-type]  # one field of the row
    info = Collection(home).info(KEY)
    assert info is not None
    found = problems_of(draft, span_of(info))
    assert [one.field for one in found] == [field] and words in found[0].sentence, found
    with pytest.raises(TrainerError):
        made(draft, home)
    assert not (home / "scenarios").exists() or not any((home / "scenarios").iterdir())


TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=TEXT, detail=TEXT, fact=TEXT, tags=st.lists(TEXT, min_size=1, max_size=4))
def test_any_text_is_refused_at_its_field_or_comes_back_equal(
    home: Path, title: str, detail: str, fact: str, tags: list[str]
) -> None:
    draft = replace(
        whole_draft(home), id=f"text-{abs(hash((title, detail, fact, *tags)))}", title=title, tags=",".join(tags),
        questions=(), events=(DraftEvent(at(50), at(51), title, detail=detail),), facts=(DraftFact(fact, title),),
    )  # fmt: skip
    info = Collection(home).info(KEY)
    assert info is not None
    if problems_of(draft, span_of(info)):
        return
    scenario = made(draft, home)
    again = reopened(scenario)
    assert again.title == title and again.facts == (DraftFact(fact.strip(), title.strip()),)
    assert bytes_of(made(again, home).folder) == bytes_of(scenario.folder)


@pytest.mark.parametrize("scenario_id", ["2020-03-12-black-thursday-btc", "2025-10-10-october-btc-perp"])
def test_scenarios_of_the_house_stay_as_they_are(scenario_id: str) -> None:
    assert why_closed(read_header(scenarios_dir() / scenario_id).record)


def test_the_name_of_a_series_says_its_key() -> None:
    for key in (KEY, MARK, RATES, SeriesKey("ETHUSDT", "spot", "index", HOUR_MS)):
        assert parsed_key(key.name) == key
    for name in ("BTCUSDT-perp-last", "BTCUSDT-perp-funding-1m", "x", "BTCUSDT-perp-last-0m", "btcusdt-perp-last-1m"):
        assert parsed_key(name) is None
