"""A definition becomes a playable scenario, or says why not and leaves nothing behind."""

from __future__ import annotations

import itertools
import json
import shutil
import threading
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from tests.kit.archive_server import Archive, minutes, served
from tests.kit.candle_files import binance
from trainer.archive.download import Downloader, PausedError
from trainer.archive.layout import FUNDING, daily, monthly
from trainer.cli.main import run
from trainer.core.errors import TrainerError
from trainer.core.paths import scenarios_dir
from trainer.scenarios.load import ScenarioHeader, load_scenario, read_header
from trainer.scenarios.records import Download
from trainer.scenarios.roots import find_scenarios
from trainer.session.library import Library, StartTerms
from trainer.session.session import SessionError
from trainer.storage.store import MEMORY, Store
from trainer.supply.fetch import FetchStep, fetch_scenario
from trainer.supply.funding import assumed_rates, upgrade_funding
from trainer.supply.install import SupplyError
from trainer.supply.recipe import expected_bytes, pieces_of

ID = "2021-12-04-december-btc-perp"
DEFINITIONS = sorted(
    path.parent.name for path in scenarios_dir().glob("*/scenario.toml") if read_header(path.parent).record.download
)


@pytest.fixture(scope="module")
def whole() -> Archive:
    """Everything one definition asks for."""
    archive = Archive()
    archive.fill(recipe(ID))
    return archive


@pytest.fixture
def archive(whole: Archive) -> Archive:
    fresh = Archive()
    fresh.files = dict(whole.files)
    return fresh


@pytest.fixture
def base_url(archive: Archive) -> Iterator[str]:
    with served(archive) as address:
        yield address


def header(scenario_id: str) -> ScenarioHeader:
    return read_header(scenarios_dir() / scenario_id)


def recipe(scenario_id: str) -> Download:
    found = header(scenario_id).record.download
    assert found is not None
    return found


def nobody(_step: FetchStep) -> None:
    """Watches nothing."""


def fetch(base_url: str, home: Path, steps: object = nobody, **more: object) -> object:
    loader = Downloader(base_url, home / "downloads", first_pause=0.01, timeout=2.0)
    return fetch_scenario(header(ID), home / "scenarios", loader, steps, **more)  # type: ignore[arg-type]


def untouched(home: Path) -> bool:
    return not any((home / "scenarios").glob("*"))


# the definitions


def test_there_are_eleven_later_cascades_and_more_for_ether() -> None:
    coins = [scenario_id.split("-")[-2] for scenario_id in DEFINITIONS]
    assert coins.count("btc") >= 11 and coins.count("eth") >= 4
    assert {"2022-01-24-january-btc-perp", "2025-10-10-october-btc-perp"} <= set(DEFINITIONS)


@pytest.mark.parametrize("scenario_id", DEFINITIONS)
def test_a_definition_says_everything_but_the_candles(scenario_id: str) -> None:
    found = header(scenario_id)
    assert found.record.is_definition and not found.has_candles
    assert len(found.record.ask) >= 5 and len(found.record.event) >= 4 and len(found.record.outcome.fact) >= 4
    assert 500_000 < expected_bytes(recipe(scenario_id)) < 6_000_000
    assert found.record.download is not None and found.record.download.recorded.mark_low is not None
    hours = (found.start_ms, found.record.download.recorded.low_hour.timestamp() * 1000, found.end_ms)
    assert sorted(hours) == list(hours)
    with pytest.raises(TrainerError, match="the candles must be fetched first"):
        load_scenario(found.folder)


# fetching


def test_a_definition_becomes_a_playable_scenario(base_url: str, tmp_path: Path) -> None:
    seen: list[FetchStep] = []
    report = fetch(base_url, tmp_path, seen.append)
    scenario = load_scenario(tmp_path / "scenarios" / ID)
    recorded = recipe(ID).recorded
    assert (scenario.outcome.low, len(scenario.candles), report.bars) == (recorded.low, 18_720, 18_720)  # type: ignore[attr-defined]
    assert scenario.outcome.low_time.replace(minute=0) == recorded.low_hour
    assert scenario.series.mark is not None
    assert Decimal(repr(float(scenario.series.mark.low.min()))) == Decimal(recorded.mark_low or "0")
    assert len(scenario.checkpoints) == len(header(ID).record.ask) == 8 and len(scenario.sketch) == 96
    assert {row.kind for row in scenario.funding} == {"recorded"} and len(scenario.funding) == 10
    assert scenario.note == "" and not list((tmp_path / "scenarios").glob(".building*"))
    assert seen[-1].files_done == seen[-1].files == len(pieces_of(recipe(ID)))
    assert all(later.bytes_done >= earlier.bytes_done for earlier, later in itertools.pairwise(seen))
    (found,) = (one for one in find_scenarios(scenarios_dir(), tmp_path / "scenarios").headers if one.id == ID)
    assert found.has_candles and found.folder.parent == tmp_path / "scenarios"
    session = Library(Store(MEMORY), home=tmp_path).start(StartTerms(scenario_id=ID))
    assert session.market.has_mark


def test_headerless_files_in_microseconds_and_months_give_the_same(tmp_path: Path) -> None:
    hashes = set()
    for number, more in enumerate(({"header": False}, {"unit": 1000}, {"whole_months": True})):
        archive = Archive()
        archive.fill(recipe(ID), **more)  # type: ignore[arg-type]
        home = tmp_path / str(number)
        with served(archive) as base_url:
            fetch(base_url, home, period="monthly" if "whole_months" in more else "auto")
        hashes.add(load_scenario(home / "scenarios" / ID).content_hash)
    assert len(hashes) == 1


def test_reordered_rows_are_sorted_and_said(archive: Archive, base_url: str, tmp_path: Path) -> None:
    found = recipe(ID)
    piece = daily("um", "BTCUSDT", "klines", date(2021, 11, 25))
    rows = minutes(found.first, found.until, found.recorded.low, found.recorded.low_hour)[2 * 1_440 : 3 * 1_440]
    rows[100], rows[101] = rows[101], rows[100]
    archive.put(piece, binance(rows, header=True))
    report = fetch(base_url, tmp_path)
    assert [note for note in report.notes if "sorted by time: line 103" in note]  # type: ignore[attr-defined]


def test_a_day_that_is_missing_comes_from_its_month(archive: Archive, base_url: str, tmp_path: Path) -> None:
    lost = daily("um", "BTCUSDT", "klines", date(2021, 12, 4))
    del archive.files[f"{lost.path}.CHECKSUM"]
    other = Archive()
    other.fill(recipe(ID), whole_months=True)
    month = monthly("um", "BTCUSDT", "klines", date(2021, 12, 1))
    for name in (month.path, f"{month.path}.CHECKSUM"):
        archive.files[name] = other.files[name]
    report = fetch(base_url, tmp_path)
    assert any("the day was taken from" in note for note in report.notes)  # type: ignore[attr-defined]
    assert len(load_scenario(tmp_path / "scenarios" / ID).candles) == 18_720


def test_a_missing_day_of_the_warm_up_is_a_gap_and_said(archive: Archive, base_url: str, tmp_path: Path) -> None:
    del archive.files[daily("um", "BTCUSDT", "klines", date(2021, 11, 25)).path]
    report = fetch(base_url, tmp_path)
    scenario = load_scenario(tmp_path / "scenarios" / ID)
    assert len(scenario.candles) == 18_720 - 1_440 and "gaps are shown as gaps" in scenario.note
    assert any("2021-11-25" in note for note in report.notes)  # type: ignore[attr-defined]


def test_a_missing_day_that_is_played_is_refused(archive: Archive, base_url: str, tmp_path: Path) -> None:
    del archive.files[daily("um", "BTCUSDT", "klines", date(2021, 12, 5)).path]
    with pytest.raises(SupplyError, match=r"have no candles \(BTCUSDT-1m-2021-12-05\.zip\)"):
        fetch(base_url, tmp_path)
    assert untouched(tmp_path)


def test_missing_mark_bars_and_funding_are_said(archive: Archive, base_url: str, tmp_path: Path) -> None:
    del archive.files[daily("um", "BTCUSDT", "markPriceKlines", date(2021, 12, 5)).path]
    del archive.files[monthly("um", "BTCUSDT", FUNDING, date(2021, 12, 1)).path]
    fetch(base_url, tmp_path)
    note = load_scenario(tmp_path / "scenarios" / ID).note
    assert "1,440 bars have no mark price of their own" in note and "All" not in note
    assert "10 of 10 funding rates are assumed" in note


@pytest.mark.parametrize("kind", ["klines", "markPriceKlines"])
def test_candles_that_do_not_show_the_recorded_facts_are_refused(
    archive: Archive, base_url: str, tmp_path: Path, kind: str
) -> None:
    found = recipe(ID)
    wrong = msgspec.structs.replace(
        found, recorded=msgspec.structs.replace(found.recorded, low="40900", mark_low="43410")
    )
    other = Archive()
    other.fill(wrong)
    archive.files |= {path: raw for path, raw in other.files.items() if f"/{kind}/" in path}
    with pytest.raises(
        SupplyError, match=r"is 40900\.0 in what arrived; 40888\.89 was|mark in the hour .* is 43410\.0"
    ):
        fetch(base_url, tmp_path)
    assert untouched(tmp_path)


def test_a_file_of_other_days_is_refused(archive: Archive, base_url: str, tmp_path: Path) -> None:
    piece = daily("um", "BTCUSDT", "klines", date(2021, 12, 4))
    before = daily("um", "BTCUSDT", "klines", date(2021, 12, 3))
    text = binance(
        minutes(before.first, before.until, "40888.89", recipe(ID).recorded.low_hour.replace(day=3)), header=True
    )
    archive.put(piece, text)
    with pytest.raises(SupplyError, match="its rows are not those of 2021-12-04"):
        fetch(base_url, tmp_path)
    assert untouched(tmp_path)


def test_a_pause_and_a_second_fetch_go_on_where_it_stopped(archive: Archive, base_url: str, tmp_path: Path) -> None:
    stop = threading.Event()
    loader = Downloader(base_url, tmp_path / "downloads", stop=stop)

    def pause(step: FetchStep) -> None:
        if step.files_done == 5:
            stop.set()

    with pytest.raises(PausedError):
        fetch_scenario(header(ID), tmp_path / "scenarios", loader, pause)
    assert untouched(tmp_path)
    before = {path for path, _ in archive.asked if not path.endswith(".CHECKSUM")}
    archive.asked.clear()
    fetch(base_url, tmp_path)
    after = [path for path, _ in archive.asked if not path.endswith(".CHECKSUM")]
    assert len(before & set(after)) <= 1 and len(before) + len(after) <= len(pieces_of(recipe(ID))) + 1


# funding


def test_recorded_funding_replaces_the_assumed_and_old_sessions_stay_playable(tmp_path: Path) -> None:
    found = next(one for one in find_scenarios(scenarios_dir(), tmp_path).headers
                 if assumed_rates(one) and one.symbol == "BTCUSDT")  # fmt: skip
    before = load_scenario(found.folder)
    archive = Archive()
    asked = Download("binance", "um", found.symbol, ("fundingRate",), found.record.start.date(),
                     found.record.end.date().replace(day=28), recipe(ID).recorded)  # fmt: skip
    archive.fill(asked)
    own = tmp_path / "scenarios"
    library = Library(Store(MEMORY), home=tmp_path)
    session = library.start(StartTerms(scenario_id=found.id))
    with served(archive) as base_url:
        report = upgrade_funding(found, own, Downloader(base_url, tmp_path / "d"), nobody)
    after = load_scenario(own / found.id)
    assert {row.kind for row in after.funding} == {"recorded"} and len(after.funding) == len(before.funding)
    assert after.candles.content_hash == before.candles.content_hash and after.content_hash != before.content_hash
    assert [point.time for point in after.checkpoints] == [point.time for point in before.checkpoints]
    assert "assumed" not in after.note and report.files == 1
    library.found(again=True)
    assert library.resume(session.session_id).scenario.content_hash == before.content_hash
    assert library.start(StartTerms(scenario_id=found.id)).scenario.content_hash == after.content_hash
    shutil.rmtree(own / found.id)
    library.found(again=True)
    with pytest.raises(SessionError):
        library.resume(library.summaries()[0].session_id)


# command line


def test_the_command_fetches_and_reports(
    base_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TRAINER_HOME", str(tmp_path))
    assert run(["fetch", "december-btc-perp", "--base-url", base_url, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["id"], document["bars"]) == (ID, 18_720)
    assert run(["scenarios", "--json"]) == 0
    rows = {row["id"]: row for row in json.loads(capsys.readouterr().out)}
    assert rows[ID]["installed"] and not rows["2025-10-10-october-btc-perp"]["installed"]
    assert run(["scenarios", "verify"]) == 0
    for wrong in (["fetch"], ["fetch", "nothing"], ["fetch", "2020-03-12-black-thursday-btc"], ["fetch", ID, "--all"],
                  ["fetch", ID, "--base-url", "file:///x"], ["fetch", ID, "--funding"]):  # fmt: skip
        assert run(wrong) == 2
    assert capsys.readouterr().err.count("\n") == 6
