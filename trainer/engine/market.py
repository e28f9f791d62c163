"""The frozen market one run sees: series, rules, funding stamps."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np

from trainer.core.errors import FieldError
from trainer.core.units import exact
from trainer.engine.rules import VenueRules
from trainer.engine.words import PathRule
from trainer.market.candles import Candles


@dataclass(frozen=True, slots=True)
class FundingStamp:
    """A funding moment (ms, UTC) and its rate as a fraction; positive: longs pay."""

    time_ms: int
    rate: Decimal


@dataclass(frozen=True)
class Market:
    """Last and mark candles on one clock with the venue's rules; `mark` is `last` where no mark series exists."""

    rules: VenueRules
    last: Candles
    mark: Candles
    funding: tuple[FundingStamp, ...] = ()
    start: int = 0
    path_rule: PathRule = PathRule.ADVERSE
    use_slippage: bool = True
    use_fees: bool = True
    funding_by_bar: dict[int, tuple[FundingStamp, ...]] = field(init=False, compare=False, repr=False)
    funding_bars: tuple[int, ...] = field(init=False, compare=False, repr=False)
    day_cache: dict[int, tuple[float, float]] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Place every funding stamp on the bar whose open charges it."""
        if len(self.mark) != len(self.last) or not np.array_equal(self.mark.time_ms, self.last.time_ms):
            raise FieldError("mark", f"{len(self.mark)} bars", f"the same {len(self.last)} stamps as last are needed")
        if not 0 <= self.start < max(1, len(self.last)):
            raise FieldError("start", self.start, f"0 to {len(self.last) - 1} is allowed")
        placed: dict[int, tuple[FundingStamp, ...]] = {}
        closes = self.last.time_ms + self.last.timeframe_ms
        for stamp in self.funding:
            minute = stamp.time_ms - stamp.time_ms % 60_000
            # bar i takes it when close_(i-1) <= stamp < close_i: the first bar that closes after the stamp
            index = int(np.searchsorted(closes, minute, side="right"))
            if 0 < index < len(self.last):
                placed[index] = (*placed.get(index, ()), stamp)
        object.__setattr__(self, "day_cache", {})
        object.__setattr__(self, "funding_by_bar", placed)
        object.__setattr__(self, "funding_bars", tuple(sorted(placed)))

    @property
    def symbol(self) -> str:
        """Name of the contract."""
        return self.rules.symbol

    @property
    def has_mark(self) -> bool:
        """Whether a mark series of its own exists."""
        return self.mark is not self.last

    def __len__(self) -> int:
        """Number of base bars."""
        return len(self.last)

    def close_ms(self, bar: int) -> int:
        """Time at which a bar is complete."""
        return int(self.last.time_ms[bar]) + self.last.timeframe_ms

    def last_close(self, bar: int) -> Decimal:
        """Last price at the close of a bar."""
        return exact(self.last.close[bar])

    def mark_close(self, bar: int) -> Decimal:
        """Mark price at the close of a bar."""
        return exact(self.mark.close[bar])

    def next_funding(self, bar: int) -> FundingStamp | None:
        """The first stamp charged after this bar, if the run contains one."""
        position = int(np.searchsorted(np.asarray(self.funding_bars, dtype=np.int64), bar, side="right"))
        return self.funding_by_bar[self.funding_bars[position]][0] if position < len(self.funding_bars) else None
