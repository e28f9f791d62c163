"""`trainer scenarios`: what is bundled, and whether every folder is sound."""

from __future__ import annotations

import argparse
from pathlib import Path

from trainer.cli.output import emit, emit_json, table
from trainer.core.errors import FieldError, TrainerError
from trainer.core.paths import scenarios_dir
from trainer.scenarios.load import list_scenarios, load_scenario


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
    known = sorted(found.parent for found in scenarios_dir().glob("*/scenario.toml"))
    matching = [folder for folder in known if folder.name == name] or [f for f in known if name and name in f.name]
    if len(matching) != 1:
        allowed = ", ".join(folder.name for folder in matching) or "an id from `trainer scenarios`"
        raise FieldError("scenario", name, f"{allowed}, or a folder with scenario.toml")
    return matching[0]


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
        for header in list_scenarios(scenarios_dir())
    ]
    if options.json:
        emit_json(rows)
    else:
        emit(table(list(rows[0]) if rows else ["id"], [list(row.values()) for row in rows]))
    return 0


def _verify(*, json_wanted: bool) -> int:
    rows = []
    for toml in sorted(scenarios_dir().glob("*/scenario.toml")):
        try:
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
