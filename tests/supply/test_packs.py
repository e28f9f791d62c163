"""Packs from strangers: one sound scenario, or refused with nothing written anywhere."""

from __future__ import annotations

import io
import shutil
import struct
import time
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trainer.core.errors import TrainerError
from trainer.core.paths import scenarios_dir
from trainer.scenarios.load import load_scenario
from trainer.supply.install import SupplyError
from trainer.supply.packs import is_pack, read_pack, restore, throw_away, write_pack

ID = "2021-12-04-saturday-btc"
FOLDER = scenarios_dir() / ID
TOML = (FOLDER / "scenario.toml").read_bytes()
CANDLES = (FOLDER / "candles.csv.gz").read_bytes()
Member = tuple[str, bytes]
SOUND: tuple[Member, ...] = ((f"{ID}/scenario.toml", TOML), (f"{ID}/candles.csv.gz", CANDLES))


def pack(folder: Path, members: tuple[Member, ...], *, link: str = "", name: str = "p.zip") -> Path:
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, raw in members:
            info = zipfile.ZipInfo(member)
            info.compress_type = zipfile.ZIP_DEFLATED
            if member == link:
                info.external_attr = 0o120777 << 16
            archive.writestr(info, raw)
    return path


def path_size(folder: Path) -> int:
    return (folder / "p.zip").stat().st_size


def nothing_came(root: Path) -> bool:
    """No folder, no leftover, and nothing beside the root."""
    return not root.exists() or not any(root.iterdir())


def test_out_and_in_again(tmp_path: Path) -> None:
    first, second, root = tmp_path / "1.zip", tmp_path / "2.zip", tmp_path / "root"
    write_pack(FOLDER, first)
    write_pack(FOLDER, second)
    assert first.read_bytes() == second.read_bytes() and is_pack(first)
    assert read_pack(first, root).content_hash == load_scenario(FOLDER).content_hash
    assert sorted(path.name for path in root.iterdir()) == [ID]
    with pytest.raises(SupplyError, match="is there already"):
        read_pack(first, root)
    assert read_pack(first, root, replaces=True).id == ID
    thrown = throw_away(root, ID)
    assert not (root / ID).exists() and restore(root, thrown) == ID
    assert load_scenario(root / ID).id == ID


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ((), "0 files"),
        ((*SOUND, (f"{ID}/readme.txt", b"x")), "readme"),
        ((*SOUND, ("../evil.toml", b"x")), "evil"),
        ((*SOUND, (f"{ID}/../../evil.toml", b"x")), "evil"),
        ((*SOUND, ("/etc/cron.d/x", b"x")), "cron"),
        ((*SOUND, (f"{ID}\\scenario.toml", b"x")), "scenario.toml"),
        ((*SOUND, (f"{ID}/CON", b"x")), "CON"),
        ((*SOUND, (f"{ID}/BTC\0/mark.csv.gz", b"x")), "BTC"),
        ((*SOUND, ("other-scenario/scenario.toml", TOML)), "2 folders"),
        ((SOUND[0], SOUND[0], SOUND[1]), "does not belong"),
        ((SOUND[0],), "must be fetched first|missing"),
        ((SOUND[1],), "scenario.toml"),
        (((f"{ID}/scenario.toml", b"a = " + b"[" * 100_000), SOUND[1]), "readable TOML"),
        (((f"{ID}/scenario.toml", b"\xff\xfe"), SOUND[1]), "readable TOML"),
        (((f"{ID}/scenario.toml", TOML.replace(b"difficulty = 5", b"difficulty = nan")), SOUND[1]), "difficulty"),
        ((SOUND[0], (f"{ID}/candles.csv.gz", CANDLES[:-50])), "sha256"),
        (((f"{ID}/scenario.toml", TOML.replace(ID.encode(), b"another-one-here")), SOUND[1]), "id"),
        ((SOUND[0], (f"{ID}/candles.csv.gz", b"\0" * 60_000_000)), "unpacks to more"),
        (((f"{ID}/scenario.toml", b"#" * 5_000_000), SOUND[1]), "unpacks to more"),
        (tuple((f"{ID}/BTC{k}/mark.csv.gz", b"") for k in range(60)), "60 files"),
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_anything_else_is_refused_and_nothing_is_written(
    tmp_path: Path, members: tuple[Member, ...], words: str
) -> None:
    root = tmp_path / "a" / "root"
    began = time.perf_counter()
    with pytest.raises(SupplyError, match=words) as caught:
        read_pack(pack(tmp_path, members), root)
    assert time.perf_counter() - began < 2.0
    assert nothing_came(root) and str(caught.value).startswith("p.zip: ") and "\n" not in str(caught.value)
    written = {path.name: path.stat().st_size for path in tmp_path.rglob("*") if path.is_file()}
    assert written == {"p.zip": path_size(tmp_path), ".root.lock": 0}


def test_a_link_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SupplyError, match="does not belong"):
        read_pack(pack(tmp_path, ((SOUND[0][0], b"/etc/passwd"), SOUND[1]), link=SOUND[0][0]), tmp_path / "root")


def test_a_bomb_that_lies_about_its_size_is_counted(tmp_path: Path) -> None:
    path = pack(tmp_path, (SOUND[0], (f"{ID}/candles.csv.gz", b"\0" * 200_000_000)))
    raw = bytearray(path.read_bytes())
    small = struct.pack("<I", 1_000)
    for sign, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        place = raw.rindex(sign)
        raw[place + offset : place + offset + 4] = small
    path.write_bytes(bytes(raw))
    tracemalloc.start()
    with pytest.raises(SupplyError):
        read_pack(path, tmp_path / "root")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 100 * 1024 * 1024 and nothing_came(tmp_path / "root")


def test_texts_of_a_pack_are_kept_as_text(tmp_path: Path) -> None:
    words = b"<img src='file:///etc/passwd'><b>bold</b>"
    toml = TOML.replace(b'blind_title = "Large coin, one Saturday"', b'blind_title = "' + words + b'"')
    assert toml != TOML
    scenario = read_pack(pack(tmp_path, ((SOUND[0][0], toml), SOUND[1])), tmp_path / "root")
    assert scenario.blind_title == words.decode()


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.integers(0, 1 << 20), st.integers(0, 255), st.sampled_from(["set", "cut", "put"])),
        min_size=1,
        max_size=5,
    )
)
def test_damaged_packs_are_refused_or_whole(tmp_path: Path, steps: list[tuple[int, int, str]]) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, raw in SOUND:
            archive.writestr(zipfile.ZipInfo(name), raw, zipfile.ZIP_DEFLATED)
    raw = bytearray(target.getvalue())
    for place, value, kind in steps:
        at = place % len(raw)
        if kind == "set":
            raw[at] = value
        elif kind == "cut":
            del raw[at : at + value]
        else:
            raw[at:at] = bytes([value]) * 3
    path, root = tmp_path / "p.zip", tmp_path / "root"
    path.write_bytes(bytes(raw))
    shutil.rmtree(root, ignore_errors=True)
    try:
        found = read_pack(path, root)
    except TrainerError as error:
        assert nothing_came(root) and "\n" not in str(error)
        return
    assert found.content_hash == load_scenario(FOLDER).content_hash
