"""Sound files of each format, damaged at random: refused, or read exactly as an independent reader reads them.

2,000 cases in the default run; 100,000 with `pytest -m nightly`.
"""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.kit.candle_files import FORMATS, bars, plain, read_plainly, sound
from trainer.market.integrity import judge
from trainer.market.reading.read import read_table
from trainer.market.reading.stamps import zone_of
from trainer.market.reading.table import RefusedError

ROWS = bars(40)
UTC = zone_of("UTC")
Mutation = tuple[str, int, int, bytes]
TOKENS = [
    b"nan", b"inf", b"-1", b"0", b"1e400", b"1e-400", b"", b"x", b"\0", b"\xff", b",", b";", b"\n", b'"', b"'",
    b"9" * 30,
    b"=1+1", b"2021-13-01", b"1_000", b"0x1F", b"\r", b" ", b".", b"-", b"[", b"]", b"[[[[[[", b"true", b"null", b"1e5",
    b"\xef\xbb\xbf", "١".encode(), b"#", b"1621382400000", b"40000.1,",
]  # fmt: skip
KINDS = ("flip", "put", "cut", "repeat", "end", "swap", "line", "double")
mutations = st.lists(
    st.tuples(st.sampled_from(KINDS), st.integers(0, 1 << 20), st.integers(1, 90), st.sampled_from(TOKENS)),
    min_size=1,
    max_size=4,
)


def changed(raw: bytes, steps: list[Mutation]) -> bytes:
    """The bytes after each damage in turn."""
    for kind, where, size, token in steps:
        place = where % max(1, len(raw))
        lines = raw.split(b"\n")
        line = where % len(lines)
        match kind:
            case "flip":
                raw = raw[:place] + bytes([raw[place] ^ (1 << size % 8)]) + raw[place + 1 :] if raw else raw
            case "put":
                raw = raw[:place] + token + raw[place:]
            case "cut":
                raw = raw[:place] + raw[place + size :]
            case "repeat":
                raw = raw[:place] + raw[place : place + size] + raw[place:]
            case "end":
                raw = raw[:place]
            case "swap":
                other = (line + size) % len(lines)
                lines[line], lines[other] = lines[other], lines[line]
                raw = b"\n".join(lines)
            case "line":
                raw = b"\n".join([*lines[:line], *lines[line + 1 :]])
            case "double":
                raw = b"\n".join([*lines[:line], lines[line], *lines[line:]])
    return raw


def independent(name: str, raw: bytes) -> dict[int, tuple[float, ...]] | None:
    """The bars by time as another reader sees them; None where it is not sound or not read."""
    if name == "npz":
        with np.load(io.BytesIO(raw), allow_pickle=False) as found:
            bare = np.zeros(len(found["time_ms"]))
            names = ("time_ms", "open", "high", "low", "close", "volume")
            table = [found.get(key, bare).tolist() for key in names]
        return by_time(list(zip(*table, strict=True)))
    if name in ("feather", "parquet"):
        import pyarrow.feather as feather  # noqa: PLC0415 - the [arrow] extra
        import pyarrow.parquet as parquet  # noqa: PLC0415 - the [arrow] extra

        read = parquet.read_table if name == "parquet" else feather.read_table
        found = read(io.BytesIO(raw))
        dates = np.asarray(found["date"]).astype("datetime64[ms]").astype(np.int64).tolist()
        names = ("open", "high", "low", "close", "volume")
        table = [found[key].to_pylist() if key in found.column_names else [0.0] * len(dates) for key in names]
        return by_time(list(zip(dates, *table, strict=True)))
    text = gzip.decompress(raw) if name.endswith("gzip") else raw
    if zipfile.is_zipfile(io.BytesIO(raw)):
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            text = archive.read(archive.namelist()[0])
    return read_plainly(text.removeprefix(b"\xef\xbb\xbf").decode("utf-8", errors="replace"))


def by_time(rows: list[tuple[float, ...]]) -> dict[int, tuple[float, ...]] | None:
    found: dict[int, tuple[float, ...]] = {}
    for row in rows:
        if not sound(list(row)) or found.setdefault(int(row[0]), tuple(row[1:])) != tuple(row[1:]):
            return None
    return found


def case(folder: Path, name: str, steps: list[Mutation]) -> None:
    """Refused, or the same bars as the independent reader finds, less those the report says were left out."""
    file, make = FORMATS[name]
    raw = changed(make(ROWS), steps)
    path = folder / file
    path.write_bytes(raw)
    try:
        judged = judge(read_table(path, UTC), file)
    except RefusedError as error:
        assert str(error).startswith(file) and "\n" not in str(error) and "\0" not in str(error)
        return
    assert judged.candles is not None
    expected = independent(name, raw)
    assert expected is not None, "taken although it is not sound"
    kept = {int(row[0]): tuple(row[1:]) for row in zip(*(c.tolist() for c in judged.candles.columns), strict=True)}
    left_out = {time for time in expected if time % judged.candles.timeframe_ms}
    assert bool(left_out) == any(finding.code == "off_grid" for finding in judged.report.findings)
    assert kept == {time: row for time, row in expected.items() if time not in left_out}


JUDGED = ("plain CSV", "plain CSV, gzip", "byte order mark, CRLF", "npz", "feather", "parquet")
"""Formats whose damaged form an independent reader can judge row by row."""
DEFAULT = settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
NIGHTLY = settings(max_examples=10_000, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.parametrize("name", JUDGED)
@DEFAULT
@given(mutations)
def test_damaged_files_are_refused_or_read_as_another_reader_reads_them(
    tmp_path: Path, name: str, steps: list[Mutation]
) -> None:
    case(tmp_path, name, steps)


@pytest.mark.nightly
@pytest.mark.timeout(3_600)
@pytest.mark.parametrize("name", JUDGED)
@NIGHTLY
@given(mutations)
def test_the_same_at_length(tmp_path: Path, name: str, steps: list[Mutation]) -> None:
    case(tmp_path, name, steps)


def quietly(folder: Path, name: str, steps: list[Mutation]) -> None:
    """Refused in one line, or candles that keep every promise of theirs."""
    file, make = FORMATS[name]
    path = folder / file
    path.write_bytes(changed(make(ROWS), steps))
    try:
        judged = judge(read_table(path, UTC), file)
    except RefusedError as error:
        assert str(error).startswith(file) and "\n" not in str(error)
        return
    if judged.candles is not None:
        for row in zip(*(column.tolist() for column in judged.candles.columns), strict=True):
            assert sound(list(row))


OTHERS = tuple(name for name in FORMATS if name not in JUDGED)


@pytest.mark.parametrize("name", OTHERS)
@settings(DEFAULT, max_examples=60)
@given(mutations)
def test_damaged_files_of_other_layouts_never_crash(tmp_path: Path, name: str, steps: list[Mutation]) -> None:
    quietly(tmp_path, name, steps)


@pytest.mark.nightly
@pytest.mark.timeout(3_600)
@pytest.mark.parametrize("name", OTHERS)
@settings(NIGHTLY, max_examples=4_000)
@given(mutations)
def test_other_layouts_at_length(tmp_path: Path, name: str, steps: list[Mutation]) -> None:
    quietly(tmp_path, name, steps)


def test_the_judge_of_this_test_sees_faults() -> None:
    text = plain(ROWS)
    assert read_plainly(text) == {row[0]: row[1:] for row in ROWS}
    assert read_plainly(text.replace("1621382460000", "x", 1)) is None
    assert read_plainly(text + text.splitlines()[1].replace(",", ",1", 1)) is None


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_damage_does_something(kind: str) -> None:
    raw = plain(ROWS).encode()
    assert changed(raw, [(kind, 345, 7, b"nan")]) != raw
