"""freqtrade in futures mode on bars and signals of two .npy files: prints CPU seconds of the run and its trades.

Its exchange is stood in for (nothing is fetched): markets, fees, tiers and 8-hourly funding are given.
"""

from __future__ import annotations

import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from unittest.mock import MagicMock, PropertyMock, patch

import numpy as np
import pandas as pd
from freqtrade.enums import CandleType, RunMode
from freqtrade.exchange import Exchange
from freqtrade.exchange.binance import Binance
from freqtrade.optimize.backtesting import Backtesting

PAIR = "BTC/USDT:USDT"
bars, signals = np.load(sys.argv[1]), np.load(sys.argv[2])
START = pd.Timestamp("2020-01-01", tz="UTC")
STRATEGY = """
from freqtrade.strategy import IStrategy


class Signals(IStrategy):
    timeframe = "1m"
    can_short = True
    minimal_roi = {"0": 0.2}
    stoploss = -0.1
    use_exit_signal = True
    startup_candle_count = 0
    process_only_new_candles = True

    def populate_indicators(self, frame, metadata):
        return frame

    def populate_entry_trend(self, frame, metadata):
        frame.loc[frame["sign"] > 0, "enter_long"] = 1
        frame.loc[frame["sign"] < 0, "enter_short"] = 1
        return frame

    def populate_exit_trend(self, frame, metadata):
        frame.loc[frame["sign"] < 0, "exit_long"] = 1
        frame.loc[frame["sign"] > 0, "exit_short"] = 1
        return frame

    def leverage(self, pair, current_time, current_rate, proposed_leverage, max_leverage, entry_tag, side, **kwargs):
        return 10.0
"""
MARKET = {
    "id": "BTCUSDT", "symbol": PAIR, "base": "BTC", "quote": "USDT", "settle": "USDT", "active": True, "spot": False,
    "swap": True, "linear": True, "inverse": False, "future": False, "type": "swap", "contract": True,
    "contractSize": 1.0, "taker": 0.0005, "maker": 0.0005, "precision": {"amount": 0.001, "price": 0.01},
    "limits": {
        "amount": {"min": 0.001, "max": 1e6}, "price": {"min": 0.01, "max": 1e7}, "cost": {"min": 5, "max": None},
        "leverage": {"min": 1, "max": 125},
    },
    "info": {},
}  # fmt: skip
ANSWERS: dict[str, object] = {
    "_load_async_markets": None, "reload_markets": None, "validate_config": None, "validate_timeframes": None,
    "validate_stakecurrency": None, "validate_pricing": None, "validate_ordertypes": None,
    "validate_order_time_in_force": None, "validate_trading_mode_and_margin_mode": None,
    "validate_required_startup_candles": 1, "additional_exchange_init": None, "fill_leverage_tiers": None,
    "get_max_leverage": 20.0, "get_maintenance_ratio_and_amt": (0.005, 0.0), "get_fee": 0.0005,
    "load_leverage_tiers": {}, "validate_freqai": None, "validate_orderflow": None, "check_candle_support": None,
}  # fmt: skip


def config(folder: Path) -> dict[str, object]:
    """A futures backtest of one pair, 1,000 a trade at ten times leverage."""
    side = {"price_side": "other", "use_order_book": False}
    return {
        "user_data_dir": folder, "datadir": folder, "strategy": "Signals", "strategy_path": str(folder),
        "timeframe": "1m", "max_open_trades": 1, "stake_currency": "USDT", "stake_amount": 1000, "dry_run": True,
        "dry_run_wallet": 10_000_000, "fee": 0.0005, "trading_mode": "futures", "margin_mode": "isolated",
        "candle_type_def": CandleType.FUTURES, "runmode": RunMode.BACKTEST, "export": "none",
        "exportfilename": folder / "none", "dataformat_ohlcv": "feather", "entry_pricing": side, "exit_pricing": side,
        "exchange": {"name": "binance", "key": "", "secret": "", "pair_whitelist": [PAIR], "pair_blacklist": []},
        "pairlists": [{"method": "StaticPairList"}], "unfilledtimeout": {"entry": 10, "exit": 10}, "internals": {},
        "order_types": {"entry": "market", "exit": "market", "stoploss": "market", "stoploss_on_exchange": False},
        "stoploss": -0.1, "use_exit_signal": True, "cancel_open_orders_on_exit": False, "bot_name": "peer",
        "backtest_cache": "none", "enable_protections": False,
    }  # fmt: skip


def frame() -> pd.DataFrame:
    """The bars with the signals beside them."""
    dates = START + pd.to_timedelta(np.arange(len(bars)), unit="min")
    names = ("open", "high", "low", "close", "volume")
    columns = {name: bars[:, place] for place, name in enumerate(names, 1)}
    return pd.DataFrame({"date": dates, **columns, "sign": signals})


with ExitStack() as stack, tempfile.TemporaryDirectory() as scratch:
    folder = Path(scratch)
    (folder / "signals.py").write_text(STRATEGY, encoding="utf-8")
    for name, answer in ANSWERS.items():
        for owner in (Exchange, Binance):
            if name in owner.__dict__:
                stack.enter_context(patch.object(owner, name, MagicMock(return_value=answer)))
    for name, value in (
        ("markets", {PAIR: MARKET}),
        ("precisionMode", 4),
        ("precision_mode_price", 4),
        ("timeframes", ["1m", "1h", "8h"]),
    ):
        stack.enter_context(patch.object(Exchange, name, PropertyMock(return_value=value)))
    backtest = Backtesting(config(folder))
    backtest.exchange.close = lambda: None
    data = frame()
    backtest.futures_data = {
        PAIR: pd.DataFrame({"date": data.date[::480], "open_fund": 1e-4, "open_mark": data.open[::480]}).reset_index(
            drop=True
        )
    }
    backtest.funding_fee_timeframe_secs = 28_800
    backtest._set_strategy(backtest.strategylist[0])
    began = time.process_time()
    processed = backtest.strategy.advise_all_indicators({PAIR: data})
    first, last = (processed[PAIR].date.iloc[place].to_pydatetime() for place in (0, -1))
    result = backtest.backtest(processed=processed, start_date=first, end_date=last)
    sys.stdout.write(f"{time.process_time() - began} {len(result['results'])}\n")
