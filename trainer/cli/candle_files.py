"""A market from candle files instead of a scenario: `replay --candles`."""

from __future__ import annotations

import argparse
import csv
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import numpy as np

from trainer.core.errors import FieldError, TrainerError
from trainer.core.units import parse_decimal
from trainer.engine.joined import joined
from trainer.engine.market import FundingStamp, Market
from trainer.engine.words import PathRule
from trainer.market.candles import Candles
from trainer.market.files import read_candles_csv
from trainer.venues.load import load_rules

READABLE = "a .csv or .csv.gz file with the header time_ms,open,high,low,close,volume"


def market_of_files(options: argparse.Namespace) -> tuple[Market, int]:
    """The market of the files named in the options, and how many bars the mark file lacked.

    Bars the mark file lacks take the last prices. Raises FieldError for what is missing or does not fit.
    """
    for name in ("symbol", "venue"):
        if not getattr(options, name):
            raise FieldError(name, "nothing", "with --candles both --symbol and --venue are needed")
    rules = load_rules(options.venue, options.symbol)
    last = _candles("candles", Path(options.candles))
    mark, lacking = last, 0
    if options.mark_candles:
        found = _candles("mark-candles", Path(options.mark_candles))
        if found.timeframe_ms != last.timeframe_ms:
            raise FieldError(
                "mark-candles", f"{found.timeframe_ms} ms a bar", f"{last.timeframe_ms} ms, as the candles"
            )
        mark, lacking = _beside(last, found)
    funding = _funding(Path(options.funding)) if options.funding else ()
    own = Market(rules, last, mark, funding, start=0, path_rule=PathRule(options.path))
    further = [_further(text, options.venue) for text in options.also]
    return (joined([own, *further]) if further else own), lacking


def _further(text: str, venue: str) -> Market:
    """One more symbol of the wallet, from SYMBOL=FILE."""
    symbol, found, path = text.partition("=")
    if not found or not symbol or not path:
        raise FieldError("also", text, "SYMBOL=FILE, such as ETHUSDT=eth.csv.gz")
    candles = _candles("also", Path(path))
    return Market(load_rules(venue, symbol), candles, candles)


def _candles(field: str, path: Path) -> Candles:
    """Read twice: the shortest gap between stamps is the timeframe."""
    if not path.name.endswith((".csv", ".csv.gz")):
        raise FieldError(field, path.name, READABLE)
    try:
        stamps = read_candles_csv(path, 1).time_ms
        if len(stamps) < 2:
            raise FieldError(field, path.name, "at least two bars")
        return read_candles_csv(path, int(np.diff(stamps).min()))
    except FieldError:
        raise
    except TrainerError as error:
        raise FieldError(field, path.name, f"{READABLE} ({error})") from None


def _beside(last: Candles, mark: Candles) -> tuple[Candles, int]:
    """The mark on the clock of last."""
    places = np.searchsorted(mark.time_ms, last.time_ms)
    places = np.minimum(places, len(mark) - 1)
    known = mark.time_ms[places] == last.time_ms
    columns = {
        name: np.where(known, getattr(mark, name)[places], getattr(last, name))
        for name in ("open", "high", "low", "close", "volume")
    }
    return replace(last, **columns), int((~known).sum())


def _funding(path: Path) -> tuple[FundingStamp, ...]:
    """Rows `time_ms,rate`; positive: longs pay."""
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.reader(stream))
    except (OSError, UnicodeDecodeError) as error:
        raise FieldError("funding", path.name, f"a .csv file with the header time_ms,rate ({error})") from None
    if not rows or rows[0] != ["time_ms", "rate"]:
        raise FieldError("funding", path.name, "a .csv file with the header time_ms,rate")
    return tuple(_stamp(number, row) for number, row in enumerate(rows[1:], 2) if row)


def _stamp(number: int, row: list[str]) -> FundingStamp:
    if len(row) != 2 or not row[0].isdigit():
        raise FieldError(f"funding line {number}", ",".join(row), "milliseconds and a rate")
    rate = parse_decimal(f"funding line {number}", row[1])
    if abs(rate) >= Decimal(1):
        raise FieldError(f"funding line {number}", rate, "a fraction between -1 and 1")
    return FundingStamp(int(row[0]), rate)
