"""vectorbt on bars and signals of two .npy files: prints CPU seconds of a second run (compiled) and its trades."""

from __future__ import annotations

import sys
import time

import numpy as np
import pandas as pd
import vectorbt

bars, signals = np.load(sys.argv[1]), np.load(sys.argv[2])
index = pd.to_datetime(bars[:, 0].astype("int64"), unit="ms")
opened, high, low, close = (pd.Series(bars[:, column], index=index) for column in range(1, 5))


def run() -> int:
    """One portfolio from the signals; they act at the next open."""
    later = np.concatenate(([0], signals[:-1]))
    portfolio = vectorbt.Portfolio.from_signals(
        close, entries=later > 0, short_entries=later < 0, open=opened, high=high, low=low, price=opened,
        sl_stop=0.01, tp_stop=0.02, fees=0.0005, size=1.0, init_cash=1e7, freq="1min", upon_opposite_entry="reverse",
    )  # fmt: skip
    portfolio.final_value()
    return int(portfolio.trades.count())


run()
began = time.process_time()
trades = run()
sys.stdout.write(f"{time.process_time() - began} {trades}\n")
