"""A folder with mark and index series, a scripted outage and a second symbol of the same wallet."""

from __future__ import annotations

import gzip
import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from trainer.core.errors import TrainerError
from trainer.core.paths import scenarios_dir
from trainer.engine.words import HazardKind, TriggerSource
from trainer.scenarios.load import load_scenario
from trainer.session.markets import market_of

NAME = "2021-12-04-saturday-btc"
ADDED = """
[[hazard]]
kind = "outage"
time = 2021-12-04T05:00:00Z
until = 2021-12-04T05:20:00Z

[[market]]
symbol = "ETHUSDT"
"""


def write(path: Path, factor: float) -> str:
    """The scenario's own candles, prices multiplied, at this place; returns the sha256."""
    source = scenarios_dir() / NAME / "candles.csv.gz"
    header, *rows = gzip.decompress(source.read_bytes()).decode("ascii").splitlines()
    lines = [header]
    for row in rows:
        stamp, *prices, volume = row.split(",")
        lines.append(",".join((stamp, *(repr(float(price) * factor) for price in prices), volume)))
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(gzip.compress(("\n".join(lines) + "\n").encode("ascii"), mtime=0))
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of a shipped folder with all that may lie beside its candles."""
    made = tmp_path / NAME
    shutil.copytree(scenarios_dir() / NAME, made)
    files = {"mark.csv.gz": 0.999, "index.csv.gz": 0.998, "ETHUSDT/candles.csv.gz": 0.08}
    hashes = {name: write(made / name, factor) for name, factor in files.items()}
    path = made / "scenario.toml"
    text = path.read_text(encoding="utf-8")
    beside = "\n".join(f'"{name}" = "{digest}"' for name, digest in hashes.items())
    path.write_text(f"{text}\n[source.beside]\n{beside}\n{ADDED}", encoding="utf-8")
    return made


def test_everything_beside_the_candles_reaches_the_market(folder: Path) -> None:
    where = market_of(load_scenario(folder))
    assert [one.symbol for one in where.markets] == ["BTCUSDT", "ETHUSDT"]
    assert where.has_mark and where.index is not None
    assert where.mark.close[5] == where.last.close[5] * 0.999
    assert where.series(TriggerSource.INDEX) is where.index
    assert [hazard.kind for hazard in where.hazards] == [HazardKind.OUTAGE]
    assert not where.others[0].has_mark and len(where.others[0]) == len(where)


def test_a_series_beside_changes_what_the_scenario_is(folder: Path) -> None:
    plain = load_scenario(scenarios_dir() / NAME)
    assert load_scenario(folder).content_hash != plain.content_hash


def replaced(before: str, after: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        path = folder / "scenario.toml"
        text = path.read_text(encoding="utf-8")
        assert before in text
        path.write_text(text.replace(before, after, 1), encoding="utf-8")

    return change


def cut_mark(folder: Path) -> None:
    path = folder / "mark.csv.gz"
    lines = gzip.decompress(path.read_bytes()).decode("ascii").splitlines()
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    path.write_bytes(gzip.compress("\n".join(lines[:-3]).encode("ascii"), mtime=0))
    replaced(before, hashlib.sha256(path.read_bytes()).hexdigest())(folder)


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (lambda folder: (folder / "ETHUSDT" / "notes.txt").write_text("x"), ("ETHUSDT/notes.txt",)),
        (lambda folder: (folder / "LTCUSDT").mkdir(), ("LTCUSDT",)),
        (lambda folder: (folder / "ETHUSDT" / "candles.csv.gz").unlink(), ("ETHUSDT/candles.csv.gz", "missing")),
        (lambda folder: (folder / "mark.csv.gz").write_bytes(b"x"), ("mark.csv.gz", "sha256")),
        (cut_mark, ("mark.csv.gz", "time_ms", "stamps")),
        (replaced('symbol = "ETHUSDT"', 'symbol = "BTCUSDT"'), ("market.symbol", "BTCUSDT")),
        (replaced('symbol = "ETHUSDT"', 'symbol = "../up"'), ("market", "symbol")),
        (replaced("2021-12-04T05:20:00Z", "2021-12-04T04:20:00Z"), ("hazard.until",)),
        (replaced('kind = "outage"', 'kind = "flood"'), ("hazard", "flood")),
        (replaced("[[market]]", 'value = "2"\n[[market]]'), ("hazard.value", "2")),
    ],
)
def test_a_fault_beside_the_candles_is_named(
    folder: Path, fault: Callable[[Path], object], words: tuple[str, ...]
) -> None:
    load_scenario(folder)
    fault(folder)
    with pytest.raises(TrainerError) as caught:
        load_scenario(folder)
    for word in words:
        assert word in str(caught.value)
