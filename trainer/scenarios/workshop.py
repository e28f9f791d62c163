"""Where scenario folders are built: in a place of their own, moved where they belong in one step, never half there.

One program at a time builds. What one that was killed left behind is put right by the next one, and by `mend`.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from trainer.core.errors import TrainerError
from trainer.core.language import english
from trainer.core.lock import BusyError, alone_in
from trainer.scenarios.errors import TOML

_PLACE = ".building-"
_BEFORE = "before"
_BUSY = english("another program is putting a scenario in its place; nothing was changed, try again in a moment")
_WAIT_S = 60.0


class WorkshopError(TrainerError):
    """A folder that cannot be built or put in its place."""


@contextmanager
def workshop(root: Path) -> Iterator[Path]:
    """A folder beside the scenarios that goes away whatever happens.

    Raises WorkshopError when the disk refuses, BusyError when another program builds for long.
    """
    try:
        with alone_in(root, _BUSY, _WAIT_S):
            root.mkdir(parents=True, exist_ok=True)
            _put_right(root)
            place = Path(tempfile.mkdtemp(prefix=_PLACE, dir=root))
            try:
                yield place
            finally:
                shutil.rmtree(place, ignore_errors=True)
    except OSError as error:
        raise WorkshopError(
            english("{name}: cannot be written ({reason}); nothing was changed").format(
                name=root.name, reason=error.strerror
            )
        ) from None


def place_folder(place: Path, root: Path, scenario_id: str) -> None:
    """Move a finished folder out of the workshop; one that stood there before goes away with the workshop."""
    folder, target, before = place / scenario_id, root / scenario_id, place / _BEFORE / scenario_id
    if target.exists():
        before.parent.mkdir()
        target.rename(before)
    try:
        folder.rename(target)
    except OSError:
        if before.exists():
            before.rename(target)
        raise


def mend(root: Path) -> None:
    """Put right what a killed program left; does nothing while another one builds or where nothing can be written."""
    if not any(root.glob(f"{_PLACE}*")):
        return
    try:
        with alone_in(root, _BUSY):
            _put_right(root)
    except (BusyError, OSError):
        return


def _put_right(root: Path) -> None:
    """Bring back every folder that was moved aside and not replaced; then the rest of the workshop goes."""
    for place in sorted(root.glob(f"{_PLACE}*")):
        for before in sorted(place.glob(f"{_BEFORE}/*/{TOML}")):
            target = root / before.parent.name
            if not target.exists():
                before.parent.rename(target)
        shutil.rmtree(place, ignore_errors=True)
