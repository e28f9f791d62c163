"""jesse on bars and signals of two .npy files: prints CPU seconds of the run and its trades."""

from __future__ import annotations

import sys
import time

import jesse.helpers as jh
import jesse.research as research
import numpy as np
from jesse.strategies import Strategy

STOP, TARGET, NOTIONAL = 0.01, 0.02, 10_000.0
EXCHANGE = "Binance Perpetual Futures"
bars, signals = np.load(sys.argv[1]), np.load(sys.argv[2])


class Signals(Strategy):
    """Turn at every signal, with a stop and a target."""

    @property
    def sign(self) -> int:
        return int(signals[self.index])

    def should_long(self) -> bool:
        return self.sign == 1

    def should_short(self) -> bool:
        return self.sign == -1

    def should_cancel_entry(self) -> bool:
        return True

    def go_long(self) -> None:
        size = NOTIONAL / self.price
        self.buy = size, self.price
        self.stop_loss, self.take_profit = (size, self.price * (1 - STOP)), (size, self.price * (1 + TARGET))

    def go_short(self) -> None:
        size = NOTIONAL / self.price
        self.sell = size, self.price
        self.stop_loss, self.take_profit = (size, self.price * (1 + STOP)), (size, self.price * (1 - TARGET))

    def update_position(self) -> None:
        if self.sign and (self.sign < 0) == self.is_long:
            self.liquidate()


candles = bars[:, [0, 1, 4, 2, 3, 5]].copy()
candles[:, 0] = 1_577_836_800_000 + np.arange(len(bars)) * 60_000.0
config = {
    "starting_balance": 10_000_000, "fee": 0.0005, "type": "futures", "futures_leverage": 10,
    "futures_leverage_mode": "isolated", "exchange": EXCHANGE, "warm_up_candles": 0,
}  # fmt: skip
route = {"exchange": EXCHANGE, "strategy": Signals, "symbol": "BTC-USDT", "timeframe": "1m"}
data = {jh.key(EXCHANGE, "BTC-USDT"): {"exchange": EXCHANGE, "symbol": "BTC-USDT", "candles": candles}}
began = time.process_time()
result = research.backtest(config, [route], [], data)
sys.stdout.write(f"{time.process_time() - began} {result['metrics'].get('total')}\n")
