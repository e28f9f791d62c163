"""The engine on bars and signals of two .npy files: prints CPU seconds of the run and its trades."""

from __future__ import annotations

import sys
import time
from decimal import Decimal
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from tests.perf.test_engine_million import trades_in, turned
from trainer.engine.market import FundingStamp, Market
from trainer.market.candles import Candles
from trainer.venues.load import load_rules

bars, signals = np.load(sys.argv[1]), np.load(sys.argv[2])
columns = (np.ascontiguousarray(bars[:, place]) for place in range(1, 6))
candles = Candles(bars[:, 0].astype(np.int64), *columns, 60_000)
funding = tuple(FundingStamp(int(stamp), Decimal("0.0001")) for stamp in candles.time_ms[480::480])
market = Market(load_rules("binance_usdm", "BTCUSDT"), candles, candles, funding, start=1)
began = time.process_time()
outcome = turned(market, signals, Decimal(10_000_000))
spent = time.process_time() - began
sys.stdout.write(f"{spent} {trades_in(outcome)}\n")
