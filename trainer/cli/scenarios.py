"""`trainer scenarios`: what is bundled, and whether every folder is sound."""

from __future__ import annotations

import argparse
from pathlib import Path

from trainer.cli.output import complain, emit, emit_json, table
from trainer.core.errors import FieldError, TrainerError
from trainer.core.paths import home_dir, scenarios_dir
from trainer.scenarios.load import ScenarioHeader, load_scenario, read_header
from trainer.scenarios.roots import find_scenarios, own_folder


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = commands.add_parser("scenarios", help="list the bundled scenarios, or verify every folder")
    parser.add_argument("action", nargs="?", default="list", choices=["list", "verify"])
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


def scenario_folder(name: str) -> Path:
    """Folder of a scenario id, of the one id that contains `name`, or the folder itself when a path is given."""
    path = Path(name)
    if (path / "scenario.toml").is_file():
        return path
    known = [header.folder for header in known_scenarios()]
    matching = [folder for folder in known if folder.name == name] or [f for f in known if name and name in f.name]
    if len(matching) != 1:
        allowed = ", ".join(folder.name for folder in matching) or "an id from `trainer scenarios`"
        raise FieldError("scenario", name, f"{allowed}, or a folder with scenario.toml")
    return matching[0]


def known_scenarios() -> tuple[ScenarioHeader, ...]:
    """Every scenario, bundled or the learner's own; a broken one of the learner's is told on stderr."""
    found = find_scenarios(scenarios_dir(), own_folder(home_dir()))
    for fault in found.faults:
        complain(fault)
    return found.headers


def run(options: argparse.Namespace) -> int:
    """Print the list or the result of the check; 2 when a folder is broken."""
    if options.action == "verify":
        return _verify(json_wanted=options.json)
    rows = [
        {
            "id": header.id,
            "title": header.title,
            "symbol": header.symbol,
            "timeframe": header.timeframe,
            "bars": header.bars,
            "data_kind": f"{header.source.venue} {header.source.market}",
            "installed": header.has_candles,
        }
        for header in known_scenarios()
    ]
    if options.json:
        emit_json(rows)
    else:
        emit(table(list(rows[0]) if rows else ["id"], [list(row.values()) for row in rows]))
    return 0


def _verify(*, json_wanted: bool) -> int:
    rows = []
    roots = (scenarios_dir(), own_folder(home_dir()))
    for toml in sorted(path for root in roots for path in root.glob("*/scenario.toml")):
        try:
            header = read_header(toml.parent)
            if header.record.is_definition:
                rows.append({"id": header.id, "ok": True, "detail": "its candles are still to be fetched"})
                continue
            scenario = load_scenario(toml.parent)
            rows.append({"id": toml.parent.name, "ok": True, "detail": f"{len(scenario.candles)} bars"})
        except TrainerError as error:
            rows.append({"id": toml.parent.name, "ok": False, "detail": str(error)})
    if json_wanted:
        emit_json(rows)
    else:
        emit(
            table(("id", "ok", "detail"), [(row["id"], "ok" if row["ok"] else "BROKEN", row["detail"]) for row in rows])
        )
    return 0 if all(row["ok"] for row in rows) else 2
