"""backtesting.py on bars and signals of two .npy files: prints CPU seconds of the run and its trades."""

from __future__ import annotations

import sys
import time

import numpy as np
import pandas as pd
from backtesting import Backtest, Strategy

STOP, TARGET, NOTIONAL = 0.01, 0.02, 10_000.0
bars, signals = np.load(sys.argv[1]), np.load(sys.argv[2])
index = pd.to_datetime(bars[:, 0].astype("int64"), unit="ms")
# sizes are whole units there: prices are scaled so that one trade is about 10,000 units
frame = pd.DataFrame(bars[:, 1:] / 1e4, index=index, columns=["Open", "High", "Low", "Close", "Volume"])


class Signals(Strategy):
    """Turn at every signal, with a stop and a target."""

    def init(self) -> None:
        self.at = -1

    def next(self) -> None:
        sign = signals[len(self.data) - 1]
        if sign == 0:
            return
        self.position.close()
        price = self.data.Close[-1]
        order = self.buy if sign > 0 else self.sell
        order(size=round(NOTIONAL / price), sl=price * (1 - sign * STOP), tp=price * (1 + sign * TARGET))


run = Backtest(frame, Signals, cash=10_000_000, commission=0.0005, margin=0.1, finalize_trades=True)
began = time.process_time()
stats = run.run()
sys.stdout.write(f"{time.process_time() - began} {int(stats['# Trades'])}\n")
