"""A scenario as one .zip, out and in. A pack from a stranger is judged as such: names from a list, bytes counted."""

from __future__ import annotations

import io
import re
import time
import zipfile
from pathlib import Path

from trainer.core.errors import TrainerError
from trainer.core.language import english
from trainer.market.reading.sources import BROKEN
from trainer.market.reading.table import reason, shown
from trainer.scenarios.errors import TOML
from trainer.scenarios.load import LARGEST_TOML, Scenario, load_scenario
from trainer.scenarios.series import CANDLES, INDEX, LARGEST_CANDLES, MARK, allowed_files
from trainer.scenarios.workshop import place_folder, workshop
from trainer.supply.install import SupplyError

LARGEST_PACK = 64 * 1024 * 1024
_MOST_FILES = 40
_NAME = re.compile(
    rf"(?P<id>[a-z0-9][a-z0-9-]{{2,79}})/(?:(?P<symbol>[A-Z0-9]{{2,20}})/)?"
    rf"(?P<file>{re.escape(TOML)}|{re.escape(CANDLES)}|{re.escape(MARK)}|{re.escape(INDEX)})"
)
_STAMP = (1980, 1, 1, 0, 0, 0)


def write_pack(folder: Path, path: Path) -> None:
    """A scenario folder as a .zip, the same bytes each time, whole or not at all; raises TrainerError."""
    scenario = load_scenario(folder)
    names = [TOML, *sorted(name for name in allowed_files(scenario.record) if (folder / name).is_file())]
    fresh = path.with_name(f"{path.name}.new")
    try:
        with zipfile.ZipFile(fresh, "w") as archive:
            for name in names:
                kind = zipfile.ZIP_DEFLATED if name == TOML else zipfile.ZIP_STORED
                archive.writestr(zipfile.ZipInfo(f"{scenario.id}/{name}", _STAMP), (folder / name).read_bytes(), kind)
        fresh.replace(path)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise SupplyError(
            english("{name}: cannot be written ({reason})").format(name=path.name, reason=error.strerror)
        ) from None


def read_pack(path: Path, root: Path, *, replaces: bool = False) -> Scenario:
    """Bring a pack into `root`.

    Raises SupplyError for anything but one sound scenario, and for one whose id is taken unless it may be replaced;
    then nothing is changed. Nothing is written outside a folder that goes away.
    """
    try:
        with workshop(root) as place:
            scenario_id = _unpack(path, place)
            if (root / scenario_id).exists() and not replaces:
                raise SupplyError(
                    english("a scenario {id} is there already; nothing was changed").format(id=scenario_id)
                )
            load_scenario(place / scenario_id)
            place_folder(place, root, scenario_id)
    except TrainerError as error:
        raise SupplyError(f"{path.name}: {error}") from None
    return load_scenario(root / scenario_id)


def _unpack(path: Path, place: Path) -> str:
    """Write the listed files of a pack into `place`; returns the scenario's id."""
    try:
        if path.stat().st_size > LARGEST_PACK:
            raise SupplyError(
                english("{size} bytes are more than {most}").format(
                    size=f"{path.stat().st_size:,}", most=f"{LARGEST_PACK:,}"
                )
            )
        with zipfile.ZipFile(path) as archive:
            items = [item for item in archive.infolist() if not item.is_dir()]
            names = _checked(items)
            for item in items:
                target = place / item.filename
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(_counted(archive, item))
    except BROKEN as error:
        raise SupplyError(english("no readable zip ({error})").format(error=reason(error))) from None
    return names


def _checked(items: list[zipfile.ZipInfo]) -> str:
    """The one id all names begin with; raises SupplyError for any other name."""
    if not items or len(items) > _MOST_FILES:
        raise SupplyError(
            english("{items} files; a pack holds {toml}, {candles} and what belongs to them").format(
                items=len(items), toml=TOML, candles=CANDLES
            )
        )
    ids, seen = set(), set()
    for item in items:
        found = _NAME.fullmatch(item.filename)
        is_link = item.external_attr >> 28 == 0xA
        if (
            found is None
            or is_link
            or item.flag_bits & 1
            or item.filename in seen
            or item.filename != item.orig_filename
        ):
            raise SupplyError(english("{name} does not belong in a pack").format(name=shown(item.filename)))
        ids.add(found["id"])
        seen.add(item.filename)
    if len(ids) != 1:
        raise SupplyError(english("{ids} folders; a pack holds one scenario").format(ids=len(ids)))
    return str(ids.pop())


def _counted(archive: zipfile.ZipFile, item: zipfile.ZipInfo) -> bytes:
    """The bytes of a file, at most what its kind may have, whatever the zip claims."""
    most = LARGEST_TOML if item.filename.endswith(TOML) else LARGEST_CANDLES
    target = io.BytesIO()
    with archive.open(item) as stream:
        while piece := stream.read(1 << 16):
            target.write(piece)
            if target.tell() > most:
                raise SupplyError(
                    english("{name} unpacks to more than {most} bytes").format(
                        name=shown(item.filename), most=f"{most:,}"
                    )
                )
    return target.getvalue()


def throw_away(root: Path, scenario_id: str) -> Path:
    """Move a scenario of the learner's into the trash beside it; raises SupplyError."""
    source, target = root / scenario_id, root / ".trash" / f"{scenario_id}.{int(time.time() * 1000)}"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        source.rename(target)
    except OSError as error:
        raise SupplyError(
            english("{id}: cannot be moved ({reason})").format(id=scenario_id, reason=error.strerror)
        ) from None
    return target


def restore(root: Path, thrown: Path) -> str:
    """Bring a scenario back from the trash; returns its id. Raises SupplyError when its place is taken."""
    scenario_id = thrown.name.rpartition(".")[0]
    if (root / scenario_id).exists():
        raise SupplyError(english("{id}: a scenario stands in its place").format(id=scenario_id))
    try:
        thrown.rename(root / scenario_id)
    except OSError as error:
        raise SupplyError(
            english("{id}: cannot be moved ({reason})").format(id=scenario_id, reason=error.strerror)
        ) from None
    return scenario_id


def is_pack(path: Path) -> bool:
    """Whether a file looks like a pack: a zip that holds a scenario.toml."""
    try:
        with zipfile.ZipFile(path) as archive:
            return any(name.endswith(f"/{TOML}") for name in archive.namelist()[:_MOST_FILES])
    except BROKEN:
        return False
