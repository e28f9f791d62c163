"""How long other programs take for the work of test_engine_million: `python tests/perf/peers.py FOLDER`.

Each runs in an environment of its own below FOLDER, made on the first call. The candles are the seeded walk of
test_engine_speed, written to FOLDER; the strategy is the dense one: SMA 20/50 turned at every crossing with a stop 2 %
and a target 3 % away. CPU seconds of the run alone, without imports and reading.
"""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
BARS = 1_000_000

BACKTESTING = """
import sys, time
import numpy as np, pandas as pd
from backtesting import Backtest, Strategy

rows = np.load(sys.argv[1])
index = pd.to_datetime(rows[:, 0].astype("int64"), unit="ms")
data = pd.DataFrame(rows[:, 1:], index=index, columns=["Open", "High", "Low", "Close", "Volume"])

def sma(values, length):
    return pd.Series(values).rolling(length).mean()

class Turning(Strategy):
    def init(self):
        self.fast = self.I(sma, self.data.Close, 20)
        self.slow = self.I(sma, self.data.Close, 50)

    def next(self):
        above = self.fast[-1] > self.slow[-1]
        if above == (self.fast[-2] > self.slow[-2]):
            return
        self.position.close()
        price, sign = self.data.Close[-1], 1 if above else -1
        order = self.buy if above else self.sell
        order(size=0.02, sl=price * (1 - sign * 0.02), tp=price * (1 + sign * 0.03))

run = Backtest(data, Turning, cash=10_000_000, commission=0.0005, margin=1 / 3, finalize_trades=True)
began = time.process_time()
stats = run.run()
print(time.process_time() - began, int(stats["# Trades"]))
"""

PEERS = {"backtesting": (["backtesting==0.6.5", "numpy<2.3", "pandas<3"], BACKTESTING)}


def candles(folder: Path) -> Path:
    """The walk as an array of (time, open, high, low, close, volume), shape (BARS, 6)."""
    path = folder / "walk.npy"
    if not path.is_file():
        sys.path.insert(0, str(ROOT))
        from tests.perf.test_engine_speed import walk  # noqa: PLC0415 - only this project knows the walk

        last = walk(BARS).last
        np.save(path, np.column_stack((last.time_ms.astype(float), *last.columns[1:])))
    return path


def environment(folder: Path, needs: list[str]) -> Path:
    """Python of an environment with these packages."""
    python = folder / "bin" / "python"
    if not python.is_file():
        venv.create(folder, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *needs], check=True)
    return python


def main(folder: Path) -> None:
    """Print a line a peer."""
    folder.mkdir(parents=True, exist_ok=True)
    data = candles(folder)
    for name, (needs, program) in PEERS.items():
        python = environment(folder / name, needs)
        done = subprocess.run([python, "-c", program, data], check=True, capture_output=True, text=True)
        seconds, trades = done.stdout.split()[-2:]
        speed = BARS / float(seconds) / 1e3
        sys.stdout.write(f"{needs[0]}: {float(seconds):.1f} s CPU, {trades} trades, {speed:.0f} k bars/s\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
