"""A random window of the learner's own candles, cut into a scenario that no list shows: the ground of a random start.

Nothing may tell which series it is: the warm-up is whole, no bar is missing, and something else in the pool has its
timeframe. Stretches that were seen come last.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from trainer.collection.series import SeriesInfo, SeriesKey
from trainer.collection.shelf import Collection
from trainer.core.clock import DAY_MS, iso
from trainer.core.language import english
from trainer.market.candles import Candles
from trainer.scenarios.load import TIMEFRAMES, ScenarioHeader
from trainer.session.blind import longest_start
from trainer.session.dealt import Stretch, coin_of, dealt_folder, dealt_headers, fresh_id, shown
from trainer.session.markets import contract_at
from trainer.supply.draft import WARM_UP_DAYS, suggested
from trainer.supply.ground import span_of
from trainer.supply.install import SupplyError
from trainer.supply.make import build

LARGEST_SHARE = 10
"""A series counts for its windows, but for no more scenarios than this: a long one would be the pool, and known."""
VENUE = "binance_usdm"
_LONGEST_WARM_UP_DAYS = 30


@dataclass(frozen=True)
class Dealer:
    """The series of a data folder that windows may be cut from, and what the learner has seen already."""

    home: Path
    series: tuple[SeriesInfo, ...] = ()
    before: tuple[ScenarioHeader, ...] = ()

    @property
    def seen(self) -> tuple[Stretch, ...]:
        """What the sessions so far have shown."""
        return tuple(shown(header) for header in self.before)

    def pool(self, *, is_fresh: bool) -> tuple[SeriesInfo, ...]:
        """The series to draw from, each as often as it counts; fresh ones have room for a window that was not seen."""
        found = (info for info in self.series if not is_fresh or _has_room(info, self.seen))
        return tuple(info for info in found for _ in range(share_of(info)))

    def cut(self, info: SeriesInfo) -> ScenarioHeader:
        """A window of a series, on disk; raises TrainerError, and then nothing is kept."""
        collection, key = Collection(self.home), info.key
        candles = collection.candles(key)
        starts = _starts(candles, key)
        if not len(starts):
            raise SupplyError(
                english("random start: {name} has no stretch of {days} days without a gap").format(
                    name=key.name, days=f"{days_needed(key):g}"
                )
            )
        times = candles.time_ms[starts]
        length = _length_ms(key)
        met = np.zeros(len(times), dtype=np.bool_)
        for one in self.seen:
            if one.coin == coin_of(key.symbol):
                met |= (times < one.until_ms) & (times + length > one.first_ms)
        pool = times if met.all() else times[~met]
        start = int(pool[secrets.randbelow(len(pool))])
        draft = replace(
            suggested(span_of(info)),
            id=fresh_id(),
            start=iso(start),
            end=iso(start + length),
            venue=VENUE,
            title=english("{symbol} from {start}").format(symbol=key.symbol, start=iso(start)[:10]),
            warm_up_days=str(_warm_up_days(key)),
            questions=(),
        )
        return build(draft, collection, dealt_folder(self.home))

    def put_back(self, scenario_id: str) -> None:
        """Forget a window that was dealt and not played."""
        if any(header.id == scenario_id for header in dealt_headers(dealt_folder(self.home))):
            shutil.rmtree(dealt_folder(self.home) / scenario_id, ignore_errors=True)


def dealer_of(home: Path, ready: Sequence[ScenarioHeader], before: Sequence[ScenarioHeader]) -> Dealer:
    """What may be dealt beside the scenarios that are ready; `before` are those played."""
    usable = [info for info in Collection(home).series() if _is_usable(info)]
    frames = [header.timeframe_ms for header in ready] + [info.key.timeframe_ms for info in usable]
    hidden = tuple(info for info in usable if frames.count(info.key.timeframe_ms) > 1)
    return Dealer(home, hidden, tuple(before))


def share_of(info: SeriesInfo) -> int:
    """How many scenarios a series counts for when one is drawn."""
    return max(1, min(LARGEST_SHARE, (_span_ms(info) - _warm_up_ms(info.key)) // _length_ms(info.key)))


def days_needed(key: SeriesKey) -> float:
    """Days of a window with its warm-up."""
    return (_warm_up_ms(key) + _length_ms(key)) / DAY_MS


def _is_usable(info: SeriesInfo) -> bool:
    key = info.key
    return (
        key.kind == "last"
        and key.timeframe_ms in TIMEFRAMES.values()
        and contract_at(VENUE, key.symbol) is not None
        and _span_ms(info) >= _warm_up_ms(key) + _length_ms(key)
    )


def _starts(candles: Candles, key: SeriesKey) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Bars at which a window may start: warm-up and window are there to the last bar."""
    frame = key.timeframe_ms
    before, after = _warm_up_ms(key) // frame, _length_ms(key) // frame
    room = len(candles) - before - after + 1
    if room <= 0:
        return np.zeros(0, dtype=np.int64)
    first = candles.time_ms[:room]
    last = candles.time_ms[before + after - 1 : before + after - 1 + room]
    return np.flatnonzero(last - first == (before + after - 1) * frame) + before


def _has_room(info: SeriesInfo, seen: Sequence[Stretch]) -> bool:
    """Whether a window fits between the stretches seen, gaps left aside."""
    free, length = info.first_ms + _warm_up_ms(info.key), _length_ms(info.key)
    for one in sorted(seen, key=lambda stretch: stretch.first_ms):
        if one.coin == coin_of(info.key.symbol):
            if one.first_ms - free >= length:
                return True
            free = max(free, one.until_ms)
    return info.last_ms + info.key.timeframe_ms - free >= length


def _span_ms(info: SeriesInfo) -> int:
    return info.last_ms + info.key.timeframe_ms - info.first_ms


def _warm_up_days(key: SeriesKey) -> int:
    return WARM_UP_DAYS.get(key.timeframe_ms, _LONGEST_WARM_UP_DAYS)


def _warm_up_ms(key: SeriesKey) -> int:
    return _warm_up_days(key) * DAY_MS


def _length_ms(key: SeriesKey) -> int:
    return longest_start(key.timeframe_ms) * key.timeframe_ms
