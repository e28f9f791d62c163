"""Build scenarios/ from the two named packages: `python packaging/cut_scenarios.py [--archives FOLDER] [--only ID]`.

Every run writes the same bytes. Archives are fetched with their registries' own tools when the folder lacks them and
are refused when their sha256 differs; facts stated in scenario_windows.toml are measured again on the candles.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import io
import itertools
import sys
import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from scenario_checkpoints import checkpoints_of  # noqa: E402 - after the path is set
from scenario_facts import events_of, funding_of, stamp  # noqa: E402 - as above
from scenario_sources import HOURS, MINUTES, Archive, Row, hourly_series, minute_series, obtain  # noqa: E402 - as above

from trainer.market.timeframe import Bar, candles_of  # noqa: E402 - as above
from trainer.scenarios.load import load_scenario  # noqa: E402 - as above
from trainer.scenarios.measure import figure, moment, outcome_of, sketch_of  # noqa: E402 - as above
from trainer.scenarios.write import toml_text  # noqa: E402 - as above
from trainer.session.markets import market_of  # noqa: E402 - as above

SCENARIOS = HERE.parent / "scenarios"
BANKROLL = "10000"
LICENCE = (
    "Price facts of a short window, obtained through the package named here, whose author grants no licence. "
    "No warranty, not endorsed by the venue, removed on request; the publisher's terms apply."
)
SOURCES: dict[str, dict[str, str]] = {
    "1m": {
        "venue": "Binance", "publisher": "Binance, recorded by the package's author", "package": MINUTES.package,
        "version": MINUTES.version, "archive_sha256": MINUTES.sha256, "licence": LICENCE,
        "candles_are": "Binance spot, 1 minute: used as last, index and mark; the perpetual traded at other prices",
    },
    "1h": {
        "venue": "Coinbase", "publisher": "CryptoDataDownload (www.CryptoDataDownload.com)", "package": HOURS.package,
        "version": HOURS.version, "archive_sha256": HOURS.sha256, "licence": LICENCE,
        "candles_are": "Coinbase BTC/USD spot, 1 hour: used as last, index and mark of a USDT-margined contract "
        "that did not exist in this form yet",
    },
}  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Cut every window, or only the named one, and load each folder again the way the program does."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--archives", type=Path, help="folder that holds or receives the two archives")
    parser.add_argument("--only", metavar="ID", help="cut one window")
    parser.add_argument("--out", type=Path, default=SCENARIOS, help="where the folders go")
    options = parser.parse_args(arguments)
    with (HERE / "scenario_windows.toml").open("rb") as file:
        plan = tomllib.load(file)
    places = {name: place for place, name in enumerate(sorted(window["id"] for window in plan["window"]))}
    windows = [w for w in plan["window"] if options.only in (None, w["id"])]
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.archives or Path(scratch)
        for coin, timeframe, rows in _series(folder, windows):
            for window in windows:
                if (window["coin"], _timeframe(window)) == (coin, timeframe):
                    is_held = _cut(window, timeframe, rows, plan["funding"], options.out)
                    if is_held:
                        ask(options.out / window["id"], places[window["id"]])
    missing = [w["id"] for w in windows if not (options.out / w["id"] / "scenario.toml").is_file()]
    if missing:
        raise SystemExit(f"no candles for {', '.join(missing)}")
    size = sum(path.stat().st_size for path in options.out.rglob("*") if path.is_file())
    sys.stdout.write(f"{len(windows)} folders, {size / 1e6:.2f} MB in {options.out.name}/\n")
    return 0


def _series(folder: Path, windows: Sequence[Mapping[str, Any]]) -> Any:  # noqa: ANN401 - an iterator of (coin, timeframe, rows)
    wanted = {_timeframe(window) for window in windows}
    if "1m" in wanted:
        for coin, rows in minute_series(_archive(MINUTES, folder)):
            yield coin, "1m", rows
    if "1h" in wanted:
        yield "BTC", "1h", hourly_series(_archive(HOURS, folder))


def _archive(archive: Archive, folder: Path) -> Path:
    return obtain(archive, folder)


def _timeframe(window: Mapping[str, Any]) -> str:
    return "1h" if "hourly" in window["tags"] else "1m"


def _cut(
    window: Mapping[str, Any], timeframe: str, series: list[Row], recorded: Sequence[dict[str, Any]], out: Path
) -> bool:
    """Write one folder without its checkpoints; False, and nothing written, when the series does not hold it."""
    first, start, last = (stamp(window[key]) for key in ("warm_up", "start", "end"))
    rows = [row for row in series if first <= row[0] < last]
    if not rows or rows[0][0] >= start:
        return False
    played = [row for row in rows if row[0] >= start]
    candles = candles_of(tuple(Bar(*row) for row in rows), 60_000 if timeframe == "1m" else 3_600_000)
    outcome = outcome_of(candles.slice(len(rows) - len(played), len(rows)))
    for key, value in window.get("facts", {}).items():
        if outcome[key] != value:
            raise SystemExit(f"{window['id']}: {key} is {outcome[key]} on the candles, {value} is stated")
    packed = _packed(rows)
    events, facts = events_of(window["episode"], window["warm_up"], window["end"])
    funding = funding_of(window["coin"], window["start"], window["end"], recorded)
    head = {
        "id": window["id"], "title": window["title"], "blind_title": window["blind_title"],
        "briefing": window["briefing"], "symbol": f"{window['coin']}USDT", "contract": "linear",
        "venue": "binance_usdm", "timeframe": timeframe, "warm_up": window["warm_up"], "start": window["start"],
        "end": window["end"], "bankroll": BANKROLL, "bars": len(rows), "difficulty": window["difficulty"],
        "tags": window["tags"], "concepts": window["concepts"],
        "sketch": list(sketch_of(candles.close[: len(rows) - len(played)])), "note": _note(rows, timeframe, funding),
        "source": {"market": "spot", "sha256": hashlib.sha256(packed).hexdigest(), **SOURCES[timeframe]},
        "outcome": {**outcome, "fact": facts},
        "funding": funding, "event": events,
    }  # fmt: skip
    folder = out / window["id"]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "candles.csv.gz").write_bytes(packed)
    (folder / "scenario.toml").write_text(toml_text(head), encoding="utf-8", newline="\n")
    return True


def ask(folder: Path, place: int) -> None:
    """Write the checkpoints of a folder anew; everything else in it stays byte for byte."""
    path = folder / "scenario.toml"
    head = tomllib.loads(path.read_text(encoding="utf-8"))
    head.pop("checkpoint", None)
    bare = toml_text(head)
    path.write_text(bare, encoding="utf-8", newline="\n")
    head["checkpoint"] = checkpoints_of(market_of(load_scenario(folder)), folder.name, place)
    path.write_text(toml_text(head), encoding="utf-8", newline="\n")
    load_scenario(folder)


def _note(rows: Sequence[Row], timeframe: str, funding: Sequence[Mapping[str, Any]]) -> str:
    """What a learner should know about these data."""
    step = 60_000 if timeframe == "1m" else 3_600_000
    gaps = [(a[0] + step, b[0]) for a, b in itertools.pairwise(rows) if b[0] - a[0] > step]
    parts = []
    if gaps:
        named = ", ".join(f"{moment(a):%Y-%m-%d %H:%M} to {moment(b):%H:%M}" for a, b in gaps[:6])
        parts.append(f"No candles were recorded from {named} UTC: gaps are shown as gaps.")
    assumed = sum(row["kind"] == "assumed" for row in funding)
    if assumed:
        if assumed == len(funding):
            parts.append("All funding rates are assumed at 0.01 % per eight hours.")
        else:
            parts.append(f"{assumed} of {len(funding)} funding rates are assumed at 0.01 %; the others are recorded.")
    if timeframe == "1h":
        parts.append(
            "Inside an hour the order of high and low is unknown, so more exits are ambiguous than on minutes."
        )
    return " ".join(parts)


def _packed(rows: Sequence[Row]) -> bytes:
    lines = ["time_ms,open,high,low,close,volume"]
    lines += [f"{row[0]},{','.join(figure(value) for value in row[1:])}" for row in rows]
    target = io.BytesIO()
    with gzip.GzipFile(fileobj=target, mode="wb", compresslevel=9, mtime=0, filename="") as stream:
        stream.write(("\n".join(lines) + "\n").encode())
    return target.getvalue()


if __name__ == "__main__":
    raise SystemExit(main())
