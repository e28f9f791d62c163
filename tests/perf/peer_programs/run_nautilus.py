"""nautilus_trader on bars and signals of two .npy files: prints CPU seconds of the run and its entries."""

from __future__ import annotations

import sys
import time
from decimal import Decimal

import numpy as np
import pandas as pd
from nautilus_trader.backtest.engine import BacktestEngine, BacktestEngineConfig
from nautilus_trader.config import LoggingConfig
from nautilus_trader.model.currencies import USDT
from nautilus_trader.model.data import Bar, BarType
from nautilus_trader.model.enums import AccountType, OmsType, OrderSide
from nautilus_trader.model.identifiers import Venue
from nautilus_trader.model.objects import Money
from nautilus_trader.persistence.wranglers import BarDataWrangler
from nautilus_trader.test_kit.providers import TestInstrumentProvider
from nautilus_trader.trading.strategy import Strategy

STOP, TARGET, NOTIONAL = 0.01, 0.02, 10_000.0
bars, signals = np.load(sys.argv[1]), np.load(sys.argv[2])
instrument = TestInstrumentProvider.btcusdt_perp_binance()
kind = BarType.from_str(f"{instrument.id}-1-MINUTE-LAST-EXTERNAL")


class Signals(Strategy):
    """Turn at every signal, with a stop and a target."""

    def on_start(self) -> None:
        self.place, self.entries = -1, 0
        self.subscribe_bars(kind)

    def on_bar(self, bar: Bar) -> None:
        self.place += 1
        sign = int(signals[self.place])
        if sign == 0:
            return
        self.cancel_all_orders(instrument.id)
        self.close_all_positions(instrument.id)
        price = float(bar.close)
        orders = self.order_factory.bracket(
            instrument_id=instrument.id,
            order_side=OrderSide.BUY if sign > 0 else OrderSide.SELL,
            quantity=instrument.make_qty(NOTIONAL / price),
            sl_trigger_price=instrument.make_price(price * (1 - STOP * sign)),
            tp_price=instrument.make_price(price * (1 + TARGET * sign)),
        )
        self.submit_order_list(orders)
        self.entries += 1


engine = BacktestEngine(BacktestEngineConfig(logging=LoggingConfig(bypass_logging=True)))
engine.add_venue(
    Venue("BINANCE"), oms_type=OmsType.NETTING, account_type=AccountType.MARGIN, base_currency=None,
    starting_balances=[Money(10_000_000, USDT)], default_leverage=Decimal(10),
)  # fmt: skip
engine.add_instrument(instrument)
stamps = pd.date_range("2020-01-01", periods=len(bars), freq="min", tz="UTC", name="timestamp")
frame = pd.DataFrame(bars[:, 1:].round(2), index=stamps, columns=["open", "high", "low", "close", "volume"])
engine.add_data(BarDataWrangler(kind, instrument).process(frame))
strategy = Signals()
engine.add_strategy(strategy)
began = time.process_time()
engine.run()
sys.stdout.write(f"{time.process_time() - began} {strategy.entries}\n")
