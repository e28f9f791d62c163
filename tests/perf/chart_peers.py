"""The chart beside others on the same bars and views: `python tests/perf/chart_peers.py FOLDER [BARS]`.

Every peer runs in an environment of its own below FOLDER, made on the first call, in turns with this chart, one process
at a time; medians of three runs of medians of CPU milliseconds a frame at 1600 x 900 on the offscreen platform. An
empty PlotWidget of pyqtgraph stands for the floor of charts built on it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.perf.peers import PROGRAMS, ROOT, environment

_TURNS = 3
NEEDS = {
    "pyqtgraph": ["pyqtgraph==0.14.0", "pyside6-essentials<6.12"],
    "finplot": ["finplot", "pyqt6", "pandas<3"],
    "lightweight": ["lightweight-charts==2.1", "pyside6<6.12"],
}


def frames(python: Path | str, program: str, bars: int) -> list[float]:
    """Milliseconds of pan, whole range and append."""
    own = {"QT_QPA_PLATFORM": "offscreen", "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
    command = [str(python), str(PROGRAMS / f"{program}.py"), str(bars)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env={**os.environ, **own})
    return [float(word) for word in done.stdout.split()[-3:]]


def main(folder: Path, bars: int) -> None:
    """Print one line for each peer and one for this chart beside it."""
    sys.stdout.write(f"{bars:,} bars; ms a frame: pan 300 bars, whole range, append\n")
    for peer, needs in NEEDS.items():
        python = environment(folder / f"chart_{peer}", needs)
        turns = [
            (frames(sys.executable, "chart_cascade", bars), frames(python, f"chart_{peer}", bars))
            for _ in range(_TURNS)
        ]
        own, other = ([median(values) for values in zip(*runs, strict=True)] for runs in zip(*turns, strict=True))
        for name, row in ((peer, other), ("this chart", own)):
            sys.stdout.write(f"{name:12}" + "".join(f"{value:10.2f}" for value in row) + "\n")
        times = "".join(f"{theirs / ours:9.1f}x" for theirs, ours in zip(other, own, strict=True))
        sys.stdout.write(f"{'faster':12}{times}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000)
