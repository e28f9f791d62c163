"""One way in for every candle file: look at the first bytes, read strictly, return the rows as they stand."""

from __future__ import annotations

from datetime import tzinfo
from pathlib import Path

from trainer.market.reading.arrays import read_arrow, read_npz
from trainer.market.reading.lists import read_lists
from trainer.market.reading.sources import ARROW, FEATHER1, PARQUET, ZIP, opened
from trainer.market.reading.table import (
    CancelledError,
    Progress,
    RawTable,
    RefusedError,
    ZoneNeededError,
    nothing_said,
)
from trainer.market.reading.text import read_text


def read_table(path: Path, zone: tzinfo | None = None, progress: Progress = nothing_said) -> RawTable:
    """Rows of a file of any kind understood: CSV (also .gz, .zip), JSON rows, feather, parquet, npz.

    `zone` is used for dates that name none. Raises RefusedError naming file and place, ZoneNeededError, and
    CancelledError when `progress` raises it.
    """
    try:
        with opened(path, progress) as (source, magic):
            if magic.startswith((ARROW, FEATHER1, PARQUET)):
                return read_arrow(path, magic, progress)
            if magic.startswith(ZIP) and path.suffix.lower() == ".npz":
                return read_npz(path, progress)
            if source.name.lower().removesuffix(".gz").endswith(".json") or magic.startswith((b"[[", b"[ [", b"[\n[")):
                return read_lists(source)
            return read_text(source, zone)
    except (ZoneNeededError, CancelledError) as error:
        raise type(error)(f"{path.name}: {error}") from None
    except RefusedError as error:
        raise RefusedError(f"{path.name}: {error}") from None
