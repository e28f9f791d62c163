"""Every format a learner may bring gives the same bars; what cannot be told is asked or refused with its line."""

from __future__ import annotations

import gzip
import io
import zipfile
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.kit.candle_files import (
    FORMATS,
    HEADER,
    MINUTE_MS,
    START_MS,
    bars,
    binance,
    candles,
    plain,
    write,
    zipped,
)
from trainer.core.errors import FieldError
from trainer.market.integrity import Judged, judge
from trainer.market.reading import arrays
from trainer.market.reading.read import read_table
from trainer.market.reading.stamps import EARLIEST_MS, LATEST_MS, date_ms, zone_of
from trainer.market.reading.table import CancelledError, RefusedError, ZoneNeededError

UTC = zone_of("UTC")


def brought(path: Path, zone: str = "UTC") -> Judged:
    return judge(read_table(path, zone_of(zone) if zone else None), path.name)


def text_file(folder: Path, text: str | bytes, name: str = "a.csv") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_gives_the_same_bars(tmp_path: Path, name: str) -> None:
    rows = bars(3_000)
    judged = brought(write(tmp_path, name, rows))
    assert judged.candles is not None
    assert judged.candles.content_hash == candles(rows).content_hash
    assert judged.report.timeframe == "1m" and not judged.report.gaps and not judged.report.doubts


def test_pieces_of_a_large_file_fit_together(tmp_path: Path) -> None:
    rows = bars(60_000)
    for name in ("plain CSV", "freqtrade JSON", "archive zip with header"):
        path = write(tmp_path, name, rows)
        assert name != "plain CSV" or path.stat().st_size > 2 << 20
        judged = brought(path)
        assert judged.candles is not None and judged.candles.content_hash == candles(rows).content_hash


@pytest.mark.parametrize("name", ["MetaTrader", "decimal commas"])
def test_dates_without_a_zone_are_asked_for(tmp_path: Path, name: str) -> None:
    rows = bars(3)
    path = write(tmp_path, name, rows)
    with pytest.raises(ZoneNeededError, match=r"a\.csv: line 2: .* has no time zone"):
        read_table(path, None)
    berlin = read_table(path, zone_of("Europe/Berlin"))
    assert int(berlin.time_ms[0]) == rows[0][0] - 2 * 3_600_000
    assert int(read_table(path, zone_of("+05:30")).time_ms[0]) == rows[0][0] - 330 * MINUTE_MS


def test_a_zone_in_the_text_wins(tmp_path: Path) -> None:
    body = "time,open,high,low,close\n2021-05-19T02:00:00+02:00,1,2,1,2\n2021-05-19T00:01:00Z,2,2,1,2\n"
    table = read_table(text_file(tmp_path, body), zone_of("America/New_York"))
    assert table.time_ms.tolist() == [START_MS, START_MS + MINUTE_MS]
    assert table.notes == ("the file has no volume: it stands at 0",)


@pytest.mark.parametrize("clock", ["2021-03-28 02:30", "2021-10-31 02:30"])
def test_a_local_time_the_clock_change_skips_or_repeats_is_refused(tmp_path: Path, clock: str) -> None:
    path = text_file(tmp_path, f"date,open,high,low,close\n{clock},1,1,1,1\n")
    with pytest.raises(RefusedError, match=r"line 2: .* happens twice or never in Europe/Berlin"):
        read_table(path, zone_of("Europe/Berlin"))


def test_the_old_hours_of_a_data_site_are_utc(tmp_path: Path) -> None:
    body = "https://www.CryptoDataDownload.com\nDate,Symbol,Open,High,Low,Close,Volume BTC,Volume USD\n"
    rows = ("01-PM,BTCUSD,2,2,1,2,9,18", "12-PM,BTCUSD,1,2,1,2,9,18", "11-AM,BTCUSD,1,2,1,1,7,7")
    body += "".join(f"2019-10-17 {row}\n" for row in rows)
    judged = brought(text_file(tmp_path, body), zone="")
    assert judged.candles is not None and judged.candles.volume.tolist() == [7, 9, 9]
    assert judged.report.timeframe == "1h"
    assert judged.report.findings[0].code == "order"


def test_funding_files_of_three_kinds(tmp_path: Path) -> None:
    archive = (
        "calc_time,funding_interval_hours,last_funding_rate\n1621382400003,8,-0.00356332\n1621411200000,8,0.0001\n"
    )
    own = "time_ms,rate\n1621382400000,-0.00356332\n1621411200000,0.0001\n"
    for text in (archive, own, archive.split("\n", 1)[1]):
        judged = brought(text_file(tmp_path, text))
        assert judged.funding is not None and judged.candles is None
        assert judged.funding.time_ms.tolist() == [START_MS, START_MS + 8 * 3_600_000]
        assert judged.funding.rate.tolist() == [-0.00356332, 0.0001]


ROW = f"{START_MS},10,12,9,11,5"
NEXT = f"{START_MS + MINUTE_MS},11,12,9,11,5"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        ("hello\nworld\n", "no table was found"),
        (f"{HEADER}\n", "no row of candles"),
        ("time,open,high,low\n1,2,3,4\n", "no column called close"),
        ("open,high,low,close,volume\n1,2,3,4,5\n", "no column of times"),
        (f"open,{HEADER}\n{ROW},3\n", "two columns are called"),
        (f"{HEADER}\n{ROW}\n{NEXT},7\n", "line 3: 7 fields where 6 are needed"),
        (f"{HEADER}\n{ROW}\n{START_MS + MINUTE_MS},11,12,9,11\n", "line 3: 5 fields where 6"),
        (f"{HEADER}\n{ROW}\n\n{START_MS + MINUTE_MS},11,,9,11,5\n", "line 4: high = '' is not allowed"),
        (f"{HEADER}\n{ROW}\n{NEXT.replace('12', 'nan')}\n", "line 3: high = 'nan' is not allowed"),
        (f"{HEADER}\n{ROW}\n{NEXT.replace('12', 'inf')}\n", "line 3: high = 'inf'"),
        (f"{HEADER}\n{ROW}\n{NEXT.replace('12', '1e400')}\n", "line 3: high = '1e400'"),
        (f"{HEADER}\n{ROW}\n{NEXT.replace('12', '0x12')}\n", "line 3: high = '0x12'"),
        (f"{HEADER}\n{ROW}\n{NEXT.replace('12', '1_2')}\n", "line 3: high = '1_2'"),
        (f"{HEADER}\n{ROW}\n{NEXT.replace(',9,', ',-9,')}\n", "line 3: low = -9 is not allowed"),
        (f"{HEADER}\n{ROW}\n{NEXT.replace(',9,', ',0,')}\n", "line 3: low = 0 is not allowed"),
        (f"{HEADER}\n{ROW}\n{NEXT.replace(',12,', ',10,')}\n", "line 3: high and low do not hold the bar"),
        (f"{HEADER}\n{ROW}\n{NEXT[:-1]}-5\n", "line 3: volume = -5"),
        (f"{HEADER}\n{ROW}\n{START_MS * 1000},11,12,9,11,5\n", "line 3: .*the first row counts in ms, this one in us"),
        (f"{HEADER}\n{ROW}\n{START_MS + MINUTE_MS}.5,11,12,9,11,5\n", "line 3: .*whole milliseconds"),
        (f"{HEADER}\n12,10,12,9,11,5\n", "line 2: time = '12' is not allowed"),
        (f"{HEADER}\n19/05/2021,10,12,9,11,5\n", "no row of candles|time = '19/05/2021'"),
        (f"{HEADER}\n{ROW}\n{ROW}\n{ROW.replace('11', '10')}\n", "lines 3 and 4 say different things"),
        (f"{HEADER}\n{ROW}\n", "one row is no series"),
        (f"{HEADER}\n{ROW}\n{NEXT.replace(',11,12,9,11', ',110,120,90,110')}\n", "as if another series began"),
        (f"{HEADER}\n{ROW}\n" + f"{START_MS + 30_000},11,12,9,11,5\n", "30 s apart|grid"),
        ("\0" * 5_000, "NUL"),
        ("1" * 10_000, "longer than"),
        (f"{HEADER}\n{ROW}\n{NEXT}\n".encode("utf-16"), "UTF-16"),
        (f"{HEADER}\n{ROW}\n".encode() + b"\xff\xfe\n", "byte 0xff"),
        (f"{HEADER}\n{ROW.replace('10,', '１０,', 1)}\n".encode(), "line 2: byte 0xef"),
        (gzip.compress(plain(bars(9)).encode())[:-20], "cut off or broken"),
        ("[[1,2,3", "no end"),
        (f'[[{START_MS},1,2,1,1,1],[{START_MS + MINUTE_MS},NaN,2,1,1,1]]', "row 2|after row"),
        (f"[[{START_MS},1,2,1,1,1],[{START_MS + MINUTE_MS},1,2,1,1]]", "row 2"),
        (f"[[{START_MS},1,2,1,1,true]]", "row 1"),
        ("[" * 100_000, "rows of numbers|no end|brackets"),
    ],
)  # fmt: skip
def test_what_is_refused_names_the_place(tmp_path: Path, text: str | bytes, words: str) -> None:
    is_json = isinstance(text, str) and text.startswith("[")
    with pytest.raises(RefusedError, match=words) as caught:
        brought(text_file(tmp_path, text, "a.json" if is_json else "a.csv"))
    assert str(caught.value).startswith("a.") and "\n" not in str(caught.value) and len(str(caught.value)) < 400


def test_what_can_be_put_right_is_reported_with_its_lines(tmp_path: Path) -> None:
    rows = bars(4_000)
    lines = plain(rows).splitlines()
    lines[10], lines[11] = lines[11], lines[10]
    lines.insert(20, lines[20])
    off = lines[30].split(",")
    lines[30] = ",".join([str(int(off[0]) + 5_000), *off[1:]])
    del lines[101:104]
    report = brought(text_file(tmp_path, "\n".join(lines))).report
    found = {finding.code: finding for finding in report.findings}
    assert found["order"].lines == (12,) and found["duplicates"].lines == (22,) and found["off_grid"].lines == (31,)
    assert [(gap.bars, gap.line) for gap in report.gaps] == [(1, 32), (3, 102)]
    assert report.rows_read == 3_998 and report.rows_kept == 3_996 and report.missing_bars == 4
    assert any("line 12" in sentence for sentence in report.sentences())


def test_placeholders_jumps_and_spikes_are_doubted(tmp_path: Path) -> None:
    rows = bars(400)
    at = rows[100][4]
    rows[101:141] = [(row[0], at, at, at, at, 0.0) for row in rows[101:141]]
    rows[200] = (rows[200][0], rows[200][1], rows[200][2], rows[200][3] / 2, rows[200][4], 1.0)
    rows[300:] = [(row[0], *(round(x * 1.3, 1) for x in row[1:5]), row[5]) for row in rows[300:]]
    doubts = {doubt.code: doubt for doubt in brought(text_file(tmp_path, plain(rows))).report.doubts}
    assert set(doubts) == {"placeholders", "spikes", "jumps"}
    assert (
        doubts["placeholders"].lines == (103,) and doubts["spikes"].lines == (202,) and doubts["jumps"].lines == (302,)
    )


def test_mostly_placeholders_are_no_candles(tmp_path: Path) -> None:
    rows = [(time, 5.0, 5.0, 5.0, 5.0, 0.0) for time, *_ in bars(100)]
    with pytest.raises(RefusedError, match="placeholders, not candles"):
        brought(text_file(tmp_path, plain(rows)))


def test_a_timeframe_that_was_said_must_fit(tmp_path: Path) -> None:
    path = write(tmp_path, "plain CSV", bars(50))
    table = read_table(path)
    assert judge(table, "a", MINUTE_MS).report.timeframe == "1m"
    with pytest.raises(RefusedError, match="timeframe: 1h is not allowed; the rows are 1m apart"):
        judge(table, "a", 3_600_000)


# containers


def test_zips_that_are_no_candles(tmp_path: Path) -> None:
    text = binance(bars(9), header=True)
    two = io.BytesIO()
    with zipfile.ZipFile(two, "w") as archive:
        archive.writestr("a.csv", text)
        archive.writestr("b.csv", text)
    bomb = zipped("a.csv", "0" * 50_000_000)
    for raw, words in ((two.getvalue(), "holds 2 files"), (bomb, "too much"), (zipped("a.exe", text), "a.exe"),
                       (zipped("a.csv", text)[:-30], "broken")):  # fmt: skip
        with pytest.raises(RefusedError, match=words):
            read_table(text_file(tmp_path, raw, "x.zip"))


def test_a_gzip_bomb_is_stopped(tmp_path: Path) -> None:
    path = text_file(tmp_path, gzip.compress(plain(bars(9)).encode() + b"\n" * 60_000_000))
    with pytest.raises(RefusedError, match="far more than candles could"):
        read_table(path)


def test_a_sparse_file_of_ten_gigabytes_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(10 << 30)
    with pytest.raises(RefusedError, match=r"huge\.csv: 10,240 MiB"):
        read_table(path)


def npz_file(folder: Path, **columns: np.ndarray) -> Path:
    path = folder / "a.npz"
    np.savez(path, **columns)
    return path


def test_npz_with_pickles_strange_shapes_and_false_headers(tmp_path: Path) -> None:
    count = np.arange(5.0)
    for columns, words in (
        ({"time_ms": np.array([{}], dtype=object)}, "plain numbers"),
        ({"time_ms": np.zeros((2, 2))}, "shape"),
        ({"time_ms": np.array(["a"])}, "plain numbers"),
        ({"time_ms": count, "open": count[:3], "high": count, "low": count, "close": count}, "differ in length"),
    ):
        with pytest.raises(RefusedError, match=words):
            read_table(npz_file(tmp_path, **columns))
    head = io.BytesIO()
    np.lib.format.write_array_header_1_0(head, {"descr": "<f8", "fortran_order": False, "shape": (5_000_000,)})
    path = tmp_path / "a.npz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("time_ms.npy", head.getvalue())
    with pytest.raises(RefusedError, match=r"40,000,000|header says"):
        read_table(path)


def test_without_pyarrow_the_message_says_how_to_add_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, "feather", bars(5))
    monkeypatch.setattr(arrays.importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(RefusedError, match=r"pip install 'cascade-trainer\[arrow\]'"):
        read_table(path)


def test_progress_can_stop_the_work(tmp_path: Path) -> None:
    path = write(tmp_path, "plain CSV", bars(60_000))
    seen = []

    def stop(done: int, total: int) -> None:
        seen.append(done / total)
        if len(seen) == 2:
            raise CancelledError("stopped")

    with pytest.raises(CancelledError):
        read_table(path, None, stop)
    assert 0 < seen[0] < seen[1] < 1


@pytest.mark.parametrize("name", ["", "Mars/Base", "+99:00", "utc+1", "../../etc/passwd", "Europe/../UTC"])
def test_a_zone_that_is_none(name: str) -> None:
    with pytest.raises(FieldError, match="zone"):
        zone_of(name)


SHAPES = st.tuples(st.sampled_from("-./"), st.sampled_from("T "), st.sampled_from(["", "Z", "+02:00", " UTC", "-0530"]))
SECONDS = st.integers(EARLIEST_MS // 1000 + 100_000, LATEST_MS // 1000 - 100_000)
DAMAGE = st.tuples(st.integers(0, 5), st.integers(0, 24), st.sampled_from("0-9: ZTx/\u0661"))


@settings(max_examples=150, deadline=None)
@given(st.lists(SECONDS, min_size=1, max_size=6), SHAPES, st.booleans(), st.none() | DAMAGE)
def test_dates_read_at_once_are_those_read_one_by_one(
    seconds: list[int], shape: tuple[str, str, str], has_seconds: bool, damage: tuple[int, int, str] | None
) -> None:
    dash, between, zone = shape
    clock = f"%Y{dash}%m{dash}%d{between}%H:%M" + (":%S" if has_seconds else "") + zone
    texts = [datetime.fromtimestamp(second, ZoneInfo("UTC")).strftime(clock) for second in seconds]
    if damage is not None:
        row, place, letter = damage
        text = texts[row % len(texts)]
        texts[row % len(texts)] = text[: place % len(text)] + letter + text[place % len(text) + 1 :]

    def read(parts: list[str]) -> list[int] | str:
        try:
            return date_ms(parts, np.arange(1, len(parts) + 1), UTC).tolist()
        except RefusedError:
            return "refused"

    at_once = read(texts)
    one_by_one = [read([text, "2021-05-19 13:00:00.5"]) for text in texts]
    assert at_once == ("refused" if "refused" in one_by_one else [times[0] for times in one_by_one])
