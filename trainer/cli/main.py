"""The command line: one parser, one edge at which errors become one line."""

from __future__ import annotations

import argparse

from trainer.cli import bring, fetch, margin, replay, scenarios, screenshot
from trainer.cli.output import complain
from trainer.core.errors import TrainerError

DESCRIPTION = """Cascade, a flight simulator for leverage. Without a command the window opens.

The commands work on files and never open your sessions; --json prints one JSON document."""


def parser() -> argparse.ArgumentParser:
    """All commands."""
    top = argparse.ArgumentParser(
        prog="trainer", description=DESCRIPTION, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = top.add_subparsers(dest="command", metavar="COMMAND")
    scenarios.add_parser(commands)
    margin.add_parser(commands)
    replay.add_parsers(commands)
    bring.add_parser(commands)
    fetch.add_parser(commands)
    screenshot.add_parser(commands)
    return top


def run(arguments: list[str]) -> int:
    """Exit status: 0 done, 2 bad input with one line on stderr."""
    options = parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except TrainerError as error:
        complain(str(error))
        return 2
