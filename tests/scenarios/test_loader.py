"""A broken folder is refused with file, key and value; nothing of it is used."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from trainer.core.errors import TrainerError
from trainer.core.paths import scenarios_dir
from trainer.scenarios.load import load_scenario

NAME = "2021-12-04-saturday-btc"
Fault = Callable[[Path], None]


def text(before: str, after: str) -> Fault:
    def change(folder: Path) -> None:
        path = folder / "scenario.toml"
        whole = path.read_text(encoding="utf-8")
        assert before in whole
        path.write_text(whole.replace(before, after, 1), encoding="utf-8")

    return change


def candles(change: Callable[[list[str]], list[str]]) -> Fault:
    def apply(folder: Path) -> None:
        path = folder / "candles.csv.gz"
        lines = gzip.decompress(path.read_bytes()).decode("ascii").splitlines()
        path.write_bytes(gzip.compress("\n".join(change(lines)).encode("ascii") + b"\n", mtime=0))

    return apply


def cut_short(folder: Path) -> None:
    path = folder / "candles.csv.gz"
    path.write_bytes(path.read_bytes()[:1_000])


def remove(name: str) -> Fault:
    def apply(folder: Path) -> None:
        (folder / name).unlink()

    return apply


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (text('contract = "linear"', 'contract = "round"'), ("scenario.toml", "contract", "round")),
        (text("difficulty = ", "difficulty = 9"), ("scenario.toml", "difficulty")),
        (text('bankroll = "10000"', 'bankroll = "much"'), ("scenario.toml", "bankroll", "much")),
        (text('timeframe = "1m"', 'timeframe = "2x"'), ("scenario.toml", "timeframe", "2x")),
        (text("[[checkpoint]]", "[[checkpoint"), ("scenario.toml",)),
        (text("title = ", "tittle = "), ("scenario.toml", "title")),
        (text(f'id = "{NAME}"', 'id = "another"'), ("scenario.toml", "id", "another")),
        (candles(lambda lines: lines[:50] + lines[60:]), ("candles.csv.gz",)),
        (candles(lambda lines: [*lines[:50], lines[51], lines[50], *lines[52:]]), ("candles.csv.gz",)),
        (candles(lambda lines: [*lines[:50], lines[50] + "x", *lines[51:]]), ("candles.csv.gz",)),
        (cut_short, ("candles.csv.gz",)),
        (remove("candles.csv.gz"), ("candles.csv.gz",)),
        (remove("scenario.toml"), ("scenario.toml",)),
    ],
)
def test_a_fault_is_named(tmp_path: Path, fault: Fault, words: tuple[str, ...]) -> None:
    folder = tmp_path / NAME
    shutil.copytree(scenarios_dir() / NAME, folder)
    load_scenario(folder)
    fault(folder)
    with pytest.raises(TrainerError) as caught:
        load_scenario(folder)
    for word in words:
        assert word in str(caught.value)
