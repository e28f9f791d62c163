"""Entry point: `trainer` opens the window, `trainer COMMAND` works on files."""

from __future__ import annotations

import sys


def main() -> int:
    """Process exit status."""
    if len(sys.argv) == 1:
        from trainer.program import main as open_window

        return open_window()
    from trainer.cli.main import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    raise SystemExit(main())
