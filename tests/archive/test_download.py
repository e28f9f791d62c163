"""Fetching from a loopback archive: resumed, tried again, checked; and what it says when it cannot be."""

from __future__ import annotations

import threading
from datetime import date
from pathlib import Path

import pytest

from tests.kit.archive_server import Archive, served
from tests.kit.candle_files import bars, binance
from trainer.archive.download import Downloader, DownloadError, MissingError, PausedError
from trainer.archive.layout import FUNDING, Piece, daily, monthly, next_month, plan
from trainer.core.errors import FieldError

PIECE = daily("um", "BTCUSDT", "klines", date(2021, 5, 19))
TEXT = binance(bars(3_000), header=True)


@pytest.fixture
def archive() -> Archive:
    made = Archive()
    made.put(PIECE, TEXT)
    return made


def loader(base_url: str, folder: Path, **more: object) -> Downloader:
    return Downloader(base_url, folder, first_pause=0.01, timeout=0.5, **more)  # type: ignore[arg-type]


def nobody(_there: int) -> None:
    """Watches nothing."""


def test_a_file_arrives_checked_and_is_not_asked_for_again(archive: Archive, tmp_path: Path) -> None:
    seen: list[int] = []
    with served(archive) as base_url:
        got = loader(base_url, tmp_path).obtain(PIECE, seen.append)
        assert got.path.read_bytes() == archive.files[PIECE.path]
        asked = len(archive.asked)
        assert loader(base_url, tmp_path).obtain(PIECE, seen.append) == got
        assert len(archive.asked) == asked == 2
    assert seen[-1] == len(archive.files[PIECE.path]) and sorted(seen) == seen


@pytest.mark.parametrize(
    ("faults", "ranges"),
    [
        ([500], ["", ""]),
        ([503, 429, 500], ["", "", "", ""]),
        (["cut"], ["", "bytes="]),
        (["cut", "cut"], ["", "bytes=", "bytes="]),
        (["stall"], ["", "bytes="]),
        (["cut", "no range"], ["", "bytes="]),
        (["cut", 416], ["", "bytes=", ""]),
    ],
)
def test_faults_that_pass_are_tried_again_from_where_it_stopped(
    archive: Archive, tmp_path: Path, faults: list[int | str], ranges: list[str]
) -> None:
    archive.faults[PIECE.path] = list(faults)
    with served(archive) as base_url:
        got = loader(base_url, tmp_path).obtain(PIECE, nobody)
    assert got.path.read_bytes() == archive.files[PIECE.path]
    asked = [found for path, found in archive.asked if path == PIECE.path]
    assert len(asked) == len(ranges) and all(text.startswith(begin) for text, begin in zip(asked, ranges, strict=True))
    assert not list(tmp_path.rglob("*.part"))


def test_a_wrong_checksum_is_never_kept(archive: Archive, tmp_path: Path) -> None:
    archive.put(PIECE, TEXT, checksum="0" * 64)
    with served(archive) as base_url, pytest.raises(DownloadError, match=r"sha256 is not the one .* tried 3 times"):
        loader(base_url, tmp_path, tries=3).obtain(PIECE, nobody)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_damaged_file_on_disk_is_fetched_again(archive: Archive, tmp_path: Path) -> None:
    with served(archive) as base_url:
        got = loader(base_url, tmp_path).obtain(PIECE, nobody)
        got.path.write_bytes(b"x" + got.path.read_bytes()[1:])
        again = loader(base_url, tmp_path).obtain(PIECE, nobody)
    assert again.path.read_bytes() == archive.files[PIECE.path]


@pytest.mark.parametrize("raw", [b"", b"what", b"0" * 64 + b"  other.zip\n", b"<html>" * 900])
def test_a_checksum_file_that_states_none(archive: Archive, tmp_path: Path, raw: bytes) -> None:
    archive.files[f"{PIECE.path}.CHECKSUM"] = raw
    with served(archive) as base_url, pytest.raises(DownloadError, match=r"CHECKSUM: it does not state"):
        loader(base_url, tmp_path).obtain(PIECE, nobody)


def test_what_is_missing_is_told_at_once(archive: Archive, tmp_path: Path) -> None:
    other = daily("um", "BTCUSDT", "klines", date(2021, 5, 20))
    with served(archive) as base_url, pytest.raises(MissingError, match=other.name):
        loader(base_url, tmp_path).obtain(other, nobody)
    assert len(archive.asked) == 1


def test_the_last_try_says_how_often(archive: Archive, tmp_path: Path) -> None:
    archive.faults[PIECE.path] = [500] * 9
    with served(archive) as base_url, pytest.raises(DownloadError, match="answers 500; tried 4 times"):
        loader(base_url, tmp_path, tries=4).obtain(PIECE, nobody)
    with pytest.raises(DownloadError, match="the connection failed"):
        loader("http://127.0.0.1:9", tmp_path, tries=2).obtain(PIECE, nobody)


def test_a_pause_keeps_the_part_and_a_later_fetch_goes_on(archive: Archive, tmp_path: Path) -> None:
    archive.put(PIECE, binance(bars(20_000, seed=8), header=True))
    stop = threading.Event()
    with served(archive) as base_url:
        with pytest.raises(PausedError):
            loader(base_url, tmp_path, stop=stop).obtain(PIECE, lambda there: stop.set())
        (part,) = tmp_path.rglob("*.part")
        there = part.stat().st_size
        assert 0 < there < len(archive.files[PIECE.path])
        got = loader(base_url, tmp_path).obtain(PIECE, nobody)
    assert got.path.read_bytes() == archive.files[PIECE.path]
    assert archive.asked[-1][1] == f"bytes={there}-"


def test_a_pause_ends_a_wait_at_once(archive: Archive, tmp_path: Path) -> None:
    archive.faults[f"{PIECE.path}.CHECKSUM"] = [500]
    stop = threading.Event()
    threading.Timer(0.2, stop.set).start()
    with served(archive) as base_url, pytest.raises(PausedError):
        Downloader(base_url, tmp_path, stop=stop, first_pause=30).obtain(PIECE, nobody)


@pytest.mark.parametrize("address", ["", "file:///etc/passwd", "ftp://host/x", "archive", "http://"])
def test_only_web_addresses(address: str, tmp_path: Path) -> None:
    with pytest.raises(FieldError, match="base-url"):
        Downloader(address, tmp_path)


def test_proxies_come_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, archive: Archive) -> None:
    with served(archive) as base_url:
        monkeypatch.setenv("http_proxy", base_url)
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)
        with pytest.raises(MissingError):
            loader("http://archive.example", tmp_path).obtain(PIECE, nobody)
    assert archive.asked[0][0].startswith("http://archive.example/data/futures/um/daily/klines/BTCUSDT/1m/")


def test_the_plan_takes_days_or_months(tmp_path: Path) -> None:
    first, until = date(2021, 4, 20), date(2021, 6, 3)

    def names(pieces: tuple[Piece, ...]) -> list[str]:
        return [piece.name for piece in pieces]

    assert len(plan("um", "BTCUSDT", ("klines",), first, until, "daily")) == 44
    assert names(plan("um", "BTCUSDT", ("klines",), first, until, "monthly")) == [
        "BTCUSDT-1m-2021-04.zip", "BTCUSDT-1m-2021-05.zip", "BTCUSDT-1m-2021-06.zip",
    ]  # fmt: skip
    mixed = names(plan("um", "BTCUSDT", ("klines",), first, until))
    assert mixed[0] == "BTCUSDT-1m-2021-04-20.zip" and mixed[11] == "BTCUSDT-1m-2021-05.zip" and len(mixed) == 14
    assert names(plan("um", "BTCUSDT", (FUNDING,), first, until, "daily"))[0] == "BTCUSDT-fundingRate-2021-04.zip"
    assert (
        monthly("spot", "BTCUSDT", "klines", first).path == "data/spot/monthly/klines/BTCUSDT/1m/BTCUSDT-1m-2021-04.zip"
    )
    assert next_month(date(2024, 12, 31)) == date(2025, 1, 1)
    with pytest.raises(FieldError, match="kind"):
        plan("spot", "BTCUSDT", ("markPriceKlines",), first, until)
