"""A market from candle files instead of a scenario: `replay --candles`."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import numpy as np

from trainer.core.errors import FieldError, TrainerError
from trainer.core.units import exact
from trainer.engine.joined import joined
from trainer.engine.market import FundingStamp, Market
from trainer.engine.words import PathRule
from trainer.market.candles import Candles
from trainer.market.integrity import Judged, judge
from trainer.market.reading.read import read_table
from trainer.venues.load import load_rules


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
        found = _candles("mark-candles", Path(options.mark_candles), last.timeframe_ms)
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


def _candles(field: str, path: Path, timeframe_ms: int | None = None) -> Candles:
    """Candles of any importable file; the timeframe is told by the rows where it is not given."""
    judged = _judged(field, path, timeframe_ms)
    if judged.candles is None:
        raise FieldError(field, path.name, "it holds funding rates; candles are needed")
    return judged.candles


def _judged(field: str, path: Path, timeframe_ms: int | None) -> Judged:
    try:
        return judge(read_table(path), path.name, timeframe_ms)
    except TrainerError as error:
        raise FieldError(field, path.name, str(error)) from None


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
    """Rates of any importable file; positive: longs pay."""
    funding = _judged("funding", path, None).funding
    if funding is None:
        raise FieldError("funding", path.name, "it holds candles; columns time_ms and rate are needed")
    return tuple(FundingStamp(int(at), exact(rate)) for at, rate in zip(funding.time_ms, funding.rate, strict=True))
