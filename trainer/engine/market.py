"""The frozen market one run sees: series, rules, funding stamps."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal

import numpy as np

from trainer.core.errors import FieldError
from trainer.core.units import exact
from trainer.engine.day import DaySums
from trainer.engine.rules import VenueRules
from trainer.engine.words import HazardKind, PathRule, TriggerSource
from trainer.market.candles import Candles, IntArray

MOST_CLOSES = 4_096  # of one run's decisions, kept as Decimals


@dataclass(frozen=True, slots=True)
class FundingStamp:
    """A funding moment (ms, UTC) and its rate as a fraction; positive: longs pay."""

    time_ms: int
    rate: Decimal


@dataclass(frozen=True, slots=True)
class Hazard:
    """A scripted outage in [time_ms, until_ms), or at time_ms a deleveraging of `value` (0 to 1) of a winner."""

    kind: HazardKind
    time_ms: int
    until_ms: int
    value: Decimal = Decimal(1)


@dataclass(frozen=True)
class Market:
    """Last, mark and index candles on one clock with the venue's rules, and the other symbols of the wallet.

    `mark` is `last` where no mark series exists, and the index is then the mark. `others` share the clock, the
    settlement asset and the start; a symbol without a bar holds a flat one without volume (see `joined`).
    """

    rules: VenueRules
    last: Candles
    mark: Candles
    funding: tuple[FundingStamp, ...] = ()
    start: int = 0
    path_rule: PathRule = PathRule.ADVERSE
    use_slippage: bool = True
    use_fees: bool = True
    index: Candles | None = None
    hazards: tuple[Hazard, ...] = ()
    others: tuple[Market, ...] = ()
    absent: frozenset[int] = frozenset()
    """Bars of a shared clock at which this symbol did not trade: nothing fires and nothing is closed there."""
    funding_by_bar: dict[int, tuple[FundingStamp, ...]] = field(init=False, compare=False, repr=False)
    funding_bars: tuple[int, ...] = field(init=False, compare=False, repr=False)
    day_cache: dict[int, tuple[float, float]] = field(init=False, compare=False, repr=False)
    close_cache: dict[int, Decimal] = field(init=False, compare=False, repr=False)
    day_sums: DaySums = field(init=False, compare=False, repr=False)
    adl_by_bar: dict[int, tuple[Hazard, ...]] = field(init=False, compare=False, repr=False)
    timed_bars: tuple[int, ...] = field(init=False, compare=False, repr=False)
    timed: IntArray = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Place every funding stamp on the bar whose open charges it, every deleveraging on the bar that opens then."""
        self._check_clock("mark", self.mark)
        if self.index is not None:
            self._check_clock("index", self.index)
        for other in self.others:
            self._check_clock(f"candles of {other.symbol}", other.last)
            if other.rules.contract is not self.rules.contract or other.symbol == self.symbol:
                raise FieldError("symbol", other.symbol, f"another symbol settled as {self.symbol} is needed")
        if not 0 <= self.start < max(1, len(self.last)):
            raise FieldError("start", self.start, f"0 to {len(self.last) - 1} is allowed")
        placed, scripted = self._funding_placed(), self._deleveraging_placed()
        object.__setattr__(self, "day_cache", {})
        object.__setattr__(self, "close_cache", {})
        object.__setattr__(self, "day_sums", DaySums(self.last))
        object.__setattr__(self, "funding_by_bar", placed)
        object.__setattr__(self, "funding_bars", tuple(sorted(placed)))
        object.__setattr__(self, "adl_by_bar", scripted)
        object.__setattr__(self, "timed_bars", tuple(sorted({*placed, *scripted})))
        object.__setattr__(self, "timed", np.asarray(self.timed_bars, dtype=np.int64))

    def _funding_placed(self) -> dict[int, tuple[FundingStamp, ...]]:
        placed: dict[int, tuple[FundingStamp, ...]] = {}
        closes = self.last.time_ms + self.last.timeframe_ms
        for stamp in self.funding:
            minute = stamp.time_ms - stamp.time_ms % 60_000
            # bar i takes it when close_(i-1) <= stamp < close_i: the first bar that closes after the stamp
            index = int(np.searchsorted(closes, minute, side="right"))
            if 0 < index < len(self.last):
                placed[index] = (*placed.get(index, ()), stamp)
        return placed

    def _deleveraging_placed(self) -> dict[int, tuple[Hazard, ...]]:
        placed: dict[int, tuple[Hazard, ...]] = {}
        for hazard in self.hazards:
            if not hazard.time_ms < hazard.until_ms or not 0 < hazard.value <= 1:
                given = f"{hazard.kind} from {hazard.time_ms} until {hazard.until_ms}, value {hazard.value}"
                raise FieldError("hazard", given, "an end after its begin and a value above 0, at most 1")
            if hazard.kind is HazardKind.ADL:
                bar = int(np.searchsorted(self.last.time_ms, hazard.time_ms))
                while bar in self.absent:
                    bar += 1
                placed[bar] = (*placed.get(bar, ()), hazard)
        return placed

    def _check_clock(self, field_name: str, series: Candles) -> None:
        if len(series) != len(self.last) or not np.array_equal(series.time_ms, self.last.time_ms):
            allowed = f"the same {len(self.last)} stamps as last are needed"
            raise FieldError(field_name, f"{len(series)} bars", allowed)

    @property
    def symbol(self) -> str:
        """Name of the contract."""
        return self.rules.symbol

    @property
    def has_mark(self) -> bool:
        """Whether a mark series of its own exists."""
        return self.mark is not self.last

    @property
    def markets(self) -> tuple[Market, ...]:
        """Every symbol of the wallet, this one first."""
        return (self, *self.others)

    def of(self, symbol: str) -> Market:
        """The market of a symbol of the wallet; this one for any other name."""
        return next((one for one in self.others if one.symbol == symbol), self)

    def charging(self, *, slippage: bool, fees: bool) -> Market:
        """The same market, all its symbols with or without slippage and fees."""
        others = tuple(other.charging(slippage=slippage, fees=fees) for other in self.others)
        return replace(self, use_slippage=slippage, use_fees=fees, others=others)

    def series(self, source: TriggerSource) -> Candles:
        """The candles a trigger watches."""
        if source is TriggerSource.LAST:
            return self.last
        return self.mark if source is TriggerSource.MARK or self.index is None else self.index

    def trades_at(self, bar: int) -> bool:
        """Whether the symbol has a bar of its own here."""
        return bar not in self.absent

    def is_out(self, time_ms: int) -> bool:
        """Whether a scripted outage keeps the venue from taking commands at this time."""
        return any(h.kind is HazardKind.OUTAGE and h.time_ms <= time_ms < h.until_ms for h in self.hazards)

    def __len__(self) -> int:
        """Number of base bars."""
        return len(self.last)

    def close_ms(self, bar: int) -> int:
        """Time at which a bar is complete."""
        return int(self.last.time_ms[bar]) + self.last.timeframe_ms

    def last_close(self, bar: int) -> Decimal:
        """Last price at the close of a bar."""
        known = self.close_cache.get(bar)
        if known is None:
            if len(self.close_cache) >= MOST_CLOSES:
                self.close_cache.clear()
            known = self.close_cache[bar] = exact(self.last.close[bar])
        return known

    def mark_close(self, bar: int) -> Decimal:
        """Mark price at the close of a bar."""
        return self.last_close(bar) if self.mark is self.last else exact(self.mark.close[bar])

    def next_funding(self, bar: int) -> FundingStamp | None:
        """The first stamp charged after this bar, if the run contains one."""
        position = int(np.searchsorted(np.asarray(self.funding_bars, dtype=np.int64), bar, side="right"))
        return self.funding_by_bar[self.funding_bars[position]][0] if position < len(self.funding_bars) else None
