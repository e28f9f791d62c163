"""Programs killed, run at once or out of disk, as real processes: nothing is lost and nothing half-written."""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kit.archive_server import Archive, served
from tests.kit.candle_files import bars, candles, plain
from trainer.collection.series import Part, SeriesKey
from trainer.collection.shelf import Collection, CollectionError
from trainer.core.lock import BusyError
from trainer.core.paths import scenarios_dir
from trainer.scenarios.load import load_scenario, read_header
from trainer.scenarios.roots import find_scenarios

ID = "2021-12-04-december-btc-perp"
KEY = SeriesKey("BTCUSDT", "perp", "last", 60_000)
HOLD = """
import sys
from pathlib import Path
from trainer.core.lock import alone_in
with alone_in(Path(sys.argv[1]), "busy"):
    print("held", flush=True)
    sys.stdin.read()
"""
ADD = """
import sys
from pathlib import Path
from tests.kit.candle_files import bars, candles
from trainer.collection.series import Part, SeriesKey
from trainer.collection.shelf import Collection
shelf, whole = Collection(Path(sys.argv[1])), candles(bars(60_000))
print("ready", flush=True)
for turn in range(1_000):
    key = SeriesKey("BTCUSDT", "perp", "last", 60_000)
    shelf.add(key, whole.slice(0, 20_000 + 10 * turn), Part("a.csv", "CSV", "b" * 64, 9, 0, 1, 2))
    shelf.throw_away(key)
    shelf.restore(shelf.trash()[0])
"""


def trainer(home: Path, *words: object, limit: int = 0) -> subprocess.Popen[str]:
    """A command on a data folder; `limit` is the largest file it may write, as on a disk that is full."""

    def full() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return subprocess.Popen(
        [sys.executable, "-m", "trainer", *map(str, words)], env=os.environ | {"TRAINER_HOME": str(home)}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=full if limit else None,
    )  # fmt: skip


def python(code: str, *words: object) -> subprocess.Popen[str]:
    """A program of this test that says one word when it has begun."""
    running = subprocess.Popen([sys.executable, "-c", code, *map(str, words)], text=True, stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE, cwd=Path(__file__).parents[2])  # fmt: skip
    assert running.stdout is not None and running.stdout.readline()
    return running


def kill(running: subprocess.Popen[str]) -> None:
    running.send_signal(signal.SIGKILL)
    running.wait()
    for stream in (running.stdin, running.stdout, running.stderr):
        if stream is not None:
            stream.close()


def ended(running: subprocess.Popen[str]) -> tuple[int, str]:
    _, error = running.communicate(timeout=60)
    return running.returncode, error


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def part(letter: str = "a") -> Part:
    return Part("a.csv", "CSV", letter * 64, 9, 0, 1, 2)


@pytest.fixture(scope="module")
def archive() -> Archive:
    made = Archive()
    recipe = read_header(scenarios_dir() / ID).record.download
    assert recipe is not None
    made.fill(recipe)
    return made


@pytest.fixture
def base_url(archive: Archive) -> Iterator[str]:
    archive.asked.clear()
    with served(archive) as address:
        yield address


# at once


def test_imports_at_the_same_time_lose_nothing(tmp_path: Path) -> None:
    rows = bars(4_000)
    running = []
    for number in range(4):
        path = tmp_path / f"BTCUSDT-1m-{number}.csv"
        path.write_text(plain(rows[number * 1_000 : (number + 1) * 1_000]))
        running.append(trainer(tmp_path / "home", "import", path))
    assert [ended(one) for one in running] == [(0, "")] * 4
    shelf = Collection(tmp_path / "home")
    (info,) = shelf.series()
    assert (info.rows, info.missing_bars, len(info.parts)) == (4_000, 0, 4)
    assert shelf.candles(KEY).content_hash == candles(rows).content_hash


def test_a_library_that_is_being_changed_says_so_and_is_free_after_a_kill(tmp_path: Path) -> None:
    shelf = Collection(tmp_path)
    shelf.add(KEY, candles(bars(50)), part())
    holder = python(HOLD, shelf.folder)
    before, began = snapshot(shelf.folder), time.monotonic()
    with pytest.raises(BusyError, match="another program is changing the library; nothing was changed"):
        shelf.throw_away(KEY)
    assert time.monotonic() - began < 1.0 and snapshot(shelf.folder) == before
    assert shelf.candles(KEY).content_hash == candles(bars(50)).content_hash, "reading needs no lock"
    kill(holder)
    shelf.throw_away(KEY)
    assert shelf.series() == ()


def test_a_second_fetch_is_told_and_touches_nothing(tmp_path: Path, base_url: str, archive: Archive) -> None:
    holder = python(HOLD, tmp_path / "downloads")
    code, error = ended(trainer(tmp_path, "fetch", ID, "--base-url", base_url))
    kill(holder)
    assert (code, error.count("\n")) == (2, 1) and "another program is fetching" in error
    assert archive.asked == [] and not (tmp_path / "scenarios").exists()


# killed


def test_a_program_killed_while_it_changes_the_library_leaves_a_whole_one(tmp_path: Path) -> None:
    draw = random.Random(7)
    shelf = Collection(tmp_path)
    for _ in range(6):
        running = python(ADD, tmp_path)
        time.sleep(draw.uniform(0.02, 0.25))
        kill(running)
        assert shelf.faults() == ()
        for info in shelf.series():
            assert len(shelf.candles(info.key)) == info.rows
        for thrown in shelf.trash():
            assert thrown.info.rows >= 20_000
    held = [*shelf.series(), *(thrown.info for thrown in shelf.trash())]
    assert held, "what was kept is in the library or in its trash"
    shelf.add(SeriesKey("ETHUSDT", "perp", "last", 60_000), candles(bars(9)), part("c"))
    assert not list(shelf.folder.glob("*.new"))


@pytest.mark.parametrize("asked", [3, 20, 45])
def test_a_fetch_that_was_killed_goes_on_and_completes(
    tmp_path: Path, base_url: str, archive: Archive, asked: int
) -> None:
    running = trainer(tmp_path, "fetch", ID, "--base-url", base_url)
    until = time.monotonic() + 30
    while len(archive.asked) < asked and time.monotonic() < until:
        time.sleep(0.002)
    kill(running)
    assert not (tmp_path / "scenarios" / ID).exists()
    before = {path for path, _ in archive.asked}
    archive.asked.clear()
    assert ended(trainer(tmp_path, "fetch", ID, "--base-url", base_url)) == (0, "")
    assert len(load_scenario(tmp_path / "scenarios" / ID).candles) == 18_720
    again = {path for path, _ in archive.asked} & before
    assert len(again) <= 4, "what had arrived is not fetched again"


def test_a_scenario_moved_aside_when_the_program_was_killed_is_put_back(tmp_path: Path) -> None:
    own = tmp_path / "scenarios"
    folder = own / "2021-12-04-saturday-btc"
    shutil.copytree(scenarios_dir() / folder.name, folder)
    before = snapshot(folder)
    aside = own / ".building-x" / "before"
    aside.mkdir(parents=True)
    folder.rename(aside / folder.name)
    holder = python(HOLD, own)
    assert find_scenarios(scenarios_dir(), own).faults == () and not folder.exists(), "who builds is not disturbed"
    kill(holder)
    found = {header.id: header for header in find_scenarios(scenarios_dir(), own).headers}
    assert found[folder.name].folder == folder and snapshot(folder) == before
    assert not list(own.glob(".building-*"))


# a full disk


@pytest.mark.parametrize("limit", [1, 20_000])
def test_an_import_onto_a_full_disk_changes_nothing(tmp_path: Path, limit: int) -> None:
    home, rows = tmp_path / "home", bars(20_000)
    shelf = Collection(home)
    shelf.add(KEY, candles(rows[:300]), part())
    before = snapshot(home)
    path = tmp_path / "BTCUSDT-1m.csv"
    path.write_text(plain(rows))
    code, error = ended(trainer(home, "import", path, limit=limit))
    assert (code, error.count("\n")) == (2, 1), error
    assert "cannot be written (File too large); nothing was changed" in error
    assert snapshot(home) == before
    assert ended(trainer(home, "import", path)) == (0, "")
    assert shelf.series()[0].rows == 20_000


@pytest.mark.parametrize("limit", [1, 4_000, 100_000])
def test_a_fetch_onto_a_full_disk_says_so_and_goes_on_later(tmp_path: Path, base_url: str, limit: int) -> None:
    code, error = ended(trainer(tmp_path, "fetch", ID, "--base-url", base_url, limit=limit))
    assert (code, error.count("\n")) == (2, 1) and "cannot be written (File too large)" in error, error
    assert not any((tmp_path / "scenarios").glob("*"))
    assert ended(trainer(tmp_path, "fetch", ID, "--base-url", base_url)) == (0, "")
    assert len(load_scenario(tmp_path / "scenarios" / ID).candles) == 18_720


def test_a_folder_that_is_a_file_is_told_plainly(tmp_path: Path) -> None:
    (tmp_path / "candles").write_text("not a folder")
    shelf = Collection(tmp_path)
    assert shelf.series() == () and shelf.trash() == ()
    with pytest.raises(CollectionError, match="cannot be written"):
        shelf.add(KEY, candles(bars(9)), part())
    (tmp_path / "scenarios").write_text("not a folder")
    assert find_scenarios(scenarios_dir(), tmp_path / "scenarios").faults == ()
