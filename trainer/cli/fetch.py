"""`trainer fetch`: candles of the later cascades, or recorded funding, from a venue's public archive."""

from __future__ import annotations

import argparse
import sys

from trainer.archive.download import Downloader
from trainer.archive.layout import BASE_URL, PERIODS
from trainer.cli.output import emit, emit_json
from trainer.cli.scenarios import known_scenarios
from trainer.core.errors import FieldError, TrainerError
from trainer.core.paths import home_dir
from trainer.core.wording import counted
from trainer.scenarios.load import ScenarioHeader
from trainer.scenarios.roots import own_folder
from trainer.supply.fetch import CACHE, FetchReport, FetchStep, fetch_scenario
from trainer.supply.funding import assumed_rates, upgrade_funding


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "fetch", help="fetch a scenario's candles, or its recorded funding, from the venue's public archive"
    )
    parser.add_argument("scenario", metavar="SCENARIO", nargs="?")
    parser.add_argument("--all", action="store_true", help="every scenario whose candles are missing")
    parser.add_argument("--funding", action="store_true", help="recorded in place of assumed funding rates")
    parser.add_argument("--base-url", default=BASE_URL, help="where the archive is served")
    parser.add_argument("--period", choices=PERIODS, default="auto", help="daily or monthly files")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Fetch one after the other; 2 when one of them failed, after the others were tried."""
    chosen = _chosen(options)
    downloader = Downloader(options.base_url, home_dir() / CACHE)
    root = own_folder(home_dir())
    rows: list[dict[str, object]] = []
    for header in chosen:
        try:
            if options.funding:
                report = upgrade_funding(header, root, downloader, _tell)
            else:
                report = fetch_scenario(header, root, downloader, _tell, options.period)
            rows.append(_row(report))
        except TrainerError as error:
            if not options.all:
                raise
            rows.append({"id": header.id, "ok": False, "detail": str(error)})
    if options.json:
        emit_json(rows if options.all else rows[0])
    else:
        emit("\n".join(f"{row['id']}: {row['detail']}" for row in rows) or "Nothing is missing.")
    return 0 if all(row["ok"] for row in rows) else 2


def _chosen(options: argparse.Namespace) -> list[ScenarioHeader]:
    if bool(options.scenario) == options.all:
        raise FieldError("scenario", options.scenario or "nothing", "a scenario, or --all")
    known = known_scenarios()
    if options.all:
        return [header for header in known if (assumed_rates(header) if options.funding else not header.has_candles)]
    name = options.scenario
    found = [header for header in known if header.id == name] or [header for header in known if name in header.id]
    if len(found) != 1:
        allowed = ", ".join(header.id for header in found) or "an id from `trainer scenarios`"
        raise FieldError("scenario", name, allowed)
    if options.funding and not assumed_rates(found[0]):
        raise FieldError("scenario", name, "one with assumed funding that the archive can replace")
    if not options.funding and found[0].record.download is None:
        raise FieldError("scenario", name, "one that is fetched; for the funding of a bundled one add --funding")
    return found


def _row(report: FetchReport) -> dict[str, object]:
    bars, files = (
        counted(report.bars, "{count} bar", "{count} bars"),
        counted(report.files, "{count} file", "{count} files"),
    )
    detail = f"{bars} from {files}, {report.bytes / 1e6:.1f} MB, in place."
    return {
        "id": report.scenario_id,
        "ok": True,
        "bars": report.bars,
        "files": report.files,
        "bytes": report.bytes,
        "folder": str(report.folder),
        "notes": list(report.notes),
        "detail": " ".join((detail, *report.notes)),
    }


def _tell(step: FetchStep) -> None:
    """One line that is written over, for a person at a terminal."""
    if sys.stderr.isatty():
        share = min(100, step.bytes_done * 100 // max(1, step.bytes_expected))
        sys.stderr.write(f"\r{step.files_done} of {step.files} files, about {share} %  {step.name:<60.60}")
        sys.stderr.flush()
