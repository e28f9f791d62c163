"""Recorded funding in place of the assumed: the same archive, the same checks, the candles as they are."""

from __future__ import annotations

from pathlib import Path

import msgspec

from trainer.archive.download import Downloader, MissingError, Obtained
from trainer.archive.layout import monthly
from trainer.collection.shelf import merged
from trainer.core.language import english
from trainer.core.wording import counted
from trainer.market.integrity import Funding
from trainer.scenarios.load import Scenario, ScenarioHeader, load_scenario
from trainer.scenarios.records import FundingRow, Header
from trainer.scenarios.series import allowed_files
from trainer.supply.fetch import FetchReport, FetchStep, Steps, months_between, read_funding
from trainer.supply.install import SupplyError, asked_again, data_note, funding_rows, install

FIRST_MONTH = "2020-01"
"""The archive holds funding of perpetuals from here on."""


def assumed_rates(header: ScenarioHeader) -> int:
    """How many of a scenario's funding rates are assumed and could be recorded ones."""
    if not header.has_candles or f"{header.record.start:%Y-%m}" < FIRST_MONTH or header.record.market:
        return 0
    return sum(row.kind == "assumed" for row in header.record.funding)


def upgrade_funding(header: ScenarioHeader, root: Path, downloader: Downloader, steps: Steps) -> FetchReport:
    """Fetch the recorded rates of a scenario's months and keep a copy with them in `root`.

    Raises DownloadError, PausedError, BusyError, SupplyError when the archive has none of the months; then nothing is
    changed.
    """
    with downloader.alone():
        return _upgraded(header, root, downloader, steps)


def _upgraded(header: ScenarioHeader, root: Path, downloader: Downloader, steps: Steps) -> FetchReport:
    scenario = load_scenario(header.folder)
    record = scenario.record
    months = months_between(record.start, record.end)
    obtained: list[Obtained] = []
    whole: Funding | None = None
    for number, month in enumerate(months):
        piece = monthly("um", record.symbol, "fundingRate", month)
        steps(FetchStep(number, len(months), sum(got.path.stat().st_size for got in obtained), 1_500 * len(months),
                        piece.name))  # fmt: skip
        try:
            got = downloader.obtain(piece, _unwatched)
        except MissingError:
            continue
        obtained.append(got)
        found = read_funding(got)
        joined = found if whole is None else merged(whole, found, piece.name)
        whole = joined if isinstance(joined, Funding) else whole
    if whole is None:
        raise SupplyError(
            english("{id}: the archive has no funding of {symbol} for these months").format(
                id=header.id, symbol=record.symbol
            )
        )
    rows = funding_rows(scenario.start_ms, scenario.end_ms, whole)
    upgraded = _again(scenario, rows, root)
    recorded = sum(row.kind == "recorded" for row in rows)
    note = english("{recorded} of {rows} recorded, {assumed} assumed.").format(
        recorded=counted(recorded, english("{count} funding rate"), english("{count} funding rates")),
        rows=len(rows),
        assumed=len(rows) - recorded,
    )
    size = sum(got.path.stat().st_size for got in obtained)
    return FetchReport(header.id, upgraded.folder, len(obtained), size, len(upgraded.candles), (note,))


def _again(scenario: Scenario, rows: tuple[FundingRow, ...], root: Path) -> Scenario:
    """The scenario with these rates; its measured questions are run again, since funding decides what came of them."""
    files = {name: (scenario.folder / name).read_bytes() for name in sorted(allowed_files(scenario.record))
             if (scenario.folder / name).is_file()}  # fmt: skip
    note = data_note(scenario.candles, 0, rows)
    fresh: Header = msgspec.structs.replace(scenario.record, funding=rows, note=note)
    installed = install(root, fresh, files)
    if fresh.ask:
        return installed
    return install(root, msgspec.structs.replace(fresh, checkpoint=asked_again(installed)), files)


def _unwatched(_there: int) -> None:
    """The files are too small for a bar."""
