"""One program at a time in a folder: a lock that the system lets go of whatever ends the program.

The lock file stands beside the folder, is empty and stays; only who holds it matters.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from trainer.core.errors import TrainerError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_PAUSE_S = 0.02


class BusyError(TrainerError):
    """Another program is at work in the folder."""


@contextmanager
def alone_in(folder: Path, busy: str, wait_s: float = 0.0) -> Iterator[None]:
    """Hold the folder's lock; waits at most `wait_s` for it, then raises BusyError with the sentence `busy`.

    Raises OSError where the lock file cannot be made. Not to be taken twice by one thread.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder.with_name(f".{folder.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        until = time.monotonic() + wait_s
        while not _taken(handle):
            if time.monotonic() >= until:
                raise BusyError(busy)
            time.sleep(_PAUSE_S)
        yield
    finally:
        os.close(handle)


def _taken(handle: int) -> bool:
    """Try to take the lock; closing the file lets go of it."""
    try:
        if sys.platform == "win32":
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
