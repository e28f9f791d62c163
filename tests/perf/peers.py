"""The engine beside other programs on the same bars and signals: `python tests/perf/peers.py FOLDER [BARS]`.

Every peer runs in an environment of its own below FOLDER, made on the first call, in a process of its own, right after
the engine in one of its own; CPU seconds of the run alone, without imports and reading. Two tables: sparse, 200 signals
spread evenly, and dense, SMA 20/50 turned at every crossing; each entry with a stop 1 % and a target 2 % away at 10x.
"""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = Path(__file__).resolve().parent / "peer_programs"
NEEDS = {
    "backtesting": ["backtesting==0.6.5", "numpy<2.3", "pandas<3"],
    "vectorbt": ["vectorbt"],
    "freqtrade": ["freqtrade"],
    "jesse": ["jesse"],
    "nautilus": ["nautilus_trader"],
}
SPARSE = 200


def data(folder: Path, bars: int) -> tuple[Path, dict[str, Path]]:
    """The walk as rows (time, open, high, low, close, volume), and the signals of both tables by bar."""
    sys.path.insert(0, str(ROOT))
    from tests.perf.test_engine_million import turns  # noqa: PLC0415 - only this project knows the walk
    from tests.perf.test_engine_speed import walk  # noqa: PLC0415 - as above

    last = walk(bars).last
    rows, paths = folder / "walk.npy", {}
    np.save(rows, np.column_stack((last.time_ms.astype(float), *last.columns[1:])))
    even = np.zeros(bars, np.int8)
    places = 1_500 + np.arange(SPARSE) * ((bars - 2_000) // SPARSE)
    even[places] = np.where(np.arange(SPARSE) % 2, -1, 1)
    for name, signals in (("sparse", even), ("dense", turns(last.close))):
        paths[name] = folder / f"{name}.npy"
        np.save(paths[name], signals)
    return rows, paths


def environment(folder: Path, needs: list[str]) -> Path:
    """Python of an environment with these packages."""
    python = folder / "bin" / "python"
    if not python.is_file():
        venv.create(folder, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *needs], check=True)
    return python


def timed(python: Path | str, program: Path, *arguments: Path, folder: Path) -> tuple[float, int]:
    """CPU seconds and trades a program prints last."""
    done = subprocess.run([python, program, *arguments], check=True, capture_output=True, text=True, cwd=folder)
    seconds, trades = done.stdout.split()[-2:]
    return float(seconds), int(trades)


def main(folder: Path, bars: int) -> None:
    """Print a line a peer and table."""
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    rows, signals = data(folder, bars)
    for table, path in signals.items():
        for name, needs in NEEDS.items():
            python = environment(folder / name, needs)
            own, own_trades = timed(sys.executable, PROGRAMS / "run_cascade.py", rows, path, folder=ROOT)
            other, trades = timed(python, PROGRAMS / f"run_{name}.py", rows, path, folder=folder)
            sys.stdout.write(
                f"{table:6} {name:12} {bars / other / 1e3:8.1f} k bars/s ({trades} trades), "
                f"engine {bars / own / 1e3:8.1f} k ({own_trades}): {other / own:6.1f} times\n"
            )
            sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000)
