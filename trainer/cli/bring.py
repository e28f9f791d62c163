"""`trainer import`: a file of candles or funding into the library, with its integrity report."""

from __future__ import annotations

import argparse
from pathlib import Path

from trainer.cli.output import emit, emit_json
from trainer.collection.series import KINDS, MARKETS
from trainer.collection.shelf import Collection
from trainer.core.paths import home_dir
from trainer.market.reading.stamps import zone_of
from trainer.market.timeframe import timeframe_ms
from trainer.supply.bring import Wish, keep, key_of, look_at


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = commands.add_parser("import", help="check a file of candles and keep it in the library")
    parser.add_argument("file", metavar="FILE", help=".csv, .csv.gz, .zip, .json, .feather, .parquet or .npz")
    parser.add_argument("--symbol", help="such as BTCUSDT; else told by the file's name")
    parser.add_argument("--market", choices=MARKETS, help="else told by the file's name, perp where it says nothing")
    parser.add_argument("--kind", choices=KINDS, help="kind of price; else told by the file's name and rows")
    parser.add_argument("--timeframe", help="such as 1m; else told by the rows")
    parser.add_argument("--zone", help="zone of dates that name none: UTC, Europe/Berlin, +02:00")
    parser.add_argument("--dry-run", action="store_true", help="report only; keep nothing")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Report on the file and, unless only that was asked, keep its rows."""
    wish = Wish(
        symbol=(options.symbol or "").upper(),
        market=options.market or "",
        kind=options.kind or "",
        timeframe_ms=timeframe_ms(options.timeframe) if options.timeframe else None,
        zone=zone_of(options.zone) if options.zone else None,
    )
    looked = look_at(Path(options.file), wish)
    document = looked.report.as_dict()
    document |= {"sha256": looked.sha256, "symbol": looked.symbol, "market": looked.market, "kind": looked.kind}
    lines = list(looked.report.sentences())
    if options.dry_run:
        document |= {"kept": False}
        lines.append("Nothing was kept.")
    else:
        key_of(looked)
        info = keep(looked, Collection(home_dir()))
        document |= {"kept": True, "series": info.key.name, "series_rows": info.rows}
        lines.append(f"Kept as {info.key.name}, which now holds {info.rows:,} rows.")
    if options.json:
        emit_json(document)
    else:
        emit("\n".join(lines))
    return 0
