"""Entry point: `trainer` opens the window, `trainer COMMAND` works on files."""

from __future__ import annotations

import sys

from trainer.cli.main import run


def main() -> int:
    """Process exit status."""
    return run(sys.argv[1:])


if __name__ == "__main__":
    raise SystemExit(main())
